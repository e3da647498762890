//! Deletions: events for the conversations that were deleted at Capturi, of which no webhook tells.

use capturi_api::{JsonError, json_from_slice, lenient, types::IntegrationAuditEventType};
use capturi_webhooks::UidWebhookPayload;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Event, ledger::Arrival};

pub(super) const LISTING: &str = "deletions";

/// A conversation that was deleted at Capturi: the content of an event that
/// [`Inbox::deletions`](crate::Inbox::deletions) put into the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Deletion {
    /// The kind of the deletion.
    pub kind: DeletionKind,
    /// When it took place.
    pub at: DateTime<Utc>,
    /// Whether a policy carried it out.
    pub by_policy: bool,
}

/// The kind of a deletion: `ConversationSoftDeleted` or `ConversationHardDeleted` in Capturi's audit
/// log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DeletionKind {
    /// The conversation is marked as deleted.
    Soft,
    /// The conversation is gone.
    Hard,
}

/// What matters of an audit record. The customer's phone number is left out on purpose, and so is the
/// user.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_type: IntegrationAuditEventType,
    #[serde(deserialize_with = "lenient::utc")]
    event_time: DateTime<Utc>,
    conversation_uid: Uuid,
    #[serde(default)]
    is_deleted_by_policy: Option<bool>,
}

/// The body of an event.
#[derive(Serialize)]
struct Body {
    #[serde(flatten)]
    identity: UidWebhookPayload,
    deletion: Deletion,
}

/// What is read of a body.
#[derive(Deserialize)]
struct Read {
    deletion: Deletion,
}

/// Reads a record of the audit log; none if it tells of no deletion.
pub(super) fn deletion(json: &str) -> Result<Option<Arrival>, JsonError> {
    let record: Record = json_from_slice(json.as_bytes())?;
    let kind = match &record.event_type {
        IntegrationAuditEventType::ConversationSoftDeleted => DeletionKind::Soft,
        IntegrationAuditEventType::ConversationHardDeleted => DeletionKind::Hard,
        _ => return Ok(None),
    };
    let (at, uid) = (record.event_time, record.conversation_uid);
    let time = at.to_rfc3339_opts(SecondsFormat::Nanos, true);
    let name = format!("{} {time}", record.event_type.as_str());
    let event_uid = Some(Uuid::new_v5(&uid, name.as_bytes()));
    let body = Body {
        identity: UidWebhookPayload::new(event_uid, Deletion::EVENT.into(), uid),
        deletion: Deletion {
            kind,
            at,
            by_policy: record.is_deleted_by_policy.unwrap_or_default(),
        },
    };
    Ok(Some(Arrival::of(LISTING, &body)))
}

impl Deletion {
    /// The name of the event. It is ours: Capturi has no such webhook.
    pub const EVENT: &str = "ConversationDeleted";

    /// The deletion that this event reports; `None` for every other event.
    ///
    /// The payload's [`conversation_uid`](capturi_webhooks::WebhookPayload::conversation_uid) tells
    /// which conversation was deleted.
    pub fn of(event: &Event) -> Option<Self> {
        if event.source != LISTING || event.payload.event().as_str() != Self::EVENT {
            return None;
        }
        let body: Read = serde_json::from_slice(&event.delivery.body).ok()?;
        Some(body.deletion)
    }
}
