//! Several processes on one inbox.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{process::Stdio, time::Duration};

use serde_json::json;
use support::{
    Running, UID, capturi,
    machine::{Machine, send},
    run, stdout,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    process::Child,
    time::{sleep, timeout},
};

#[tokio::test]
async fn many_that_start_at_once_make_one_inbox_and_share_it() {
    let machine = Machine::new();
    let starting = (0..8).map(|_| {
        let command = machine.serving(&[]);
        tokio::spawn(Running::start(command))
    });
    let mut all = Vec::new();
    for serving in starting.collect::<Vec<_>>() {
        all.push(serving.await.unwrap());
    }
    let sending = all.iter().map(|serving| {
        let url = serving.url.clone();
        tokio::spawn(async move { send(&["--count", "25", "--to", &url]).await })
    });
    for sent in sending.collect::<Vec<_>>() {
        sent.await.unwrap();
    }
    // One process ends and another is killed; the others still have the file.
    for (serving, signal) in all.iter_mut().zip(["TERM", "KILL"]) {
        serving.signal(signal).await;
        serving.process.wait().await.unwrap();
    }
    send(&["--uid", UID, "--to", &all[2].url]).await;
    assert_eq!(machine.events().await.len(), 201);
}

/// An operator deletes the log's files while two processes have the inbox open. Both processes
/// notice it in their own time and end; the next process goes on.
#[tokio::test]
async fn a_log_that_is_deleted_under_several_processes_loses_nothing() {
    for endings in [["-wal"].as_slice(), &["-shm"], &["-wal", "-shm"]] {
        for looks in [false, true] {
            let machine = Machine::new();
            let both = [machine.serve(&[]).await, machine.serve(&[]).await];
            let mut taken = Vec::new();
            for serving in &both {
                taken.extend(accepted(&serving.url, 20).await);
            }
            assert_eq!(taken.len(), 40);
            for ending in endings {
                let file = format!("{}{ending}", machine.file().display());
                std::fs::remove_file(file).unwrap();
            }
            if looks {
                // The output does not matter: this process can't see events that only the others
                // hold.
                machine.capturi(&["inbox", "list"]).await;
            }
            for mut serving in both {
                taken.extend(accepted(&serving.url, 10).await);
                let ended = timeout(Duration::from_secs(20), serving.process.wait()).await;
                assert_eq!(ended.unwrap().unwrap().code(), Some(1));
            }
            let serving = machine.serve(&[]).await;
            assert_eq!(accepted(&serving.url, 10).await.len(), 10);
            let stored = machine.events().await;
            let stored: Vec<_> = stored
                .iter()
                .map(|event| event["event_uid"].as_str())
                .collect();
            let lost = taken
                .iter()
                .filter(|uid| !stored.contains(&Some(uid.as_str())));
            assert_eq!(lost.count(), 0, "of {}: {endings:?}, {looks}", taken.len());
        }
    }
}

/// Sends this many deliveries; returns the uids of the events that were answered 200.
async fn accepted(url: &str, deliveries: usize) -> Vec<String> {
    let count = deliveries.to_string();
    let send = ["webhook", "send", "--count", &count, "--to", url];
    let sent = run("http://127.0.0.1:1", &send).await;
    let accepted = stdout(&sent)
        .lines()
        .filter(|line| line.starts_with("200 "));
    let uids = accepted.filter_map(|line| line.split("event=").nth(1));
    uids.filter_map(|uid| uid.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// A late outcome changes nothing once another worker has the event.
#[tokio::test]
async fn a_worker_that_was_stopped_past_its_lease_changes_nothing() {
    let machine = Machine::new();
    let target = Target::start().await;
    let worker = |lease: &str| {
        let mut command = capturi(machine.0.path());
        command
            .args(["--verbose", "inbox", "work", "--lease", lease])
            .args(["--forward-to", &target.url])
            .stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let serving = machine.serve(&[]).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    let mut first = worker("2s");
    let asked_by_the_first = target.request().await;
    // A worker that is stopped while it writes would block all others.
    sleep(Duration::from_millis(300)).await;
    stop(&first, "STOP");
    // A long lease, as the heartbeats of this worker would change the row.
    let _second = worker("10m");
    let asked_by_the_second = target.request().await;
    let before = machine.events().await;
    assert_eq!(
        (&before[0]["state"], &before[0]["attempts"]),
        (&json!("running"), &json!(2))
    );
    asked_by_the_first.answer().await;
    stop(&first, "CONT");
    let mut said = BufReader::new(first.stderr.take().unwrap()).lines();
    while !said
        .next_line()
        .await
        .unwrap()
        .unwrap()
        .contains("changes nothing")
    {}
    assert_eq!(machine.events().await, before);

    asked_by_the_second.answer().await;
    let done = machine.eventually("done").await;
    assert_eq!(done[0]["attempts"], 2);
}

fn stop(process: &Child, signal: &str) {
    let id = process.id().unwrap().to_string();
    let status = std::process::Command::new("kill")
        .args(["-s", signal, &id])
        .status();
    assert!(status.unwrap().success());
}

/// A target of `--forward-to` that answers when the test tells it to.
struct Target {
    url: String,
    listener: TcpListener,
}

struct Asked(TcpStream);

impl Target {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        Self { url, listener }
    }

    async fn request(&self) -> Asked {
        let accepting = timeout(Duration::from_secs(60), self.listener.accept());
        let (mut stream, _) = accepting.await.unwrap().unwrap();
        let mut read = Vec::new();
        while !String::from_utf8_lossy(&read).contains(UID) {
            assert!(stream.read_buf(&mut read).await.unwrap() > 0);
        }
        Asked(stream)
    }
}

impl Asked {
    async fn answer(mut self) {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        self.0.write_all(answer).await.unwrap();
    }
}
