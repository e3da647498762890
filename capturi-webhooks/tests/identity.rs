//! The identity of a delivery is read whatever else the delivery contains.
#![allow(clippy::unwrap_used, clippy::panic)]

use capturi_webhooks::{PayloadError, WebhookEvent, WebhookIdentity, WebhookPayload, testing};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

fn identity(json: &serde_json::Value) -> WebhookIdentity {
    WebhookIdentity::from_slice(json.to_string().as_bytes()).unwrap()
}

#[test]
fn it_is_that_of_the_payload() {
    let conversation = testing::SampleDelivery::full();
    for delivery in [
        testing::SampleDelivery::identity(Uuid::new_v4()),
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

/// A key with each letter in either case.
fn recased(key: &str, cases: u32) -> String {
    let letters = key.chars().enumerate();
    letters
        .map(|(place, letter)| match cases >> place & 1 {
            1 => letter.to_ascii_uppercase(),
            _ => letter.to_ascii_lowercase(),
        })
        .collect()
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        let _ = WebhookIdentity::from_slice(&bytes);
    }

    #[test]
    fn no_damage_to_a_payload_makes_reading_panic(at in 0..9000usize, byte in any::<u8>()) {
        for payload in [testing::CONVERSATION, testing::CONVERSATION_PASCAL_CASE] {
            let mut body = payload.as_bytes().to_vec();
            body[at] = byte;
            let _ = WebhookIdentity::from_slice(&body);
            let _ = WebhookIdentity::from_slice(&body[..at]);
        }
    }

    #[test]
    fn keys_are_known_in_whatever_case_and_order(
        cases in any::<[u32; 5]>(),
        event in "[A-Za-z]{1,30}",
        uids in any::<[u128; 2]>(),
        is_full in any::<bool>(),
        turn in 0..4usize,
        other in "[a-z]{1,5}\\PC{0,10}",
    ) {
        let [event_uid, uid] = uids.map(|uid| Uuid::from_u128(uid | 1));
        let of_entity = format!(r#"{{"x":[],"{}":"{uid}"}}"#, recased("uid", cases[4]));
        let what = match is_full {
            true => (recased("entity", cases[2]), of_entity),
            false => (recased("uid", cases[3]), format!(r#""{uid}""#)),
        };
        let mut members = [
            (recased("eventUid", cases[0]), format!(r#""{event_uid}""#)),
            (recased("event", cases[1]), format!(r#""{event}""#)),
            what,
            (format!("{other}_"), r#"{"uid":1,"event":[]}"#.to_owned()),
        ];
        members.rotate_left(turn);
        let members = members.iter().map(|(key, value)| format!("{}:{value}", json!(key)));
        let body = format!("{{{}}}", members.collect::<Vec<_>>().join(" , "));
        let identity = WebhookIdentity::from_slice(body.as_bytes()).unwrap();
        prop_assert_eq!(identity.event_uid, Some(event_uid));
        prop_assert_eq!(identity.entity_uid, Some(uid));
        prop_assert_eq!(identity.event, WebhookEvent::from(event.as_str()));
    }
}
