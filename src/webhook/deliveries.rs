//! The deliveries of `capturi webhook send`, each with an event uid of its own.

use std::{fs, path::Path};

use capturi_api::Client;
use capturi_webhooks::{
    LiveSummaryMessage, WebhookEvent,
    testing::{CONVERSATION, SampleDelivery},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::failure::{Failure, Kind, place_in_json};

/// The subject of a delivery.
pub(super) enum Subject {
    /// Only the identity of a conversation; without a uid, each delivery invents one.
    Uid(Option<Uuid>),
    /// A full conversation from the API or a file.
    Conversation(Value),
    /// The built-in conversation or live summary, with a new uid in each delivery.
    BuiltIn,
}

impl Subject {
    /// Reads a conversation from a file, which holds it alone or as the entity of a payload.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("can't read {shown}")).because(error))?;
        let mut json: Value = serde_json::from_str(&text).map_err(|error| {
            Failure::usage(format!("{shown} is not JSON: {}", place_in_json(&error)))
        })?;
        for member in ["entity", "Entity"] {
            if json[member].is_object() {
                json = json[member].take();
            }
        }
        match json {
            Value::Object(_) => Ok(Self::Conversation(json)),
            _ => Err(Failure::usage(format!("{shown} holds no conversation"))),
        }
    }

    /// Fetches the conversation of this uid from the API.
    pub(super) async fn fetch(client: &Client, uid: Uuid) -> Result<Self, Failure> {
        let response = client.get_conversation(uid).send_raw().await?;
        let body = response.into_inner().ok_or_else(|| {
            Failure::new(Kind::NotFound, format!("there is no conversation {uid}"))
        })?;
        let body = body.bytes().await?;
        serde_json::from_slice(&body)
            .map(Self::Conversation)
            .map_err(|_| Failure::failed("the API answered with something that is not JSON"))
    }

    /// A delivery of the subject, with a new event uid.
    pub(super) fn delivery(&self, event: &WebhookEvent) -> Result<SampleDelivery, Failure> {
        let delivery = match (self, event) {
            (Self::Uid(uid), _) => SampleDelivery::identity(uid.unwrap_or_else(Uuid::new_v4)),
            (Self::Conversation(json), _) => SampleDelivery::conversation_json(json.clone()),
            (Self::BuiltIn, WebhookEvent::LiveSummaryCreated) => {
                SampleDelivery::live_summary(&live_summary()?)
            }
            (Self::BuiltIn, _) => SampleDelivery::conversation_json(conversation()?),
        };
        Ok(delivery.event(event.clone()))
    }
}

fn conversation() -> Result<Value, Failure> {
    let mut payload: Value = serde_json::from_str(CONVERSATION)
        .map_err(|error| Failure::failed("the built-in conversation").because(error))?;
    let mut conversation = payload["entity"].take();
    conversation["uid"] = json!(Uuid::new_v4());
    Ok(conversation)
}

fn live_summary() -> Result<LiveSummaryMessage, Failure> {
    let message = json!({
        "uid": Uuid::new_v4(),
        "created": "2026-11-02T09:16:00Z",
        "text": "The customer asks why the connection drops every evening.",
        "metadata": { "queue": "Support" },
    });
    serde_json::from_value(message)
        .map_err(|error| Failure::failed("the built-in live summary").because(error))
}
