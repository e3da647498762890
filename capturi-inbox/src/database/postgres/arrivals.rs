//! The insertion of events into PostgreSQL. Events that arrive while others are inserted share the
//! next statement and its commit, so that many take little longer than one; a single event does not
//! wait.
//!
//! They share nothing else. If a shared statement fails, or would wait for another transaction that
//! changes one of its events, each event is inserted by itself.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use sqlx::{AssertSqlSafe, PgPool, Row as _, postgres::PgConnectOptions};
use tokio::{
    sync::{Semaphore, oneshot},
    time::sleep,
};

use super::{ACQUIRE_TIMEOUT, Lent, Query, despite_deadlocks, in_time, pool, storable};
use crate::{
    Error, Reason,
    database::{Dialect, Insertion, NewEvent, Value},
};

/// The number of statements that insert at the same time: while one waits for the disk, another is
/// prepared. Each has a connection of its own.
const AT_ONCE: u32 = 2;
/// The limits of a statement: its events and, but for its last event, the bytes of their bodies.
const EVENTS: usize = 64;
const BYTES: usize = 1024 * 1024;
/// The longest wait of a shared statement for another transaction.
const LOCK_TIMEOUT: &str = "300ms";
/// An insertion that the server checks like any other. It inserts nothing, and waits for no row.
const PROBE: &str =
    "INSERT INTO capturi_events (source) SELECT source FROM capturi_events WHERE false";
/// The memory of a shared statement, so that bodies do not go to temporary files of the database.
const MEMORY: &str = "32MB";

pub(super) struct Arrivals {
    /// The connections for shared statements.
    own: PgPool,
    /// The connections for events that are inserted by themselves.
    others: PgPool,
    key: usize,
    /// The insertion, as SQL for PostgreSQL.
    sql: String,
    waiting: Mutex<Vec<Waiting>>,
    arrived: AtomicU64,
    turns: Semaphore,
}

struct Waiting {
    /// Identifies the waiting event.
    number: u64,
    event: NewEvent,
    /// Receives whether the event is new.
    reply: oneshot::Sender<Result<bool, Error>>,
}

impl Arrivals {
    pub(super) fn new(
        options: PgConnectOptions,
        others: PgPool,
        insertion: &Insertion,
    ) -> Arc<Self> {
        let options = options.options([("lock_timeout", LOCK_TIMEOUT), ("work_mem", MEMORY)]);
        Arc::new(Self {
            own: pool(options, AT_ONCE),
            others,
            key: insertion.key,
            sql: Dialect::Postgres.expand(&(insertion.arrays)()),
            waiting: Mutex::default(),
            arrived: AtomicU64::new(0),
            turns: Semaphore::new(AT_ONCE as usize),
        })
    }

    /// Inserts an event, and returns whether it is new.
    pub(super) async fn insert(self: &Arc<Self>, event: NewEvent) -> Result<bool, Error> {
        let (reply, mut answer) = oneshot::channel();
        let number = self.arrived.fetch_add(1, Ordering::Relaxed);
        self.waiting(|waiting| {
            waiting.push(Waiting {
                number,
                event,
                reply,
            });
        });
        // The insertion has a task of its own, so that a delivery that is cancelled cancels no
        // others.
        let arrivals = Arc::clone(self);
        tokio::spawn(async move { arrivals.insert_some().await });
        // An event that has had no turn by then is given up; an event that is being inserted is
        // waited for.
        let answered = tokio::select! {
            answered = &mut answer => answered,
            () = sleep(ACQUIRE_TIMEOUT) => {
                let had_no_turn = self.waiting(|waiting| {
                    let before = waiting.len();
                    waiting.retain(|one| one.number != number);
                    waiting.len() < before
                });
                match had_no_turn {
                    true => return Err(Error::unavailable(Reason::Connection)),
                    false => answer.await,
                }
            }
        };
        // A task that ends without a reply has acknowledged nothing, so that a retry is safe.
        answered.unwrap_or_else(|_| Err(Error::unavailable(Reason::Connection)))
    }

    /// Inserts no event, over the connections of deliveries.
    pub(super) async fn can_insert(&self) -> Result<(), Error> {
        let mut lent = Lent::of(&self.own).await?;
        let probed = in_time(sqlx::raw_sql(PROBE).execute(&mut *lent.connection)).await;
        lent.end(probed).map(drop)
    }

