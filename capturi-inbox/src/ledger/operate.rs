//! Operators' commands. They select events over a connection for reading, and change them in
//! batches that check the conditions again, so that no command makes deliveries wait.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use super::{
    Attempt, BATCH, Entry, Filter, Ledger, Number, Queue, State,
    claim::unpark,
    each,
    entry::{self, AttemptRow, EntryRow},
    integer,
    retention::{Sized, batches, delete_content},
    stored::Stored,
    time,
};
use crate::{
    Error, Reason,
    database::{Disk, Statement},
};

/// The numbers of an inbox.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// The number of events in each state, with an entry for every state.
    pub events: BTreeMap<State, u64>,
    /// The number of events that are pending and due: they are handled unless there is a pause.
    pub due: u64,
    /// When the oldest event that is pending or running was received.
    pub oldest_open: Option<DateTime<Utc>>,
    /// Since when the event is due that has been due for the longest time.
    pub oldest_due: Option<DateTime<Utc>>,
    /// When the newest event was received.
    pub last_received: Option<DateTime<Utc>>,
    /// For each listing of Capturi's API that was read to its end (`backfill`, `deletions`), the time
    /// before which nothing of it is missing here.
    pub read_until: BTreeMap<String, DateTime<Utc>>,
    /// The number of duplicates whose body differed from the body before, as long as these bodies
    /// are kept.
    pub other_bodies: u64,
    /// Whether an operator has paused the handling.
    pub paused: bool,
    /// The circuit breaker, if it is open.
    pub breaker: Option<Breaker>,
}

/// An open circuit breaker: no event is handled, but from time to time one is tried to see whether
/// the system that handlers need is available again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Breaker {
    /// When it was opened, by the database's clock.
    pub since: DateTime<Utc>,
    /// The seconds until a worker may try an event; 0 if it may now. While a worker tries one,
    /// these are the seconds until another worker may.
    pub next_try_seconds: f64,
    /// The number of openings since an event was handled.
    pub openings: u32,
    /// The error of the handler that opened it last.
    pub reason: Option<String>,
}

/// The condition for events that can be requeued: they are not running, and still have a body.
const REQUEUEABLE: &str = "state <> 'running' AND bodies > 0";
const DISCARDABLE: &str = "state <> 'running'";

/// The start of a statement, which further conditions follow. `$1`: the ids.
const REQUEUE: &str = "UPDATE capturi_events SET state = 'pending', attempts = 0, parked = 0, \
        alone = 0, queued_at = {now}, changed_at = {now}, due_at = {now} \
    WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each})";
const DISCARD: &str = "DELETE FROM capturi_events \
    WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each})";

const BODY: &str = "SELECT encoding, body FROM capturi_bodies WHERE event_id = $1 \
    ORDER BY number DESC LIMIT 1";
const BODIES: &str =
    "SELECT encoding, body FROM capturi_bodies WHERE event_id = $1 ORDER BY number";
const ATTEMPTS: &str = "SELECT worker, began_at, milliseconds, outcome, error \
    FROM capturi_attempts WHERE event_id = $1 ORDER BY token";

/// The numbers of events by state. Each part matches a partial index, and is counted in it.
const COUNTS: &str = "SELECT state, count(*) AS number FROM capturi_events \
    WHERE state IN ('pending', 'running') GROUP BY state \
    UNION ALL SELECT state, count(*) FROM capturi_events \
    WHERE state IN ('done', 'dead', 'unreadable') AND bodies > 0 GROUP BY state \
    UNION ALL SELECT state, count(*) FROM capturi_events \
    WHERE state IN ('done', 'dead', 'unreadable') AND bodies = 0 GROUP BY state";
const DUE: &str = "SELECT count(*) AS number FROM capturi_events \
    WHERE state IN ('pending', 'running') AND state = 'pending' AND due_at <= {now}";
/// The plus keeps SQLite from scanning all events in the order of their ids for the first open one.
const OLDEST_OPEN: &str = "SELECT received_at AS number FROM capturi_events \
    WHERE id = (SELECT min(+id) FROM capturi_events WHERE state IN ('pending', 'running'))";
const OLDEST_DUE: &str = "SELECT due_at AS number FROM capturi_events \
    WHERE state IN ('pending', 'running') AND state = 'pending' AND due_at <= {now} \
    ORDER BY due_at, id LIMIT 1";
