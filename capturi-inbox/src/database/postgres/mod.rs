//! PostgreSQL, for several receivers and workers on one ledger.

mod arrivals;

use std::{borrow::Cow, sync::Arc, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection, PgPool,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow, PgSslMode},
};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::{
    Demands, Dialect, EFFECT_TIMEOUT, Effect, Insertion, NewEvent, Pending, Statement, Transacted,
    Transaction, Value,
    migrations::{self, MIGRATIONS},
};
use crate::{
    Error, Reason,
    location::{Location, is_remote},
};
use arrivals::Arrivals;

/// The longest wait for a connection, and for a lock that another transaction holds.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that was used this recently is lent as it is; another one has to answer a ping in
/// this time.
const LOOKED_AT: Duration = Duration::from_secs(1);
const PING_TIMEOUT: Duration = Duration::from_millis(500);
/// The longest time of a statement. The process gives up a server that went silent, and the server
/// ends a statement that takes longer.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest time for which a worker that stopped in the middle of a transaction holds its locks.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// The number of attempts at a statement that PostgreSQL aborts because of a deadlock.
const DEADLOCKS: usize = 5;
/// The lock of a statement that claims events. It is any number, but the same in every release.
const TURN: i64 = 0x6361_7074_7572_6922;

/// The tables that quote events.
const QUOTING: &str = "capturi_bodies, capturi_attempts, capturi_events, capturi_queue";
/// Whether this role may vacuum them: PostgreSQL skips a table of another owner, with a warning.
const MAY_VACUUM: &str = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) \
        OR (SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()) \
    FROM pg_class WHERE oid IN (CAST('capturi_bodies' AS regclass), \
        CAST('capturi_attempts' AS regclass), CAST('capturi_events' AS regclass), \
        CAST('capturi_queue' AS regclass))";
/// The lock of the process that vacuums. It is any number, but the same in every release.
const VACUUMING: &str = "SELECT pg_try_advisory_lock(7161132903226567971)";
const VACUUM_TIMEOUT: Duration = Duration::from_secs(6 * 60 * 60);

/// The transaction that comes next.
const NEXT: &str = "SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT)";
/// The number of other transactions and slots that may see rows which were deleted before the
/// transaction `$1`, or keep VACUUM from taking them for deleted.
const OLDER_SNAPSHOTS: &str = "SELECT count(*) FROM ( \
        SELECT backend_xmin AS xmin FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid() \
        UNION ALL SELECT backend_xid FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid() \
        UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database() \
        UNION ALL SELECT backend_xmin FROM pg_stat_replication \
        UNION ALL SELECT xmin FROM pg_replication_slots) AS seen \
    WHERE xmin IS NOT NULL AND age(xmin) > age(CAST(CAST($1 AS xid8) AS xid))";
/// The number of looks for such sessions before tables are rewritten, and the pause between two.
const SNAPSHOT_LOOKS: u32 = 50;
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub(crate) struct Postgres {
    pool: PgPool,
    arrivals: Arc<Arrivals>,
    /// The permits of effects, which hold three of four connections at most, so that nothing else
    /// waits for a handler.
    effects: Semaphore,
}

/// A connection from the pool. It is given back only after all its statements were answered: a
/// connection that is dropped before may be in a transaction, or begin one, in which the next event
/// would be acknowledged and then rolled back.
struct Lent {
    connection: PoolConnection<sqlx::Postgres>,
    has_answered: bool,
}

impl Lent {
    async fn of(pool: &PgPool) -> Result<Self, Error> {
        Ok(Self {
            connection: in_time(pool.acquire()).await?,
            has_answered: false,
        })
    }

    fn give_back(mut self) {
        self.has_answered = true;
    }

    /// Ends the use of the connection for a statement that was a transaction of its own: if the server
    /// has answered, even with an error, the connection is in no transaction.
    fn end<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        if result.as_ref().err().is_none_or(Error::is_from_server) {
            self.give_back();
        }
        result
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.has_answered {
            self.connection.close_on_drop();
        }
    }
}

