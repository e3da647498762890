//! The result of a successful call.

use std::{fmt, ops::Deref};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// The result of a successful call: the value that was read, and the JSON that it was read from.
///
/// The response derefs to the value; [`into_inner`](Self::into_inner) takes the value out and frees
/// the rest.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let mock = capturi_api::mock::MockCapturi::start().await;
/// # mock.get_conversation().returns(serde_json::json!({ "state": "Success", "somethingNew": 7 }));
/// # let capturi = mock.client();
/// # let uid = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";
/// let response = capturi.get_conversation(uid).send().await?;
/// // What this version has no field for is in the JSON.
/// let json: serde_json::Value = serde_json::from_slice(response.json())?;
/// assert_eq!(json["somethingNew"], 7);
/// assert!(response.into_inner().is_some());
/// # Ok(()) }
/// ```
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    json: Bytes,
}

impl<T> Response<T> {
    pub(super) fn new(value: T, status: StatusCode, headers: HeaderMap, json: Bytes) -> Self {
        Self {
            value,
            status,
            headers,
            json,
        }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    pub(super) fn into_json(self) -> Bytes {
        self.json
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The server's name for the request, to quote to its support: the header `x-request-id`,
    /// `request-id` or `x-correlation-id`. The API's document names none of them.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The JSON that the value was read from, as it came. It is empty if the server answered 204,
    /// or if the value is the unread [`Body`](crate::Body).
    pub fn json(&self) -> &Bytes {
        &self.json
    }
}

/// The server's name for a request.
pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "request-id", "x-correlation-id"]
        .into_iter()
        .find_map(|name| headers.get(name)?.to_str().ok())
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Shows neither the value nor its JSON, which hold people's calls.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("json", &format_args!("{} bytes", self.json.len()))
            .finish_non_exhaustive()
    }
}
