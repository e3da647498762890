//! For applications that have their own routes: the payload as an axum extractor.

use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::StatusCode;

use super::{Answer, answer::request_id};
use crate::WebhookPayload;

/// Extracts a payload from the body of a request.
///
/// It authenticates nobody: put it behind a layer of your own that does, or use the
/// [`Receiver`](super::Receiver). Bodies are limited by axum's `DefaultBodyLimit`, 2 MB unless set.
///
/// ```
/// use axum::{Router, routing::post};
/// use capturi_webhooks::receiver::Webhook;
///
/// let app: Router = Router::new().route(
///     "/capturi",
///     post(async |Webhook(payload): Webhook| payload.event().to_string()),
/// );
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook(pub WebhookPayload);

/// Why a request has no payload: answered as the receiver answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRejection(Answer);

impl WebhookRejection {
    /// What the request is answered.
    pub fn answer(&self) -> &Answer {
        &self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for Webhook {
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebhookRejection> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                WebhookRejection(match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Answer::TooLarge,
                    _ => Answer::NotJson,
                })
            })?;
        WebhookPayload::from_slice(&body)
            .map(Self)
            .map_err(|error| WebhookRejection(error.into()))
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        self.0.into_response(request_id()).into_response()
    }
}
