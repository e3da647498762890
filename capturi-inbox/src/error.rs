//! The errors of an inbox. No error carries a body, a password or a header.

use std::{borrow::Cow, fmt, io, path::PathBuf, sync::Arc};

/// The reason why an inbox could not be opened or used.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The location is neither `sqlite:PATH` nor `postgres://…`.
    #[error("that is no inbox: {reason}; write sqlite:PATH or postgres://HOST/DATABASE")]
    Location {
        /// The mistake. It quotes nothing, because the location may hold a password.
        reason: &'static str,
    },
    /// The database could not be opened.
    #[error("can't open the inbox {inbox}")]
    Open {
        /// The inbox, without user or password.
        inbox: String,
        /// The error of the database.
        #[source]
        source: DatabaseError,
    },
    /// The database would break a promise of the inbox.
    #[error("the inbox {inbox} would not be durable: {reason}")]
    NotDurable {
        /// The inbox, without user or password.
        inbox: String,
        /// The fault and the remedy.
        reason: String,
    },
    /// The TLS of a remote PostgreSQL would not be verified: others could read the connection, or
    /// answer in its place.
    #[error(
        "{inbox} is on another machine and its TLS would not be verified: \
         set sslmode=verify-full, or allow it explicitly"
    )]
    UnverifiedTls {
        /// The inbox, without user or password.
        inbox: String,
    },
    /// There is no inbox, and the call was not to create it.
    #[error("there is no inbox {inbox}")]
    Missing {
        /// The inbox, without user or password.
        inbox: String,
    },
    /// A newer release has changed the database so that this release can't use it any more.
    #[error(
        "the inbox {inbox} has schema {found}, which releases that know schema {usable_from} or \
         newer can use; this one knows schema {known}: install a newer release"
    )]
    NewerSchema {
        /// The inbox, without user or password.
        inbox: String,
        /// The schema of the database.
        found: i64,
        /// The oldest schema that a release has to know to use it.
        usable_from: i64,
        /// The schema of this release.
        known: i64,
    },
    /// The engine of this inbox does not support the call.
    #[error("{inbox}: {reason}")]
    NotSupported {
        /// The inbox, without user or password.
        inbox: String,
        /// The alternative.
        reason: &'static str,
    },
    /// The folder or the file of a SQLite inbox can't be prepared.
    #[error("can't prepare {}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        #[source]
        source: Arc<io::Error>,
    },
    /// The database did not serve a request.
    #[error("the inbox is unavailable ({reason})")]
    Unavailable {
        /// The class of the failure.
        reason: Reason,
        /// The error of the database.
        #[source]
        source: Option<DatabaseError>,
    },
}

/// An error of the database. It shows the message alone, because the details may quote stored data.
#[derive(Clone)]
pub struct DatabaseError(Arc<sqlx::Error>);

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl std::error::Error for DatabaseError {}

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        Self(Arc::new(error))
    }
}

/// The class of a database's failure, by which refused deliveries are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The disk has no room left.
    DiskFull,
    /// Another process holds the lock for too long.
    Locked,
    /// The file may not be written.
    ReadOnly,
    /// The file was deleted or replaced while it was open.
    FileGone,
    /// The disk failed to read or write.
    Disk,
    /// The stored data is damaged.
    Damaged,
    /// The connection to the server was lost, or no connection was available.
    Connection,
    /// The inbox was closed.
    Closed,
    /// A task of this process that the inbox needs has ended.
    Stopped,
    /// Any other failure.
    Other,
}

impl Reason {
    /// The reason's name in metrics and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DiskFull => "disk_full",
            Self::Locked => "locked",
            Self::ReadOnly => "read_only",
            Self::FileGone => "file_gone",
            Self::Disk => "disk",
            Self::Damaged => "damaged",
            Self::Connection => "connection",
            Self::Closed => "closed",
            Self::Stopped => "stopped",
            Self::Other => "other",
        }
    }

    fn of_file(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            io::ErrorKind::NotFound => Self::FileGone,
            _ => Self::Disk,
        }
    }

    pub(crate) fn of(error: &sqlx::Error) -> Self {
        let database = match error {
            sqlx::Error::Database(database) => database,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::WorkerCrashed => return Self::Connection,
            sqlx::Error::PoolClosed => return Self::Closed,
            _ => return Self::Other,
        };
        let code = database.code().unwrap_or_default();
        // SQLite's codes are numbers whose lowest byte is the class; PostgreSQL's have five
        // characters.
        if let Some(class) = code.parse::<i64>().ok().filter(|_| code.len() != 5) {
            return match class & 0xff {
                13 => Self::DiskFull,
                5 | 6 => Self::Locked,
                8 => Self::ReadOnly,
                10 | 14 => Self::Disk,
                11 | 26 => Self::Damaged,
                _ => Self::Other,
            };
        }
        match code.as_ref() {
            "53100" => Self::DiskFull,
            "55P03" | "40001" | "40P01" | "57014" => Self::Locked,
            "25P03" => Self::Connection,
            "25006" => Self::ReadOnly,
            "58030" => Self::Disk,
            "XX001" | "XX002" => Self::Damaged,
            _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
                Self::Connection
            }
            _ => Self::Other,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const SQLITE_CONSTRAINT: i64 = 19;
/// The SQLSTATE classes of PostgreSQL for errors in the data that a statement writes.
const REFUSALS: [&str; 4] = ["22", "23", "44", "P0"];

impl Error {
    /// The class of the database's failure, if this error is one.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Unavailable { reason, .. } => Some(*reason),
            Self::Open { source, .. } => Some(Reason::of(&source.0)),
            Self::File { source, .. } => Some(Reason::of_file(source)),
            _ => None,
        }
    }

    /// Whether PostgreSQL has sent this error over a connection that goes on.
    pub(crate) fn is_from_server(&self) -> bool {
        // In class 57P, the server shuts down or ends this connection.
        self.code()
            .is_some_and(|code| code.len() == 5 && !code.starts_with("57P"))
    }

    /// Whether PostgreSQL aborted a transaction because of a deadlock.
    pub(crate) fn is_deadlock(&self) -> bool {
        self.code().is_some_and(|code| code == "40P01")
    }

    /// The error of a database that is well but rejects the data: a value, a row that a constraint
    /// or a trigger forbids, or a transaction in which a statement failed.
    pub(crate) fn refusal(&self) -> Option<DatabaseError> {
        let code = self.code()?;
        let is_refusal = match code.parse::<i64>().ok().filter(|_| code.len() != 5) {
            Some(class) => class & 0xff == SQLITE_CONSTRAINT,
            None => code == "25P02" || REFUSALS.iter().any(|class| code.starts_with(class)),
        };
        match self {
            Self::Unavailable { source, .. } if is_refusal => source.clone(),
            _ => None,
        }
    }

    /// Whether this process can't use the inbox any more, however long it waits: its files were
    /// deleted or replaced, a newer release has changed its schema, or one of its tasks has ended.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::NewerSchema { .. })
            || matches!(self.reason(), Some(Reason::FileGone | Reason::Stopped))
    }

    /// The error with its causes, for logs. The messages about our own statements quote no stored
    /// data.
    pub(crate) fn with_causes(&self) -> String {
        with_causes(self)
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Unavailable {
                source: Some(source),
                ..
            } => source.0.as_database_error()?.code(),
            _ => None,
        }
    }

    pub(crate) fn unavailable(reason: Reason) -> Self {
        Self::Unavailable {
            reason,
            source: None,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable {
            reason: Reason::of(&error),
            source: Some(error.into()),
        }
    }
}

/// An error with its causes, on one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
