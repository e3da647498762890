//! The shapes of a webhook's body, after the vendor's documentation of its webhooks.

use std::collections::BTreeMap;

use capturi_api::{JsonError, json_from_slice, types::IntegrationConversationView};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::WebhookEvent;

/// The identity of what an event is about; fetch the rest through the API.
///
/// Right after the event, Capturi may not have the conversation yet and answer 204 (inferred):
/// `client.get_conversation(payload.uid).send_until_found(limit)` of `capturi-api` asks again until it
/// is there, and so does `Hydrate` of `capturi-inbox`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UidWebhookPayload {
    /// Identifies the event; a replay carries the same. Capturi leaves it out in one version of
    /// this payload, and .NET writes zeros for none: both read as `None`.
    #[serde(
        default,
        alias = "EventUid",
        deserialize_with = "none_if_nil",
        skip_serializing_if = "Option::is_none"
    )]
    pub event_uid: Option<Uuid>,
    /// What happened.
    #[serde(alias = "Event")]
    pub event: WebhookEvent,
    /// The conversation that it happened to.
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

/// An event with all that it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FullWebhookPayload<T> {
    /// Identifies the event; a replay carries the same.
    #[serde(
        default,
        alias = "EventUid",
        deserialize_with = "none_if_nil",
        skip_serializing_if = "Option::is_none"
    )]
    pub event_uid: Option<Uuid>,
    /// What happened.
    #[serde(alias = "Event")]
    pub event: WebhookEvent,
    /// What it happened to.
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

/// A summary that was written while the call went on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LiveSummaryMessage {
    /// Identifies the conversation.
    #[serde(alias = "Uid")]
    pub uid: Uuid,
    /// The call's session in Puzzel's contact centre, if it came from there.
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
    /// What the caller's systems attached to the call; the keys are theirs.
    #[serde(
        default,
        alias = "Metadata",
        deserialize_with = "capturi_api::lenient::or_default"
    )]
    pub metadata: BTreeMap<String, Option<String>>,
}

/// An event that this version does not know, with the whole body it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownWebhookPayload {
    /// Identifies the event; a replay carries the same.
    pub event_uid: Option<Uuid>,
    /// What happened, in the vendor's words.
    pub event: WebhookEvent,
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

/// Whatever a webhook can carry.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WebhookPayload {
    /// An event with the identity of its conversation.
    Uid(UidWebhookPayload),
    /// An event with its whole conversation.
    Conversation(Box<FullWebhookPayload<IntegrationConversationView>>),
    /// A summary of a call that goes on.
    LiveSummary(FullWebhookPayload<LiveSummaryMessage>),
    /// An event that this version does not know.
    Unknown(UnknownWebhookPayload),
}

impl WebhookPayload {
    /// What happened.
    pub fn event(&self) -> &WebhookEvent {
        match self {
            Self::Uid(payload) => &payload.event,
            Self::Conversation(payload) => &payload.event,
            Self::LiveSummary(payload) => &payload.event,
            Self::Unknown(payload) => &payload.event,
        }
    }

    /// The event's identity, where the payload has one.
    pub fn event_uid(&self) -> Option<Uuid> {
        match self {
            Self::Uid(payload) => payload.event_uid,
            Self::Conversation(payload) => payload.event_uid,
            Self::LiveSummary(payload) => payload.event_uid,
            Self::Unknown(payload) => payload.event_uid,
        }
    }

    /// The conversation's identity, where this version knows how to find it.
    pub fn conversation_uid(&self) -> Option<Uuid> {
        match self {
            Self::Uid(payload) => Some(payload.uid),
            Self::Conversation(payload) => Some(payload.entity.uid),
            Self::LiveSummary(payload) => Some(payload.entity.uid),
            Self::Unknown(_) => None,
        }
    }
}

/// Reads `null` and the all-zero uuid, .NET's way of saying "none", as `None`.
pub(crate) fn none_if_nil<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Uuid>, D::Error> {
    Option::deserialize(deserializer).map(unless_nil)
}

/// The identity, unless it is all zeros.
pub(crate) fn unless_nil(uid: Option<Uuid>) -> Option<Uuid> {
    uid.filter(|uid| !uid.is_nil())
}
