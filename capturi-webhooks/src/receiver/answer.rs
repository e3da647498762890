//! The answers to deliveries.

use std::time::Duration;

use capturi_api::JsonError;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;
use uuid::Uuid;

use crate::PayloadError;

/// An id that tells requests apart in logs. It may be guessable, which saves the time of asking the
/// system for a random number.
pub(super) fn request_id() -> Uuid {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}

/// The answer to a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// 200: the delivery was taken.
    Taken,
    /// 200: the event was taken before. The body says so, in JSON: `{"duplicate":true}`.
    Duplicate,
    /// 400: the body is not a JSON object.
    NotJson,
    /// 401: the secret is missing or wrong.
    Unauthenticated,
    /// 403: without a secret, only this machine may deliver.
    Forbidden,
    /// 404: nothing is received at this path.
    NotFound,
    /// 405: webhooks come by POST, PUT or PATCH.
    MethodNotAllowed,
    /// 408: the body did not arrive in time.
    TooSlow,
    /// 413: the body is larger than the limit.
    TooLarge,
    /// 429: the secret is missing or wrong, and was too often before. A request with a right secret is
    /// never answered so.
    TooManyFailures {
        /// The time after which to try again.
        retry_after: Duration,
    },
    /// 422: the event is known, but its payload does not fit at this place.
    DoesNotFit(JsonError),
    /// 500: the handler failed. Replay the event once the cause is gone.
    Failed,
    /// 503: the delivery can't be taken now.
    Unavailable {
        /// The time after which to try again.
        retry_after: Duration,
    },
}

impl From<PayloadError> for Answer {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::NotAnObject(_) => Self::NotJson,
            PayloadError::DoesNotFit(error) => Self::DoesNotFit(error),
        }
    }
}

impl Answer {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Taken | Self::Duplicate => StatusCode::OK,
            Self::NotJson => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyFailures { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::DoesNotFit(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::Taken => "Taken",
            Self::Duplicate => "Taken before",
            Self::NotJson => "The body is not a JSON object",
            Self::Unauthenticated => "The secret is missing or wrong",
            Self::Forbidden => "Without a secret, only this machine may deliver",
            Self::NotFound => "Nothing is received at this path",
            Self::MethodNotAllowed => "Webhooks come by POST, PUT or PATCH",
            Self::TooSlow => "The body did not arrive in time",
            Self::TooLarge => "The body is larger than the limit",
            Self::TooManyFailures { .. } => "The secret was missing or wrong too often",
            Self::DoesNotFit(_) => "The payload does not fit its event",
            Self::Failed => "The handler failed",
            Self::Unavailable { .. } => "The delivery can't be taken now",
        }
    }

    /// Whether the sender may forget the delivery.
    pub fn is_success(&self) -> bool {
        self.status() == StatusCode::OK
    }

    /// The response; every answer but success has problem details as its body.
    pub(super) fn into_response(self, request_id: Uuid) -> Response<String> {
        let status = self.status();
        let mut response = Response::new(String::new());
        *response.status_mut() = status;
        let mut content_type = "application/json";
        if self == Self::Duplicate {
            *response.body_mut() = r#"{"duplicate":true}"#.to_owned();
        } else if self != Self::Taken {
            content_type = "application/problem+json";
            let mut problem = json!({
                "type": "about:blank",
                "title": self.title(),
                "status": status.as_u16(),
                "instance": format!("urn:uuid:{request_id}"),
            });
            if let Self::DoesNotFit(error) = &self {
                problem["path"] = json!(error.path());
                problem["detail"] = json!(error.reason());
            }
            *response.body_mut() = problem.to_string();
        }
        let headers = response.headers_mut();
        if self != Self::Taken {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        match &self {
            Self::Unauthenticated => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("SharedSecret"),
                );
            }
            Self::MethodNotAllowed => {
                headers.insert(header::ALLOW, HeaderValue::from_static("POST, PUT, PATCH"));
            }
            Self::Unavailable { retry_after } | Self::TooManyFailures { retry_after } => {
                let seconds = retry_after.as_secs().max(1);
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            // The rest of the body is not read, so the connection can't serve another request.
            Self::TooSlow | Self::TooLarge => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        if let Ok(id) = HeaderValue::from_str(&request_id.to_string()) {
            headers.insert("x-request-id", id);
        }
        response
    }
}
