//! What an operator sees and does.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::{BATCH, Entry, State, entry_columns, milliseconds, time, work::Queue};
use crate::{
    Error,
    database::{Database, Sql, Value, sql},
};

/// Which events are meant; all of them unless something is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those in one of these states; in any if there is none.
    pub states: Vec<State>,
    /// Those of this event.
    pub event: Option<String>,
    /// Those of this conversation.
    pub conversation: Option<Uuid>,
    /// Those that were received then or later.
    pub since: Option<DateTime<Utc>>,
    /// Those that were received before.
    pub until: Option<DateTime<Utc>>,
    /// The one with this id in the ledger.
    pub id: Option<i64>,
    /// Those with this event uid.
    pub event_uid: Option<Uuid>,
}

/// How long what is over is kept, counted from the day it was over. What is pending or running is
/// kept however long it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The bodies of what is done; 30 days unless set.
    pub done: Duration,
    /// The bodies of what is dead or unreadable; 90 days unless set.
    pub dead: Duration,
    /// The keys, by which duplicates are known; 365 days unless set.
    pub keys: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
        Self {
            done: days(30),
            dead: days(90),
            keys: days(365),
        }
    }
}

/// An inbox in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// How many events are in each state; all states are named.
    pub events: BTreeMap<&'static str, u64>,
    /// How many are pending and could be handled now.
    pub due: u64,
    /// When the oldest event that is pending or running was received.
    pub oldest_open: Option<DateTime<Utc>>,
    /// How many duplicates had another body than the first delivery.
    pub other_bodies: u64,
    /// Whether an operator has paused the handling.
    pub paused: bool,
    /// For how many seconds a handler that was unavailable has paused it.
    pub unavailable_seconds: f64,
    /// Why it was unavailable the last time.
    pub reason: Option<String>,
}

/// `$1` to `$7`: see [`Filter::values`].
macro_rules! matching {
    () => {
        " (CAST($1 AS TEXT) IS NULL OR $1 LIKE '%' || state || '%') \
         AND (CAST($2 AS TEXT) IS NULL OR event = $2) \
         AND (CAST($3 AS TEXT) IS NULL OR entity_uid = $3) \
         AND (CAST($4 AS BIGINT) IS NULL OR received_at >= $4) \
         AND (CAST($5 AS BIGINT) IS NULL OR received_at < $5) \
         AND (CAST($6 AS BIGINT) IS NULL OR id = $6) \
         AND (CAST($7 AS TEXT) IS NULL OR event_uid = $7) "
    };
}

/// `$8`: before which id, `$9`: how many.
const NEWEST: Sql = sql!(
    "SELECT " entry_columns!() " FROM capturi_events \
     WHERE " matching!() " AND id < $8 ORDER BY id DESC LIMIT $9"
);

/// `$8`: after which id, `$9`: how many.
const OLDEST: Sql = sql!(
    "SELECT " entry_columns!() " FROM capturi_events \
     WHERE " matching!() " AND id > $8 ORDER BY id LIMIT $9"
);

/// What can be requeued: all that is not being handled, and still has a body.
const REQUEUE: Sql = sql!(
    "UPDATE capturi_events SET state = 'pending', attempts = 0, \
         changed_at = " now ", due_at = " now " \
     WHERE id IN (SELECT id FROM capturi_events \
         WHERE " matching!() " AND id > $8 AND state <> 'running' AND body IS NOT NULL \
         ORDER BY id LIMIT $9" lock ") \
     RETURNING id"
);

const REQUEUEABLE: Sql = sql!(
    "SELECT count(*) AS number FROM capturi_events \
     WHERE " matching!() " AND state <> 'running' AND body IS NOT NULL"
);

const DISCARD: Sql = sql!(
    "DELETE FROM capturi_events \
     WHERE id IN (SELECT id FROM capturi_events \
         WHERE " matching!() " AND id > $8 AND state <> 'running' ORDER BY id LIMIT $9" lock ") \
     RETURNING id"
);

