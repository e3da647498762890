//! What a worker does to an event. Each step is one statement, which changes nothing unless the
//! event is still the worker's: its token is the one of the claim.

use std::time::Duration;

use sqlx::FromRow;

use super::{BATCH, State, milliseconds};
use crate::{
    Error,
    database::{Database, Effect, Sql, Statement, Transacted, Value, sql},
};

/// A lease never runs longer; one that seems to was given when the clock was ahead.
pub(crate) const LONGEST_LEASE: Duration = Duration::from_secs(600);
/// Nor does a pause, and nothing waits longer for another event without looking again.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// An event that a worker has claimed.
#[derive(Clone, FromRow)]
pub(crate) struct Claim {
    pub(crate) id: i64,
    pub(crate) token: i64,
    pub(crate) source: String,
    pub(crate) event_uid: Option<String>,
    pub(crate) attempts: i64,
    pub(crate) duplicates: i64,
    pub(crate) received_at: i64,
    pub(crate) changed_at: i64,
    pub(crate) request_id: String,
    pub(crate) method: String,
    pub(crate) query: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) traceparent: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// What a worker says of an event that it has claimed.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Done,
    /// Again, after a while.
    Retry {
        after: Duration,
        error: String,
    },
    Dead {
        error: String,
    },
    Unreadable {
        error: String,
    },
    /// As if it had not been claimed, after a while.
    Release {
        after: Duration,
        error: Option<String>,
    },
}

/// Whether events are handled at all.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Queue {
    pub(crate) paused: i64,
    /// For how many milliseconds handlers are unavailable.
    pub(crate) unavailable: i64,
    pub(crate) reason: Option<String>,
}

/// Claims the events that have been due for the longest time. An event waits for the earlier ones
/// of its conversation, and for a later one that is being handled: it may have been requeued.
/// `$1`: the lease, `$2`: the greatest number of attempts, `$3`: how many.
///
/// Materialized, as PostgreSQL may otherwise look for them once for each row. And the earlier ones
/// are those `NOT IN` the other states, as the index of what is due does not serve for that: while
/// PostgreSQL does not know of a backlog yet, it would look through all of it for each event.
const CLAIM: Sql = sql!(
    "WITH due AS MATERIALIZED ( \
         SELECT e.id FROM capturi_events e \
         WHERE e.state IN ('pending', 'running') AND e.due_at <= " now " \
             AND (e.state = 'pending' OR e.attempts < $2) \
             AND NOT EXISTS ( \
                 SELECT 1 FROM capturi_events other \
                 WHERE other.conversation_key = e.conversation_key \
                     AND other.state NOT IN ('done', 'dead', 'unreadable') \
                     AND (other.id < e.id OR (other.id > e.id \
                         AND other.state = 'running' AND other.due_at > " now "))) \
             AND NOT EXISTS ( \
                 SELECT 1 FROM capturi_queue \
                 WHERE paused = 1 OR unavailable_until > " now ") \
         ORDER BY e.due_at, e.id LIMIT $3 " skip_locked ") \
     UPDATE capturi_events SET state = 'running', attempts = attempts + 1, token = token + 1, \
         changed_at = " now ", due_at = " now " + $1 \
     WHERE id IN (SELECT id FROM due) \
     RETURNING id, token, source, event_uid, attempts, duplicates, received_at, changed_at, \
         request_id, method, query, content_type, traceparent, \
         COALESCE((SELECT other.body FROM capturi_other_bodies other \
             WHERE other.event_id = capturi_events.id ORDER BY other.id DESC LIMIT 1), \
             body) AS body"
);

/// Events that wait for an earlier one of their conversation wait until that one is due: else
/// every claim would look at all of them again, for as long as what handlers need is away. `$1`: for
/// how long at most, as what they wait for may become due or be gone earlier.
const PARK: Sql = sql!(
    "UPDATE capturi_events SET due_at = ( \
         SELECT CASE WHEN max(earlier.due_at) > " now " + $1 THEN " now " + $1 \
             ELSE max(earlier.due_at) END \
         FROM capturi_events earlier \
         WHERE earlier.conversation_key = capturi_events.conversation_key \
             AND earlier.id < capturi_events.id \
             AND earlier.state NOT IN ('done', 'dead', 'unreadable')) \
     WHERE id IN ( \
         SELECT e.id FROM capturi_events e \
         WHERE e.state IN ('pending', 'running') AND e.state = 'pending' \
             AND e.due_at <= " now " \
             AND EXISTS ( \
                 SELECT 1 FROM capturi_events earlier \
                 WHERE earlier.conversation_key = e.conversation_key AND earlier.id < e.id \
                     AND earlier.state IN ('pending', 'running') \
                     AND earlier.state = 'pending' AND earlier.due_at > " now ") \
         ORDER BY e.due_at, e.id LIMIT $2" lock ") \
     RETURNING id"
);

