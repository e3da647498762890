//! `capturi inbox`: the commands with which an operator looks at events and changes them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{fs, os::unix::fs::PermissionsExt as _};

use capturi_inbox::{Event, Inbox, Outcome};
use serde_json::{Value, json};
use support::{
    UID,
    machine::{Machine, mode, send},
    stderr, stdout,
};

/// Most events of a period are done, and requeuing the period after an outage must not repeat them.
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
            stderr(&output).contains("capturi inbox serve"),
            "{}",
            stderr(&output)
        );
    }
    assert!(!machine.file().exists());

    // No server listens there: that is a network failure, not a mistake in the configuration.
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

    let of_event = ["list", "-o", "jsonl", "--event", "SummaryReady"];
    assert_eq!(machine.inbox(&of_event).await.lines().count(), 1);
    let of_conversation = [
        "list",
        "-o",
        "jsonl",
        "--conversation",
        UID,
        "--since",
        "1h",
    ];
    let found = machine.inbox(&of_conversation).await;
    let event: Value = serde_json::from_str(&found).unwrap();
    let uid = event["event_uid"].as_str().unwrap();
    assert_eq!(
        machine
            .inbox(&["list", "-o", "jsonl", "--until", "1h"])
            .await,
        ""
    );

    let limited = machine.capturi(&["inbox", "list", "--limit", "1"]).await;
    assert!(stderr(&limited).contains("there are more"));
    let none = machine.capturi(&["inbox", "list", "--limit", "0"]).await;
    assert_eq!(none.status.code(), Some(2));

    let shown = machine.inbox(&["show", uid]).await;
    assert!(shown.contains(UID) && shown.contains("pending"), "{shown}");
    let body: Value = serde_json::from_str(&machine.inbox(&["show", uid, "--body"]).await).unwrap();
    assert_eq!(body["uid"], UID);

    // Pending events are deleted only if they are named or selected by state.
    for unmeant in [["--all"].as_slice(), &["--since", "1h"]] {
        let discarded = machine.inbox(&[&["delete"], unmeant].concat()).await;
        assert_eq!(discarded, "0 deleted\n");
    }
    let dry = ["delete", "--state", "pending", "--dry-run"];
    assert_eq!(machine.inbox(&dry).await, "4 would be deleted\n");
    assert_eq!(machine.inbox(&["delete", uid]).await, "1 deleted\n");
    assert_eq!(
        machine.inbox(&["requeue", "--state", "pending"]).await,
        "3 requeued\n"
    );
    assert!(machine.inbox(&["pause"]).await.starts_with("Paused."));
    let stats: Value =
        serde_json::from_str(&machine.inbox(&["stats", "-o", "jsonl"]).await).unwrap();
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
            &["delete", "--all"],
            json!({ "deleted": 0, "dry_run": false }),
        ),
        (
            &["prune"],
            json!({ "bodies": 0, "keys": 0, "unhandled": 0, "dry_run": false }),
        ),
        (&["pause"], json!({ "paused": true })),
        (&["resume"], json!({ "paused": false })),
    ] {
        let line = machine.inbox(&[verb, &["-o", "jsonl"]].concat()).await;
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), said);
    }

    let export = machine.0.path().join("export.jsonl");
    machine
        .inbox(&["dump", "--to", export.to_str().unwrap()])
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
async fn a_dump_is_loaded_into_another_inbox() {
    let machine = Machine::new();
    let serving = machine.serve(&[]).await;
    send(&["--full", "--count", "2", "--to", &serving.url]).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    drop(serving);
    let dump = machine.0.path().join("dump.jsonl");
    let dump = dump.to_str().unwrap();
    // One event is handled, one is given up.
    let inbox = Inbox::open(&format!("sqlite:{}", machine.file().display()))
        .await
        .unwrap();
    let drained = inbox
        .drain(async |event: Event| match event.id {
            1 => Outcome::Done,
            2 => Outcome::permanent("no"),
            _ => Outcome::retry("later"),
        })
        .await
        .unwrap();
    assert_eq!((drained.done, drained.dead, drained.retried), (1, 1, 1));
    inbox.close().await;
    machine.inbox(&["dump", "--to", dump]).await;

    let other = Machine::new();
    assert_eq!(
        other.inbox(&["load", dump]).await,
        "3 loaded; 0 were there\n"
    );
    assert_eq!(
        other.inbox(&["load", dump]).await,
        "0 loaded; 3 were there\n"
    );
    let without_ids = |text: String| -> Vec<Value> {
        let lines = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .map(|mut line| {
                line["id"].take();
                line
            })
            .collect()
    };
    let again = without_ids(other.inbox(&["dump"]).await);
    assert_eq!(again, without_ids(fs::read_to_string(dump).unwrap()));
    let counts: Value = serde_json::from_str(&other.inbox(&["stats", "-o", "json"]).await).unwrap();
    let events = &counts["events"];
    assert_eq!(
        (&events["done"], &events["dead"], &events["pending"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(other.inbox(&["db", "check"]).await, "All is well.\n");
    // A replay of an event that was done elsewhere is a duplicate here.
    let serving = other.serve(&[]).await;
    let body = &again[0]["body"];
    let answer = reqwest::Client::new()
        .post(&serving.url)
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.text().await.unwrap(), r#"{"duplicate":true}"#);
}

#[tokio::test]
async fn whatever_an_inbox_takes_it_dumps_and_loads_byte_by_byte() {
    let machine = Machine::new();
    let serving = machine.serve(&[]).await;
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let event = |rest: &str| format!(r#"{{"event":"New","uid":"{UID}","rest":{rest}}}"#);
    let bodies = [
        event(r#""cut \ud83d""#),
        event("1e400"),
        event(&deep),
        event("\"\u{7f}\""),
        format!("{}\r\n", event("1")),
        "null".to_owned(),
        "no JSON".to_owned(),
    ];
    let http = reqwest::Client::new();
    for body in &bodies {
        let answer = http
            .post(&serving.url)
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{body}");
    }
    drop(serving);
    let dump = machine.inbox(&["dump"]).await;
    let file = machine.0.path().join("dump.jsonl");
    fs::write(&file, format!("\u{feff}{dump}\nnot an event\n\n")).unwrap();
    let other = Machine::new();
    let loaded = other
        .capturi(&["inbox", "load", file.to_str().unwrap()])
        .await;
    assert_eq!(
        stdout(&loaded),
        "7 loaded; 0 were there\n",
        "{}",
        stderr(&loaded)
    );
    assert_eq!(loaded.status.code(), Some(2), "a line is no event");
    assert!(
        stderr(&loaded).contains("line 9: not an event"),
        "{}",
        stderr(&loaded)
    );
    let inbox = Inbox::open(&format!("sqlite:{}", other.file().display()))
        .await
        .unwrap();
    for (id, body) in (1..).zip(&bodies) {
        let loaded = inbox.body(id).await.unwrap().unwrap();
        assert_eq!(String::from_utf8(loaded).unwrap(), *body);
    }
}

#[tokio::test]
async fn old_names_still_work() {
    let machine = Machine::new();
    drop(machine.serve(&[]).await);
    assert_eq!(machine.inbox(&["retry", "--all"]).await, "0 requeued\n");
    assert_eq!(machine.inbox(&["discard", "--all"]).await, "0 deleted\n");
    assert_eq!(machine.inbox(&["export"]).await, "");
    let help = machine.capturi(&["webhook", "--help"]).await;
    assert!(!stdout(&help).contains("serve"), "{}", stdout(&help));
    let help = machine.capturi(&["webhook", "serve", "--help"]).await;
    assert!(stdout(&help).contains("--forward-to"), "{}", stdout(&help));
}

#[tokio::test]
async fn bulk_verbs_want_to_know_what_is_meant() {
    let machine = Machine::new();
    drop(machine.serve(&[]).await);
    for arguments in [vec!["delete"], vec!["requeue", "--all", "--state", "dead"]] {
        let output = machine
            .capturi(&[&["inbox"], &arguments[..]].concat())
            .await;
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
    assert_eq!(machine.inbox(&["delete", "--all"]).await, "0 deleted\n");
    let unknown = machine.capturi(&["inbox", "requeue", "999"]).await;
    assert_eq!(unknown.status.code(), Some(6));
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
    let dry = machine
        .capturi(&["inbox", "db", "migrate", "--dry-run"])
        .await;
    assert_eq!(dry.status.code(), Some(5), "{}", stderr(&dry));
    let made = machine.inbox(&["db", "migrate"]).await;
    assert_eq!(made, "A new inbox of schema 1.\n");
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
    let of_copy = ["list", "-o", "jsonl", "--inbox", &copy];
    assert_eq!(machine.inbox(&of_copy).await.lines().count(), 3);
    // Reading a copy creates no file beside it.
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
    let json: Value =
        serde_json::from_str(&machine.inbox(&["show", "1", "-o", "jsonl"]).await).unwrap();
    assert_eq!(json["failed_attempts"][0]["outcome"], json!("retry"));
}
