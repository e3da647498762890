//! The examples as their users run them: as processes configured by the environment.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{process::Output, time::Duration};

use serde_json::{Value, json};
use support::{Server, TOKEN, UID, answer, example, ok};
use tokio::{process::Command, time::timeout};

/// Runs the example of this name.
async fn run(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(example(name));
    for variable in ["CAPTURI_TOKEN", "CAPTURI_BASE_URL", "CAPTURI_API_VERSION"] {
        command.env_remove(variable);
    }
    command
        .args(arguments)
        .envs(environment.iter().copied())
        .kill_on_drop(true);
    timeout(Duration::from_secs(20), command.output())
        .await
        .unwrap()
        .unwrap()
}

fn page() -> String {
    let call = json!({
        "organizationId": UID, "userUid": UID, "uid": UID, "state": "Success", "duration": 12.5,
        "dateTime": "2026-11-02T09:14:07", "lastChanged": "2026-11-02T13:07:53Z",
    });
    json!({ "conversations": [call], "continuationToken": null }).to_string()
}

#[tokio::test]
async fn conversations_are_listed_as_lines_of_json() {
    let server = Server::start(vec![ok(&page())]).await;
    let url = server.url();
    let environment = [
        ("CAPTURI_TOKEN", TOKEN),
        ("CAPTURI_BASE_URL", url.as_str()),
        ("CAPTURI_API_VERSION", "2.1"),
    ];
    let output = run("list_conversations", &["7"], &environment).await;
    assert!(output.status.success(), "{output:?}");
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (line["uid"].as_str(), line["duration"].as_f64()),
        (Some(UID), Some(12.5))
    );
    let request = &server.requests()[0];
    assert!(
        request.contains("api-version=2.1") && request.contains(TOKEN),
        "{request}"
    );
}

#[tokio::test]
async fn transcripts_are_exported_to_a_folder() {
    let server = Server::start(vec![ok(&page()), answer("200 OK", "", b"A: Hello")]).await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("transcripts");
    let url = server.url();
    let environment = [("CAPTURI_TOKEN", TOKEN), ("CAPTURI_BASE_URL", url.as_str())];
    let output = run(
        "export_transcripts",
        &[target.to_str().unwrap()],
        &environment,
    )
    .await;
    assert!(output.status.success(), "{output:?}");
    let saved = target.join(format!("{UID}.txt"));
    assert_eq!(std::fs::read_to_string(&saved).unwrap(), "A: Hello");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            std::fs::metadata(&saved).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

#[tokio::test]
async fn a_missing_token_is_told() {
    let output = run("list_conversations", &[], &[]).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && error.contains("NoToken"),
        "{error}"
    );
}
