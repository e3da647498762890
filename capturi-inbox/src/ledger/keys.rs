//! What an event is found by in the ledger: digests, as the index of uids, which come in no order,
//! would be four times as large, and each new event changes a page of it.

use capturi_webhooks::WebhookIdentity;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Two halves of a digest. Where identities differ, the two differ together; the first alone is the
/// same for the events of one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    /// None if the event is of no conversation, and has no uid either.
    pub(super) conversation: Option<i64>,
    /// None if the event has no uid: it is never a duplicate.
    pub(super) event: Option<i64>,
}

impl Keys {
    pub(super) const NONE: Self = Self {
        conversation: None,
        event: None,
    };

    pub(super) fn new(source: &str, identity: &WebhookIdentity) -> Self {
        let (uid, event) = (identity.event_uid, identity.event.as_str());
        Self::of(source, uid, event, identity.entity_uid)
    }

    pub(super) fn of(
        source: &str,
        event_uid: Option<Uuid>,
        event: &str,
        entity_uid: Option<Uuid>,
    ) -> Self {
        let event = event_uid.map(|event_uid| {
            digest(&[
                event_uid.as_bytes(),
                entity_uid.unwrap_or_default().as_bytes(),
                source.as_bytes(),
                event.as_bytes(),
            ])
        });
        Self {
            // An event of no conversation waits for no other.
            conversation: entity_uid
                .map(of_conversation)
                .or(event.map(|[first, _]| first)),
            event: event.map(|[_, second]| second),
        }
    }
}

/// What the events of a conversation have in common.
pub(super) fn of_conversation(uid: Uuid) -> i64 {
    let [first, _] = digest(&[uid.as_bytes()]);
    first
}

/// Each part is told from the next by its length.
fn digest(parts: &[&[u8]]) -> [i64; 2] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    let (halves, _) = digest.as_chunks();
    std::array::from_fn(|at| i64::from_be_bytes(halves[at]))
}
