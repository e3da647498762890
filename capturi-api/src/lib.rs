//! The client of Capturi's Integration API.
//!
//! Everything in [`types`] and [`builder`] is generated from the vendor's OpenAPI document; the
//! hand-written part is the thin layer that sends requests and reads responses.
//!
//! ```no_run
//! # #[cfg(feature = "client")] async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use capturi_api::{Client, types::CursorConversationFiltersRequestModel};
//!
//! let capturi = Client::builder().token(std::env::var("CAPTURI_TOKEN")?).build()?;
//! let page = capturi
//!     .list_conversations()
//!     .body(CursorConversationFiltersRequestModel { limit: Some(100), ..Default::default() })
//!     .send()
//!     .await?;
//! for conversation in page.conversations.iter().flatten() {
//!     println!("{} {}", conversation.uid, conversation.state);
//! }
//! # Ok(()) }
//! ```
//!
//! # What keeps working when the API grows
//!
//! - A field that this version does not know is ignored.
//! - An enum value that it does not know is kept as `Unknown(String)`, an unknown variant of a
//!   union as `Unknown(serde_json::Value)`; both are written back as they came.
//! - Response models, enums and unions are `#[non_exhaustive]`: match with a last `_` arm.
//! - A date-time without an offset is read as UTC; `null` in a bool, number, string, list or map
//!   that is not nullable reads as its empty value.
//!
//! # Features
//!
//! - `client` (default): the client. Without it the crate is the models alone, with no HTTP and
//!   no async runtime among its dependencies.
//! - `rustls` (default): TLS by rustls.
//! - `codegen`: generate the code in the build instead of taking the committed one. With the
//!   environment variable `CAPTURI_SPEC=/path/to/swagger.json` from a newer document than ours.

#[cfg(feature = "client")]
mod client;
mod json;
#[doc(hidden)]
pub mod lenient;
mod model;
mod open_enum;

pub use json::{JsonError, json_from_slice};

#[cfg(feature = "client")]
pub use client::{
    Body, BuildError, Client, ClientBuilder, DEFAULT_API_VERSION, DEFAULT_BASE_URL, Error,
    ErrorResponse, Items, Operation, RawRequest, ResponseValue, RetryPolicy,
};
#[cfg(feature = "client")]
pub(crate) use client::{Parameter, decode};
pub(crate) use model::read_model;
pub(crate) use open_enum::open_enum;

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
