//! The location of an inbox.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::postgres::PgConnectOptions;

use crate::Error;

/// The location of an inbox: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.
///
/// The location as text has neither user nor password.
#[derive(Clone, Debug)]
pub struct Location(pub(crate) LocationKind);

#[derive(Clone)]
pub(crate) enum LocationKind {
    Memory,
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

/// The settings that may follow the `?` of PostgreSQL's URL.
const SETTINGS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

impl Location {
    /// A SQLite database in this file; it is created if it does not exist.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(LocationKind::Sqlite(path.into()))
    }

    /// The file of a SQLite inbox.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            LocationKind::Sqlite(path) => Some(path),
            _ => None,
        }
    }
}

impl FromStr for Location {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // The error does not quote the text, which may hold a password.
        let refused = |reason| Error::Location { reason };
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err(refused("sqlite: names no file")),
                ":memory:" => Err(refused("an inbox in memory would forget what it took")),
                _ if path.starts_with("~/") => Err(refused("~ is the shell's: write $HOME")),
                _ if path.contains('?') => Err(refused("sqlite: takes a path and no settings")),
                _ => Ok(Self::sqlite(path)),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if let Some((_, query)) = text.split_once('?')
                && !query.split('&').all(is_known)
            {
                return Err(refused(
                    "its URL has a setting that is not known: there are host, port, user, \
                     password, dbname, sslmode, sslrootcert, sslcert, sslkey, application_name, \
                     options",
                ));
            }
            let unreadable = |_| refused("its URL can't be read: %-encode what is special in it");
            let options = text.parse().map_err(unreadable)?;
            return Ok(Self(LocationKind::Postgres(Box::new(options))));
        }
        Err(refused("it is neither sqlite: nor postgres://"))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            LocationKind::Memory => f.write_str("sqlite::memory:"),
            LocationKind::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            LocationKind::Postgres(options) => {
                let host = match options.get_socket() {
                    Some(socket) => socket.display().to_string(),
                    None => format!("{}:{}", options.get_host(), options.get_port()),
                };
                let database = options.get_database().unwrap_or_default();
                write!(f, "postgres://{host}/{database}")
            }
        }
    }
}

impl fmt::Debug for LocationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Location(self.clone()))
    }
}

/// Whether sqlx knows this setting. It would log an unknown one, with its value.
fn is_known(setting: &str) -> bool {
    let (key, _) = setting.split_once('=').unwrap_or((setting, ""));
    key.is_empty() || key.starts_with("options[") || SETTINGS.contains(&key)
}

/// Whether the server is on another machine.
pub(crate) fn is_remote(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let is_near =
        options.get_socket().is_some() || host.starts_with('/') || capturi_api::is_loopback(host);
    !is_near
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        let location: Location = "postgres://me:hunter2@db.example:5433/inbox"
            .parse()
            .unwrap();
        assert_eq!(location.to_string(), "postgres://db.example:5433/inbox");
        assert!(!format!("{location:?}").contains("hunter2"));
        for url in ["mysql://me:hunter2@db/x", "postgres://me:hunter2@db:x"] {
            let error = url.parse::<Location>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn what_another_program_would_take_for_more_than_a_path_is_no_file() {
        for url in [
            "sqlite:",
            "sqlite::memory:",
            "sqlite:~/inbox.db",
            "sqlite:inbox.db?mode=ro",
        ] {
            let location = url.parse::<Location>();
            assert!(matches!(location, Err(Error::Location { .. })), "{url}");
        }
        let location: Location = "sqlite:///var/lib/inbox.db".parse().unwrap();
        assert_eq!(location.path(), Some(Path::new("/var/lib/inbox.db")));
    }

    #[test]
    fn only_other_machines_are_remote() {
        for (url, remote) in [
            ("postgres://localhost/x", false),
            ("postgres://127.0.0.1/x", false),
            ("postgres:///x?host=/run/postgresql", false),
            ("postgres://10.0.0.7/x", true),
            ("postgres://db.example/x", true),
        ] {
            let options = url.parse().unwrap();
            assert_eq!(is_remote(&options), remote, "{url}");
        }
    }
}
