//! Behind a receiver: whatever was authenticated is stored before it is answered.

use std::time::Duration;

use capturi_webhooks::{
    WebhookIdentity,
    receiver::{Answer, Delivery, HandOver},
};
use tokio::time::{Instant, sleep};

use crate::{
    DuplicatePolicy, Error, Inbox, Reason, State,
    ledger::{Accepted, Arrival},
};

/// Between two tries to store an event: the first pause, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// An endpoint that feeds an inbox: hand it to a
/// [`Receiver`](capturi_webhooks::receiver::Receiver). Made by [`Inbox::source`].
#[derive(Clone, Debug)]
pub struct Source {
    inbox: Inbox,
    name: String,
}

impl Source {
    pub(crate) fn new(inbox: Inbox, name: String) -> Self {
        Self { inbox, name }
    }

    /// Stores the delivery. A database that is away is tried again for a while: a refusal may be a
    /// lost event.
    async fn store(&self, arrival: &Arrival) -> Result<Accepted, Error> {
        let give_up = Instant::now() + self.inbox.patience();
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match self.inbox.database().accept(arrival).await {
                Ok(accepted) => return Ok(accepted),
                Err(error) => error,
            };
            let is_closed = error.reason() == Some(Reason::Closed);
            if is_closed || Instant::now() + pause > give_up {
                return Err(error);
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
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
            reprocess: self.inbox.duplicates() == DuplicatePolicy::Reprocess,
        };
        match self.store(&arrival).await {
            Ok(accepted) => {
                count(accepted);
                if let Err(error) = &arrival.identity {
                    quietly(|| tracing::warn!(%error, "an event can't be read; it is kept"));
                }
                if accepted.state == State::Pending {
                    self.inbox.wake();
                }
                match accepted.is_duplicate {
                    true => Answer::Duplicate,
                    false => Answer::Taken,
                }
            }
            Err(error) => {
                let reason = error.reason().unwrap_or(Reason::Other).as_str();
                metrics::counter!("capturi_inbox_refused_total", "reason" => reason).increment(1);
                let error = causes(&error);
                quietly(|| tracing::error!(reason, error, "an event could not be stored"));
                Answer::Unavailable {
                    retry_after: self.inbox.patience(),
                }
            }
        }
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

/// An error with its causes. What they say of our own statements quotes nothing that is stored.
pub(crate) fn causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
