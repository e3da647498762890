//! An event in one line, for terminals and logs.

use std::fmt;

use capturi_api::types::IntegrationConversationView;
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::WebhookPayload;

/// An event in one line: its name and its uids and, of a full conversation, the state, duration and
/// labels. Made by [`WebhookPayload::summary`].
///
/// `Display` writes a line without control characters, whatever the sender wrote; `Serialize`
/// writes an object.
#[derive(Clone, Copy)]
pub struct Summary<'a>(&'a WebhookPayload);

impl WebhookPayload {
    /// The event in one line.
    ///
    /// ```
    /// use capturi_webhooks::WebhookPayload;
    ///
    /// let payload = WebhookPayload::from_slice(
    ///     br#"{ "event": "ConversationProcessed", "uid": "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11" }"#,
    /// )?;
    /// assert_eq!(
    ///     payload.summary().to_string(),
    ///     "ConversationProcessed event=none conversation=0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11",
    /// );
    /// # Ok::<(), capturi_webhooks::PayloadError>(())
    /// ```
    pub fn summary(&self) -> Summary<'_> {
        Summary(self)
    }
}

impl Summary<'_> {
    fn conversation(&self) -> Option<&IntegrationConversationView> {
        match self.0 {
            WebhookPayload::Conversation(full) => Some(&full.entity),
            _ => None,
        }
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} event=", self.0.event().as_str().escape_debug())?;
        match self.0.event_uid() {
            Some(uid) => write!(f, "{uid}")?,
            None => f.write_str("none")?,
        }
        match self.0.conversation_uid() {
            Some(uid) => write!(f, " conversation={uid}")?,
            None => f.write_str(" conversation=none")?,
        }
        if let Some(call) = self.conversation() {
            let labels = call.labels.as_deref().unwrap_or_default().join(", ");
            write!(
                f,
                " state={} duration={}s labels=[{}]",
                call.state.as_str().escape_debug(),
                call.duration,
                labels.escape_debug()
            )?;
        }
        Ok(())
    }
}

impl Serialize for Summary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let call = self.conversation();
        let mut members = serializer.serialize_struct("Summary", 6)?;
        members.serialize_field("event", self.0.event())?;
        members.serialize_field("event_uid", &self.0.event_uid())?;
        members.serialize_field("conversation_uid", &self.0.conversation_uid())?;
        members.serialize_field("state", &call.map(|call| &call.state))?;
        members.serialize_field("duration_seconds", &call.map(|call| call.duration))?;
        members.serialize_field("labels", &call.and_then(|call| call.labels.as_ref()))?;
        members.end()
    }
}

impl fmt::Debug for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Summary({self})")
    }
}
