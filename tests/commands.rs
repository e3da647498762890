//! `capturi api`: the request that each command makes.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{ANSWER, TOKEN, UID, answering, json_answer, run, stderr, stdout};
use wiremock::{Mock, matchers::any};

/// The arguments of a command, the request that it makes, and the request's body.
type Case = (&'static [&'static str], &'static str, Option<Value>);

fn cases() -> Vec<Case> {
    vec![
        (
            &[
                "list-audits",
                "--from-inclusive",
                "2026-11-01",
                "--page-size",
                "50",
                "--sort-direction",
                "descending",
            ],
            "POST /integrations/audits?",
            Some(
                json!({ "fromInclusive": "2026-11-01T00:00:00Z", "pageSize": 50, "sortDirection": "Descending" }),
            ),
        ),
        (
            &["list-conversation-comments", "--conversation-uid", UID],
            "GET /integrations/comments/for-conversation/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (
            &[
                "list-comments",
                "--from",
                "2026-11-01T08:30:00+02:00",
                "--to",
                "2026-11-08",
            ],
            "GET /integrations/comments?from=2026-11-01T06%3A30%3A00Z&to=2026-11-08T00%3A00%3A00Z&",
            None,
        ),
        (
            &[
                "list-conversations",
                "--labels",
                "Support",
                "--labels",
                "VIP",
                "--duration",
                r#"{"min":30}"#,
                "--limit",
                "5",
                "--qa-is-reviewed",
            ],
            "POST /integrations/conversations/list-full?",
            Some(
                json!({ "duration": { "min": 30 }, "labels": ["Support", "VIP"], "limit": 5, "qaIsReviewed": true }),
            ),
        ),
        (
            &["list-conversation-changes", "--last-changed", "2026-11-01"],
            "POST /integrations/conversations/list-delta?",
            Some(json!({ "lastChanged": "2026-11-01T00:00:00Z" })),
        ),
        (
            &["get-conversation", "--uid", UID],
            "GET /integrations/conversations/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (
            &[
                "get-transcript",
                "--conversation-uid",
                UID,
                "--anonymize",
                "false",
                "--format",
                "json",
            ],
            "GET /integrations/conversations/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/transcript?anonymize=false&format=Json&",
            None,
        ),
        (
            &[
                "update-conversation-metadata",
                "--uid",
                UID,
                "--custom-prop1",
                "north",
                "--custom-number-prop3",
                "null",
                "--custom-number-prop4",
                "-4.5",
            ],
            "PATCH /integrations/conversations/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/metadata?",
            Some(
                json!({ "customProp1": "north", "customNumberProp3": null, "customNumberProp4": -4.5 }),
            ),
        ),
        (
            &["list-questionnaires"],
            "GET /integrations/questionnaires?",
            None,
        ),
        (
            &["get-questionnaire", "--uid", UID],
            "GET /integrations/questionnaires/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (
            &[
                "list-questionnaire-answer-changes",
                "--limit",
                "10",
                "--continuation-token",
                "abc==",
            ],
            "POST /integrations/questionnaires/answers/list-delta?",
            Some(json!({ "limit": 10, "continuationToken": "abc==" })),
        ),
        (&["list-filters"], "GET /integrations/filters?", None),
        (
            &["get-filter", "--uid", UID],
            "GET /integrations/filters/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (
            &["list-filter-folders"],
            "GET /integrations/filters/folders?",
            None,
        ),
        (
            &["get-filter-folder", "--uid", UID],
            "GET /integrations/filters/folders/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (&["list-scores"], "GET /integrations/scores?", None),
        (
            &["get-score", "--uid", UID],
            "GET /integrations/scores/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (&["list-trackers"], "GET /integrations/trackers?", None),
        (
            &["get-tracker", "--uid", UID],
            "GET /integrations/trackers/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (
            &["list-tracker-folders"],
            "GET /integrations/trackers/folders?",
            None,
        ),
        (
            &["get-tracker-folder", "--uid", UID],
            "GET /integrations/trackers/folders/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (
            &[
                "create-live-topics",
                "--role",
                "customer",
                "--status",
                "Resolved",
            ],
            "POST /integrations/trends/live?role=Customer&",
            Some(json!({ "status": "Resolved" })),
        ),
        (
            &["get-live-topics", "--live-topics-uid", UID],
            "GET /integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?",
            None,
        ),
        (
            &[
                "get-live-topic-details",
                "--live-topics-uid",
                UID,
                "--topic-index",
                "3",
            ],
            "GET /integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3/details?",
            None,
        ),
        (
            &[
                "create-live-topic-trends",
                "--live-topics-uid",
                UID,
                "--topic-index",
                "3",
                "--target-role",
                "agent",
            ],
            "POST /integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3/trends?targetRole=Agent&",
            None,
        ),
        (
            &[
                "list-live-topic-phrases",
                "--live-topics-uid",
                UID,
                "--topic-index",
                "3",
            ],
            "GET /integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3?",
            None,
        ),
        (
            &[
                "list-live-topic-conversations",
                "--live-topics-uid",
                UID,
                "--topic-index",
                "3",
                "--page-number",
                "2",
                "--page-size",
                "20",
            ],
            "GET /integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3/conversations?pageNumber=2&pageSize=20&",
            None,
        ),
        (
            &[
                "list-live-topic-phrase-conversations",
                "--live-topics-uid",
                UID,
                "--topic-index",
                "3",
                "--phrase-index",
                "1",
                "--sort-direction",
                "ascending",
            ],
            "GET /integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3/phrases/1/conversations?sortDirection=Ascending&",
            None,
        ),
    ]
}

#[tokio::test]
async fn each_command_makes_its_request_and_prints_the_answer_as_it_is() {
    let server = answering(json_answer(ANSWER)).await;
    for (arguments, request, body) in cases() {
        server.reset().await;
        Mock::given(any())
            .respond_with(json_answer(ANSWER))
            .mount(&server)
            .await;
        let arguments = [&["api"], arguments].concat();
        let output = run(&server.uri(), &arguments).await;
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output).trim_end(), ANSWER, "{arguments:?}");

        let received = server.received_requests().await.unwrap();
        let [sent] = received.as_slice() else {
            panic!("{arguments:?}: {} requests", received.len());
        };
        let (path, query) = (sent.url.path(), sent.url.query().unwrap());
        let expected = format!("{request}api-version=2.0");
        assert_eq!(format!("{} {path}?{query}", sent.method), expected);
        assert_eq!(sent.headers["authorization"], TOKEN);
        match body {
            Some(body) => {
                assert_eq!(sent.headers["content-type"], "application/json");
                assert_eq!(serde_json::from_slice::<Value>(&sent.body).unwrap(), body);
            }
            None => assert!(sent.body.is_empty(), "{arguments:?}"),
        }
    }
}

#[test]
fn each_operation_is_tested() {
    let tested: Vec<String> = cases()
        .iter()
        .map(|(arguments, ..)| arguments[0].replace('-', "_"))
        .collect();
    let operations: Vec<_> = capturi_api::OPERATIONS
        .iter()
        .map(|operation| operation.name)
        .collect();
    assert_eq!(tested, operations);
}
