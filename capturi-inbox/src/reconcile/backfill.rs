//! Backfill: events for the calls that Capturi has processed and whose webhooks did not arrive.

use std::{collections::HashSet, ops::Range};

use bytes::Bytes;
use capturi_api::{
    JsonError, json_from_slice,
    types::{ConversationMetricsView, ConversationStateView},
};
use capturi_webhooks::{WebhookEvent, WebhookIdentity, receiver::Delivery};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    Error,
    ledger::{Arrival, Ledger},
};

pub(super) const LISTING: &str = "backfill";

/// How much earlier than its processing an event may have been received, by clocks that differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);

/// The payload that [`Inbox::backfill`](crate::Inbox::backfill) gives its events, as it is configured
/// at Capturi for a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackfillPayload {
    /// The whole conversation, as Capturi listed it.
    Full,
    /// Only its uid, for handlers that fetch the conversation ([`Hydrate`](crate::Hydrate)): no
    /// content of a call gets into the inbox.
    Uid,
}

/// What matters of a conversation. Whatever else is in it, its event is not lost.
#[derive(Deserialize)]
struct Row {
    uid: Uuid,
    state: ConversationStateView,
    #[serde(default)]
    deleted: Option<bool>,
    #[serde(default)]
    metrics: Option<ConversationMetricsView>,
}

/// A conversation that Capturi has processed.
pub(super) struct Processed {
    uid: Uuid,
    at: DateTime<Utc>,
    json: String,
}

/// The body of an event.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    event_uid: Uuid,
    event: WebhookEvent,
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<&'a RawValue>,
}

/// Reads a conversation; none if it was not processed in this range, or not with success.
pub(super) fn processed(
    json: &str,
    range: &Range<DateTime<Utc>>,
) -> Result<Option<Processed>, JsonError> {
    let row: Row = json_from_slice(json.as_bytes())?;
    let at = row.metrics.and_then(|metrics| metrics.processing_done);
    let at = at.filter(|at| range.contains(at));
    let is_there = row.state == ConversationStateView::Success && row.deleted != Some(true);
    Ok(at.filter(|_| is_there).map(|at| Processed {
        uid: row.uid,
        at,
        json: json.to_owned(),
    }))
}

/// Those of these calls of which the inbox has received no `ConversationProcessed` since.
pub(super) async fn missed(
    ledger: &Ledger,
    mut calls: Vec<Processed>,
) -> Result<Vec<Processed>, Error> {
    let since = calls.iter().map(|call| (call.uid, call.at - CLOCKS_DIFFER));
    let missed: HashSet<Uuid> = ledger.not_received(since).await?.into_iter().collect();
    calls.retain(|call| missed.contains(&call.uid));
    Ok(calls)
}

impl Processed {
    /// The uid of its event: the same one however often it is found.
    fn event_uid(&self) -> Uuid {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Nanos, true);
        Uuid::new_v5(&self.uid, at.as_bytes())
    }

    pub(super) fn arrival(&self, payload: BackfillPayload) -> Arrival {
        let entity = match payload {
            BackfillPayload::Full => serde_json::from_str(&self.json).ok(),
            BackfillPayload::Uid => None,
        };
        let body = Body {
            event_uid: self.event_uid(),
            event: WebhookEvent::ConversationProcessed,
            uid: entity.is_none().then_some(self.uid),
            entity,
        };
        arrival(LISTING, &body)
    }
}

/// An event with this body, from this source.
pub(super) fn arrival(source: &'static str, body: &impl Serialize) -> Arrival {
    // Our bodies have no map and no type that could fail.
    let body = Bytes::from(serde_json::to_vec(body).unwrap_or_default());
    Arrival {
        identity: WebhookIdentity::from_slice(&body),
        delivery: Delivery::new(Uuid::new_v4(), body),
        source: source.to_owned(),
        reprocess: false,
    }
}