/// The other way round, once an operator has changed what they wait for.
const UNPARK: Sql = sql!(
    "UPDATE capturi_events SET due_at = " now " \
     WHERE id IN ( \
         SELECT e.id FROM capturi_events e \
         WHERE e.state IN ('pending', 'running') AND e.state = 'pending' \
             AND e.due_at > " now " AND e.attempts = 0 LIMIT $1" lock ") \
     RETURNING id"
);

/// What is pending becomes due.
const HURRY: Sql = sql!(
    "UPDATE capturi_events SET due_at = " now " WHERE state = 'pending' RETURNING id"
);

const HEARTBEAT: Sql = sql!(
    "UPDATE capturi_events SET due_at = " now " + $3 \
     WHERE id = $1 AND token = $2 AND state = 'running' RETURNING id"
);

const SETTLE: Sql = sql!(
    "UPDATE capturi_events SET state = $3, changed_at = " now ", due_at = " now " + $4, \
         attempts = attempts - $5, last_error = $6, unreadable_by = $7 \
     WHERE id = $1 AND token = $2 AND state = 'running' RETURNING id"
);

/// An event whose last attempt ended its worker is not claimed again: it may end each.
const BURY: Sql = sql!(
    "UPDATE capturi_events SET state = 'dead', changed_at = " now ", \
         last_error = 'its worker ended, or lost the inbox, at the last attempt' \
     WHERE state IN ('pending', 'running') AND state = 'running' \
         AND due_at <= " now " AND attempts >= $1 RETURNING id"
);

/// What was scheduled when the clock was ahead does not wait until it is there again. `$1`: the
/// longest lease, `$2`: the longest pause, and so the longest that an event waits which was never
/// attempted.
const HEED_CLOCK: Sql = sql!(
    "UPDATE capturi_events SET due_at = " now ", changed_at = " now " \
     WHERE state IN ('pending', 'running') AND due_at > " now " \
         AND (changed_at > " now " + 60000 AND (state = 'pending' OR due_at > " now " + $1) \
             OR state = 'pending' AND attempts = 0 AND due_at > " now " + $2) \
     RETURNING id"
);

/// Nor does a pause last that long. `$1`: the longest one.
const HEED_CLOCK_IN_PAUSE: Sql = sql!(
    "UPDATE capturi_queue SET unavailable_until = 0 \
     WHERE id = 1 AND unavailable_until > " now " + $1 RETURNING id"
);

/// What another release could not read is read again. `$1`: this release, `$2`: how many.
const READ_AGAIN: Sql = sql!(
    "UPDATE capturi_events SET state = 'pending', attempts = 0, \
         changed_at = " now ", due_at = " now " \
     WHERE id IN ( \
         SELECT id FROM capturi_events \
         WHERE state = 'unreadable' AND body IS NOT NULL AND unreadable_by <> $1 LIMIT $2" lock ") \
     RETURNING id"
);

/// The later of two pauses counts. `$1`: for how long, `$2`: why.
const SUSPEND: Sql = sql!(
    "UPDATE capturi_queue SET reason = $2, \
         unavailable_until = CASE WHEN unavailable_until > " now " + $1 \
             THEN unavailable_until ELSE " now " + $1 END \
     WHERE id = 1 RETURNING id"
);

const QUEUE: Sql = sql!(
    "SELECT paused, unavailable_until - " now " AS unavailable, reason FROM capturi_queue"
);

impl Database {
    pub(crate) async fn claim(
        &self,
        lease: Duration,
        max_attempts: u32,
        events: usize,
    ) -> Result<Vec<Claim>, Error> {
        let limit = i64::try_from(events).unwrap_or(i64::MAX);
        let values = [
            milliseconds(lease).into(),
            i64::from(max_attempts).into(),
            limit.into(),
        ];
        let mut claims: Vec<Claim> = self.write_in_turn(CLAIM.with(values)).await?;
        claims.sort_by_key(|claim| claim.id);
        Ok(claims)
    }

