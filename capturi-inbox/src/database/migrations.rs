//! The schema, and the migrations of older schemas to this release's.
//!
//! Migrations only add: while some machines run the next release, the others go on with this one.
//! The table `capturi_schema` therefore has two numbers: the schema of the database, and the oldest
//! schema that a release has to know to use it.
//!
//! A migration consists of steps, each a transaction that also records that the step was made. A
//! change that would block PostgreSQL's writers, such as a new index on many events, is a step
//! outside of any transaction.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, FromRow, PgConnection, SqliteConnection};
use tokio::time::{Instant, sleep};

use super::{Dialect, Statement};
use crate::{Error, Reason};

/// A migration from one schema to the next.
pub(super) struct Migration {
    pub(super) steps: &'static [Step],
    /// The oldest schema that a release has to know to use the database afterwards.
    pub(super) usable_from: i64,
}

pub(super) enum Step {
    /// Statements in a transaction.
    Together(&'static str),
    /// For PostgreSQL, statements outside of a transaction, one after the other; if they were
    /// interrupted, all are run again. For SQLite, which needs no such statements, all in a
    /// transaction.
    #[cfg_attr(not(test), expect(dead_code, reason = "for schema 2 and later"))]
    Apart {
        postgres: &'static [&'static str],
        sqlite: &'static str,
    },
}

/// All migrations. The first makes schema 1.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    steps: &[Step::Together(include_str!("../../schema/1.sql"))],
    usable_from: 1,
}];

/// The migrations that a database lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pending {
    /// The schema that the database has; 0 if it has none.
    pub found: i64,
    /// The schema that it has after these migrations.
    pub makes: i64,
    /// The statements of these migrations.
    pub statements: Vec<String>,
}

/// The row of `capturi_schema`.
#[derive(Clone, Copy, Debug, Default, FromRow)]
pub(super) struct Schema {
    version: i64,
    usable_from: i64,
    /// The steps of the next migration that were made.
    steps: i64,
}

/// The lock of the connection that migrates. It is any number, but the same in every release.
const LOCK: i64 = 0x6361_7074_7572_6921;
/// The interval between two attempts at a lock that another process holds.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// The time that a step waits for a table that others use, and the number of attempts: in between,
/// the others go on.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '2s'";
const LOCK_TRIES: u32 = 30;
/// The longest wait for another process that migrates.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

const CREATE: &str = "CREATE TABLE IF NOT EXISTS capturi_schema (version BIGINT NOT NULL, \
    usable_from BIGINT NOT NULL, steps BIGINT NOT NULL)";
const SELECT: &str = "SELECT version, usable_from, steps FROM capturi_schema";
const FORGET: &str = "DELETE FROM capturi_schema";
const NOTE: &str = "INSERT INTO capturi_schema (version, usable_from, steps) VALUES ($1, $2, $3)";

/// The query that tells whether this release can use the database.
pub(super) fn usability() -> Statement {
    Statement::new(SELECT, [])
}

/// Returns an error if a newer release has changed the database so that a release that knows this
/// many schemas can't use it.
pub(super) fn refuse_newer(found: Option<Schema>, known: usize, inbox: &str) -> Result<(), Error> {
    let found = found.unwrap_or_default();
    let known = i64::try_from(known).unwrap_or(i64::MAX);
    match found.usable_from > known {
        true => Err(Error::NewerSchema {
            inbox: inbox.to_owned(),
            found: found.version,
            usable_from: found.usable_from,
            known,
        }),
        false => Ok(()),
    }
}

/// A step that is due, and the row of `capturi_schema` after it.
struct Due {
    step: &'static Step,
    then: Schema,
}

