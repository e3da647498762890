//! The two engines behind one interface: statements in, rows out.

mod migrations;
mod postgres;
mod sql;
mod sqlite;

use std::{iter, panic::AssertUnwindSafe, path::Path, time::Duration};

use futures_util::{FutureExt as _, future::BoxFuture};
use sqlx::{FromRow, PgConnection, SqliteConnection, postgres::PgRow, sqlite::SqliteRow};
use tokio::time::{Instant, sleep, timeout};

pub use migrations::Pending;
pub(crate) use sql::{Statement, Value};

use crate::{
    Error,
    location::{Location, LocationKind},
};
use postgres::Postgres;
use sql::Dialect;
use sqlite::Sqlite;

/// The longest time for which a handler's effect may hold its transaction open. On SQLite, all
/// other writes wait meanwhile.
const EFFECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The most bytes of bodies that a transaction deletes, unless a single body is larger.
const DELETED_AT_ONCE: i64 = 512 * 1024;
/// The longest pause after one of many batches.
const LONGEST_BREATH: Duration = Duration::from_millis(20);

/// The database of an inbox.
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// The demands on an engine that is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demands {
    pub(crate) allow_unverified_tls: bool,
    /// Whether a missing inbox is created.
    pub(crate) create: bool,
    /// The most connections to PostgreSQL.
    pub(crate) connections: u32,
    /// The bytes of a SQLite inbox's disk that deliveries leave alone.
    pub(crate) reserve: u64,
}

/// The bytes of a SQLite inbox, for its operator to watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disk {
    /// The bytes of the database's file.
    pub database: u64,
    /// The bytes of its write-ahead log.
    pub log: u64,
    /// The free bytes below which deliveries are refused.
    pub reserve: u64,
    /// The free bytes of the disk; `None` where the system does not tell.
    pub free: Option<u64>,
}

/// The statements that insert events with their bodies. They return which events were new.
pub(crate) struct Insertion {
    /// For PostgreSQL: inserts events and bodies from an array for each column, the columns of
    /// bodies last. Returns the keys of new events.
    pub(crate) arrays: fn() -> String,
    /// For SQLite: inserts this many events. Returns the ids and keys of new events.
    pub(crate) events: fn(usize) -> String,
    /// For SQLite: inserts this many bodies, each with the id of its event.
    pub(crate) bodies: fn(usize) -> String,
    /// The position of the key, a text, among an event's values.
    pub(crate) key: usize,
}

/// An event that may be new.
pub(crate) struct NewEvent {
    pub(crate) values: Vec<Value>,
    /// The values of its body's row.
    pub(crate) body: [Value; 2],
    /// The key that events share if they wait for each other.
    pub(crate) order: Option<i64>,
}

/// The rows that a statement returned.
pub(crate) enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

/// A type that can be read from a row of either engine.
pub(crate) trait Record:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Record for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Sqlite(rows) => rows.len(),
            Self::Postgres(rows) => rows.len(),
        }
    }

    pub(crate) fn read<T: Record>(&self) -> Result<Vec<T>, Error> {
        let read: Result<Vec<T>, sqlx::Error> = match self {
            Self::Sqlite(rows) => rows.iter().map(T::from_row).collect(),
            Self::Postgres(rows) => rows.iter().map(T::from_row).collect(),
        };
        Ok(read?)
    }
}

/// The transaction that marks an event as done, for a handler's writes to the same database.
#[derive(Debug)]
#[non_exhaustive]
pub enum Transaction<'c> {
    /// The inbox is a SQLite database.
    Sqlite(&'c mut SqliteConnection),
    /// The inbox is a PostgreSQL database.
    Postgres(&'c mut PgConnection),
}

impl Transaction<'_> {
    /// The connection, if the inbox is a SQLite database.
    pub fn sqlite(&mut self) -> Option<&mut SqliteConnection> {
        match self {
            Self::Sqlite(connection) => Some(connection),
            Self::Postgres(_) => None,
        }
    }

    /// The connection, if the inbox is a PostgreSQL database.
    pub fn postgres(&mut self) -> Option<&mut PgConnection> {
        match self {
            Self::Postgres(connection) => Some(connection),
            Self::Sqlite(_) => None,
        }
    }
}

/// The error of an effect that failed.
pub(crate) type EffectError = Box<dyn std::error::Error + Send + Sync>;

/// The writes of a handler in the transaction that marks its event as done.
pub(crate) type Effect = Box<
    dyn for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<(), EffectError>> + Send,
