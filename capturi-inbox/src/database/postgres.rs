//! PostgreSQL, for several receivers and workers on one ledger.

use std::time::Duration;

use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow, PgSslMode},
};
use tokio::sync::Semaphore;

use super::{Demands, Effect, Statement, Transacted, Transaction, Value, schema};
use crate::{
    Error, Reason,
    location::{Location, is_remote},
};

const CONNECTIONS: u32 = 16;
/// How many of them effects may hold: a delivery does not wait for a handler.
const EFFECTS: usize = 12;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A server that went away without a word is not waited for.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);

pub(crate) struct Postgres {
    pool: PgPool,
    effects: Semaphore,
}

impl Postgres {
    pub(super) async fn open(
        location: &Location,
        options: &PgConnectOptions,
        demands: Demands,
    ) -> Result<Self, Error> {
        let inbox = location.to_string();
        if is_remote(options)
            && !demands.allow_unverified_tls
            && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
        {
            return Err(Error::UnverifiedTls { inbox });
        }
        let options = options
            .clone()
            .application_name(options.get_application_name().unwrap_or("capturi-inbox"))
            .disable_statement_logging();
        let mut first = options.connect().await.map_err(|source| Error::Open {
            inbox: inbox.clone(),
            source: source.into(),
        })?;
        refuse_what_forgets(&mut first, &inbox).await?;
        schema::migrate_postgres(&mut first, &inbox).await?;
        first.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // Whatever the role or the database is configured to.
                    connection.execute("SET synchronous_commit = on").await?;
                    // Without statistics of a queue that grows and shrinks by the minute, the
                    // planner sorts all that is due to find the first.
                    connection.execute("SET enable_bitmapscan = off").await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options);
        Ok(Self {
            pool,
            effects: Semaphore::new(EFFECTS),
        })
    }

    pub(super) async fn run(&self, statement: Statement) -> Result<Vec<PgRow>, Error> {
        in_time(bind(statement).fetch_all(&self.pool)).await
    }

    pub(super) async fn transact(
        &self,
        statement: Statement,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        // Nobody closes the semaphore.
        let _turn = in_time(async { Ok(self.effects.acquire().await.ok()) }).await?;
        let mut transaction = in_time(self.pool.begin()).await?;
        let changed = in_time(bind(statement).fetch_all(&mut *transaction)).await?;
        if changed.is_empty() {
            return Ok(Transacted::NothingToDo);
        }
        // What a handler asks is not ours to plan.
        in_time(transaction.execute("SET LOCAL enable_bitmapscan = on")).await?;
        // Dropped without a commit, the transaction is rolled back.
        if let Err(error) = effect(&mut Transaction::Postgres(&mut transaction)).await {
            return Ok(Transacted::EffectFailed(error));
        }
        in_time(transaction.commit()).await?;
        Ok(Transacted::Committed)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn in_time<T>(asking: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, Error> {
    match tokio::time::timeout(STATEMENT_TIMEOUT, asking).await {
        Ok(answered) => Ok(answered?),
        Err(_) => Err(Error::unavailable(Reason::Connection)),
    }
}

/// A server that acknowledges what it may forget can't hold an inbox.
async fn refuse_what_forgets(connection: &mut PgConnection, inbox: &str) -> Result<(), Error> {
    connection.execute("SET synchronous_commit = on").await?;
    for (setting, wanted) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("transaction_read_only", "off"),
    ] {
        let (found,): (String,) = sqlx::query_as("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&mut *connection)
            .await?;
        if found != wanted {
            return Err(Error::NotDurable {
                inbox: inbox.to_owned(),
                reason: format!("its server has {setting} = {found}; it must be {wanted}"),
            });
        }
    }
    Ok(())
}

type Query = sqlx::query::Query<'static, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn bind(statement: Statement) -> Query {
    let query = sqlx::query(statement.sql.postgres);
    statement
        .values
        .into_iter()
        .fold(query, |query, value| match value {
            Value::Integer(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        })
}