/// The steps that the database lacks.
fn due(found: Option<Schema>, migrations: &'static [Migration]) -> Vec<Due> {
    let found = found.unwrap_or_default();
    let version = usize::try_from(found.version).unwrap_or_default();
    let made = usize::try_from(found.steps).unwrap_or_default();
    let mut usable_from = found.usable_from;
    let mut due = Vec::new();
    for (before, migration) in migrations.iter().enumerate().skip(version) {
        let skip = if before == version { made } else { 0 };
        for (number, step) in migration.steps.iter().enumerate().skip(skip) {
            let is_last = number + 1 == migration.steps.len();
            if is_last {
                usable_from = migration.usable_from;
            }
            let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            due.push(Due {
                step,
                then: Schema {
                    version: count(before) + i64::from(is_last),
                    usable_from,
                    steps: if is_last { 0 } else { count(number) + 1 },
                },
            });
        }
    }
    due
}

/// The statements that a migration would run.
fn plan(found: Option<Schema>, migrations: &'static [Migration], dialect: Dialect) -> Pending {
    let due = due(found, migrations);
    let found = found.unwrap_or_default().version;
    let statements = due.iter().flat_map(|due| match (due.step, dialect) {
        (Step::Together(sql), _) => vec![dialect.expand(sql)],
        (Step::Apart { sqlite, .. }, Dialect::Sqlite) => vec![dialect.expand(sqlite)],
        (Step::Apart { postgres, .. }, Dialect::Postgres) => {
            postgres.iter().map(|sql| dialect.expand(sql)).collect()
        }
    });
    Pending {
        found,
        makes: due.last().map_or(found, |due| due.then.version),
        statements: statements.collect(),
    }
}

async fn found_in_sqlite(connection: &mut SqliteConnection) -> Result<Option<Schema>, Error> {
    let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'capturi_schema'";
    let (tables,): (i64,) = sqlx::query_as(tables).fetch_one(&mut *connection).await?;
    match tables {
        0 => Ok(None),
        _ => Ok(sqlx::query_as(SELECT).fetch_optional(connection).await?),
    }
}

pub(super) async fn pending_in_sqlite(connection: &mut SqliteConnection) -> Result<Pending, Error> {
    let found = found_in_sqlite(connection).await?;
    Ok(plan(found, MIGRATIONS, Dialect::Sqlite))
}

/// Brings the database to the last of these schemas, unless it has a newer one that this release
/// can use. Returns whether that changed the database.
pub(super) async fn migrate_sqlite(
    connection: &mut SqliteConnection,
    inbox: &str,
    migrations: &'static [Migration],
) -> Result<bool, Error> {
    let mut has_changed = false;
    loop {
        // The schema is read before the lock is taken, so that a process with nothing to migrate
        // does not wait for writers.
        let found = found_in_sqlite(connection).await?;
        refuse_newer(found, migrations.len(), inbox)?;
        if due(found, migrations).is_empty() {
            return Ok(has_changed);
        }
        // If several processes start at once, all but one wait here.
        let begin = sqlx::raw_sql("BEGIN IMMEDIATE");
        begin.execute(&mut *connection).await?;
        let made = make_step_in_sqlite(connection, migrations).await;
        // After some errors, SQLite has rolled back by itself.
        let end = if made.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = sqlx::raw_sql(end).execute(&mut *connection).await;
        made?;
        ended?;
        has_changed = true;
    }
}

/// Makes one step, in a transaction that has begun.
async fn make_step_in_sqlite(
    connection: &mut SqliteConnection,
    migrations: &'static [Migration],
) -> Result<(), Error> {
    sqlx::raw_sql(CREATE).execute(&mut *connection).await?;
    let found = found_in_sqlite(connection).await?;
    let Some(due) = due(found, migrations).into_iter().next() else {
        return Ok(());
    };
    let (Step::Together(sql) | Step::Apart { sqlite: sql, .. }) = due.step;
    let sql = AssertSqlSafe(Dialect::Sqlite.expand(sql));
    sqlx::raw_sql(sql).execute(&mut *connection).await?;
    sqlx::raw_sql(FORGET).execute(&mut *connection).await?;
    let note = sqlx::query(NOTE).bind(due.then.version);
    let note = note.bind(due.then.usable_from).bind(due.then.steps);
    note.execute(connection).await?;
    Ok(())
}

