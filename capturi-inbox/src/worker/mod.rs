//! Workers: they claim events, hand them to a handler, and write down what became of them.
//!
//! An event is *claimed*: it is this worker's until its lease ends. It is *held*, its lease prolonged,
//! until it is *settled*: until the verdict on it is written down. Claimed in advance, it is *ready*, and
//! waits for one of the worker's *hands*, of which there are as many as events are handled at once. One
//! that is *given back* is as if it had not been claimed. An event is handled *alone* after a worker was
//! lost that had it; a *probe* is the one event that is tried while the circuit breaker is open.
//!
//! `run` is the loop, `shared` what its tasks do, `handling` the way of one event.

mod backoff;
mod breaker;
mod drain;
mod handler;
mod handling;
mod held;
mod run;
mod settling;
mod shared;
mod throttle;
mod tidy;

use std::{future::Future, sync::Arc, time::Duration};

pub use backoff::Backoff;
pub use drain::Drained;
pub use handler::{DoneWith, Event, EventHandler, Outcome};

use crate::{
    Error, Retention,
    ledger::{LONGEST_LEASE, Ledger},
    system,
};

/// So that it can be added to a time.
const LONGEST_SHUTDOWN: Duration = Duration::from_secs(24 * 60 * 60);

/// Hands the events of an inbox to a handler; made by
/// [`Inbox::worker`](crate::Inbox::worker).
///
/// Any number of workers may work on one inbox, in one process, in several, or with PostgreSQL on
/// several machines.
#[must_use = "a worker does nothing until it is run"]
pub struct Worker<H> {
    ledger: Ledger,
    handler: Arc<H>,
    settings: Settings,
    retention: Retention,
}

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    name: String,
    concurrency: usize,
    lease: Duration,
    time_limit: Duration,
    backoff: Backoff,
    poll_interval: Duration,
    shutdown_timeout: Duration,
}

/// What a [`Worker`] does unless it is set otherwise, for programs that let their users set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerDefaults {
    /// [`Worker::concurrency`].
    pub concurrency: u16,
    /// [`Worker::lease`].
    pub lease: Duration,
    /// [`Worker::time_limit`].
    pub time_limit: Duration,
    /// [`Worker::poll_interval`].
    pub poll_interval: Duration,
    /// [`Worker::shutdown_timeout`].
    pub shutdown_timeout: Duration,
}

impl Default for WorkerDefaults {
    fn default() -> Self {
        Self {
            concurrency: 8,
            lease: Duration::from_secs(30),
            time_limit: Duration::from_secs(5 * 60),
            poll_interval: Duration::from_secs(1),
            shutdown_timeout: Duration::from_secs(8),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let defaults = WorkerDefaults::default();
        Self {
            name: name(),
            concurrency: defaults.concurrency.into(),
            lease: defaults.lease,
            time_limit: defaults.time_limit,
            backoff: Backoff::default(),
            poll_interval: defaults.poll_interval,
            shutdown_timeout: defaults.shutdown_timeout,
        }
    }
}

impl<H: EventHandler> Worker<H> {
    pub(crate) fn new(ledger: Ledger, handler: H, retention: Retention) -> Self {
        Self {
            ledger,
            handler: Arc::new(handler),
            settings: Settings::default(),
            retention,
        }
    }

    /// What the ledger calls this worker; the machine and the process unless set.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = name.into();
        self
    }

    /// How many events are handled at once; 8 unless set. Those of one conversation never are.
    pub fn concurrency(mut self, events: usize) -> Self {
        self.settings.concurrency = events.max(1);
        self
    }

    /// How long an event is out of reach for others after its worker was last heard of; 30 s
    /// unless set, 10 minutes at most. A worker is heard of three times as often.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = lease.clamp(Duration::from_millis(100), LONGEST_LEASE);
        self
    }

    /// How long a handler may take for an event before it is stopped and the event is retried;
    /// 5 minutes unless set.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.settings.time_limit = limit;
        self
    }

    /// When an event whose handling failed is handled again, and how often; each is attempted once
    /// at least.
    pub fn backoff(mut self, mut backoff: Backoff) -> Self {
        backoff.max_attempts = backoff.max_attempts.max(1);
        self.settings.backoff = backoff;
        self
    }

    /// How often to look for events that another process took or that became due; every second
    /// unless set. What this process takes is seen at once.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.settings.poll_interval = interval;
        self
    }

    /// How long handlers may go on after a shutdown began; 8 s unless set, a day at most. What is
    /// not done by then is given back at once, and costs no attempt.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.settings.shutdown_timeout = timeout.min(LONGEST_SHUTDOWN);
        self
    }

    /// Handles events until `shutdown` completes and what was begun has ended.
    ///
    /// # Errors
    ///
    /// If this process can't use the inbox any more ([`Error::is_final`]): its files were deleted or
    /// replaced, or a newer release has changed its schema. End the process, so that its supervisor
    /// starts it anew. A database that is away is no error: the worker waits.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
        run::run(self, shutdown).await
    }
}

impl<H: EventHandler> Worker<H> {
    /// Hands every event that is not over to the handler **once**, one after the other and without
    /// waiting for backoffs, whether the inbox is paused by its circuit breaker or not: for tests.
    ///
    /// An event whose handling fails is [`retried`](Drained::retried): the next drain tries it again,
    /// and a running worker after its [`Backoff`], whose last attempt makes it
    /// [`dead`](Drained::dead). Later events of its conversation are not tried before it is over:
    /// they are [`waiting`](Drained::waiting).
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn drain(self) -> Result<Drained, Error> {
        drain::drain(&self.ledger, &self.settings, &self.handler).await
    }
}

impl<H> std::fmt::Debug for Worker<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker")
            .field("inbox", self.ledger.location())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// The machine and the process.
fn name() -> String {
    let process = std::process::id();
    match system::host_name() {
        Some(host) => format!("{host}:{process}"),
        None => process.to_string(),
    }
}

/// A task that does not go on when nobody waits for it any more.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
