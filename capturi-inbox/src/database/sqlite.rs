//! SQLite, embedded: one connection writes, others read.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow,
        SqliteSynchronous,
    },
};

use super::{BulkInsert, Effect, Statement, Transacted, Value, schema, writer::Writer};
use crate::{Error, location::Location};

/// How long a lock that another process holds is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
/// Pages in the write-ahead log before a commit moves them into the database, with all that wait
/// for it; 256 MiB. The writer sees to it that it does not come to that.
const CHECKPOINT_PAGES: &str = "65536";
/// Memory that a connection may keep pages in, in KiB, as a negative number.
const CACHE: &str = "-16384";

pub(crate) struct Sqlite {
    writer: Writer,
    /// None for a database in memory, which is its connection.
    readers: Option<Readers>,
}

/// Connections for reading. They are made anew once the file is another one.
struct Readers {
    file: PathBuf,
    open: Mutex<(SqlitePool, Option<Identity>)>,
}

/// Which file a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// None where there is no file, or the system has no such thing.
    pub(super) fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;

            let file = std::fs::metadata(path).ok()?;
            Some(Self {
                device: file.dev(),
                inode: file.ino(),
            })
        }
        #[cfg(not(unix))]
        None
    }
}

impl Sqlite {
    pub(super) async fn in_memory(insert: &'static BulkInsert) -> Result<Self, Error> {
        let mut connection = options(None).connect().await?;
        schema::migrate_sqlite(&mut connection, ":memory:").await?;
        Ok(Self {
            writer: Writer::start(None, connection, insert),
            readers: None,
        })
    }

    pub(super) async fn open(file: &Path, insert: &'static BulkInsert) -> Result<Self, Error> {
        prepare(file)?;
        let connection = connect(file).await?;
        let readers = Readers {
            file: file.to_owned(),
            open: Mutex::new((pool(file), Identity::of(file))),
        };
        Ok(Self {
            writer: Writer::start(Some(file.to_owned()), connection, insert),
            readers: Some(readers),
        })
    }

    pub(super) async fn write(&self, statement: Statement) -> Result<Vec<SqliteRow>, Error> {
        self.writer.run(statement).await
    }

    pub(super) async fn insert(&self, row: Vec<Value>) -> Result<bool, Error> {
        self.writer.insert(row).await
    }

    pub(super) async fn read(&self, statement: Statement) -> Result<Vec<SqliteRow>, Error> {
        match &self.readers {
            Some(readers) => Ok(bind(statement).fetch_all(&readers.pool()).await?),
            None => self.writer.run(statement).await,
        }
    }

    pub(super) async fn transact(
        &self,
        statement: Statement,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        self.writer.transact(statement, effect).await
    }

    pub(super) async fn close(&self) {
        // The writer last: whoever may write and is the last to close moves the log into the
        // database.
        if let Some(readers) = &self.readers {
            readers.pool().close().await;
        }
        self.writer.close().await;
    }
}

impl Readers {
    fn pool(&self) -> SqlitePool {
        let mut open = self
            .open
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let identity = Identity::of(&self.file);
        if open.1 != identity {
            *open = (pool(&self.file), identity);
        }
        open.0.clone()
    }
}

/// A connection for writing, to a database that has this release's schema and is durable.
pub(super) async fn connect(file: &Path) -> Result<SqliteConnection, Error> {
    let inbox = Location::sqlite(file).to_string();
    let opened = async {
        let mut connection = options(Some(file)).connect().await?;
        let (journal,): (String,) = sqlx::query_as("PRAGMA journal_mode")
            .fetch_one(&mut connection)
            .await?;
        let (synchronous,): (i64,) = sqlx::query_as("PRAGMA synchronous")
            .fetch_one(&mut connection)
            .await?;
        Ok((connection, journal, synchronous))
    };
    let opened: Result<_, sqlx::Error> = opened.await;
    let (mut connection, journal, synchronous) = opened.map_err(|source| Error::Open {
        inbox: inbox.clone(),
        source: source.into(),
    })?;
    if journal != "wal" || synchronous != FULL {
        return Err(Error::NotDurable {
            inbox,
            reason: format!("SQLite has journal_mode = {journal}, synchronous = {synchronous}"),
        });
    }
    if let Err(error) = schema::migrate_sqlite(&mut connection, &inbox).await {
        // Says more than what comes of it.
        let _ = connection.close().await;
        return Err(error);
    }
    Ok(connection)
}

