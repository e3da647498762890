//! The identity of a delivery, read without the rest of its payload: a store needs the identity
//! even if the rest can't be read.

use std::fmt;

use capturi_api::{JsonError, json_from_slice};
use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess},
};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    PayloadError, WebhookEvent,
    payload::unless_nil,
    read::{Key, plain_uid},
};

/// The identity of a delivery: its event and the uids of the event and its entity.
///
/// Reading is lenient: a uid that is missing, all zeros or not a uuid is `None`, and the entity may
/// have any shape.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookIdentity {
    /// The uid of the event; a replay carries the same uid.
    pub event_uid: Option<Uuid>,
    /// The event that happened.
    pub event: WebhookEvent,
    /// The uid of the entity: the conversation.
    pub entity_uid: Option<Uuid>,
}

impl WebhookIdentity {
    /// Reads the identity out of the body of a delivery.
    ///
    /// ```
    /// use capturi_webhooks::{WebhookEvent, WebhookIdentity};
    ///
    /// let body = br#"{ "Event": "BrandNew", "Entity": { "any": [1, 2] }, "EventUid": null }"#;
    /// let identity = WebhookIdentity::from_slice(body)?;
    /// assert_eq!(identity.event, WebhookEvent::from("BrandNew"));
    /// assert_eq!(identity.entity_uid, None);
    /// # Ok::<(), capturi_webhooks::PayloadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the body is not a JSON object, or names no event.
    pub fn from_slice(body: &[u8]) -> Result<Self, PayloadError> {
        let envelope: Envelope = json_from_slice(body).map_err(PayloadError::NotAnObject)?;
        let event = envelope
            .event
            .ok_or_else(|| PayloadError::DoesNotFit(JsonError::missing("event")))?;
        Ok(Self {
            event_uid: envelope.event_uid,
            event,
            entity_uid: envelope.uid,
        })
    }
}

#[derive(Default)]
struct Envelope {
    event_uid: Option<Uuid>,
    event: Option<WebhookEvent>,
    /// The uid in the envelope, or else in the entity.
    uid: Option<Uuid>,
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> de::Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(key) = map.next_key()? {
            match key {
                Key::EventUid => envelope.event_uid = uid(map.next_value()?),
                Key::Event => {
                    let event: Option<&RawValue> = map.next_value()?;
                    envelope.event = event.and_then(|json| serde_json::from_str(json.get()).ok());
                }
                Key::Uid => envelope.uid = uid(map.next_value()?).or(envelope.uid),
                Key::Entity => {
                    let Entity(uid) = map.next_value()?;
                    envelope.uid = envelope.uid.or(uid);
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(envelope)
    }
}

/// The uid of an entity of any shape.
struct Entity(Option<Uuid>);

impl<'de> Deserialize<'de> for Entity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntityVisitor)
    }
}

struct EntityVisitor;

impl<'de> de::Visitor<'de> for EntityVisitor {
    type Value = Entity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entity, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key()? {
            match key {
                Key::Uid => found = uid(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Entity(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Entity, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entity(None))
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Entity, E> {
        Ok(Entity(None))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Entity, E> {
        Ok(Entity(None))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Entity, E> {
        Ok(Entity(None))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Entity, E> {
        Ok(Entity(None))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Entity, E> {
        Ok(Entity(None))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Entity, E> {
        Ok(Entity(None))
    }
}

fn uid(json: Option<&RawValue>) -> Option<Uuid> {
    let json = json?;
    let uid = plain_uid(json).or_else(|| serde_json::from_str(json.get()).ok())?;
    unless_nil(Some(uid))
}
