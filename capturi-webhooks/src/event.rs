//! The event that a webhook reports.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An event of a conversation.
///
/// Capturi spells two of the events in two ways. Both spellings are read, in any case; the name of
/// the variant is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookEvent {
    /// A conversation was analysed.
    ConversationProcessed,
    /// A conversation got a new summary; the settings page says `SummaryReady`.
    ConversationSummaryUpdated,
    /// A summary was written during a call; its payload says `LiveSummaryMessage`.
    LiveSummaryCreated,
    /// An event that this version does not know, as it was sent.
    Unknown(String),
}

impl WebhookEvent {
    /// The name of the variant, or the name of an unknown event as it was sent.
    pub fn as_str(&self) -> &str {
        match self {
            Self::ConversationProcessed => "ConversationProcessed",
            Self::ConversationSummaryUpdated => "ConversationSummaryUpdated",
            Self::LiveSummaryCreated => "LiveSummaryCreated",
            Self::Unknown(name) => name,
        }
    }
}

impl From<&str> for WebhookEvent {
    fn from(name: &str) -> Self {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("ConversationProcessed") {
            Self::ConversationProcessed
        } else if is("ConversationSummaryUpdated") || is("SummaryReady") {
            Self::ConversationSummaryUpdated
        } else if is("LiveSummaryCreated") || is("LiveSummaryMessage") {
            Self::LiveSummaryCreated
        } else {
            Self::Unknown(name.to_owned())
        }
    }
}

impl FromStr for WebhookEvent {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::from(name))
    }
}

impl fmt::Display for WebhookEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for WebhookEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for WebhookEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl de::Visitor<'_> for Name {
            type Value = WebhookEvent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of an event")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<WebhookEvent, E> {
                Ok(WebhookEvent::from(name))
            }
        }
        deserializer.deserialize_str(Name)
    }
}
