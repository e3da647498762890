//! The event that a handler gets, and the outcome that it returns.

use std::{fmt, future::Future, time::Duration};

use capturi_webhooks::{WebhookPayload, receiver::Delivery};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::{
    Transaction,
    database::{Effect, EffectError},
};

/// An event that is being handled.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// The id of the event in the inbox.
    pub id: i64,
    /// The endpoint that received the event.
    pub source: String,
    /// The uid of the event at Capturi.
    pub event_uid: Option<Uuid>,
    /// The number of this attempt, from 1.
    pub attempt: u32,
    /// The number of duplicates.
    pub duplicates: u32,
    /// When the event was received, by the database's clock.
    pub received_at: DateTime<Utc>,
    /// When this attempt began, by the database's clock.
    pub claimed_at: DateTime<Utc>,
    /// The payload of the event.
    pub payload: WebhookPayload,
    /// The request that delivered the event, with the request id of the receiver's log.
    pub delivery: Delivery,
}

/// The outcome of handling an event.
///
/// The text of an error is kept in the ledger beside the event, for operators alone. It is logged
/// only if it opens the circuit breaker or keeps it open.
#[non_exhaustive]
pub enum Outcome {
    /// The event was handled.
    Done,
    /// The event was handled, and an effect is to be written with it; see [`Outcome::done_with`].
    DoneWith(DoneWith),
    /// The event could not be handled. It is tried again after the backoff.
    Retry {
        /// The error.
        error: String,
    },
    /// The event could not be handled. It is tried again after this time, or after the backoff if
    /// that is longer.
    RetryAfter {
        /// The shortest wait.
        after: Duration,
        /// The error.
        error: String,
    },
    /// The event can never be handled. It is dead at once.
    Permanent {
        /// The error.
        error: String,
    },
    /// The system that the handler needs answers that it can't serve at the moment. The event is
    /// tried again after this time, or after the backoff if that is longer. If several events end
    /// like this and none is handled in between, the circuit breaker opens: only a single event is
    /// tried from time to time, and attempts cost nothing.
    Unavailable {
        /// The time that the system asks to wait, if it does.
        after: Option<Duration>,
        /// The error.
        error: String,
    },
    /// The system that the handler needs was not reached, or did not answer. This is like
    /// [`Unavailable`](Self::Unavailable), but it never costs an attempt. An event is dead if it
    /// still ends like this [`Backoff::give_up`](crate::Backoff::give_up) after its receipt or
    /// requeue.
    Unreachable {
        /// The error.
        error: String,
    },
}

/// The effect that is written in the transaction that marks an event as done.
pub struct DoneWith(pub(super) Effect);

impl fmt::Debug for DoneWith {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DoneWith")
    }
}

impl Outcome {
    /// The event could not be handled. It is tried again after the backoff.
    pub fn retry(error: impl fmt::Display) -> Self {
        Self::Retry {
            error: error.to_string(),
        }
    }

    /// The event can never be handled. It is dead at once.
    pub fn permanent(error: impl fmt::Display) -> Self {
        Self::Permanent {
            error: error.to_string(),
        }
    }

    /// The system that the handler needs answers that it can't serve at the moment.
    pub fn unavailable(error: impl fmt::Display) -> Self {
        Self::Unavailable {
            after: None,
            error: error.to_string(),
        }
    }

    /// The system that the handler needs was not reached, or did not answer.
    pub fn unreachable(error: impl fmt::Display) -> Self {
        Self::Unreachable {
            error: error.to_string(),
        }
    }

