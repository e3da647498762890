//! The handling of stored events on both engines: how fast a worker handles a backlog, a hot
//! conversation and a steady stream; and the bytes that SQLite writes to the disk for each byte of
//! a body.
//!
//! ```text
//! cargo bench -p capturi-inbox --bench handling [-- drain steady hot written]
//! ```
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)] // a bench fails by panicking

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use capturi_inbox::{Event, Inbox, Outcome};
use capturi_webhooks::{receiver::Answer, testing};
use support::{Place, deliver};
use tokio::{
    sync::Notify,
    time::{Instant, MissedTickBehavior, interval},
};
use uuid::Uuid;

const BACKLOG: usize = 50_000;
const HOT: usize = 20_000;
/// The events per second of a steady stream, and its seconds.
const RATE: usize = 2_000;
const SECONDS: usize = 10;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let named: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_meant = |name| named.is_empty() || named.contains(&name);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        for engine in ["SQLite", "PostgreSQL"] {
            let place = || async move {
                match engine {
                    "SQLite" => Place::sqlite(),
                    _ => Place::postgres().await,
                }
            };
            if is_meant("drain") {
                drain(engine, place().await, BACKLOG, false).await;
            }
            if is_meant("hot") {
                drain(engine, place().await, HOT, true).await;
            }
            if is_meant("steady") {
                steady(engine, place().await).await;
            }
        }
        if is_meant("written") {
            for connections in [1, 16] {
                written(connections, "calls", call).await;
                written(connections, "noise", noise).await;
            }
        }
    });
}

/// Counts the events that are handled.
#[derive(Clone, Default)]
struct Handled {
    number: Arc<AtomicUsize>,
    changed: Arc<Notify>,
}

impl Handled {
    fn handler(&self) -> impl Fn(Event) -> std::future::Ready<Outcome> + Send + Sync + use<> {
        let handled = self.clone();
        move |_| {
            handled.number.fetch_add(1, Ordering::Relaxed);
            handled.changed.notify_one();
            std::future::ready(Outcome::Done)
        }
    }

    fn number(&self) -> usize {
        self.number.load(Ordering::Relaxed)
    }

    async fn all(&self, events: usize) {
        while self.number() < events {
            self.changed.notified().await;
        }
    }
}

/// Fills an inbox over so many connections.
async fn fill(inbox: &Inbox, events: usize, connections: usize, body: impl Fn() -> Vec<u8>) {
    let bodies: Vec<Vec<u8>> = (0..events).map(|_| body()).collect();
    let bodies = Arc::new(std::sync::Mutex::new(bodies));
    let delivering = (0..connections).map(|_| {
        let (source, bodies) = (inbox.source("bench"), bodies.clone());
        tokio::spawn(async move {
            loop {
                let Some(body) = bodies.lock().unwrap().pop() else {
                    return;
                };
                assert_eq!(deliver(&source, body).await, Answer::Taken);
            }
        })
    });
    for delivering in delivering.collect::<Vec<_>>() {
        delivering.await.unwrap();
    }
}

/// Measures how fast a handler that does nothing handles a backlog.
async fn drain(engine: &str, place: Place, events: usize, is_hot: bool) {
    let inbox = place.open().await;
    let hot = Uuid::new_v4();
    let conversation = || if is_hot { hot } else { Uuid::new_v4() };
    let started = Instant::now();
    fill(&inbox, events, 64, || {
        testing::SampleDelivery::identity(conversation()).body()
    })
    .await;
    let filled = started.elapsed();
    let handled = Handled::default();
    let started = Instant::now();
    inbox
        .worker(handled.handler())
        .run(handled.all(events))
        .await
        .unwrap();
    let took = started.elapsed();
    let what = if is_hot {
        "one conversation"
    } else {
        "backlog"
    };
    let rate = |took: Duration| events as f64 / took.as_secs_f64();
    println!(
        "{engine:10}  {what:16}  {events} events  taken {:6.0}/s  handled {:6.0}/s in {took:.1?}",
        rate(filled),
        rate(took)
    );
}

