//! What an operator sees and changes while `capturi inbox serve` runs: `--status-listen`, secrets that
//! are read again, and the limit of `--rate`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    time::{Duration, Instant},
};

use capturi_api::mock::{MockCapturi, example};
use capturi_inbox::sqlx::{self, Connection as _, SqliteConnection};
use capturi_webhooks::testing::IDENTITY;
use serde_json::json;
use support::{
    Running, TOKEN, UID,
    machine::{Machine, answering, send},
};
use tokio::time::sleep;

const HEADER: &str = "X-Capturi-Secret";
const OLD: &str = "the-secret-of-last-year";
const NEW: &str = "the-secret-of-this-year";

async fn ask(status: &str, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("{status}{path}")).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Delivers an identity with a secret, and returns the answer's status.
async fn deliver(url: &str, secret: &str) -> u16 {
    let request = reqwest::Client::new()
        .post(url)
        .header(HEADER, secret)
        .body(IDENTITY);
    request.send().await.unwrap().status().as_u16()
}

async fn until(what: &str, is_true: impl AsyncFn() -> bool) {
    let give_up = Instant::now() + Duration::from_secs(60);
    while !is_true().await {
        assert!(Instant::now() < give_up, "{what}");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn monitoring_sees_what_came_and_whether_more_can_be_stored() {
    let machine = Machine::new();
    let mut serving = machine.serve(&["--status-listen", "127.0.0.1:0"]).await;
    let status = serving.status().await;
    send(&["--uid", UID, "--to", &serving.url, "--replay"]).await;
    deliver(&format!("{}/elsewhere", serving.url), OLD).await;

    assert_eq!(ask(&status, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(ask(&status, "/readyz").await, (200, "ok\n".to_owned()));
    let (_, metrics) = ask(&status, "/metrics").await;
    for line in [
        "capturi_inbox_accepted_total{result=\"new\"} 1",
        "capturi_inbox_accepted_total{result=\"duplicate\"} 1",
        "capturi_inbox_accept_seconds_count 2",
        "capturi_inbox_refused_total{reason=\"disk_full\"} 0",
        "capturi_webhooks_refused_total{status=\"404\"} 1",
        "capturi_webhooks_not_taken_total{status=\"503\"} 0",
        "capturi_inbox_events{state=\"pending\"} 1",
        "capturi_inbox_due 1",
        "capturi_inbox_paused 0",
        "capturi_log_dropped_lines_total 0",
    ] {
        assert!(
            metrics.lines().any(|found| found == line),
            "{line}: {metrics}"
        );
    }

    let url = format!("sqlite:{}", machine.file().display());
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    until(
        "it is told that another program holds the lock",
        async || {
            let unready = "a delivery could not be stored: locked\n".to_owned();
            ask(&status, "/readyz").await == (503, unready)
        },
    )
    .await;
    assert_eq!(ask(&status, "/healthz").await.0, 200);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    until("it is ready again", async || {
        ask(&status, "/readyz").await.0 == 200
    })
    .await;

    // What waits is no reason to send deliveries elsewhere.
    machine.inbox(&["pause"]).await;
    assert_eq!(ask(&status, "/readyz").await.0, 200);
    let (_, metrics) = ask(&status, "/metrics").await;
    assert!(metrics.contains("capturi_inbox_paused 1\n"), "{metrics}");
}

#[tokio::test]
async fn an_address_that_is_taken_costs_no_delivery() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let machine = Machine::new();
    let mut serving = machine.serve(&["--status-listen", &address]).await;
    serving.error("the status can't be served").await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    drop(taken);
    let status = serving.status().await;
    assert_eq!(ask(&status, "/readyz").await.0, 200);
}

#[tokio::test]
async fn every_metric_is_in_the_documented_table() {
    let machine = Machine::new();
    let capturi = MockCapturi::start().await;
    let conversation: capturi_api::types::IntegrationConversationView =
        example(json!({ "uid": UID }));
    capturi.get_conversation().returns(conversation);
    let mut command = machine.serving(&["--status-listen", "127.0.0.1:0", "--hydrate", "--print"]);
    let secrets = machine.0.path().join("secret");
    fs::write(&secrets, OLD).unwrap();
    command
        .args(["--secret-header", HEADER, "--secret-file"])
        .arg(secrets)
        .env("CAPTURI_BASE_URL", capturi.base_url())
        .env("CAPTURI_TOKEN", TOKEN);
    let mut serving = Running::start(command).await;
    let status = serving.status().await;
    deliver(&serving.url, OLD).await;
    machine.eventually("done").await;
    let (_, metrics) = ask(&status, "/metrics").await;
    let types = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    let types: Vec<&str> = types.collect();
    let table = include_str!("../docs/operations.md");
    for family in &types {
        let (name, kind) = family.split_once(' ').unwrap();
        let row = format!("| `{name}` | {kind} |");
        assert!(table.contains(&row), "{row}");
        assert!(metrics.contains(&format!("# HELP {name} ")), "{name}");
    }
    for name in [
        "capturi_api_calls_total",
        "capturi_inbox_hydrated_total",
        "capturi_webhooks_secret_last_used_timestamp_seconds",
    ] {
        assert!(types.iter().any(|family| family.contains(name)), "{name}");
    }
    assert!(!metrics.contains(OLD) && !metrics.contains(TOKEN));
}

#[tokio::test]
async fn a_changed_secret_file_counts_without_a_restart_and_no_delivery_is_refused() {
    let machine = Machine::new();
    let file = machine.0.path().join("secret");
    fs::write(&file, OLD).unwrap();
    let mut command = machine.serving(&["--secret-header", HEADER, "--secret-file"]);
    command.arg(&file);
    let mut serving = Running::start(command).await;
    let url = serving.url.clone();
    assert_eq!(deliver(&url, NEW).await, 401);

    let loaded = url.clone();
    let load = tokio::spawn(async move {
        let started = Instant::now();
        let mut delivered = 0;
        while started.elapsed() < Duration::from_secs(9) {
            assert_eq!(deliver(&loaded, OLD).await, 200);
            delivered += 1;
        }
        delivered
    });
    // A file that is half written is not taken for a new secret.
    for _ in 0..8 {
        fs::write(&file, &OLD[..20]).unwrap();
        sleep(Duration::from_millis(300)).await;
        fs::write(&file, OLD).unwrap();
        sleep(Duration::from_millis(200)).await;
    }
    fs::write(&file, format!("{OLD}\n{NEW}\n")).unwrap();
    until("the new secret counts", async || {
        deliver(&url, NEW).await == 200
    })
    .await;
    fs::write(&file, "\n").unwrap();
    serving.error("stay in use").await;
    assert_eq!(
        deliver(&url, NEW).await,
        200,
        "what can't be read changes nothing"
    );
    assert!(load.await.unwrap() > 10);

    fs::write(&file, NEW).unwrap();
    serving.signal("HUP").await;
    until("the old secret counts no more", async || {
        deliver(&url, OLD).await == 401
    })
    .await;
    assert_eq!(deliver(&url, NEW).await, 200);
}

#[tokio::test]
async fn a_reload_says_what_can_not_change() {
    let machine = Machine::new();
    let mut command = machine.serving(&["--secret-header", HEADER, "--hydrate", "--print"]);
    command
        .env("CAPTURI_WEBHOOK_SECRET", OLD)
        .env("CAPTURI_TOKEN", TOKEN);
    let mut serving = Running::start(command).await;
    serving.error("Events are").await;
    serving.signal("HUP").await;
    let mut told = [
        serving.error("restart it").await,
        serving.error("restart it").await,
    ];
    told.sort();
    assert!(
        told[0].starts_with("The API token does not change"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("The secrets come from CAPTURI_WEBHOOK_SECRET"),
        "{told:?}"
    );
    assert_eq!(deliver(&serving.url, OLD).await, 200);
}

#[tokio::test]
async fn a_target_is_not_called_more_often_than_its_rate() {
    let machine = Machine::new();
    let target = answering(200).await;
    let handler = ["--forward-to", &target.uri(), "--rate", "4"];
    let serving = machine.serve(&handler).await;
    let started = Instant::now();
    send(&["--full", "--count", "5", "--to", &serving.url]).await;
    until("all are handled", async || {
        target.received_requests().await.unwrap().len() == 5
    })
    .await;
    assert!(
        started.elapsed() >= Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn the_log_of_a_failed_attempt_names_its_event() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("slow");
    fs::write(&program, "#!/bin/sh\nexec sleep 30\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    for format in ["text", "json"] {
        let machine = Machine::new();
        let handler = [
            "--log-format",
            format,
            "--exec",
            program,
            "--time-limit",
            "1s",
        ];
        let mut serving = machine.serve(&handler).await;
        send(&["--uid", UID, "--to", &serving.url]).await;
        let line = serving.error("an event was not handled").await;
        assert!(line.contains(UID) && line.contains("attempt"), "{line}");
        assert_eq!(line.starts_with('{'), format == "json", "{line}");
    }
}
