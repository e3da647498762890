//! Backfill: events for the calls that Capturi has processed and whose webhooks did not arrive.

use std::{collections::HashSet, ops::Range};

use capturi_api::{
    JsonError, json_from_slice,
    types::{ConversationMetricsView, ConversationStateView},
};
use capturi_webhooks::{FullWebhookPayload, UidWebhookPayload, WebhookEvent};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::arrival;
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
pub(super) struct Processed<'p> {
    uid: Uuid,
    at: DateTime<Utc>,
    json: &'p str,
}

/// Reads a conversation; none if it was not processed in this range, or not with success.
pub(super) fn processed<'p>(
    json: &'p str,
    range: &Range<DateTime<Utc>>,
) -> Result<Option<Processed<'p>>, JsonError> {
    let row: Row = json_from_slice(json.as_bytes())?;
    let at = row.metrics.and_then(|metrics| metrics.processing_done);
    let at = at.filter(|at| range.contains(at));
    let is_there = row.state == ConversationStateView::Success && row.deleted != Some(true);
    Ok(at.filter(|_| is_there).map(|at| Processed {
        uid: row.uid,
        at,
        json,
    }))
}

/// Those of these calls of which the inbox has received no `ConversationProcessed` since.
pub(super) async fn missed<'p>(
    ledger: &Ledger,
    mut calls: Vec<Processed<'p>>,
) -> Result<Vec<Processed<'p>>, Error> {
    let since = calls.iter().map(|call| (call.uid, call.at - CLOCKS_DIFFER));
    let missed: HashSet<Uuid> = ledger.not_received(since).await?.into_iter().collect();
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
                arrival(LISTING, &FullWebhookPayload::new(event_uid, event, entity))
            }
            _ => arrival(LISTING, &UidWebhookPayload::new(event_uid, event, self.uid)),
        }
    }
}
