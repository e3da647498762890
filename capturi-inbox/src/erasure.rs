//! The erasure of conversations, and the event that tells handlers of it.

use std::path::Path;

use capturi_webhooks::UidWebhookPayload;
use uuid::Uuid;

use crate::{
    Erasable, Error, Event, Inbox, Tombstone,
    ledger::{Arrival, Ledger},
};

const SOURCE: &str = "erasures";

/// The erasure of a conversation by [`Inbox::erase`]: the content of an event that tells handlers to
/// erase it, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erasure {
    /// The uid of the conversation.
    pub conversation_uid: Uuid,
}

impl Erasure {
    /// The name of the event. It is ours: Capturi has no such webhook.
    pub const EVENT: &str = "ConversationErased";

    /// The erasure that this event reports; `None` for every other event.
    pub fn of(event: &Event) -> Option<Self> {
        if event.source != SOURCE || event.payload.event().as_str() != Self::EVENT {
            return None;
        }
        let conversation_uid = event.payload.conversation_uid()?;
        Some(Self { conversation_uid })
    }
}

/// The event that tells of an erasure: the same one however often the conversation is erased.
fn notice(conversation: Uuid) -> Arrival {
    let event_uid = Uuid::new_v5(&conversation, Erasure::EVENT.as_bytes());
    let body = UidWebhookPayload::new(Some(event_uid), Erasure::EVENT.into(), conversation);
    Arrival::of(SOURCE, &body)
}

impl Inbox {
    /// Erases these conversations, and returns the number of events that were deleted with all their
    /// data, running ones included.
    ///
    /// Nothing about them is stored any more: a delivery is answered 200 and dropped, and so is what
    /// [`load`](Self::load) and reconciliation find. For each conversation, handlers get an event
    /// [`ConversationErased`](Erasure::EVENT) with its uid, once no worker can still handle an event of
    /// it. The inbox keeps a digest of its uid by a key of its own.
    ///
    /// [`overwrite_deleted`](Self::overwrite_deleted) then removes the bytes from the database's files;
    /// processes with a [source](Self::source) or a [worker](Self::worker) do so within 10 s.
    ///
    /// The [journal](crate::InboxBuilder::erasures) gets the erasures first, so that they are made again
    /// in a back-up that is restored.
    ///
    /// # Errors
    ///
    /// If the journal can't be written, or if the database fails. Some may then be erased; erase them
    /// again.
    pub async fn erase(&self, conversations: &[Uuid]) -> Result<u64, Error> {
        let mut erased = 0;
        for conversation in conversations {
            let notice = notice(*conversation);
            erased += self.ledger.erase(*conversation, &notice).await?.events;
        }
        self.ledger.wake();
        Ok(erased)
    }

    /// What [`erase`](Self::erase) would delete of a conversation.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn erasable(&self, conversation: Uuid) -> Result<Erasable, Error> {
        self.ledger.erasable(conversation).await
    }

    /// Erases an event that is about no conversation, such as one that can't be read, and returns the
    /// number of events that were deleted: 0 or 1. A body that was one of its bodies is not stored any
    /// more. Otherwise like [`erase`](Self::erase); handlers get no event.
    ///
    /// # Errors
    ///
    /// As [`erase`](Self::erase).
    pub async fn erase_event(&self, id: i64) -> Result<u64, Error> {
        self.ledger.erase_event(id).await
    }

    /// Removes the bytes of what was erased from the database's files, and returns whether none is left
    /// there.
    ///
    /// SQLite overwrites them in the file and in its log, unless the log is in use: a back-up may be under
    /// way. PostgreSQL runs VACUUM: the bytes stay in its files until others take their place, or until it
    /// `rewrites` the tables (VACUUM FULL) while deliveries and all else wait. What a transaction that is
    /// older than the erasure may still see is then left, too.
    ///
    /// # Errors
    ///
    /// If others use the tables for more than 5 s, or if the database fails.
    pub async fn overwrite_deleted(&self, rewrites: bool) -> Result<bool, Error> {
        self.ledger.overwrite_deleted(rewrites).await
    }

    /// The tombstone of a conversation; none if it was not erased.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn tombstone(&self, conversation: Uuid) -> Result<Option<Tombstone>, Error> {
        self.ledger.tombstone(conversation).await
    }

    /// The journal of erasures, if the inbox has one; see
    /// [`InboxBuilder::erasures`](crate::InboxBuilder::erasures).
    pub fn erasures(&self) -> Option<&Path> {
        self.ledger.journal()
    }
}

/// Makes the erasures that a database lacks, because it was restored from a back-up. `completes`: whether
/// the journal gets the erasures that it lacks.
pub(crate) async fn repeat(ledger: &Ledger, completes: bool) -> Result<(), Error> {
    ledger.erase_again(notice, completes).await
}
