//! `capturi webhook`: both ends, as processes that talk to each other.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{fs, path::Path, process::Output, time::Duration};

use serde_json::{Value, json};
use support::{Running, UID, capturi, run, stderr, stdout};
use tokio::time::timeout;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

const SECRET: &str = "a-secret-that-is-long-enough";

/// Starts `capturi webhook listen`, and waits until it listens.
async fn listen(arguments: &[&str], secret: Option<&str>) -> Running {
    let home = tempfile::tempdir().unwrap();
    let mut command = capturi(home.path());
    command
        .args(["webhook", "listen", "--listen", "127.0.0.1:0"])
        .args(arguments);
    if let Some(secret) = secret {
        command.env("CAPTURI_WEBHOOK_SECRET", secret);
    }
    Running::start(command).await
}

async fn send(arguments: &[&str]) -> Output {
    run(
        "http://127.0.0.1:1",
        &[&["webhook", "send"], arguments].concat(),
    )
    .await
}

#[tokio::test]
async fn what_is_sent_is_received() {
    let mut listener = listen(&[], None).await;
    let to = ["--to", &listener.url.clone()];
    let output = send(&[&to[..], &["--uid", UID, "--event", "SummaryReady"]].concat()).await;
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stdout(&output).starts_with("200 OK  "),
        "{}",
        stdout(&output)
    );
    let line = listener.event().await;
    assert!(
        line.starts_with("ConversationSummaryUpdated") && line.contains(UID),
        "{line}"
    );

    for case in ["camel", "pascal"] {
        let output =
            send(&[&to[..], &["--full", "--key-case", case, "--method", "put"]].concat()).await;
        assert!(output.status.success(), "{}", stderr(&output));
        let line = listener.event().await;
        assert!(
            line.contains("state=Success duration=274.6s labels=[Support"),
            "{line}"
        );
    }
    let output = send(&[&to[..], &["--full", "--event", "LiveSummaryCreated"]].concat()).await;
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(listener.event().await.starts_with("LiveSummaryCreated"));
}

#[tokio::test]
async fn many_are_sent_at_a_rate_and_again_as_a_replay() {
    let mut listener = listen(&["-o", "jsonl"], None).await;
    let arguments = [
        "--full",
        "--count",
        "20",
        "--rate",
        "100",
        "--replay",
        "--to",
        &listener.url.clone(),
    ];
    let started = std::time::Instant::now();
    let output = send(&arguments).await;
    assert!(
        started.elapsed() >= Duration::from_millis(390),
        "40 at 100 per second"
    );
    let text = stdout(&output);
    assert!(
        text.contains("40 accepted, 0 refused, 0 unanswered"),
        "{text}"
    );
    assert!(
        text.contains("latency: p50 ") && text.contains(", p99 "),
        "{text}"
    );
    let mut uids = Vec::new();
    for _ in 0..40 {
        let event: Value = serde_json::from_str(&listener.event().await).unwrap();
        uids.push(event["event_uid"].as_str().unwrap().to_owned());
    }
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), 20, "each event uid twice");
}

#[tokio::test]
async fn a_secret_is_asked_for_and_given() {
    let listener = listen(&["--secret-header", "X-Capturi-Secret"], Some(SECRET)).await;
    let output = send(&["--to", &listener.url]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).starts_with("401 Unauthorized"),
        "{}",
        stdout(&output)
    );
    assert!(
        stderr(&output).contains("1 of 1 were not accepted"),
        "{}",
        stderr(&output)
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let secret = [
        "--secret-header",
        "X-Capturi-Secret",
        "--secret-file",
        file.to_str().unwrap(),
    ];
    let output = send(&[&["--to", listener.url.as_str()][..], &secret].concat()).await;
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!stdout(&output).contains(SECRET));
}

#[tokio::test]
async fn a_conversation_comes_from_a_file_or_from_the_api() {
    let target = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&target)
        .await;
    let folder = tempfile::tempdir().unwrap();
    let conversation = json!({ "uid": UID, "newer": "than us" });
    for (name, content) in [
        ("alone.json", conversation.clone()),
        (
            "payload.json",
            json!({ "EventUid": UID, "Event": "X", "Entity": conversation }),
        ),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, content.to_string()).unwrap();
        let output = send(&["--full", file.to_str().unwrap(), "--to", &target.uri()]).await;
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let api = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(&conversation);
    Mock::given(any()).respond_with(answer).mount(&api).await;
    let arguments = [
        "webhook",
        "send",
        "--from-api",
        UID,
        "--to",
        &target.uri(),
        "--header",
        "X-Trace: 7",
    ];
    let output = run(&api.uri(), &arguments).await;
    assert!(output.status.success(), "{}", stderr(&output));

    let received = target.received_requests().await.unwrap();
    assert_eq!(received.len(), 3);
    for request in &received {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body["entity"], conversation);
        assert!(
            !request.headers.contains_key("authorization"),
            "the token stays here"
        );
    }
    assert_eq!(received[2].headers["x-trace"], "7");
}

