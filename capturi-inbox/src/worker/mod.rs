//! Workers: they claim events, hand them to a handler, and record the verdicts.
//!
//! These words have one meaning each:
//!
//! - A worker *claims* an event: the event is this worker's until its lease ends.
//! - It *holds* the event, and renews the lease, until the event is *settled*: its verdict is
//!   recorded.
//! - An event that was claimed in advance is *ready*. It waits for one of the worker's *hands*, of
//!   which there are as many as events are handled at once.
//! - An event that is *given back* is as if it had not been claimed.
//! - An event is handled *alone* after a worker was lost that had it.
//! - A *probe* is the single event that is tried while the circuit breaker is open.
//!
//! The module `run` has the loop, `shared` the work of its tasks, and `handling` the handling of
//! one event.

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

/// The longest shutdown timeout, which can still be added to a time.
const LONGEST_SHUTDOWN: Duration = Duration::from_secs(24 * 60 * 60);

/// A worker, which hands the events of an inbox to a handler; made by
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
    forgets_customers: bool,
}

/// The default settings of a [`Worker`], for programs that let their users set them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerDefaults {
    /// The default of [`Worker::concurrency`].
    pub concurrency: u16,
    /// The default of [`Worker::lease`].
    pub lease: Duration,
    /// The default of [`Worker::time_limit`].
    pub time_limit: Duration,
    /// The default of [`Worker::poll_interval`].
    pub poll_interval: Duration,
    /// The default of [`Worker::shutdown_timeout`].
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
            forgets_customers: false,
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

    /// Sets the worker's name in the ledger; the name of the machine and the process id unless set.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = name.into();
        self
    }

    /// Sets how many events are handled at once; 8 unless set. The events of one conversation are
    /// always handled one after the other.
    pub fn concurrency(mut self, events: usize) -> Self {
        self.settings.concurrency = events.max(1);
        self
    }

    /// Sets the lease: if the worker does not renew it in this time, other workers take the event
    /// over; 30 s unless set, 10 minutes at most. The worker renews it three times as often.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = lease.clamp(Duration::from_millis(100), LONGEST_LEASE);
        self
    }

    /// Sets how long a handler may take for an event before it is stopped and the event is retried;
    /// 5 minutes unless set.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.settings.time_limit = limit;
        self
    }

    /// Sets the pauses between the attempts at an event, and their number; each event is attempted
    /// at least once.
    pub fn backoff(mut self, mut backoff: Backoff) -> Self {
        backoff.max_attempts = backoff.max_attempts.max(1);
        self.settings.backoff = backoff;
        self
    }

    /// Sets how often the worker looks for events that another process received or that became due;
    /// every second unless set. Events that this process receives are seen at once.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.settings.poll_interval = interval;
        self
    }

    /// Sets how long handlers may go on after a shutdown began; 8 s unless set, a day at most.
    /// Events that are not handled by then are given back at once, which costs no attempt.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.settings.shutdown_timeout = timeout.min(LONGEST_SHUTDOWN);
        self
    }

    /// Sets whether the worker deletes the bodies with a customer whom Capturi has cleared from the
    /// conversation since, before it hands an event without a customer to the handler; it does not
    /// unless set. An older event that has lost its body can't be handled again.
    pub fn forget_customers(mut self, forget: bool) -> Self {
        self.settings.forgets_customers = forget;
        self
    }

    /// Handles events until `shutdown` completes, and then until the running handlers have ended or
    /// the shutdown timeout is over.
    ///
    /// # Errors
    ///
    /// If this process can't use the inbox any more ([`Error::is_final`]): its files were deleted
    /// or replaced, a newer release has changed its schema, or one of its tasks has ended. End the
    /// process, so that its supervisor starts it anew. A database that is away is no error: the
    /// worker waits.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
        run::run(self, shutdown).await
    }
}

impl<H: EventHandler> Worker<H> {
    /// Hands every pending event to the handler **once**, one after the other and without waiting
    /// for backoffs, even if the circuit breaker is open: for tests.
    ///
    /// An event whose handling fails is [`retried`](Drained::retried): the next drain tries it
    /// again, and a running worker does so after its [`Backoff`]. The last attempt makes it
    /// [`dead`](Drained::dead). The later events of its conversation are
    /// [`waiting`](Drained::waiting), and are not tried until then.
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

/// The name of the machine and the process id.
pub(crate) fn name() -> String {
    let process = std::process::id();
    match system::host_name() {
        Some(host) => format!("{host}:{process}"),
        None => process.to_string(),
    }
}

/// A task that is aborted when this is dropped.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
