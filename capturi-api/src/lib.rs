//! A client of Capturi's Integration API.
//!
//! Everything in [`types`] and [`builder`] is generated from the vendor's OpenAPI document; the
//! hand-written part is the thin layer that sends requests and reads responses.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use capturi_api::{Client, types::CursorConversationFiltersRequestModel};
//! use futures_util::TryStreamExt as _;
//!
//! # let mock = capturi_api::mock::MockCapturi::start().await;
//! # mock.list_conversations().returns(serde_json::json!({ "conversations": [{}] }));
//! # if false {
//! let capturi = Client::from_env()?; // the token in CAPTURI_TOKEN
//! # }
//! # let capturi = mock.client();
//! let filter = CursorConversationFiltersRequestModel { limit: Some(1000), ..Default::default() };
//! let mut calls = capturi.list_conversations().body(filter).stream();
//! while let Some(call) = calls.try_next().await? {
//!     println!("{} {} {} s", call.uid, call.state, call.duration);
//! }
//! # Ok(()) }
//! ```
//!
//! # Authentication
//!
//! The API token comes from Capturi's settings; [`Client::from_env`] reads it from `CAPTURI_TOKEN`.
//! The client sends the bare token in `Authorization`, without a scheme word before it. Capturi
//! documents this header for another of its APIs; for this API it is our inference.
//! [`ClientBuilder::auth_scheme`] sets another scheme.
//!
//! The token goes to the origin of the base URL only, over TLS (plain `http` is accepted for
//! loopback alone): a redirect elsewhere is an error. The token is never printed, logged or part of
//! a URL.
//!
//! # Listings
//!
//! A listing's `stream` gives every item of every page, with the JSON of one page in memory at a
//! time. Items are read one by one: an item that does not fit its model is an [`Error::Item`] with
//! its page, its uid and its JSON, and the stream goes on after it, unless `?` or `try_collect`
//! ends your loop there. Any other error ends the stream before the listing is complete;
//! [`Items::retry`] makes the stream ask for that page again.
//!
//! A listing's `pages` gives the pages themselves, for checkpoints: after each page, store its
//! [`Page::items`], and keep its [`Page::continuation_token`] to go on from. The page whose token
//! is `None` completes a listing with tokens. A sync that runs again begins its next listing at a
//! time of change (`last_changed`), not at the beginning.
//!
//! `examples/sync_conversations.rs` is a whole sync. Each run adds the conversations that changed
//! since the run before, and may be killed at any moment.
//!
//! # Models and JSON
//!
//! A model has the fields that this version knows; the JSON that it was read from has every field.
//! See [`Response::json`] for a single answer, [`Item::json`] and [`Page::json`] for a listing, and
//! [`Items::with_json`] for a stream. `send_raw` leaves an answer unread. JSON that does not fit
//! its model is in the error: [`BodyError::body`], [`ItemError::json`].
//!
//! # Errors
//!
//! Every call that fails returns an [`Error`]. It tells the operation and the cause: the status and
//! the server's explanation ([`Error::problem_details`]), or the place in the JSON that does not
//! fit. An object that does not exist is no error: the server answers 204, and the result is
//! `None`.
//!
//! # Retries and time limits
//!
//! Read-only calls are retried after temporary failures, until a deadline; writes are sent once.
//! The read-only calls are all GETs, and the listings that are POSTs
//! ([`Operation::safe`](field@Operation::safe)). A failure is temporary if there is no connection,
//! if the response breaks off or does not come in time, or if the status says so (408, 429, 502,
//! 503 or 504).
//!
//! [`RetryPolicy`] sets the number of attempts and the pauses between them.
//! [`RetryPolicy::statuses`] names other statuses, and [`RetryPolicy::before_retry`] calls a
//! function of yours before each retry, which may log the retry or prevent it. [`ClientBuilder`]
//! has the time limits.
//!
//! The server's rate limit is a 429. The client waits for its `Retry-After` if the deadline allows;
//! otherwise the call fails, and [`Error::retry_after`] tells the time to wait.
//!
//! # Times
//!
//! All times are UTC. A time that the server writes without an offset is read as UTC.
//!
//! # Testing
//!
//! With the feature `mock`, `mock::MockCapturi` is a mock server in your test's process, with a
//! stub for each operation; `mock::example` makes models for tests without HTTP.
//!
//! # When the API grows
//!
//! - A field that this version does not know is ignored.
//! - An unknown enum value is kept as `Unknown(String)`, an unknown variant of a union as
//!   `Unknown(serde_json::Value)`; both are written back as they came.
//! - Response models, enums and unions are `#[non_exhaustive]`: match with a last `_` arm, and with
//!   `..` in patterns. Request models are not: write them with `..Default::default()`.
//! - `null` in a bool, number, string, list or map that is not nullable reads as its empty value.
//! - An endpoint that is newer than this crate is called with [`Client::raw`].
//!
//! # Features
//!
//! - `client` (default): the client. Without it the crate is the models alone, with no HTTP and
//!   no async runtime among its dependencies.
//! - `rustls` (default), `native-tls`: the library for TLS.
//! - `gzip`: asks for compressed responses.
//! - `system-proxy`, `socks`: use the platform's proxy, or a SOCKS proxy.
//! - `mock`: a mock of Capturi for tests.
//! - `codegen`: generates the code in the build instead of compiling the committed code. The
//!   environment variable `CAPTURI_SPEC=/path/to/swagger.json` names a newer document than ours.

#[cfg(feature = "client")]
mod client;
mod host;
mod json;
pub mod lenient;
#[cfg(feature = "mock")]
pub mod mock;
mod model;
mod open_enum;
mod union;

pub use host::is_loopback;
pub use json::{JsonError, json_from_slice};

#[cfg(feature = "client")]
pub use builder::OPERATIONS;
#[cfg(feature = "client")]
pub use client::{
    Attempt, AuthScheme, Body, BodyError, BuildError, Client, ClientBuilder, DEFAULT_API_VERSION,
    DEFAULT_BASE_URL, Error, ErrorResponse, HttpError, IntoOptional, Item, ItemError, Items,
    Operation, Page, Pages, PagesError, Paging, ProblemDetails, RawRequest, Response, Retry,
    RetryPolicy, Upload, retry_after, with_segment,
};
#[cfg(feature = "client")]
#[allow(unused_imports)] // operations of a newer document may need them
pub(crate) use client::{
    Multipart, Parameter, as_json, cookies, decode, deep, joined, pairs, segment, until_found,
};
#[cfg(feature = "client")]
pub use http::{HeaderMap, Method, StatusCode};
pub(crate) use model::read_model;
pub(crate) use open_enum::open_enum;
#[allow(unused_imports)] // models of a newer document may need them
pub(crate) use {
    open_enum::open_number_enum,
    union::{tagged_union, untagged_union},
};

/// The generated code, in a module of its own for the lints that do not apply to it.
#[allow(
    clippy::all,
    clippy::pedantic,
    deprecated,
    missing_docs,
    unreachable_pub,
    unused_imports,
    unused_qualifications,
    rustdoc::invalid_html_tags
)]
mod generated {
    #[cfg(feature = "codegen")]
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
    #[cfg(not(feature = "codegen"))]
    include!("generated.rs");
}

pub use generated::*;

/// Compiles the code in the READMEs.
#[cfg(all(doctest, feature = "client"))]
mod readme {
    #[doc = include_str!("../README.md")]
    mod of_the_crate {}
    #[doc = include_str!("../../README.md")]
    mod of_the_repository {}
}
