//! The handling of one event, from its claim to the verdict.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use capturi_webhooks::{WebhookPayload, receiver::Delivery};
use http::{HeaderName, HeaderValue, Method, header};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};
use tracing::{Instrument as _, Span, field};
use uuid::Uuid;

use super::{AbortOnDrop, Event, EventHandler, Outcome, Settings, held::Lease};
use crate::{
    Error,
    database::{Effect, Transacted},
    ledger::{Claim, Ledger, Verdict, count, lacks_a_customer, time},
};

/// The pause after an effect that could not be written.
const EFFECT_PAUSE: Duration = Duration::from_secs(1);

/// An event that this worker handles.
pub(super) struct Handling<'w> {
    pub(super) ledger: &'w Ledger,
    pub(super) settings: &'w Settings,
    pub(super) claim: &'w Claim,
    pub(super) lease: &'w Lease,
    /// Becomes true when the event has to be given back.
    pub(super) stopped: watch::Receiver<bool>,
}

/// The decision on an event.
pub(super) enum Decision {
    Settle(Verdict),
    /// The handler did not return: it panicked, or its time was up.
    Broken(Verdict),
    /// The event is already marked as done, in the transaction of its effect.
    Written,
    /// The system that handlers need is away.
    Away(Away),
    /// The event is no longer this worker's.
    Lost,
}

/// The system that handlers need is away.
pub(super) struct Away {
    /// Whether the system itself answered so.
    pub(super) has_answered: bool,
    /// The time that the system asks to wait.
    pub(super) after: Option<Duration>,
    pub(super) error: String,
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
            Self::Broken(_) => "broken",
            Self::Away(away) if away.has_answered => "unavailable",
            Self::Away(_) => "unreachable",
            Self::Lost => "lost",
        }
    }
}

