//! `capturi api`: the request that each command makes, and what it prints.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{TOKEN, UID, run, run_with_input, stderr, stdout};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

/// What a server sends that none of our models knows: to be printed as it is.
const ANSWER: &str = r#"{ "zeta": 1.0, "alpha": [ 1e3, null ], "newer": { "than": "us" } }"#;

/// Arguments, the request that they make, and its body.
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

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

fn json_answer(json: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(json, "application/json; charset=utf-8")
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

#[tokio::test]
async fn a_body_comes_from_a_file_or_from_standard_input_and_flags_add_to_it() {
    let server = answering(json_answer(ANSWER)).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("filter.json");
    std::fs::write(&file, r#"{ "limit": 5, "status": "Resolved" }"#).unwrap();
    let arguments = [
        "api",
        "list-conversations",
        "--body",
        file.to_str().unwrap(),
        "--limit",
        "7",
    ];
    assert!(run(&server.uri(), &arguments).await.status.success());
    let arguments = ["api", "list-conversations", "--body", "-"];
    let output = run_with_input(&server.uri(), &arguments, r#"{ "newer": true }"#).await;
    assert!(output.status.success(), "{}", stderr(&output));
    let bodies: Vec<Value> = server
        .received_requests()
        .await
        .unwrap()
        .iter()
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect();
    assert_eq!(
        bodies,
        [
            json!({ "limit": 7, "status": "Resolved" }),
            json!({ "newer": true })
        ]
    );
}

#[tokio::test]
async fn all_follows_the_pages_by_token_and_by_number() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    let page = |subject: &str, token: Option<&str>| json!({ "conversations": [{ "subject": subject }], "continuationToken": token });
    mock.list_conversations().returns_each([
        page("a", Some("t1")),
        page("b", Some("t2")),
        page("c", None),
    ]);
    let arguments = [
        "api",
        "list-conversations",
        "--all",
        "--query",
        "$.conversations[*].subject",
        "--output",
        "jsonl",
    ];
    let output = run(&mock.base_url(), &arguments).await;
    assert_eq!(
        stdout(&output),
        "\"a\"\n\"b\"\n\"c\"\n",
        "{}",
        stderr(&output)
    );

    let page = |phones: &[&str]| {
        let audits: Vec<_> = phones
            .iter()
            .map(|phone| json!({ "customerPhone": phone }))
            .collect();
        json!({ "audits": audits })
    };
    mock.list_audits()
        .returns_each([page(&["1", "2"]), page(&["3"]), page(&[])]);
    let arguments = ["api", "list-audits", "--all", "--output", "json"];
    let output = run(&mock.base_url(), &arguments).await;
    let audits: Vec<Value> = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(audits.len(), 3);
    let pages: Vec<_> = mock
        .calls()
        .iter()
        .filter(|call| {
            call.operation
                .is_some_and(|operation| operation.name == "list_audits")
        })
        .map(capturi_api::mock::Call::json)
        .collect();
    let asked = |number: u32| json!({ "pageSize": 100, "pageNumber": number });
    assert_eq!(pages, [asked(0), asked(1), asked(2)]);
}

#[tokio::test]
async fn a_listing_that_breaks_off_tells_where_to_go_on() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    let page = json!({ "conversations": [], "continuationToken": "t1" });
    mock.list_conversation_changes().times(1).returns(page);
    mock.list_conversation_changes()
        .fails(capturi_api::StatusCode::FORBIDDEN);
    let output = run(
        &mock.base_url(),
        &["api", "list-conversation-changes", "--all"],
    )
    .await;
    assert_eq!(output.status.code(), Some(3));
    assert!(
        stderr(&output).contains("--continuation-token 't1'"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_server_that_repeats_itself_ends_the_listing_with_an_error() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    mock.list_conversations()
        .returns(json!({ "conversations": [], "continuationToken": "t1" }));
    mock.list_audits().returns(json!({ "audits": [{}] }));
    for operation in ["list-conversations", "list-audits"] {
        let output = run(&mock.base_url(), &["api", operation, "--all"]).await;
        assert_eq!(output.status.code(), Some(1), "{operation}");
    }
}

#[tokio::test]
async fn a_transcript_is_printed_or_saved() {
    let answer = ResponseTemplate::new(200).set_body_raw("A: Hello\n", "text/plain");
    let server = answering(answer).await;
    let call = ["api", "get-transcript", "--conversation-uid", UID];
    let output = run(&server.uri(), &call).await;
    assert_eq!(stdout(&output), "A: Hello\n");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("call.txt");
    let arguments = [&call[..], &["--save-to", file.to_str().unwrap()]].concat();
    let output = run(&server.uri(), &arguments).await;
    assert!(output.status.success() && output.stdout.is_empty());
    assert_eq!(std::fs::read_to_string(file).unwrap(), "A: Hello\n");
}

#[tokio::test]
async fn any_path_can_be_called() {
    let server = answering(json_answer(ANSWER)).await;
    let arguments = [
        "api",
        "raw",
        "post",
        "/integrations/new thing",
        "--param",
        "a=b&c",
        "--body",
        "-",
    ];
    let output = run_with_input(&server.uri(), &arguments, "[1]").await;
    assert_eq!(stdout(&output).trim_end(), ANSWER, "{}", stderr(&output));
    let [sent] = server
        .received_requests()
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(sent.url.path(), "/integrations/new%20thing");
    assert_eq!(sent.url.query(), Some("a=b%26c&api-version=2.0"));
    assert_eq!(
        (sent.method.as_str(), sent.body.as_slice()),
        ("POST", &b"[1]"[..])
    );

    let output = run(
        &server.uri(),
        &["api", "raw", "GET", "//elsewhere.example/x"],
    )
    .await;
    assert!(!output.status.success() || server.received_requests().await.unwrap().len() == 2);
    let output = run(&server.uri(), &["api", "raw", "GET", "elsewhere"]).await;
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test]
async fn what_does_not_exist_is_no_error() {
    let server = answering(ResponseTemplate::new(204)).await;
    let output = run(&server.uri(), &["api", "get-conversation", "--uid", UID]).await;
    assert!(output.status.success() && output.stdout.is_empty());
    assert_eq!(
        stderr(&output),
        "get-conversation: nothing there (204 No Content)\n"
    );
}

#[tokio::test]
async fn exit_codes_tell_what_kind_of_failure_it_was() {
    let refused = answering(ResponseTemplate::new(403)).await;
    let broken = answering(json_answer("{")).await;
    for (url, arguments, code) in [
        (refused.uri(), &["api", "list-scores"][..], 3),
        (
            "http://127.0.0.1:1".to_owned(),
            &["api", "update-conversation-metadata", "--uid", UID],
            4,
        ),
        (
            "http://capturi.example".to_owned(),
            &["api", "list-scores"],
            5,
        ),
        (
            broken.uri(),
            &["api", "list-scores", "--output", "table"],
            1,
        ),
        (refused.uri(), &["api", "get-score", "--uid", "nonsense"], 2),
        (refused.uri(), &["api", "get-score"], 2),
        (
            refused.uri(),
            &["api", "list-scores", "--query", "nonsense"],
            2,
        ),
    ] {
        let output = run(&url, arguments).await;
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(!stderr(&output).contains(TOKEN), "{}", stderr(&output));
    }
}

#[tokio::test]
async fn verbose_tells_of_attempts_and_never_of_the_token() {
    let server = answering(json_answer(ANSWER)).await;
    let output = run(&server.uri(), &["-v", "api", "list-scores"]).await;
    let log = stderr(&output);
    assert!(
        log.contains("list_scores") && log.contains("status=200"),
        "{log}"
    );
    assert!(!log.contains(TOKEN), "{log}");
}

#[tokio::test]
async fn a_reader_that_has_enough_ends_it_quietly() {
    let items: Vec<_> = (0..50_000)
        .map(|number| json!({ "subject": number.to_string() }))
        .collect();
    let server = answering(json_answer(&json!({ "conversations": items }).to_string())).await;
    let home = tempfile::tempdir().unwrap();
    let output = tokio::process::Command::new("sh")
        .args([
            "-c",
            "\"$CAPTURI\" api list-conversations --output jsonl | head -n 1",
        ])
        .env("CAPTURI", env!("CARGO_BIN_EXE_capturi"))
        .env("HOME", home.path())
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", server.uri())
        .output()
        .await
        .unwrap();
    assert_eq!(stdout(&output), "{\"subject\":\"0\"}\n");
    assert_eq!(stderr(&output), "");
}

#[tokio::test]
async fn colours_are_for_terminals_alone_and_no_color_is_honoured() {
    let refused = answering(ResponseTemplate::new(403)).await;
    let home = tempfile::tempdir().unwrap();
    for (environment, coloured) in [
        (&[][..], false),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
    ] {
        let output = support::capturi(home.path())
            .args(["api", "list-scores", "--base-url", &refused.uri()])
            .env("CAPTURI_TOKEN", TOKEN)
            .envs(environment.iter().copied())
            .output()
            .await
            .unwrap();
        assert_eq!(
            stderr(&output).contains('\x1b'),
            coloured,
            "{environment:?}: {}",
            stderr(&output)
        );
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_terminal_results_are_tables() {
    let scores =
        r#"{ "scores": [{ "uid": "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11", "name": "Hi" }] }"#;
    let server = answering(json_answer(scores)).await;
    let home = tempfile::tempdir().unwrap();
    // `script` gives the command a terminal.
    let output = tokio::process::Command::new("script")
        .args(["-qec", "\"$CAPTURI\" api list-scores", "/dev/null"])
        .env("CAPTURI", env!("CARGO_BIN_EXE_capturi"))
        .env("HOME", home.path())
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", server.uri())
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .output()
        .await
        .unwrap();
    let seen = stdout(&output);
    assert!(seen.contains("NAME") && !seen.contains('{'), "{seen}");
    assert!(seen.contains("\x1b[1m"), "the heading is bold: {seen}");
}
