//! The retention of events that are done, dead or unreadable.

use std::time::Duration;

use sqlx::FromRow;

use super::{BATCH, Ledger, State, each, integer, milliseconds};
use crate::{
    Error,
    database::{Statement, Value},
};

/// The most events whose bodies one transaction deletes, because deliveries wait meanwhile.
const BATCH_ROWS: usize = 200;

/// The times for which the bodies and keys of done, dead and unreadable events are kept, counted
/// from the change to that state; and the longest time for which any body is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct Retention {
    /// The retention of the bodies of done events; 30 days unless set.
    pub done: Duration,
    /// The retention of the bodies of dead and unreadable events; 90 days unless set.
    pub dead: Duration,
    /// The retention of the keys, by which duplicates are recognised; 365 days unless set.
    pub keys: Duration,
    /// The longest time for which a body is kept, counted from its arrival, in whatever state its event
    /// is. One that has not been handled by then is dead. Unless set, pending and running events keep
    /// their bodies however long they take.
    pub any: Option<Duration>,
}

impl Default for Retention {
    fn default() -> Self {
        let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
        Self {
            done: days(30),
            dead: days(90),
            keys: days(365),
            any: None,
        }
    }
}

/// The numbers of bodies and keys that pruning deleted, or would delete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pruned {
    /// The events that lose their bodies and the record of their attempts.
    pub bodies: u64,
    /// Those of them that had not been handled ([`Retention::any`]), and are dead now.
    pub unhandled: u64,
    /// The bodies of events that keep a younger one ([`Retention::any`]).
    pub older: u64,
    /// The events that are deleted altogether. Such an event is new if it comes again.
    pub keys: u64,
}

impl Retention {
    /// Keeps the bodies of done events for this long.
    pub fn done(mut self, kept: Duration) -> Self {
        self.done = kept;
        self
    }

    /// Keeps the bodies of dead and unreadable events for this long.
    pub fn dead(mut self, kept: Duration) -> Self {
        self.dead = kept;
        self
    }

    /// Keeps the keys, by which duplicates are recognised, for this long.
    pub fn keys(mut self, kept: Duration) -> Self {
        self.keys = kept;
        self
    }

    /// Keeps no body for longer than this, in whatever state its event is.
    pub fn any(mut self, kept: Option<Duration>) -> Self {
        self.any = kept;
        self
    }

    /// The time before which a body must have arrived that may not be kept any longer, if there is one.
    fn expired_before(&self, now: i64) -> Option<i64> {
        let any = self.any?;
        Some(now.saturating_sub(milliseconds(any)))
    }

    /// The final states, each with the retention of its bodies.
    fn bodies(&self) -> [(State, Duration); 3] {
        [
            (State::Done, self.done),
            (State::Dead, self.dead),
            (State::Unreadable, self.dead),
        ]
    }
}

/// An event and the bytes of its bodies.
#[derive(FromRow)]
pub(super) struct Sized {
    pub(super) id: i64,
    pub(super) bytes: i64,
}

/// The events that have been in the state `$1` since before `$2`.
macro_rules! expired {
    ($bodies:literal) => {
        concat!(
            " FROM capturi_events WHERE state IN ('done', 'dead', 'unreadable') AND state = $1 \
              AND bodies ",
            $bodies,
            " AND changed_at < $2"
        )
    };
}

/// The events whose bodies have expired. `$3`: how many.
const EXPIRED_BODIES: &str = concat!(
    "SELECT id, bodies * body_bytes AS bytes",
    expired!("> 0"),
    " ORDER BY changed_at LIMIT $3"
);
const EXPIRED_KEYS: &str = concat!(
    "SELECT id, bodies AS bytes",
    expired!("= 0"),
    " ORDER BY changed_at LIMIT $3"
);
const COUNT_BODIES: &str = concat!("SELECT count(*) AS number", expired!("> 0"));
const COUNT_KEYS: &str = concat!("SELECT count(*) AS number", expired!("= 0"));

/// Marks events as without bodies, unless they have changed meanwhile. `$1`: ids, here and below;
/// `$2`: the time since before which they are unchanged. The plus keeps SQLite from scanning the
/// index of all events with bodies.
const FORGET_BODIES: &str = "UPDATE capturi_events SET bodies = 0, last_error = NULL \
    WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) \
        AND state IN ('done', 'dead', 'unreadable') AND +bodies > 0 AND changed_at < $2 \
    RETURNING id";
const DELETE_BODIES: &str = "DELETE FROM capturi_bodies \
    WHERE event_id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) \
        AND NOT EXISTS (SELECT 1 FROM capturi_events e \
            WHERE e.id = capturi_bodies.event_id AND e.bodies > 0)";
