//! The payloads that are sent: the identity of a conversation, or a long call with all its data.

use capturi_webhooks::testing;
use serde_json::{Value, json};
use uuid::Uuid;

/// The size of a full payload of a long call.
const LARGE: usize = 75_000;

/// A body whose event uid and conversation uid can be changed.
#[derive(Clone)]
pub(crate) struct Payload {
    pub(crate) name: &'static str,
    body: Vec<u8>,
    event_uid: usize,
    uid: usize,
}

impl Payload {
    pub(crate) fn identity() -> Self {
        Self::new("identity", testing::SampleDelivery::identity(Uuid::max()))
    }

    pub(crate) fn full() -> Self {
        let payload: Value = serde_json::from_str(testing::CONVERSATION).unwrap();
        let mut conversation = payload["entity"].clone();
        conversation["uid"] = json!(Uuid::max());
        let scores = conversation["scores"].as_object().unwrap().clone();
        let members = conversation["scores"].as_object_mut().unwrap();
        // Long calls have more of the same members.
        for number in 0.. {
            for (name, score) in &scores {
                members.insert(format!("{name} {number}"), score.clone());
            }
            if json!(members).to_string().len() > LARGE {
                break;
            }
        }
        Self::new(
            "full",
            testing::SampleDelivery::conversation_json(conversation),
        )
    }

    fn new(name: &'static str, delivery: testing::SampleDelivery) -> Self {
        let body = delivery.body();
        let find = |uid: Uuid| {
            let uid = uid.to_string();
            body.windows(uid.len())
                .position(|bytes| bytes == uid.as_bytes())
                .unwrap()
        };
        Self {
            name,
            event_uid: find(delivery.event_uid()),
            uid: find(Uuid::max()),
            body,
        }
    }

    /// The body of another event, of another conversation.
    pub(crate) fn next(&mut self) -> &[u8] {
        for at in [self.event_uid, self.uid] {
            Uuid::new_v4()
                .hyphenated()
                .encode_lower(&mut self.body[at..at + 36]);
        }
        &self.body
    }
}