/// Measures whether the handling keeps pace with the deliveries.
async fn steady(engine: &str, place: Place) {
    let inbox = place.open().await;
    let handled = Handled::default();
    let delivering = async {
        let mut ticks = interval(Duration::from_millis(10));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut deliveries = Vec::new();
        for _ in 0..SECONDS * 100 {
            ticks.tick().await;
            for _ in 0..RATE / 100 {
                let source = inbox.source("bench");
                deliveries.push(tokio::spawn(async move {
                    let body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
                    let started = Instant::now();
                    assert_eq!(deliver(&source, body).await, Answer::Taken);
                    started.elapsed()
                }));
            }
        }
        let behind = deliveries.len() - handled.number();
        let mut times = Vec::new();
        for delivery in deliveries {
            times.push(delivery.await.unwrap());
        }
        times.sort_unstable();
        println!(
            "{engine:10}  steady {RATE}/s  {} events  {behind} behind at the end  \
             acknowledged in p50 {:.1?}, p99 {:.1?}",
            times.len(),
            times[times.len() / 2],
            times[times.len() * 99 / 100]
        );
        handled.all(RATE * SECONDS).await;
    };
    let worker = inbox.worker(handled.handler());
    worker.run(delivering).await.unwrap();
}

/// Measures the bytes that are written to the disk for each byte of a body, from its receipt to
/// done.
async fn written(connections: usize, of: &str, more: impl Fn() -> serde_json::Value) {
    let place = Place::sqlite();
    let inbox = place.open().await;
    let body = || full(&more);
    let events = 500 * connections.min(8);
    let before = written_by_us();
    let handled = Handled::default();
    inbox
        .worker(handled.handler())
        .run(async {
            fill(&inbox, events, connections, body).await;
            handled.all(events).await;
        })
        .await
        .unwrap();
    inbox.close().await;
    let written = written_by_us() - before;
    println!(
        "SQLite      75 KB of {of}  {connections:2} connections  {:.2} bytes written for each",
        written as f64 / (events * body().len()) as f64
    );
}

/// A full payload of 75 KB.
fn full(more: impl Fn() -> serde_json::Value) -> Vec<u8> {
    let delivery = testing::SampleDelivery::full().body();
    let mut payload: serde_json::Value = serde_json::from_slice(&delivery).unwrap();
    let (mut items, mut bytes) = (Vec::new(), delivery.len());
    while bytes < 75_000 {
        let item = more();
        bytes += item.to_string().len() + 1;
        items.push(item);
    }
    payload["entity"]["more"] = items.into();
    serde_json::to_vec(&payload).unwrap()
}

/// A typical part of a conversation: times, positions and sentences, of made-up words.
fn call() -> serde_json::Value {
    let word = || {
        let mut random = fastrand::Rng::with_seed(fastrand::u64(..2_000));
        let letters = random.usize(2..9);
        let letters = std::iter::repeat_with(|| random.lowercase()).take(letters);
        letters.collect::<String>()
    };
    let words: Vec<String> = std::iter::repeat_with(word).take(10).collect();
    let at = fastrand::u32(..3_600_000);
    serde_json::json!({
        "uid": Uuid::new_v4(),
        "text": words.join(" "),
        "firstWordIndex": at / 400,
        "lastWordIndex": at / 400 + 10,
        "from": f64::from(at) / 1000.0,
        "to": f64::from(at + 3_271) / 1000.0,
    })
}

/// Text that can't be compressed.
fn noise() -> serde_json::Value {
    let text = std::iter::repeat_with(fastrand::alphanumeric).take(1_000);
    text.collect::<String>().into()
}

fn written_by_us() -> u64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap();
    let line = io
        .lines()
        .find(|line| line.starts_with("write_bytes"))
        .unwrap();
    line.split(' ').nth(1).unwrap().parse().unwrap()
}
