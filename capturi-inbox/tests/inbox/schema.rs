//! The schema: how it is created, and how later releases will change it.

use crate::support::{Place, Seen, all_done, deliver_identity, entries, eventually};
use capturi_inbox::{Error, Inbox};
use capturi_webhooks::receiver::Answer;
use tokio::time::{Duration, sleep};
use uuid::Uuid;

crate::on_both_engines! {
    several_processes_that_start_at_once_make_one_schema,
    this_release_goes_on_while_the_next_one_changes_the_schema,
    a_schema_that_this_release_can_not_use_is_refused,
    an_event_is_found_by_what_an_earlier_release_stored,
    whoever_wants_an_inbox_that_is_there_makes_none,
}

async fn several_processes_that_start_at_once_make_one_schema(place: Place) {
    let opening = (0..8).map(|_| {
        let url = place.url();
        tokio::spawn(async move { Inbox::open(&url).await })
    });
    for opened in opening.collect::<Vec<_>>() {
        let inbox = opened.await.unwrap().unwrap();
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let versions = place.number("SELECT count(*) FROM capturi_schema").await;
    assert_eq!(versions, 1);
    assert_eq!(entries(&place.open().await).await.len(), 8);
}

/// The changes that a next release may make: it only adds.
const NEXT: &str = "ALTER TABLE capturi_events ADD COLUMN next_release TEXT; \
    CREATE INDEX next_release ON capturi_events (next_release); \
    CREATE TABLE capturi_next (id BIGINT); \
    UPDATE capturi_schema SET version = 2";

async fn this_release_goes_on_while_the_next_one_changes_the_schema(place: Place) {
    let inbox = place.open().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let delivering = tokio::spawn({
        let inbox = inbox.clone();
        async move {
            let mut delivered = 0;
            while !*stopped.borrow() {
                deliver_identity(&inbox, Uuid::new_v4()).await;
                delivered += 1;
            }
            delivered
        }
    });
    let seen = Seen::default();
    let worker = inbox.worker(seen.handler());
    let mut end = stop.subscribe();
    let working = tokio::spawn(worker.run(async move {
        end.wait_for(|stop| *stop).await.unwrap();
    }));
    // The schema is upgraded under load; then, as after a rollback, this release opens the next
    // schema.
    sleep(Duration::from_millis(200)).await;
    place.execute(NEXT).await;
    sleep(Duration::from_millis(200)).await;
    let rolled_back = place.open().await;
    deliver_identity(&rolled_back, Uuid::new_v4()).await;
    let before = seen.all().len();
    eventually("it goes on", async || seen.all().len() > before + 10).await;
    stop.send_replace(true);
    let delivered: usize = delivering.await.unwrap();
    working.await.unwrap().unwrap();

    let handled = rolled_back.drain(seen.handler()).await.unwrap().done;
    assert_eq!(seen.all().len(), delivered + 1, "{handled} in the end");
    assert!(all_done(&inbox).await);
    assert_eq!(place.number("SELECT version FROM capturi_schema").await, 2);
}

async fn a_schema_that_this_release_can_not_use_is_refused(place: Place) {
    let inbox = place.open().await;
    assert_eq!(
        crate::support::deliver(&inbox.source("test"), b"{}").await,
        Answer::Taken
    );
    inbox.close().await;
    place
        .execute("UPDATE capturi_schema SET version = 9, usable_from = 7")
        .await;
    let error = Inbox::open(&place.url()).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::NewerSchema {
                found: 9,
                usable_from: 7,
                known: 1,
                ..
            }
        ),
        "{error:?}"
    );
    let text = error.to_string();
    assert!(text.contains("install a newer release"), "{text}");
    assert_eq!(place.number("SELECT count(*) FROM capturi_events").await, 1);
}

/// If the keys of events change, each replay of a stored event is taken for a new event.
async fn an_event_is_found_by_what_an_earlier_release_stored(place: Place) {
    let inbox = place.open().await;
    let body = r#"{
        "eventUid": "ee605a11-3ecf-4b2f-a65c-7f2d4b3c2a11",
        "event": "ConversationProcessed",
        "uid": "a101eb88-70f0-4a5b-9d53-06a5c1d0b4aa"
    }"#;
    let answer = crate::support::deliver(&inbox.source("test"), body).await;
    assert_eq!(answer, Answer::Taken);
    let stored = [
        ("conversation_key", -8_042_140_680_876_180_170),
        ("event_key", 5_900_940_233_926_217_850),
    ];
    for (key, stored) in stored {
        let select = format!("SELECT {key} FROM capturi_events");
        assert_eq!(place.number(&select).await, stored, "{key}");
    }
}

async fn whoever_wants_an_inbox_that_is_there_makes_none(place: Place) {
    let existing = || Inbox::builder().create_if_missing(false);
    let error = existing().open(&place.url()).await.unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error:?}");
    match &place {
        Place::Sqlite(folder) => assert!(!crate::support::file(folder).exists()),
        Place::Postgres(_) => {
            let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
            assert_eq!(place.number(tables).await, 0);
        }
    }
    deliver_identity(&place.open().await, Uuid::new_v4()).await;
    let inbox = existing().open(&place.url()).await.unwrap();
    assert_eq!(entries(&inbox).await.len(), 1);
}
