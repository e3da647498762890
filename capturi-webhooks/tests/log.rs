//! What the receiver logs. A process has one subscriber: hence one test.
#![cfg(feature = "receiver")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use capturi_webhooks::testing;
use support::{Server, guarded, request, secret};

/// What a subscriber writes, until it panics.
#[derive(Clone, Default)]
struct Log {
    text: Arc<Mutex<Vec<u8>>>,
    panics: Arc<AtomicBool>,
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(!self.panics.load(Ordering::Relaxed), "the log is broken");
        self.text.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn refusals_are_told_as_counts_and_a_log_that_panics_costs_no_answer() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let (builder, seen) = guarded();
    let receiver = builder.handler(seen.handler()).build().unwrap();
    let mut server = Server::start(receiver).await;
    let long = format!("/{}", "a".repeat(20_000));
    for _ in 0..200 {
        assert_eq!(
            server.send(&request("POST", &long, "", b"")).await.status,
            404
        );
        assert_eq!(
            server
                .post("X-Capturi-Secret: wrong\r\n", b"{}")
                .await
                .status,
            401
        );
    }
    let delivered = server.post(&secret(), testing::IDENTITY.as_bytes()).await;
    assert_eq!(delivered.status, 200);
    assert_eq!(server.post(&secret(), b"[]").await.status, 400);
    let told = |word: &str| {
        let text = String::from_utf8(log.text.lock().unwrap().clone()).unwrap();
        let lines = text
            .lines()
            .filter(|line| line.contains("capturi_webhooks") && line.contains(word));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(told("status=400").len(), 1, "each that was let in singly");
    log.panics.store(true, Ordering::Relaxed);
    for (body, status) in [(testing::IDENTITY, 200), ("[]", 400)] {
        assert_eq!(server.post(&secret(), body.as_bytes()).await.status, status);
    }
    assert_eq!(server.post("", b"{}").await.status, 401);
    log.panics.store(false, Ordering::Relaxed);
    server.stop();
    (&mut server.running).await.unwrap();

    assert!(!told("count=1 ").is_empty() && !told("count=199 ").is_empty());
    let of_strangers: usize = told("count=").iter().map(String::len).sum();
    assert!(of_strangers < 4000, "{of_strangers}");
}