    /// Lets what is pending wait no longer.
    pub(crate) async fn hurry(&self) -> Result<(), Error> {
        self.change(HURRY.with([])).await.map(drop)
    }

    /// Prolongs a lease; false if the event is no longer the worker's.
    pub(crate) async fn heartbeat(&self, claim: &Claim, lease: Duration) -> Result<bool, Error> {
        let values = [
            claim.id.into(),
            claim.token.into(),
            milliseconds(lease).into(),
        ];
        Ok(self.change(HEARTBEAT.with(values)).await? > 0)
    }

    /// Carries out a verdict; false if the event is no longer the worker's.
    pub(crate) async fn settle(&self, claim: &Claim, verdict: &Verdict) -> Result<bool, Error> {
        Ok(self.change(verdict.statement(claim)).await? > 0)
    }

    /// Marks an event as done and writes a handler's effect, both or none.
    pub(crate) async fn settle_with(
        &self,
        claim: &Claim,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        self.transact(Verdict::Done.statement(claim), effect).await
    }

    /// Lets events that are not the first of their conversation wait for the first.
    pub(crate) async fn park(&self) -> Result<(), Error> {
        let at_most = milliseconds(LONGEST_PAUSE);
        self.repeat(PARK, [at_most.into()]).await.map(drop)
    }

    /// Lets them look again whether they are the first.
    pub(crate) async fn unpark(&self) -> Result<(), Error> {
        self.repeat(UNPARK, []).await.map(drop)
    }

    /// Buries the events that have used up their attempts.
    pub(crate) async fn bury(&self, max_attempts: u32) -> Result<usize, Error> {
        self.change(BURY.with([i64::from(max_attempts).into()]))
            .await
    }

    pub(crate) async fn heed_clock(&self) -> Result<(), Error> {
        let lease = milliseconds(LONGEST_LEASE);
        let pause = milliseconds(LONGEST_PAUSE);
        self.change(HEED_CLOCK.with([lease.into(), pause.into()]))
            .await?;
        self.change(HEED_CLOCK_IN_PAUSE.with([pause.into()]))
            .await
            .map(drop)
    }

    pub(crate) async fn read_again(&self) -> Result<usize, Error> {
        self.repeat(READ_AGAIN, [crate::RELEASE.into()]).await
    }

    /// Runs a statement, whose last value is how many rows it changes at most, until no more are
    /// found.
    pub(super) async fn repeat<const N: usize>(
        &self,
        sql: Sql,
        values: [Value; N],
    ) -> Result<usize, Error> {
        let mut changed = 0;
        loop {
            let mut values = values.to_vec();
            values.push(BATCH.into());
            let batch = self.change(sql.with_all(values)).await?;
            changed += batch;
            if batch < BATCH as usize {
                return Ok(changed);
            }
        }
    }

    /// Lets nobody claim events for a while.
    pub(crate) async fn suspend(&self, pause: Duration, reason: &str) -> Result<(), Error> {
        let values = [milliseconds(pause).into(), reason.into()];
        self.change(SUSPEND.with(values)).await.map(drop)
    }

    pub(crate) async fn queue(&self) -> Result<Queue, Error> {
        let rows = self.read(QUEUE.with([])).await?;
        let row = rows.into_iter().next();
        row.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }
}

impl Verdict {
    fn statement(&self, claim: &Claim) -> Statement {
        let now = Duration::ZERO;
        let (state, after, attempts_back, error) = match self {
            Self::Done => (State::Done, now, 0, None),
            Self::Retry { after, error } => (State::Pending, *after, 0, Some(error)),
            Self::Dead { error } => (State::Dead, now, 0, Some(error)),
            Self::Unreadable { error } => (State::Unreadable, now, 0, Some(error)),
            Self::Release { after, error } => (State::Pending, *after, 1, error.as_ref()),
        };
        let unreadable_by = (state == State::Unreadable).then(|| crate::RELEASE.to_owned());
        SETTLE.with([
            claim.id.into(),
            claim.token.into(),
            state.as_str().into(),
            milliseconds(after).into(),
            i64::from(attempts_back).into(),
            error.cloned().into(),
            unreadable_by.into(),
        ])
    }
}
