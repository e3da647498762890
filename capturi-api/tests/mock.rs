//! The mock server, as the tests of our users see it.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use capturi_api::{
    Method, StatusCode,
    mock::{MockCapturi, example},
    types::*,
};
use futures_util::TryStreamExt as _;
use serde_json::json;

const UID: &str = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";
const OTHER: &str = "5b0c1f5e-8a3f-4d0c-9a53-0f7d2c1e6b11";

#[tokio::test]
async fn the_first_stub_that_fits_answers() {
    let mock = MockCapturi::start().await;
    mock.get_score().uid(UID).returns(json!({ "name": "One" }));
    mock.get_score().returns_nothing();
    let capturi = mock.client();
    let one = capturi.get_score(UID).send().await.unwrap();
    assert_eq!(one.into_inner().unwrap().name.as_deref(), Some("One"));
    let other = capturi.get_score(OTHER).send().await.unwrap();
    assert_eq!(other.into_inner(), None);
}

#[tokio::test]
async fn queries_and_bodies_are_told_apart() {
    let mock = MockCapturi::start().await;
    let phrases = |name: &str| json!({ "conversations": [{ "conversationCustomer": name }] });
    let topic = || {
        mock.list_live_topic_conversations()
            .live_topics_uid(UID)
            .topic_index(3)
    };
    topic()
        .sort_direction("Ascending")
        .returns(phrases("ascending"));
    topic().page_number(2).returns(phrases("second"));
    let capturi = mock.client();
    let call = || capturi.list_live_topic_conversations(UID, 3);
    let second = call().page_number(2).send().await.unwrap().into_inner();
    assert_eq!(
        second.conversations.unwrap()[0]
            .conversation_customer
            .as_deref(),
        Some("second")
    );
    let ascending = call()
        .sort_direction(SortDirection::Ascending)
        .send()
        .await
        .unwrap();
    assert_eq!(
        ascending.into_inner().conversations.unwrap()[0]
            .conversation_customer
            .as_deref(),
        Some("ascending")
    );
    assert_eq!(
        call().send().await.unwrap_err().status(),
        Some(StatusCode::NOT_IMPLEMENTED)
    );

    let wanted = CursorConversationFiltersRequestModel {
        limit: Some(7),
        ..Default::default()
    };
    mock.list_conversations()
        .body(wanted.clone())
        .returns(json!({ "conversations": [] }));
    let sent = CursorConversationFiltersRequestModel {
        status: Some("Resolved".to_owned()),
        ..wanted
    };
    capturi
        .list_conversations()
        .body(sent)
        .send()
        .await
        .unwrap();
    assert!(capturi.list_conversations().send().await.is_err());
}

#[tokio::test]
async fn a_path_without_parameters_is_not_taken_for_one_with() {
    let mock = MockCapturi::start().await;
    mock.get_filter().returns_nothing();
    mock.list_filter_folders().returns(json!({ "folders": [] }));
    let folders = mock.client().list_filter_folders().send().await.unwrap();
    assert_eq!(folders.into_inner().folders.unwrap().len(), 0);
}

#[tokio::test]
async fn a_stub_that_is_used_up_leaves_calls_to_the_next() {
    let mock = MockCapturi::start().await;
    mock.list_scores()
        .times(2)
        .fails(StatusCode::SERVICE_UNAVAILABLE);
    mock.list_scores().returns(json!({ "scores": [] }));
    mock.client().list_scores().send().await.unwrap();
    assert_eq!(mock.calls().len(), 3, "the client tried again");
}

#[tokio::test]
async fn pages_follow_each_other() {
    let mock = MockCapturi::start().await;
    let page = |token: Option<&str>| json!({ "answers": [], "continuationToken": token });
    mock.list_questionnaire_answer_changes().returns_each([
        page(Some("a")),
        page(Some("b")),
        page(None),
    ]);
    let capturi = mock.client();
    let answers: Vec<_> = capturi
        .list_questionnaire_answer_changes()
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert!(answers.is_empty());
    let tokens: Vec<_> = mock
        .calls()
        .iter()
        .map(|call| call.json()["continuationToken"].clone())
        .collect();
    assert_eq!(tokens, [json!(null), json!("a"), json!("b")]);
}

