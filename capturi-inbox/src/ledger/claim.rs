//! The claims of workers: they select events, and lease them to a worker.

use std::time::Duration;

use sqlx::FromRow;

use super::{BATCH, Ledger, each, integer, milliseconds, stored::Stored};
use crate::{
    Error, Reason,
    database::{Statement, Value},
};

/// The longest lease. A lease that seems longer was given while the clock was ahead.
pub(crate) const LONGEST_LEASE: Duration = Duration::from_secs(600);
/// The longest time for which an event is parked before a claim examines it again.
const LONGEST_PARKING: Duration = Duration::from_secs(5 * 60);
/// The fewest events that a claim examines, because many of them may wait for others.
const WINDOW: usize = 512;

/// An event that a worker has claimed.
#[derive(Clone, FromRow)]
pub(crate) struct Claim {
    pub(crate) id: i64,
    pub(crate) token: i64,
    pub(crate) source: String,
    pub(crate) conversation_key: Option<i64>,
    pub(crate) event_uid: Option<String>,
    pub(crate) attempts: i64,
    pub(crate) duplicates: i64,
    pub(crate) received_at: i64,
    pub(crate) queued_at: i64,
    /// When it was claimed.
    pub(crate) changed_at: i64,
    pub(crate) body_bytes: i64,
    pub(crate) request_id: String,
    pub(crate) method: String,
    pub(crate) query: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) traceparent: Option<String>,
}

/// A worker's request for events.
pub(crate) struct Claiming<'w> {
    pub(crate) worker: &'w str,
    pub(crate) lease: Duration,
    /// The most events that the worker gets.
    pub(crate) events: usize,
    /// Whether the request is for events that are handled alone, or for all others.
    pub(crate) alone: bool,
    /// Whether this is a probe of the circuit breaker.
    pub(crate) is_probe: bool,
}

/// The events that have been due for the longest time. `$1`: how many.
macro_rules! window {
    ($alone:literal) => {
        concat!(
            "(SELECT id, conversation_key, due_at FROM capturi_events \
              WHERE state IN ('pending', 'running') AND state = 'pending' AND due_at <= {now} ",
            $alone,
            " ORDER BY due_at, id LIMIT $1)"
        )
    };
}

/// Claims events. An event waits for the earlier events of its conversation, and for a later event
/// that is running, which happens if the earlier one was requeued. `$2`: how many, `$3`: the lease,
/// `$4`: the worker, `$5`: whether this is a probe.
///
/// The selection is materialized, because PostgreSQL may otherwise run it once for each row.
macro_rules! claim {
    ($alone:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (SELECT e.id FROM ",
            window!($alone),
            " AS oldest JOIN capturi_events e ON e.id = oldest.id \
              WHERE NOT EXISTS (SELECT 1 FROM capturi_events other \
                  WHERE other.conversation_key = e.conversation_key \
                      AND other.state IN ('pending', 'running') AND other.state = 'running') \
              AND NOT EXISTS (SELECT 1 FROM capturi_events other \
                  WHERE other.conversation_key = e.conversation_key \
                      AND other.state IN ('pending', 'running') AND other.state = 'pending' \
                      AND other.id < e.id) \
              AND NOT EXISTS (SELECT 1 FROM capturi_queue \
                  WHERE paused = 1 OR openings > 0 AND $5 = 0) \
              ORDER BY oldest.due_at, oldest.id LIMIT $2 {skip_locked}) \
             UPDATE capturi_events SET state = 'running', attempts = attempts + 1, \
                 token = token + 1, worker = $4, parked = 0, changed_at = {now}, due_at = {now} + $3 \
             WHERE id IN (SELECT id FROM due) \
             RETURNING id, token, source, conversation_key, event_uid, attempts, duplicates, \
                 received_at, queued_at, changed_at, body_bytes, request_id, method, query, \
                 content_type, traceparent"
        )
    };
}
const CLAIM: &str = claim!("AND alone = 0");
const CLAIM_ALONE: &str = claim!("AND alone = 1");

