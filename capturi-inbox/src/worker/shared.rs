//! The work that the worker's loop and its tasks share: they claim events, hand them to the
//! handler, and pass the verdicts on.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};

use super::{
    EventHandler, Settings,
    breaker::Breaker,
    handling::{Decision, Handling},
    held::{Held, Lease},
    settling::{Said, tell_of_loss},
    throttle::BYTES_IN_ADVANCE,
};
use crate::{
    Error,
    ledger::{Claim, Claiming, Ledger, Settlement, Verdict},
};

/// The pause before events are claimed again whose bodies could not be read.
const READ_AGAIN: Duration = Duration::from_secs(1);

/// The state that the loop and its tasks share.
pub(super) struct Shared<H> {
    pub(super) ledger: Ledger,
    pub(super) handler: Arc<H>,
    pub(super) settings: Settings,
    pub(super) held: Arc<Held>,
    pub(super) breaker: Breaker,
    pub(super) verdicts: mpsc::Sender<Said>,
    pub(super) stopped: watch::Receiver<bool>,
}

/// An event that this worker has claimed, with its body.
pub(super) struct Ready {
    pub(super) claim: Claim,
    pub(super) body: Bytes,
    pub(super) lease: Lease,
    pub(super) is_probe: bool,
}

/// The manner of a claim.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Together,
    /// One event, and no other is handled meanwhile.
    Alone,
    /// One event, to see whether the system that handlers need is available again.
    Probe,
}

/// The events that were claimed, and in which manner.
pub(super) struct Claimed {
    pub(super) manner: Manner,
    pub(super) events: Vec<Ready>,
    pub(super) is_full: bool,
}

/// The result of a handling, for the throttle.
pub(super) struct Showed {
    pub(super) is_done: bool,
    pub(super) took: Duration,
}

impl<H: EventHandler> Shared<H> {
    /// Claims events; none if the database is away.
    pub(super) async fn claim(&self, events: usize, hands: usize, manner: Manner) -> Claimed {
        let ready = self.try_to_claim(events, hands, manner).await;
        let ready = ready.unwrap_or_else(|error| {
            tracing::warn!(error = error.with_causes(), "no events can be claimed");
            Vec::new()
        });
        Claimed {
            manner,
            is_full: ready.len() == events,
            events: ready,
        }
    }

    async fn try_to_claim(
        &self,
        events: usize,
        hands: usize,
        manner: Manner,
    ) -> Result<Vec<Ready>, Error> {
        if manner != Manner::Probe {
            return self.claim_some(events, hands, manner).await;
        }
        if !self.ledger.may_probe(self.settings.lease).await? {
            return Ok(Vec::new());
        }
        let probe = self.claim_some(events, hands, manner).await;
        if probe.as_ref().map_or(true, Vec::is_empty) {
            // The right to try an event is given back, so that the next one is tried at once.
            self.breaker.put_off_probe().await;
        }
        probe
    }

    async fn claim_some(
        &self,
        events: usize,
        hands: usize,
        manner: Manner,
    ) -> Result<Vec<Ready>, Error> {
        let is_probe = manner == Manner::Probe;
        let claimed = Instant::now();
        let mut claiming = Claiming {
            worker: &self.settings.name,
            lease: self.settings.lease,
            events,
            alone: manner == Manner::Alone,
            is_probe,
        };
        let mut claims = self.ledger.claim(&claiming).await?;
        if is_probe && claims.is_empty() {
            // An event that has to be handled alone can be the probe, because no other is handled
            // meanwhile.
            claiming.alone = true;
            claims = self.ledger.claim(&claiming).await?;
        }
        let hold = |claim: Claim| {
            let lease = self.held.hold(&claim, claimed);
            (claim, lease)
        };
        let claims = claims.into_iter().map(hold).collect();
        Ok(self.with_bodies(claims, hands, is_probe).await)
    }

