//! The hand-written layer under the generated operations: one configuration, one function through
//! which every request goes, one error.

mod body;
mod builder;
mod call;
pub(crate) mod decode;
mod error;
mod multipart;
mod observer;
mod operation;
mod pages;
mod parameter;
mod problem;
mod raw;
mod response;
mod retry;

pub use body::Body;
pub use builder::{AuthScheme, BuildError, ClientBuilder, DEFAULT_API_VERSION, DEFAULT_BASE_URL};
pub use error::{BodyError, Error, ErrorResponse, HttpError, PagesError};
pub(crate) use multipart::Multipart;
pub use multipart::Upload;
pub use observer::Attempt;
use observer::Observer;
pub use operation::Operation;
pub use pages::{Item, ItemError, Items, Page, Pages, Paging};
pub use parameter::{IntoOptional, with_segment};
pub(crate) use parameter::{Parameter, as_json, cookies, deep, joined, pairs, segment};
pub use problem::ProblemDetails;
pub use raw::RawRequest;
pub use response::Response;
pub(crate) use retry::until_found;
pub use retry::{Retry, RetryPolicy, retry_after};

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use http::{HeaderName, HeaderValue};

/// A client of the Integration API.
///
/// Cheap to clone; clones share one pool of connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    api_version: String,
    /// The token, marked as sensitive so that nothing prints it.
    token: Arc<RwLock<HeaderValue>>,
    auth_scheme: AuthScheme,
    limits: Limits,
    retry: RetryPolicy,
    observer: Observer,
}

/// The limits of a call's time and of a response's size.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// The largest response in memory, in bytes.
    response: usize,
    attempt_timeout: Duration,
    idle_timeout: Duration,
    deadline: Duration,
}

impl Client {
    /// Starts the configuration of a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client with the token in the environment variable `CAPTURI_TOKEN`, and, where they are
    /// set, the base URL in `CAPTURI_BASE_URL` and the version in `CAPTURI_API_VERSION`.
    ///
    /// # Errors
    ///
    /// If `CAPTURI_TOKEN` is not set, or a value can't be used.
    pub fn from_env() -> Result<Self, BuildError> {
        Self::builder().from_env().build()
    }

    /// The URL that every operation's path is appended to, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sends another token from now on, with all clones of this client: for a token that was replaced
    /// while the program runs.
    ///
    /// # Errors
    ///
    /// If the token is empty or can't be sent; the client then keeps the token that it has.
    pub fn replace_token(&self, token: impl Into<String>) -> Result<(), BuildError> {
        let (_, token) = self.auth_scheme.header(&token.into().into())?;
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token;
        Ok(())
    }

    /// The header that carries the token.
    fn authentication(&self) -> (HeaderName, HeaderValue) {
        let token = self.token.read().unwrap_or_else(PoisonError::into_inner);
        (self.auth_scheme.name(), token.clone())
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url)
            .field("api_version", &self.api_version)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