/// Parks events that wait for another event of their conversation, so that claims pass over them
/// until they are unparked. The event that they wait for is locked meanwhile, so that its
/// settlement finds them parked. `$2`: the longest time for which they are parked.
macro_rules! park {
    ($alone:literal) => {
        concat!(
            "UPDATE capturi_events SET parked = 1, due_at = {now} + $2 \
             WHERE id IN (SELECT oldest.id FROM ",
            window!($alone),
            " AS oldest WHERE COALESCE( \
         (SELECT other.id FROM capturi_events other \
          WHERE other.conversation_key = oldest.conversation_key \
              AND other.state IN ('pending', 'running') AND other.state = 'running' \
          LIMIT 1 {share}), \
         (SELECT other.id FROM capturi_events other \
          WHERE other.conversation_key = oldest.conversation_key \
              AND other.state IN ('pending', 'running') AND other.state = 'pending' \
              AND other.id < oldest.id \
          ORDER BY other.id LIMIT 1 {share})) IS NOT NULL) \
     AND state = 'pending' RETURNING id"
        )
    };
}
const PARK: &str = park!("AND alone = 0");
const PARK_ALONE: &str = park!("AND alone = 1");

/// Unparks the next event of each conversation. `$1`: the keys of the conversations.
const UNPARK: &str = "UPDATE capturi_events SET parked = 0, due_at = {now} \
    WHERE parked = 1 AND id IN (SELECT (SELECT next.id FROM capturi_events next \
            WHERE next.conversation_key = over.conversation_key \
                AND next.state IN ('pending', 'running') AND next.state = 'pending' \
            ORDER BY next.id LIMIT 1) \
        FROM (SELECT CAST(item.value ->> 0 AS BIGINT) AS conversation_key FROM {each}) AS over) \
    RETURNING id";

/// Renews leases. `$1`: the ids and tokens of the events, `$2`: the lease.
const PROLONG: &str = "UPDATE capturi_events SET due_at = {now} + $2 \
    FROM (SELECT CAST(item.value ->> 0 AS BIGINT) AS event_id, \
            CAST(item.value ->> 1 AS BIGINT) AS fence FROM {each}) AS held \
    WHERE id = held.event_id AND token = held.fence AND state = 'running' RETURNING id";

/// Whether an event is due that has to be handled alone.
const ARE_ALONE: &str = "SELECT count(*) AS number FROM (SELECT id FROM capturi_events \
    WHERE alone = 1 AND state = 'pending' AND due_at <= {now} LIMIT 1) AS due";

const LAST_BODIES: &str = "SELECT body.event_id, body.encoding, body.body FROM capturi_bodies body \
    WHERE body.event_id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) \
        AND body.number = (SELECT max(last.number) FROM capturi_bodies last \
            WHERE last.event_id = body.event_id)";

/// Sets when pending events are due. `$1`: their ids, and the milliseconds until then.
const PUT_OFF: &str = "UPDATE capturi_events SET due_at = {now} + put_off.after \
    FROM (SELECT CAST(item.value ->> 0 AS BIGINT) AS event_id, \
            CAST(item.value ->> 1 AS BIGINT) AS after FROM {each}) AS put_off \
    WHERE id = put_off.event_id AND state = 'pending' RETURNING id";
const PARKED: &str = "SELECT count(*) AS number FROM capturi_events \
    WHERE state IN ('pending', 'running') AND state = 'pending' AND parked = 1";

/// Makes all pending events due.
const HURRY: &str = "UPDATE capturi_events SET due_at = {now}, alone = 0 \
    WHERE state IN ('pending', 'running') AND state = 'pending' \
        AND (due_at > {now} OR alone = 1) \
    RETURNING id";

#[derive(FromRow)]
struct Id {
    id: i64,
}

#[derive(FromRow)]
struct Body {
    event_id: i64,
    #[sqlx(flatten)]
    stored: Stored,
}

fn tell_of_damage(event: i64, error: &Error) {
    let error = error.with_causes();
    tracing::error!(
        event,
        error,
        "the body of an event was damaged in the inbox"
    );
}

/// The statement that unparks the next event of each of these conversations, if there are any.
pub(super) fn unpark(conversations: impl IntoIterator<Item = i64>) -> Option<Statement> {
    let conversations: Vec<i64> = conversations.into_iter().collect();
    (!conversations.is_empty()).then(|| Statement::new(UNPARK, [each(conversations)]))
}

