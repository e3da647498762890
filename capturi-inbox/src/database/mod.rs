//! The two engines behind one face: statements in, rows out.

mod postgres;
mod schema;
mod sql;
mod sqlite;

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::{FutureExt as _, future::BoxFuture};
use sqlx::{FromRow, PgConnection, SqliteConnection, postgres::PgRow, sqlite::SqliteRow};
use tokio::time::timeout;

pub(crate) use sql::{BulkInsert, Sql, Statement, Value, dialect, sql};

use crate::{
    Error,
    location::{Location, Place},
};
use postgres::Postgres;
use sqlite::Sqlite;

/// How long a handler's effect may hold a transaction open, and on SQLite all who write.
const EFFECT_TIMEOUT: Duration = Duration::from_secs(10);

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
    /// `insert` is what [`insert`](Self::insert) inserts with.
    pub(crate) async fn open(
        location: &Location,
        demands: Demands,
        insert: &'static BulkInsert,
    ) -> Result<Self, Error> {
        match &location.0 {
            Place::Memory => Sqlite::in_memory(insert).await.map(Self::Sqlite),
            Place::Sqlite(path) => Sqlite::open(path, demands, insert).await.map(Self::Sqlite),
            Place::Postgres(options) => Postgres::open(location, options, demands)
                .await
                .map(Self::Postgres),
        }
    }

    /// Inserts a row; durable when it returns. False if there is such a row.
    pub(crate) async fn insert(&self, insert: Sql, row: Vec<Value>) -> Result<bool, Error> {
        match self {
            // Together with others that wait.
            Self::Sqlite(sqlite) => sqlite.insert(row).await,
            // It shares its commits by itself.
            Self::Postgres(postgres) => {
                let inserted = postgres.run(&insert.with_all(row)).await?;
                Ok(!inserted.is_empty())
            }
        }
    }

    /// Runs a statement that depends on what others of its kind have changed, one at a time.
    pub(crate) async fn write_in_turn<T: Record>(
        &self,
        statement: Statement,
    ) -> Result<Vec<T>, Error> {
        match self {
            // All that is written is written one at a time.
            Self::Sqlite(sqlite) => read_all(&sqlite.write(statement).await?),
            Self::Postgres(postgres) => read_all(&postgres.run_in_turn(&statement).await?),
        }
    }

    /// Runs a statement that changes something; durable when it returns.
    pub(crate) async fn write<T: Record>(&self, statement: Statement) -> Result<Vec<T>, Error> {
        match self {
            Self::Sqlite(sqlite) => read_all(&sqlite.write(statement).await?),
            Self::Postgres(postgres) => read_all(&postgres.run(&statement).await?),
        }
    }

    /// Runs a statement that changes something, and counts what it `RETURNS`.
    pub(crate) async fn change(&self, statement: Statement) -> Result<usize, Error> {
        Ok(match self {
            Self::Sqlite(sqlite) => sqlite.write(statement).await?.len(),
            Self::Postgres(postgres) => postgres.run(&statement).await?.len(),
        })
    }

    /// Runs a statement that changes nothing.
    pub(crate) async fn read<T: Record>(&self, statement: Statement) -> Result<Vec<T>, Error> {
        match self {
            Self::Sqlite(sqlite) => read_all(&sqlite.read(statement).await?),
            Self::Postgres(postgres) => read_all(&postgres.run(&statement).await?),
        }
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

    /// Leaves as little as the engine can of what was deleted.
    pub(crate) async fn forget(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.forget().await,
            // Its vacuum does.
            Self::Postgres(_) => {}
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

fn read_all<R, T>(rows: &[R]) -> Result<Vec<T>, Error>
where
    R: sqlx::Row,
    T: for<'r> FromRow<'r, R>,
{
    let read = rows.iter().map(T::from_row);
    Ok(read.collect::<Result<Vec<T>, sqlx::Error>>()?)
}
