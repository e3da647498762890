//! The schema and its migrations.
//!
//! Migrations only add: while some machines run the next release, the others go on with this one.
//! Hence the table `capturi_schema` tells two numbers: which schema the database has, and the
//! oldest one that a release has to know to use it.

use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};

use crate::Error;

/// The schema of this release.
pub(crate) const VERSION: i64 = 1;

/// From one schema to the next.
struct Migration {
    sql: &'static str,
    /// The oldest schema that a release has to know to use the database afterwards.
    usable_from: i64,
}

/// The first makes schema 1.
const MIGRATIONS: [Migration; VERSION as usize] = [Migration {
    sql: include_str!("../../schema/1.sql"),
    usable_from: 1,
}];

impl Migration {
    fn for_sqlite(&self) -> AssertSqlSafe<String> {
        self.with("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB")
    }

    fn for_postgres(&self) -> AssertSqlSafe<String> {
        self.with("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA")
    }

    fn with(&self, id: &str, bytes: &str) -> AssertSqlSafe<String> {
        AssertSqlSafe(self.sql.replace("{id}", id).replace("{bytes}", bytes))
    }
}

/// Any number, the same in every release: whoever migrates holds this lock.
const LOCK: i64 = 0x6361_7074_7572_6921;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS capturi_schema (version BIGINT NOT NULL, usable_from BIGINT NOT NULL)";
const SELECT: &str = "SELECT version, usable_from FROM capturi_schema";
const SET: &str = "INSERT INTO capturi_schema (version, usable_from) VALUES ($1, $2)";

/// Brings the database to this release's schema, unless it has a newer one that will do. True if
/// that changed it.
pub(super) async fn migrate_sqlite(
    connection: &mut SqliteConnection,
    inbox: &str,
) -> Result<bool, Error> {
    // Looked at first: who only reads need not wait for who writes.
    let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'capturi_schema'";
    let (tables,): (i64,) = sqlx::query_as(tables).fetch_one(&mut *connection).await?;
    if tables > 0 {
        let found: Option<(i64, i64)> = sqlx::query_as(SELECT)
            .fetch_optional(&mut *connection)
            .await?;
        if missing(found, inbox)?.next().is_none() {
            return Ok(false);
        }
    }
    // Of several processes that start at once, the others wait here.
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut *connection)
        .await?;
    let migrated = async {
        sqlx::query(CREATE).execute(&mut *connection).await?;
        let found: Option<(i64, i64)> = sqlx::query_as(SELECT)
            .fetch_optional(&mut *connection)
            .await?;
        for (version, migration) in missing(found, inbox)? {
            sqlx::raw_sql(migration.for_sqlite())
                .execute(&mut *connection)
                .await?;
            sqlx::raw_sql("DELETE FROM capturi_schema")
                .execute(&mut *connection)
                .await?;
            let set = sqlx::query(SET).bind(version).bind(migration.usable_from);
            set.execute(&mut *connection).await?;
        }
        Ok(())
    };
    let migrated: Result<(), Error> = migrated.await;
    match migrated {
        Ok(()) => {
            sqlx::raw_sql("COMMIT").execute(connection).await?;
        }
        // After some errors, SQLite has rolled back by itself.
        Err(_) => drop(sqlx::raw_sql("ROLLBACK").execute(connection).await),
    }
    migrated.map(|()| true)
}

/// Brings the database to this release's schema, unless it has a newer one that will do.
pub(super) async fn migrate_postgres(
    connection: &mut PgConnection,
    inbox: &str,
    create: bool,
) -> Result<(), Error> {
    use sqlx::Connection as _;

    let mut transaction = connection.begin().await?;
    // A migration of many events takes its time, and so does waiting for one.
    sqlx::raw_sql("SET LOCAL statement_timeout = 0")
        .execute(&mut *transaction)
        .await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(&mut *transaction)
        .await?;
    // Asked first, so that a role without the right to create tables can use what is there.
    let (exists,): (bool,) = sqlx::query_as("SELECT to_regclass('capturi_schema') IS NOT NULL")
        .fetch_one(&mut *transaction)
        .await?;
    if !exists {
        if !create {
            return Err(Error::Missing {
                inbox: inbox.to_owned(),
            });
        }
        sqlx::query(CREATE).execute(&mut *transaction).await?;
    }
    let found: Option<(i64, i64)> = sqlx::query_as(SELECT)
        .fetch_optional(&mut *transaction)
        .await?;
    for (version, migration) in missing(found, inbox)? {
        sqlx::raw_sql(migration.for_postgres())
            .execute(&mut *transaction)
            .await?;
        sqlx::raw_sql("DELETE FROM capturi_schema")
            .execute(&mut *transaction)
            .await?;
        let set = sqlx::query(SET).bind(version).bind(migration.usable_from);
        set.execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

/// The migrations that the database lacks, each with the schema that it makes.
fn missing(
    found: Option<(i64, i64)>,
    inbox: &str,
) -> Result<impl Iterator<Item = (i64, &'static Migration)>, Error> {
    let (version, usable_from) = found.unwrap_or_default();
    if usable_from > VERSION {
        return Err(Error::NewerSchema {
            inbox: inbox.to_owned(),
            found: version,
            usable_from,
            known: VERSION,
        });
    }
    Ok((1..)
        .zip(&MIGRATIONS)
        .filter(move |(makes, _)| *makes > version))
}
