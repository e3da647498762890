//! Receiving webhooks over HTTP.
//!
//! Capturi signs nothing: a secret header that you configure at both ends is the only proof of
//! where a request comes from. Capturi promises no retry either: **a delivery that is not answered
//! 200 is lost unless you replay it from Capturi's log within 7 days.**
//!
//! The receiver gives each request an id for the logs, checks its method and its secret before it
//! reads a byte of the body, and checks the size that the request declares. The request then waits
//! for room, its body is read within the limits of size and time, and the delivery is handed over.
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
//! In an application of your own, merge [`Receiver::router`] into its router, use the [`Receiver`]
//! itself as a `tower::Service`, or use the extractor [`Webhook`]. `examples/application.rs` of
//! `capturi-inbox` shows an application.
//!
//! # Answers
//!
//! | status | when |
//! |---|---|
//! | 200 | taken; with a store also a duplicate, in which case the body says so |
//! | 400 | not a JSON object |
//! | 401 | the secret is missing or wrong |
//! | 403 | no secret is configured, and the request was forwarded or is from another machine |
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
//! # Logs
//!
//! Each delivery that was let in is logged with its method, its path (200 characters at most,
//! without the query), request id, status, event and uids. A delivery that was not taken is logged
//! at WARN, so that the reader of the log knows which event to replay. Requests that were not let
//! in are counted by status and logged as counts, every 10 s at most, so that requests without the
//! secret can't fill a log. Bodies, header values, secrets and the errors of handlers are not
//! logged at any level.
//!
//! A `tracing` subscriber that panics costs no answer. A subscriber that blocks, for example on a
//! pipe that is not read, blocks the receiver: give it a writer that drops lines instead.
//!
//! # Limits
//!
//! The limits of connections and heads hold for [`Receiver::serve`]. Your own server runs a router
//! or a service with its own limits, if it has any.
//!
//! | limit | unless set |
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
//! | [`stop_grace`](ReceiverBuilder::stop_grace): for idle connections, at the end | 5 s |
//! | [`shutdown_timeout`](ReceiverBuilder::shutdown_timeout): for open requests at the end | 8 s |
//!
//! When all connections are taken, the receiver closes one of them for a new one: never a
//! connection with a delivery under way, and one that has never delivered before one that has.
//!
//! A sender that fails to authenticate more than 60 times in a minute is answered 429 in place of 401
//! for the rest of that minute. A request with a right secret is let in all the same.

mod answer;
mod authentication;
mod builder;
mod delivery;
mod extract;
mod refusals;
mod secrets;
mod senders;
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
