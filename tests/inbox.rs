//! `capturi inbox`: what an operator looks at and does.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::{Value, json};
use support::{
    UID,
    machine::{Machine, mode, send},
    stderr,
};

/// Most are done: whoever requeues a period after an outage does not mean them.
#[tokio::test]
async fn what_is_done_is_requeued_only_if_it_is_meant() {
    let machine = Machine::new();
    let mut serving = machine.serve(&["--print"]).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    let uid = machine.eventually("done").await[0]["event_uid"].clone();
    serving.signal("TERM").await;
    assert!(serving.process.wait().await.unwrap().success());
    for unmeant in [["--all"].as_slice(), &["--since", "1h"]] {
        let requeued = machine.inbox(&[&["requeue"], unmeant].concat()).await;
        assert_eq!(requeued, "0 requeued\n");
    }
    for meant in [["--state", "done"].as_slice(), &[uid.as_str().unwrap()]] {
        let dry = [&["requeue", "--dry-run"], meant].concat();
        assert_eq!(machine.inbox(&dry).await, "1 would be requeued\n");
    }
}

#[tokio::test]
async fn an_inbox_that_is_not_there_is_not_made_by_looking_for_it() {
    let machine = Machine::new();
    for command in [
        ["list"].as_slice(),
        &["work", "--print"],
        &["requeue", "--all"],
    ] {
        let output = machine.capturi(&[&["inbox"], command].concat()).await;
        assert_eq!(output.status.code(), Some(5), "{command:?}");
        assert!(
            stderr(&output).contains("capturi webhook serve"),
            "{}",
            stderr(&output)
        );
    }
    assert!(!machine.file().exists());

    // Nobody listens there: not a mistake in the configuration, and it may pass.
    let away = ["inbox", "stats", "--inbox", "postgres://127.0.0.1:9/inbox"];
    let output = machine.capturi(&away).await;
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("check that the server runs"));
}

#[tokio::test]
async fn an_operator_looks_and_acts() {
    let machine = Machine::new();
    let serving = machine.serve(&[]).await;
    send(&["--full", "--count", "3", "--to", &serving.url]).await;
    send(&[
        "--uid",
        UID,
        "--event",
        "SummaryReady",
        "--to",
        &serving.url,
    ])
    .await;

    let of_event = ["list", "--json", "--event", "SummaryReady"];
    assert_eq!(machine.inbox(&of_event).await.lines().count(), 1);
    let of_conversation = ["list", "--json", "--conversation", UID, "--since", "1h"];
    let found = machine.inbox(&of_conversation).await;
    let event: Value = serde_json::from_str(&found).unwrap();
    let uid = event["event_uid"].as_str().unwrap();
    assert_eq!(
        machine.inbox(&["list", "--json", "--until", "1h"]).await,
        ""
    );

    let shown = machine.inbox(&["show", uid]).await;
    assert!(shown.contains(UID) && shown.contains("pending"), "{shown}");
    let body: Value = serde_json::from_str(&machine.inbox(&["show", uid, "--body"]).await).unwrap();
    assert_eq!(body["uid"], UID);

    // What waits to be handled is deleted only if it is meant.
    for unmeant in [["--all"].as_slice(), &["--since", "1h"]] {
        let discarded = machine.inbox(&[&["discard"], unmeant].concat()).await;
        assert_eq!(discarded, "0 discarded\n");
    }
    let dry = ["discard", "--state", "pending", "--dry-run"];
    assert_eq!(machine.inbox(&dry).await, "4 would be discarded\n");
    assert_eq!(machine.inbox(&["discard", uid]).await, "1 discarded\n");
    assert_eq!(
        machine.inbox(&["requeue", "--state", "pending"]).await,
        "3 requeued\n"
    );
    assert!(machine.inbox(&["pause"]).await.starts_with("Paused."));
    let stats: Value = serde_json::from_str(&machine.inbox(&["stats", "--json"]).await).unwrap();
    assert_eq!(
        (&stats["events"]["pending"], &stats["paused"]),
        (&json!(3), &json!(true))
    );
    assert!(
        machine
            .inbox(&["stats"])
            .await
            .contains("Paused by an operator")
    );
    machine.inbox(&["resume"]).await;
    let pruned = machine.inbox(&["prune", "--keep-done", "0s"]).await;
    assert_eq!(pruned, "0 bodies and 0 keys deleted\n");
    for (verb, said) in [
        (
            ["requeue", "--all", "--dry-run"].as_slice(),
            json!({ "requeued": 3, "dry_run": true }),
        ),
        (
            &["discard", "--all"],
            json!({ "discarded": 0, "dry_run": false }),
        ),
        (
            &["prune"],
            json!({ "bodies": 0, "keys": 0, "dry_run": false }),
        ),
        (&["pause"], json!({ "paused": true })),
        (&["resume"], json!({ "paused": false })),
    ] {
        let line = machine.inbox(&[verb, &["--json"]].concat()).await;
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), said);
    }

    let export = machine.0.path().join("export.jsonl");
    machine
        .inbox(&["export", "--to", export.to_str().unwrap()])
        .await;
    assert_eq!(mode(&export), 0o600);
    let exported = fs::read_to_string(&export).unwrap();
    let lines: Vec<Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines
            .iter()
            .all(|line| line["body"]["entity"]["duration"] == 274.6)
    );
}