impl Handling<'_> {
    /// Hands the event to the handler.
    pub(super) async fn decide<H: EventHandler>(&self, handler: &Arc<H>, body: Bytes) -> Decision {
        let started = Instant::now();
        let decision = match read(self.claim, body) {
            // The event has waited so long for a hand that another worker may have it by now. If
            // none has, it is given back.
            _ if self.lease.is_over() => give_back(),
            Ok(event) => {
                let span = span(&event);
                let handing = async {
                    match self.heed_erasures(&event).await {
                        Ok(None) => self.hand(handler, event).await,
                        Ok(Some(decision)) => decision,
                        Err(error) => {
                            let error = error.with_causes();
                            tracing::error!(
                                error,
                                "what Capturi deleted can't be erased; its event waits"
                            );
                            Decision::Settle(Verdict::Release {
                                after: EFFECT_PAUSE,
                                error: Some(error),
                            })
                        }
                    }
                };
                handing.instrument(span).await
            }
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

    /// Erases the event if another release could not tell that it is about an erased conversation, and
    /// what the inbox has of a customer whom its conversation has no more. A decision if it is not to be
    /// handed on.
    async fn heed_erasures(&self, event: &Event) -> Result<Option<Decision>, Error> {
        if self.claim.conversation_key.is_none()
            && let Some(uid) = event.payload.conversation_uid()
            && let Some(tombstone) = self.ledger.tombstone(uid).await?
        {
            let events = self.ledger.erase_unread(self.claim.id).await?;
            let why = "which could not be read before";
            self.ledger
                .record_erasure(events, &tombstone.digest, why)
                .await;
            return Ok(Some(Decision::Lost));
        }
        if self.settings.forgets_customers && lacks_a_customer(&event.payload) {
            let events = self.ledger.forget_customer(self.claim).await?;
            if events > 0 {
                tracing::info!(
                    target: "capturi_inbox::audit",
                    events,
                    "bodies with a customer who was cleared at Capturi were deleted"
                );
            }
        }
        Ok(None)
    }

    async fn hand<H: EventHandler>(&self, handler: &Arc<H>, event: Event) -> Decision {
        let handler = handler.clone();
        // The handler runs in a task of its own, so that its panic stays in it.
        let handling = async move { handler.handle(event).await }.in_current_span();
        let mut handling = AbortOnDrop(tokio::spawn(handling));
        let limit = self.settings.time_limit;
        tokio::select! {
            // An outcome counts, even if the time is up or the worker stops at the same moment.
            biased;
            outcome = &mut handling.0 => match outcome {
                Ok(outcome) => self.judge(outcome).await,
                Err(_) => self.broken("the handler panicked".to_owned()),
            },
            () = sleep(limit) => self.broken(format!("the handler took longer than {limit:?}")),
            () = self.lease.lost() => Decision::Lost,
            () = stop(self.stopped.clone()) => give_back(),
        }
    }

    async fn judge(&self, outcome: Outcome) -> Decision {
        match outcome {
            Outcome::Done => Decision::Settle(Verdict::Done),
            Outcome::DoneWith(effect) => self.apply(effect.0).await,
            Outcome::Retry { error } => self.retry(error),
            Outcome::RetryAfter { after, error } => {
                Decision::Settle(self.settings.retry(self.claim, after, error))
            }
            Outcome::Permanent { error } => Decision::Settle(Verdict::Dead { error }),
            Outcome::Unavailable { after, error } => Decision::Away(Away {
                has_answered: true,
                after,
                error,
            }),
            Outcome::Unreachable { error } => Decision::Away(Away {
                has_answered: false,
                after: None,
                error,
            }),
        }
    }

    /// The decision if the handler did not return. It may have done a part of its work.
    fn broken(&self, error: String) -> Decision {
        tracing::warn!(error, "an event was not handled");
        Decision::Broken(self.settings.retry(self.claim, Duration::ZERO, error))
    }

    fn retry(&self, error: String) -> Decision {
        Decision::Settle(self.settings.retry(self.claim, Duration::ZERO, error))
    }

    /// Marks the event as done and writes the effect, both or neither. The transaction checks that
    /// the event is still this worker's.
    async fn apply(&self, effect: Effect) -> Decision {
        match self.ledger.settle_with(self.claim, effect).await {
            Ok(Transacted::Committed) => Decision::Written,
            Ok(Transacted::NothingToDo) => Decision::Lost,
            Ok(Transacted::EffectFailed(error)) => self.retry(error.to_string()),
            Err(error) => {
                tracing::error!(
                    error = error.with_causes(),
                    "an effect could not be written; its event is handled again"
                );
                // If the commit succeeded after all, the event is done and this verdict changes
                // nothing.
                Decision::Settle(Verdict::Release {
                    after: EFFECT_PAUSE,
                    error: Some(error.to_string()),
                })
            }
        }
    }
}

impl Settings {
    /// The verdict on a failed attempt: a retry after the backoff, or dead after the last attempt.
    fn retry(&self, claim: &Claim, at_least: Duration, error: String) -> Verdict {
        let attempts = count(claim.attempts);
        match attempts >= self.backoff.max_attempts {
            true => Verdict::Dead { error },
            false => Verdict::Retry {
                after: at_least.min(LONGEST_WAIT).max(self.backoff.pause(attempts)),
                error,
            },
        }
    }

    /// The verdict on an event that failed because the system that handlers need is away. `pause`
    /// is that of the breaker, if it is open.
    pub(super) fn put_off(&self, claim: &Claim, away: Away, pause: Option<Duration>) -> Verdict {
        let waited = claim.changed_at.saturating_sub(claim.queued_at);
        let waited = Duration::from_millis(waited.try_into().unwrap_or_default());
        let after = away.after.unwrap_or_default().min(LONGEST_WAIT);
        match pause {
            None if away.has_answered => self.retry(claim, after, away.error),
            _ if waited >= self.backoff.give_up => Verdict::Dead {
                error: format!("{}; given up, as it came long ago", away.error),
            },
            Some(pause) => Verdict::Release {
                after: after.max(pause),
                error: Some(away.error),
            },
            // The pause grows with the token, because each claim raises it, even one that costs no
            // attempt.
            None => Verdict::Release {
                after: self.backoff.pause(count(claim.token)).min(LONGEST_PUT_OFF),
                error: Some(away.error),
            },
        }
    }
}

/// The longest wait that a handler, or the system that it needs, can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest pause before an event that cost no attempt is tried again, so that it is tried soon
/// after the system that handlers need is back.
const LONGEST_PUT_OFF: Duration = Duration::from_secs(5 * 60);

fn give_back() -> Decision {
    Decision::Settle(Verdict::Release {
        after: Duration::ZERO,
        error: None,
    })
}

/// The span in which an event is handled: log lines of the handler, too, say which event they are
/// about. Its level is that of a failure, so that the line of a failure has it.
fn span(event: &Event) -> Span {
    let span = tracing::warn_span!(
        "event",
        id = event.id,
        attempt = event.attempt,
        request_id = %event.delivery.request_id,
        event = field::Empty,
        event_uid = field::Empty,
        conversation_uid = field::Empty,
    );
    let payload = &event.payload;
    span.in_scope(|| {
        Delivery::identified(
            payload.event(),
            payload.event_uid(),
            payload.conversation_uid(),
        );
    });
    span
}

/// The event that the ledger has, or the reason why it can't be read.
fn read(claim: &Claim, body: Bytes) -> Result<Event, String> {
    let payload = WebhookPayload::from_slice(&body).map_err(|error| error.to_string())?;
    let request_id = claim.request_id.parse().unwrap_or(Uuid::nil());
    let mut delivery = Delivery::new(request_id, body);
    delivery.method = claim.method.parse().unwrap_or(Method::POST);
    delivery.query = claim.query.clone();
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

/// Completes when running events have to be given back.
async fn stop(mut stopped: watch::Receiver<bool>) {
    if stopped.wait_for(|stopped| *stopped).await.is_err() {
        std::future::pending::<()>().await;
    }
}
