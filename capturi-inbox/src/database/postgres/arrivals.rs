//! Events on their way into PostgreSQL: those that wait while others are inserted share the next
//! statement and its commit, so that many need little more than one, and a lone one waits for nothing.
//!
//! They share nothing else: what becomes of one is no concern of the others. Of a statement that fails,
//! or that would wait for what another transaction does to one of its events, each is inserted by itself.

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

/// Statements that insert at the same time: while one waits for the disk, another is prepared. Each has
/// a connection that is kept for it.
const AT_ONCE: u32 = 2;
/// A statement has at most so many events and, but for its last event, so many bytes of bodies.
const EVENTS: usize = 64;
const BYTES: usize = 1024 * 1024;
/// How long a shared statement waits for another transaction.
const LOCK_TIMEOUT: &str = "300ms";
/// Memory for what it sorts out: bodies do not go into files beside the database.
const MEMORY: &str = "32MB";

pub(super) struct Arrivals {
    /// For shared statements.
    own: PgPool,
    /// For events that are inserted by themselves.
    others: PgPool,
    key: usize,
    /// The insertion, in PostgreSQL's words.
    sql: String,
    waiting: Mutex<Vec<Waiting>>,
    arrived: AtomicU64,
    turns: Semaphore,
}

struct Waiting {
    /// Tells it from others.
    number: u64,
    event: NewEvent,
    /// Whether the event is new.
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

    /// Whether it is new.
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
        // A task of its own: a delivery that goes away takes no others with it.
        let arrivals = Arc::clone(self);
        tokio::spawn(async move { arrivals.insert_some().await });
        // Who has not had a turn by then gives up; an event that is being inserted is waited for.
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
        // A task that ends without a word has acknowledged nothing: the next may do better.
        answered.unwrap_or_else(|_| Err(Error::unavailable(Reason::Connection)))
    }

    /// Inserts some of those that wait, unless others have by the time that it is our turn.
    async fn insert_some(self: Arc<Self>) {
        // Nobody closes the semaphore.
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
                    // Those that asked may have gone.
                    let _ = reply.send(Ok(is_new(event, self.key, &new)));
                }
            }
            // The server is away for all of them.
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

    /// The keys of those that are new.
    async fn insert_all(
        &self,
        pool: &PgPool,
        events: &[NewEvent],
    ) -> Result<HashSet<String>, Error> {
        // Two statements may have the same duplicates in another order.
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
        // One that has answered, if with an error, is in no transaction: the statement is one by itself.
        if rows.as_ref().err().is_none_or(Error::is_from_server) {
            lent.give_back();
        }
        let keys = rows?;
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

/// Takes those that have waited for the longest time, in an order that two statements have in common,
/// so that they do not wait for each other; within a conversation, in that of their arrival.
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

/// Binds an array for each column: of the first, of all events, and so on.
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