const DISCARDABLE: Sql = sql!(
    "SELECT count(*) AS number FROM capturi_events WHERE " matching!() " AND state <> 'running'"
);

/// `$1`, `$2`: how long bodies of what is done and of what is dead are kept.
macro_rules! expired_bodies {
    () => {
        " FROM capturi_events \
          WHERE state IN ('done', 'dead', 'unreadable') AND body IS NOT NULL \
              AND changed_at < $3 - CASE WHEN state = 'done' THEN $1 ELSE $2 END"
    };
}

/// `$1`: how long keys are kept.
macro_rules! expired_keys {
    () => {
        " FROM capturi_events \
          WHERE state IN ('done', 'dead', 'unreadable') AND body IS NULL \
              AND changed_at < $2 - $1"
    };
}

const EXPIRED_BODIES: Sql = sql!("SELECT count(*) AS number" expired_bodies!());
const EXPIRED_KEYS: Sql = sql!("SELECT count(*) AS number" expired_keys!());
/// Keys that are as old as that, and whose bodies go first. `$1`, `$2`: how long bodies are kept,
/// `$3`: the time, `$4`: how long keys are kept.
const EXPIRED_WITH_BODIES: Sql = sql!(
    "SELECT count(*) AS number" expired_bodies!() " AND changed_at < $3 - $4"
);
const PRUNE_BODIES: Sql = sql!(
    "UPDATE capturi_events SET body = NULL \
     WHERE id IN (SELECT id" expired_bodies!() " LIMIT $4" lock ") RETURNING id"
);
const PRUNE_KEYS: Sql = sql!(
    "DELETE FROM capturi_events WHERE id IN (SELECT id" expired_keys!() " LIMIT $3" lock ") RETURNING id"
);

/// Bodies whose event is gone, or has lost its own.
const PRUNE_OTHER_BODIES: Sql = sql!(
    "DELETE FROM capturi_other_bodies \
     WHERE id IN (SELECT other.id FROM capturi_other_bodies other \
         WHERE NOT EXISTS (SELECT 1 FROM capturi_events e \
             WHERE e.id = other.event_id AND e.body IS NOT NULL) LIMIT $1) \
     RETURNING id"
);

const BODY: Sql = sql!(
    "SELECT COALESCE((SELECT other.body FROM capturi_other_bodies other \
         WHERE other.event_id = capturi_events.id ORDER BY other.id DESC LIMIT 1), body) AS body \
     FROM capturi_events WHERE id = $1 AND body IS NOT NULL"
);

/// The first, and then those of duplicates.
const BODIES: Sql = sql!(
    "SELECT 0 AS id, body FROM capturi_events WHERE id = $1 AND body IS NOT NULL \
     UNION ALL SELECT id, body FROM capturi_other_bodies WHERE event_id = $1 ORDER BY 1"
);

const PAUSE: Sql = sql!("UPDATE capturi_queue SET paused = $1 WHERE id = 1 RETURNING id");
/// What waits for the end of a pause waits no longer. `$1`: how many.
const END_PAUSE: Sql = sql!(
    "UPDATE capturi_events SET due_at = " now " \
     WHERE id IN ( \
         SELECT id FROM capturi_events \
         WHERE state IN ('pending', 'running') AND state = 'pending' AND due_at > " now " \
             AND due_at <= (SELECT unavailable_until FROM capturi_queue) + 1000 LIMIT $1" lock ") \
     RETURNING id"
);
const RESUME: Sql =
    sql!("UPDATE capturi_queue SET paused = 0, unavailable_until = 0 WHERE id = 1 RETURNING id");