const LAST_RECEIVED: &str =
    "SELECT received_at AS number FROM capturi_events ORDER BY id DESC LIMIT 1";
const OTHER_BODIES: &str = "SELECT count(*) AS number FROM capturi_bodies WHERE number > 0";

const READ_UNTIL: &str = "SELECT listing, read_until FROM capturi_cursors WHERE read_until > 0";

/// The contradictions: a query that should find none, and a description.
const CONTRADICTIONS: [(&str, &str); 3] = [
    (
        "SELECT count(*) AS number FROM capturi_bodies body WHERE NOT EXISTS \
         (SELECT 1 FROM capturi_events e WHERE e.id = body.event_id)",
        "bodies have no event",
    ),
    (
        "SELECT count(*) AS number FROM capturi_events e WHERE e.bodies <> \
         (SELECT count(*) FROM capturi_bodies body WHERE body.event_id = e.id)",
        "events have more or fewer bodies than they should",
    ),
    (
        "SELECT count(*) AS number FROM capturi_events \
         WHERE state IN ('pending', 'running') AND bodies = 0",
        "events wait to be handled and have no body",
    ),
];

#[derive(FromRow)]
struct Count {
    state: String,
    number: i64,
}

#[derive(FromRow)]
struct ReadUntil {
    listing: String,
    read_until: i64,
}

#[derive(FromRow)]
struct Gone {
    conversation_key: Option<i64>,
}

