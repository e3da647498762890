//! A durable inbox for Capturi's webhooks: an event is on disk before it is acknowledged.
//!
//! Capturi promises no automatic retry: a delivery that is not answered 200 is lost unless an
//! operator replays it from Capturi's log within 7 days. The inbox therefore stores each event
//! before the receiver answers 200, even while the systems behind it are down. Workers then handle
//! each stored event at least once, until a handler succeeds or the last attempt has failed.
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
//! tokio::select! {
//!     () = receiving => {}
//!     // It can't use the inbox any more: end, so that a supervisor starts the program anew.
//!     worked = worker.run(std::future::pending()) => worked?,
//! }
//! # Ok(()) }
//! ```
//!
//! # The states of an event
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
//! - **pending**: The event waits until it is due, until no earlier event of its conversation is
//!   pending and none is running, and until neither an operator nor the circuit breaker pauses the
//!   handling.
//! - **running**: A worker has claimed the event, and renews its lease while the handler works.
//!   Every write of the worker carries the fencing token of its claim: once another worker has
//!   taken the event over, late writes of the first change nothing. The event of a lost worker is
//!   handled again after its backoff, and alone, because it may be the cause.
//! - **done**: A handler succeeded. The event is not handled again unless it is requeued.
//! - **dead**: The event is not handled any more, and no longer holds up its conversation. Requeue
//!   it once the cause is gone.
//! - **unreadable**: This release can't read the event. Its body is kept as it was received, it
//!   holds up no other event, and a newer release tries again by itself.
//!
//! # Guarantees
//!
//! - An event that was answered 200 is on disk: SQLite syncs its write-ahead log at each commit,
//!   PostgreSQL runs with `synchronous_commit` and `fsync`, and an inbox with other settings is not
//!   opened. Connect to PostgreSQL itself: a connection pooler loses the settings of a session, or
//!   refuses them.
//! - Each event is handled **at least once**: it is handled twice if its worker dies before
//!   recording success. Make handlers idempotent by event uid, or write the effect with
//!   [`Outcome::done_with`] to the same database in the transaction that marks the event as done,
//!   so that it happens exactly once.
//! - A duplicate is recognised by its source, event uid, event and conversation. A done event is
//!   not handled again, unless [`DuplicatePolicy::Reprocess`] is set; a dead or unreadable event
//!   is. An event without a uid is never taken for a duplicate.
//! - Events of one conversation are handled one after the other, in the order in which they
//!   arrived.
//! - An event that fails holds up only the later events of its conversation, until it is done or
//!   dead. While the system that handlers need is away, the circuit breaker pauses the handling, so
//!   that events do not use up their attempts: see [`Outcome::Unavailable`] and
//!   [`Outcome::Unreachable`].
//!
//! A delivery is refused while no receiver runs, and while its disk is full or its database is away
//! for longer than a delivery can wait. Replay such a period from Capturi's log.
//! `docs/guarantee.md` in the repository lists every way in which an event may be lost or handled
//! twice, and how to be safe.
//!
//! If the files of a SQLite inbox are deleted or replaced while it is open, or if a newer release
//! has changed the schema, this process can't use the inbox any more: [`Inbox::failed`] completes,
//! [`Worker::run`] returns an error, and deliveries are refused. End the process then.
//!
//! # Engines
//!
//! `sqlite:PATH` is embedded: one machine, no server, nothing to set up. `postgres://…` lets
//! several receivers and workers share one inbox, and any of them may die at any time.
//! [`Inbox::in_memory`] opens an inbox that forgets everything when it is dropped: use it in tests,
//! with [`Inbox::drain`].
//!
//! # SQLite
//!
//! `libsqlite3-sys` links the SQLite library, and cargo allows only one version of a crate that
//! links a native library in a build (`links = "sqlite3"`). This release depends on
//! `libsqlite3-sys` 0.37: a program that also uses `rusqlite` needs a rusqlite release that depends
//! on the same version (`cargo tree -i libsqlite3-sys` shows it), or uses `capturi_inbox::sqlx` for
//! its own SQLite database instead.
//!
//! # Privacy
//!
//! The inbox stores people's calls. On Unix, the owner alone can read the files of a SQLite inbox.
//! SQLite overwrites deleted data, and [`Retention`] says how long bodies are kept. Logs identify
//! events by name and uid, and quote nothing else of a body. The text of a handler's error is
//! logged only if it opens the circuit breaker or keeps it open: do not quote bodies in it.
//!
//! # Metrics
//!
//! The crate reports through the [`metrics`] facade: `capturi_inbox_accepted_total` (`result`: new,
//! duplicate, unreadable, erased), `capturi_inbox_refused_total` (`reason`),
//! `capturi_inbox_other_bodies_total`, `capturi_inbox_accept_seconds`, `capturi_inbox_handled_total`
//! (`outcome`), `capturi_inbox_handling_seconds`, `capturi_inbox_commit_jobs`,
//! `capturi_inbox_expiring_events`, and
//! with the feature `api` `capturi_inbox_hydrated_total` (`result`), `capturi_inbox_missed_total`,
//! `capturi_inbox_deletions_total`, `capturi_inbox_unreadable_rows_total` and
//! `capturi_inbox_failed_reads_total` (`listing`). [`Inbox::stats`] and
//! [`Inbox::disk`] tell what a gauge would.

mod builder;
mod database;
mod erasure;
mod error;
#[cfg(feature = "api")]
mod hydrate;
mod inbox;
mod journal;
mod ledger;
mod location;
mod rate;
mod receive;
#[cfg(feature = "api")]
mod reconcile;
mod retry;
mod system;
mod upkeep;
mod worker;

/// The database library with which handlers write their statements in [`Outcome::done_with`].
pub use sqlx;

pub use builder::{DuplicatePolicy, InboxBuilder};
pub use database::{Disk, Pending, Transaction};
pub use erasure::Erasure;
pub use error::{DatabaseError, Error, Reason};
#[cfg(feature = "api")]
pub use hydrate::Hydrate;
pub use inbox::Inbox;
pub use ledger::{
    Attempt, AuditRecord, Breaker, DumpedEvent, Entry, Erasable, Filter, Loaded, Pruned, Retention,
    State, Stats, Tombstone, UnknownState,
};
pub use location::Location;
pub use rate::RateLimit;
pub use receive::Source;
#[cfg(feature = "api")]
pub use reconcile::{
    BackfillPayload, Deletion, DeletionKind, ReconcileError, Reconciled, Reconciler,
};
pub use worker::{
    Backoff, DoneWith, Drained, Event, EventHandler, Outcome, Worker, WorkerDefaults,
};

/// This release, which is stored with an event that it can't read, so that another release tries
/// again.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// Compiles the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
