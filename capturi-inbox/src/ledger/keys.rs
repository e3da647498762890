//! The keys by which the ledger finds an event. They are digests, because an index of uids would be
//! four times as large, and each new event changes a page of it, as uids come in no order.

use capturi_webhooks::WebhookIdentity;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The fingerprint of a key of digests, by which one tells whether digests are by this key.
pub(super) fn fingerprint(key: &str) -> String {
    hex(digest(&[key.as_bytes(), b"key"]))
}

fn hex([first, second]: [i64; 2]) -> String {
    format!("{first:016x}{second:016x}")
}

/// What an erasure is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'a> {
    Conversation(Uuid),
    /// The body of an event without a conversation.
    Body(&'a [u8]),
}

impl Subject<'_> {
    /// The digest by which an inbox with this key recognises it. Without the key, not even someone who
    /// knows the conversation can tell that it was erased.
    pub(super) fn digest(self, key: &str) -> String {
        let key = key.as_bytes();
        hex(match self {
            Self::Conversation(uid) => digest(&[key, b"conversation", uid.as_bytes()]),
            Self::Body(body) => digest(&[key, b"body", body]),
        })
    }
}

/// The two keys of an event, each half of a digest. Different identities differ in the pair of
/// keys; the events of one conversation have the same first key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    /// None if the event has neither a conversation nor a uid.
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
        let entity_uid = identity.entity_uid;
        let event = identity.event_uid.map(|event_uid| {
            digest(&[
                event_uid.as_bytes(),
                entity_uid.unwrap_or_default().as_bytes(),
                source.as_bytes(),
                identity.event.as_str().as_bytes(),
            ])
        });
        Self {
            // An event without a conversation gets a key of its own, so that it waits for no other
            // event.
            conversation: entity_uid
                .map(of_conversation)
                .or(event.map(|[first, _]| first)),
            event: event.map(|[_, second]| second),
        }
    }
}

/// The key that all events of a conversation have.
pub(super) fn of_conversation(uid: Uuid) -> i64 {
    let [first, _] = digest(&[uid.as_bytes()]);
    first
}

/// The halves of a digest of these parts, each with its length before it, so that no two lists of
/// parts are hashed as the same bytes.
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
