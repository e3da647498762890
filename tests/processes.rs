//! Several processes on one inbox.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::process::Stdio;

use serde_json::json;
use support::{
    Running, UID, capturi,
    machine::{Machine, send},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    process::Child,
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
    // One of them ends, and one is killed; the others still have the file.
    for (serving, signal) in all.iter_mut().zip(["TERM", "KILL"]) {
        serving.signal(signal).await;
        serving.process.wait().await.unwrap();
    }
    send(&["--uid", UID, "--to", &all[2].url]).await;
    assert_eq!(machine.events().await.len(), 201);
}

/// However late it is, what a worker says of an event that another has by now changes nothing.
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
    stop(&first, "STOP");
    // One that is not heard of again before the end: its own heartbeats would change the row.
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

/// A program that events are passed on to, and that answers when it is told to.
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
        let (mut stream, _) = self.listener.accept().await.unwrap();
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
