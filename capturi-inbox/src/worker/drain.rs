//! Draining an inbox: each event is handled once, for tests.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};

use super::{
    EventHandler, Settings,
    handling::{Decision, Handling},
    held::Held,
};
use crate::{
    Error,
    ledger::{Claiming, Ledger, Settlement, Verdict},
};

/// The delay of events that were tried, so that a drain tries no event twice, however long it
/// takes.
const LATER: Duration = Duration::from_secs(60 * 60);

/// The result of draining an inbox, in numbers of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drained {
    /// The events that were handled.
    pub done: usize,
    /// The events whose handling failed and is tried again, by the next drain or after their
    /// backoff.
    pub retried: usize,
    /// The events that are dead.
    pub dead: usize,
    /// The events that can't be read.
    pub unreadable: usize,
    /// The events that were not tried, because an earlier event of their conversation is to be
    /// handled again.
    pub waiting: usize,
}

/// Hands every event to the handler once, one after the other.
pub(super) async fn drain<H: EventHandler>(
    ledger: &Ledger,
    settings: &Settings,
    handler: &Arc<H>,
) -> Result<Drained, Error> {
    // The ids of the events that are to be handled again, and their delays once all have been
    // tried.
    let mut put_off = Vec::new();
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
            // A probe is claimed even if the breaker is open.
            is_probe: true,
        };
        let claims = ledger.claim(&claiming).await?;
        let Some(claim) = claims.into_iter().next() else {
            ledger.put_off(&put_off).await?;
            drained.waiting = usize::try_from(ledger.parked().await?).unwrap_or(usize::MAX);
            return Ok(drained);
        };
        let bodies = ledger.last_bodies([claim.id]).await?;
        let body = bodies.into_iter().next().map(|(_, body)| body);
        let lease = held.hold(&claim, claimed);
        let handling = Handling {
            ledger,
            settings,
            claim: &claim,
            lease: &lease,
            stopped: stopped.clone(),
        };
        let decision = handling.decide(handler, body.unwrap_or_default().into());
        let verdict = match decision.await {
            Decision::Settle(verdict) | Decision::Broken(verdict) => verdict,
            Decision::Away(away) => Verdict::Release {
                after: settings.backoff.first,
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
        let verdict = match verdict {
            Verdict::Retry { after, error } => {
                put_off.push((claim.id, after));
                Verdict::Retry {
                    after: LATER,
                    error,
                }
            }
            Verdict::Release { after, error } => {
                put_off.push((claim.id, after));
                Verdict::Release {
                    after: LATER,
                    error,
                }
            }
            verdict => verdict,
        };
        let took = claimed.elapsed();
        ledger
            .settle(&[Settlement::new(&claim, took, verdict)])
            .await?;
    }
}
