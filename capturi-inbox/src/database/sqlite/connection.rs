//! Connections to the file of an inbox, with settings that make their commits durable.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool,
    sqlite::{
        SqliteArguments, SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode,
        SqlitePoolOptions, SqliteSynchronous,
    },
};
use tokio::time::{Instant, sleep};

use crate::{
    Error, Reason,
    database::{
        Dialect, LONGEST_BREATH, Statement, Value,
        migrations::{self, MIGRATIONS},
    },
    location::Location,
};

/// The longest wait for a lock that another process holds.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest wait for readers when the log is emptied. All writers wait meanwhile.
const EMPTYING_PATIENCE: Duration = Duration::from_millis(50);
const READERS: u32 = 4;
/// The pages in the write-ahead log at which a commit moves them into the database, while others
/// wait for it; 256 MiB. The writer moves the log long before that.
const CHECKPOINT_PAGES: &str = "65536";
/// The instructions of SQLite's virtual machine between two looks at a copy, and the bytes that are
/// synced together.
const COPY_INSTRUCTIONS: i32 = 1_000;
const COPY_BYTES: u64 = 4 * 1024 * 1024;
/// The bytes of a page, by SQLite's default.
pub(super) const PAGE: i64 = 4096;
/// The memory for a connection's pages, in KiB, as a negative number. It is small, because a commit
/// that has split a page of an index looks at every page in memory.
const CACHE: &str = "-2048";

/// A connection to a database of its own, in memory.
pub(super) async fn in_memory() -> Result<SqliteConnection, Error> {
    let mut connection = options(None).connect().await?;
    migrations::migrate_sqlite(&mut connection, ":memory:", MIGRATIONS).await?;
    Ok(connection)
}

/// A connection for writing, to a durable database with this release's schema. It does not wait for
/// locks, because the session does.
pub(super) async fn connect(file: &Path) -> Result<SqliteConnection, Error> {
    let inbox = Location::sqlite(file).to_string();
    let opened = open_once_unlocked(file).await;
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
    let ready = async {
        if migrations::migrate_sqlite(&mut connection, &inbox, MIGRATIONS).await? {
            // With the schema in the database itself, an inbox that has lost its log is not taken
            // for a new one. If others are reading, the log is moved later.
            save(&mut connection).await?;
        }
        // Otherwise, a log that can't be written would be noticed at the first event only. A lock
        // shows that another process can write.
        let tried = sqlx::raw_sql("PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK");
        match tried.execute(&mut connection).await {
            Err(error) if Reason::of(&error) != Reason::Locked => Err(error.into()),
            _ => Ok(()),
        }
    };
    if let Err(error) = ready.await {
        // The first error says more than an error of closing.
        let _ = connection.close().await;
        return Err(error);
    }
    Ok(connection)
}

/// Opens a file, and tries again while it is locked. If several processes switch a new file to a
/// write-ahead log at once, SQLite refuses some without waiting for its busy timeout.
async fn open_once_unlocked(file: &Path) -> Result<Opened, sqlx::Error> {
    let give_up = Instant::now() + BUSY_TIMEOUT;
    loop {
        match open(file).await {
            Err(error) if Reason::of(&error) == Reason::Locked && Instant::now() < give_up => {
                sleep(Duration::from_millis(fastrand::u64(1..=20))).await;
            }
            opened => return opened,
        }
    }
}

/// A connection, its journal mode and its `synchronous`.
type Opened = (SqliteConnection, String, i64);

async fn open(file: &Path) -> Result<Opened, sqlx::Error> {
    let mut connection = options(Some(file)).connect().await?;
    let (journal,) = sqlx::query_as("PRAGMA journal_mode")
        .fetch_one(&mut connection)
        .await?;
    let (synchronous,) = sqlx::query_as("PRAGMA synchronous")
        .fetch_one(&mut connection)
        .await?;
    Ok((connection, journal, synchronous))
}

/// Moves the log into the database over a connection of its own, while the writer goes on.
pub(super) async fn checkpoint(file: PathBuf) -> Result<(), sqlx::Error> {
    checkpointed(&file, BUSY_TIMEOUT).await?.close().await
}

/// A new connection, which has moved the log into the database.
async fn checkpointed(file: &Path, patience: Duration) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options(Some(file))
        .create_if_missing(false)
        .busy_timeout(patience)
        .connect()
        .await?;
    sqlx::raw_sql(CHECKPOINT).execute(&mut connection).await?;
    Ok(connection)
}

