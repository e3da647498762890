//! The printed form of an event in the inbox.

use capturi_inbox::Entry;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// The columns of a table, the most telling first.
pub(super) const COLUMNS: [&str; 8] = [
    "id",
    "state",
    "event",
    "lastError",
    "received",
    "attempts",
    "eventUid",
    "conversationUid",
];

/// The row of an event in a table.
pub(super) fn row(entry: &Entry) -> Value {
    json!({
        "id": entry.id,
        "state": entry.state,
        "event": entry.event,
        "received": seconds(entry.received_at),
        "attempts": entry.attempts,
        "eventUid": entry.event_uid,
        "lastError": entry.last_error,
        "conversationUid": entry.conversation_uid,
    })
}

fn seconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
