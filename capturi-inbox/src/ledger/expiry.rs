//! The longest time for which any body is kept, whatever became of its event.

use std::{collections::HashSet, ops::Range};

use sqlx::FromRow;

use super::{
    BATCH, Ledger, State,
    claim::unpark,
    each, integer,
    queue::FORGET_REASON,
    retention::{Sized, batches},
};
use crate::{
    Error,
    database::{Rows, Statement, Value},
};

/// What an event dies of that loses its last body before it was handled.
const EXPIRED: &str = "its body was kept for as long as this inbox allows";

/// Events with a body that was received before `$2`, in the final state or the open state `$1`: each
/// query reads the index of its states. `$3`: how many.
const FINAL: &str = "SELECT id, bodies * body_bytes AS bytes FROM capturi_events \
    WHERE state IN ('done', 'dead', 'unreadable') AND state = $1 AND bodies > 0 \
        AND received_at < $2 AND EXISTS (SELECT 1 FROM capturi_bodies body \
            WHERE body.event_id = capturi_events.id AND body.received_at < $2) \
    ORDER BY changed_at LIMIT $3";
const OPEN: &str = concat!(
    "SELECT id, bodies * body_bytes AS bytes FROM capturi_events \
    WHERE state IN ('pending', 'running') AND state = $1 AND bodies > 0 AND NOT ",
    is_notice!(),
    " AND received_at < $2 AND EXISTS (SELECT 1 FROM capturi_bodies body \
            WHERE body.event_id = capturi_events.id AND body.received_at < $2) \
    ORDER BY due_at LIMIT $3"
);

/// Waits for deliveries that are being added to these events: what follows sees their bodies, and none
/// is added meanwhile. `$1`: ids, here and below.
pub(super) const LOCK: &str = "SELECT id FROM capturi_events \
    WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) ORDER BY id {lock}";
/// Marks events as without bodies if all were received before `$2`; one that is open is dead then,
/// and what its worker says afterwards changes nothing. `$3`: the reason.
const FORGET: &str = "UPDATE capturi_events SET bodies = 0, parked = 0, alone = 0, \
        changed_at = CASE WHEN state IN ('pending', 'running') THEN {now} ELSE changed_at END, \
        last_error = CASE WHEN state IN ('pending', 'running') THEN $3 END, \
        state = CASE WHEN state IN ('pending', 'running') THEN 'dead' ELSE state END \
    WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) AND +bodies > 0 \
        AND NOT EXISTS (SELECT 1 FROM capturi_bodies body \
            WHERE body.event_id = capturi_events.id AND body.received_at >= $2) \
    RETURNING id, conversation_key";
const DELETE_BODIES: &str = "DELETE FROM capturi_bodies \
    WHERE event_id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) AND received_at < $2 \
    RETURNING event_id AS id, CAST(NULL AS BIGINT) AS conversation_key";
/// Deletes attempts that may quote such a body: those that began before the first body that is left.
const DELETE_ATTEMPTS: &str = "DELETE FROM capturi_attempts \
    WHERE event_id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) \
        AND NOT EXISTS (SELECT 1 FROM capturi_bodies body \
            WHERE body.event_id = capturi_attempts.event_id AND body.received_at <= began_at)";
/// Counts the bodies of the events that keep a younger one.
pub(super) const COUNT_BODIES: &str = "UPDATE capturi_events SET last_error = NULL, \
        bodies = (SELECT count(*) FROM capturi_bodies body WHERE body.event_id = capturi_events.id) \
    WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) AND +bodies > 0";

/// The events in the final state or the open state `$1` that would lose their last body if it had to
/// be received since `$2`; final ones that have changed since `$3` and before `$4`.
const COUNT_FINAL: &str = "SELECT count(*) AS number FROM capturi_events \
    WHERE state IN ('done', 'dead', 'unreadable') AND state = $1 AND bodies > 0 \
        AND changed_at >= $3 AND changed_at < $4 \
        AND received_at < $2 AND NOT EXISTS (SELECT 1 FROM capturi_bodies body \
            WHERE body.event_id = capturi_events.id AND body.received_at >= $2)";
const COUNT_OPEN: &str = concat!(
    "SELECT count(*) AS number FROM capturi_events \
    WHERE state IN ('pending', 'running') AND state = $1 AND bodies > 0 AND NOT ",
    is_notice!(),
    " AND received_at < $2 AND NOT EXISTS (SELECT 1 FROM capturi_bodies body \
            WHERE body.event_id = capturi_events.id AND body.received_at >= $2)"
);

