//! The pauses of an inbox: an operator's pause, and the circuit breaker that all workers share.

use std::time::Duration;

use sqlx::FromRow;

use super::{Claim, LONGEST_LEASE, Ledger, milliseconds};
use crate::{Error, database::Statement};

/// The longest time for which the breaker is open before an event is tried.
pub(crate) const BREAKER_PAUSE_MAX: Duration = Duration::from_secs(60 * 60);

/// The state of the pauses.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Queue {
    pub(crate) paused: i64,
    /// The number of openings since an event was handled; 0 if the breaker is closed.
    pub(crate) openings: i64,
    pub(crate) open_since: i64,
    /// Milliseconds until an event is tried.
    pub(crate) remaining: i64,
    pub(crate) reason: Option<String>,
}

const QUEUE: &str = "SELECT paused, openings, open_since, open_until - {now} AS remaining, reason \
    FROM capturi_queue";

/// Opens the breaker. Workers that do so at the same time open it once. `$1`: for how long, `$2`:
/// why, `$3`: the number of openings so far, `$4`, `$5`: the id and the token of the event that failed:
/// once its body was deleted, the reason may not quote it any more.
const OPEN: &str = "UPDATE capturi_queue SET openings = openings + 1, \
        reason = CASE WHEN EXISTS (SELECT 1 FROM capturi_events e \
            WHERE e.id = $4 AND e.token = $5 AND e.state = 'running' {key_share}) THEN $2 END, \
        open_since = CASE WHEN openings = 0 THEN {now} ELSE open_since END, \
        open_until = {now} + $1 \
    WHERE id = 1 AND openings = $3 RETURNING id";

/// Gives one worker the right to try an event. If that worker is lost, another one gets the right.
/// `$1`: the time until then.
const PROBE: &str = "UPDATE capturi_queue SET open_until = {now} + $1 \
    WHERE id = 1 AND paused = 0 AND openings > 0 AND open_until <= {now} RETURNING id";

/// Gives the right to try an event back, because there was no event or its handling showed nothing.
/// `$1`: the number of openings when the worker got the right.
const PUT_OFF_PROBE: &str = "UPDATE capturi_queue SET open_until = {now} \
    WHERE id = 1 AND openings > 0 AND openings = $1 RETURNING id";

const CLOSE: &str = "UPDATE capturi_queue \
    SET openings = 0, open_since = 0, open_until = 0, reason = NULL \
    WHERE id = 1 AND openings > 0 RETURNING id";

/// Deletes the reason of the breaker, as it may quote a body that is deleted.
pub(super) const FORGET_REASON: &str =
    "UPDATE capturi_queue SET reason = NULL WHERE id = 1 AND reason IS NOT NULL";

const PAUSE: &str = "UPDATE capturi_queue SET paused = $1 WHERE id = 1 RETURNING id";

/// Makes events due that wait for the end of the breaker's pause. `$1`: how many.
const END_PAUSE: &str = "UPDATE capturi_events SET due_at = {now} \
    WHERE id IN (SELECT id FROM capturi_events \
        WHERE state IN ('pending', 'running') AND state = 'pending' AND parked = 0 \
            AND due_at > {now} \
            AND due_at <= (SELECT open_until FROM capturi_queue) + 1000 LIMIT $1 {lock}) \
    RETURNING id";

/// Ends waits and leases that were set while the clock was ahead. `$1`: the longest lease.
const HEED_CLOCK: &str = "UPDATE capturi_events SET due_at = {now}, changed_at = {now} \
    WHERE state IN ('pending', 'running') AND due_at > {now} AND changed_at > {now} + 60000 \
        AND (state = 'pending' OR due_at > {now} + $1) \
    RETURNING id";

/// Ends a pause of the breaker that was begun while the clock was ahead. `$1`: the longest pause.
const HEED_CLOCK_IN_PAUSE: &str = "UPDATE capturi_queue SET open_until = {now} \
    WHERE id = 1 AND open_until > {now} + $1 RETURNING id";

impl Ledger {
    pub(crate) async fn queue(&self) -> Result<Queue, Error> {
        let rows = self.database().read(Statement::new(QUEUE, [])).await?;
        let row = rows.into_iter().next();
        row.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// Deletes the reason of the breaker.
    pub(super) async fn forget_reason(&self) -> Result<(), Error> {
        let forget = Statement::new(FORGET_REASON, []);
        self.database().write(forget).await.map(drop)
    }

    /// Opens the breaker: no event is claimed for a while, and then a single one. Returns false if
    /// another worker was faster.
    pub(crate) async fn open_breaker(
        &self,
        pause: Duration,
        reason: &str,
        openings: i64,
        failed: &Claim,
    ) -> Result<bool, Error> {
        let values = [
            milliseconds(pause).into(),
            reason.into(),
            openings.into(),
            failed.id.into(),
            failed.token.into(),
        ];
        Ok(self.database().change(Statement::new(OPEN, values)).await? > 0)
    }

    /// Whether this worker gets the right to try an event.
    pub(crate) async fn may_probe(&self, lease: Duration) -> Result<bool, Error> {
        let probe = Statement::new(PROBE, [milliseconds(lease).into()]);
        Ok(self.database().change(probe).await? > 0)
    }

    /// Gives the right to try an event back.
    pub(crate) async fn put_off_probe(&self, openings: i64) -> Result<(), Error> {
        let put_off = Statement::new(PUT_OFF_PROBE, [openings.into()]);
        self.database().change(put_off).await.map(drop)
    }

    pub(crate) async fn close_breaker(&self) -> Result<(), Error> {
        self.database()
            .change(Statement::new(CLOSE, []))
            .await
            .map(drop)
    }

    pub(crate) async fn pause(&self) -> Result<(), Error> {
        let pause = Statement::new(PAUSE, [1.into()]);
        self.database().change(pause).await.map(drop)
    }

    /// Ends an operator's pause, and closes the breaker.
    pub(crate) async fn resume(&self) -> Result<(), Error> {
        self.repeat(END_PAUSE, []).await?;
        let statements = vec![Statement::new(PAUSE, [0.into()]), Statement::new(CLOSE, [])];
        self.database().write_all(statements).await.map(drop)
    }

    /// Ends waits, leases and pauses that would last too long after the clock was set back.
    pub(crate) async fn heed_clock(&self) -> Result<(), Error> {
        let lease = Statement::new(HEED_CLOCK, [milliseconds(LONGEST_LEASE).into()]);
        let pause = Statement::new(
            HEED_CLOCK_IN_PAUSE,
            [milliseconds(BREAKER_PAUSE_MAX).into()],
        );
        self.database().change(lease).await?;
        self.database().change(pause).await.map(drop)
    }
}
