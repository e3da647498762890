//! The configuration of an inbox, and its opening.

use std::{path::PathBuf, time::Duration};

use crate::{
    Error, Inbox, Location, Pending, Retention, database::Demands, erasure, ledger::Ledger,
};

/// No sender waits longer than this for an answer.
const LONGEST_PATIENCE: Duration = Duration::from_secs(60 * 60);

/// The policy for a duplicate of an event that is done.
///
/// Under either policy, a duplicate of a pending or running event is counted, and the event is
/// handled once; a duplicate of a dead or unreadable event lets it be handled again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DuplicatePolicy {
    /// The duplicate is counted, and the event stays done.
    #[default]
    Ignore,
    /// The event is handled again, for inboxes that are fed by replays on purpose.
    Reprocess,
}

/// Configures an [`Inbox`]; made by [`Inbox::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct InboxBuilder {
    pub(crate) duplicates: DuplicatePolicy,
    pub(crate) retention: Retention,
    pub(crate) patience: Duration,
    erasures: Option<PathBuf>,
    demands: Demands,
}

impl Default for InboxBuilder {
    fn default() -> Self {
        Self {
            duplicates: DuplicatePolicy::default(),
            retention: Retention::default(),
            patience: Duration::from_secs(5),
            erasures: None,
            demands: Demands {
                allow_unverified_tls: false,
                create: true,
                connections: 16,
                reserve: 64 * 1024 * 1024,
            },
        }
    }
}

impl InboxBuilder {
    /// Sets the policy for a duplicate of an event that is done; [`DuplicatePolicy::Ignore`] unless
    /// set.
    pub fn duplicates(mut self, policy: DuplicatePolicy) -> Self {
        self.duplicates = policy;
        self
    }

    /// Sets how long bodies and keys are kept, as long as the inbox has no
    /// [retention](Inbox::set_retention) of its own.
    pub fn retention(mut self, retention: Retention) -> Self {
        self.retention = retention;
        self
    }

    /// Sets how long a delivery waits for a database that is away or full before it is answered
    /// 503; 5 s unless set, an hour at most.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience.min(LONGEST_PATIENCE);
        self
    }

    /// Allows a remote PostgreSQL whose TLS is not verified: others on the way can then read
    /// people's calls.
    pub fn allow_unverified_tls(mut self, allow: bool) -> Self {
        self.demands.allow_unverified_tls = allow;
        self
    }

    /// Sets whether a missing inbox is created; it is unless set otherwise.
    pub fn create_if_missing(mut self, create: bool) -> Self {
        self.demands.create = create;
        self
    }

    /// Sets how many connections to PostgreSQL this process may have; 16 unless set, 2 at least.
    /// Workers and commands share them, and the effects of handlers hold three of four at most.
    /// Deliveries have two more of their own.
    pub fn connections(mut self, connections: u32) -> Self {
        self.demands.connections = connections.max(2);
        self
    }

    /// Sets the bytes of a SQLite inbox's disk that deliveries leave alone, so that workers can
    /// still handle and delete stored events once the disk is full. A file beside the inbox
    /// reserves that many bytes, and as many more have to be free. 64 MiB each unless set; a
    /// twentieth of the disk at most.
    pub fn reserve(mut self, bytes: u64) -> Self {
        self.demands.reserve = bytes;
        self
    }

    /// Sets the file of the journal of [erasures](Inbox::erase), which are made again when an inbox is
    /// opened that lacks them, because it was restored from a back-up. A SQLite inbox has it beside its
    /// file (`inbox.db-erased`) unless set, a PostgreSQL inbox none. Keep it where the restored database
    /// does not overwrite it.
    pub fn erasures(mut self, file: impl Into<PathBuf>) -> Self {
        self.erasures = Some(file.into());
        self
    }

    /// Opens the inbox at `sqlite:PATH` or `postgres://USER@HOST/DATABASE`, creates a missing inbox
    /// unless [set otherwise](Self::create_if_missing), brings its schema up to date, and makes the
    /// [erasures](Self::erasures) that it lacks.
    ///
    /// # Errors
    ///
    /// If the location is invalid, if there is no inbox and it is not to be created, if the
    /// database can't be opened, if a newer release has changed it so that this release can't use
    /// it, or if it would break a promise of the inbox.
    pub async fn open(self, location: &str) -> Result<Inbox, Error> {
        self.open_at(location.parse()?).await
    }

    /// Like [`open`](Self::open), at a location that was parsed before.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub async fn open_at(self, location: Location) -> Result<Inbox, Error> {
        let ledger = Ledger::open(location, self.demands, self.erasures.as_deref()).await?;
        // Nothing is to appear beside a copy that is only looked at.
        let completes = self.demands.create || self.erasures.is_some();
        erasure::repeat(&ledger, completes).await?;
        // A command that reads a copy must leave no reserve beside it. Workers make the reserve as
        // well.
        if self.demands.create {
            ledger.keep_reserve().await;
        }
        Ok(Inbox {
            ledger,
            settings: self,
        })
    }

    /// The migrations that [`open_at`](Self::open_at) would run on the inbox at this location. This
    /// call runs none of them.
    ///
    /// # Errors
    ///
    /// If there is no inbox, or the database can't be opened.
    pub async fn pending(&self, location: &Location) -> Result<Pending, Error> {
        Ledger::pending(location, self.demands).await
    }
}
