//! The inbox: it makes endpoints and workers, and serves operators.

use std::{path::Path, time::Duration};

use tokio::time::sleep;

use crate::{
    Attempt, AuditRecord, Disk, Drained, DumpedEvent, Entry, Error, EventHandler, Filter,
    InboxBuilder, Loaded, Location, Pruned, Retention, Source, Stats, Worker, ledger::Ledger,
    location::LocationKind,
};

/// The interval between two checks whether the inbox can still be used.
const LOOK: Duration = Duration::from_secs(1);

/// A durable inbox; cheap to clone.
#[derive(Clone)]
pub struct Inbox {
    pub(crate) ledger: Ledger,
    pub(crate) settings: InboxBuilder,
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

    /// Opens an inbox that forgets everything when it is dropped, for tests.
    ///
    /// # Errors
    ///
    /// If there is no memory for it.
    pub async fn in_memory() -> Result<Self, Error> {
        Self::builder()
            .open_at(Location(LocationKind::Memory))
            .await
    }

    /// The location of the inbox.
    pub fn location(&self) -> &Location {
        self.ledger.location()
    }

    /// An endpoint of this name, for a [`Receiver`](capturi_webhooks::receiver::Receiver). Events
    /// of different sources are never duplicates of each other: give each endpoint that has a
    /// secret of its own a name of its own.
    pub fn source(&self, name: impl Into<String>) -> Source {
        let InboxBuilder {
            duplicates,
            retention,
            patience,
            ..
        } = self.settings;
        let (ledger, name) = (self.ledger.clone(), name.into());
        Source::new(ledger, name, duplicates, retention, patience)
    }

    /// A worker that hands events to this handler.
    pub fn worker<H: EventHandler>(&self, handler: H) -> Worker<H> {
        Worker::new(self.ledger.clone(), handler, self.settings.retention)
    }