async fn found_in_postgres(connection: &mut PgConnection) -> Result<Option<Schema>, Error> {
    // The table is looked for first, so that a role without the right to create tables can use the
    // inbox.
    let exists = "SELECT to_regclass('capturi_schema') IS NOT NULL";
    let (exists,): (bool,) = sqlx::query_as(exists).fetch_one(&mut *connection).await?;
    match exists {
        false => Ok(None),
        true => Ok(sqlx::query_as(SELECT).fetch_optional(connection).await?),
    }
}

pub(super) async fn pending_in_postgres(connection: &mut PgConnection) -> Result<Pending, Error> {
    let found = found_in_postgres(connection).await?;
    Ok(plan(found, MIGRATIONS, Dialect::Postgres))
}

/// Brings the database to the last of these schemas, unless it has a newer one that this release
/// can use. Leaves the connection with settings that are for migrating alone.
pub(super) async fn migrate_postgres(
    connection: &mut PgConnection,
    inbox: &str,
    create: bool,
    migrations: &'static [Migration],
) -> Result<(), Error> {
    let found = found_in_postgres(connection).await?;
    refuse_newer(found, migrations.len(), inbox)?;
    if found.is_none() && !create {
        return Err(Error::Missing {
            inbox: inbox.to_owned(),
        });
    }
    if due(found, migrations).is_empty() {
        return Ok(());
    }
    // A migration of many events takes longer than other statements.
    sqlx::raw_sql("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        .execute(&mut *connection)
        .await?;
    sqlx::raw_sql(LOCK_TIMEOUT)
        .execute(&mut *connection)
        .await?;
    lock(connection).await?;
    let made = make_steps_in_postgres(connection, inbox, migrations).await;
    let unlock = sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK);
    let unlocked = unlock.execute(connection).await;
    made?;
    unlocked?;
    Ok(())
}

/// Tries to take the lock again and again. A statement that waits for it would have a snapshot, and
/// the migrating connection's statements outside of transactions would wait for the end of that
/// snapshot.
async fn lock(connection: &mut PgConnection) -> Result<(), Error> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        let (is_ours,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut *connection)
            .await?;
        if is_ours {
            return Ok(());
        }
        if Instant::now() > give_up {
            return Err(Error::unavailable(Reason::Locked));
        }
        sleep(LOOK_AGAIN).await;
    }
}

async fn make_steps_in_postgres(
    connection: &mut PgConnection,
    inbox: &str,
    migrations: &'static [Migration],
) -> Result<(), Error> {
    let mut tries = 0;
    loop {
        // Another process may have made steps while this one waited for the lock.
        let found = found_in_postgres(connection).await?;
        refuse_newer(found, migrations.len(), inbox)?;
        let Some(due) = due(found, migrations).into_iter().next() else {
            return Ok(());
        };
        match make_step_in_postgres(connection, &due).await {
            Ok(()) => tries = 0,
            // Users of the table had to wait behind this step, and go on during the pause.
            Err(error) if error.reason() == Some(Reason::Locked) && tries < LOCK_TRIES => {
                tries += 1;
                sleep(LOOK_AGAIN * tries).await;
            }
            Err(error) => return Err(error),
        }
    }
}

async fn make_step_in_postgres(connection: &mut PgConnection, due: &Due) -> Result<(), Error> {
    let run = |sql: &str| sqlx::raw_sql(AssertSqlSafe(Dialect::Postgres.expand(sql)));
    if let Step::Apart { postgres, .. } = due.step {
        for sql in *postgres {
            run(sql).execute(&mut *connection).await?;
        }
    }
    let mut transaction = connection.begin().await?;
    run(CREATE).execute(&mut *transaction).await?;
    if let Step::Together(sql) = due.step {
        run(sql).execute(&mut *transaction).await?;
    }
    run(FORGET).execute(&mut *transaction).await?;
    let note = sqlx::query(NOTE).bind(due.then.version);
    let note = note.bind(due.then.usable_from).bind(due.then.steps);
    note.execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

#[cfg(test)]
#[path = "next_schema.rs"]
mod next_schema;
