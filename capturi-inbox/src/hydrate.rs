//! Hydration: a handler gets the full conversation, fetched from Capturi's API, in place of its
//! identity.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use capturi_api::{Client, Error as ApiError, StatusCode, types::IntegrationConversationView};
use capturi_webhooks::{FullWebhookPayload, UidWebhookPayload, WebhookPayload};
use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::{Deletion, Erasure, Event, EventHandler, Outcome, RateLimit};

/// Fetched conversations are kept for their next events, for so long and so many at most.
const KEEP_FOR: Duration = Duration::from_secs(5 * 60);
const KEEP: usize = 64;
/// The pause between two requests for a conversation that Capturi does not have yet. It doubles, up
/// to the maximum.
const QUESTION_PAUSE_FIRST: Duration = Duration::from_secs(15);
const QUESTION_PAUSE_MAX: Duration = Duration::from_secs(10 * 60);

/// A handler that fetches the conversation of an identity before it hands the event to another
/// handler.
///
/// An event whose payload is a [`WebhookPayload::Uid`] becomes a [`WebhookPayload::Conversation`],
/// with a body as Capturi would have sent it; other events are handed on as they are. Events that
/// were received before their conversation was fetched share the fetched conversation.
///
/// - A conversation that Capturi does not have is asked for again for an hour, unless
///   [`not_yet`](Self::not_yet) is set; then its event is dead.
/// - When the API can't be reached, or rejects the token (network failures, 401, 403), the outcome
///   is [`Outcome::Unreachable`], which costs no attempt.
/// - When the API is overloaded or fails (408, 429, 5xx), the outcome is [`Outcome::Unavailable`].
/// - When the API rejects the call for another reason, the event is retried like any other.
///
/// ```no_run
/// use capturi_inbox::{Event, Hydrate, Inbox};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let inbox = Inbox::open("sqlite:inbox.db").await?;
/// let client = capturi_api::Client::from_env()?;
/// let handler = Hydrate::new(client, |event: Event| async move {
///     println!("{}", event.payload.summary());
///     Ok::<_, std::io::Error>(())
/// });
/// inbox.worker(handler).run(std::future::pending()).await;
/// # Ok(()) }
/// ```
pub struct Hydrate<H> {
    client: Client,
    handler: H,
    not_yet: Duration,
    rate: Option<RateLimit>,
    fetched: Arc<Mutex<VecDeque<Fetched>>>,
}

/// A conversation that was fetched after an event of it was claimed.
struct Fetched {
    uid: Uuid,
    /// When that event was claimed, by the database's clock, which also set the time of its
    /// receipt.
    claimed_at: DateTime<Utc>,
    kept_since: Instant,
    conversation: Arc<IntegrationConversationView>,
}

impl<H: EventHandler> Hydrate<H> {
    /// Hands events, with full conversations fetched by `client`, to `handler`.
    pub fn new(client: Client, handler: H) -> Self {
        Self {
            client,
            handler,
            not_yet: Duration::from_secs(60 * 60),
            rate: None,
            fetched: Arc::default(),
        }
    }

    /// Sets for how long after its event a conversation that Capturi does not have is asked for; an
    /// hour unless set.
    #[must_use]
    pub fn not_yet(mut self, patience: Duration) -> Self {
        self.not_yet = patience;
        self
    }

    /// Limits the rate at which conversations are fetched; it is not limited unless set.
    #[must_use]
    pub fn rate(mut self, limit: RateLimit) -> Self {
        self.rate = Some(limit);
        self
    }

    async fn conversation(
        &self,
        event: &Event,
        identity: &UidWebhookPayload,
    ) -> Result<Arc<IntegrationConversationView>, Outcome> {
        if let Some(conversation) = self.known(event, identity.uid) {
            count("shared");
            return Ok(conversation);
        }
        if let Some(rate) = &self.rate {
            rate.wait().await;
        }
        let response = self.client.get_conversation(identity.uid).send().await;
        let found = match response {
            Ok(response) => response.into_inner(),
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => None,
            Err(error) => {
                count("failed");
                return Err(outcome(&error));
            }
        };
        let Some(conversation) = found else {
            count("not_there");
            return Err(self.not_yet_there(event));
        };
        count("fetched");
        let conversation = Arc::new(conversation);
        self.keep(event, identity.uid, &conversation);
        Ok(conversation)
    }

