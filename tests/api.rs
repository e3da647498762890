//! `capturi api`: the sources of its input, and its output.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::{ANSWER, TOKEN, UID, answering, json_answer, run, run_with_input, stderr, stdout};
use wiremock::ResponseTemplate;

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
        "--all-pages",
        "--query",
        "$[*].subject",
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
    let raw = [
        "api",
        "list-conversations",
        "--query",
        "$[*].subject",
        "--raw",
    ];
    assert_eq!(stdout(&run(&mock.base_url(), &raw).await), "c\n");

    let page = |phones: &[&str]| {
        let audits: Vec<_> = phones
            .iter()
            .map(|phone| json!({ "customerPhone": phone }))
            .collect();
        json!({ "audits": audits })
    };
    mock.list_audits()
        .returns_each([page(&["1", "2"]), page(&["3"]), page(&[])]);
    let arguments = ["api", "list-audits", "--all-pages", "--output", "json"];
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
async fn a_table_says_that_there_is_more() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    let page = |token: Option<&str>| json!({ "conversations": [{}], "continuationToken": token });
    mock.list_conversations()
        .returns_each([page(Some("t1")), page(None)]);
    let table = ["api", "list-conversations", "-o", "table"];
    let more = "first page, more with --all-pages";
    let first = run(&mock.base_url(), &table).await;
    assert!(stderr(&first).contains(more), "{}", stderr(&first));
    let last = run(&mock.base_url(), &table).await;
    assert!(!stderr(&last).contains(more), "{}", stderr(&last));
}

#[tokio::test]
async fn what_is_not_there_has_an_exit_code_of_its_own() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    mock.get_conversation().returns_nothing();
    mock.get_transcript()
        .fails(capturi_api::StatusCode::NOT_FOUND);
    mock.list_comments().returns_nothing();
    let get = ["api", "get-conversation", "--uid", UID];
    let output = run(&mock.base_url(), &get).await;
    assert_eq!(output.status.code(), Some(6), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("check --uid"),
        "{}",
        stderr(&output)
    );
    let get = ["api", "get-transcript", "--conversation-uid", UID];
    let output = run(&mock.base_url(), &get).await;
    assert_eq!(output.status.code(), Some(6));
    assert!(stderr(&output).contains("check --conversation-uid"));
    let empty = run(&mock.base_url(), &["api", "list-comments"]).await;
    assert!(empty.status.success(), "a listing may be empty");
}

#[tokio::test]
async fn a_limit_is_checked_as_the_help_says() {
    let server = answering(json_answer(ANSWER)).await;
    for limit in ["0", "10001", "-1"] {
        let arguments = ["api", "list-conversations", "--limit", limit];
        let output = run(&server.uri(), &arguments).await;
        assert_eq!(output.status.code(), Some(2), "{limit}");
        assert!(
            stderr(&output).contains("from 1 to 10000"),
            "{}",
            stderr(&output)
        );
    }
    let arguments = ["api", "list-conversations", "--limit", "10000"];
    assert!(run(&server.uri(), &arguments).await.status.success());
}

#[tokio::test]
async fn the_right_command_is_named_first() {
    for (typed, meant) in [
        (["serve", "--print"], "capturi inbox serve"),
        (["inbox", "replay"], "capturi inbox requeue"),
        (["api", "scores"], "capturi api list-scores"),
        (["api", "list-score"], "capturi api list-scores"),
        (["inbox", "backup"], "capturi inbox db backup"),
    ] {
        let output = run("http://127.0.0.1:9", &typed).await;
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        let tip = said.lines().find(|line| line.contains("tip:")).unwrap();
        let first = tip.split('\'').nth(1).unwrap();
        assert_eq!(first, meant, "{said}");
    }
}

#[tokio::test]
async fn a_row_is_selected_by_its_number_among_all() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    let page = |subject: &str, token: Option<&str>| json!({ "conversations": [{ "subject": subject }], "continuationToken": token });
    mock.list_conversations()
        .returns_each([page("a", Some("t1")), page("b", None)]);
    let arguments = [
        "api",
        "--query",
        "$[1].subject",
        "list-conversations",
        "--all-pages",
        "--raw",
    ];
    assert_eq!(stdout(&run(&mock.base_url(), &arguments).await), "b\n");
}

