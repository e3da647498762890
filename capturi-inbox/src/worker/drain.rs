//! Handling what there is, for tests.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};

use super::{
    Handler, Settings,
    handling::{Decision, Handling},
    held::Held,
};
use crate::{
    Error,
    ledger::{Claiming, Ledger, Settlement, Verdict},
};

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
pub(crate) async fn drain<H: Handler>(ledger: &Ledger, handler: &Arc<H>) -> Result<Drained, Error> {
    let settings = Settings::default();
    let held = Held::new(settings.lease);
    let mut drained = Drained::default();
    let (_never, stopped) = watch::channel(false);
    ledger.hurry().await?;
    loop {
        let claimed = Instant::now();
        let claiming = Claiming {
            worker: &settings.name,
            lease: settings.lease,
            events: 1,
            alone: false,
            // Whether the breaker is open or not.
            is_probe: true,
        };
        let claims = ledger.claim(&claiming).await?;
        let Some(claim) = claims.into_iter().next() else {
            return Ok(drained);
        };
        let bodies = ledger.last_bodies([claim.id]).await?;
        let body = bodies.into_iter().next().map(|(_, body)| body);
        let lease = held.hold(&claim, claimed);
        let handling = Handling {
            ledger,
            settings: &settings,
            claim: &claim,
            lease: &lease,
            stopped: stopped.clone(),
        };
        let decision = handling.decide(handler, body.unwrap_or_default().into());
        let verdict = match decision.await {
            Decision::Settle(Verdict::Retry { error, .. })
            | Decision::Broken(Verdict::Retry { error, .. }) => Verdict::Retry {
                after: LATER,
                error,
            },
            Decision::Settle(verdict) | Decision::Broken(verdict) => verdict,
            Decision::Away(away) => Verdict::Release {
                after: LATER,
                error: Some(away.error),
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
        let took = claimed.elapsed();
        ledger
            .settle(&[Settlement::new(&claim, took, verdict)])
            .await?;
    }
}