    /// The kept conversation, if it was fetched after this event was received, and so includes the
    /// change that the event reports.
    fn known(&self, event: &Event, uid: Uuid) -> Option<Arc<IntegrationConversationView>> {
        let fetched = lock(&self.fetched);
        let mut fetched = fetched.iter().rev();
        let found = fetched.find(|fetched| fetched.uid == uid)?;
        (event.received_at <= found.claimed_at).then(|| found.conversation.clone())
    }

    fn keep(&self, event: &Event, uid: Uuid, conversation: &Arc<IntegrationConversationView>) {
        let mut fetched = lock(&self.fetched);
        fetched.retain(|fetched| fetched.uid != uid);
        if fetched.len() >= KEEP {
            fetched.pop_front();
        }
        fetched.push_back(Fetched {
            uid,
            claimed_at: event.claimed_at,
            kept_since: Instant::now(),
            conversation: conversation.clone(),
        });
        // Content stays in memory for no longer, also if no other event comes.
        let kept = Arc::downgrade(&self.fetched);
        tokio::spawn(async move {
            sleep(KEEP_FOR).await;
            if let Some(kept) = kept.upgrade() {
                lock(&kept).retain(|fetched| fetched.kept_since.elapsed() < KEEP_FOR);
            }
        });
    }

    /// Drops the conversation if this event says that it was deleted or erased.
    fn forget(&self, event: &Event) {
        if Deletion::of(event).is_some() || Erasure::of(event).is_some() {
            let gone = event.payload.conversation_uid();
            lock(&self.fetched).retain(|fetched| Some(fetched.uid) != gone);
        }
    }

    fn not_yet_there(&self, event: &Event) -> Outcome {
        let waited = (event.claimed_at - event.received_at)
            .to_std()
            .unwrap_or_default();
        let error = "Capturi does not have this conversation (204)".to_owned();
        match waited < self.not_yet {
            true => Outcome::RetryAfter {
                after: QUESTION_PAUSE_FIRST
                    .saturating_mul(1 << event.attempt.saturating_sub(1).min(16))
                    .min(QUESTION_PAUSE_MAX)
                    .min(self.not_yet),
                error,
            },
            false => Outcome::Permanent { error },
        }
    }
}

impl<H> fmt::Debug for Hydrate<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What people said is in no text of ours.
        f.debug_struct("Hydrate")
            .field("not_yet", &self.not_yet)
            .field("fetched", &lock(&self.fetched).len())
            .finish_non_exhaustive()
    }
}

impl<H: EventHandler> EventHandler for Hydrate<H> {
    async fn handle(&self, mut event: Event) -> Outcome {
        self.forget(&event);
        if let WebhookPayload::Uid(identity) = &event.payload {
            let conversation = match self.conversation(&event, identity).await {
                Ok(conversation) => conversation,
                Err(outcome) => return outcome,
            };
            let full = FullWebhookPayload::new(
                identity.event_uid,
                identity.event.clone(),
                Arc::unwrap_or_clone(conversation),
            );
            match serde_json::to_vec(&full) {
                Ok(body) => event.delivery.body = body.into(),
                Err(error) => return Outcome::retry(error),
            }
            event.payload = WebhookPayload::Conversation(Box::new(full));
        }
        self.handler.handle(event).await
    }
}

fn lock(fetched: &Mutex<VecDeque<Fetched>>) -> MutexGuard<'_, VecDeque<Fetched>> {
    fetched.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count(result: &'static str) {
    metrics::counter!("capturi_inbox_hydrated_total", "result" => result).increment(1);
}

fn outcome(error: &ApiError) -> Outcome {
    // The API's errors say the operation and the status, never a token or a body.
    let text = error.to_string();
    match error.status() {
        // This lasts until an operator sets another token, or Capturi accepts this one again.
        Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Outcome::unreachable(text),
        Some(status) if error.is_retryable() || status.is_server_error() => Outcome::Unavailable {
            after: error.retry_after(),
            error: text,
        },
        None if error.is_retryable() => Outcome::unreachable(text),
        _ => Outcome::retry(text),
    }
}
