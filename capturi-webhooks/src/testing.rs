//! Deliveries for tests of programs that receive webhooks.
//!
//! ```
//! use capturi_webhooks::{WebhookEvent, WebhookPayload, testing::SampleDelivery};
//!
//! let delivery = SampleDelivery::full().event(WebhookEvent::ConversationSummaryUpdated).pascal_case();
//! let payload = WebhookPayload::from_slice(&delivery.body())?;
//! assert_eq!(payload.event_uid(), Some(delivery.event_uid()));
//! # Ok::<(), capturi_webhooks::PayloadError>(())
//! ```

use capturi_api::types::IntegrationConversationView;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{LiveSummaryMessage, WebhookEvent};

/// A delivery that carries the identity of a conversation.
pub const IDENTITY: &str = include_str!("../fixtures/identity.json");
/// A delivery that carries a whole conversation: an invented support call of a few minutes.
pub const CONVERSATION: &str = include_str!("../fixtures/conversation.json");
/// The delivery of [`CONVERSATION`] with its keys in PascalCase.
pub const CONVERSATION_PASCAL_CASE: &str =
    include_str!("../fixtures/conversation-pascal-case.json");

/// A delivery as Capturi would send it, with a new event uid.
#[derive(Clone, Debug)]
pub struct SampleDelivery {
    event_uid: Uuid,
    event: WebhookEvent,
    subject: Subject,
    pascal_case: bool,
}

#[derive(Clone, Debug)]
enum Subject {
    Uid(Uuid),
    Entity {
        json: Value,
        /// The member whose own keys are data, not names: they keep their case.
        map: &'static str,
    },
}

impl SampleDelivery {
    /// Makes a delivery that carries the identity of a conversation.
    pub fn identity(uid: Uuid) -> Self {
        Self::new(WebhookEvent::ConversationProcessed, Subject::Uid(uid))
    }

    /// Makes a delivery that carries the conversation of [`CONVERSATION`].
    pub fn full() -> Self {
        let mut fixture: Value = serde_json::from_str(CONVERSATION).unwrap_or_default();
        Self::conversation_json(fixture["entity"].take())
    }

    /// Makes a delivery that carries a conversation of your own.
    pub fn conversation(conversation: &IntegrationConversationView) -> Self {
        Self::conversation_json(json!(conversation))
    }

    /// Makes a delivery that carries this JSON as its conversation, unknown members included.
    pub fn conversation_json(json: Value) -> Self {
        Self::new(
            WebhookEvent::ConversationProcessed,
            Subject::Entity {
                json,
                map: "scores",
            },
        )
    }

    /// Makes a delivery that carries a summary written during the call.
    pub fn live_summary(message: &LiveSummaryMessage) -> Self {
        Self::new(
            WebhookEvent::LiveSummaryCreated,
            Subject::Entity {
                json: json!(message),
                map: "metadata",
            },
        )
    }

    fn new(event: WebhookEvent, subject: Subject) -> Self {
        Self {
            event_uid: Uuid::new_v4(),
            event,
            subject,
            pascal_case: false,
        }
    }

    /// Sets the event.
    #[must_use]
    pub fn event(mut self, event: impl Into<WebhookEvent>) -> Self {
        self.event = event.into();
        self
    }

    /// Sets the event uid, which is random unless set. The nil uuid is read as none.
    #[must_use]
    pub fn with_event_uid(mut self, event_uid: Uuid) -> Self {
        self.event_uid = event_uid;
        self
    }

    /// Writes the keys in PascalCase instead of camelCase.
    #[must_use]
    pub fn pascal_case(mut self) -> Self {
        self.pascal_case = true;
        self
    }

    /// The event uid that the delivery carries.
    pub fn event_uid(&self) -> Uuid {
        self.event_uid
    }

    /// The body of the request, with its members in the order in which Capturi writes them.
    pub fn body(&self) -> Vec<u8> {
        let (name, subject) = match &self.subject {
            Subject::Uid(uid) => ("uid", json!(uid)),
            Subject::Entity { json, map } if self.pascal_case => {
                ("entity", with_pascal_case(json, map))
            }
            Subject::Entity { json, .. } => ("entity", json.clone()),
        };
        let key = |name: &str| match self.pascal_case {
            true => json!(pascal_case(name)),
            false => json!(name),
        };
        format!(
            "{{{}:{},{}:{},{}:{}}}",
            key("eventUid"),
            json!(self.event_uid),
            key("event"),
            json!(self.event),
            key(name),
            subject
        )
        .into_bytes()
    }

    /// The request in which Capturi would send this delivery: a POST to `path` with the secret in
    /// this header. `B` is the body type of your server or client, such as `axum::body::Body`,
    /// `reqwest::Body` or `Vec<u8>`.
    ///
    /// ```
    /// use capturi_webhooks::testing::SampleDelivery;
    ///
    /// let delivery = SampleDelivery::full();
    /// let request = delivery.request::<Vec<u8>>("/capturi", "X-Capturi-Secret", "0123456789abcdef");
    /// assert_eq!(request.method(), "POST");
    /// assert_eq!(request.body(), &delivery.body());
    /// ```
    ///
    /// # Panics
    ///
    /// If the path, header or secret can't stand in a request.
    #[track_caller]
    pub fn request<B: From<Vec<u8>>>(
        &self,
        path: &str,
        header: &str,
        secret: &str,
    ) -> http::Request<B> {
        let request = http::Request::post(path)
            .header("content-type", "application/json")
            .header(header, secret)
            .body(self.body().into());
        match request {
            Ok(request) => request,
            #[allow(clippy::panic)] // a test that makes no request has to fail at that line
            Err(error) => panic!("no request can be made of this: {error}"),
        }
    }
}

fn pascal_case(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// The same JSON with PascalCase names, except for the keys of the member `map`.
fn with_pascal_case(json: &Value, map: &str) -> Value {
    match json {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| {
                    let value = match value {
                        Value::Object(entries) if name == map => Value::Object(
                            entries
                                .iter()
                                .map(|(key, value)| (key.clone(), with_pascal_case(value, "")))
                                .collect(),
                        ),
                        value => with_pascal_case(value, ""),
                    };
                    (pascal_case(name), value)
                })
                .collect(),
        ),
        Value::Array(items) => items
            .iter()
            .map(|item| with_pascal_case(item, ""))
            .collect(),
        value => value.clone(),
    }
}
