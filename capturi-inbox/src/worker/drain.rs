//! Handling what there is, for tests.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};

use super::{
    Handler, Settings,
    handling::{Decision, Handling},
};
use crate::{Error, Inbox, ledger::Verdict};

/// Until the next drain, which does not wait.
const LATER: Duration = Duration::from_secs(60 * 60);

/// What became of the events of an inbox that was drained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drained {
    /// Those that were handled.
    pub done: usize,
    /// Those that are to be handled again; the next drain does so.
    pub retried: usize,
    /// Those that are dead.
    pub dead: usize,
    /// Those that can't be read.
    pub unreadable: usize,
}

/// Hands every event to the handler, one after the other, until none is left that was not handled.
pub(crate) async fn drain<H: Handler>(inbox: &Inbox, handler: &Arc<H>) -> Result<Drained, Error> {
    let settings = Settings::default();
    let database = inbox.database();
    let mut drained = Drained::default();
    let (_never, stopped) = watch::channel(false);
    database.hurry().await?;
    loop {
        let claimed = Instant::now();
        let claims = database
            .claim(settings.lease, settings.backoff.max_attempts, 1)
            .await?;
        let Some(claim) = claims.into_iter().next() else {
            return Ok(drained);
        };
        let mut handling = Handling::new(inbox, &settings, claim, claimed, stopped.clone());
        let verdict = match handling.decide(handler).await {
            Decision::Settle(Verdict::Retry { error, .. }) => Verdict::Retry {
                after: LATER,
                error,
            },
            Decision::Settle(verdict) => verdict,
            Decision::Unavailable { error, .. } => Verdict::Release {
                after: LATER,
                error: Some(error),
            },
            Decision::Written => {
                drained.done += 1;
                continue;
            }
            Decision::Lost => continue,
        };
        *match &verdict {
            Verdict::Done => &mut drained.done,
            Verdict::Retry { .. } | Verdict::Release { .. } => &mut drained.retried,
            Verdict::Dead { .. } => &mut drained.dead,
            Verdict::Unreadable { .. } => &mut drained.unreadable,
        } += 1;
        handling.settle(&verdict).await;
    }
}