impl Ledger {
    pub(crate) async fn newest(
        &self,
        filter: &Filter,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Entry>, Error> {
        let select = format!("SELECT {} FROM capturi_events", entry::COLUMNS);
        let events = filter.of(&select).and("id <", before);
        let newest = events.then(&format!(" ORDER BY id DESC LIMIT {limit}"));
        self.entries(newest).await
    }

    pub(crate) async fn oldest(
        &self,
        filter: &Filter,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Entry>, Error> {
        let select = format!("SELECT {} FROM capturi_events", entry::COLUMNS);
        let events = filter.of(&select).and("id >", after);
        let oldest = events.then(&format!(" ORDER BY id LIMIT {limit}"));
        self.entries(oldest).await
    }

    async fn entries(&self, statement: Statement) -> Result<Vec<Entry>, Error> {
        let rows: Vec<EntryRow> = self.database().read(statement).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    pub(crate) async fn body(&self, id: i64) -> Result<Option<Vec<u8>>, Error> {
        let body = Statement::new(BODY, [id.into()]);
        let rows: Vec<Stored> = self.database().read(body).await?;
        rows.into_iter().next().map(Stored::received).transpose()
    }

    pub(crate) async fn bodies(&self, id: i64) -> Result<Vec<Vec<u8>>, Error> {
        let bodies = Statement::new(BODIES, [id.into()]);
        let rows: Vec<Stored> = self.database().read(bodies).await?;
        rows.into_iter().map(Stored::received).collect()
    }

    pub(crate) async fn attempts(&self, id: i64) -> Result<Vec<Attempt>, Error> {
        let attempts = Statement::new(ATTEMPTS, [id.into()]);
        let rows: Vec<AttemptRow> = self.database().read(attempts).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    pub(crate) async fn requeue(&self, filter: &Filter) -> Result<u64, Error> {
        let still = format!("{REQUEUE} AND {REQUEUEABLE} AND {}", filter.in_states());
        let mut requeued = 0;
        let mut after = 0;
        loop {
            let events = self.selected(filter, REQUEUEABLE, after).await?;
            let Some(last) = events.last() else {
                return Ok(requeued);
            };
            after = last.id;
            let ids = each(events.iter().map(|event| event.id));
            let requeue = Statement::new(format!("{still} RETURNING id"), [ids]);
            requeued += self.database().write_batch(requeue, []).await?.len() as u64;
        }
    }

    pub(crate) async fn requeueable(&self, filter: &Filter) -> Result<u64, Error> {
        self.counted(filter, REQUEUEABLE).await
    }

    /// Deletes events. [`forget`](Self::forget) removes what they leave in the file.
    pub(crate) async fn discard(&self, filter: &Filter) -> Result<u64, Error> {
        let still = format!("{DISCARD} AND {DISCARDABLE} AND {}", filter.in_states());
        let mut discarded = 0;
        let mut after = 0;
        loop {
            let events = self.selected(filter, DISCARDABLE, after).await?;
            let Some(last) = events.last() else {
                if discarded > 0 {
                    self.forget_reason().await?;
                }
                return Ok(discarded);
            };
            after = last.id;
            for batch in batches(&events, self.database().deleted_at_once()) {
                let ids = each(batch.clone());
                let sql = format!("{still} RETURNING conversation_key");
                let discard = Statement::new(sql, [ids]);
                let content = delete_content(batch);
                let written = self.database().write_batch(discard, content).await?;
                let gone: Vec<Gone> = written.read()?;
                discarded += gone.len() as u64;
                let conversations = gone.into_iter().filter_map(|gone| gone.conversation_key);
                if let Some(unpark) = unpark(conversations) {
                    self.database().change(unpark).await?;
                }
            }
        }
    }

    pub(crate) async fn discardable(&self, filter: &Filter) -> Result<u64, Error> {
        self.counted(filter, DISCARDABLE).await
    }

    async fn selected(
        &self,
        filter: &Filter,
        condition: &str,
        after: i64,
    ) -> Result<Vec<Sized>, Error> {
        let events = filter
            .of("SELECT id, bodies * body_bytes AS bytes FROM capturi_events")
            .and_always(condition)
            .and("id >", after);
        let limit = integer(BATCH);
        let selected = events.then(&format!(" ORDER BY id LIMIT {limit}"));
        self.database().read(selected).await
    }

    async fn counted(&self, filter: &Filter, condition: &str) -> Result<u64, Error> {
        let events = filter.of("SELECT count(*) AS number FROM capturi_events");
        self.number(events.and_always(condition).then("")).await
    }

    /// The damage and contradictions in the database, in words; empty if all is well.
    pub(crate) async fn contradictions(&self) -> Result<Vec<String>, Error> {
        let damaged = |error: Error| match error.reason() {
            Some(Reason::Damaged) => Ok(vec![error.with_causes()]),
            _ => Err(error),
        };
        let mut found = self.database().integrity().await.or_else(damaged)?;
        for (count, what) in CONTRADICTIONS {
            let number = match self.number(Statement::new(count, [])).await {
                Ok(number) => number,
                Err(error) => {
                    found.extend(damaged(error)?);
                    continue;
                }
            };
            if number > 0 {
                found.push(format!("{number} {what}"));
            }
        }
        Ok(found)
    }

    /// Returns an error if a delivery could not be stored now.
    pub(crate) async fn can_store(&self) -> Result<(), Error> {
        self.database().can_store().await
    }

    pub(crate) fn disk(&self) -> Option<Disk> {
        self.database().disk()
    }

    pub(crate) async fn stats(&self) -> Result<Stats, Error> {
        let database = self.database();
        let counts: Vec<Count> = database.read(Statement::new(COUNTS, [])).await?;
        let moment = async |sql: &'static str| -> Result<Option<DateTime<Utc>>, Error> {
            let rows: Vec<Number> = database.read(Statement::new(sql, [])).await?;
            Ok(rows.first().map(|row| time(row.number)))
        };
        let read_until: Vec<ReadUntil> = database.read(Statement::new(READ_UNTIL, [])).await?;
        let read_until = read_until.into_iter();
        let queue = self.queue().await?;
        let mut events = BTreeMap::from(State::ALL.map(|state| (state, 0)));
        for count in &counts {
            if let Ok(state) = count.state.parse::<State>() {
                *events.entry(state).or_default() += count.number.cast_unsigned();
            }
        }
        Ok(Stats {
            events,
            due: self.number(Statement::new(DUE, [])).await?,
            oldest_open: moment(OLDEST_OPEN).await?,
            oldest_due: moment(OLDEST_DUE).await?,
            last_received: moment(LAST_RECEIVED).await?,
            read_until: read_until
                .map(|row| (row.listing, time(row.read_until)))
                .collect(),
            other_bodies: self.number(Statement::new(OTHER_BODIES, [])).await?,
            paused: queue.paused != 0,
            breaker: queue.breaker(),
        })
    }
}

impl Queue {
    fn breaker(self) -> Option<Breaker> {
        (self.openings > 0).then(|| Breaker {
            since: time(self.open_since),
            next_try_seconds: self.remaining.max(0) as f64 / 1000.0,
            openings: super::count(self.openings),
            reason: self.reason,
        })
    }
}