/// Each part is counted in an index: rows with bodies are large.
const COUNTS: Sql = sql!(
    "SELECT state, count(*) AS number FROM capturi_events \
     WHERE state IN ('pending', 'running') GROUP BY state \
     UNION ALL SELECT state, count(*) FROM capturi_events \
     WHERE state IN ('done', 'dead', 'unreadable') AND body IS NOT NULL GROUP BY state \
     UNION ALL SELECT state, count(*) FROM capturi_events \
     WHERE state IN ('done', 'dead', 'unreadable') AND body IS NULL GROUP BY state"
);
const DUE: Sql = sql!(
    "SELECT count(*) AS number FROM capturi_events \
     WHERE state IN ('pending', 'running') AND state = 'pending' AND due_at <= " now
);
/// The plus keeps SQLite from walking through all that is done to the first that is open.
const OLDEST_OPEN: Sql = sql!(
    "SELECT received_at AS number FROM capturi_events \
     WHERE id = (SELECT min(+id) FROM capturi_events WHERE state IN ('pending', 'running'))"
);
const OTHER_BODIES: Sql = sql!("SELECT count(*) AS number FROM capturi_other_bodies");
const NOW: Sql = sql!("SELECT " now " AS number");

#[derive(FromRow)]
struct Number {
    number: i64,
}

#[derive(FromRow)]
struct Id {
    id: i64,
}

#[derive(FromRow)]
struct Body {
    body: Vec<u8>,
}

#[derive(FromRow)]
struct Count {
    state: String,
    number: i64,
}

impl Filter {
    fn values(&self, more: impl IntoIterator<Item = i64>) -> Vec<Value> {
        let states = self.states.iter().map(|state| state.as_str());
        let states: Vec<&str> = states.collect();
        let states = (!states.is_empty()).then(|| states.join(","));
        let time = |time: Option<DateTime<Utc>>| time.map(|time| time.timestamp_millis()).into();
        let mut values: Vec<Value> = vec![
            states.into(),
            self.event.clone().into(),
            self.conversation.into(),
            time(self.since),
            time(self.until),
            self.id.into(),
            self.event_uid.into(),
        ];
        values.extend(more.into_iter().map(Value::from));
        values
    }
}