#[tokio::test]
async fn a_write_is_sent_once_and_announces_no_retry() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    mock.update_conversation_metadata()
        .header("Retry-After", "2")
        .fails(capturi_api::StatusCode::SERVICE_UNAVAILABLE);
    let arguments = [
        "api",
        "update-conversation-metadata",
        "--uid",
        UID,
        "--custom-prop1",
        "x",
    ];
    let output = run(&mock.base_url(), &arguments).await;
    assert_eq!(mock.calls().len(), 1);
    assert!(
        !stderr(&output).contains("trying again"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn a_long_wait_says_for_what() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    let delay = std::time::Duration::from_millis(1500);
    mock.list_scores().delay(delay).returns(json!({}));
    mock.list_trackers()
        .times(1)
        .header("Retry-After", "1")
        .fails(capturi_api::StatusCode::TOO_MANY_REQUESTS);
    mock.list_trackers().returns(json!({}));
    let slow = run(&mock.base_url(), &["api", "list-scores"]).await;
    assert!(
        stderr(&slow).contains("waiting for list-scores"),
        "{}",
        stderr(&slow)
    );
    let again = run(&mock.base_url(), &["api", "list-trackers"]).await;
    assert!(stderr(&again).contains("429") && stderr(&again).contains("trying again in 1 s"));
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
        &["api", "list-conversation-changes", "--all-pages"],
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
async fn a_row_that_does_not_fit_is_printed_as_it_is() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    let page = |rows: Value| json!({ "audits": rows });
    let first = page(json!([{ "logTime": "yesterday" }, 7]));
    let ok = capturi_api::StatusCode::OK;
    mock.list_audits().times(1).fails_with(ok, first);
    mock.list_audits()
        .times(1)
        .fails(capturi_api::StatusCode::FORBIDDEN);
    let arguments = ["api", "list-audits", "--all-pages", "--output", "jsonl"];
    let output = run(&mock.base_url(), &arguments).await;
    assert_eq!(stdout(&output), "{\"logTime\":\"yesterday\"}\n7\n");
    assert!(
        stderr(&output).contains("to go on from here: --page-number 1"),
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
        let output = run(&mock.base_url(), &["api", operation, "--all-pages"]).await;
        assert_eq!(output.status.code(), Some(1), "{operation}");
    }
}

#[tokio::test]
async fn a_proxy_never_gets_what_is_for_this_machine() {
    let [proxy, server] = [
        answering(json_answer("{}")).await,
        answering(json_answer("{}")).await,
    ];
    let home = tempfile::tempdir().unwrap();
    let output = support::capturi(home.path())
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", server.uri())
        .env("http_proxy", proxy.uri())
        .env("ALL_PROXY", proxy.uri())
        .args(["api", "list-scores"])
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(proxy.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_a_server_writes_is_harmless_in_a_terminal_and_a_shell() {
    let mock = capturi_api::mock::MockCapturi::start().await;
    let token = "t1'; rm -rf \u{1b}[2J\u{9b}";
    let page = json!({ "conversations": [], "continuationToken": token });
    mock.list_conversations().times(1).returns(page);
    let problem = json!({ "title": format!("\u{1b}]0;x\u{7} {TOKEN}"), "detail": TOKEN });
    mock.list_conversations()
        .fails_with(capturi_api::StatusCode::FORBIDDEN, problem);
    let output = run(
        &mock.base_url(),
        &["api", "list-conversations", "--all-pages"],
    )
    .await;
    let said = stderr(&output);
    assert!(
        !said.contains(TOKEN) && said.contains("[the token]"),
        "{said}"
    );
    assert!(
        said.chars().all(|one| one == '\n' || !one.is_control()),
        "{said:?}"
    );
    let (_, flag) = said.split_once("--continuation-token ").unwrap();
    let echoed = std::process::Command::new("bash")
        .args(["-c", &format!("printf %s {}", flag.trim_end())])
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert_eq!(stdout(&echoed), token);

    mock.list_scores()
        .returns(json!({ "scores": [{ "name": TOKEN }] }));
    for format in ["table", "json", "jsonl"] {
        let output = run(
            &mock.base_url(),
            &["api", "list-scores", "--output", format],
        )
        .await;
        assert!(
            !stdout(&output).contains(TOKEN),
            "{format}: {}",
            stdout(&output)
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_was_saved_so_far_is_removed_when_it_is_interrupted() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("call.txt");
    let home = tempfile::tempdir().unwrap();
    for signal in ["INT", "TERM"] {
        let mut saving = support::capturi(home.path())
            .env("CAPTURI_TOKEN", TOKEN)
            .env("CAPTURI_BASE_URL", &url)
            .args([
                "api",
                "get-transcript",
                "--conversation-uid",
                UID,
                "--save-to",
            ])
            .arg(&file)
            .spawn()
            .unwrap();
        let (mut connection, _) = listener.accept().await.unwrap();
        assert!(connection.read(&mut [0; 4096]).await.unwrap() > 0);
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
        connection.write_all(head).await.unwrap();
        connection.write_all(&[b'x'; 100_000]).await.unwrap();
        let entries = || std::fs::read_dir(folder.path()).unwrap().count();
        while entries() == 0 && saving.try_wait().unwrap().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let id = saving.id().unwrap().to_string();
        std::process::Command::new("kill")
            .args(["-s", signal, &id])
            .status()
            .unwrap();
        assert_eq!(saving.wait().await.unwrap().code(), Some(130));
        assert_eq!(entries(), 0, "{signal}");
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
