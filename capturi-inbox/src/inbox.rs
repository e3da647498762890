//! The inbox itself: opened, fed, worked on, looked after.

use std::{path::Path, time::Duration};

use tokio::time::sleep;

use crate::{
    Attempt, Drained, DumpedEvent, Entry, Error, EventHandler, Filter, Location, Pending, Pruned,
    Retention, Source, Stats, Worker, database::Demands, ledger::Ledger, location::LocationKind,
};

/// Nobody who delivers waits as long.
const LONGEST_PATIENCE: Duration = Duration::from_secs(60 * 60);
/// How often to look whether the inbox can still be used.
const LOOK: Duration = Duration::from_secs(1);

/// What becomes of an event that comes again after it was handled.
///
/// One that is still to be handled is taken note of and handled once; one that is dead or
/// unreadable is handled again, under either policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DuplicatePolicy {
    /// It is taken note of, and nothing else.
    #[default]
    Ignore,
    /// It is handled again: for inboxes that are fed by replays on purpose.
    Reprocess,
}

/// A durable inbox; cheap to clone.
#[derive(Clone)]
pub struct Inbox {
    ledger: Ledger,
    settings: InboxBuilder,
}

/// Configures an [`Inbox`]; made by [`Inbox::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct InboxBuilder {
    duplicates: DuplicatePolicy,
    retention: Retention,
    patience: Duration,
    demands: Demands,
}

impl Default for InboxBuilder {
    fn default() -> Self {
        Self {
            duplicates: DuplicatePolicy::default(),
            retention: Retention::default(),
            patience: Duration::from_secs(5),
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
    /// What becomes of an event that comes again after it was handled; ignored unless set.
    pub fn duplicates(mut self, policy: DuplicatePolicy) -> Self {
        self.duplicates = policy;
        self
    }

    /// How long workers keep what is over.
    pub fn retention(mut self, retention: Retention) -> Self {
        self.retention = retention;
        self
    }

    /// How long a delivery waits for a database that is away or full before it is answered 503;
    /// 5 s unless set, an hour at most.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience.min(LONGEST_PATIENCE);
        self
    }

    /// Lets a remote PostgreSQL be used although its TLS is not verified: others between can read
    /// people's calls.
    pub fn allow_unverified_tls(mut self, allow: bool) -> Self {
        self.demands.allow_unverified_tls = allow;
        self
    }

    /// Whether an inbox is made where there is none; it is unless set otherwise.
    pub fn create_if_missing(mut self, create: bool) -> Self {
        self.demands.create = create;
        self
    }

    /// How many connections to PostgreSQL this process may have; 16 unless set. Workers and commands
    /// share them; effects of handlers have three of four at most. Deliveries have two of their own
    /// beside them.
    pub fn connections(mut self, connections: u32) -> Self {
        self.demands.connections = connections.max(2);
        self
    }

    /// Bytes of a SQLite inbox's disk that deliveries leave alone, so that what was taken can be
    /// handled and deleted once the disk is full: as many in a file beside the inbox, and as many that
    /// have to be free. 64 MiB each unless set; a twentieth of the disk at most.
    pub fn reserve(mut self, bytes: u64) -> Self {
        self.demands.reserve = bytes;
        self
    }

    /// Opens the inbox at `sqlite:PATH` or `postgres://USER@HOST/DATABASE`, creates it if it does
    /// not exist and that was not [set otherwise](Self::create_if_missing), and brings its schema up
    /// to date.
    ///
    /// # Errors
    ///
    /// If the location is none, there is no inbox and none is to be made, the database can't be
    /// opened, has been changed by a newer release so that this one can't use it, or would not keep
    /// what the inbox promises.
    pub async fn open(self, location: &str) -> Result<Inbox, Error> {
        self.open_at(location.parse()?).await
    }

    /// Like [`open`](Self::open), at a location that was read before.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub async fn open_at(self, location: Location) -> Result<Inbox, Error> {
        let ledger = Ledger::open(location, self.demands).await?;
        // A command that looks at a copy leaves nothing beside it; workers see to it, too.
        if self.demands.create {
            ledger.keep_reserve().await;
        }
        Ok(Inbox {
            ledger,
            settings: self,
        })
    }