/// Empties the log, in which deleted data can still be found. Returns false if the log is in use.
pub(super) async fn empty_log(file: &Path) -> Result<bool, sqlx::Error> {
    // The writer waits meanwhile, but not for long, because most of the log was moved before.
    let mut connection = checkpointed(file, EMPTYING_PATIENCE).await?;
    let saved = save(&mut connection).await;
    connection.close().await?;
    Ok(saved?.is_empty)
}

/// The bytes of the log that are not in the database yet.
pub(super) async fn unmoved(connection: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let (_, logged, moved): (bool, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(NOOP)")
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from((logged - moved) * PAGE).unwrap_or_default())
}

/// The result of moving the log into the database.
pub(super) struct Saved {
    /// Whether all of the log is in the database.
    pub(super) is_whole: bool,
    /// Whether the log is empty now.
    pub(super) is_empty: bool,
}

/// Moves all of the log into the database, and empties it unless it is in use.
pub(super) async fn save(connection: &mut SqliteConnection) -> Result<Saved, sqlx::Error> {
    let (is_in_use, logged, moved): (bool, i64, i64) =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(connection)
            .await?;
    Ok(Saved {
        is_whole: logged == moved,
        is_empty: !is_in_use,
    })
}

/// The statement that moves the log into the database, as far as it need not wait for others.
pub(super) const CHECKPOINT: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// `PRAGMA synchronous` of a connection that syncs the log at each commit.
const FULL: i64 = 2;

fn options(file: Option<&Path>) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(false)
        .disable_statement_logging()
        .pragma("cache_size", CACHE)
        // Deleted data is people's calls, so it is overwritten.
        .pragma("secure_delete", "ON")
        // Temporary data must not go to files elsewhere, on a disk that may be full or read-only.
        .pragma("temp_store", "MEMORY");
    let options = match file.is_none_or(is_new) {
        // With this setting, free pages can be returned to the disk a few at a time.
        true => options.auto_vacuum(SqliteAutoVacuum::Incremental),
        false => options,
    };
    match file {
        Some(file) => options
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            // On macOS, a sync does not wait for the disk unless it is told to.
            .pragma("fullfsync", "ON")
            .pragma("checkpoint_fullfsync", "ON")
            // A log that has grown is cut back to 64 MiB.
            .pragma("journal_size_limit", "67108864"),
        None => options.in_memory(true),
    }
}

/// Whether the file is new. Setting `auto_vacuum` writes the database each time, so it is set once.
fn is_new(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|file| file.len() == 0)
}

pub(super) fn pool(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(file)
        // A connection that can write moves the log into the database if it is the last to close,
        // even a log that was replaced meanwhile and is out of date.
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(READERS)
        // A file does not go silent as a server does.
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// Copies the database to an empty file. The copy is synced a part at a time, because deliveries
/// would have to wait for a sync of all of it.
pub(super) async fn copy(file: &Path, to: &Path) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    // This handle is closed after the connection, because closing it releases SQLite's locks on the
    // file.
    let copy = Arc::new(std::fs::File::open(to)?);
    let (copied, mut synced) = (copy.clone(), 0);
    connection
        .lock_handle()
        .await?
        .set_progress_handler(COPY_INSTRUCTIONS, move || {
            let length = copied.metadata().map_or(0, |copy| copy.len());
            if length > synced + COPY_BYTES {
                let started = Instant::now();
                // An error does not matter here, because the sync at the end has to succeed.
                let _ = copied.sync_data();
                synced = length;
                std::thread::sleep(started.elapsed().min(LONGEST_BREATH));
            }
            true
        });
    let vacuum = sqlx::query("VACUUM INTO $1").bind(to.display().to_string());
    let copied = vacuum.execute(&mut connection).await;
    connection.close().await?;
    drop(copy);
    copied.map(drop)
}

pub(super) type Query = sqlx::query::Query<'static, sqlx::Sqlite, SqliteArguments>;

pub(super) fn bind(statement: &Statement) -> Query {
    let sql = AssertSqlSafe(statement.text(Dialect::Sqlite));
    bind_all(sqlx::query(sql), &statement.values)
}

pub(super) fn bind_all<'v>(query: Query, values: impl IntoIterator<Item = &'v Value>) -> Query {
    values.into_iter().fold(query, |query, value| match value {
        Value::Integer(value) => query.bind(*value),
        Value::Text(value) => query.bind(value.as_deref()),
        Value::Bytes(value) => query.bind(&value[..]),
    })
}
