//! An axum extractor of payloads, for applications that have their own routes.

use axum::{
    body::to_bytes,
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
};
use http_body_util::LengthLimitError;
use tracing::Instrument as _;

use super::{
    Answer, Delivery, Secrets,
    answer::request_id,
    delivery::{identified_in, not_taken},
    senders,
};
use crate::WebhookPayload;

/// The largest body, as of a receiver.
const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// Extracts the payload of a request that carries one of the application's secrets.
///
/// The [`Secrets`] come from the application's state ([`FromRef`]). They are compared in constant
/// time, before a byte of the body is read; a request without a right secret is answered 401. Empty
/// secrets let in no request. A body may have 10 MiB, as behind a receiver: axum's `DefaultBodyLimit`
/// of 2 MB would refuse long conversations. Refusals are logged like those of a receiver.
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
        let secrets = Secrets::from_ref(state);
        if !secrets.admit(request.headers()) {
            let refusal = Answer::Unauthenticated;
            let peer = senders::peer(request.extensions());
            secrets
                .refusals()
                .count(&refusal, request.uri().path(), peer);
            return Err(WebhookRejection(refusal));
        }
        // Logged at WARN, as by the receiver, so that the reader knows which event may be lost.
        let span = Delivery::span(&request_id(), request.method(), request.uri());
        let extracting = async {
            // axum's own limit of 2 MB may be less than a long conversation, whose event would be lost.
            let body = to_bytes(request.into_body(), BODY_LIMIT).await;
            let body = body.map_err(|error| match has_length_limit(&error) {
                true => Answer::TooLarge,
                false => Answer::NotJson,
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

fn has_length_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    causes.any(<dyn std::error::Error>::is::<LengthLimitError>)
}