    /// What [`open_at`](Self::open_at) would change about the schema of the inbox at this location,
    /// which it leaves as it is.
    ///
    /// # Errors
    ///
    /// If there is no inbox, or the database can't be opened.
    pub async fn pending(&self, location: &Location) -> Result<Pending, Error> {
        Ledger::pending(location, self.demands).await
    }
}

impl Inbox {
    /// Starts the configuration of an inbox.
    pub fn builder() -> InboxBuilder {
        InboxBuilder::default()
    }

    /// Opens an inbox with the default settings; see [`InboxBuilder::open`].
    ///
    /// # Errors
    ///
    /// As [`InboxBuilder::open`].
    pub async fn open(location: &str) -> Result<Self, Error> {
        Self::builder().open(location).await
    }

    /// An inbox that forgets everything when it is dropped, for tests.
    ///
    /// # Errors
    ///
    /// If there is no memory for it.
    pub async fn in_memory() -> Result<Self, Error> {
        Self::builder()
            .open_at(Location(LocationKind::Memory))
            .await
    }

    /// Where the inbox is.
    pub fn location(&self) -> &Location {
        self.ledger.location()
    }

    /// An endpoint of this name, for a [`Receiver`](capturi_webhooks::receiver::Receiver). Events
    /// of different sources are never duplicates of each other: give endpoints that have secrets
    /// of their own a name of their own.
    pub fn source(&self, name: impl Into<String>) -> Source {
        let InboxBuilder {
            duplicates,
            patience,
            ..
        } = self.settings;
        Source::new(self.ledger.clone(), name.into(), duplicates, patience)
    }

    /// A worker that hands events to this handler.
    pub fn worker<H: EventHandler>(&self, handler: H) -> Worker<H> {
        Worker::new(self.ledger.clone(), handler, self.settings.retention)
    }