    /// Hands every event to this handler once, for tests: [`Worker::drain`] of a worker with the
    /// default settings.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn drain<H: EventHandler>(&self, handler: H) -> Result<Drained, Error> {
        self.worker(handler).drain().await
    }

    /// The events that `filter` selects, newest first, at most `limit` of them. With `before`, only
    /// events that are older than the event with that id.
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

    /// The events that `filter` selects, oldest first, at most `limit` of them. With `after`, only
    /// events that are newer than the event with that id.
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

    /// The events that `filter` selects, oldest first, at most `limit` of them, in the form that
    /// [`load`](Self::load) takes. With `after`, only events that are newer than the event with
    /// that id. [`body`](Self::body) reads their bodies.
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

    /// Loads an event from a dump with its last body, unless the inbox has it. The event gets an id of this inbox. A pending or
    /// running event is handled here, or is dead if it has no body.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn load(&self, event: &DumpedEvent, body: Option<Vec<u8>>) -> Result<Loaded, Error> {
        let loaded = self.ledger.load(event, body).await?;
        self.ledger.wake();
        Ok(loaded)
    }

    /// The last body of an event, as it was received; none once its retention is over, or if there
    /// is no such event.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn body(&self, id: i64) -> Result<Option<Vec<u8>>, Error> {
        self.ledger.body(id).await
    }

    /// The bodies of an event's deliveries in the order of arrival; a body that repeats the one
    /// before is left out. There are none once their retention is over, or if there is no such
    /// event.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn bodies(&self, id: i64) -> Result<Vec<Vec<u8>>, Error> {
        self.ledger.bodies(id).await
    }

    /// The last 64 attempts at an event that did not succeed, the oldest first. There are none once
    /// the retention of its body is over.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn attempts(&self, id: i64) -> Result<Vec<Attempt>, Error> {
        self.ledger.attempts(id).await
    }

    /// Makes the events that `filter` selects pending and due now, and returns their number.
    /// Running events, and events whose bodies are gone, stay as they are.
    ///
    /// # Errors
    ///
    /// If the database fails; some may then be requeued.
    pub async fn requeue(&self, filter: &Filter) -> Result<u64, Error> {
        let requeued = self.ledger.requeue(filter).await?;
        self.ledger.wake();
        Ok(requeued)
    }

    /// The number of events that [`requeue`](Self::requeue) would requeue.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn requeueable(&self, filter: &Filter) -> Result<u64, Error> {
        self.ledger.requeueable(filter).await
    }

    /// Deletes the events that `filter` selects with all their data, and returns their number.
    /// Running events stay. A deleted event that comes again is new.
    ///
    /// # Errors
    ///
    /// If the database fails; some may then be deleted.
    pub async fn discard(&self, filter: &Filter) -> Result<u64, Error> {
        let discarded = self.ledger.discard(filter).await?;
        self.ledger.forget().await?;
        Ok(discarded)
    }

    /// The number of events that [`discard`](Self::discard) would delete.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn discardable(&self, filter: &Filter) -> Result<u64, Error> {
        self.ledger.discardable(filter).await
    }

    /// Records in the audit log of this inbox that a person looked at what is kept, or changed it. `who`:
    /// the person; `about`: the events or the setting, never what an event carries. Nothing changes or
    /// deletes a record. Processes with a [source](Self::source) or a [worker](Self::worker) also log
    /// it, at INFO with the target `capturi_inbox::audit`.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn record(&self, who: &str, action: &str, about: &str) -> Result<(), Error> {
        self.ledger.record(who, action, about).await
    }

    /// The records of the audit log, newest first, at most `limit` of them. With `before`, only records
    /// that are older than the record with that id.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn audit(&self, before: Option<i64>, limit: u32) -> Result<Vec<AuditRecord>, Error> {
        let before = before.unwrap_or(i64::MAX);
        self.ledger.audit(before, limit.into()).await
    }

    /// The retention that all processes of this inbox obey; none if it has not been set.
    ///
    /// # Errors
    ///
    /// If the database fails, or a later release has stored it in another form.
    pub async fn retention(&self) -> Result<Option<Retention>, Error> {
        self.ledger.retention().await
    }

    /// Sets the retention that all processes of this inbox obey, whatever
    /// [`InboxBuilder::retention`] says. Those that receive or work do so within 10 s.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn set_retention(&self, retention: &Retention) -> Result<(), Error> {
        self.ledger.set_retention(retention).await
    }

    /// Deletes bodies and keys whose `retention` is over, and returns their numbers. Processes with a
    /// [source](Self::source) or a [worker](Self::worker) do so by themselves, every hour.
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

    /// The numbers of bodies and keys that [`prune`](Self::prune) would delete.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn prunable(&self, retention: &Retention) -> Result<Pruned, Error> {
        self.ledger.prunable(retention).await
    }

    /// Pauses the handling: no worker begins another event until [`resume`](Self::resume).
    /// Deliveries are still stored.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn pause(&self) -> Result<(), Error> {
        self.ledger.pause().await
    }

    /// Ends a pause that an operator began, and closes the circuit breaker.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn resume(&self) -> Result<(), Error> {
        self.ledger.resume().await?;
        self.ledger.wake();
        Ok(())
    }

    /// The number of events in each state, and whether the handling is paused.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn stats(&self) -> Result<Stats, Error> {
        self.ledger.stats().await
    }

    /// Returns an error if a delivery could not be stored now: the database can't be written, or its
    /// disk has less free room than the reserve. For the readiness of a receiver. It goes the way of a
    /// delivery, and changes nothing.
    ///
    /// A backlog, an open circuit breaker and dead events are no errors here: a receiver that a load
    /// balancer takes out because of them loses deliveries.
    ///
    /// # Errors
    ///
    /// The error that a delivery would meet.
    pub async fn can_store(&self) -> Result<(), Error> {
        self.ledger.can_store().await
    }

    /// The bytes of a SQLite inbox's files and of its disk; `None` for PostgreSQL and in memory.
    pub fn disk(&self) -> Option<Disk> {
        self.ledger.disk()
    }

    /// Copies a SQLite inbox to a new file that its owner alone can read, and returns the bytes of
    /// the copy. The copy is consistent, whatever is written meanwhile. A plain copy of the file is
    /// not, because the latest events are in the log beside it.
    ///
    /// # Errors
    ///
    /// If the file exists, if the disk lacks the room for it and for the reserve, or if the
    /// database fails. PostgreSQL is not supported, as it has tools of its own.
    pub async fn back_up(&self, file: &Path) -> Result<u64, Error> {
        self.ledger.back_up(file).await
    }

    /// The damage and contradictions in the database, in words; empty if all is well. The check
    /// reads all of a SQLite database.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn check(&self) -> Result<Vec<String>, Error> {
        self.ledger.contradictions().await
    }

    /// Completes with the reason once this process can't use the inbox any more
    /// ([`Error::is_final`]): its files were deleted or replaced, a newer release has changed its
    /// schema, or one of its tasks has ended. End the process then, so that its supervisor starts
    /// it anew.
    pub async fn failed(&self) -> Error {
        loop {
            match self.ledger.check().await {
                Err(error) if error.is_final() => return error,
                // A database that is away may come back.
                _ => sleep(LOOK).await,
            }
        }
    }

    /// Finishes the writes that are under way, and closes the database. An inbox that was not
    /// closed is recovered when it is opened again.
    pub async fn close(&self) {
        self.ledger.close().await;
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Inbox").field(self.location()).finish()
    }
}
