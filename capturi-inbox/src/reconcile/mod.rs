//! Reconciliation: the inbox takes from Capturi's API what happened there, and what no webhook told.
//!
//! A pass reads a listing page by page. It stores what it found on a page, and then how far it has
//! come, so that the next pass goes on there if this one is interrupted.

mod backfill;
mod deletions;
mod listing;
mod pass;
mod store;

use std::{cell::Cell, fmt, future::Future, pin::pin, time::Duration};

use capturi_api::{
    Client, Page, Pages, PagesError, StatusCode,
    types::{
        IntegrationAuditListRequestModel, IntegrationConversationListDeltaRequestModel,
        SortDirection,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout};

pub use backfill::BackfillPayload;
pub use deletions::{Deletion, DeletionKind};
use listing::Listing;
pub use pass::Reconciled;
use pass::{Next, Pass};
use store::Stored;

use crate::{
    Error, Inbox,
    error::with_causes,
    ledger::{Arrival, Cursor, Held, Ledger},
    worker,
};

/// If a process does not renew its lease for this long, another one may go on.
const LEASE: Duration = Duration::from_secs(10);
/// The longest wait for another process that reads the same listing: its lease, if it is lost.
const WAIT_FOR_OTHERS: Duration = Duration::from_secs(15);
/// The interval between two looks whether a pass is due, after one that succeeded and one that
/// failed.
const LOOK: Duration = Duration::from_secs(10);
const LOOK_AFTER_FAILURE: Duration = Duration::from_secs(5 * 60);
/// The longest time for which a database that is away is asked again.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest time that the end of a lease may take at shutdown.
const FAREWELL: Duration = Duration::from_secs(2);

/// The items of a page. A full conversation has about 75 KB.
const PAGE: i32 = 100;

/// Reads a listing of Capturi's API, and puts what the inbox lacks into it; made by
/// [`Inbox::backfill`](crate::Inbox::backfill) and [`Inbox::deletions`](crate::Inbox::deletions).
///
/// - **One process at a time** reads a listing, also if several have the same inbox: a lease in the
///   database says which. If it is lost, another process goes on after 10 s.
/// - A pass that is interrupted **goes on where it stopped**, and running it again adds nothing,
///   because the uid of each event is made of what it is about.
/// - A row that can't be read costs that row: it is logged and counted.
///
/// ```no_run
/// use std::time::Duration;
/// use capturi_inbox::{BackfillPayload, Inbox};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let inbox = Inbox::open("sqlite:inbox.db").await?;
/// let capturi = capturi_api::Client::from_env()?;
/// let backfill = inbox.backfill(capturi, BackfillPayload::Full);
/// let every = Duration::from_secs(6 * 60 * 60);
/// tokio::spawn(async move { backfill.run_every(every, std::future::pending()).await });
/// # Ok(()) }
/// ```
#[must_use]
pub struct Reconciler {
    ledger: Ledger,
    client: Client,
    listing: Listing,
    since: Option<DateTime<Utc>>,
    erases: bool,
    on_page: Option<OnPage>,
}

type OnPage = Box<dyn Fn(&Reconciled) + Send + Sync>;

/// The error of a pass. What it had stored until then stays stored, and the next pass goes on there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReconcileError {
    /// The API could not be called, or its answer can't be read.
    #[error(transparent)]
    Api(#[from] capturi_api::Error),
    /// The inbox failed.
    #[error(transparent)]
    Inbox(#[from] Error),
    /// Another process reads the listing.
    #[error("another process reads the same listing for this inbox")]
    Busy,
}

impl Inbox {
    /// A reconciler that puts events into the inbox for the conversations which Capturi has processed
    /// and whose webhooks did not arrive, with the payload that webhooks are configured to have.
    ///
    /// An event was missed if its conversation has the state `Success`, its processing was done in
    /// the time that is read and at least 15 minutes ago, and no `ConversationProcessed` of it was
    /// received since. The event gets the source `backfill` and a uid that is made of the
    /// conversation and of the time of its processing. If Capturi delivers the event later, it is
    /// handled again, because that is an event with another uid.
    ///
    /// Other events can't be told from the API: summaries that were updated, and live summaries.
    /// A conversation that was deleted meanwhile is gone. An event that was deleted with
    /// [`discard`](Self::discard) counts as missed, and so does one whose key was deleted
    /// ([`Retention::keys`](crate::Retention::keys)): keep keys for longer than is read. That a
    /// conversation's `lastChanged` is not before its processing is inferred from the names.
    pub fn backfill(&self, client: Client, payload: BackfillPayload) -> Reconciler {
        Reconciler::new(self, client, Listing::Backfill(payload))
    }

    /// A reconciler that reads Capturi's audit log, and puts an event into the inbox for each deletion
    /// of a conversation, of which no webhook tells. [`Deletion::of`](Deletion::of) reads it.
    ///
    /// The event is named [`ConversationDeleted`](Deletion::EVENT), has the source `deletions`,
    /// and is handled after the conversation's earlier events. A deletion that is first soft and then
    /// hard makes two events. The customer's phone number is not stored.
    pub fn deletions(&self, client: Client) -> Reconciler {
        Reconciler::new(self, client, Listing::Deletions)
    }
}

impl Reconciler {
    fn new(inbox: &Inbox, client: Client, listing: Listing) -> Self {
        Self {
            ledger: inbox.ledger.clone(),
            client,
            listing,
            since: None,
            erases: false,
            on_page: None,
        }
    }

    /// Sets the time from which on [`run`](Self::run) reads the listing. Unless set, it goes on where
    /// the last pass ended, and the first one looks back 7 days.
    pub fn since(mut self, time: DateTime<Utc>) -> Self {
        self.since = Some(time);
        self
    }

    /// Sets whether a conversation that was deleted at Capturi is [erased](Inbox::erase) here, too; it is
    /// not unless set. Handlers get its first [`ConversationDeleted`](Deletion::EVENT), and no
    /// [`ConversationErased`](crate::Erasure::EVENT).
    pub fn erase(mut self, erase: bool) -> Self {
        self.erases = erase;
        self
    }

    /// Sets a function that is called after each page, to show how far a pass has come.
    pub fn on_page(mut self, tell: impl Fn(&Reconciled) + Send + Sync + 'static) -> Self {
        self.on_page = Some(Box::new(tell));
        self
    }

    /// Reads the listing to its end, once. If another process reads it, this waits for up to 15 s:
    /// as long as the lease of a process that was lost.
    ///
    /// # Errors
    ///
    /// If the API or the inbox fails, or if another process still reads the listing. What was stored
    /// stays, and the next run goes on where this one stopped.
    pub async fn run(&self) -> Result<Reconciled, ReconcileError> {
        let cursor = self.cursor();
        let (done, pass) = self.one_pass(&cursor, self.since).await?;
        if !pass.is_resumed {
            return Ok(done);
        }
        // What has happened since the interrupted pass began.
        let since = pass.range().end - self.listing.overlap();
        let (more, _) = self.one_pass(&cursor, Some(since)).await?;
        Ok(done.and(&more))
    }

    /// Reads the listing this often, until `shutdown` completes. Of several processes that do so, one
    /// reads it. A pass that fails is logged, and tried again after 5 minutes.
    pub async fn run_every(&self, every: Duration, shutdown: impl Future<Output = ()>) {
        let cursor = self.cursor();
        let mut shutdown = pin!(shutdown);
        loop {
            let pass = async {
                match cursor.hold(every).await? {
                    Some(held) => self.read(&cursor, held, None).await.map(drop),
                    None => Ok(()),
                }
            };
            let ended = tokio::select! {
                ended = pass => ended,
                () = &mut shutdown => {
                    let _ = timeout(FAREWELL, cursor.release()).await;
                    return;
                }
            };
            let pause = match ended {
                Ok(()) | Err(ReconcileError::Busy) => LOOK.min(every),
                Err(error) => {
                    // No error of the API or the inbox quotes a token or a body.
                    let (listing, error) = (self.listing.name(), with_causes(&error));
                    metrics::counter!("capturi_inbox_failed_reads_total", "listing" => listing)
                        .increment(1);
                    tracing::error!(listing, error, "Capturi's API could not be read to its end");
                    LOOK_AFTER_FAILURE.min(every)
                }
            };
            tokio::select! {
                () = sleep(pause) => {}
                () = &mut shutdown => return,
            }
        }
    }

    fn cursor(&self) -> Cursor {
        let listing = self.listing.name();
        self.ledger.cursor(listing, &worker::name(), LEASE)
    }

    /// Waits for the lease, and reads the listing to its end.
    async fn one_pass(
        &self,
        cursor: &Cursor,
        since: Option<DateTime<Utc>>,
    ) -> Result<(Reconciled, Pass), ReconcileError> {
        let give_up = Instant::now() + WAIT_FOR_OTHERS;
        let held = loop {
            match cursor.hold(Duration::ZERO).await? {
                Some(held) => break held,
                None if Instant::now() > give_up => return Err(ReconcileError::Busy),
                None => sleep(Duration::from_secs(1)).await,
            }
        };
        self.read(cursor, held, since).await
    }

    /// Reads the listing to its end while the lease is renewed.
    async fn read(
        &self,
        cursor: &Cursor,
        held: Held,
        since: Option<DateTime<Utc>>,
    ) -> Result<(Reconciled, Pass), ReconcileError> {
        let lost = async {
            loop {
                sleep(LEASE / 3).await;
                // A database that is away may come back before the lease is over.
                if let Ok(false) = cursor.renew().await {
                    return;
                }
            }
        };
        let read = tokio::select! {
            read = self.pass(cursor, held, since) => read,
            () = lost => Err(ReconcileError::Busy),
        };
        if read.is_err() {
            // At the latest, the lease ends by itself.
            let _ = timeout(FAREWELL, cursor.release()).await;
        }
        read
    }

    async fn pass(
        &self,
        cursor: &Cursor,
        held: Held,
        since: Option<DateTime<Utc>>,
    ) -> Result<(Reconciled, Pass), ReconcileError> {
        let mut pass = Pass::begin(self.listing, &held, since);
        let resumed_at = pass.next.clone();
        match self.pages(cursor, &mut pass).await {
            Err(ReconcileError::Api(error))
                if resumed_at.is_some() && pass.next == resumed_at && is_of_the_place(&error) =>
            {
                tracing::warn!(
                    listing = self.listing.name(),
                    error = with_causes(&error),
                    "an interrupted pass can't go on where it stopped, and begins anew"
                );
                pass.next = None;
                self.pages(cursor, &mut pass).await?;
            }
            read => read?,
        }
        let until = pass.read_until(self.listing, &held);
        if !cursor.complete(pass.began, until).await? {
            return Err(ReconcileError::Busy);
        }
        let done = pass.done.clone();
        self.log(&done);
        Ok((done, pass))
    }

    /// Reads the pages of the listing that are left.
    async fn pages(&self, cursor: &Cursor, pass: &mut Pass) -> Result<(), ReconcileError> {
        match self.listing {
            Listing::Backfill(_) => {
                let filter = IntegrationConversationListDeltaRequestModel {
                    last_changed: Some(pass.range().start),
                    limit: Some(PAGE),
                    continuation_token: pass.token(),
                    ..Default::default()
                };
                let pages = self.client.list_conversation_changes().body(filter).pages();
                self.take_pages(cursor, pass, pages).await
            }
            Listing::Deletions => {
                let (first, listed) = (pass.page(), pass.done.listed);
                let read = self.audits(cursor, pass).await;
                // The server may count pages from 1: then the page 0 is invalid, empty, or the page 1.
                let skip = match (&read, pass.page()) {
                    (Err(ReconcileError::Api(error)), None | Some(0)) if is_invalid(error) => 1,
                    (Ok(()), _)
                        if matches!(first, None | Some(0)) && pass.done.listed == listed =>
                    {
                        1
                    }
                    (
                        Err(ReconcileError::Api(capturi_api::Error::Pages {
                            reason: PagesError::RepeatedPage,
                            ..
                        })),
                        Some(1),
                    ) => 2,
                    _ => return read,
                };
                let is_empty = read.is_ok();
                pass.next = Some(Next::Page(skip));
                match self.audits(cursor, pass).await {
                    // It counts from 0, and has no page after the first.
                    Err(ReconcileError::Api(error)) if is_empty && has_no_page(&error) => Ok(()),
                    read => read,
                }
            }
        }
    }

    async fn audits(&self, cursor: &Cursor, pass: &mut Pass) -> Result<(), ReconcileError> {
        let filter = IntegrationAuditListRequestModel {
            from_inclusive: Some(pass.range().start),
            // An end is always named: a server in .NET may read none as the year 1.
            to_inclusive: Some(pass.range().end + TimeDelta::days(1)),
            page_number: pass.page(),
            page_size: Some(PAGE),
            // What is new comes last, so that it moves no page that follows.
            sort_direction: Some(SortDirection::Ascending),
        };
        let pages = self.client.list_audits().body(filter).pages();
        self.take_pages(cursor, pass, pages).await
    }

    async fn take_pages<T: DeserializeOwned>(
        &self,
        cursor: &Cursor,
        pass: &mut Pass,
        mut pages: Pages<T>,
    ) -> Result<(), ReconcileError> {
        while let Some(page) = pages.next().await {
            let page = page?;
            let found = self.found(&page, pass).await?;
            let Stored { added, erased } = self.store(found).await?;
            pass.done.added += added;
            pass.done.erased += erased;
            pass.next = match (page.continuation_token(), page.next_page_number()) {
                (Some(token), _) => Some(Next::Token(token.to_owned())),
                (None, Some(page)) => Some(Next::Page(page)),
                (None, None) => None,
            };
            drop(page);
            if !cursor.advance(pass.to_json()).await? {
                return Err(ReconcileError::Busy);
            }
            if let Some(tell) = &self.on_page {
                tell(&pass.done);
            }
        }
        Ok(())
    }

    /// The events of a page that the inbox may lack. Rows that can't be read are logged and counted.
    async fn found<T>(&self, page: &Page<T>, pass: &mut Pass) -> Result<Vec<Arrival>, Error> {
        match self.listing {
            Listing::Backfill(payload) => {
                let range = pass.range();
                let undated = Cell::new(0);
                let calls = pass.read(page, |json| backfill::processed(json, &range, &undated));
                pass.done.undated += undated.get();
                let calls = backfill::missed(&self.ledger, calls).await?;
                Ok(calls.iter().map(|call| call.arrival(payload)).collect())
            }
            Listing::Deletions => Ok(pass.read(page, deletions::deletion)),
        }
    }
}

impl fmt::Debug for Reconciler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconciler")
            .field("inbox", self.ledger.location())
            .field("listing", &self.listing)
            .field("since", &self.since)
            .finish_non_exhaustive()
    }
}

/// Whether another place in the listing may be readable: its token may be too old, or its page is what
/// the server fails on.
fn is_of_the_place(error: &capturi_api::Error) -> bool {
    let may_not_read = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
    let status = error.status();
    !error.is_retryable() && !status.is_some_and(|status| may_not_read.contains(&status))
}

/// Whether the server may say so that there is no such page.
fn has_no_page(error: &capturi_api::Error) -> bool {
    is_invalid(error) || error.status() == Some(StatusCode::NOT_FOUND)
}

/// Whether the server finds fault with the request.
fn is_invalid(error: &capturi_api::Error) -> bool {
    let invalid = [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
    let status = error.status();
    status.is_some_and(|status| invalid.contains(&status))
}
