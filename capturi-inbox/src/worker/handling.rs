//! One event, from its claim to the verdict.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use capturi_webhooks::{WebhookPayload, receiver::Delivery};
use http::{HeaderName, HeaderValue, Method, header};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval_at, sleep, timeout_at},
};
use uuid::Uuid;

use super::{AbortOnDrop, Event, Handler, Outcome, Settings};
use crate::{
    Inbox,
    database::{Effect, Transacted},
    ledger::{Claim, State, Verdict, count, time},
    receive::causes,
};

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// An event that this worker has.
pub(super) struct Handling<'w> {
    pub(super) inbox: &'w Inbox,
    pub(super) settings: &'w Settings,
    pub(super) claim: Claim,
    /// Until when it is surely this worker's.
    lease_end: Instant,
    /// Becomes true when it has to be given back.
    stopped: watch::Receiver<bool>,
}

/// What is to become of an event.
pub(super) enum Decision {
    Settle(Verdict),
    /// Nothing more: it is written down.
    Written,
    /// Nobody handles events for a while.
    Unavailable {
        after: Option<Duration>,
        error: String,
    },
    /// It is no longer this worker's.
    Lost,
}

impl Decision {
    /// The decision's name in metrics and logs.
    fn as_str(&self) -> &'static str {
        match self {
            Self::Settle(Verdict::Done) | Self::Written => "done",
            Self::Settle(Verdict::Retry { .. }) => "retry",
            Self::Settle(Verdict::Dead { .. }) => "dead",
            Self::Settle(Verdict::Unreadable { .. }) => "unreadable",
            Self::Settle(Verdict::Release { .. }) => "given_back",
            Self::Unavailable { .. } => "unavailable",
            Self::Lost => "lost",
        }
    }
}

impl<'w> Handling<'w> {
    pub(super) fn new(
        inbox: &'w Inbox,
        settings: &'w Settings,
        claim: Claim,
        claimed: Instant,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        Self {
            inbox,
            settings,
            claim,
            lease_end: claimed + settings.lease,
            stopped,
        }
    }

    /// Hands the event to the handler, and prolongs its lease meanwhile.
    pub(super) async fn decide<H: Handler>(&mut self, handler: &Arc<H>) -> Decision {
        let started = Instant::now();
        let decision = match read(&mut self.claim) {
            // The claim took so long that others may have the event by now. If not, it is back.
            _ if started >= self.lease_end => Decision::Settle(Verdict::Release {
                after: Duration::ZERO,
                error: None,
            }),
            Ok(event) => self.hand(handler, event).await,
            Err(error) => Decision::Settle(Verdict::Unreadable { error }),
        };
        let name = decision.as_str();
        metrics::counter!("capturi_inbox_handled_total", "outcome" => name).increment(1);
        metrics::histogram!("capturi_inbox_handling_seconds").record(started.elapsed());
        tracing::debug!(
            id = self.claim.id,
            attempt = self.claim.attempts,
            outcome = name
        );
        decision
    }

    async fn hand<H: Handler>(&mut self, handler: &Arc<H>, event: Event) -> Decision {
        let handler = handler.clone();
        // A task of its own, so that its panic stays in it.
        let mut handling = AbortOnDrop(tokio::spawn(async move { handler.handle(event).await }));
        let limit = self.settings.time_limit;
        let stop = stop(self.stopped.clone());
        tokio::pin!(stop);
        let time_is_up = sleep(limit);
        tokio::pin!(time_is_up);
        let mut heartbeat = heartbeat(self.settings.lease);
        loop {
            tokio::select! {
                // What is done is done, whatever else came meanwhile.
                biased;
                outcome = &mut handling.0 => {
                    let panicked = |_| Outcome::retry("the handler panicked");
                    return self.judge(outcome.unwrap_or_else(panicked)).await;
                }
                () = &mut time_is_up => {
                    let error = format!("the handler took longer than {limit:?}");
                    return self.retry(error);
                }
                _ = heartbeat.tick() => if !self.prolong().await {
                    return Decision::Lost;
                },
                () = &mut stop => {
                    return Decision::Settle(Verdict::Release {
                        after: Duration::ZERO,
                        error: None,
                    });
                }
            }
        }
    }

    /// Prolongs the lease; false if the event is no longer this worker's, or can't be known to be.
    async fn prolong(&mut self) -> bool {
        let asked = Instant::now();
        let beating = self
            .inbox
            .database()
            .heartbeat(&self.claim, self.settings.lease);
        match timeout_at(self.lease_end, beating).await {
            Ok(Ok(true)) => {
                self.lease_end = asked + self.settings.lease;
                true
            }
            Ok(Ok(false)) | Err(_) => false,
            Ok(Err(_)) => Instant::now() < self.lease_end,
        }
    }

