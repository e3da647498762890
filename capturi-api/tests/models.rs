//! The JSON that the models read and write.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::str::FromStr as _;

use capturi_api::{json_from_slice, types::*};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

const UID: &str = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";

fn read<T: DeserializeOwned>(json: Value) -> T {
    json_from_slice(json.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn round_trip<T: DeserializeOwned + Serialize>(json: Value) -> Value {
    serde_json::to_value(read::<T>(json)).unwrap()
}

/// The smallest conversation: it has only the members that have no empty value.
fn conversation() -> Value {
    json!({
        "organizationId": UID, "userUid": UID, "uid": UID, "state": "Success",
        "dateTime": "2026-11-02T09:14:07Z", "lastChanged": "2026-11-02T13:07:53Z",
    })
}

fn with(member: &str, value: Value) -> Value {
    let mut conversation = conversation();
    conversation[member] = value;
    conversation
}

#[test]
fn a_field_that_is_unknown_is_ignored() {
    let call: IntegrationConversationView = read(with("sinceNextYear", json!({ "a": [1, 2] })));
    assert_eq!(call.uid.to_string(), UID);
}

#[test]
fn a_state_that_is_unknown_is_kept_and_written_back() {
    let call: IntegrationConversationView = read(with("state", json!("Archived")));
    assert_eq!(
        call.state,
        ConversationStateView::Unknown("Archived".to_owned())
    );
    assert_eq!(call.state.to_string(), "Archived");
    assert_eq!(serde_json::to_value(&call).unwrap()["state"], "Archived");
}

#[test]
fn enums_are_read_from_and_written_as_strings() {
    assert_eq!(
        ConversationStateView::from_str("Success"),
        Ok(ConversationStateView::Success)
    );
    assert_eq!(
        ConversationStateView::from("New".to_owned()).as_str(),
        "New"
    );
    assert_eq!(
        format!("{:>8}", SortDirection::Ascending.as_str()),
        "Ascending"
    );
    assert_eq!(
        json!(IntegrationTrackerTimeFilterKindView::Fromstart),
        "FROMSTART"
    );
    assert!(serde_json::from_value::<RoleView>(json!(1)).is_err());
}

#[test]
fn a_derived_model_has_what_its_base_has() {
    let mut json = with("sentimentRaw", json!({}));
    json["subject"] = json!("Fibre");
    json["labels"] = json!(["Support"]);
    let call: IntegrationConversationView = read(json);
    assert_eq!(call.subject.as_deref(), Some("Fibre"));
    assert_eq!(
        call.labels.as_deref(),
        Some(["Support".to_owned()].as_slice())
    );
    assert!(call.sentiment_raw.is_some());
}

#[test]
fn an_acl_entry_is_told_by_its_type() {
    let entry = json!({ "type": "user", "userUid": UID, "level": "Edit" });
    let PermissionEntryView::User(user) = read(entry.clone()) else {
        panic!("not a user")
    };
    assert_eq!(user.user_uid.to_string(), UID);
    assert_eq!(user.level, GrantedLevelView::Edit);
    assert_eq!(round_trip::<PermissionEntryView>(entry.clone()), entry);
}

#[test]
fn a_questionnaire_answer_is_told_by_its_type() {
    let answer: QuestionAnswerView = read(json!({ "type": "range", "answer": 4 }));
    assert!(matches!(answer, QuestionAnswerView::Range(range) if range.answer == 4));
}

#[test]
fn a_variant_that_does_not_exist_yet_is_kept() {
    let entry = json!({ "type": "department", "departmentUid": UID, "nested": { "a": [1] } });
    let PermissionEntryView::Unknown(kept) = read(entry.clone()) else {
        panic!("taken for a known variant")
    };
    assert_eq!(kept, entry);
    assert_eq!(round_trip::<PermissionEntryView>(entry.clone()), entry);
}

#[test]
fn a_variant_that_does_not_fit_its_model_is_kept() {
    let entry = json!({ "type": "user", "userUid": "not a uid", "level": "Edit" });
    assert_eq!(
        read::<PermissionEntryView>(entry.clone()),
        PermissionEntryView::Unknown(entry)
    );
}

#[test]
fn a_union_inside_a_list_keeps_its_other_entries() {
    let acl: Vec<PermissionEntryView> = read(json!([
        { "type": "everyone", "level": "View" },
        { "type": "new" },
        { "type": "role", "role": "TeamLead", "level": "Block" },
    ]));
    assert!(matches!(acl[0], PermissionEntryView::Everyone(_)));
    assert!(matches!(acl[1], PermissionEntryView::Unknown(_)));
    assert!(
        matches!(&acl[2], PermissionEntryView::Role(role) if role.role == PermissionRoleView::TeamLead)
    );
}

#[test]
fn a_time_without_an_offset_is_utc() {
    for (text, expected) in [
        ("2026-11-02T09:14:07", "2026-11-02T09:14:07Z"),
        (
            "2026-11-02T09:14:07.1234567",
            "2026-11-02T09:14:07.123456700Z",
        ),
        ("2026-11-02T09:14:07+01:00", "2026-11-02T08:14:07Z"),
        ("2026-11-02T09:14:07.5Z", "2026-11-02T09:14:07.500Z"),
    ] {
        let call: IntegrationConversationView = read(with("dateTime", json!(text)));
        assert_eq!(json!(call.date_time), expected, "{text}");
        let call: IntegrationConversationView = read(with("qaReviewedDate", json!(text)));
        assert_eq!(json!(call.qa_reviewed_date), expected, "{text}");
    }
    let call: IntegrationConversationView = read(with("qaReviewedDate", Value::Null));
    assert_eq!(call.qa_reviewed_date, None);
}

#[test]
fn null_in_a_plain_field_is_its_empty_value() {
    let mut json = conversation();
    for member in [
        "duration",
        "deleted",
        "hasAudio",
        "hasConsent",
        "qaIsReviewed",
    ] {
        json[member] = Value::Null;
    }
    let call: IntegrationConversationView = read(json);
    assert_eq!(
        (call.duration, call.deleted, call.has_audio),
        (0.0, false, false)
    );
    let nothing: IntegrationConversationView = read(conversation());
    assert_eq!(call, nothing, "a missing field reads as null does");
}

#[test]
fn an_identity_that_is_missing_is_told_by_its_path() {
    let mut json = conversation();
    json.as_object_mut().unwrap().remove("uid");
    let error =
        json_from_slice::<IntegrationConversationView>(json.to_string().as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "`uid`: is missing");
}

#[test]
fn an_error_tells_the_place_and_not_the_value() {
    let json = with("labels", json!(["fine", { "name": "Anna Andersen" }]));
    let error =
        json_from_slice::<IntegrationConversationView>(json.to_string().as_bytes()).unwrap_err();
    assert_eq!(error.path(), "labels[1]");
    assert_eq!(error.to_string(), "`labels[1]`: expected a string");
    let json = with("duration", json!("Anna, expected Andersen"));
    let error =
        json_from_slice::<IntegrationConversationView>(json.to_string().as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "`duration`: expected f64");
    let json = with("uid", json!("Anna Andersen"));
    let error =
        json_from_slice::<IntegrationConversationView>(json.to_string().as_bytes()).unwrap_err();
    assert!(!error.to_string().contains("Anna"), "{error}");
    let json = with("dateTime", json!("Anna Andersen"));
    let error =
        json_from_slice::<IntegrationConversationView>(json.to_string().as_bytes()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Anna"), "{error}");
}

#[test]
fn keys_in_pascal_case_are_read_in_what_webhooks_send() {
    let call: IntegrationConversationView = read(json!({
        "OrganizationId": UID, "UserUid": UID, "Uid": UID, "State": "Success", "HasAudio": true,
        "DateTime": "2026-11-02T09:14:07", "LastChanged": "2026-11-02T13:07:53Z",
        "Metadata": { "CustomProp1": "a" },
        "Scores": { "lowerCaseKey": { "Uid": UID, "Score": 7 } },
    }));
    assert!(call.has_audio);
    assert_eq!(call.metadata.unwrap().custom_prop1.as_deref(), Some("a"));
    assert_eq!(call.scores.unwrap()["lowerCaseKey"].score, 7);
}

#[test]
fn a_request_sends_only_what_is_set() {
    let filters = CursorConversationFiltersRequestModel {
        limit: Some(10),
        ..Default::default()
    };
    assert_eq!(json!(filters), json!({ "limit": 10 }));
    assert_eq!(
        json!(CursorConversationFiltersRequestModel::default()),
        json!({})
    );
}

#[test]
fn a_metadata_value_is_left_alone_set_or_cleared() {
    let metadata = ConversationMetadataRequestModel {
        custom_prop1: Some("a".to_owned()),
        custom_number_prop1: Some(None),
        custom_number_prop2: Some(Some(2.5)),
        ..Default::default()
    };
    let sent = json!({ "customProp1": "a", "customNumberProp1": null, "customNumberProp2": 2.5 });
    assert_eq!(json!(metadata), sent);
    assert_eq!(read::<ConversationMetadataRequestModel>(sent), metadata);
}

#[test]
fn problem_details_keep_what_else_they_carry() {
    let problem: ProblemDetails =
        read(json!({ "title": "Forbidden", "status": 403, "traceId": "00-1" }));
    assert_eq!(problem.title.as_deref(), Some("Forbidden"));
    assert_eq!(problem.extra["traceId"], "00-1");
}
