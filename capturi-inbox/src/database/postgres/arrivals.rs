//! Events on their way into PostgreSQL: those that wait while others are inserted share the next
//! statement and its commit, so that many need little more than one, and a lone one waits for nothing.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use sqlx::{AssertSqlSafe, PgPool, Row as _};
use tokio::sync::{Semaphore, oneshot};

use super::{DEADLOCKS, Lent, Query, in_time, storable};
use crate::{
    Error, Reason,
    database::{Dialect, Insertion, NewEvent, Value},
};

/// Statements that insert at the same time: while one waits for the disk, another is prepared.
const AT_ONCE: usize = 2;
/// A statement has at most so many events and, but for its last event, so many bytes of bodies.
const EVENTS: usize = 64;
const BYTES: usize = 1024 * 1024;

pub(super) struct Arrivals {
    pool: PgPool,
    key: usize,
    /// The insertion, in PostgreSQL's words.
    sql: String,
    waiting: Mutex<Vec<Waiting>>,
    turns: Semaphore,
}

struct Waiting {
    event: NewEvent,
    /// Whether the event is new; closed once nobody waits for that any more.
    reply: oneshot::Sender<Result<bool, Error>>,
}

impl Arrivals {
    pub(super) fn new(pool: PgPool, insertion: &Insertion) -> Arc<Self> {
        Arc::new(Self {
            pool,
            key: insertion.key,
            sql: Dialect::Postgres.expand(&(insertion.arrays)()),
            waiting: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
        })
    }

    /// Whether it is new.
    pub(super) async fn insert(self: &Arc<Self>, event: NewEvent) -> Result<bool, Error> {
        let (reply, answer) = oneshot::channel();
        self.waiting(|waiting| {
            // A server that is away lets deliveries give up; they leave no bodies behind.
            waiting.retain(|one| !one.reply.is_closed());
            waiting.push(Waiting { event, reply });
        });
        // A task of its own: a delivery that gives up takes no others with it.
        let arrivals = Arc::clone(self);
        tokio::spawn(async move { arrivals.insert_some().await });
        // The task ends without a word only with the runtime.
        answer
            .await
            .unwrap_or_else(|_| Err(Error::unavailable(Reason::Stopped)))
    }

    /// Inserts some of those that wait, unless others have by the time that it is our turn.
    async fn insert_some(&self) {
        // Nobody closes the semaphore.
        let _turn = self.turns.acquire().await;
        let some = self.waiting(first_of);
        if some.is_empty() {
            return;
        }
        let (events, replies): (Vec<_>, Vec<_>) =
            some.into_iter().map(|one| (one.event, one.reply)).unzip();
        match self.insert_all(&events).await {
            // What one of them may not be is no concern of the others.
            Err(error) if events.len() > 1 && error.refusal().is_some() => {
                for (event, reply) in events.iter().zip(replies) {
                    let inserted = self.insert_all(std::slice::from_ref(event)).await;
                    let _ = reply.send(inserted.map(|new| is_new(event, self.key, &new)));
                }
            }
            inserted => {
                for (event, reply) in events.iter().zip(replies) {
                    let inserted = inserted.as_ref().map_err(Clone::clone);
                    let _ = reply.send(inserted.map(|new| is_new(event, self.key, new)));
                }
            }
        }
    }

    /// The keys of those that are new.
    async fn insert_all(&self, events: &[NewEvent]) -> Result<HashSet<String>, Error> {
        let mut tries = 1;
        loop {
            match self.try_to_insert(events).await {
                // Two statements with the same duplicates in another order.
                Err(error) if error.is_deadlock() && tries < DEADLOCKS => tries += 1,
                inserted => return inserted,
            }
        }
    }

    async fn try_to_insert(&self, events: &[NewEvent]) -> Result<HashSet<String>, Error> {
        let mut lent = Lent::of(&self.pool).await?;
        let insert = sqlx::query(AssertSqlSafe(self.sql.clone()));
        let insert = bind_columns(insert, events);
        let rows = in_time(insert.fetch_all(&mut *lent.connection)).await?;
        lent.give_back();
        let keys = rows.iter().map(|row| row.try_get(0));
        Ok(keys.collect::<Result<_, _>>()?)
    }

    fn waiting<T>(&self, work: impl FnOnce(&mut Vec<Waiting>) -> T) -> T {
        work(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes those that have waited for the longest time.
fn first_of(waiting: &mut Vec<Waiting>) -> Vec<Waiting> {
    waiting.retain(|one| !one.reply.is_closed());
    let mut bytes = 0;
    let taken = waiting.iter().take(EVENTS).take_while(|one| {
        let fits = bytes < BYTES;
        bytes += one.event.body.iter().map(Value::size).sum::<usize>();
        fits
    });
    let taken = taken.count();
    waiting.drain(..taken).collect()
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
        let values = || {
            events
                .iter()
                .filter_map(|event| event.values.iter().chain(&event.body).nth(column))
        };
        query = match values().next() {
            Some(Value::Integer(_)) => query.bind(
                values()
                    .map(|value| match value {
                        Value::Integer(number) => *number,
                        _ => None,
                    })
                    .collect::<Vec<_>>(),
            ),
            Some(Value::Text(_)) => query.bind(
                values()
                    .map(|value| match value {
                        Value::Text(text) => text.as_deref().map(storable),
                        _ => None,
                    })
                    .collect::<Vec<_>>(),
            ),
            _ => query.bind(
                values()
                    .map(|value| match value {
                        Value::Bytes(bytes) => &bytes[..],
                        _ => &[],
                    })
                    .collect::<Vec<_>>(),
            ),
        };
    }
    query
}