    /// The events with their bodies. Events are given back if their bodies would take too much
    /// memory in advance, or can't be read now.
    async fn with_bodies(
        &self,
        mut claims: VecDeque<(Claim, Lease)>,
        hands: usize,
        is_probe: bool,
    ) -> Vec<Ready> {
        let mut ready = Vec::with_capacity(claims.len());
        let mut bytes = 0;
        while !claims.is_empty() && (bytes < BYTES_IN_ADVANCE || ready.len() < hands) {
            let some = first_of(&mut claims);
            let ids = some.iter().map(|(claim, _)| claim.id);
            let mut bodies: HashMap<i64, Vec<u8>> = match self.ledger.last_bodies(ids).await {
                Ok(bodies) => bodies.into_iter().collect(),
                Err(error) => {
                    tracing::warn!(error = error.with_causes(), "no events can be read");
                    claims.extend(some);
                    break;
                }
            };
            for (claim, lease) in some {
                // An event without a body becomes unreadable.
                let body = bodies.remove(&claim.id).unwrap_or_default();
                bytes += body.len();
                ready.push(Ready {
                    claim,
                    body: body.into(),
                    lease,
                    is_probe,
                });
            }
        }
        for (claim, lease) in claims {
            let after = match ready.is_empty() {
                true => READ_AGAIN,
                false => Duration::ZERO,
            };
            self.give_back(claim, lease, after).await;
        }
        ready
    }

    /// Gives an event back at once, as if it had not been claimed.
    pub(super) async fn release(&self, ready: Ready) {
        self.give_back(ready.claim, ready.lease, Duration::ZERO)
            .await;
        if ready.is_probe {
            self.breaker.put_off_probe().await;
        }
    }

    async fn give_back(&self, claim: Claim, lease: Lease, after: Duration) {
        let release = Verdict::Release { after, error: None };
        self.settle(claim, lease, Duration::ZERO, release).await;
    }

    async fn settle(&self, claim: Claim, lease: Lease, took: Duration, verdict: Verdict) {
        let said = Said {
            settlement: Settlement::new(&claim, took, verdict),
            claim,
            lease,
        };
        // An error means that the writing task has panicked; the lease then ends by itself.
        let _ = self.verdicts.send(said).await;
    }

    /// Hands an event to the handler, and passes the verdict on.
    pub(super) async fn handle(&self, ready: Ready) -> Showed {
        let Ready {
            claim,
            body,
            lease,
            is_probe,
        } = ready;
        let started = Instant::now();
        let handling = Handling {
            ledger: &self.ledger,
            settings: &self.settings,
            claim: &claim,
            lease: &lease,
            stopped: self.stopped.clone(),
        };
        let decision = handling.decide(&self.handler, body).await;
        let took = started.elapsed();
        let is_done = matches!(
            decision,
            Decision::Written | Decision::Settle(Verdict::Done)
        );
        let has_answered = matches!(
            decision,
            Decision::Settle(Verdict::Retry { .. } | Verdict::Dead { .. })
        );
        if is_done || has_answered && is_probe {
            self.breaker.answered().await;
        }
        if is_probe && !is_done && !has_answered && !matches!(decision, Decision::Away(_)) {
            self.breaker.put_off_probe().await;
        }
        match decision {
            Decision::Settle(verdict) | Decision::Broken(verdict) => {
                self.settle(claim, lease, took, verdict).await;
            }
            Decision::Written => self.ledger.wake(),
            Decision::Lost => tell_of_loss(&claim),
            Decision::Away(away) => {
                let pause = self
                    .breaker
                    .failed(&claim, is_probe, away.after, &away.error)
                    .await;
                let verdict = self.settings.put_off(&claim, away, pause);
                self.settle(claim, lease, took, verdict).await;
            }
        }
        Showed { is_done, took }
    }
}

/// The first events, as many as have bodies that are not too large together, and at least one.
fn first_of(claims: &mut VecDeque<(Claim, Lease)>) -> Vec<(Claim, Lease)> {
    let mut bytes = 0;
    let mut first = Vec::new();
    while let Some((claim, _)) = claims.front() {
        bytes += usize::try_from(claim.body_bytes).unwrap_or_default();
        if !first.is_empty() && bytes > BYTES_IN_ADVANCE {
            break;
        }
        first.extend(claims.pop_front());
    }
    first
}