    /// Hands every event to this handler once, for tests: [`Worker::drain`] with the settings of a
    /// worker that nothing was set of.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn drain<H: EventHandler>(&self, handler: H) -> Result<Drained, Error> {
        self.worker(handler).drain().await
    }

    /// The events that `filter` selects, newest first, at most `limit` of them; of those only that
    /// are older than the one with the id `before`, if it is given.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn newest(
        &self,
        filter: &Filter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, Error> {
        let before = before.unwrap_or(i64::MAX);
        self.ledger.newest(filter, before, limit.into()).await
    }

    /// The events that `filter` selects, oldest first, at most `limit` of them; of those only that
    /// are newer than the one with the id `after`, if it is given.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn oldest(
        &self,
        filter: &Filter,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, Error> {
        let after = after.unwrap_or_default();
        self.ledger.oldest(filter, after, limit.into()).await
    }

    /// The events that `filter` selects, oldest first, at most `limit` of them, as
    /// [`load`](Self::load) takes them; of those only that are newer than the one with the id `after`,
    /// if it is given. Their bodies are for [`body`](Self::body).
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn dump(
        &self,
        filter: &Filter,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<DumpedEvent>, Error> {
        let after = after.unwrap_or_default();
        self.ledger.dump(filter, after, limit.into()).await
    }

    /// Takes an event over from a dump, with its last body, and tells whether it was new: one that is
    /// there stays as it is. It gets an id of this inbox; one that waited to be handled is handled here.
    ///
    /// An event without an event uid, or that can't be read, is never known to be there.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn load(&self, event: &DumpedEvent, body: Option<Vec<u8>>) -> Result<bool, Error> {
        let is_new = self.ledger.load(event, body).await?;
        self.ledger.wake();
        Ok(is_new)
    }

    /// The body of an event, as it was received; of the last delivery, if a duplicate had another
    /// one. None if its retention is over, or there is no such event.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn body(&self, id: i64) -> Result<Option<Vec<u8>>, Error> {
        self.ledger.body(id).await
    }

    /// The bodies of an event's deliveries, each that differs from the one before, in the order in
    /// which they came. There are none once their retention is over, or if there is no such event.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn bodies(&self, id: i64) -> Result<Vec<Vec<u8>>, Error> {
        self.ledger.bodies(id).await
    }

    /// The last 64 attempts of an event that did not succeed, the first one first. There are none once
    /// the retention of its body is over.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn attempts(&self, id: i64) -> Result<Vec<Attempt>, Error> {
        self.ledger.attempts(id).await
    }

    /// Lets the events that `filter` selects be handled (again) now, and counts them: all but those
    /// that are running, and those whose bodies are gone.
    ///
    /// # Errors
    ///
    /// If the database fails; some may then be requeued.
    pub async fn requeue(&self, filter: &Filter) -> Result<u64, Error> {
        let requeued = self.ledger.requeue(filter).await?;
        self.ledger.wake();
        Ok(requeued)
    }

    /// How many events [`requeue`](Self::requeue) would requeue.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requeueable(&self, filter: &Filter) -> Result<u64, Error> {
        self.ledger.requeueable(filter).await
    }

    /// Deletes the events that `filter` selects with all that is known of them, but for those that
    /// are running, and counts them. One that comes again afterwards is new.
    ///
    /// # Errors
    ///
    /// If the database fails; some may then be deleted.
    pub async fn discard(&self, filter: &Filter) -> Result<u64, Error> {
        let discarded = self.ledger.discard(filter).await?;
        self.ledger.forget().await?;
        Ok(discarded)
    }

    /// How many events [`discard`](Self::discard) would delete.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn discardable(&self, filter: &Filter) -> Result<u64, Error> {
        self.ledger.discardable(filter).await
    }

    /// Deletes what is kept for longer than `retention` says, and counts it: bodies first, and
    /// keys. Workers do so by themselves.
    ///
    /// # Errors
    ///
    /// If the database fails; some may then be deleted.
    pub async fn prune(&self, retention: &Retention) -> Result<Pruned, Error> {
        let pruned = self.ledger.prune(retention).await?;
        self.ledger.forget().await?;
        self.ledger.keep_reserve().await;
        Ok(pruned)
    }

    /// How many bodies and keys [`prune`](Self::prune) would delete.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn prunable(&self, retention: &Retention) -> Result<Pruned, Error> {
        self.ledger.prunable(retention).await
    }

    /// Lets no worker begin another event, until [`resume`](Self::resume); events are still
    /// taken.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn pause(&self) -> Result<(), Error> {
        self.ledger.pause().await
    }

    /// Ends a pause, whether an operator began it or the circuit breaker.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn resume(&self) -> Result<(), Error> {
        self.ledger.resume().await?;
        self.ledger.wake();
        Ok(())
    }

    /// The inbox in numbers.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn stats(&self) -> Result<Stats, Error> {
        self.ledger.stats().await
    }

    /// Writes a copy of a SQLite inbox into a new file, readable for its owner alone, and tells its
    /// bytes. It is whole, whatever is written meanwhile; copying the file alone is not, as what was
    /// taken last is in the log beside it.
    ///
    /// # Errors
    ///
    /// If the file is there, or the disk has not enough room for it and for the reserve, or the database
    /// fails. PostgreSQL has tools of its own.
    pub async fn back_up(&self, file: &Path) -> Result<u64, Error> {
        self.ledger.back_up(file).await
    }

    /// What of the database is damaged or contradicts itself, in words; nothing if all is well. It
    /// reads all of a SQLite database.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn check(&self) -> Result<Vec<String>, Error> {
        self.ledger.contradictions().await
    }

    /// Completes once this process can't use the inbox any more, with the reason
    /// ([`Error::is_final`]): its files were deleted or replaced, or a newer release has changed its
    /// schema. End the process then, so that its supervisor starts it anew.
    pub async fn failed(&self) -> Error {
        loop {
            match self.ledger.check().await {
                Err(error) if error.is_final() => return error,
                // A database that is away may come back.
                _ => sleep(LOOK).await,
            }
        }
    }

    /// Finishes what is being written and lets go of the database. Without it, the same happens
    /// when the next to open it looks.
    pub async fn close(&self) {
        self.ledger.close().await;
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Inbox").field(self.location()).finish()
    }
}
