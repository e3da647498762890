//! A mock of Capturi for tests: an HTTP server in this process whose answers you set.
//!
//! Each operation of [`Client`] has a stub of the same name, with the same parameters. Stubs are
//! tried in the order in which they were finished; the first one that fits a call answers it.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), capturi_api::Error> {
//! use capturi_api::mock::MockCapturi;
//! use serde_json::json;
//!
//! const SCORE: &str = "5b0c1f5e-8a3f-4d0c-9a53-0f7d2c1e6b11";
//!
//! let mock = MockCapturi::start().await;
//! mock.get_score().uid(SCORE).returns(json!({ "name": "Greeting" }));
//! mock.get_score().returns_nothing(); // any other
//!
//! let capturi = mock.client();
//! let score = capturi.get_score(SCORE).send().await?.into_inner();
//! assert_eq!(score.and_then(|score| score.name).as_deref(), Some("Greeting"));
//! assert_eq!(mock.calls().len(), 1);
//! # Ok(()) }
//! ```
//!
//! A call that no stub fits is answered 501, with problem details that say so. A call without a
//! token in `Authorization` is answered 401.

#![allow(clippy::panic)] // a wrong stub has to fail the test at its own line

mod answer;
mod call;
mod example;
mod stub;

pub use call::Call;
pub use example::example;
pub use stub::{AnyPath, MayReturnNothing, ReturnsBytes, ReturnsJson, Stub, Stubbed};
pub(crate) use stub::{convert, stubs};

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::Method;
use serde::Serialize;
use serde_json::Value;
use wiremock::{Mock, MockServer, matchers::any};

use crate::{Client, ClientBuilder, RetryPolicy};
use answer::{Answers, Target};

/// The token of the clients that a mock makes.
const TOKEN: &str = "the-token-of-a-test";

/// A mock of the Integration API, which listens on a loopback port until it is dropped.
///
/// See the [module](self) for an example.
pub struct MockCapturi {
    server: MockServer,
    answers: Answers,
}

impl MockCapturi {
    /// Starts the server. It has no stubs yet.
    pub async fn start() -> Self {
        let server = MockServer::start().await;
        let answers = Answers::default();
        Mock::given(any())
            .respond_with(answers.clone())
            .mount(&server)
            .await;
        Self { server, answers }
    }

    /// A client of this server.
    pub fn client(&self) -> Client {
        match self.client_builder().build() {
            Ok(client) => client,
            Err(error) => panic!("a client of the mock server: {error}"),
        }
    }

    /// The configuration of a client of this server: its base URL, a token, and retries after a
    /// few milliseconds.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.base_url())
            .token(TOKEN)
            .retry(RetryPolicy::default().first_pause(Duration::from_millis(5)))
    }

    /// The URL of this server, for `CAPTURI_BASE_URL`. It takes any token.
    pub fn base_url(&self) -> String {
        self.server.uri()
    }

    /// All calls that were received, in their order.
    pub fn calls(&self) -> Vec<Call> {
        self.answers.calls()
    }

    /// A stub for [`Client::raw`] and a path that the document does not know.
    pub fn raw(&self, method: Method, path: &str) -> Stub<'_, AnyPath> {
        Stub::new(self, Target::Path(method, path.to_owned()))
    }
}

impl std::fmt::Debug for MockCapturi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MockCapturi")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

#[track_caller]
fn to_json(value: impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(value) => value,
        Err(error) => panic!("can't be written as JSON: {error}"),
    }
}

/// Locks a mutex, even after a thread panicked: the test still wants to see the calls.
fn lock<T>(mutex: &Arc<Mutex<T>>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