>;

/// The result of a transaction.
pub(crate) enum Transacted {
    /// The statement and the effect are committed.
    Committed,
    /// The statement found nothing to change: nothing is written.
    NothingToDo,
    /// The effect failed: nothing is written.
    EffectFailed(EffectError),
}

impl Transacted {
    /// The result of a transaction that could not be committed. If the database is well, the effect
    /// is at fault, for example because it violates a deferred constraint.
    fn failed(error: Error) -> Result<Self, Error> {
        match error.refusal() {
            Some(refusal) => Ok(Self::EffectFailed(refusal.into())),
            None => Err(error),
        }
    }
}

impl Database {
    /// Opens a database. `insertion` has the statements of [`insert`](Self::insert).
    pub(crate) async fn open(
        location: &Location,
        demands: Demands,
        insertion: &'static Insertion,
    ) -> Result<Self, Error> {
        match &location.0 {
            LocationKind::Memory => Sqlite::in_memory(insertion).await.map(Self::Sqlite),
            LocationKind::Sqlite(path) => Sqlite::open(path, demands, insertion)
                .await
                .map(Self::Sqlite),
            LocationKind::Postgres(options) => {
                Postgres::open(location, options, demands, insertion)
                    .await
                    .map(Self::Postgres)
            }
        }
    }

    /// The migrations that a database lacks. None of them is run.
    pub(crate) async fn pending(location: &Location, demands: Demands) -> Result<Pending, Error> {
        match &location.0 {
            LocationKind::Memory => Ok(Pending::default()),
            LocationKind::Sqlite(path) => Sqlite::pending(path).await,
            LocationKind::Postgres(options) => Postgres::pending(location, options, demands).await,
        }
    }

    /// Inserts an event, which is durable when this returns. Returns false if the event was there.
    pub(crate) async fn insert(&self, event: NewEvent) -> Result<bool, Error> {
        match self {
            // Both engines insert waiting events together.
            Self::Sqlite(sqlite) => sqlite.insert(event).await,
            Self::Postgres(postgres) => postgres.insert(event).await,
        }
    }

    /// Runs statements in a transaction, which is durable when this returns. Returns the rows of
    /// each.
    pub(crate) async fn write_all(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, Error> {
        Ok(match self {
            Self::Sqlite(sqlite) => {
                let written = sqlite.write(statements).await?;
                written.into_iter().map(Rows::Sqlite).collect()
            }
            Self::Postgres(postgres) => {
                let written = postgres.write(&statements).await?;
                written.into_iter().map(Rows::Postgres).collect()
            }
        })
    }

    /// Like [`write_all`](Self::write_all), for one of many batches. A pause follows that is as
    /// long, up to 20 ms, in which deliveries have their turn. Returns the rows of the first
    /// statement; the others clean up after it.
    pub(crate) async fn write_batch(
        &self,
        first: Statement,
        others: impl IntoIterator<Item = Statement>,
    ) -> Result<Rows, Error> {
        let statements = iter::once(first).chain(others).collect();
        first_of(self.write_batch_all(statements).await?)
    }

    /// Like [`write_batch`](Self::write_batch), but returns the rows of each statement.
    pub(crate) async fn write_batch_all(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Rows>, Error> {
        let started = Instant::now();
        let written = self.write_all(statements).await?;
        if let Self::Sqlite(sqlite) = self {
            sqlite.took(started.elapsed());
        }
        breathe(started).await;
        Ok(written)
    }

    /// Runs a statement, whose changes are durable when this returns.
    pub(crate) async fn write(&self, statement: Statement) -> Result<Rows, Error> {
        first_of(self.write_all(vec![statement]).await?)
    }

    /// Runs a statement that depends on the changes of others of its kind, one at a time.
    pub(crate) async fn write_in_turn(&self, statement: Statement) -> Result<Rows, Error> {
        match self {
            // SQLite runs all writes one at a time.
            Self::Sqlite(_) => self.write(statement).await,
            Self::Postgres(postgres) => {
                let rows = postgres.write_in_turn(statement).await?;
                Ok(Rows::Postgres(rows))
            }
        }
    }

    /// Runs a statement that changes rows, and counts the rows that it returns.
    pub(crate) async fn change(&self, statement: Statement) -> Result<usize, Error> {
        Ok(self.write(statement).await?.len())
    }

    /// Runs a statement that changes nothing.
    pub(crate) async fn read<T: Record>(&self, statement: Statement) -> Result<Vec<T>, Error> {
        let rows = match self {
            Self::Sqlite(sqlite) => Rows::Sqlite(sqlite.read(statement).await?),
            Self::Postgres(postgres) => Rows::Postgres(postgres.run(statement).await?),
        };
        rows.read()
    }

    /// Runs statements and the effect, all or none: none if the first statement changes nothing.
    pub(crate) async fn transact(
        &self,
        statements: Vec<Statement>,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        let effect = guarded(effect);
        match self {
            Self::Sqlite(sqlite) => sqlite.transact(statements, effect).await,
            Self::Postgres(postgres) => postgres.transact(&statements, effect).await,
        }
    }

    /// Removes deleted data as far as the engine can, and returns its room to the disk. Returns false if
    /// the data is still in use.
    pub(crate) async fn forget(&self) -> Result<bool, Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.forget().await,
            // PostgreSQL's vacuum does so.
            Self::Postgres(_) => Ok(true),
        }
    }

