//! The hand-written layer under the generated operations: one configuration, one function through
//! which every request goes, one error.

mod body;
mod builder;
mod call;
pub(crate) mod decode;
mod error;
mod multipart;
mod operation;
mod pages;
mod parameter;
mod problem;
mod raw;
mod response;
mod retry;

pub use body::Body;
pub use builder::{BuildError, ClientBuilder, DEFAULT_API_VERSION, DEFAULT_BASE_URL};
pub use error::{BodyError, Error, ErrorResponse, PagesError};
pub(crate) use multipart::Multipart;
pub use multipart::Upload;
pub use operation::Operation;
pub use pages::{Item, ItemError, Items, Page, Pages, Paging};
pub(crate) use parameter::{Parameter, deep, joined, pairs, segment};
pub use problem::ProblemDetails;
pub use raw::RawRequest;
pub use response::Response;
pub use retry::RetryPolicy;

use std::time::Duration;

use http::HeaderValue;

/// A client of the Integration API.
///
/// Cheap to clone; clones share one pool of connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    api_version: String,
    /// Marked as sensitive, so that nothing prints it.
    token: HeaderValue,
    limits: Limits,
}

/// How long a call may take, how often it is sent, and how much is read.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// In bytes.
    response: usize,
    attempt_timeout: Duration,
    idle_timeout: Duration,
    deadline: Duration,
    retry: RetryPolicy,
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
            .finish_non_exhaustive()
    }
}
