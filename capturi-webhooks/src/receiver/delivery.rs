//! The hand-over of a delivery: to a handler in this process, or to a store.

use std::{future::Future, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Uri, header, request};
use tracing::{Span, field};
use uuid::Uuid;

use super::{
    Answer,
    refusals::{quietly, shortened},
};
use crate::{WebhookEvent, WebhookIdentity, WebhookPayload};

/// A delivery that was let in, with its body read but not parsed.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// The request id, as it stands in the logs and in the answer.
    pub request_id: Uuid,
    /// The method: POST, PUT or PATCH.
    pub method: Method,
    /// The query, as it was sent.
    pub query: Option<String>,
    /// The headers `content-type` and `traceparent`. Any other header may hold a secret.
    pub headers: HeaderMap,
    /// The body as it was received.
    pub body: Bytes,
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery")
            .field("request_id", &self.request_id)
            .field("method", &self.method)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl Delivery {
    /// Makes a POST delivery of this body, for a store that hands over a body which it kept.
    pub fn new(request_id: Uuid, body: Bytes) -> Self {
        Self {
            request_id,
            method: Method::POST,
            query: None,
            headers: HeaderMap::new(),
            body,
        }
    }

    /// Adds the event of the current delivery to its log lines, so that their reader knows which
    /// event to replay if the delivery is not taken. Call it in [`HandOver::hand_over`], before
    /// anything that may fail.
    pub fn identified(
        event: &WebhookEvent,
        event_uid: Option<Uuid>,
        conversation_uid: Option<Uuid>,
    ) {
        quietly(|| {
            let span = Span::current();
            let event = match event {
                // An unknown name is text of the sender's, like a body: no log may have it.
                WebhookEvent::Unknown(_) => "unknown",
                event => event.as_str(),
            };
            span.record("event", event);
            if let Some(uid) = event_uid {
                span.record("event_uid", field::display(uid));
            }
            if let Some(uid) = conversation_uid {
                span.record("conversation_uid", field::display(uid));
            }
        });
    }

    /// The span in which a delivery is received. Its level is that of a failure, so that the log
    /// line of a failure has the span's fields.
    pub(super) fn span(request_id: &Uuid, method: &Method, uri: &Uri) -> Span {
        tracing::warn_span!(
            "webhook",
            %request_id,
            %method,
            path = shortened(uri.path()),
            event = field::Empty,
            event_uid = field::Empty,
            conversation_uid = field::Empty,
        )
    }

    pub(super) fn received(request_id: Uuid, head: request::Parts, body: Bytes) -> Self {
        let kept = [header::CONTENT_TYPE, HeaderName::from_static("traceparent")];
        let headers = kept.into_iter().filter_map(|name| {
            let value = head.headers.get(&name)?.clone();
            Some((name, value))
        });
        Self {
            request_id,
            headers: headers.collect(),
            query: head.uri.query().map(str::to_owned),
            method: head.method,
            body,
        }
    }
}

/// Adds the event of a body that can't be read as a whole to the log lines.
pub(super) fn identified_in(body: &[u8]) {
    if let Ok(identity) = WebhookIdentity::from_slice(body) {
        Delivery::identified(&identity.event, identity.event_uid, identity.entity_uid);
    }
}

/// Logs a delivery that was let in but not taken: its event may be lost.
pub(super) fn not_taken(answer: &Answer, elapsed: Option<Duration>) {
    let (status, reason) = (answer.status().as_u16(), answer.title());
    let elapsed = elapsed.map(field::debug);
    quietly(|| tracing::warn!(status, reason, elapsed, "a delivery was not taken"));
}

/// Takes deliveries, and decides on the answer to each.
#[diagnostic::on_unimplemented(
    message = "deliveries can't be handed over to `{Self}`",
    label = "not a `HandOver`",
    note = "name what takes them before `build`: `.handler(…)` for a closure, `.hand_over(…)` for a store, such as \
            a `Source` of `capturi-inbox`"
)]
pub trait HandOver: Send + Sync + 'static {
    /// Takes a delivery. The future runs to its end even if the sender hangs up.
    fn hand_over(&self, delivery: Delivery) -> impl Future<Output = Answer> + Send;
}

/// Handles events in this process, while Capturi waits for the answer.
///
/// Closures that take a payload and return a future of a `Result` are handlers. An event whose
/// handling fails is answered 500, and is lost unless you replay it from Capturi's log within 7
/// days.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle webhooks",
    label = "not a `PayloadHandler`",
    note = "a handler is a closure or function that takes a `WebhookPayload` and returns a future of \
            `Result<(), E>`"
)]
pub trait PayloadHandler: Send + Sync + 'static {
    /// The error of a handler. The receiver does not log it, as it may quote the payload: a handler
    /// logs its own failures.
    type Error: Send;

    /// Handles an event. The same event comes again when you replay it.
    fn handle(
        &self,
        payload: WebhookPayload,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

impl<F, R, E> PayloadHandler for F
where
    F: Fn(WebhookPayload) -> R + Send + Sync + 'static,
    R: Future<Output = Result<(), E>> + Send,
    E: Send,
{
    type Error = E;

    fn handle(&self, payload: WebhookPayload) -> impl Future<Output = Result<(), E>> + Send {
        self(payload)
    }
}

/// Hands payloads to a [`PayloadHandler`]. A body that can't be read as a payload is refused.
#[derive(Clone, Debug)]
pub struct InProcess<H>(H);

impl<H> InProcess<H> {
    pub(super) fn new(handler: H) -> Self {
        Self(handler)
    }
}

impl<H: PayloadHandler> HandOver for InProcess<H> {
    async fn hand_over(&self, delivery: Delivery) -> Answer {
        let payload = match WebhookPayload::from_slice(&delivery.body) {
            Ok(payload) => payload,
            Err(error) => {
                identified_in(&delivery.body);
                quietly(|| tracing::info!(%error, "payload can't be read"));
                return error.into();
            }
        };
        Delivery::identified(
            payload.event(),
            payload.event_uid(),
            payload.conversation_uid(),
        );
        // The handler may take long, and does not need the body.
        drop(delivery.body);
        match self.0.handle(payload).await {
            Ok(()) => Answer::Taken,
            Err(_) => Answer::Failed,
        }
    }
}
