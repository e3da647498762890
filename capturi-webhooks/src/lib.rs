//! Capturi's webhooks: their payloads as types, and a receiver for them.
//!
//! # Payloads
//!
//! [`WebhookPayload::from_slice`] turns the body of a delivery into a typed event. It needs no
//! server, so it works in any web framework, in a queue's consumer or in a Lambda:
//!
//! ```
//! use capturi_webhooks::{WebhookEvent, WebhookPayload};
//!
//! let body = br#"{
//!     "EventUid": "6b3f8c62-4a86-4d0e-9c3d-0a6e1f6f7d55",
//!     "Event": "ConversationProcessed",
//!     "Uid": "5e1d7d3c-8f3a-4f55-9a0b-2f1f6f0f1c11"
//! }"#;
//! match WebhookPayload::from_slice(body)? {
//!     WebhookPayload::Uid(identity) => {
//!         assert_eq!(identity.event, WebhookEvent::ConversationProcessed);
//!     }
//!     WebhookPayload::Conversation(full) => println!("{}", full.entity.duration),
//!     _ => {}
//! }
//! # Ok::<(), capturi_webhooks::PayloadError>(())
//! ```
//!
//! Keys are read in camelCase and in PascalCase, both spellings of every event are known, and an
//! event that this version does not know arrives as [`WebhookPayload::Unknown`] with its body.
//!
//! # Receiving
//!
//! With the feature `receiver`, the module `receiver` has a `tower` service and an `axum` router
//! that reject requests without your secret before they read a body, a server to run them, and an
//! extractor for routes of your own.
//!
//! # Features
//!
//! No feature is on by default. The types alone need no HTTP and no async runtime.
//!
//! - `receiver`: the receiver, on tower, axum and hyper.
//! - `testing`: realistic payloads and a builder of deliveries, for your own tests.

mod event;
mod identity;
mod payload;
mod read;
#[cfg(feature = "receiver")]
pub mod receiver;
mod summary;
#[cfg(feature = "testing")]
pub mod testing;

/// The models that a full payload carries.
pub use capturi_api::types;

pub use event::WebhookEvent;
pub use identity::WebhookIdentity;
pub use payload::{
    FullWebhookPayload, LiveSummaryMessage, UidWebhookPayload, UnknownWebhookPayload,
    WebhookPayload,
};
pub use read::PayloadError;
pub use summary::Summary;

/// Compiles the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
