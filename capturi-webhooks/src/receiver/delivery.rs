//! Handing a delivery over: to a handler in this process, or to whatever else takes it.

use std::future::Future;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, header, request};
use uuid::Uuid;

use super::{Answer, refusals::quietly};
use crate::WebhookPayload;

/// A delivery that was authenticated and read, but not looked into.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// The request id, as it stands in the logs and in the answer.
    pub request_id: Uuid,
    /// The method: POST, PUT or PATCH.
    pub method: Method,
    /// The query, as it was sent.
    pub query: Option<String>,
    /// Of the headers, `content-type` and `traceparent`: any other may hold a secret.
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
    /// A delivery of this body by POST, as a store that kept it makes it again.
    pub fn new(request_id: Uuid, body: Bytes) -> Self {
        Self {
            request_id,
            method: Method::POST,
            query: None,
            headers: HeaderMap::new(),
            body,
        }
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

/// Takes deliveries, and decides what each is answered.
pub trait HandOver: Send + Sync + 'static {
    /// Takes a delivery. It runs to its end even if the sender goes away.
    fn hand_over(&self, delivery: Delivery) -> impl Future<Output = Answer> + Send;
}

/// Handles events in this process, while their sender waits.
///
/// Implemented by closures that take a payload and return a future of a `Result`. An event whose
/// handling fails is answered 500 and stays lost until you replay it in Capturi's webhook
/// log.
pub trait Handler: Send + Sync + 'static {
    /// Why handling failed. The receiver does not log it, since it may quote the payload: a
    /// handler logs what it deems fit.
    type Error: Send;

    /// Handles an event. The same event comes again when you replay it.
    fn handle(
        &self,
        payload: WebhookPayload,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

impl<F, R, E> Handler for F
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

/// Hands over to a [`Handler`]: the payload is read first, so that what can't be read is refused.
#[derive(Clone, Debug)]
pub struct InProcess<H>(H);

impl<H> InProcess<H> {
    pub(super) fn new(handler: H) -> Self {
        Self(handler)
    }
}

impl<H: Handler> HandOver for InProcess<H> {
    async fn hand_over(&self, delivery: Delivery) -> Answer {
        let payload = match WebhookPayload::from_slice(&delivery.body) {
            Ok(payload) => payload,
            Err(error) => {
                quietly(|| tracing::warn!(%error, "payload can't be read"));
                return error.into();
            }
        };
        // The body is no longer needed, the handler may take long.
        drop(delivery.body);
        quietly(|| {
            tracing::debug!(
                event = match payload.event() {
                    // What a stranger calls an event is as good as a body.
                    crate::WebhookEvent::Unknown(_) => "unknown",
                    event => event.as_str(),
                },
                event_uid = payload.event_uid().map(tracing::field::display),
                conversation_uid = payload.conversation_uid().map(tracing::field::display),
                "handling"
            );
        });
        match self.0.handle(payload).await {
            Ok(()) => Answer::Taken,
            Err(_) => Answer::Failed,
        }
    }
}