    /// The event was handled, and `effect` is written to the inbox's database in the transaction
    /// that marks the event as done: both or neither, so that the effect happens exactly once. If
    /// the effect fails, the event is retried.
    ///
    /// The transaction begins after the handler has returned: do slow work in the handler. The
    /// effect is given up after 10 s; on SQLite, no other write can happen meanwhile. It is rolled
    /// back if another worker has the event by then. On SQLite, the effect can't begin a
    /// transaction inside this one.
    ///
    /// ```
    /// use capturi_inbox::{Event, Outcome, sqlx};
    ///
    /// async fn count(event: Event) -> Outcome {
    ///     let name = event.payload.event().to_string();
    ///     Outcome::done_with(move |transaction| {
    ///         Box::pin(async move {
    ///             if let Some(sqlite) = transaction.sqlite() {
    ///                 sqlx::query("CREATE TABLE IF NOT EXISTS seen (event TEXT NOT NULL)")
    ///                     .execute(&mut *sqlite)
    ///                     .await?;
    ///                 sqlx::query("INSERT INTO seen (event) VALUES ($1)")
    ///                     .bind(name)
    ///                     .execute(sqlite)
    ///                     .await?;
    ///             }
    ///             Ok(())
    ///         })
    ///     })
    /// }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use capturi_webhooks::{receiver::{Delivery, HandOver as _}, testing::IDENTITY};
    /// # let inbox = capturi_inbox::Inbox::in_memory().await?;
    /// # let delivery = Delivery::new(uuid::Uuid::nil(), IDENTITY.into());
    /// # assert!(inbox.source("test").hand_over(delivery).await.is_success());
    /// # assert_eq!(inbox.drain(count).await?.done, 1);
    /// # Ok(()) }
    /// ```
    pub fn done_with<F>(effect: F) -> Self
    where
        F: for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<(), EffectError>>
            + Send
            + 'static,
    {
        Self::DoneWith(DoneWith(Box::new(effect)))
    }

    /// The error, if the event was not handled.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Done | Self::DoneWith(_) => None,
            Self::Retry { error }
            | Self::RetryAfter { error, .. }
            | Self::Permanent { error }
            | Self::Unavailable { error, .. }
            | Self::Unreachable { error } => Some(error),
        }
    }

    /// The outcome's name.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done | Self::DoneWith(_) => "done",
            Self::Retry { .. } | Self::RetryAfter { .. } => "retry",
            Self::Permanent { .. } => "permanent",
            Self::Unavailable { .. } => "unavailable",
            Self::Unreachable { .. } => "unreachable",
        }
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text of a handler's error may quote the payload.
        f.debug_tuple("Outcome").field(&self.as_str()).finish()
    }
}

/// Success is [`Outcome::Done`], an error is [`Outcome::Retry`].
impl<E: fmt::Display> From<Result<(), E>> for Outcome {
    fn from(result: Result<(), E>) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(error) => Self::retry(error),
        }
    }
}

/// Success is the handler's own outcome, an error is [`Outcome::Retry`].
impl<E: fmt::Display> From<Result<Outcome, E>> for Outcome {
    fn from(result: Result<Self, E>) -> Self {
        result.unwrap_or_else(Self::retry)
    }
}

/// A handler of events. It gets each event at least once: make it idempotent by event uid.
///
/// Closures implement this trait if they take an [`Event`] and return a future of an [`Outcome`],
/// or of a `Result` with an `Outcome` or nothing, whose error is retried. A panic is a failure like
/// any other.
///
/// ```
/// use capturi_inbox::{Event, Outcome};
///
/// async fn handle(event: Event) -> Result<Outcome, serde_json::Error> {
///     let body: serde_json::Value = serde_json::from_slice(&event.delivery.body)?; // tried again
///     Ok(match body.get("entity") {
///         Some(_) => Outcome::Done,
///         None => Outcome::permanent("there is no entity"), // dead at once
///     })
/// }
/// # async fn run() -> Result<(), capturi_inbox::Error> {
/// # let inbox = capturi_inbox::Inbox::in_memory().await?;
/// inbox.worker(handle).run(std::future::pending()).await?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle the events of an inbox",
    label = "not a `EventHandler`",
    note = "a handler is a closure or function that takes an `Event` and returns a future of an `Outcome`, \
            of `Result<(), E>` or of `Result<Outcome, E>`, with an `E` that can be displayed"
)]
pub trait EventHandler: Send + Sync + 'static {
    /// Handles an event. The future is dropped when it takes longer than the worker's time limit,
    /// when the worker has lost the event to another, or when the worker's shutdown timeout is
    /// over.
    fn handle(&self, event: Event) -> impl Future<Output = Outcome> + Send;
}

impl<F, R, O> EventHandler for F
where
    F: Fn(Event) -> R + Send + Sync + 'static,
    R: Future<Output = O> + Send,
    O: Into<Outcome>,
{
    async fn handle(&self, event: Event) -> Outcome {
        self(event).await.into()
    }
}
