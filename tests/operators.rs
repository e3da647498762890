//! The operator's commands on a large inbox while deliveries come in: no command keeps a delivery
//! from its 200. The long form also limits how long an answer may take.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use capturi_inbox::sqlx::{
    self, AssertSqlSafe, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions,
};
use capturi_webhooks::testing;
use support::{load::Load, machine::Machine};
use uuid::Uuid;

/// The default number of events in the inbox; each has a body of 5,000 bytes.
const EVENTS: usize = 20_000;
const RATE: u32 = 500;
/// The limit, in the long form, of the 99th percentile of the time to acknowledge a delivery.
const ACKNOWLEDGED: Duration = Duration::from_millis(250);
/// The number of events that one transaction inserts.
const FILL: usize = 20_000;

/// Fills the inbox: of every twenty events, one is dead, one is pending but not due, and the others
/// are done.
async fn fill(file: &Path, events: usize) {
    let options = SqliteConnectOptions::new().filename(file);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    for from in (0..events).step_by(FILL) {
        let to = (from + FILL).min(events);
        let sql = format!(
            "BEGIN;
             INSERT INTO capturi_events (source, event_uid, event, conversation_key, event_key, \
                 state, received_at, queued_at, changed_at, due_at, bodies, body_bytes, request_id, \
                 method, last_error)
             WITH RECURSIVE numbers (n) AS \
                 (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {to})
             SELECT 'old', lower(hex(randomblob(16))), 'ConversationProcessed', random(), random(), \
                 CASE n % 20 WHEN 0 THEN 'dead' WHEN 1 THEN 'pending' ELSE 'done' END, \
                 n, n, n, CASE n % 20 WHEN 1 THEN 9000000000000 ELSE n END, 1, 5000, 'r', 'POST', \
                 CASE n % 20 WHEN 0 THEN 'no' END FROM numbers;
             INSERT INTO capturi_bodies (event_id, number, received_at, body) \
                 SELECT id, 0, 0, randomblob(5000) FROM capturi_events \
                 WHERE id > (SELECT coalesce(max(event_id), 0) FROM capturi_bodies);
             COMMIT;"
        );
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        sql.execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// Delivers until the load is ended.
fn load(url: &str) -> Load {
    let (http, url) = (reqwest::Client::new(), url.to_owned());
    Load::start(RATE, move |_| {
        let body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
        let request = http.post(&url).body(body).send();
        async {
            let status = request.await.unwrap().status();
            assert!(status.is_success(), "{status}");
        }
    })
}

/// Drops the page cache, if allowed, so that a command starts as after a reboot.
fn cool() {
    let _ = std::fs::write("/proc/sys/vm/drop_caches", "3");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_costs_a_delivery_its_answer() {
    let long = std::env::var("CAPTURI_EVENTS").map(|events| events.parse().unwrap());
    let events = long.as_ref().copied().unwrap_or(EVENTS);
    let machine = Machine::new();
    let mut making = machine.serve(&[]).await;
    making.signal("TERM").await;
    making.process.wait().await.unwrap();
    fill(&machine.file(), events).await;
    // Its events are as old as the clock of Unix.
    let kept = ["--keep-done", "--keep-dead", "--keep-keys"].map(|flag| [flag, "100000d"]);
    let serving = machine.serve(kept.as_flattened()).await;
    let backup = machine.0.path().join("backup.db");
    let backup = backup.to_str().unwrap();
    let uid = Uuid::new_v4().to_string();
    let commands: &[&[&str]] = &[
        &["list"],
        &["list", "--state", "dead", "--limit", "5"],
        &["list", "--conversation", &uid],
        &["show", "17"],
        &["stats"],
        &["pause"],
        &["resume"],
        &["requeue", "17"],
        &["requeue", "--state", "dead", "--dry-run"],
        &["requeue", "--state", "dead"],
        &["delete", "--state", "pending", "--until", "2026-01-01"],
        &["prune", "--keep-done", "30d", "--dry-run"],
        &["dump", "--state", "pending"],
        &["db", "migrate"],
        &["db", "backup", backup],
        &["db", "check"],
        &["prune", "--keep-done", "30d"],
        &["delete", "--state", "done", "--until", "2026-01-01"],
    ];
    println!("command                                           took   acknowledged");
    let mut slow = Vec::new();
    for command in commands {
        cool();
        let load = load(&serving.url);
        tokio::time::sleep(Duration::from_millis(200)).await;
        let started = Instant::now();
        machine.inbox(command).await;
        let took = started.elapsed();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let times = load.end().await;
        let command = command.join(" ").replace(backup, "FILE");
        println!("{command:44} {took:9.2?}   {times}");
        if long.is_ok() && times.at(99) > ACKNOWLEDGED {
            slow.push((command, times.at(99)));
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}