impl Database {
    pub(crate) async fn newest(
        &self,
        filter: &Filter,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Entry>, Error> {
        self.read(NEWEST.with_all(filter.values([before, limit])))
            .await
    }

    pub(crate) async fn oldest(
        &self,
        filter: &Filter,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Entry>, Error> {
        self.read(OLDEST.with_all(filter.values([after, limit])))
            .await
    }

    pub(crate) async fn body(&self, id: i64) -> Result<Option<Vec<u8>>, Error> {
        let rows: Vec<Body> = self.read(BODY.with([id.into()])).await?;
        Ok(rows.into_iter().next().map(|row| row.body))
    }

    pub(crate) async fn bodies(&self, id: i64) -> Result<Vec<Vec<u8>>, Error> {
        let rows: Vec<Body> = self.read(BODIES.with([id.into()])).await?;
        Ok(rows.into_iter().map(|row| row.body).collect())
    }

    pub(crate) async fn requeue(&self, filter: &Filter) -> Result<u64, Error> {
        let requeued = self.in_batches(REQUEUE, filter).await?;
        self.unpark().await?;
        Ok(requeued)
    }

    pub(crate) async fn requeueable(&self, filter: &Filter) -> Result<u64, Error> {
        self.number(REQUEUEABLE, filter.values([])).await
    }

    pub(crate) async fn discard(&self, filter: &Filter) -> Result<u64, Error> {
        let discarded = self.in_batches(DISCARD, filter).await?;
        self.repeat(PRUNE_OTHER_BODIES, []).await?;
        self.unpark().await?;
        self.forget().await;
        Ok(discarded)
    }

    pub(crate) async fn discardable(&self, filter: &Filter) -> Result<u64, Error> {
        self.number(DISCARDABLE, filter.values([])).await
    }

    /// Deletes one batch of what is no longer kept: bodies, and keys. Nothing is left once both
    /// are 0.
    pub(crate) async fn prune(&self, retention: &Retention) -> Result<(u64, u64), Error> {
        let now = self.now().await?;
        let values = retention.of_bodies(now).chain([BATCH]).map(Value::from);
        let bodies = self.change(PRUNE_BODIES.with_all(values.collect())).await?;
        let values = retention.of_keys(now).chain([BATCH]).map(Value::from);
        let keys = self.change(PRUNE_KEYS.with_all(values.collect())).await?;
        // Always: whoever deleted theirs may have ended before it came to this.
        self.repeat(PRUNE_OTHER_BODIES, []).await?;
        Ok((bodies as u64, keys as u64))
    }

    /// How many bodies and keys are no longer kept.
    pub(crate) async fn prunable(&self, retention: &Retention) -> Result<(u64, u64), Error> {
        let now = self.now().await?;
        let bodies = retention.of_bodies(now).map(Value::from).collect();
        let keys = retention.of_keys(now).map(Value::from).collect();
        let both = retention
            .of_bodies(now)
            .chain([milliseconds(retention.keys)]);
        let both = both.map(Value::from).collect();
        Ok((
            self.number(EXPIRED_BODIES, bodies).await?,
            self.number(EXPIRED_KEYS, keys).await? + self.number(EXPIRED_WITH_BODIES, both).await?,
        ))
    }

    pub(crate) async fn pause(&self) -> Result<(), Error> {
        self.change(PAUSE.with([1.into()])).await.map(drop)
    }

    pub(crate) async fn resume(&self) -> Result<(), Error> {
        self.repeat(END_PAUSE, []).await?;
        self.change(RESUME.with([])).await.map(drop)
    }

    pub(crate) async fn stats(&self) -> Result<Stats, Error> {
        let counts: Vec<Count> = self.read(COUNTS.with([])).await?;
        let oldest: Vec<Number> = self.read(OLDEST_OPEN.with([])).await?;
        let Queue {
            paused,
            unavailable,
            reason,
        } = self.queue().await?;
        let mut events: BTreeMap<_, _> = State::ALL
            .into_iter()
            .map(|state| (state.as_str(), 0))
            .collect();
        for count in &counts {
            if let Ok(state) = count.state.parse::<State>() {
                *events.entry(state.as_str()).or_default() += count.number.cast_unsigned();
            }
        }
        Ok(Stats {
            events,
            due: self.number(DUE, Vec::new()).await?,
            oldest_open: oldest.first().map(|row| time(row.number)),
            other_bodies: self.number(OTHER_BODIES, Vec::new()).await?,
            paused: paused != 0,
            unavailable_seconds: unavailable.max(0) as f64 / 1000.0,
            reason,
        })
    }

    /// Milliseconds since 1970, by the database's clock.
    pub(crate) async fn now(&self) -> Result<i64, Error> {
        Ok(self.number(NOW, Vec::new()).await?.cast_signed())
    }

    async fn in_batches(&self, sql: Sql, filter: &Filter) -> Result<u64, Error> {
        let mut after = 0;
        let mut changed = 0;
        loop {
            let values = filter.values([after, BATCH]);
            let batch: Vec<Id> = self.write(sql.with_all(values)).await?;
            let Some(last) = batch.iter().map(|row| row.id).max() else {
                return Ok(changed);
            };
            after = last;
            changed += batch.len() as u64;
        }
    }

    async fn number(&self, sql: Sql, values: Vec<Value>) -> Result<u64, Error> {
        let rows: Vec<Number> = self.read(sql.with_all(values)).await?;
        Ok(rows.first().map_or(0, |row| row.number.cast_unsigned()))
    }
}

impl Retention {
    fn of_bodies(&self, now: i64) -> impl Iterator<Item = i64> {
        [milliseconds(self.done), milliseconds(self.dead), now].into_iter()
    }

    fn of_keys(&self, now: i64) -> impl Iterator<Item = i64> {
        [milliseconds(self.keys), now].into_iter()
    }
}
