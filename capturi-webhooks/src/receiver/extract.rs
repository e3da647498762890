//! An axum extractor of payloads, for applications that have their own routes.

use axum::{
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::StatusCode;
use tracing::Instrument as _;

use super::{
    Answer, Delivery, Secrets,
    answer::request_id,
    delivery::{identified_in, not_taken},
};
use crate::WebhookPayload;

/// Extracts the payload of a request that carries one of the application's secrets.
///
/// The [`Secrets`] come from the application's state ([`FromRef`]). They are compared in constant
/// time, before a byte of the body is read; a request without a right secret is answered 401. Empty
/// secrets let in no request. Axum's `DefaultBodyLimit` limits the size of bodies, to 2 MB unless
/// set.
///
/// ```
/// use axum::{Router, extract::FromRef, routing::post};
/// use capturi_webhooks::receiver::{Secrets, Webhook};
///
/// #[derive(Clone)]
/// struct AppState {
///     secrets: Secrets,
/// }
///
/// impl FromRef<AppState> for Secrets {
///     fn from_ref(state: &AppState) -> Self {
///         state.secrets.clone()
///     }
/// }
///
/// # fn app(secret: String) -> Result<(), capturi_webhooks::receiver::SecretError> {
/// let secrets = Secrets::new([("X-Capturi-Secret", secret)])?;
/// let app: Router = Router::new()
///     .route("/capturi", post(async |Webhook(payload): Webhook| payload.event().to_string()))
///     .with_state(AppState { secrets });
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook(pub WebhookPayload);

/// The rejection of a request without a payload; its response is that of the receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRejection(Answer);

impl WebhookRejection {
    /// The answer to the request.
    pub fn answer(&self) -> &Answer {
        &self.0
    }
}

impl<S> FromRequest<S> for Webhook
where
    Secrets: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebhookRejection> {
        if !Secrets::from_ref(state).admit(request.headers()) {
            return Err(WebhookRejection(Answer::Unauthenticated));
        }
        // Logged at WARN, as by the receiver, so that the reader knows which event may be lost.
        let span = Delivery::span(&request_id(), request.method(), request.uri());
        let extracting = async {
            let body = Bytes::from_request(request, state).await;
            let body = body.map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Answer::TooLarge,
                _ => Answer::NotJson,
            })?;
            WebhookPayload::from_slice(&body).map_err(|error| {
                identified_in(&body);
                Answer::from(error)
            })
        };
        let extracted = extracting.instrument(span.clone()).await;
        extracted.map(Self).map_err(|answer| {
            span.in_scope(|| not_taken(&answer, None));
            WebhookRejection(answer)
        })
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        self.0.into_response(request_id()).into_response()
    }
}
