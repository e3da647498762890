//! The shapes of a webhook's body, as Capturi documents them.

use std::collections::BTreeMap;

use capturi_api::{JsonError, json_from_slice, types::IntegrationConversationView};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::WebhookEvent;

/// An event with the uid of its conversation; fetch the conversation through the API.
///
/// Right after the event, Capturi may not have the conversation yet and answer 204 (inferred). Both
/// `client.get_conversation(payload.uid).send_until_found(limit)` of `capturi-api` and `Hydrate` of
/// `capturi-inbox` ask again until the conversation is there, up to a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UidWebhookPayload {
    /// The uid of the event; a replay carries the same uid. One version of this payload leaves it
    /// out, and .NET writes zeros for a missing uid: both are read as `None`.
    #[serde(
        default,
        alias = "EventUid",
        deserialize_with = "none_if_nil",
        skip_serializing_if = "Option::is_none"
    )]
    pub event_uid: Option<Uuid>,
    /// The event that happened.
    #[serde(alias = "Event")]
    pub event: WebhookEvent,
    /// The uid of the conversation.
    #[serde(alias = "Uid")]
    pub uid: Uuid,
}

impl UidWebhookPayload {
    /// An event of the conversation `uid`.
    pub fn new(event_uid: Option<Uuid>, event: WebhookEvent, uid: Uuid) -> Self {
        Self {
            event_uid,
            event,
            uid,
        }
    }
}

/// An event with its entity, such as a whole conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FullWebhookPayload<T> {
    /// The uid of the event; a replay carries the same uid.
    #[serde(
        default,
        alias = "EventUid",
        deserialize_with = "none_if_nil",
        skip_serializing_if = "Option::is_none"
    )]
    pub event_uid: Option<Uuid>,
    /// The event that happened.
    #[serde(alias = "Event")]
    pub event: WebhookEvent,
    /// The entity that the event is about.
    #[serde(alias = "Entity")]
    pub entity: T,
}

impl<T> FullWebhookPayload<T> {
    /// An event of `entity`.
    pub fn new(event_uid: Option<Uuid>, event: WebhookEvent, entity: T) -> Self {
        Self {
            event_uid,
            event,
            entity,
        }
    }
}

/// A summary that was written during the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LiveSummaryMessage {
    /// The uid of the conversation.
    #[serde(alias = "Uid")]
    pub uid: Uuid,
    /// The call's session in Puzzel's contact centre, if the call came from there.
    #[serde(
        default,
        alias = "PuzzelSessionUid",
        skip_serializing_if = "Option::is_none"
    )]
    pub puzzel_session_uid: Option<String>,
    /// When the summary was written.
    #[serde(alias = "Created", deserialize_with = "capturi_api::lenient::utc")]
    pub created: DateTime<Utc>,
    /// The summary.
    #[serde(
        default,
        alias = "Text",
        deserialize_with = "capturi_api::lenient::or_default"
    )]
    pub text: String,
    /// The values that the caller's systems attached to the call, under keys of their own.
    #[serde(
        default,
        alias = "Metadata",
        deserialize_with = "capturi_api::lenient::or_default"
    )]
    pub metadata: BTreeMap<String, Option<String>>,
}

impl LiveSummaryMessage {
    /// A summary of the conversation `uid`, without what Puzzel and the caller's systems add.
    pub fn new(uid: Uuid, created: DateTime<Utc>, text: impl Into<String>) -> Self {
        Self {
            uid,
            puzzel_session_uid: None,
            created,
            text: text.into(),
            metadata: BTreeMap::new(),
        }
    }
}

/// An event that this version does not know, with the whole body it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownWebhookPayload {
    /// The uid of the event; a replay carries the same uid.
    pub event_uid: Option<Uuid>,
    /// The event, in Capturi's words.
    pub event: WebhookEvent,
    /// The uid that the body has where known events have their conversation's.
    pub entity_uid: Option<Uuid>,
    /// The body as it was received.
    pub body: Vec<u8>,
}

impl UnknownWebhookPayload {
    /// Reads the body into a type of your own.
    ///
    /// # Errors
    ///
    /// [`JsonError`] with the place that does not fit, if the body is not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        json_from_slice(&self.body)
    }
}

/// The payload of a webhook.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WebhookPayload {
    /// An event with the identity of its conversation.
    Uid(UidWebhookPayload),
    /// An event with its whole conversation.
    Conversation(Box<FullWebhookPayload<IntegrationConversationView>>),
    /// A summary that was written during the call.
    LiveSummary(FullWebhookPayload<LiveSummaryMessage>),
    /// An event that this version does not know.
    Unknown(UnknownWebhookPayload),
}

impl WebhookPayload {
    /// The event that happened.
    pub fn event(&self) -> &WebhookEvent {
        match self {
            Self::Uid(payload) => &payload.event,
            Self::Conversation(payload) => &payload.event,
            Self::LiveSummary(payload) => &payload.event,
            Self::Unknown(payload) => &payload.event,
        }
    }

    /// The uid of the event, if the payload has one.
    pub fn event_uid(&self) -> Option<Uuid> {
        match self {
            Self::Uid(payload) => payload.event_uid,
            Self::Conversation(payload) => payload.event_uid,
            Self::LiveSummary(payload) => payload.event_uid,
            Self::Unknown(payload) => payload.event_uid,
        }
    }

    /// The uid of the conversation; of an unknown event, the uid that it has in its place.
    pub fn conversation_uid(&self) -> Option<Uuid> {
        match self {
            Self::Uid(payload) => Some(payload.uid),
            Self::Conversation(payload) => Some(payload.entity.uid),
            Self::LiveSummary(payload) => Some(payload.entity.uid),
            Self::Unknown(payload) => payload.entity_uid,
        }
    }
}

/// Reads `null` and the all-zero uuid, .NET's way of saying "none", as `None`.
pub(crate) fn none_if_nil<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Uuid>, D::Error> {
    Option::deserialize(deserializer).map(unless_nil)
}

/// The uid, unless it is all zeros.
pub(crate) fn unless_nil(uid: Option<Uuid>) -> Option<Uuid> {
    uid.filter(|uid| !uid.is_nil())
}
