//! The endpoint behind a receiver: it stores each authenticated delivery before it is answered.

use std::time::Duration;

use capturi_webhooks::receiver::{Answer, Delivery, HandOver};
use tokio::time::Instant;

use crate::{
    DuplicatePolicy, Reason, Retention, State,
    ledger::{Accepted, Arrival, Ledger},
    retry::until_available,
    upkeep,
};

/// An endpoint that stores deliveries in an inbox: hand it to a
/// [`Receiver`](capturi_webhooks::receiver::Receiver). Made by
/// [`Inbox::source`](crate::Inbox::source).
#[derive(Clone)]
pub struct Source {
    ledger: Ledger,
    name: String,
    duplicates: DuplicatePolicy,
    retention: Retention,
    /// The time for which a failed write is tried again, because a refused delivery may be a lost
    /// event.
    patience: Duration,
}

impl Source {
    pub(crate) fn new(
        ledger: Ledger,
        name: String,
        duplicates: DuplicatePolicy,
        retention: Retention,
        patience: Duration,
    ) -> Self {
        upkeep::start(&ledger, retention);
        Self {
            ledger,
            name,
            duplicates,
            retention,
            patience,
        }
    }
}

impl HandOver for Source {
    async fn hand_over(&self, delivery: Delivery) -> Answer {
        upkeep::start(&self.ledger, self.retention);
        let reprocess = self.duplicates == DuplicatePolicy::Reprocess;
        let arrival = Arrival::new(delivery, self.name.clone(), reprocess);
        if let Ok(identity) = &arrival.identity {
            Delivery::identified(&identity.event, identity.event_uid, identity.entity_uid);
        }
        let started = Instant::now();
        let give_up = started + self.patience;
        match until_available(give_up, || self.ledger.accept(&arrival)).await {
            Ok(accepted) => {
                metrics::histogram!("capturi_inbox_accept_seconds").record(started.elapsed());
                count(accepted);
                match accepted {
                    Accepted::New(State::Pending)
                    | Accepted::Duplicate {
                        state: State::Pending,
                        ..
                    } => self.ledger.wake(),
                    Accepted::Erased => quietly(|| {
                        tracing::info!("what a delivery is about was erased; it is not stored");
                    }),
                    _ => {}
                }
                if let (Err(error), Accepted::New(_)) = (&arrival.identity, accepted) {
                    quietly(|| tracing::warn!(%error, "an event can't be read; it is kept"));
                }
                match accepted {
                    Accepted::Duplicate { .. } => Answer::Duplicate,
                    // A delivery of what was erased is right, too: it needs no other attempt.
                    Accepted::New(_) | Accepted::Erased => Answer::Taken,
                }
            }
            Err(error) => {
                let reason = error.reason().unwrap_or(Reason::Other).as_str();
                metrics::counter!("capturi_inbox_refused_total", "reason" => reason).increment(1);
                let error = error.with_causes();
                quietly(|| tracing::error!(reason, error, "an event could not be stored"));
                Answer::Unavailable {
                    retry_after: self.patience,
                }
            }
        }
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("inbox", self.ledger.location())
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Runs a call that logs, and catches its panics: a faulty subscriber loses its own lines, and a
/// stored delivery is still answered.
fn quietly(log: impl FnOnce()) {
    // A panic can leave nothing of ours half changed, only state of the subscriber.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(log));
}

fn count(accepted: Accepted) {
    let result = match accepted {
        Accepted::Duplicate { .. } => "duplicate",
        Accepted::New(State::Unreadable) => "unreadable",
        Accepted::New(_) => "new",
        Accepted::Erased => "erased",
    };
    metrics::counter!("capturi_inbox_accepted_total", "result" => result).increment(1);
    if let Accepted::Duplicate {
        has_other_body: true,
        ..
    } = accepted
    {
        metrics::counter!("capturi_inbox_other_bodies_total").increment(1);
    }
}
