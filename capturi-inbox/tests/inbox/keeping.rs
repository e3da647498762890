//! How long bodies are kept: the settings of the inbox, and the longest time, whatever became of an
//! event.

use std::time::Duration;

use crate::support::{Place, Seen, deliver, eager, entries, eventually, states, work};
use capturi_inbox::{
    Event, Filter, Inbox, Outcome, Retention, State,
    sqlx::{self, Connection as _, PgConnection},
};
use capturi_webhooks::testing::SampleDelivery;
use tokio::{sync::Semaphore, task::JoinHandle};
use uuid::Uuid;

crate::on_both_engines! {
    no_body_is_kept_for_longer_than_any_in_whatever_state,
    a_younger_body_stays_and_the_older_one_goes,
    what_came_again_is_kept_from_then_on,
    what_would_expire_expires,
    the_next_event_of_a_conversation_goes_on_at_once,
    a_receiver_without_a_worker_deletes_what_the_settings_say,
    a_running_event_that_expires_is_not_settled_any_more,
    what_operators_did_is_recorded_and_logged_once,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub(crate) const MARK: &str = "MARKED-CONTENT";

/// A delivery with marked content of this conversation.
pub(crate) fn marked(conversation: Uuid) -> Vec<u8> {
    let (event, uid) = (Uuid::new_v4(), conversation);
    format!(
        r#"{{"event":"ConversationProcessed","eventUid":"{event}","uid":"{uid}","text":"{MARK}"}}"#
    )
    .into_bytes()
}

/// Lets a worker run the only event of the inbox until the gate has a permit; then its handler fails with
/// an error that quotes it.
pub(crate) async fn held(inbox: &Inbox) -> (&'static Semaphore, JoinHandle<()>) {
    let gate: &'static Semaphore = Box::leak(Box::new(Semaphore::new(0)));
    let handler = async |_: Event| {
        let _ = gate.acquire().await;
        Outcome::retry(MARK)
    };
    let working = tokio::spawn({
        let inbox = inbox.clone();
        async move { work(&inbox, handler, eager(3), std::future::pending()).await }
    });
    eventually("it runs", async || states(inbox).await == [State::Running]).await;
    (gate, working)
}

/// Lets all that is stored be older by this many days.
async fn age(place: &Place, days: i64) {
    let by = days * 86_400_000;
    for sql in [
        format!(
            "UPDATE capturi_events SET received_at = received_at - {by}, \
             changed_at = changed_at - {by}"
        ),
        format!("UPDATE capturi_bodies SET received_at = received_at - {by}"),
        format!("UPDATE capturi_attempts SET began_at = began_at - {by}"),
        format!("UPDATE capturi_queue SET open_since = open_since - {by} WHERE openings > 0"),
    ] {
        place.execute(&sql).await;
    }
}

/// An inbox with marked content in each state: done, dead with a quoting error, unreadable, pending
/// and put off with a quoting error, and two of one conversation, the second of them parked.
async fn in_each_state(place: &Place) -> Inbox {
    let inbox = place.open().await;
    let source = inbox.source("test");
    deliver(&source, marked(Uuid::new_v4())).await;
    inbox.drain(Seen::default().handler()).await.unwrap();
    deliver(&source, marked(Uuid::new_v4())).await;
    let dies = async |_: Event| Outcome::permanent(MARK);
    assert_eq!(inbox.drain(dies).await.unwrap().dead, 1);
    deliver(&source, format!("{MARK} is not JSON")).await;
    let conversation = Uuid::new_v4();
    deliver(&source, marked(conversation)).await;
    deliver(&source, marked(conversation)).await;
    let fails = async |_: Event| Outcome::RetryAfter {
        after: 300 * DAY,
        error: MARK.to_owned(),
    };
    inbox.drain(fails).await.unwrap();
    let opened = format!(
        "UPDATE capturi_queue SET openings = 1, reason = '{MARK}', open_since = {}",
        chrono::Utc::now().timestamp_millis()
    );
    place.execute(&opened).await;
    inbox.pause().await.unwrap();
    let (done, dead, unreadable) = (State::Done, State::Dead, State::Unreadable);
    let pending = State::Pending;
    assert_eq!(
        states(&inbox).await,
        [done, dead, unreadable, pending, pending]
    );
    inbox
}

/// The rows of the database that have marked content.
async fn marks(place: &Place) -> i64 {
    let mut marks = place.number("SELECT count(*) FROM capturi_bodies").await;
    for (table, column) in [
        ("capturi_events", "last_error"),
        ("capturi_attempts", "error"),
        ("capturi_queue", "reason"),
    ] {
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{MARK}%'");
        marks += place.number(&sql).await;
    }
    marks
}

async fn no_body_is_kept_for_longer_than_any_in_whatever_state(place: Place) {
    let inbox = in_each_state(&place).await;
    let all_kept = Retention::default()
        .done(900 * DAY)
        .dead(900 * DAY)
        .keys(900 * DAY);
    let retention = all_kept.any(Some(90 * DAY));
    age(&place, 89).await;
    assert_eq!(inbox.prune(&retention).await.unwrap().bodies, 0);
    age(&place, 2).await;
    assert_eq!(inbox.prune(&all_kept).await.unwrap().bodies, 0);
    let pruned = inbox.prune(&retention).await.unwrap();
    assert_eq!((pruned.bodies, pruned.unhandled, pruned.keys), (5, 2, 0));
    assert_eq!(marks(&place).await, 0);
    let (dead, unreadable) = (State::Dead, State::Unreadable);
    assert_eq!(
        states(&inbox).await,
        [State::Done, dead, unreadable, dead, dead]
    );
    let all = entries(&inbox).await;
    let error = all[4].last_error.as_deref().unwrap();
    assert!(
        error.contains("for as long as this inbox allows"),
        "{error}"
    );
    assert_eq!(inbox.requeue(&Filter::default()).await.unwrap(), 0);
    inbox.resume().await.unwrap();
    let seen = Seen::default();
    inbox.drain(seen.handler()).await.unwrap();
    assert_eq!(seen.all().len(), 0, "there is nothing left to handle");
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
}

async fn a_younger_body_stays_and_the_older_one_goes(place: Place) {
    let inbox = place.open().await;
    let source = inbox.source("test");
    let sample = SampleDelivery::identity(Uuid::new_v4()).body();
    deliver(&source, sample.clone()).await;
    let quotes = async |_: Event| Outcome::RetryAfter {
        after: Duration::ZERO,
        error: MARK.to_owned(),
    };
    inbox.drain(quotes).await.unwrap();
    age(&place, 89).await;
    // An attempt of yesterday was still about the older body.
    place
        .execute("UPDATE capturi_attempts SET began_at = began_at + 80 * CAST(86400000 AS BIGINT)")
        .await;
    age(&place, 2).await;
    let younger = [&sample[..], b" "].concat();
    deliver(&source, younger.clone()).await;
    let [entry] = entries(&inbox).await.try_into().unwrap();
    assert_eq!(inbox.bodies(entry.id).await.unwrap().len(), 2);
    let retention = Retention::default().any(Some(90 * DAY));
    let would = inbox.prunable(&retention).await.unwrap();
    let pruned = inbox.prune(&retention).await.unwrap();
    assert_eq!((pruned.bodies, pruned.older), (0, 1));
    assert_eq!(would, pruned);
    assert_eq!(inbox.bodies(entry.id).await.unwrap(), [younger]);
    assert_eq!(marks(&place).await, 1, "the younger body alone");
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
    assert_eq!(
        inbox.drain(Seen::default().handler()).await.unwrap().done,
        1
    );
}

async fn what_came_again_is_kept_from_then_on(place: Place) {
    let inbox = place.open().await;
    let source = inbox.source("test");
    let [replayed, done] = [(); 2].map(|()| marked(Uuid::new_v4()));
    deliver(&source, done.clone()).await;
    inbox.drain(Seen::default().handler()).await.unwrap();
    deliver(&source, replayed.clone()).await;
    let dies = async |_: Event| Outcome::permanent("no");
    assert_eq!(inbox.drain(dies).await.unwrap().dead, 1);
    age(&place, 91).await;
    for body in [replayed, done] {
        deliver(&source, body).await;
    }
    let retention = Retention::default().done(900 * DAY).any(Some(90 * DAY));
    let pruned = inbox.prune(&retention).await.unwrap();
    assert_eq!((pruned.bodies, pruned.unhandled), (1, 0), "what is done");
    assert_eq!(
        inbox.drain(Seen::default().handler()).await.unwrap().done,
        1
    );
}

async fn what_would_expire_expires(place: Place) {
    for retention in [
        Retention::default().any(Some(60 * DAY)),
        Retention::default().any(Some(60 * DAY)).keys(40 * DAY),
        Retention::default().any(Some(10 * DAY)).done(100 * DAY),
    ] {
        let place = place.another().await;
        let inbox = in_each_state(&place).await;
        age(&place, 70).await;
        let would = inbox.prunable(&retention).await.unwrap();
        let pruned = inbox.prune(&retention).await.unwrap();
        assert_eq!(would, pruned, "{retention:?}");
        assert_eq!(pruned.unhandled, 2);
    }
}

async fn the_next_event_of_a_conversation_goes_on_at_once(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(conversation)).await;
    let fails = async |_: Event| Outcome::RetryAfter {
        after: 300 * DAY,
        error: MARK.to_owned(),
    };
    inbox.drain(fails).await.unwrap();
    age(&place, 91).await;
    deliver(&inbox.source("test"), marked(conversation)).await;
    // A claim has found that it waits for the first one, and has parked it.
    let parked = "UPDATE capturi_events SET parked = 1, due_at = due_at + 300000 WHERE id = 2";
    place.execute(parked).await;
    let retention = Retention::default().any(Some(90 * DAY));
    assert_eq!(inbox.prune(&retention).await.unwrap().unhandled, 1);
    assert_eq!(inbox.stats().await.unwrap().due, 1);
}

