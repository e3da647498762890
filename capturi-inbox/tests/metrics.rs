//! The metrics of an inbox, and their names.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::time::Duration;

use capturi_inbox::{Event, Inbox, Outcome};
use capturi_webhooks::testing;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use sqlx::{Connection as _, SqliteConnection};
use support::{deliver, file};

/// The counters by name and label.
fn counters(snapshotter: &Snapshotter) -> Vec<(String, String, u64)> {
    let snapshot = snapshotter.snapshot().into_vec();
    let counters = snapshot.into_iter().filter_map(|(key, _, _, value)| {
        let DebugValue::Counter(count) = value else {
            return None;
        };
        let key = key.key();
        let labels = key.labels().map(|label| label.value().to_owned());
        Some((key.name().to_owned(), labels.collect(), count))
    });
    counters.collect()
}

#[tokio::test]
async fn what_is_taken_refused_and_handled_is_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", file(&folder).display());
    let builder = Inbox::builder().patience(Duration::from_millis(100));
    let inbox = builder.open(&url).await.unwrap();
    let source = inbox.source("test");
    let delivery = testing::SampleDelivery::full();
    deliver(&source, delivery.body()).await;
    deliver(&source, delivery.body()).await;
    deliver(&source, delivery.pascal_case().body()).await;
    deliver(&source, b"not json").await;
    inbox.drain(async |_: Event| Outcome::Done).await.unwrap();
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    deliver(&source, b"{}").await;

    let counted = counters(&snapshotter);
    for (name, label, count) in [
        ("capturi_inbox_accepted_total", "new", 1),
        ("capturi_inbox_accepted_total", "duplicate", 2),
        ("capturi_inbox_accepted_total", "unreadable", 1),
        ("capturi_inbox_other_bodies_total", "", 1),
        ("capturi_inbox_handled_total", "done", 1),
        ("capturi_inbox_refused_total", "locked", 1),
    ] {
        let expected = (name.to_owned(), label.to_owned(), count);
        assert!(counted.contains(&expected), "{expected:?} in {counted:?}");
    }
}