    /// Removes deleted data: SQLite all of it. PostgreSQL keeps the bytes of deleted rows in its files
    /// until others take their place, or until it `rewrites` the tables, while all others wait. Returns
    /// false if others still use it.
    pub(crate) async fn vacuum(&self, rewrites: bool) -> Result<bool, Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.forget().await,
            Self::Postgres(postgres) => postgres.vacuum(rewrites).await,
        }
    }

    /// The bytes of bodies that a transaction may delete: deliveries wait for it, and the log on a
    /// full disk has room for no more.
    pub(crate) fn deleted_at_once(&self) -> i64 {
        match self {
            Self::Sqlite(sqlite) => sqlite.deleted_at_once(),
            Self::Postgres(_) => DELETED_AT_ONCE,
        }
    }

    /// Reserves the room that deleting needs once the disk is full.
    pub(crate) async fn keep_reserve(&self) {
        if let Self::Sqlite(sqlite) = self {
            sqlite.keep_reserve().await;
        }
    }

    /// Returns an error if this process can't use the database any more: its files are not in
    /// place, or a newer release has changed its schema so that this one can't use it.
    pub(crate) async fn check(&self, location: &Location) -> Result<(), Error> {
        if let Self::Sqlite(sqlite) = self {
            sqlite.check().await?;
        }
        let found = self.read(migrations::usability()).await?;
        migrations::refuse_newer(
            found.first().copied(),
            migrations::MIGRATIONS.len(),
            &location.to_string(),
        )
    }

    /// Returns an error if a delivery could not be stored now.
    pub(crate) async fn can_store(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.can_store().await,
            Self::Postgres(postgres) => postgres.can_store().await,
        }
    }

    /// The bytes of a SQLite inbox's files and disk.
    pub(crate) fn disk(&self) -> Option<Disk> {
        match self {
            Self::Sqlite(sqlite) => sqlite.disk(),
            Self::Postgres(_) => None,
        }
    }

    /// Copies the database to a new file, and returns the bytes of the copy. The copy is
    /// consistent, whatever is written meanwhile.
    pub(crate) async fn back_up(&self, location: &Location, file: &Path) -> Result<u64, Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.back_up(file).await,
            Self::Postgres(_) => Err(Error::NotSupported {
                inbox: location.to_string(),
                reason: "back up PostgreSQL with pg_dump or pg_basebackup",
            }),
        }
    }

    /// The damage that the engine finds in the stored data; empty if all is well.
    pub(crate) async fn integrity(&self) -> Result<Vec<String>, Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.integrity().await,
            Self::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Finishes the writes that are under way, and closes the database.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}

/// The rows of the first statement.
fn first_of(written: Vec<Rows>) -> Result<Rows, Error> {
    let first = written.into_iter().next();
    first.ok_or_else(|| sqlx::Error::RowNotFound.into())
}

/// Pauses for as long as the batch took that began at this time, so that others have their turn.
async fn breathe(started: Instant) {
    sleep(started.elapsed().min(LONGEST_BREATH)).await;
}

/// Wraps an effect so that it fails if it panics or takes for ever: neither is the database's
/// fault.
fn guarded(effect: Effect) -> Effect {
    Box::new(move |transaction| {
        Box::pin(async move {
            let effect = AssertUnwindSafe(async { effect(transaction).await }).catch_unwind();
            match timeout(EFFECT_TIMEOUT, effect).await {
                Ok(Ok(written)) => written,
                Ok(Err(_)) => Err("the effect panicked".into()),
                Err(_) => Err("the effect took longer than 10 s".into()),
            }
        })
    })
}
