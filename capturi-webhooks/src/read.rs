//! The reading of a delivery's bytes into a typed payload, in one pass.
//!
//! The entity's type depends on the event. If the event comes first, as Capturi writes it, the
//! entity is read straight into its model. If the event comes later, the entity's JSON is kept and
//! read at the end.

use std::fmt;

use capturi_api::{JsonError, json_from_slice, types::IntegrationConversationView};
use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess},
};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    FullWebhookPayload, LiveSummaryMessage, UidWebhookPayload, UnknownWebhookPayload, WebhookEvent,
    WebhookIdentity, WebhookPayload, payload::unless_nil,
};

/// The error of a body that is no payload. It tells the place of the mistake, never the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// The body is not JSON, or not a JSON object.
    #[error("not a JSON object: {0}")]
    NotAnObject(JsonError),
    /// The body is a JSON object that does not fit its event.
    #[error("does not fit its event: {0}")]
    DoesNotFit(JsonError),
}

impl WebhookPayload {
    /// Reads the body of a delivery.
    ///
    /// # Errors
    ///
    /// If the body is not a JSON object, has no event, or its event is known and the rest does not
    /// fit it. An unknown event is no error.
    pub fn from_slice(body: &[u8]) -> Result<Self, PayloadError> {
        let envelope: Envelope<'_> = json_from_slice(body).map_err(|error| {
            if error.is_syntax() || error.path() == JsonError::ROOT {
                PayloadError::NotAnObject(error)
            } else {
                PayloadError::DoesNotFit(error)
            }
        })?;
        envelope.open(body)
    }
}

/// The members that stand around every entity.
#[derive(Default)]
struct Envelope<'a> {
    /// Both uids are read once the event is known: those of an unknown event may be anything.
    event_uid: Option<&'a RawValue>,
    event: Option<WebhookEvent>,
    uid: Option<&'a RawValue>,
    entity: Entity<'a>,
}

#[derive(Default)]
enum Entity<'a> {
    #[default]
    None,
    /// Boxed, like `LiveSummary`, so that an `Envelope` without an entity is small and cheap to
    /// move.
    Conversation(Box<IntegrationConversationView>),
    LiveSummary(Box<LiveSummaryMessage>),
    Unread(&'a RawValue),
}

impl Envelope<'_> {
    fn open(self, body: &[u8]) -> Result<WebhookPayload, PayloadError> {
        let Self {
            event_uid,
            event,
            uid,
            entity,
        } = self;
        let event = event.ok_or_else(|| missing("event"))?;
        let event_uid = read_uid(event_uid, "eventUid");
        if let WebhookEvent::Unknown(_) = event {
            let identity = WebhookIdentity::from_slice(body).ok();
            return Ok(WebhookPayload::Unknown(UnknownWebhookPayload {
                event_uid: event_uid.unwrap_or_default(),
                event,
                entity_uid: identity.and_then(|identity| identity.entity_uid),
                body: body.to_vec(),
            }));
        }
        let event_uid = event_uid?;
        let entity = match entity {
            Entity::Unread(json) if event == WebhookEvent::LiveSummaryCreated => {
                Entity::LiveSummary(Box::new(read_entity(json)?))
            }
            Entity::Unread(json) => Entity::Conversation(Box::new(read_entity(json)?)),
            read => read,
        };
        Ok(match entity {
            Entity::Conversation(entity) => {
                WebhookPayload::Conversation(Box::new(FullWebhookPayload {
                    event_uid,
                    event,
                    entity: *entity,
                }))
            }
            Entity::LiveSummary(entity) => WebhookPayload::LiveSummary(FullWebhookPayload {
                event_uid,
                event,
                entity: *entity,
            }),
            Entity::None | Entity::Unread(_) => WebhookPayload::Uid(UidWebhookPayload {
                event_uid,
                event,
                uid: read_uid(uid, "uid")?.ok_or_else(|| missing("uid"))?,
            }),
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope<'de>, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(key) = map.next_key()? {
            match key {
                Key::EventUid => envelope.event_uid = Some(map.next_value()?),
                Key::Event => envelope.event = map.next_value()?,
                Key::Uid => envelope.uid = Some(map.next_value()?),
                Key::Entity => {
                    envelope.entity = match &envelope.event {
                        Some(WebhookEvent::LiveSummaryCreated) => map
                            .next_value::<Option<_>>()?
                            .map_or(Entity::None, Entity::LiveSummary),
                        Some(WebhookEvent::Unknown(_)) => {
                            map.next_value::<IgnoredAny>()?;
                            Entity::None
                        }
                        Some(_) => map
                            .next_value::<Option<_>>()?
                            .map_or(Entity::None, Entity::Conversation),
                        None => map
                            .next_value::<Option<&RawValue>>()?
                            .map_or(Entity::None, Entity::Unread),
                    }
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(envelope)
    }
}

/// A key of an envelope, for the visitors here and in `identity`.
pub(crate) enum Key {
    EventUid,
    Event,
    Uid,
    Entity,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl de::Visitor<'_> for Name {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
                let known = [
                    ("eventUid", Key::EventUid),
                    ("event", Key::Event),
                    ("uid", Key::Uid),
                    ("entity", Key::Entity),
                ];
                Ok(known
                    .into_iter()
                    .find(|(known, _)| name.eq_ignore_ascii_case(known))
                    .map_or(Key::Other, |(_, key)| key))
            }
        }
        deserializer.deserialize_identifier(Name)
    }
}

fn read_entity<'de, T: Deserialize<'de>>(json: &'de RawValue) -> Result<T, PayloadError> {
    json_from_slice(json.get().as_bytes())
        .map_err(|error| PayloadError::DoesNotFit(error.within("entity")))
}

/// Reads a uid; `null` and the all-zero uuid, .NET's way of saying "none", are read as `None`.
fn read_uid(json: Option<&RawValue>, name: &str) -> Result<Option<Uuid>, PayloadError> {
    let Some(json) = json else {
        return Ok(None);
    };
    if let Some(uid) = plain_uid(json) {
        return Ok(unless_nil(Some(uid)));
    }
    json_from_slice(json.get().as_bytes())
        .map(unless_nil)
        .map_err(|error| PayloadError::DoesNotFit(error.within(name)))
}

/// Reads a uuid that is written without escapes, as nearly all are, without a JSON parser.
pub(crate) fn plain_uid(json: &RawValue) -> Option<Uuid> {
    let text = json.get().strip_prefix('"')?.strip_suffix('"')?;
    Uuid::try_parse(text).ok()
}

fn missing(field: &str) -> PayloadError {
    PayloadError::DoesNotFit(JsonError::missing(field))
}