#[tokio::test]
async fn no_answer_is_a_failure_that_says_why() {
    let output = send(&["--to", "http://127.0.0.1:1/x", "--count", "2"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("Connection refused"),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&output).contains("0 accepted, 0 refused, 2 unanswered"));
    assert!(
        stderr(&output).contains("is a receiver running there?"),
        "{}",
        stderr(&output)
    );
}

#[tokio::test]
async fn deliveries_are_passed_on_without_any_secret() {
    let program = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(202))
        .mount(&program)
        .await;
    let forward = format!("{}/hook?here=1", program.uri());
    let arguments = [
        "--forward-to",
        &forward,
        "--secret-header",
        "X-Capturi-Secret",
    ];
    let listener = listen(&arguments, Some(SECRET)).await;
    let response = reqwest::Client::new()
        .patch(format!("{}?from=capturi", listener.url))
        .header("X-Capturi-Secret", SECRET)
        .header("Authorization", "Bearer also-secret")
        .header("Cookie", "session=also-secret")
        .header("X-Other", "also-secret")
        .header(
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        )
        .header("content-type", "application/json; charset=utf-8")
        .body(json!({ "event": "ConversationProcessed", "uid": UID }).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let [passed] = program
        .received_requests()
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(passed.method.as_str(), "PATCH");
    assert_eq!(
        passed.url.query(),
        Some("here=1"),
        "its own query is its own"
    );
    assert_eq!(
        passed.headers["content-type"],
        "application/json; charset=utf-8"
    );
    assert!(passed.headers.contains_key("traceparent"));
    let headers = format!("{:?}", passed.headers);
    assert!(!headers.contains("secret"), "{headers}");
}

#[tokio::test]
async fn a_program_that_fails_or_is_away_is_an_event_that_was_not_taken() {
    let program = MockServer::start().await;
    let redirect = ResponseTemplate::new(307).insert_header("location", "http://127.0.0.1:1/");
    Mock::given(any())
        .respond_with(redirect)
        .mount(&program)
        .await;
    for forward in [program.uri(), "http://127.0.0.1:1".to_owned()] {
        let mut listener = listen(&["--forward-to", &forward], None).await;
        let output = send(&["--to", &listener.url]).await;
        assert!(
            stdout(&output).starts_with("500 Internal Server Error"),
            "{}",
            stdout(&output)
        );
        listener.error("answer").await;
    }
}

#[tokio::test]
async fn bodies_are_kept_only_when_asked_for_and_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let listener = listen(&["--save", kept.to_str().unwrap()], None).await;
    assert!(
        send(&["--full", "--to", &listener.url])
            .await
            .status
            .success()
    );
    let files: Vec<_> = fs::read_dir(&kept)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let [file] = files.as_slice() else {
        panic!("{files:?}");
    };
    assert_eq!(mode(file), 0o600);
    assert_eq!(mode(&kept), 0o700);
    let again = send(&["--full", file.to_str().unwrap(), "--to", &listener.url]).await;
    assert!(
        again.status.success(),
        "what was kept can be sent: {}",
        stderr(&again)
    );
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;

    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn it_ends_when_it_is_told_to() {
    let mut listener = listen(&[], None).await;
    listener.signal("TERM").await;
    let ended = timeout(Duration::from_secs(10), listener.process.wait()).await;
    assert!(ended.unwrap().unwrap().success());
}

#[tokio::test]
async fn strangers_are_not_listened_to_without_a_secret() {
    let home = tempfile::tempdir().unwrap();
    let listen = ["webhook", "listen", "--listen", "0.0.0.0:0"];
    let output = capturi(home.path()).args(listen).output().await.unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("--secret-header"),
        "{}",
        stderr(&output)
    );

    let output = capturi(home.path())
        .args(["webhook", "listen"])
        .env("CAPTURI_WEBHOOK_SECRET", SECRET)
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
}
