//! A durable inbox for Capturi's webhooks: an acknowledged event is never lost.
//!
//! Capturi promises no retry: an event whose delivery is not answered 200 may stay lost until
//! it is replayed by hand. So the receiver should take every event, whatever the state of the
//! systems behind it, and answer 200 only when the event is on disk. That is the inbox. Workers
//! then handle what is in it, at least once each, for as many days as it takes.
//!
//! ```no_run
//! use capturi_inbox::{Event, Inbox};
//! use capturi_webhooks::receiver::Receiver;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let inbox = Inbox::open("sqlite:inbox.db").await?;
//! let receiver = Receiver::builder()
//!     .secret("X-Capturi-Secret", std::env::var("CAPTURI_WEBHOOK_SECRET")?)
//!     .hand_over(inbox.source("capturi"))
//!     .build()?;
//! let worker = inbox.worker(|event: Event| async move {
//!     println!("{}", event.payload.summary());
//!     Ok::<_, std::io::Error>(())
//! });
//! let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await?;
//! let receiving = receiver.serve(listener, "/webhooks/capturi", std::future::pending())?;
//! tokio::join!(receiving, worker.run(std::future::pending()));
//! # Ok(()) }
//! ```
//!
//! # The way of an event
//!
//! ```text
//!    accepted            claimed, with a lease and a token
//!   ─────────▶ pending ────────────────────────────────────▶ running ───────▶ done
//!                 ▲                                           │ │ │  handled
//!                 │   retry, after a backoff; lease ran out;  │ │ │
//!                 └───────────────────────────────────────────┘ │ └────────▶ dead
//!                 ▲   unreachable, shutdown: costs no attempt   │  permanent, or the
//!                 │                                             │  last attempt failed
//!   accepted,     │   a newer release reads it again            ▼
//!   not JSON ─────┼──────────────────────────────────────── unreadable
//!                 │
//!                 └── requeued: by an operator, or because the event came again
//! ```
//!
//! - **pending**: waits until it is due, until the earlier events of its conversation are done or
//!   dead, and until neither an operator nor the circuit breaker pauses the handling.
//! - **running**: a worker has it, as long as it prolongs its lease. Whatever a worker says of it
//!   carries the token of its claim; a worker that was away for longer than its lease has lost it,
//!   and its late word changes nothing. What a lost worker had is handled again after its backoff, and
//!   by itself, as it may be what ended the worker.
//! - **done**: its handler said so. Nobody handles it again, unless it is requeued.
//! - **dead**: it will not be handled any more, and no longer holds up its conversation. Requeue it
//!   once the cause is gone.
//! - **unreadable**: its body is kept as it was received, and it holds up nothing. This release
//!   can't read it; a newer one tries again by itself.
//!
//! # What is guaranteed
//!
//! - An event that was answered 200 is on disk: SQLite runs with a write-ahead log that is synced
//!   at each commit, PostgreSQL with `synchronous_commit` and `fsync`; other settings are
//!   refused when the inbox is opened. Connect to PostgreSQL itself: a pooler between does not keep
//!   the settings of a session, or refuses them.
//! - Each is handled **at least once**: a worker may die after its handler did its work and before
//!   that is written down. [`Outcome::done_with`] writes a handler's effect into the same database
//!   in the same transaction, so that it happens exactly once.
//! - What came before is known by its source, event uid, event and conversation, and is not handled
//!   twice. An event without a uid is never taken for a duplicate.
//! - Events of one conversation are handled in the order in which they arrived.
//! - One event that can't be handled stops no other, and a target that is away costs no event its
//!   attempts: [`Outcome::Unavailable`] and [`Outcome::Unreachable`] tell the two apart.
//!
//! What can be lost is what was refused: while no receiver runs, or while its disk is full or its
//! database is away for longer than a delivery can wait. Replay such a period in Capturi's webhook
//! log. `docs/inbox.md` in the repository lists everything that may be lost or handled twice, each
//! with how to be safe.
//!
//! When the files of a SQLite inbox are deleted or replaced while it is open, or a newer release has
//! changed the schema, this process can't use the inbox any more: [`Inbox::failed`] completes,
//! [`Worker::run`] returns an error, and deliveries are refused. End the process then.
//!
//! # Engines
//!
//! `sqlite:PATH` is embedded: one machine, no server, nothing to set up. `postgres://…` is for
//! several receivers and workers that share one inbox, any of which may die at any time. The
//! [`Inbox::in_memory`] one forgets everything when it is dropped: with [`Inbox::drain`] it is for
//! your tests.
//!
//! # Privacy
//!
//! The ledger holds people's calls. A SQLite inbox is readable for its owner alone, what is deleted
//! from it is overwritten, and bodies are kept for as long as [`Retention`] says. Nothing of a body
//! is ever logged.
//!
//! # Metrics
//!
//! Through the [`metrics`] facade: `capturi_inbox_accepted_total` (`result`: new, duplicate,
//! unreadable), `capturi_inbox_refused_total` (`reason`), `capturi_inbox_other_bodies_total`,
//! `capturi_inbox_handled_total` (`outcome`), `capturi_inbox_handling_seconds`,
//! `capturi_inbox_commit_jobs`.

mod database;
mod error;
#[cfg(feature = "hydrate")]
mod hydrate;
mod inbox;
mod ledger;
mod location;
mod receive;
mod retry;
mod system;
mod worker;

/// What a handler's own statements in [`Outcome::done_with`] are written with.
pub use sqlx;

pub use database::{Pending, Transaction};
pub use error::{DatabaseError, Error, Reason};
#[cfg(feature = "hydrate")]
pub use hydrate::Hydrate;
pub use inbox::{DuplicatePolicy, Inbox, InboxBuilder};
pub use ledger::{
    Attempt, Breaker, DumpedEvent, Entry, Filter, Pruned, Retention, State, Stats, UnknownState,
};
pub use location::Location;
pub use receive::Source;
pub use worker::{
    Backoff, DoneWith, Drained, Event, EventHandler, Outcome, Worker, WorkerDefaults,
};

/// The release that can't read an event is noted, so that a newer one tries again.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// Compiles the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