/// Deletes attempts together with the bodies, because their errors may quote a body.
const DELETE_ATTEMPTS: &str = "DELETE FROM capturi_attempts \
    WHERE event_id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) \
        AND NOT EXISTS (SELECT 1 FROM capturi_events e \
            WHERE e.id = capturi_attempts.event_id AND e.bodies > 0)";
const DELETE_KEYS: &str = "DELETE FROM capturi_events \
    WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) \
        AND state IN ('done', 'dead', 'unreadable') AND +bodies = 0 AND changed_at < $2 \
    RETURNING id";

impl Ledger {
    /// Deletes the bodies and keys whose retention is over, and counts them.
    pub(crate) async fn prune(&self, retention: &Retention) -> Result<Pruned, Error> {
        let now = self.now().await?;
        let mut pruned = Pruned::default();
        for (state, kept) in retention.bodies() {
            let before = now.saturating_sub(milliseconds(kept));
            loop {
                let expired = self.expired(EXPIRED_BODIES, state, before).await?;
                let mut deleted = 0;
                for batch in batches(&expired, self.database().deleted_at_once()) {
                    let forget = [each(batch.clone()), before.into()];
                    let forget = Statement::new(FORGET_BODIES, forget);
                    let content = delete_content(batch);
                    let forgotten = self.database().write_batch(forget, content).await?;
                    deleted += forgotten.len();
                }
                if deleted == 0 {
                    break;
                }
                pruned.bodies += deleted as u64;
            }
        }
        if let Some(before) = retention.expired_before(now) {
            let expired = self.expire(before).await?;
            pruned.bodies += expired.all;
            pruned.unhandled += expired.open;
            pruned.older += expired.older;
        }
        for (state, _) in retention.bodies() {
            let before = now.saturating_sub(milliseconds(retention.keys));
            loop {
                let expired = self.expired(EXPIRED_KEYS, state, before).await?;
                let ids = expired.iter().map(|event| event.id);
                let delete = Statement::new(DELETE_KEYS, [each(ids), before.into()]);
                let deleted = match expired.is_empty() {
                    true => 0,
                    false => self.database().write_batch(delete, []).await?.len(),
                };
                if deleted == 0 {
                    break;
                }
                pruned.keys += deleted as u64;
            }
        }
        Ok(pruned)
    }

    /// The numbers of bodies and keys whose retention is over.
    pub(crate) async fn prunable(&self, retention: &Retention) -> Result<Pruned, Error> {
        let now = self.now().await?;
        let keys_before = now.saturating_sub(milliseconds(retention.keys));
        let expired = retention.expired_before(now);
        let mut prunable = Pruned::default();
        for (state, kept) in retention.bodies() {
            let before = now.saturating_sub(milliseconds(kept));
            let count = |sql, before: i64| {
                self.number(Statement::new(sql, [state.as_str().into(), before.into()]))
            };
            prunable.bodies += count(COUNT_BODIES, before).await?;
            prunable.keys += count(COUNT_KEYS, keys_before).await?;
            // One run deletes the body of an event and then its key, if both have expired.
            prunable.keys += count(COUNT_BODIES, before.min(keys_before)).await?;
            if let Some(expired) = expired {
                let of = async |changed| self.expired_final(state, changed, expired).await;
                prunable.bodies += of(before..i64::MAX).await?;
                prunable.keys += of(before..keys_before).await?;
            }
        }
        if let Some(expired) = expired {
            prunable.unhandled = self.expired_open(expired).await?;
            prunable.bodies += prunable.unhandled;
            prunable.older = self.older(expired).await?;
        }
        Ok(prunable)
    }

    async fn expired(
        &self,
        sql: &'static str,
        state: State,
        before: i64,
    ) -> Result<Vec<Sized>, Error> {
        let values: [Value; 3] = [state.as_str().into(), before.into(), integer(BATCH).into()];
        self.database().read(Statement::new(sql, values)).await
    }
}

/// The statements that delete the bodies and attempts of these events, unless an event keeps a
/// body.
pub(super) fn delete_content(events: Vec<i64>) -> [Statement; 2] {
    [DELETE_BODIES, DELETE_ATTEMPTS].map(|sql| Statement::new(sql, [each(events.clone())]))
}

/// The ids of these events in batches, whose bodies have at most `limit` bytes together; a single
/// event may have more.
pub(super) fn batches(events: &[Sized], limit: i64) -> Vec<Vec<i64>> {
    let mut batches: Vec<Vec<i64>> = Vec::new();
    let mut bytes = 0;
    for event in events {
        bytes += event.bytes;
        match batches.last_mut() {
            Some(batch) if bytes <= limit && batch.len() < BATCH_ROWS => batch.push(event.id),
            _ => {
                batches.push(vec![event.id]);
                bytes = event.bytes;
            }
        }
    }
    batches
}