#[tokio::test]
async fn bulk_verbs_want_to_know_what_is_meant() {
    let machine = Machine::new();
    drop(machine.serve(&[]).await);
    for arguments in [vec!["discard"], vec!["requeue", "--all", "--state", "dead"]] {
        let output = machine
            .capturi(&[&["inbox"], &arguments[..]].concat())
            .await;
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
    assert_eq!(machine.inbox(&["discard", "--all"]).await, "0 discarded\n");
    let unknown = machine.capturi(&["inbox", "requeue", "999"]).await;
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        stderr(&unknown).contains("no event 999"),
        "{}",
        stderr(&unknown)
    );
}

#[tokio::test]
async fn looking_for_an_inbox_does_not_make_one() {
    let machine = Machine::new();
    let output = machine.capturi(&["inbox", "list"]).await;
    assert_eq!(output.status.code(), Some(5));
    assert!(
        stderr(&output).contains("there is no inbox sqlite:"),
        "{}",
        stderr(&output)
    );
    assert!(!machine.file().exists());
    let output = machine
        .capturi(&["inbox", "stats", "--inbox", "mysql://me:hunter2@db/x"])
        .await;
    assert_eq!(output.status.code(), Some(2));
    assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
}

#[tokio::test]
async fn a_database_is_migrated_backed_up_and_checked() {
    let machine = Machine::new();
    let serving = machine.serve(&[]).await;
    send(&["--count", "3", "--to", &serving.url]).await;
    let migrated = machine.inbox(&["db", "migrate", "--dry-run"]).await;
    assert_eq!(migrated, "Schema 1: nothing to do.\n");
    assert_eq!(machine.inbox(&["db", "check"]).await, "All is well.\n");

    let copy = machine.0.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    let copied = machine.inbox(&["db", "backup", copy]).await;
    assert!(copied.ends_with(&format!(" bytes in {copy}\n")), "{copied}");
    assert_eq!(mode(copy.as_ref()), 0o600);
    let again = machine.capturi(&["inbox", "db", "backup", copy]).await;
    assert_eq!(again.status.code(), Some(1), "{}", stderr(&again));
    assert!(stderr(&again).contains("name a file that does not exist"));

    let copy = format!("sqlite:{copy}");
    let of_copy = ["list", "--json", "--inbox", &copy];
    assert_eq!(machine.inbox(&of_copy).await.lines().count(), 3);
    // Looking at a copy leaves nothing beside it.
    assert!(!fs::exists(machine.0.path().join("copy.db-reserve")).unwrap());
}

#[tokio::test]
async fn attempts_that_did_not_succeed_are_shown() {
    let machine = Machine::new();
    let program = machine.0.path().join("handle");
    fs::write(&program, "#!/bin/sh\nexit 3\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let program = program.to_str().unwrap().to_owned();
    let serving = machine.serve(&["--exec", &program]).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    let shown = loop {
        let shown = machine.inbox(&["show", "1"]).await;
        if shown.contains("Attempts that did not succeed") {
            break shown;
        }
    };
    let attempt = shown.lines().last().unwrap();
    assert!(attempt.contains("  retry  "), "{shown}");
    assert!(attempt.ends_with("ended with exit status: 3"), "{shown}");
    let json: Value = serde_json::from_str(&machine.inbox(&["show", "1", "--json"]).await).unwrap();
    assert_eq!(json["failed_attempts"][0]["outcome"], json!("retry"));
}
