//! Connections to the file of an inbox, set up so that what they commit is durable.

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

/// How long a lock that another process holds is waited for.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long emptying the log waits for those that read it, and lets all wait that write.
const EMPTYING_PATIENCE: Duration = Duration::from_millis(50);
const READERS: u32 = 4;
/// Pages in the write-ahead log before a commit moves them into the database, with all that wait
/// for it; 256 MiB. The writer sees to it that it does not come to that.
const CHECKPOINT_PAGES: &str = "65536";
/// Instructions of SQLite's machine between two looks at a copy, and bytes that are synced together.
const COPY_INSTRUCTIONS: i32 = 1_000;
const COPY_BYTES: u64 = 4 * 1024 * 1024;
/// Bytes of a page, as SQLite has it unless it is told otherwise.
pub(super) const PAGE: i64 = 4096;
/// Memory that a connection may keep pages in, in KiB, as a negative number. Little: a commit that
/// has split a page of an index looks at every page in it.
const CACHE: &str = "-2048";

/// A connection to a database of its own, in memory.
pub(super) async fn in_memory() -> Result<SqliteConnection, Error> {
    let mut connection = options(None).connect().await?;
    migrations::migrate_sqlite(&mut connection, ":memory:", MIGRATIONS).await?;
    Ok(connection)
}

/// A connection for writing, to a database that has this release's schema and is durable. It does
/// not wait for locks: its writer does.
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
            // One that is opened after its log was deleted is then no new one. If others are reading,
            // it is saved later.
            save(&mut connection).await?;
        }
        // A log that can't be written would show at the first event only. One that another process
        // writes just now can be.
        let tried = sqlx::raw_sql("PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK");
        match tried.execute(&mut connection).await {
            Err(error) if Reason::of(&error) != Reason::Locked => Err(error.into()),
            _ => Ok(()),
        }
    };
    if let Err(error) = ready.await {
        // Says more than what comes of it.
        let _ = connection.close().await;
        return Err(error);
    }
    Ok(connection)
}

/// Of several processes that turn a new file to a write-ahead log at once, SQLite refuses some, and
/// does not let them wait for its busy timeout.
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

/// Moves what is in the log into the database, beside the writer.
pub(super) async fn checkpoint(file: PathBuf) -> Result<(), sqlx::Error> {
    checkpointed(&file, BUSY_TIMEOUT).await?.close().await
}

/// A connection that has done so.
async fn checkpointed(file: &Path, patience: Duration) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options(Some(file))
        .create_if_missing(false)
        .busy_timeout(patience)
        .connect()
        .await?;
    sqlx::raw_sql(CHECKPOINT).execute(&mut connection).await?;
    Ok(connection)
}

/// Empties the log, where pages are found as they were before something in them was deleted. False
/// if it is in use.
pub(super) async fn empty_log(file: &Path) -> Result<bool, sqlx::Error> {
    // While this waits the writer waits, too: for little, as most was moved before.
    let mut connection = checkpointed(file, EMPTYING_PATIENCE).await?;
    let saved = save(&mut connection).await;
    connection.close().await?;
    Ok(saved?.is_empty)
}

/// Bytes of the log that are not in the database yet.
pub(super) async fn unmoved(connection: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let (_, logged, moved): (bool, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(NOOP)")
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from((logged - moved) * PAGE).unwrap_or_default())
}

/// What became of the log.
pub(super) struct Saved {
    /// All of it is in the database.
    pub(super) is_whole: bool,
    /// It has nothing in it any more.
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
        .pragma("secure_delete", "ON")
        // Nor does any of it go into files elsewhere, on a disk that may be full or read only.
        .pragma("temp_store", "MEMORY");
    let options = match file.is_none_or(is_new) {
        // What was deleted is given back to the disk by and by.
        true => options.auto_vacuum(SqliteAutoVacuum::Incremental),
        false => options,
    };
    match file {
        Some(file) => options
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            // On a Mac, a sync does less than it says unless it is asked for all.
            .pragma("fullfsync", "ON")
            .pragma("checkpoint_fullfsync", "ON")
            // A log that grew once is cut back: 64 MiB.
            .pragma("journal_size_limit", "67108864"),
        None => options.in_memory(true),
    }
}

/// Each time that it is set, the database is written.
fn is_new(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|file| file.len() == 0)
}

pub(super) fn pool(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(file)
        // The last one that may write moves the log into the database when it closes: if the log
        // was replaced meanwhile, one that is out of date.
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(READERS)
        // A file does not go away as a server does.
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// Copies the database into an empty file. What was copied is synced time and again: else it would be
/// all at once, and deliveries would wait for their own syncs meanwhile.
pub(super) async fn copy(file: &Path, to: &Path) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    // Closed after the connection: closing it lets go of the locks that SQLite has on the file.
    let copy = Arc::new(std::fs::File::open(to)?);
    let (copied, mut synced) = (copy.clone(), 0);
    connection
        .lock_handle()
        .await?
        .set_progress_handler(COPY_INSTRUCTIONS, move || {
            let length = copied.metadata().map_or(0, |copy| copy.len());
            if length > synced + COPY_BYTES {
                let started = Instant::now();
                // In the end it has to succeed.
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