impl Ledger {
    /// Claims the events that have been due for the longest time.
    pub(crate) async fn claim(&self, claiming: &Claiming<'_>) -> Result<Vec<Claim>, Error> {
        let (sql, park) = match claiming.alone {
            true => (CLAIM_ALONE, PARK_ALONE),
            false => (CLAIM, PARK),
        };
        loop {
            let window = claiming.events.saturating_mul(2).max(WINDOW);
            let values = [
                integer(window).into(),
                integer(claiming.events).into(),
                milliseconds(claiming.lease).into(),
                claiming.worker.into(),
                i64::from(claiming.is_probe).into(),
            ];
            let claimed = self.database().write_in_turn(Statement::new(sql, values));
            let mut claims: Vec<Claim> = claimed.await?.read()?;
            // The events in the window may wait for others, with claimable events behind them:
            // parking clears the window.
            let is_short = claims.len() < claiming.events;
            if is_short && self.park(park, window).await? > 0 && claims.is_empty() {
                continue;
            }
            claims.sort_by_key(|claim| claim.id);
            return Ok(claims);
        }
    }

    async fn park(&self, sql: &'static str, window: usize) -> Result<usize, Error> {
        let values = [integer(window).into(), milliseconds(LONGEST_PARKING).into()];
        self.database().change(Statement::new(sql, values)).await
    }

    /// Whether an event is due that has to be handled alone.
    pub(crate) async fn are_alone(&self) -> Result<bool, Error> {
        Ok(self.number(Statement::new(ARE_ALONE, [])).await? > 0)
    }

    /// The last bodies of these events, each with its event's id. A damaged body is left out, so
    /// that it costs its own event alone.
    pub(crate) async fn last_bodies(
        &self,
        events: impl IntoIterator<Item = i64>,
    ) -> Result<Vec<(i64, Vec<u8>)>, Error> {
        let events: Vec<i64> = events.into_iter().collect();
        let bodies = match self.stored_bodies(events.clone()).await {
            Err(error) if error.reason() == Some(Reason::Damaged) => {
                let mut bodies = Vec::new();
                for event in events {
                    match self.stored_bodies(vec![event]).await {
                        Err(error) if error.reason() == Some(Reason::Damaged) => {
                            tell_of_damage(event, &error);
                        }
                        read => bodies.extend(read?),
                    }
                }
                bodies
            }
            read => read?,
        };
        let received = bodies.into_iter().filter_map(|body| {
            let event = body.event_id;
            match body.stored.received() {
                Ok(received) => Some((event, received)),
                Err(error) => {
                    tell_of_damage(event, &error);
                    None
                }
            }
        });
        Ok(received.collect())
    }

    async fn stored_bodies(&self, events: Vec<i64>) -> Result<Vec<Body>, Error> {
        let bodies = Statement::new(LAST_BODIES, [each(events)]);
        self.database().read(bodies).await
    }

    /// Renews the leases of these events, by id and token. Returns the ids of the events that the
    /// worker still has.
    pub(crate) async fn prolong(
        &self,
        held: &[(i64, i64)],
        lease: Duration,
    ) -> Result<Vec<i64>, Error> {
        let mut kept = Vec::with_capacity(held.len());
        for held in held.chunks(BATCH) {
            let values: [Value; 2] = [serde_json::json!(held).into(), milliseconds(lease).into()];
            let prolonged = self.database().write(Statement::new(PROLONG, values));
            let prolonged: Vec<Id> = prolonged.await?.read()?;
            kept.extend(prolonged.into_iter().map(|row| row.id));
        }
        Ok(kept)
    }

    /// Delays pending events by these durations.
    pub(crate) async fn put_off(&self, events: &[(i64, Duration)]) -> Result<(), Error> {
        let waits = events.iter().map(|(id, after)| (*id, milliseconds(*after)));
        let waits: Vec<(i64, i64)> = waits.collect();
        let put_off = Statement::new(PUT_OFF, [serde_json::json!(waits).into()]);
        self.database().change(put_off).await.map(drop)
    }

    /// The number of events that wait for another event of their conversation.
    pub(crate) async fn parked(&self) -> Result<u64, Error> {
        self.number(Statement::new(PARKED, [])).await
    }

    /// Makes all pending events due.
    pub(crate) async fn hurry(&self) -> Result<(), Error> {
        self.database()
            .change(Statement::new(HURRY, []))
            .await
            .map(drop)
    }
}