impl Postgres {
    pub(super) async fn open(
        location: &Location,
        options: &PgConnectOptions,
        demands: Demands,
        insertion: &'static Insertion,
    ) -> Result<Self, Error> {
        let inbox = location.to_string();
        let options = durable(options);
        let mut first = connect(&options, &inbox, demands).await?;
        refuse_what_forgets(&mut first, &inbox).await?;
        tell_of_standbys(&mut first, &inbox).await?;
        migrations::migrate_postgres(&mut first, &inbox, demands.create, MIGRATIONS).await?;
        first.close().await?;
        let pool = pool(options.clone(), demands.connections);
        let effects = demands.connections as usize * 3 / 4;
        Ok(Self {
            arrivals: Arrivals::new(options, pool.clone(), insertion),
            pool,
            effects: Semaphore::new(effects.max(1)),
        })
    }

    pub(super) async fn pending(
        location: &Location,
        options: &PgConnectOptions,
        demands: Demands,
    ) -> Result<Pending, Error> {
        let mut connection = connect(options, &location.to_string(), demands).await?;
        let pending = migrations::pending_in_postgres(&mut connection).await?;
        connection.close().await?;
        Ok(pending)
    }

    pub(super) async fn insert(&self, event: NewEvent) -> Result<bool, Error> {
        self.arrivals.insert(event).await
    }

    /// Returns an error if an event could not be inserted now.
    pub(super) async fn can_store(&self) -> Result<(), Error> {
        self.arrivals.can_insert().await
    }

    /// Runs statements in a transaction.
    pub(super) async fn write(&self, statements: &[Statement]) -> Result<Vec<Vec<PgRow>>, Error> {
        despite_deadlocks(|| self.try_to_write(statements)).await
    }

    async fn try_to_write(&self, statements: &[Statement]) -> Result<Vec<Vec<PgRow>>, Error> {
        let mut lent = Lent::of(&self.pool).await?;
        // A single statement is a transaction of its own.
        if let [statement] = statements {
            let rows = in_time(bind(statement).fetch_all(&mut *lent.connection)).await?;
            lent.give_back();
            return Ok(vec![rows]);
        }
        let mut transaction = in_time(lent.connection.begin()).await?;
        let mut rows = Vec::with_capacity(statements.len());
        for statement in statements {
            rows.push(in_time(bind(statement).fetch_all(&mut *transaction)).await?);
        }
        in_time(transaction.commit()).await?;
        lent.give_back();
        Ok(rows)
    }

    pub(super) async fn run(&self, statement: Statement) -> Result<Vec<PgRow>, Error> {
        let mut rows = self.write(&[statement]).await?;
        Ok(rows.pop().unwrap_or_default())
    }

    /// Runs a statement that sees the changes of all earlier statements of its kind.
    pub(super) async fn write_in_turn(&self, statement: Statement) -> Result<Vec<PgRow>, Error> {
        // The lock is a statement of its own, so that the next one sees all commits from before the
        // lock was granted.
        let lock = Statement::new("SELECT pg_advisory_xact_lock($1)", [TURN.into()]);
        let mut rows = self.write(&[lock, statement]).await?;
        Ok(rows.pop().unwrap_or_default())
    }

