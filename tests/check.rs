//! `capturi config check --live` compares the API's answers with the document.
#![allow(clippy::unwrap_used)]

mod support;

use std::process::Output;

use capturi_api::{StatusCode, mock::MockCapturi};
use capturi_webhooks::testing;
use serde_json::{Value, json};
use support::{TOKEN, UID, run, stderr, stdout};

/// The number of listings that are called.
const LISTINGS: usize = 11;

fn conversation() -> Value {
    let mut payload: Value = serde_json::from_str(testing::CONVERSATION).unwrap();
    payload["entity"].take()
}

/// A mock whose listings are empty, except for the conversations.
async fn answering(conversations: &[Value]) -> MockCapturi {
    let mock = MockCapturi::start().await;
    let page = json!({ "conversations": conversations, "continuationToken": "more" });
    mock.list_conversations()
        .body(json!({ "limit": 20 }))
        .returns_malformed("application/json", page.to_string());
    mock.list_conversation_changes()
        .returns(json!({ "conversations": [] }));
    mock.list_audits().returns(json!({ "audits": [] }));
    mock.list_comments().returns_nothing();
    mock.list_questionnaires().returns(json!({}));
    mock.list_questionnaire_answer_changes()
        .returns(json!({ "answers": [] }));
    mock.list_filters().returns(json!({}));
    mock.list_filter_folders().returns(json!({}));
    mock.list_scores().returns(json!({}));
    mock.list_trackers().returns(json!({}));
    mock.list_tracker_folders().returns(json!({}));
    mock
}

async fn check(mock: &MockCapturi, more: &[&str]) -> Output {
    let arguments = [&["config", "check", "--live"], more].concat();
    run(&mock.base_url(), &arguments).await
}

#[tokio::test]
async fn rows_that_fit_are_all_that_is_told() {
    let mock = answering(&[conversation(), conversation()]).await;
    let output = check(&mock, &[]).await;
    let text = stdout(&output);
    assert!(output.status.success(), "{text}{}", stderr(&output));
    assert_eq!(text.lines().count(), LISTINGS, "{text}");
    let line = text
        .lines()
        .find(|line| line.starts_with("list-conversations "));
    assert!(line.unwrap().ends_with("2 rows fit"), "{text}");
    assert_eq!(mock.calls().len(), LISTINGS);
    assert!(mock.calls().iter().all(|call| call.operation.unwrap().safe));
}

#[tokio::test]
async fn exactly_what_differs_is_told_with_its_path_and_without_its_content() {
    let mut other = conversation();
    // Three members that the document does not have.
    other["mood"] = json!("Marked");
    other["metadata"]["customProp11"] = json!("Marked");
    other["scores"][UID] = json!({ "uid": UID, "marked text": "Marked" });
    other["state"] = json!("MarkedAsNew");
    other["duration"] = json!("Marked");
    let mock = answering(&[other, conversation()]).await;
    let output = check(&mock, &["-o", "json"]).await;
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let reports: Vec<Value> = serde_json::from_str(text).unwrap();
    let differing: Vec<&Value> = reports
        .iter()
        .filter(|report| report["findings"] != json!([]) || report["error"] != Value::Null)
        .collect();
    assert_eq!(differing.len(), 1, "{text}");
    let finding = |path: &str, finding: &str| json!({ "path": format!("$.conversations[*].{path}"), "finding": finding, "rows": 1 });
    assert_eq!(
        differing[0],
        &json!({
            "operation": "list_conversations",
            "rows": 2,
            "differing": 1,
            "findings": [
                finding("duration", "expected a number"),
                finding("metadata.customProp11", "unknown member"),
                finding("mood", "unknown member"),
                finding("scores.*.*", "unknown member"),
                finding("state", "unknown value"),
            ],
            "error": null,
        })
    );
    let words = check(&mock, &[]).await;
    for output in [&output, &words] {
        let all = format!("{}{}", stdout(output), stderr(output));
        assert!(!all.contains("Marked") && !all.contains(TOKEN), "{all}");
    }
    let told = "  $.conversations[*].state: unknown value (1)";
    assert!(stdout(&words).contains(told), "{}", stdout(&words));
}

#[tokio::test]
async fn another_document_may_be_the_measure() {
    let mock = answering(&[conversation()]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.json");
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/spec/upstream.json");
    let mut document: Value =
        serde_json::from_str(&std::fs::read_to_string(spec).unwrap()).unwrap();
    let conversation = &mut document["components"]["schemas"]["ConversationView"];
    conversation["properties"]["duration"] = json!({ "type": "string" });
    std::fs::write(&file, document.to_string()).unwrap();
    let output = check(&mock, &["--against", file.to_str().unwrap()]).await;
    assert_eq!(output.status.code(), Some(1));
    let told = "$.conversations[*].duration: expected a text (1)";
    assert!(stdout(&output).contains(told), "{}", stdout(&output));

    std::fs::write(&file, "{}").unwrap();
    let output = check(&mock, &["--against", file.to_str().unwrap()]).await;
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is no OpenAPI document"));
}

#[tokio::test]
async fn a_list_that_is_none_differs_and_the_servers_words_are_not_repeated() {
    let mock = MockCapturi::start().await;
    mock.list_scores()
        .returns_malformed("application/json", r#"{ "scores": "Karen" }"#);
    let problem = json!({ "title": format!("token {TOKEN} of Karen"), "detail": "Karen" });
    mock.list_trackers()
        .fails_with(StatusCode::UNAUTHORIZED, problem);
    let output = check(&mock, &[]).await;
    let text = stdout(&output);
    assert!(text.contains("  $.scores: expected a list (1)"), "{text}");
    assert!(text.contains("401 Unauthorized\n"), "{text}");
    let all = format!("{text}{}", stderr(&output));
    assert!(!all.contains("Karen") && !all.contains(TOKEN), "{all}");
    assert!(all.contains("--auth-scheme"), "{all}");
    assert!(
        all.contains("list-conversation-comments"),
        "what is not called is said"
    );
}

#[tokio::test]
async fn a_call_that_fails_is_told_beside_those_that_do_not() {
    let mock = MockCapturi::start().await;
    mock.list_scores().fails(StatusCode::FORBIDDEN);
    mock.list_conversations()
        .returns(json!({ "conversations": [conversation()] }));
    let output = check(&mock, &[]).await;
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(
        text.contains("403 Forbidden") && text.contains("1 row fits"),
        "{text}"
    );
}

#[tokio::test]
async fn without_live_nothing_is_sent() {
    let mock = MockCapturi::start().await;
    let output = run(&mock.base_url(), &["config", "check"]).await;
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(mock.calls().is_empty());
    let output = run("http://api.example.com", &["config", "check"]).await;
    assert_eq!(output.status.code(), Some(5));
    assert!(stderr(&output).contains("it comes from CAPTURI_BASE_URL"));
}
