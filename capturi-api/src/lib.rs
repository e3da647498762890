//! The client of Capturi's Integration API.
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
//! The API token comes from Capturi's settings; [`Client::from_env`] reads it from
//! `CAPTURI_TOKEN`. It is sent in `Authorization` as it is, over TLS (plain `http` is accepted for
//! loopback alone), to the host of the base URL and to no other: a redirect elsewhere is an error.
//! It is never printed, logged or part of a URL.
//!
//! # Listings
//!
//! A listing's `stream` gives every item of every page, with the JSON of one page in memory at a
//! time. Items are read one by one: one that does not fit its model is an [`Error::Item`] with its
//! page, its uid and its JSON, and the stream goes on after it, unless `?` or `try_collect` ends the
//! loop there. Any other error ends the stream before the listing is complete; [`Items::retry`] makes
//! it ask for that page again.
//!
//! A listing's `pages` gives the pages themselves. Between two of them is the place for a
//! checkpoint: what [`Page::items`] gave is written, and [`Page::continuation_token`] is kept to go on
//! from. When it is `None` the listing is complete. A sync that runs again begins its next listing at
//! a time of change (`last_changed`), not at the beginning.
//!
//! `examples/sync_conversations.rs` is a whole sync: each run adds what changed since the run before, and
//! it may be killed at any moment.
//!
//! # Models and JSON
//!
//! A model has what this version knows of. The JSON that it was read from has everything:
//! [`Response::json`] of a single answer, [`Item::json`] and [`Page::json`] of a listing, and
//! [`Items::with_json`] of a stream. `send_raw` leaves an answer unread. What does not fit its
//! model is in the error: [`BodyError::body`], [`ItemError::json`].
//!
//! # Errors
//!
//! One [`Error`], which tells the operation and what went wrong: the status and what the server
//! says of it ([`Error::problem_details`]), or the place in the JSON that does not fit. What does
//! not exist is no error: the server answers 204, and the result is `None`.
//!
//! # Retries and time limits
//!
//! A call that is free of side effects is sent again after a failure that may pass: no connection,
//! a response that breaks off, 408, 429, 502, 503, 504. So are all GETs, and the listings that are
//! POSTs ([`Operation::safe`](field@Operation::safe)); what changes something is sent once. See [`RetryPolicy`], and
//! [`ClientBuilder`] for the time limits.
//!
//! The server's rate limit is a 429: its `Retry-After` is waited for, as long as the deadline
//! allows, and is [`Error::retry_after`] otherwise.
//!
//! # Times
//!
//! All times are UTC. A time that the server writes without an offset is read as UTC.
//!
//! # Testing
//!
//! With the feature `mock`, `mock::MockCapturi` is a Capturi in your test's process, with a stub for
//! each operation; `mock::example` makes models for tests without HTTP.
//!
//! # What keeps working when the API grows
//!
//! - A field that this version does not know is ignored.
//! - An enum value that it does not know is kept as `Unknown(String)`, an unknown variant of a
//!   union as `Unknown(serde_json::Value)`; both are written back as they came.
//! - Response models, enums and unions are `#[non_exhaustive]`: match with a last `_` arm, and with
//!   `..` in patterns. Request models are not: write them with `..Default::default()`.
//! - `null` in a bool, number, string, list or map that is not nullable reads as its empty value.
//! - An endpoint that is newer than this crate is called with [`Client::raw`].
//!
//! # Features
//!
//! - `client` (default): the client. Without it the crate is the models alone, with no HTTP and
//!   no async runtime among its dependencies.
//! - `rustls` (default), `native-tls`: who speaks TLS.
//! - `gzip`: asks for compressed responses.
//! - `system-proxy`, `socks`: use the platform's proxy, or a SOCKS proxy.
//! - `mock`: a Capturi for tests.
//! - `codegen`: generate the code in the build instead of taking the committed one. With the
//!   environment variable `CAPTURI_SPEC=/path/to/swagger.json` from a newer document than ours.

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
    AuthScheme, Body, BodyError, BuildError, Client, ClientBuilder, DEFAULT_API_VERSION,
    DEFAULT_BASE_URL, Error, ErrorResponse, HttpError, IntoOptional, Item, ItemError, Items,
    Operation, Page, Pages, PagesError, Paging, ProblemDetails, RawRequest, Response, Retry,
    RetryPolicy, Upload, retry_after, with_segment,
};
#[cfg(feature = "client")]
#[allow(unused_imports)] // what today's operations do not need, tomorrow's may
pub(crate) use client::{Multipart, Parameter, decode, deep, joined, pairs, segment, until_found};
#[cfg(feature = "client")]
pub use http::{HeaderMap, Method, StatusCode};
pub(crate) use model::read_model;
pub(crate) use open_enum::open_enum;
#[allow(unused_imports)] // what today's models do not need, tomorrow's may
pub(crate) use {
    open_enum::open_number_enum,
    union::{tagged_union, untagged_union},
};

/// The generated code, in one place for the lints that it need not obey.
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