#[tokio::test]
async fn a_failure_is_what_capturi_would_say() {
    let mock = MockCapturi::start().await;
    mock.list_trackers()
        .header("Retry-After", "7")
        .fails(StatusCode::TOO_MANY_REQUESTS);
    mock.list_filters()
        .fails_with(StatusCode::FORBIDDEN, json!({ "detail": "Ask for it." }));
    let capturi = mock.client_builder().no_retries().build().unwrap();
    let busy = capturi.list_trackers().send().await.unwrap_err();
    assert_eq!(busy.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(busy.to_string(), "list_trackers: 429 Too Many Requests");
    let refused = capturi.list_filters().send().await.unwrap_err();
    assert_eq!(
        refused.problem_details().unwrap().detail.as_deref(),
        Some("Ask for it.")
    );
}

#[tokio::test]
async fn transcripts_and_raw_calls_are_stubbed_too() {
    let mock = MockCapturi::start().await;
    mock.get_transcript()
        .format("Text")
        .returns_bytes("text/plain", "A: Hello");
    mock.raw(Method::DELETE, "/integrations/something-new")
        .returns(json!({ "gone": true }));
    let capturi = mock.client();
    let call = capturi.get_transcript(UID).format("Text");
    let transcript = call.send().await.unwrap().into_inner().unwrap();
    assert_eq!(transcript.bytes().await.unwrap(), "A: Hello");
    let call = capturi.raw(Method::DELETE, "/integrations/something-new");
    let answer = call.send().await.unwrap().into_inner();
    assert_eq!(answer.bytes().await.unwrap(), r#"{"gone":true}"#);
}

#[tokio::test]
async fn a_slow_answer_runs_into_the_limits_of_the_client() {
    let mock = MockCapturi::start().await;
    mock.list_scores()
        .delay(Duration::from_secs(30))
        .returns(json!({ "scores": [] }));
    let limit = Duration::from_millis(50);
    let capturi = mock
        .client_builder()
        .attempt_timeout(limit)
        .no_retries()
        .build()
        .unwrap();
    let error = capturi.list_scores().send().await.unwrap_err();
    assert_eq!(error.to_string(), "list_scores: nothing came within 50ms");
}

#[tokio::test]
async fn a_call_without_a_stub_says_so() {
    let mock = MockCapturi::start().await;
    let error = mock.client().list_scores().send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_scores: 501 Not Implemented: the mock has no stub for list_scores"
    );
    mock.get_score().uid(UID).returns_nothing();
    let error = mock.client().get_score(OTHER).send().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no stub for get_score fits this call"),
        "{error}"
    );
}

#[tokio::test]
async fn what_was_received_can_be_looked_at() {
    let mock = MockCapturi::start().await;
    mock.update_conversation_metadata()
        .fails(StatusCode::FORBIDDEN);
    let body = ConversationMetadataRequestModel {
        custom_prop1: Some("north".to_owned()),
        ..Default::default()
    };
    let capturi = mock.client();
    let _ = capturi
        .update_conversation_metadata(UID)
        .body(body)
        .send()
        .await;
    let [call] = mock.calls().try_into().unwrap();
    assert_eq!(call.operation.unwrap().name, "update_conversation_metadata");
    assert_eq!(call.path_parameters["uid"], UID);
    assert_eq!(call.query_values("api-version"), ["2.0"]);
    assert_eq!(call.json(), json!({ "customProp1": "north" }));
    let shown = format!("{call:?}");
    assert!(
        !shown.contains("north")
            && !shown.contains(call.headers["authorization"].to_str().unwrap()),
        "{shown}"
    );
}

#[test]
fn an_example_has_what_was_given_and_placeholders_where_it_must() {
    let call: IntegrationConversationView = example(json!({
        "subject": "Invoice",
        "trackerHits": [{ "words": [{ "word": "refund" }] }],
    }));
    assert_eq!(call.subject.as_deref(), Some("Invoice"));
    assert!(call.uid.is_nil());
    assert_eq!(call.state.as_str(), "Placeholder");
    let hit = &call.tracker_hits.unwrap()[0];
    assert!(hit.uid.is_nil());
}

#[tokio::test]
#[should_panic(expected = "this is no")]
async fn a_stub_that_does_not_fit_the_model_fails_the_test() {
    let mock = MockCapturi::start().await;
    mock.get_score().returns(json!({ "uid": "nonsense" }));
}

#[tokio::test]
#[should_panic(expected = "`uid` is not a valid")]
async fn a_parameter_that_can_not_be_meant_fails_the_test() {
    let mock = MockCapturi::start().await;
    mock.get_score().uid("nonsense").returns_nothing();
}