    async fn judge(&mut self, outcome: Outcome) -> Decision {
        match outcome {
            Outcome::Done => Decision::Settle(Verdict::Done),
            Outcome::DoneWith(effect) => self.apply(effect.0).await,
            Outcome::Retry { error } => self.retry(error),
            Outcome::RetryAfter { after, error } => self.retry_after(after, error),
            Outcome::Permanent { error } => Decision::Settle(Verdict::Dead { error }),
            Outcome::Unavailable { after, error } => Decision::Unavailable { after, error },
        }
    }

    fn retry(&self, error: String) -> Decision {
        self.retry_after(Duration::ZERO, error)
    }

    fn retry_after(&self, at_least: Duration, error: String) -> Decision {
        let backoff = &self.settings.backoff;
        let attempts = count(self.claim.attempts);
        Decision::Settle(match attempts >= backoff.max_attempts {
            true => Verdict::Dead { error },
            false => Verdict::Retry {
                after: at_least.max(backoff.pause(attempts)),
                error,
            },
        })
    }

    /// Writes the verdict down; a database that is away is tried again as long as the event is
    /// surely this worker's.
    pub(super) async fn settle(&self, verdict: &Verdict) {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.inbox.database().settle(&self.claim, verdict).await {
                Ok(true) => return self.say_over(verdict),
                Ok(false) => return self.say_lost(),
                Err(error) if Instant::now() + pause > self.lease_end => {
                    tracing::error!(
                        id = self.claim.id,
                        error = %causes(&error),
                        "what became of an event could not be written down; it is handled again"
                    );
                    return;
                }
                Err(_) => sleep(pause).await,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Marks the event as done and writes the effect, both or none. It may have to wait for its
    /// turn: the lease is prolonged meanwhile.
    async fn apply(&mut self, effect: Effect) -> Decision {
        let (inbox, claim) = (self.inbox, self.claim.clone());
        let settling = inbox.database().settle_with(&claim, effect);
        let mut heartbeat = heartbeat(self.settings.lease);
        let beating = async {
            loop {
                heartbeat.tick().await;
                // Whether the event still is this worker's is asked in the transaction.
                self.prolong().await;
            }
        };
        let settled = tokio::select! {
            biased;
            settled = settling => settled,
            never = beating => never,
        };
        match settled {
            Ok(Transacted::Committed) => Decision::Written,
            Ok(Transacted::NothingToDo) => Decision::Lost,
            Ok(Transacted::EffectFailed(error)) => self.retry(error.to_string()),
            Err(error) => {
                tracing::error!(
                    id = self.claim.id,
                    error = %causes(&error),
                    "an effect could not be written; its event is handled again"
                );
                // If both were written after all, the event is done and this changes nothing.
                Decision::Settle(Verdict::Release {
                    after: LONGEST_PAUSE,
                    error: Some(error.to_string()),
                })
            }
        }
    }

    /// What it was is not said: an error may quote the payload. The ledger has it.
    fn say_over(&self, verdict: &Verdict) {
        let state = match verdict {
            Verdict::Dead { .. } => State::Dead,
            Verdict::Unreadable { .. } => State::Unreadable,
            _ => return,
        };
        tracing::warn!(
            id = self.claim.id,
            event_uid = self.claim.event_uid,
            attempts = self.claim.attempts,
            "an event is {state}"
        );
    }

    pub(super) fn say_lost(&self) {
        tracing::warn!(
            id = self.claim.id,
            "an event is no longer this worker's; what became of it here changes nothing"
        );
    }
}

/// What the ledger has of an event, read; or why it can't be.
fn read(claim: &mut Claim) -> Result<Event, String> {
    let body = Bytes::from(std::mem::take(&mut claim.body));
    let payload = WebhookPayload::from_slice(&body).map_err(|error| error.to_string())?;
    let request_id = claim.request_id.parse().unwrap_or(Uuid::nil());
    let mut delivery = Delivery::new(request_id, body);
    delivery.method = claim.method.parse().unwrap_or(Method::POST);
    delivery.query = claim.query.take();
    for (name, value) in [
        (header::CONTENT_TYPE, &claim.content_type),
        (HeaderName::from_static("traceparent"), &claim.traceparent),
    ] {
        if let Some(Ok(value)) = value.as_deref().map(HeaderValue::from_str) {
            delivery.headers.insert(name, value);
        }
    }
    Ok(Event {
        id: claim.id,
        source: claim.source.clone(),
        event_uid: claim.event_uid.as_deref().and_then(|uid| uid.parse().ok()),
        attempt: count(claim.attempts),
        duplicates: count(claim.duplicates),
        received_at: time(claim.received_at),
        claimed_at: time(claim.changed_at),
        payload,
        delivery,
    })
}

/// Three times in a lease.
fn heartbeat(lease: Duration) -> Interval {
    let beat = lease / 3;
    let mut heartbeat = interval_at(Instant::now() + beat, beat);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat
}

/// Completes when what is being handled has to be given back.
async fn stop(mut stopped: watch::Receiver<bool>) {
    if stopped.wait_for(|stopped| *stopped).await.is_err() {
        std::future::pending::<()>().await;
    }
}
