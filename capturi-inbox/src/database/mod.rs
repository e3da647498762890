//! The two engines behind one face: statements in, rows out.

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

/// How long a handler's effect may hold a transaction open, and on SQLite all who write.
const EFFECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of bodies that a transaction deletes at most, but for a larger one alone.
const DELETED_AT_ONCE: i64 = 512 * 1024;
/// The longest pause after a batch of many.
const LONGEST_BREATH: Duration = Duration::from_millis(20);

/// The database of an inbox.
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// What is asked of the engine when it is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demands {
    pub(crate) allow_unverified_tls: bool,
    /// Whether an inbox is made where there is none.
    pub(crate) create: bool,
    /// Connections to PostgreSQL.
    pub(crate) connections: u32,
    /// Bytes of the disk of a SQLite inbox that deliveries leave alone.
    pub(crate) reserve: u64,
}

/// How events are inserted, with their bodies. The database tells which of them were new.
pub(crate) struct Insertion {
    /// Events and their bodies, for PostgreSQL: an array of each column, those of the bodies last.
    /// Returns the keys of those that were new.
    pub(crate) arrays: fn() -> String,
    /// So many events, for SQLite: returns the ids and keys of those that were new.
    pub(crate) events: fn(usize) -> String,
    /// So many bodies, for SQLite, each with the id of its event.
    pub(crate) bodies: fn(usize) -> String,
    /// Which of an event's values is its key, a text.
    pub(crate) key: usize,
}

/// An event that may be new.
pub(crate) struct NewEvent {
    pub(crate) values: Vec<Value>,
    /// Of the row of its body.
    pub(crate) body: [Value; 2],
    /// What events have in common that wait for each other.
    pub(crate) order: Option<i64>,
}

/// The rows that a statement returned.
pub(crate) enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

/// A row of either engine.
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

/// The transaction that marks an event as done, for what a handler writes into the same database.
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

/// Why an effect failed.
pub(crate) type EffectError = Box<dyn std::error::Error + Send + Sync>;

/// What a handler wants to be written in the transaction that marks its event as done.
pub(crate) type Effect = Box<
    dyn for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<(), EffectError>> + Send,
>;

/// What became of a transaction.
pub(crate) enum Transacted {
    /// Both are written.
    Committed,
    /// The statement found nothing to change: nothing is written.
    NothingToDo,
    /// The effect failed: nothing is written.
    EffectFailed(EffectError),
}

impl Transacted {
    /// Of a transaction that could not be ended. If the database is well, it is for what the effect
    /// wrote: a constraint that is looked at in the end, for example.
    fn failed(error: Error) -> Result<Self, Error> {
        match error.refusal() {
            Some(refusal) => Ok(Self::EffectFailed(refusal.into())),
            None => Err(error),
        }
    }
}

impl Database {
    /// `insertion` is how [`insert`](Self::insert) does it.
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

    /// The migrations that a database lacks, which are not made.
    pub(crate) async fn pending(location: &Location, demands: Demands) -> Result<Pending, Error> {
        match &location.0 {
            LocationKind::Memory => Ok(Pending::default()),
            LocationKind::Sqlite(path) => Sqlite::pending(path).await,
            LocationKind::Postgres(options) => Postgres::pending(location, options, demands).await,
        }
    }

    /// Inserts an event; durable when it returns. False if it was there.
    pub(crate) async fn insert(&self, event: NewEvent) -> Result<bool, Error> {
        match self {
            // Together with others that wait.
            Self::Sqlite(sqlite) => sqlite.insert(event).await,
            Self::Postgres(postgres) => postgres.insert(event).await,
        }
    }

    /// Runs statements in a transaction; durable when it returns. The rows of each.
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

    /// Like [`write_all`](Self::write_all), for one batch of many: in between, others have as much time,
    /// whose deliveries would else wait for all of them. The rows of the first statement; the others
    /// clean up after it.
    pub(crate) async fn write_batch(
        &self,
        first: Statement,
        others: impl IntoIterator<Item = Statement>,
    ) -> Result<Rows, Error> {
        let started = Instant::now();
        let statements = iter::once(first).chain(others).collect();
        let written = self.write_all(statements).await?;
        if let Self::Sqlite(sqlite) = self {
            sqlite.took(started.elapsed());
        }
        breathe(started).await;
        first_of(written)
    }

    /// Runs a statement; durable when it returns.
    pub(crate) async fn write(&self, statement: Statement) -> Result<Rows, Error> {
        first_of(self.write_all(vec![statement]).await?)
    }

    /// Runs a statement that depends on what others of its kind have changed, one at a time.
    pub(crate) async fn write_in_turn(&self, statement: Statement) -> Result<Rows, Error> {
        match self {
            // All that is written is written one at a time.
            Self::Sqlite(_) => self.write(statement).await,
            Self::Postgres(postgres) => {
                let rows = postgres.write_in_turn(statement).await?;
                Ok(Rows::Postgres(rows))
            }
        }
    }

    /// Runs a statement that changes something, and counts what it `RETURNS`.
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

    /// Runs a statement and the effect, both or none: none if the statement changes nothing.
    pub(crate) async fn transact(
        &self,
        statement: Statement,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        let effect = guarded(effect);
        match self {
            Self::Sqlite(sqlite) => sqlite.transact(statement, effect).await,
            Self::Postgres(postgres) => postgres.transact(&statement, effect).await,
        }
    }

    /// Leaves as little as the engine can of what was deleted, and gives its room back to the disk.
    pub(crate) async fn forget(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.forget().await,
            // Its vacuum does.
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Bytes of bodies that a transaction may delete: all who deliver wait for it, and a log that is on
    /// a full disk has room for so much.
    pub(crate) fn deleted_at_once(&self) -> i64 {
        match self {
            Self::Sqlite(sqlite) => sqlite.deleted_at_once(),
            Self::Postgres(_) => DELETED_AT_ONCE,
        }
    }

    /// Sees to it that there is something left to delete with once the disk is full.
    pub(crate) async fn keep_reserve(&self) {
        if let Self::Sqlite(sqlite) = self {
            sqlite.keep_reserve().await;
        }
    }

    /// Whether this process can still use the database: its files are in place, and no newer release
    /// has changed its schema so that this one has to go.
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

    /// Writes a copy into a new file; it is whole, whatever is written meanwhile.
    pub(crate) async fn back_up(&self, location: &Location, file: &Path) -> Result<u64, Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.back_up(file).await,
            Self::Postgres(_) => Err(Error::NotSupported {
                inbox: location.to_string(),
                reason: "back up PostgreSQL with pg_dump or pg_basebackup",
            }),
        }
    }

    /// What the engine says of the integrity of what it stores: nothing if all is well.
    pub(crate) async fn integrity(&self) -> Result<Vec<String>, Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.integrity().await,
            Self::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Finishes what is under way and lets go of the database.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}

/// Every statement that was written has its rows.
fn first_of(written: Vec<Rows>) -> Result<Rows, Error> {
    let first = written.into_iter().next();
    first.ok_or_else(|| sqlx::Error::RowNotFound.into())
}

/// Lets others have as much time as a batch took that began then.
async fn breathe(started: Instant) {
    sleep(started.elapsed().min(LONGEST_BREATH)).await;
}

/// An effect that panics, or takes for ever, has failed: neither is the database's concern.
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
