//! The examples as their user runs them: each is a process of its own, which is killed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use capturi_inbox::{Event, Filter, Inbox, Outcome, State};
use capturi_webhooks::testing;

/// An example, which `cargo test` has built beside the tests.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().join("examples");
    let missing = "`cargo test` builds the example, `cargo test --test` does not: run `cargo build --examples`";
    assert!(folder.join(name).exists(), "{missing}");
    Command::new(folder.join(name))
}

fn start(inbox: &str) -> (Child, String) {
    let mut process = example("durable_receiver")
        .arg(inbox)
        .env_remove("CAPTURI_WEBHOOK_SECRET")
        .env("LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stderr = process.stderr.take().unwrap();
    BufReader::new(stderr).read_line(&mut line).unwrap();
    let address = line
        .split("http://")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    (process, address)
}

#[tokio::test]
async fn what_it_acknowledged_it_prints_even_if_it_was_killed_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let location = format!("sqlite:{}", support::file(&folder).display());
    // The handling is paused, so that the process is killed before it handles anything.
    let inbox = Inbox::open(&location).await.unwrap();
    inbox.pause().await.unwrap();
    let (mut process, address) = start(&location);
    let delivery = testing::SampleDelivery::full();
    let body = delivery.body();
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST /webhooks/capturi HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream
        .write_all(&[head.as_bytes(), &body].concat())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    process.kill().unwrap();
    process.wait().unwrap();

    inbox.resume().await.unwrap();
    let (mut process, _) = start(&location);
    let mut line = String::new();
    let stdout = process.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    assert!(line.contains(&delivery.event_uid().to_string()), "{line}");
    support::eventually("it is done", async || {
        let done = inbox.newest(&Filter::default(), None, 1).await.unwrap();
        done[0].state == State::Done
    })
    .await;
    process.kill().unwrap();
    process.wait().unwrap();
    let again = inbox.drain(async |_: Event| Outcome::Done).await.unwrap();
    assert_eq!(again.done, 0);
}

#[tokio::test]
async fn its_effect_happens_once_however_often_the_handler_is_killed() {
    const CALLS: u64 = 300;
    let place = support::Place::sqlite();
    let inbox = place.open().await;
    let source = inbox.source("test");
    for _ in 0..CALLS {
        support::deliver(&source, testing::SampleDelivery::full().body()).await;
    }
    let done = async || inbox.stats().await.unwrap().events[&State::Done];
    let mut kills = 0;
    while done().await < CALLS {
        let mut process = example("durable_handler")
            .arg(place.url())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let enough = CALLS.min(done().await + 60);
        support::eventually("some are done", async || done().await >= enough).await;
        process.kill().unwrap();
        process.wait().unwrap();
        kills += 1;
        // Events that were under way need not wait for their leases to end.
        place
            .execute("UPDATE capturi_events SET due_at = 0 WHERE state = 'running'")
            .await;
    }
    assert!(kills > 1, "it was killed while it worked");
    let counts = place.number("SELECT count(*) FROM labels WHERE calls = 300");
    assert_eq!(counts.await, 4, "each of the four labels is of each call");
}
