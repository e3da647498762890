//! The receiver's log. A process has one subscriber: hence one test.
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

use capturi_webhooks::{
    WebhookPayload,
    testing::{self, SampleDelivery},
};
use uuid::{Uuid, uuid};

use support::{PATH, Server, guarded, request, secret};

const CONVERSATION: Uuid = uuid!("0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e12");
/// The event whose handling fails.
const FAILS: Uuid = uuid!("5b0c1f5e-8a3f-4d0c-9a53-0f7d2c1e6b11");

/// The output of a subscriber, which panics on demand.
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
    let (builder, _) = guarded();
    let handler = async |payload: WebhookPayload| match payload.event_uid() {
        Some(FAILS) => Err(io::Error::other("no")),
        _ => Ok(()),
    };
    let receiver = builder.handler(handler).build().unwrap();
    let mut server = Server::start(receiver).await;
    let long = format!("/{}", "a".repeat(20_000));
    for _ in 0..200 {
        assert_eq!(
            server.send(&request("POST", &long, "", b"")).await.status,
            404
        );
        let wrong = server.post("X-Capturi-Secret: wrong\r\n", b"{}").await;
        assert!(matches!(wrong.status, 401 | 429), "{wrong:?}");
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

    // The log line of a lost event tells which event to replay.
    let lost = r#"{ "EventUid": "6b3f8c62-4a86-4d0e-9c3d-0a6e1f6f7d55", "Event": "SummaryReady",
        "Entity": { "Uid": "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11", "DateTime": 7 } }"#;
    assert_eq!(server.post(&secret(), lost.as_bytes()).await.status, 422);
    let fails = SampleDelivery::identity(CONVERSATION).with_event_uid(FAILS);
    assert_eq!(server.post(&secret(), &fails.body()).await.status, 500);
    // A right secret at a wrong path, or by a wrong method, may be a lost event, too.
    let identity = testing::IDENTITY.as_bytes();
    for (method, path, status) in [("POST", "/elsewhere", 404), ("DELETE", PATH, 405)] {
        let misdirected = request(method, path, &secret(), identity);
        assert_eq!(server.send(&misdirected).await.status, status);
    }
    let uids_of_identity = {
        let fixture: serde_json::Value = serde_json::from_str(testing::IDENTITY).unwrap();
        [&fixture["eventUid"], &fixture["uid"]].map(|uid| uid.as_str().unwrap().to_owned())
    };
    let uids_of_identity = uids_of_identity.each_ref().map(String::as_str);
    for (status, event, uids) in [
        ("status=405", "ConversationProcessed", uids_of_identity),
        (
            "status=404 reason=\"Nothing is received at this path\" elapsed",
            "ConversationProcessed",
            uids_of_identity,
        ),
        (
            "status=422",
            "ConversationSummaryUpdated",
            [
                "6b3f8c62-4a86-4d0e-9c3d-0a6e1f6f7d55",
                "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11",
            ],
        ),
        (
            "status=500",
            "ConversationProcessed",
            [&FAILS.to_string(), &CONVERSATION.to_string()],
        ),
    ] {
        let [line] = &told(status)[..] else {
            panic!("one line: {:?}", told(status));
        };
        assert!(line.contains("WARN") && line.contains(event), "{line}");
        assert!(uids.iter().all(|uid| line.contains(uid)), "{line}");
    }
    log.panics.store(true, Ordering::Relaxed);
    for (body, status) in [(testing::IDENTITY, 200), ("[]", 400)] {
        assert_eq!(server.post(&secret(), body.as_bytes()).await.status, status);
    }
    assert_eq!(server.post("", b"{}").await.status, 429);
    log.panics.store(false, Ordering::Relaxed);
    server.stop();
    (&mut server.running).await.unwrap();

    assert!(!told("count=1 ").is_empty() && !told("count=199 ").is_empty());
    assert!(
        !told("status=429 reason=\"The secret was missing or wrong too often\" count=").is_empty()
    );
    assert!(
        told("count=")
            .iter()
            .all(|line| line.contains("sender=127.0.0.1"))
    );
    let of_strangers: usize = told("count=").iter().map(String::len).sum();
    assert!(of_strangers < 4000, "{of_strangers}");
}