    /// Waits for a turn, and inserts some of the waiting events, unless other tasks have inserted
    /// all.
    async fn insert_some(self: Arc<Self>) {
        // The semaphore is never closed.
        let turn = self.turns.acquire().await;
        let some = self.waiting(first_of);
        if some.is_empty() {
            return;
        }
        let (events, replies): (Vec<_>, Vec<_>) =
            some.into_iter().map(|one| (one.event, one.reply)).unzip();
        let inserted = self.insert_all(&self.own, &events).await;
        drop(turn);
        match inserted {
            Ok(new) => {
                for (event, reply) in events.iter().zip(replies) {
                    // An error means that the delivery was cancelled.
                    let _ = reply.send(Ok(is_new(event, self.key, &new)));
                }
            }
            // The server is away, which concerns all events.
            Err(error) if !error.is_from_server() => {
                for reply in replies {
                    let _ = reply.send(Err(error.clone()));
                }
            }
            Err(_) => {
                for (event, reply) in events.into_iter().zip(replies) {
                    let arrivals = Arc::clone(&self);
                    tokio::spawn(async move {
                        let _ = reply.send(arrivals.insert_alone(event).await);
                    });
                }
            }
        }
    }

    async fn insert_alone(&self, event: NewEvent) -> Result<bool, Error> {
        let events = [event];
        let new = self.insert_all(&self.others, &events).await?;
        let [event] = &events;
        Ok(is_new(event, self.key, &new))
    }

    /// Inserts events, and returns the keys of new ones.
    async fn insert_all(
        &self,
        pool: &PgPool,
        events: &[NewEvent],
    ) -> Result<HashSet<String>, Error> {
        // Two statements may have the same duplicates in different orders.
        despite_deadlocks(|| self.try_to_insert(pool, events)).await
    }

    async fn try_to_insert(
        &self,
        pool: &PgPool,
        events: &[NewEvent],
    ) -> Result<HashSet<String>, Error> {
        let mut lent = Lent::of(pool).await?;
        let insert = sqlx::query(AssertSqlSafe(self.sql.clone()));
        let insert = bind_columns(insert, events);
        let rows = in_time(insert.fetch_all(&mut *lent.connection)).await;
        let keys = lent.end(rows)?;
        let keys = keys.iter().map(|row| row.try_get(0));
        Ok(keys.collect::<Result<_, _>>()?)
    }

    pub(super) async fn close(&self) {
        self.own.close().await;
    }

    fn waiting<T>(&self, work: impl FnOnce(&mut Vec<Waiting>) -> T) -> T {
        work(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes the events that have waited for the longest time. They are sorted by conversation, so that
/// two statements lock their events in the same order and do not deadlock; the events of a
/// conversation stay in the order of their arrival.
fn first_of(waiting: &mut Vec<Waiting>) -> Vec<Waiting> {
    let mut bytes = 0;
    let taken = waiting.iter().take(EVENTS).take_while(|one| {
        let fits = bytes < BYTES;
        bytes += one.event.body.iter().map(Value::size).sum::<usize>();
        fits
    });
    let taken = taken.count();
    let mut taken: Vec<Waiting> = waiting.drain(..taken).collect();
    taken.sort_by_key(|one| one.event.order);
    taken
}

fn is_new(event: &NewEvent, key: usize, new: &HashSet<String>) -> bool {
    matches!(event.values.get(key), Some(Value::Text(Some(key))) if new.contains(key))
}

/// Binds an array for each column, with the values of all events.
fn bind_columns(mut query: Query, events: &[NewEvent]) -> Query {
    let columns = events
        .first()
        .map_or(0, |event| event.values.len() + event.body.len());
    for column in 0..columns {
        let values = events
            .iter()
            .filter_map(|event| event.values.iter().chain(&event.body).nth(column));
        let values: Vec<&Value> = values.collect();
        query = match values.first() {
            Some(Value::Integer(_)) => {
                let numbers = values.iter().map(|value| match value {
                    Value::Integer(number) => *number,
                    _ => None,
                });
                query.bind(numbers.collect::<Vec<_>>())
            }
            Some(Value::Text(_)) => {
                let texts = values.iter().map(|value| match value {
                    Value::Text(text) => text.as_deref().map(storable),
                    _ => None,
                });
                query.bind(texts.collect::<Vec<_>>())
            }
            _ => {
                let bytes = values.iter().map(|value| match value {
                    Value::Bytes(bytes) => &bytes[..],
                    _ => &[],
                });
                query.bind(bytes.collect::<Vec<_>>())
            }
        };
    }
    query
}
