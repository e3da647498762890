//! Receiving webhooks over HTTP.
//!
//! Capturi signs nothing: a secret header that you configure at both ends is the only proof of
//! where a request comes from. And it promises no retry: **every answer but 200 may be an event
//! that stays lost until you replay it by hand in Capturi's webhook log.**
//!
//! A request is handled from the outside in: a request id and a span for the logs, the method, the
//! size that it declares, its authentication (before a byte of the body is read), a wait for
//! room, the body within its limit of size and time; then it is handed over.
//!
//! ```no_run
//! use capturi_webhooks::{WebhookPayload, receiver::Receiver};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let receiver = Receiver::builder()
//!     .secret("X-Capturi-Secret", std::env::var("CAPTURI_WEBHOOK_SECRET")?)
//!     .handler(|payload: WebhookPayload| async move {
//!         println!("{} {:?}", payload.event(), payload.conversation_uid());
//!         Ok::<_, std::io::Error>(())
//!     })
//!     .build()?;
//! let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await?;
//! receiver.serve(listener, "/webhooks/capturi", std::future::pending())?.await;
//! # Ok(()) }
//! ```
//!
//! In an application of your own, merge [`Receiver::router`] into its router, use the [`Receiver`] itself
//! as a `tower::Service`, or the extractor [`Webhook`]; `examples/application.rs` is one.
//!
//! # Answers
//!
//! | status | when |
//! |---|---|
//! | 200 | taken; behind a store also a duplicate, whose answer says so |
//! | 400 | not a JSON object |
//! | 401 | the secret is missing or wrong |
//! | 403 | without a secret: forwarded by a proxy, tunnel or browser |
//! | 404 | another path |
//! | 405 | neither POST, PUT nor PATCH |
//! | 408 | the body did not arrive in time |
//! | 413 | the body is larger than the limit |
//! | 422 | a known event whose payload does not fit; `path` tells where |
//! | 500 | the handler failed |
//! | 503 | no room, with `Retry-After` |
//!
//! Every answer but 200 has problem details (RFC 9457) as its body.
//!
//! # What is logged
//!
//! Of each delivery that was let in: method, path (200 characters at most) without its query, the
//! request id, the status, event and uids; at WARN if it was not taken, as it may be a lost event, and
//! the reader of the log must know which to replay. Refusals of requests that were not are counted by status
//! and logged as counts, every 10 s at most: nobody without the secret fills a log. Never bodies,
//! header values, secrets or what a handler says of its failure, at any level.
//!
//! A `tracing` subscriber that panics when it is given an event costs no answer. One that blocks, as one does that writes into
//! a pipe that nobody reads, blocks the receiver: give it a writer that drops lines instead.
//!
//! # Limits
//!
//! Those of connections and heads are those of [`Receiver::serve`]: a router or service is served by
//! your own server, which has limits of its own, or none.
//!
//! | what | unless set |
//! |---|---|
//! | [`body_limit`](ReceiverBuilder::body_limit) | 10 MiB |
//! | [`body_timeout`](ReceiverBuilder::body_timeout): for a body to arrive | 30 s |
//! | [`header_timeout`](ReceiverBuilder::header_timeout): for a head to arrive | 10 s |
//! | a head | 32 KiB |
//! | [`answer_timeout`](ReceiverBuilder::answer_timeout): for an answer to be read | 10 s |
//! | [`keep_alive`](ReceiverBuilder::keep_alive): between deliveries on one connection | 180 s |
//! | [`connections`](ReceiverBuilder::connections): open at once | by descriptors, 10,000 at most |
//! | [`bytes_in_flight`](ReceiverBuilder::bytes_in_flight): of bodies | 256 MiB |
//! | [`capacity_timeout`](ReceiverBuilder::capacity_timeout): for room among these | 20 s |
//! | [`stop_grace`](ReceiverBuilder::stop_grace): for the next request on an idle connection, at the end | 5 s |
//! | [`shutdown_timeout`](ReceiverBuilder::shutdown_timeout): for open requests at the end | 8 s |
//!
//! When all connections are taken, one of them is closed for a new one: never one with a delivery
//! under way, and one that has never delivered before one that has.

mod answer;
mod authentication;
mod builder;
mod delivery;
mod extract;
mod refusals;
mod secrets;
mod serve;
mod service;
mod system;

pub use answer::Answer;
pub use builder::{BuildError, ReceiverBuilder};
pub use delivery::{Delivery, HandOver, InProcess, PayloadHandler};
pub use extract::{Webhook, WebhookRejection};
pub use secrets::{SecretError, SecretUse, Secrets};
pub use serve::ServeError;
pub use service::Receiver;
