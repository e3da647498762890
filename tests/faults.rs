//! Faults under a running `capturi inbox serve`: its disk fails, its clock is set back.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::{fs, process::Stdio, time::Duration};

use reqwest::{Client, Response};
use serde_json::json;
use support::{
    Running, UID,
    machine::{Machine, answering, send},
};
use tokio::{
    process::{Child, Command},
    time::sleep,
};
use uuid::Uuid;

/// Lets a process's system calls on the inbox's log fail, until this value is dropped.
struct Failing(Child);

impl Failing {
    async fn start(serving: &Running, machine: &Machine, calls: &str, error: &str) -> Self {
        let log = format!("{}-wal", machine.file().display());
        let strace = Command::new("strace")
            .args([
                "-f",
                "-p",
                &serving.process.id().unwrap().to_string(),
                "-P",
                &log,
            ])
            .args(["-e", &format!("trace={calls}")])
            .args(["-e", &format!("inject={calls}:error={error}")])
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("strace can be run: install it");
        let id = serving.process.id().unwrap();
        for _ in 0..500 {
            let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
            if !status.contains("TracerPid:\t0") {
                return Self(strace);
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("strace can't trace other programs here: allow it, or run the tests as root");
    }

    async fn end(mut self, serving: &Running) {
        self.0.kill().await.unwrap();
        let id = serving.process.id().unwrap();
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        assert!(status.contains("TracerPid:\t0"));
    }
}

async fn deliver(serving: &Running) -> (Uuid, Response) {
    let event_uid = Uuid::new_v4();
    let body = json!({ "eventUid": event_uid, "event": "ConversationProcessed", "uid": UID });
    let delivery = Client::new().post(&serving.url).body(body.to_string());
    (event_uid, delivery.send().await.unwrap())
}

#[tokio::test]
async fn a_disk_that_fails_is_a_503_and_passes() {
    let machine = Machine::new();
    let mut serving = machine.serve(&[]).await;
    let mut taken = vec![deliver(&serving).await.0];
    for (calls, error, reason) in [
        ("pwrite64", "ENOSPC", "disk_full"),
        ("pwrite64", "EROFS", "disk"),
        ("fsync,fdatasync", "EIO", "disk"),
    ] {
        let failing = Failing::start(&serving, &machine, calls, error).await;
        let (_, refused) = deliver(&serving).await;
        assert_eq!(refused.status(), 503, "{calls} {error}");
        assert!(refused.headers().contains_key("retry-after"));
        let id = refused.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        let logged = serving.error("an event could not be stored").await;
        assert!(logged.contains(&id), "{logged}");
        assert!(logged.contains(&format!("reason=\"{reason}\"")), "{logged}");
        failing.end(&serving).await;

        let (event_uid, answer) = deliver(&serving).await;
        assert_eq!(answer.status(), 200, "after {calls} {error}");
        taken.push(event_uid);
    }
    serving.signal("KILL").await;
    serving.process.wait().await.unwrap();
    let stored = machine.events().await;
    let stored: Vec<_> = stored.iter().map(|event| &event["event_uid"]).collect();
    // A refused event may be stored as well: it was written before its sync failed.
    for event_uid in taken {
        assert!(stored.contains(&&json!(event_uid)), "{event_uid} is lost");
    }
}

/// A clock that was ahead is corrected while an event waits for its next attempt.
#[tokio::test]
async fn a_clock_that_is_set_back_under_a_worker_delays_nothing() {
    let machine = Machine::new();
    let target = answering(500).await;
    let clock = machine.0.path().join("clock");
    fs::write(&clock, "+30d").unwrap();
    let mut command = machine.serving(&["--lease", "1s"]);
    command
        .args(["--forward-to", &target.uri()])
        .env("LD_PRELOAD", library())
        .env("FAKETIME_TIMESTAMP_FILE", &clock)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let serving = Running::start(command).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    let failed = loop {
        let events = machine.events().await;
        match events[0]["last_error"].is_null() {
            true => sleep(Duration::from_millis(50)).await,
            false => break events,
        }
    };
    let due = failed[0]["due_at"].as_str().unwrap().to_owned();
    assert!(
        due > (chrono::Utc::now() + chrono::Duration::days(29)).to_rfc3339(),
        "{due}"
    );
    target.reset().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(wiremock::ResponseTemplate::new(200))
        .mount(&target)
        .await;
    fs::write(&clock, "+0d").unwrap();
    machine.eventually("done").await;
}

/// The library libfaketime, from Debian's package of that name.
fn library() -> String {
    let found = fs::read_dir("/usr/lib").unwrap().flatten();
    let mut found = found.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let found = found.find(|library| library.exists());
    found
        .expect("libfaketime is there: install it")
        .display()
        .to_string()
}