/// Moves what is in the log into the database, beside the writer.
pub(super) async fn checkpoint(file: PathBuf) -> Result<(), sqlx::Error> {
    let mut connection = options(Some(&file))
        .create_if_missing(false)
        .connect()
        .await?;
    sqlx::raw_sql(CHECKPOINT).execute(&mut connection).await?;
    connection.close().await
}

/// Waits for nobody.
pub(super) const CHECKPOINT: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// `PRAGMA synchronous` of a connection that syncs the log at each commit.
const FULL: i64 = 2;

fn options(file: Option<&Path>) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(false)
        .disable_statement_logging()
        .pragma("cache_size", CACHE)
        // What is deleted is people's calls: it is overwritten, not only forgotten.
        .pragma("secure_delete", "ON");
    match file {
        Some(file) => options
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            // A log that grew once is cut back: 64 MiB.
            .pragma("journal_size_limit", "67108864"),
        None => options.in_memory(true),
    }
}

fn pool(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(file)
        // The last one that may write deletes the log when it closes, by name: if the file was
        // replaced meanwhile, the log of another database.
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_lazy_with(options)
}

/// Creates the folder and the file, for their owner alone, where they do not exist; the log and
/// its index get the mode of the file.
pub(super) fn prepare(file: &Path) -> Result<(), Error> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source: std::io::Error| Error::File {
            path,
            source: source.into(),
        }
    };
    create_folder(folder).map_err(failed(folder))?;
    refuse_network(folder, file)?;
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(failed(file))?;
    keep_private(file).map_err(failed(file))
}

fn create_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file that was there with a wider mode becomes its owner's alone.
#[cfg(unix)]
fn keep_private(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = std::fs::metadata(file)?.permissions().mode();
    match mode & 0o077 {
        0 => Ok(()),
        _ => std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode & 0o700)),
    }
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// On a network file system, locks and syncs do not mean what they say.
#[cfg(target_os = "linux")]
fn refuse_network(folder: &Path, file: &Path) -> Result<(), Error> {
    let Ok(system) = nix::sys::statfs::statfs(folder) else {
        return Ok(());
    };
    match network_file_system(system.filesystem_type().0 as u64) {
        Some(name) => Err(Error::NotDurable {
            inbox: Location::sqlite(file).to_string(),
            reason: format!(
                "it is on a network file system ({name}): use a local disk, or PostgreSQL"
            ),
        }),
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn refuse_network(_: &Path, _: &Path) -> Result<(), Error> {
    Ok(())
}

/// The names of network file systems, by the numbers in Linux's statfs(2).
#[cfg(target_os = "linux")]
fn network_file_system(magic: u64) -> Option<&'static str> {
    Some(match magic & 0xffff_ffff {
        0x6969 => "NFS",
        0x517b => "SMB",
        0xff53_4d42 => "CIFS",
        0xfe53_4d42 => "SMB2",
        0x0102_1997 => "9P",
        0x00c3_6400 => "Ceph",
        0x5346_414f => "AFS",
        0x7375_7245 => "Coda",
        0x564c => "NCP",
        0x0bd0_0bd0 => "Lustre",
        0x0116_1970 => "GFS2",
        _ => return None,
    })
}

pub(super) type Query = sqlx::query::Query<'static, sqlx::Sqlite, SqliteArguments>;

pub(super) fn bind(statement: Statement) -> Query {
    bind_all(sqlx::query(statement.sql.sqlite), statement.values)
}

pub(super) fn bind_all(query: Query, values: impl IntoIterator<Item = Value>) -> Query {
    values.into_iter().fold(query, |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::network_file_system;

    #[test]
    fn network_file_systems_are_known_by_their_numbers() {
        assert_eq!(network_file_system(0x6969), Some("NFS"));
        // As a signed number of 32 bits, and then of 64.
        assert_eq!(network_file_system(0xffff_ffff_ff53_4d42), Some("CIFS"));
        for local in [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630] {
            assert_eq!(network_file_system(local), None);
        }
    }
}
