//! The reading of a delivery's bytes into a payload.
#![allow(clippy::unwrap_used, clippy::panic)]

use capturi_webhooks::{
    FullWebhookPayload, LiveSummaryMessage, PayloadError, UidWebhookPayload, WebhookEvent,
    WebhookPayload,
    testing::{self, SampleDelivery},
    types::{ConversationStateView, IntegrationConversationView},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

const UID: &str = "5e1d7d3c-8f3a-4f55-9a0b-2f1f6f0f1c11";
const EVENT_UID: &str = "6b3f8c62-4a86-4d0e-9c3d-0a6e1f6f7d55";

fn read(json: &Value) -> Result<WebhookPayload, PayloadError> {
    WebhookPayload::from_slice(json.to_string().as_bytes())
}

fn identity(payload: Result<WebhookPayload, PayloadError>) -> UidWebhookPayload {
    match payload {
        Ok(WebhookPayload::Uid(identity)) => identity,
        other => panic!("{other:?}"),
    }
}

fn conversation(json: &str) -> FullWebhookPayload<IntegrationConversationView> {
    match WebhookPayload::from_slice(json.as_bytes()) {
        Ok(WebhookPayload::Conversation(full)) => *full,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_identity_is_read_with_keys_in_either_case() {
    let camel = json!({ "eventUid": EVENT_UID, "event": "ConversationProcessed", "uid": UID });
    let pascal = json!({ "EventUid": EVENT_UID, "Event": "ConversationProcessed", "Uid": UID });
    let expected = UidWebhookPayload::new(
        Some(EVENT_UID.parse().unwrap()),
        WebhookEvent::ConversationProcessed,
        UID.parse().unwrap(),
    );
    assert_eq!(identity(read(&camel)), expected);
    assert_eq!(identity(read(&pascal)), expected);
    assert_eq!(serde_json::to_value(&expected).unwrap(), camel);
    assert_eq!(
        serde_json::from_value::<UidWebhookPayload>(pascal).unwrap(),
        expected
    );
}

#[test]
fn a_full_conversation_is_read_with_keys_in_either_case() {
    let camel = conversation(testing::CONVERSATION);
    let pascal = conversation(testing::CONVERSATION_PASCAL_CASE);
    assert_eq!(camel, pascal);
    let call = &camel.entity;
    assert_eq!(call.state, ConversationStateView::Success);
    assert_eq!(call.duration, 274.6);
    assert_eq!(call.labels.as_ref().unwrap().len(), 4);
    assert_eq!(json!(call.date_time), "2026-11-02T09:14:07Z");
    // The model loses nothing of the fixture: it writes what it read, except for nulls, and the one
    // time without an offset gets one.
    let mut fixture: Value = serde_json::from_str(testing::CONVERSATION).unwrap();
    fixture["entity"]["dateTime"] = json!("2026-11-02T09:14:07Z");
    let written = json!(camel);
    assert_eq!(without_nulls(written), without_nulls(fixture));
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        // .NET writes seven digits of a second, chrono three, six or nine.
        Value::String(text) => match text.parse::<chrono::DateTime<chrono::Utc>>() {
            Ok(time) => json!(time),
            Err(_) => Value::String(text),
        },
        other => other,
    }
}

#[test]
fn every_spelling_of_an_event_is_known() {
    for (name, event) in [
        ("ConversationProcessed", WebhookEvent::ConversationProcessed),
        ("conversationProcessed", WebhookEvent::ConversationProcessed),
        (
            "ConversationSummaryUpdated",
            WebhookEvent::ConversationSummaryUpdated,
        ),
        ("SummaryReady", WebhookEvent::ConversationSummaryUpdated),
        ("LiveSummaryCreated", WebhookEvent::LiveSummaryCreated),
        ("LiveSummaryMessage", WebhookEvent::LiveSummaryCreated),
    ] {
        assert_eq!(
            identity(read(&json!({ "event": name, "uid": UID }))).event,
            event,
            "{name}"
        );
    }
}

#[test]
fn an_event_uid_that_is_missing_null_or_all_zeros_is_none() {
    for event_uid in [None, Some(Value::Null), Some(json!(Uuid::nil()))] {
        let mut json = json!({ "event": "SummaryReady", "uid": UID });
        if let Some(event_uid) = event_uid {
            json["eventUid"] = event_uid;
        }
        assert_eq!(identity(read(&json)).event_uid, None, "{json}");
        assert_eq!(
            serde_json::from_value::<UidWebhookPayload>(json)
                .unwrap()
                .event_uid,
            None
        );
    }
}

#[test]
fn an_unknown_event_arrives_with_its_body() {
    let body = json!({ "EventUid": EVENT_UID, "Event": "CoachingDone", "Entity": { "a": [1] } })
        .to_string();
    let Ok(WebhookPayload::Unknown(unknown)) = WebhookPayload::from_slice(body.as_bytes()) else {
        panic!("not unknown")
    };
    assert_eq!(
        unknown.event,
        WebhookEvent::Unknown("CoachingDone".to_owned())
    );
    assert_eq!(unknown.event_uid, Some(EVENT_UID.parse().unwrap()));
    assert_eq!(unknown.body, body.as_bytes());
    assert_eq!(unknown.json::<Value>().unwrap()["Entity"]["a"][0], 1);
}

#[test]
fn an_unknown_event_arrives_whatever_its_identities_look_like() {
    for body in [
        json!({ "event": "TeamChanged", "uid": 42 }),
        json!({ "event": "TeamChanged", "eventUid": "evt_1", "uid": { "a": 1 } }),
        json!({ "uid": [], "eventUid": 7, "entity": 1, "event": "TeamChanged" }),
    ] {
        let payload = read(&body).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert!(
            matches!(&payload, WebhookPayload::Unknown(_)),
            "{payload:?}"
        );
        assert_eq!(payload.event_uid(), None);
    }
}

#[test]
fn the_path_of_a_mistake_shows_no_key_that_is_data() {
    let json = json!({ "event": "LiveSummaryMessage", "entity": {
        "uid": UID, "created": "2026-11-02T09:14:07", "metadata": { "+45 00 00 00 42": 5 },
    } });
    let error = read(&json).unwrap_err();
    assert!(error.to_string().contains("`entity.metadata.*`"), "{error}");
}

#[test]
fn unknown_fields_are_ignored() {
    let payload = identity(read(
        &json!({ "event": "SummaryReady", "uid": UID, "new": { "a": {} } }),
    ));
    assert_eq!(payload.uid.to_string(), UID);
}

#[test]
fn the_entity_may_come_before_its_event() {
    let full = conversation(testing::CONVERSATION);
    let text = format!(
        r#"{{"entity":{},"event":"SummaryReady"}}"#,
        serde_json::to_string(&full.entity).unwrap()
    );
    assert_eq!(conversation(&text).entity, full.entity);
    let wrong = format!(r#"{{"entity":{{"uid":7}},"event":"SummaryReady","uid":"{UID}"}}"#);
    let error = WebhookPayload::from_slice(wrong.as_bytes()).unwrap_err();
    assert!(
        matches!(&error, PayloadError::DoesNotFit(at) if at.path() == "entity.uid"),
        "{error}"
    );
}

#[test]
fn an_entity_of_null_is_none() {
    let json = json!({ "event": "SummaryReady", "uid": UID, "entity": null });
    assert_eq!(identity(read(&json)).uid.to_string(), UID);
}

#[test]
fn a_live_summary_is_read_with_keys_in_either_case() {
    let message: LiveSummaryMessage = serde_json::from_value(json!({
        "uid": UID, "puzzelSessionUid": "pz-1", "created": "2026-11-02T09:14:07",
        "text": "The router was restarted.", "metadata": { "queueName": "support" },
    }))
    .unwrap();
    let delivery = SampleDelivery::live_summary(&message);
    for body in [delivery.body(), delivery.clone().pascal_case().body()] {
        let Ok(WebhookPayload::LiveSummary(summary)) = WebhookPayload::from_slice(&body) else {
            panic!("{}", String::from_utf8_lossy(&body))
        };
        assert_eq!(summary.entity, message);
        assert_eq!(
            summary.entity.metadata["queueName"].as_deref(),
            Some("support")
        );
    }
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    for body in [
        "",
        " ",
        "nonsense",
        "[]",
        "\"text\"",
        "1",
        "null",
        "{",
        "{\"event\":",
        "{} {}",
    ] {
        let error = WebhookPayload::from_slice(body.as_bytes()).unwrap_err();
        assert!(
            matches!(error, PayloadError::NotAnObject(_)),
            "{body:?}: {error}"
        );
    }
}

#[test]
fn a_known_event_that_does_not_fit_is_told_by_its_path() {
    let mut full: Value = serde_json::from_str(testing::CONVERSATION).unwrap();
    full["entity"]["statistics"]["salesPerson"]["speaker"]["speakTime"] = json!("Anna Andersen");
    for (json, path) in [
        (json!({}), "event"),
        (json!({ "event": "SummaryReady" }), "uid"),
        (json!({ "event": "SummaryReady", "uid": "Anna" }), "uid"),
        (json!({ "event": 1, "uid": UID }), "event"),
        (
            json!({ "event": "SummaryReady", "uid": UID, "entity": {} }),
            "entity.organizationId",
        ),
        (full, "entity.statistics.salesPerson.speaker.speakTime"),
    ] {
        let error = read(&json).unwrap_err();
        assert!(
            matches!(&error, PayloadError::DoesNotFit(at) if at.path() == path),
            "{path}: {error}"
        );
        assert!(!format!("{error} {error:?}").contains("Anna"), "{error:?}");
    }
}

#[test]
fn json_nested_ten_thousand_levels_deep_is_no_danger() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(WebhookPayload::from_slice(deep.as_bytes()).is_err());
    let ignored = format!(r#"{{"event":"SummaryReady","uid":"{UID}","new":{deep}}}"#);
    assert_eq!(
        identity(WebhookPayload::from_slice(ignored.as_bytes()))
            .uid
            .to_string(),
        UID
    );
    for key in ["event", "uid", "entity", "eventUid"] {
        let wrong = format!(r#"{{"event":"SummaryReady","{key}":{deep}}}"#);
        assert!(
            WebhookPayload::from_slice(wrong.as_bytes()).is_err(),
            "{key}"
        );
    }
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    let mut body = format!(r#"{{"event":"SummaryReady","uid":"{UID}","a":"x"}}"#).into_bytes();
    let at = body.len() - 3;
    body[at] = 0xff;
    // In a member that is ignored, such text costs nothing; in one that is read, it is no JSON.
    let _ = WebhookPayload::from_slice(&body);
    let error = WebhookPayload::from_slice(b"{\"event\":\"\xff\"}").unwrap_err();
    assert!(matches!(error, PayloadError::NotAnObject(_)), "{error}");
}

#[test]
fn deliveries_for_tests_look_like_those_of_capturi() {
    let delivery = SampleDelivery::full().pascal_case();
    let fixture: Value = serde_json::from_str(testing::CONVERSATION_PASCAL_CASE).unwrap();
    let body: Value = serde_json::from_slice(&delivery.body()).unwrap();
    assert_eq!(body["Entity"], fixture["Entity"]);
    assert!(delivery.body().starts_with(br#"{"EventUid":""#));

    let uid = Uuid::new_v4();
    let delivery = SampleDelivery::identity(uid)
        .event("SummaryReady")
        .with_event_uid(Uuid::nil());
    let payload = WebhookPayload::from_slice(&delivery.body()).unwrap();
    assert_eq!(payload.event(), &WebhookEvent::ConversationSummaryUpdated);
    assert_eq!(
        (payload.event_uid(), payload.conversation_uid()),
        (None, Some(uid))
    );

    let call = conversation(testing::CONVERSATION).entity;
    let body = SampleDelivery::conversation(&call).body();
    assert_eq!(
        conversation(std::str::from_utf8(&body).unwrap()).entity,
        call
    );
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(body in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = WebhookPayload::from_slice(&body);
    }

    #[test]
    fn no_json_makes_reading_panic(
        event in "(ConversationProcessed|SummaryReady|LiveSummaryMessage|\\PC*)",
        key in "(uid|Uid|entity|ENTITY|eventUid|\\PC*)",
        value in any_json(),
    ) {
        let _ = read(&json!({ "event": event, key: value }));
    }

    #[test]
    fn no_damage_to_a_payload_makes_reading_panic(at in 0..9000usize, byte in any::<u8>()) {
        let mut body = testing::CONVERSATION.as_bytes().to_vec();
        body[at] = byte;
        let _ = WebhookPayload::from_slice(&body);
        let _ = WebhookPayload::from_slice(&body[..at]);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map("[a-zA-Z]{1,12}", inner, 0..6)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}