    /// Runs an effect and statements in a transaction. The effect comes first, so that the event
    /// is not locked meanwhile: its lease can be renewed, and a worker that took the event over
    /// need not wait.
    pub(super) async fn transact(
        &self,
        statements: &[Statement],
        effect: Effect,
    ) -> Result<Transacted, Error> {
        // The semaphore is never closed.
        let _turn = in_time(async { Ok(self.effects.acquire().await.ok()) }).await?;
        let mut lent = Lent::of(&self.pool).await?;
        let mut transaction = in_time(lent.connection.begin()).await?;
        in_time(transaction.execute(AssertSqlSafe(limits_of_effects()))).await?;
        let transacted = match effect(&mut Transaction::Postgres(&mut transaction)).await {
            Err(error) => Transacted::EffectFailed(error),
            Ok(()) => {
                let settling = async {
                    // Settings of the effect must not affect the statements, nor the next user of
                    // the connection. If the effect has swallowed an error, the transaction is
                    // aborted, and this fails.
                    in_time(transaction.execute("RESET ALL; RESET ROLE")).await?;
                    for (place, statement) in statements.iter().enumerate() {
                        let changed = in_time(bind(statement).fetch_all(&mut *transaction)).await?;
                        if place == 0 && changed.is_empty() {
                            return Ok(Transacted::NothingToDo);
                        }
                    }
                    Ok(Transacted::Committed)
                };
                match settling.await {
                    Ok(transacted) => transacted,
                    Err(error) => Transacted::failed(error)?,
                }
            }
        };
        let is_written = matches!(transacted, Transacted::Committed);
        let ended = match is_written {
            true => in_time(transaction.commit()).await,
            false => in_time(transaction.rollback()).await,
        };
        match ended {
            Ok(()) => lent.give_back(),
            Err(error) if is_written => return Transacted::failed(error),
            // The connection is dropped and closed, which ends the transaction.
            Err(_) => {}
        }
        Ok(transacted)
    }

    /// Vacuums the tables that quote events; if `rewrites`, to new files. Returns false if that is for
    /// another process or role to do, or if others may still see what was deleted, which was kept for
    /// them.
    pub(super) async fn vacuum(&self, rewrites: bool) -> Result<bool, Error> {
        // A connection of its own, for which the end of the inbox does not wait.
        let mut connection = in_time(self.pool.connect_options().connect()).await?;
        let vacuuming = vacuum(&mut connection, rewrites);
        match timeout(VACUUM_TIMEOUT, vacuuming).await {
            Ok(done) => done,
            Err(_) => Err(Error::unavailable(Reason::Connection)),
        }
    }

    pub(super) async fn close(&self) {
        self.arrivals.close().await;
        self.pool.close().await;
    }
}

async fn vacuum(connection: &mut PgConnection, rewrites: bool) -> Result<bool, Error> {
    let (may_vacuum,): (Option<bool>,) = sqlx::query_as(MAY_VACUUM)
        .fetch_one(&mut *connection)
        .await?;
    let (is_alone,): (bool,) = sqlx::query_as(VACUUMING)
        .fetch_one(&mut *connection)
        .await?;
    if may_vacuum != Some(true) || !is_alone {
        return Ok(false);
    }
    connection.execute("SET statement_timeout = 0").await?;
    let is_seen = rewrites && !nobody_sees_deleted(connection).await?;
    let full = if rewrites { "(FULL) " } else { "" };
    let vacuum = format!("VACUUM {full}{QUOTING}");
    connection.execute(AssertSqlSafe(vacuum)).await?;
    Ok(!is_seen)
}

/// Waits until no other session may see what was deleted before; not for long.
async fn nobody_sees_deleted(connection: &mut PgConnection) -> Result<bool, Error> {
    let (next,): (String,) = sqlx::query_as(NEXT).fetch_one(&mut *connection).await?;
    for _ in 0..SNAPSHOT_LOOKS {
        let older = sqlx::query_as(OLDER_SNAPSHOTS).bind(&next);
        let (older,): (i64,) = older.fetch_one(&mut *connection).await?;
        if older == 0 {
            return Ok(true);
        }
        sleep(LOOK_AGAIN).await;
    }
    Ok(false)
}

/// The pool of connections. It pings a connection that was idle before it lends it, because a
/// connection to a server that went silent would cost its user the whole patience.
fn pool(options: PgConnectOptions, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                if about.idle_for < LOOKED_AT {
                    return Ok(true);
                }
                let ping = timeout(PING_TIMEOUT, connection.ping()).await;
                // An error closes the connection at once, without a message to the server.
                ping.map_err(|_| sqlx::Error::PoolTimedOut)?.map(|()| true)
            })
        })
        .connect_lazy_with(options)
}