/// The bodies that were received before `$1`, of events that have a younger one.
const COUNT_OLDER: &str = "SELECT count(*) AS number FROM capturi_bodies \
    WHERE received_at < $1 AND EXISTS (SELECT 1 FROM capturi_bodies younger \
        WHERE younger.event_id = capturi_bodies.event_id AND younger.received_at >= $1)";

/// The numbers of events that lost their last body.
#[derive(Default)]
pub(super) struct Expired {
    pub(super) all: u64,
    /// Those of them that had not been handled.
    pub(super) open: u64,
    /// The bodies that were deleted of events that keep a younger one.
    pub(super) older: u64,
}

#[derive(FromRow)]
struct Touched {
    id: i64,
    conversation_key: Option<i64>,
}

/// The statements that delete the bodies of these events that were received before this time. An event
/// that has not been handled, and has no other body, is dead for this reason.
pub(super) fn forget(events: &[i64], before: i64, reason: &str) -> Vec<Statement> {
    let events = || each(events.iter().copied());
    vec![
        Statement::new(LOCK, [events()]),
        Statement::new(FORGET, [events(), before.into(), reason.into()]),
        Statement::new(DELETE_BODIES, [events(), before.into()]),
        Statement::new(DELETE_ATTEMPTS, [events()]),
        Statement::new(COUNT_BODIES, [events()]),
        Statement::new(FORGET_REASON, []),
    ]
}

impl Ledger {
    /// Deletes the bodies that were received before this time.
    pub(super) async fn expire(&self, before: i64) -> Result<Expired, Error> {
        let mut expired = Expired::default();
        for state in State::ALL {
            let is_open = matches!(state, State::Pending | State::Running);
            loop {
                let values: [Value; 3] =
                    [state.as_str().into(), before.into(), integer(BATCH).into()];
                let sql = if is_open { OPEN } else { FINAL };
                let events: Vec<Sized> = self.database().read(Statement::new(sql, values)).await?;
                if events.is_empty() {
                    break;
                }
                for batch in batches(&events, self.database().deleted_at_once()) {
                    let statements = forget(&batch, before, EXPIRED);
                    let written = self.database().write_batch_all(statements).await?;
                    let touched = |statement: usize| -> Result<Vec<Touched>, Error> {
                        written.get(statement).map_or(Ok(Vec::new()), Rows::read)
                    };
                    let forgotten = touched(1)?;
                    let conversations = forgotten.iter().filter_map(|event| event.conversation_key);
                    // The handler of a running one may still be at work; then the next one waits.
                    if state == State::Pending
                        && let Some(unpark) = unpark(conversations)
                    {
                        self.database().change(unpark).await?;
                    }
                    let of_forgotten: HashSet<i64> =
                        forgotten.iter().map(|event| event.id).collect();
                    let deleted = touched(2)?;
                    let older = deleted
                        .iter()
                        .filter(|body| !of_forgotten.contains(&body.id));
                    expired.older += older.count() as u64;
                    let forgotten = of_forgotten.len() as u64;
                    expired.all += forgotten;
                    expired.open += if is_open { forgotten } else { 0 };
                }
            }
        }
        Ok(expired)
    }

    /// The number of bodies that were received before this time, of events that have a younger one.
    pub(super) async fn older(&self, before: i64) -> Result<u64, Error> {
        self.number(Statement::new(COUNT_OLDER, [before.into()]))
            .await
    }

    /// The number of events in a final state, changed in this range, whose bodies all were received
    /// before this time.
    pub(super) async fn expired_final(
        &self,
        state: State,
        changed: Range<i64>,
        before: i64,
    ) -> Result<u64, Error> {
        let values: [Value; 4] = [
            state.as_str().into(),
            before.into(),
            changed.start.into(),
            changed.end.into(),
        ];
        self.number(Statement::new(COUNT_FINAL, values)).await
    }

    /// The number of pending and running events whose bodies all were received before this time.
    pub(super) async fn expired_open(&self, before: i64) -> Result<u64, Error> {
        let mut number = 0;
        for state in [State::Pending, State::Running] {
            let values: [Value; 2] = [state.as_str().into(), before.into()];
            number += self.number(Statement::new(COUNT_OPEN, values)).await?;
        }
        Ok(number)
    }

    /// The number of events that are not done and would lose their last body if this time were the
    /// limit.
    pub(crate) async fn expiring(&self, before: i64) -> Result<u64, Error> {
        let mut expiring = self.expired_open(before).await?;
        for state in [State::Dead, State::Unreadable] {
            expiring += self.expired_final(state, 0..i64::MAX, before).await?;
        }
        Ok(expiring)
    }
}