async fn a_receiver_without_a_worker_deletes_what_the_settings_say(place: Place) {
    let inbox = in_each_state(&place).await;
    inbox.close().await;
    age(&place, 91).await;
    // This process was told to keep everything; the inbox says otherwise.
    let told = Retention::default().done(900 * DAY).dead(900 * DAY);
    let receiving = place.open_with(Inbox::builder().retention(told)).await;
    let _source = receiving.source("test");
    let operator = place.open().await;
    assert_eq!(operator.retention().await.unwrap(), None);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(place.number("SELECT count(*) FROM capturi_bodies").await, 5);
    let own = told.any(Some(90 * DAY));
    operator.set_retention(&own).await.unwrap();
    assert_eq!(operator.retention().await.unwrap(), Some(own));
    eventually("all is deleted", async || marks(&place).await == 0).await;
}

async fn a_running_event_that_expires_is_not_settled_any_more(place: Place) {
    let inbox = place.open().await;
    deliver(&inbox.source("test"), marked(Uuid::new_v4())).await;
    let (gate, working) = held(&inbox).await;
    age(&place, 91).await;
    let retention = Retention::default().any(Some(90 * DAY));
    assert_eq!(inbox.prune(&retention).await.unwrap().unhandled, 1);
    gate.add_permits(1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(states(&inbox).await, [State::Dead]);
    assert_eq!(marks(&place).await, 0);
    working.abort();
}

async fn what_operators_did_is_recorded_and_logged_once(place: Place) {
    let inbox = place.open().await;
    for (action, about) in [("show", "17"), ("pause", "")] {
        inbox.record("me@here", action, about).await.unwrap();
    }
    let records = inbox.audit(None, 10).await.unwrap();
    let told: Vec<_> = records
        .iter()
        .map(|record| (&*record.who, &*record.action, record.about.as_deref()))
        .collect();
    assert_eq!(
        told,
        [("me@here", "pause", None), ("me@here", "show", Some("17"))]
    );
    let older = inbox.audit(Some(records[0].id), 10).await.unwrap();
    assert_eq!(older, records[1..]);

    let logged = "SELECT count(*) FROM capturi_settings WHERE name = 'audit_logged' AND value = '";
    let up_to = async |id: i64| place.number(&format!("{logged}{id}'")).await == 1;
    let _source = inbox.source("test");
    eventually("both are logged", async || up_to(records[0].id).await).await;
    inbox.record("me@here", "resume", "").await.unwrap();
    let last = inbox.audit(None, 1).await.unwrap()[0].id;
    eventually("another one is logged", async || up_to(last).await).await;
}

/// PostgreSQL: a delivery that is being added while the event expires is neither lost nor left behind.
#[tokio::test]
async fn a_delivery_that_comes_while_its_event_expires_is_kept() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    deliver(&inbox.source("test"), marked(Uuid::new_v4())).await;
    age(&place, 91).await;
    let mut delivering = PgConnection::connect(&place.url()).await.unwrap();
    let mut added = delivering.begin().await.unwrap();
    for sql in [
        "UPDATE capturi_events SET duplicates = duplicates + 1, bodies = 2",
        "INSERT INTO capturi_bodies (event_id, number, received_at, body) \
         SELECT event_id, 1, received_at + 7776000000, '{}' FROM capturi_bodies",
    ] {
        sqlx::raw_sql(sql).execute(&mut *added).await.unwrap();
    }
    let retention = Retention::default().any(Some(90 * DAY));
    let pruning = tokio::spawn({
        let inbox = inbox.clone();
        async move { inbox.prune(&retention).await.unwrap() }
    });
    // It waits for the lock now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    added.commit().await.unwrap();
    assert_eq!(pruning.await.unwrap().bodies, 0);
    assert_eq!(states(&inbox).await, [State::Pending]);
    let [entry] = entries(&inbox).await.try_into().unwrap();
    assert_eq!(inbox.bodies(entry.id).await.unwrap(), [b"{}"]);
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
}
