//! Behind a receiver: whatever was authenticated is stored before it is answered.

use std::time::Duration;

use capturi_webhooks::{
    WebhookIdentity,
    receiver::{Answer, Delivery, HandOver},
};
use tokio::time::Instant;

use crate::{
    DuplicatePolicy, Reason, State,
    ledger::{Accepted, Arrival, Ledger},
    retry::until_available,
};

/// An endpoint that feeds an inbox: hand it to a
/// [`Receiver`](capturi_webhooks::receiver::Receiver). Made by [`Inbox::source`](crate::Inbox::source).
#[derive(Clone)]
pub struct Source {
    ledger: Ledger,
    name: String,
    duplicates: DuplicatePolicy,
    /// How long a database that is away is asked again: a refusal may be a lost event.
    patience: Duration,
}

impl Source {
    pub(crate) fn new(
        ledger: Ledger,
        name: String,
        duplicates: DuplicatePolicy,
        patience: Duration,
    ) -> Self {
        Self {
            ledger,
            name,
            duplicates,
            patience,
        }
    }
}

impl HandOver for Source {
    async fn hand_over(&self, delivery: Delivery) -> Answer {
        let arrival = Arrival {
            // Not JSON, or without an event: kept all the same.
            identity: WebhookIdentity::from_slice(&delivery.body),
            delivery,
            source: self.name.clone(),
            reprocess: self.duplicates == DuplicatePolicy::Reprocess,
        };
        if let Ok(identity) = &arrival.identity {
            Delivery::identified(&identity.event, identity.event_uid, identity.entity_uid);
        }
        let give_up = Instant::now() + self.patience;
        match until_available(give_up, || self.ledger.accept(&arrival)).await {
            Ok(accepted) => {
                count(accepted);
                if let Err(error) = &arrival.identity {
                    quietly(|| tracing::warn!(%error, "an event can't be read; it is kept"));
                }
                if accepted.state == State::Pending {
                    self.ledger.wake();
                }
                match accepted.is_duplicate {
                    true => Answer::Duplicate,
                    false => Answer::Taken,
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

/// Logs. A subscriber that panics costs its lines, and no stored delivery its answer.
fn quietly(log: impl FnOnce()) {
    // What the subscriber leaves half done is its own.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(log));
}

fn count(accepted: Accepted) {
    let result = match accepted {
        Accepted {
            is_duplicate: true, ..
        } => "duplicate",
        Accepted {
            state: State::Unreadable,
            ..
        } => "unreadable",
        _ => "new",
    };
    metrics::counter!("capturi_inbox_accepted_total", "result" => result).increment(1);
    if accepted.has_other_body {
        metrics::counter!("capturi_inbox_other_bodies_total").increment(1);
    }
}
