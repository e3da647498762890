//! The settlement of claimed events. It changes nothing unless its fencing token is still the
//! event's, so that a worker which has lost an event can't settle it.

use std::{collections::HashSet, time::Duration};

use serde_json::json;
use sqlx::FromRow;

use super::{BATCH, Claim, Ledger, State, claim::unpark, integer, milliseconds};
use crate::{
    Error,
    database::{Effect, Statement, Transacted},
};

/// A worker's verdict on an event that it has claimed.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Done,
    /// The event is handled again after a while.
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
    /// The event is handled again after a while, and the attempt does not count.
    Release {
        after: Duration,
        error: Option<String>,
    },
}

/// A verdict on a claimed event.
#[derive(Clone, Debug)]
pub(crate) struct Settlement {
    pub(crate) id: i64,
    pub(crate) token: i64,
    pub(crate) conversation_key: Option<i64>,
    /// The duration of the attempt.
    pub(crate) took: Duration,
    pub(crate) verdict: Verdict,
    /// Whether another worker settles the event because its own was lost. This needs a lease that
    /// has run out.
    pub(crate) is_lost: bool,
}

/// The columns of a settlement, in the order of its JSON.
macro_rules! settlements {
    () => {
        "(SELECT CAST(item.value ->> 0 AS BIGINT) AS event_id, \
             CAST(item.value ->> 1 AS BIGINT) AS fence, \
             item.value ->> 2 AS verdict, \
             CAST(item.value ->> 3 AS BIGINT) AS after, \
             CAST(item.value ->> 4 AS BIGINT) AS refund, \
             item.value ->> 5 AS error, \
             item.value ->> 6 AS release, \
             CAST(item.value ->> 7 AS BIGINT) AS is_lost, \
             CAST(item.value ->> 8 AS BIGINT) AS took, \
             item.value ->> 9 AS outcome \
          FROM {each}) AS said"
    };
}

/// The condition for the rows that the settlements are about.
macro_rules! settled {
    () => {
        "id = said.event_id AND token = said.fence AND state = 'running' \
         AND (said.is_lost = 0 OR due_at <= {now})"
    };
}

const SETTLE: &str = concat!(
    "UPDATE capturi_events SET state = said.verdict, changed_at = {now}, \
         due_at = {now} + said.after, attempts = attempts - said.refund, \
         last_error = CASE WHEN said.refund = 1 AND said.error IS NULL THEN last_error \
             ELSE said.error END, \
         unreadable_by = said.release, \
         alone = CASE WHEN said.refund = 1 AND said.error IS NULL THEN alone \
             ELSE said.is_lost END FROM ",
    settlements!(),
    " WHERE ",
    settled!(),
    " RETURNING id"
);

/// Records attempts that did not succeed. This runs before the settlement, after which the events
/// are no longer running and are not found. It waits for others that change the events: an error is not
/// to outlive the body that it may quote.
const RECORD: &str = concat!(
    "INSERT INTO capturi_attempts \
         (event_id, slot, token, worker, began_at, milliseconds, outcome, error) \
     SELECT id, token % 64, token, worker, {now} - said.took, said.took, said.outcome, said.error \
     FROM capturi_events JOIN ",
    settlements!(),
    " ON ",
    settled!(),
    " WHERE said.outcome <> 'done' {lock} \
     ON CONFLICT (event_id, slot) DO UPDATE SET token = excluded.token, \
         worker = excluded.worker, began_at = excluded.began_at, \
         milliseconds = excluded.milliseconds, outcome = excluded.outcome, \
         error = excluded.error \
     RETURNING event_id"
);

/// The running events whose lease has run out. `$1`: how many.
const LOST: &str = "SELECT id, token, conversation_key, attempts, queued_at, \
        {now} - changed_at AS took \
    FROM capturi_events \
    WHERE state IN ('pending', 'running') AND state = 'running' AND due_at <= {now} LIMIT $1";

/// Makes events pending that another release could not read. `$1`: this release, `$2`: how many.
const READ_AGAIN: &str = "UPDATE capturi_events SET state = 'pending', attempts = 0, \
        queued_at = {now}, changed_at = {now}, due_at = {now} \
    WHERE id IN (SELECT id FROM capturi_events \
        WHERE state IN ('dead', 'unreadable') AND state = 'unreadable' AND bodies > 0 \
            AND unreadable_by <> $1 LIMIT $2 {lock}) \
    RETURNING id";

#[derive(FromRow)]
struct Id {
    id: i64,
}

