//! Backfill: events for the calls that Capturi has processed and whose webhooks did not arrive.

use std::{cell::Cell, collections::HashSet, ops::Range};

use capturi_api::{JsonError, json_from_slice, lenient, types::ConversationStateView};
use capturi_webhooks::{FullWebhookPayload, UidWebhookPayload, WebhookEvent};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    Error,
    ledger::{Arrival, Ledger, Missing},
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
    metrics: Option<Metrics>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    #[serde(default, deserialize_with = "lenient::utc")]
    processing_done: Option<DateTime<Utc>>,
}

/// A conversation that Capturi has processed.
pub(super) struct Processed<'p> {
    uid: Uuid,
    at: DateTime<Utc>,
    json: &'p str,
}

/// Reads a conversation; none if it was not processed in this range, or not with success. Counts one
/// whose processing has no time.
pub(super) fn processed<'p>(
    json: &'p str,
    range: &Range<DateTime<Utc>>,
    undated: &Cell<u64>,
) -> Result<Option<Processed<'p>>, JsonError> {
    let row: Row = json_from_slice(json.as_bytes())?;
    if row.state != ConversationStateView::Success || row.deleted == Some(true) {
        return Ok(None);
    }
    let Some(at) = row.metrics.and_then(|metrics| metrics.processing_done) else {
        undated.update(|undated| undated + 1);
        return Ok(None);
    };
    Ok(range.contains(&at).then_some(Processed {
        uid: row.uid,
        at,
        json,
    }))
}

/// Those of these calls of which the inbox has received no `ConversationProcessed` since, nor that they
/// were deleted.
pub(super) async fn missed<'p>(
    ledger: &Ledger,
    mut calls: Vec<Processed<'p>>,
) -> Result<Vec<Processed<'p>>, Error> {
    let processed = calls.iter().map(|call| Missing {
        conversation_uid: call.uid,
        event_uid: call.event_uid(),
        since: call.at - CLOCKS_DIFFER,
    });
    let missed: HashSet<Uuid> = ledger.not_received(processed).await?.into_iter().collect();
    calls.retain(|call| missed.contains(&call.uid));
    Ok(calls)
}

impl Processed<'_> {
    /// The uid of its event: the same one however often it is found.
    fn event_uid(&self) -> Uuid {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Nanos, true);
        Uuid::new_v5(&self.uid, at.as_bytes())
    }

    pub(super) fn arrival(&self, payload: BackfillPayload) -> Arrival {
        let (event, event_uid) = (WebhookEvent::ConversationProcessed, Some(self.event_uid()));
        match (payload, serde_json::from_str::<&RawValue>(self.json)) {
            (BackfillPayload::Full, Ok(entity)) => {
                Arrival::of(LISTING, &FullWebhookPayload::new(event_uid, event, entity))
            }
            _ => Arrival::of(LISTING, &UidWebhookPayload::new(event_uid, event, self.uid)),
        }
    }
}
