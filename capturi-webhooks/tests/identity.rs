//! What identifies a delivery is read from whatever a delivery contains.
#![allow(clippy::unwrap_used, clippy::panic)]

use capturi_webhooks::{PayloadError, WebhookEvent, WebhookIdentity, WebhookPayload, testing};
use serde_json::json;
use uuid::Uuid;

fn identity(json: &serde_json::Value) -> WebhookIdentity {
    WebhookIdentity::from_slice(json.to_string().as_bytes()).unwrap()
}

#[test]
fn it_is_that_of_the_payload() {
    let conversation = testing::Delivery::full();
    for delivery in [
        testing::Delivery::identity(Uuid::new_v4()),
        conversation.clone(),
        conversation.pascal_case(),
    ] {
        let body = delivery.body();
        let identity = WebhookIdentity::from_slice(&body).unwrap();
        let payload = WebhookPayload::from_slice(&body).unwrap();
        assert_eq!(identity.event_uid, payload.event_uid());
        assert_eq!(identity.entity_uid, payload.conversation_uid());
        assert_eq!(&identity.event, payload.event());
    }
}

#[test]
fn the_entity_may_be_anything() {
    let uid = Uuid::new_v4();
    for entity in [
        json!(null),
        json!(1),
        json!(-1.5),
        json!("x"),
        json!([[{}]]),
        json!({}),
    ] {
        let found = identity(&json!({ "entity": entity, "event": "New", "eventUid": uid }));
        assert_eq!(
            (found.event_uid, found.entity_uid),
            (Some(uid), None),
            "{entity}"
        );
        assert_eq!(found.event, WebhookEvent::from("New"));
    }
    let nested =
        json!({ "event": "New", "entity": { "a": { "uid": Uuid::new_v4() }, "UID": uid } });
    assert_eq!(
        identity(&nested).entity_uid,
        Some(uid),
        "its own, not a part's"
    );
}

#[test]
fn what_is_no_identity_is_none() {
    for uid in [
        json!(null),
        json!(Uuid::nil()),
        json!("x"),
        json!(7),
        json!({}),
    ] {
        let found = identity(&json!({ "eventUid": uid, "event": "SummaryReady", "uid": uid }));
        assert_eq!((found.event_uid, found.entity_uid), (None, None), "{uid}");
        assert_eq!(found.event, WebhookEvent::ConversationSummaryUpdated);
    }
}

#[test]
fn without_an_event_or_an_object_there_is_none() {
    for body in ["", "[]", "{", "nonsense"] {
        let error = WebhookIdentity::from_slice(body.as_bytes()).unwrap_err();
        assert!(
            matches!(error, PayloadError::NotAnObject(_)),
            "{body}: {error}"
        );
    }
    for body in ["{}", r#"{"event":null}"#, r#"{"event":7}"#] {
        let error = WebhookIdentity::from_slice(body.as_bytes()).unwrap_err();
        assert!(
            matches!(error, PayloadError::DoesNotFit(_)),
            "{body}: {error}"
        );
    }
}