/// Repeats statements that PostgreSQL aborts because of a deadlock.
async fn despite_deadlocks<T, A>(run: impl Fn() -> A) -> Result<T, Error>
where
    A: Future<Output = Result<T, Error>>,
{
    let mut tries = 1;
    loop {
        match run().await {
            Err(error) if error.is_deadlock() && tries < DEADLOCKS => tries += 1,
            outcome => return outcome,
        }
    }
}

async fn in_time<T>(asking: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, Error> {
    match timeout(STATEMENT_TIMEOUT, asking).await {
        Ok(answered) => Ok(answered?),
        Err(_) => Err(Error::unavailable(Reason::Connection)),
    }
}

async fn connect(
    options: &PgConnectOptions,
    inbox: &str,
    demands: Demands,
) -> Result<PgConnection, Error> {
    if is_remote(options)
        && !demands.allow_unverified_tls
        && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
    {
        return Err(Error::UnverifiedTls {
            inbox: inbox.to_owned(),
        });
    }
    let connection = options.connect().await;
    connection.map_err(|source| Error::Open {
        inbox: inbox.to_owned(),
        source: source.into(),
    })
}

/// The options with the settings that an inbox needs, whatever the role, the database or the URL
/// says.
fn durable(options: &PgConnectOptions) -> PgConnectOptions {
    let milliseconds = |time: Duration| time.as_millis().to_string();
    options
        .clone()
        .application_name(options.get_application_name().unwrap_or("capturi-inbox"))
        .disable_statement_logging()
        .options([
            ("synchronous_commit", "on"),
            // A claim has to see all commits from before it got its lock.
            ("default_transaction_isolation", "read committed"),
            // Bitmap scans are off: the statistics of a queue that grows and shrinks by the minute
            // are out of date, and the planner would sort all due events to find the first.
            ("enable_bitmapscan", "off"),
        ])
        .options([
            ("statement_timeout", milliseconds(STATEMENT_TIMEOUT)),
            ("lock_timeout", milliseconds(ACQUIRE_TIMEOUT)),
            (
                "idle_in_transaction_session_timeout",
                milliseconds(IDLE_TIMEOUT),
            ),
        ])
}

/// The settings for a handler's own statements, which are not ours to plan and have less time.
fn limits_of_effects() -> String {
    format!(
        "SET LOCAL enable_bitmapscan = on; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = {}",
        EFFECT_TIMEOUT.as_millis()
    )
}

/// Refuses a server that may forget acknowledged commits, can't be written, or can't store every
/// text.
async fn refuse_what_forgets(connection: &mut PgConnection, inbox: &str) -> Result<(), Error> {
    for (setting, wanted) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("transaction_read_only", "off"),
        ("server_encoding", "UTF8"),
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

/// Warns of asynchronous standbys: a standby that takes over may lack the events that were
/// acknowledged last.
async fn tell_of_standbys(connection: &mut PgConnection, inbox: &str) -> Result<(), Error> {
    let (is_asynchronous,): (bool,) = sqlx::query_as(
        "SELECT current_setting('synchronous_standby_names') = '' \
             AND EXISTS (SELECT 1 FROM pg_stat_replication)",
    )
    .fetch_one(connection)
    .await?;
    if is_asynchronous {
        tracing::warn!(
            inbox,
            "the server has standbys, and synchronous_standby_names is empty: a standby that takes \
             over may lack events that were acknowledged"
        );
    }
    Ok(())
}

type Query = sqlx::query::Query<'static, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn bind(statement: &Statement) -> Query {
    let query = sqlx::query(AssertSqlSafe(statement.text(Dialect::Postgres)));
    statement
        .values
        .iter()
        .fold(query, |query, value| match value {
            Value::Integer(value) => query.bind(*value),
            Value::Text(value) => query.bind(value.as_deref().map(storable)),
            Value::Bytes(value) => query.bind(&value[..]),
        })
}

/// The text without zero characters, which PostgreSQL can't store.
fn storable(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => text.replace('\0', "\u{fffd}").into(),
        false => text.into(),
    }
}