/// An event whose worker was lost.
#[derive(FromRow)]
pub(crate) struct Lost {
    pub(crate) id: i64,
    pub(crate) token: i64,
    pub(crate) conversation_key: Option<i64>,
    pub(crate) attempts: i64,
    took: i64,
}

impl Ledger {
    /// Records verdicts, and returns the ids of the events that the worker still had.
    pub(crate) async fn settle(&self, settlements: &[Settlement]) -> Result<HashSet<i64>, Error> {
        let mut settled = HashSet::with_capacity(settlements.len());
        for batch in settlements.chunks(BATCH) {
            let said = || json!(batch.iter().map(Settlement::json).collect::<Vec<_>>());
            let mut statements = Vec::new();
            if batch.iter().any(Settlement::is_recorded) {
                statements.push(Statement::new(RECORD, [said().into()]));
            }
            let settle = statements.len();
            statements.push(Statement::new(SETTLE, [said().into()]));
            // An event that is retried unparks its conversation as well: an earlier event may be
            // parked, because it was requeued meanwhile.
            let conversations = batch.iter().filter_map(|one| one.conversation_key);
            statements.extend(unpark(conversations));
            let written = self.database().write_all(statements).await?;
            let rows: Vec<Id> = match written.get(settle) {
                Some(rows) => rows.read()?,
                None => Vec::new(),
            };
            settled.extend(rows.into_iter().map(|row| row.id));
        }
        Ok(settled)
    }

    /// Marks an event as done and writes a handler's effect, both or neither.
    pub(crate) async fn settle_with(
        &self,
        claim: &Claim,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        let done = Settlement::new(claim, Duration::ZERO, Verdict::Done);
        let settle = Statement::new(SETTLE, [json!([done.json()]).into()]);
        let unpark = unpark(claim.conversation_key);
        let statements = std::iter::once(settle).chain(unpark).collect();
        self.database().transact(statements, effect).await
    }

    /// The running events whose lease has run out.
    pub(crate) async fn lost(&self) -> Result<Vec<Lost>, Error> {
        let lost = Statement::new(LOST, [integer(BATCH).into()]);
        self.database().read(lost).await
    }

    pub(crate) async fn read_again(&self) -> Result<usize, Error> {
        self.repeat(READ_AGAIN, [crate::RELEASE.into()]).await
    }
}

impl Settlement {
    pub(crate) fn new(claim: &Claim, took: Duration, verdict: Verdict) -> Self {
        Self {
            id: claim.id,
            token: claim.token,
            conversation_key: claim.conversation_key,
            took,
            verdict,
            is_lost: false,
        }
    }

    pub(crate) fn of_lost(lost: &Lost, verdict: Verdict) -> Self {
        Self {
            id: lost.id,
            token: lost.token,
            conversation_key: lost.conversation_key,
            took: Duration::from_millis(lost.took.try_into().unwrap_or_default()),
            verdict,
            is_lost: true,
        }
    }

    fn is_recorded(&self) -> bool {
        self.outcome() != "done"
    }

    fn state(&self) -> State {
        match &self.verdict {
            Verdict::Done => State::Done,
            Verdict::Retry { .. } | Verdict::Release { .. } => State::Pending,
            Verdict::Dead { .. } => State::Dead,
            Verdict::Unreadable { .. } => State::Unreadable,
        }
    }

    /// The attempt's outcome in the ledger; "done" if the attempt leaves no record.
    fn outcome(&self) -> &'static str {
        match &self.verdict {
            Verdict::Done | Verdict::Release { error: None, .. } => "done",
            Verdict::Retry { .. } if self.is_lost => "lost",
            Verdict::Retry { .. } => "retry",
            Verdict::Release { .. } => "released",
            Verdict::Dead { .. } => "dead",
            Verdict::Unreadable { .. } => "unreadable",
        }
    }

    fn json(&self) -> serde_json::Value {
        let (after, error) = match &self.verdict {
            Verdict::Done => (Duration::ZERO, None),
            Verdict::Retry { after, error } => (*after, Some(error)),
            Verdict::Dead { error } | Verdict::Unreadable { error } => {
                (Duration::ZERO, Some(error))
            }
            Verdict::Release { after, error } => (*after, error.as_ref()),
        };
        let state = self.state();
        let release = (state == State::Unreadable).then_some(crate::RELEASE);
        json!([
            self.id,
            self.token,
            state.as_str(),
            milliseconds(after),
            i64::from(matches!(self.verdict, Verdict::Release { .. })),
            // PostgreSQL can't store a zero character.
            error.map(|error| error.replace('\0', "\u{fffd}")),
            release,
            i64::from(self.is_lost),
            milliseconds(self.took),
            self.outcome(),
        ])
    }
}
