//! The example `receiver` as its user runs it: as a process of its own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{path::PathBuf, process::Stdio, time::Duration};

use capturi_webhooks::testing;
use support::{Answer, PATH, SECRET, request};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::{Instant, timeout},
};

/// The example, which `cargo test` has built beside the tests.
fn program() -> Command {
    let test = std::env::current_exe().unwrap();
    let example: PathBuf = test.ancestors().nth(2).unwrap().join("examples/receiver");
    assert!(
        example.exists(),
        "`cargo test` builds the example, `cargo test --test` does not: run `cargo build --examples`"
    );
    let mut command = Command::new(example);
    command
        .env_remove("CAPTURI_WEBHOOK_SECRET")
        .env_remove("RUST_LOG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

struct Running {
    process: Child,
    address: String,
    introduction: String,
}

impl Running {
    async fn start(mut command: Command) -> Self {
        let mut process = command.args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut introduction = String::new();
        while introduction.matches("curl ").count() < 2 {
            let line = timeout(Duration::from_secs(20), lines.next_line())
                .await
                .unwrap()
                .unwrap();
            introduction += &line.unwrap_or_else(|| panic!("ended early:\n{introduction}"));
            introduction.push('\n');
        }
        // Later log lines are read too, so that the process never waits for the test.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let (_, rest) = introduction.split_once("Listening on http://").unwrap();
        let address = rest.split_once('/').unwrap().0.to_owned();
        Self {
            process,
            address,
            introduction,
        }
    }

    async fn post(&self, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream
            .write_all(&request("POST", PATH, headers, body.as_bytes()))
            .await
            .unwrap();
        Answer::read(&mut stream).await
    }

    /// Sends a signal; returns the output, and the time that the process took to end.
    async fn end(mut self, signal: &str) -> (String, Duration) {
        let started = Instant::now();
        let id = self.process.id().unwrap().to_string();
        Command::new("kill")
            .args([signal, &id])
            .status()
            .await
            .unwrap();
        let status = timeout(Duration::from_secs(10), self.process.wait())
            .await
            .unwrap()
            .unwrap();
        assert!(status.success(), "{status}");
        let mut printed = String::new();
        self.process
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut printed)
            .await
            .unwrap();
        (printed, started.elapsed())
    }
}

#[tokio::test]
async fn a_line_is_printed_for_each_event() {
    let receiver = Running::start(program()).await;
    for body in [
        testing::IDENTITY,
        testing::CONVERSATION,
        testing::CONVERSATION_PASCAL_CASE,
    ] {
        assert_eq!(receiver.post("", body).await.status, 200);
    }
    assert!(receiver.introduction.contains("fixtures/identity.json"));
    assert!(receiver.introduction.contains("fixtures/conversation.json"));
    let (printed, _) = receiver.end("-TERM").await;
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(
        lines[0],
        "ConversationProcessed event=d51b9123-527f-401c-857a-182fb8e6d66d \
         conversation=e305e96b-b511-4ffb-ba8f-bfe11e8dbdf0"
    );
    assert_eq!(
        lines[1],
        "ConversationProcessed event=ee605a11-2881-47ab-a789-d47591ae8f2e \
         conversation=a101eb88-d8a8-4a34-ae01-192c11dd7c61 state=Success duration=274.6s \
         labels=[Support, Internet, Teknikerbesøg, English spoken]"
    );
    assert_eq!(lines[2], lines[1]);
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn what_a_sender_writes_does_not_look_like_another_line() {
    let receiver = Running::start(program()).await;
    let body = serde_json::json!({ "event": "X\nConversationProcessed \u{1b}[2J" }).to_string();
    assert_eq!(receiver.post("", &body).await.status, 200);
    let (printed, _) = receiver.end("-TERM").await;
    assert_eq!(
        printed,
        "X\\nConversationProcessed \\u{1b}[2J event=none conversation=none\n"
    );
}

#[tokio::test]
async fn events_are_printed_as_json_where_that_was_asked_for() {
    let mut command = program();
    command.args(["--log-format", "json"]);
    let receiver = Running::start(command).await;
    receiver.post("", testing::CONVERSATION).await;
    let (printed, _) = receiver.end("-INT").await;
    let event: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(event["state"], "Success");
    assert_eq!(event["duration_seconds"], 274.6);
    assert_eq!(event["labels"][3], "English spoken");
}

#[tokio::test]
async fn it_ends_within_ten_seconds_even_with_a_stalled_connection() {
    let receiver = Running::start(program()).await;
    let mut stalled = TcpStream::connect(&receiver.address).await.unwrap();
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{{");
    stalled.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (_, elapsed) = receiver.end("-TERM").await;
    assert!(elapsed < Duration::from_secs(10), "{elapsed:?}");
}

#[tokio::test]
async fn a_secret_comes_from_the_environment_or_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, format!("{SECRET}\n")).unwrap();
    let mut from_environment = program();
    from_environment
        .args(["--secret-header", "X-Mine"])
        .env("CAPTURI_WEBHOOK_SECRET", SECRET);
    let mut from_file = program();
    from_file
        .args(["--secret-header", "X-Mine", "--secret-file"])
        .arg(&file);
    for command in [from_environment, from_file] {
        let receiver = Running::start(command).await;
        assert!(
            !receiver.introduction.contains(SECRET),
            "{}",
            receiver.introduction
        );
        assert_eq!(receiver.post("", testing::IDENTITY).await.status, 401);
        let right = format!("X-Mine: {SECRET}\r\n");
        assert_eq!(receiver.post(&right, testing::IDENTITY).await.status, 200);
    }
}

#[tokio::test]
async fn a_configuration_that_protects_nobody_is_refused() {
    for (arguments, secret, expected) in [
        (
            ["--listen", "0.0.0.0:0"].as_slice(),
            None,
            "configure a secret",
        ),
        (&[], Some(SECRET), "name its header with --secret-header"),
        (
            &["--secret-header", "X-Mine"],
            None,
            "needs CAPTURI_WEBHOOK_SECRET or --secret-file",
        ),
        (
            &["--secret-header", "X-Mine"],
            Some("short"),
            "shorter than 16 bytes",
        ),
        (&["--listen", "nonsense"], None, "can't listen on nonsense"),
    ] {
        let mut command = program();
        command.args(arguments);
        if let Some(secret) = secret {
            command.env("CAPTURI_WEBHOOK_SECRET", secret);
        }
        let output = timeout(Duration::from_secs(10), command.output())
            .await
            .unwrap()
            .unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}
