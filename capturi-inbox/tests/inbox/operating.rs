//! Operators' commands, and the events that they list.

use std::time::Duration;

use crate::support::{Place, Seen, deliver, deliver_identity, entries, states};
use capturi_inbox::{Event, Filter, Inbox, Loaded, Outcome, Pruned, Retention, State};
use capturi_webhooks::testing;
use uuid::Uuid;

crate::on_both_engines! {
    events_are_found_by_whatever_is_known_of_them,
    long_listings_come_in_pages,
    requeueing_handles_again_what_is_meant_and_nothing_else,
    discarding_deletes_with_all_that_is_known,
    bodies_go_before_keys_and_nothing_goes_that_is_open,
    what_would_be_pruned_is_pruned,
    numbers_tell_how_the_inbox_is,
    bulk_work_is_done_in_batches,
    what_is_dumped_is_loaded_once_and_as_it_was,
    a_body_that_was_deleted_stays_deleted_when_a_dump_is_loaded,
}

/// An inbox with one event in each state: done, dead, unreadable, pending.
async fn one_in_each_state(place: &Place) -> Inbox {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(
        inbox.drain(Seen::default().handler()).await.unwrap().done,
        1
    );
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let no = async |_: Event| Outcome::permanent("no");
    assert_eq!(inbox.drain(no).await.unwrap().dead, 1);
    deliver(&inbox.source("test"), b"not json").await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(
        states(&inbox).await,
        [State::Done, State::Dead, State::Unreadable, State::Pending]
    );
    inbox
}

fn in_state(state: State) -> Filter {
    Filter::default().states([state])
}

async fn events_are_found_by_whatever_is_known_of_them(place: Place) {
    let inbox = one_in_each_state(&place).await;
    let all = entries(&inbox).await;
    let dead = &all[1];
    let between = Filter::default()
        .since(dead.received_at)
        .until(all[3].received_at + Duration::from_secs(1));
    let of = async |filter: Filter| -> Vec<i64> {
        let found = inbox.oldest(&filter, None, 10).await.unwrap();
        assert_eq!(found.len() as i64, inbox_count(&inbox, &filter).await);
        found.iter().map(|entry| entry.id).collect()
    };
    assert_eq!(of(in_state(State::Dead)).await, [dead.id]);
    let two = Filter::default().states([State::Dead, State::Unreadable]);
    assert_eq!(of(two).await, [dead.id, all[2].id]);
    for filter in [
        Filter::default().id(dead.id),
        Filter::default().event_uid(dead.event_uid.unwrap()),
        Filter::default().conversation(dead.conversation_uid.unwrap()),
    ] {
        assert_eq!(of(filter).await, [dead.id]);
    }
    let event = Filter::default().event("ConversationProcessed");
    assert_eq!(of(event).await, [all[0].id, dead.id, all[3].id]);
    assert_eq!(of(between).await, [dead.id, all[2].id, all[3].id]);
    let never = Filter::default().until(all[0].received_at);
    assert_eq!(of(never).await, [0; 0]);
}

/// The number of events that a dry run of deleting finds, where no event is running.
async fn inbox_count(inbox: &Inbox, filter: &Filter) -> i64 {
    inbox.discardable(filter).await.unwrap().cast_signed()
}

async fn long_listings_come_in_pages(place: Place) {
    let inbox = place.open().await;
    for _ in 0..5 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let all = Filter::default();
    let page = inbox.newest(&all, None, 2).await.unwrap();
    let next = inbox.newest(&all, Some(page[1].id), 10).await.unwrap();
    let ids: Vec<i64> = page.iter().chain(&next).map(|entry| entry.id).collect();
    assert_eq!(ids, [5, 4, 3, 2, 1]);
    let page = inbox.oldest(&all, Some(3), 10).await.unwrap();
    assert_eq!(
        page.iter().map(|entry| entry.id).collect::<Vec<_>>(),
        [4, 5]
    );
}

async fn requeueing_handles_again_what_is_meant_and_nothing_else(place: Place) {
    let inbox = one_in_each_state(&place).await;
    assert_eq!(inbox.requeueable(&in_state(State::Dead)).await.unwrap(), 1);
    assert_eq!(inbox.requeue(&in_state(State::Dead)).await.unwrap(), 1);
    let dead = &entries(&inbox).await[1];
    assert_eq!((dead.state, dead.attempts), (State::Pending, 0));
    let seen = Seen::default();
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 2);
    assert!(seen.uids().contains(&dead.event_uid));

    // Running events are left alone.
    place
        .execute("UPDATE capturi_events SET state = 'running'")
        .await;
    assert_eq!(inbox.requeue(&Filter::default()).await.unwrap(), 0);
}

async fn discarding_deletes_with_all_that_is_known(place: Place) {
    let inbox = one_in_each_state(&place).await;
    let delivery = testing::SampleDelivery::full();
    for body in [delivery.body(), delivery.clone().pascal_case().body()] {
        deliver(&inbox.source("test"), body).await;
    }
    assert_eq!(inbox.stats().await.unwrap().other_bodies, 1);
    let twice = entries(&inbox).await.pop().unwrap();
    assert_eq!((twice.duplicates, twice.other_bodies), (1, 1));
    assert_eq!(
        inbox.bodies(twice.id).await.unwrap(),
        [delivery.body(), delivery.clone().pascal_case().body()]
    );
    let pending = in_state(State::Pending);
    assert_eq!(inbox.discardable(&pending).await.unwrap(), 2);
    assert_eq!(inbox.discard(&pending).await.unwrap(), 2);
    assert_eq!(inbox.stats().await.unwrap().other_bodies, 0);
    assert_eq!(
        states(&inbox).await,
        [State::Done, State::Dead, State::Unreadable]
    );
    // A deleted event is new if it comes again.
    let answer = deliver(&inbox.source("test"), delivery.body()).await;
    assert_eq!(answer, capturi_webhooks::receiver::Answer::Taken);
}

fn pruned(pruned: Result<Pruned, capturi_inbox::Error>) -> (u64, u64) {
    let pruned = pruned.unwrap();
    (pruned.bodies, pruned.keys)
}

async fn bodies_go_before_keys_and_nothing_goes_that_is_open(place: Place) {
    let inbox = one_in_each_state(&place).await;
    let day = Duration::from_secs(24 * 60 * 60);
    let age = async |days: i64| {
        let sql = format!(
            "UPDATE capturi_events SET changed_at = changed_at - {0}, received_at = received_at - {0}",
            days * 86_400_000
        );
        place.execute(&sql).await;
    };
    let retention = Retention::default();
    assert_eq!((retention.done, retention.dead), (30 * day, 90 * day));
    assert_eq!(pruned(inbox.prune(&retention).await), (0, 0));
    age(31).await;
    assert_eq!(pruned(inbox.prunable(&retention).await), (1, 0));
    assert_eq!(
        pruned(inbox.prune(&retention).await),
        (1, 0),
        "what is done"
    );
    age(60).await;
    assert_eq!(
        pruned(inbox.prune(&retention).await),
        (2, 0),
        "dead and unreadable"
    );
    let all = entries(&inbox).await;
    assert_eq!(inbox.body(all[0].id).await.unwrap(), None);
    assert_eq!(all[0].body_bytes, None);
    assert_eq!(
        inbox.requeue(&Filter::default()).await.unwrap(),
        1,
        "only what has a body"
    );
    age(300).await;
    assert_eq!(pruned(inbox.prune(&retention).await), (0, 3));
    assert_eq!(states(&inbox).await, [State::Pending], "however old it is");
}

async fn what_would_be_pruned_is_pruned(place: Place) {
    let inbox = one_in_each_state(&place).await;
    place
        .execute("UPDATE capturi_events SET changed_at = changed_at - 1000")
        .await;
    let nothing_is_kept = Retention::default()
        .done(Duration::ZERO)
        .dead(Duration::ZERO)
        .keys(Duration::ZERO);
    // One run deletes a body and then its key.
    assert_eq!(pruned(inbox.prunable(&nothing_is_kept).await), (3, 3));
    assert_eq!(pruned(inbox.prune(&nothing_is_kept).await), (3, 3));
    assert_eq!(states(&inbox).await, [State::Pending]);
}

async fn numbers_tell_how_the_inbox_is(place: Place) {
    let inbox = one_in_each_state(&place).await;
    let stats = inbox.stats().await.unwrap();
    for state in State::ALL {
        let expected = u64::from(state != State::Running);
        assert_eq!(stats.events[&state], expected, "{state}");
    }
    assert_eq!((stats.due, stats.paused), (1, false));
    assert_eq!(
        stats.oldest_open,
        Some(entries(&inbox).await[3].received_at)
    );
    assert_eq!(
        place.open().await.stats().await.unwrap(),
        stats,
        "another process agrees"
    );
}

async fn bulk_work_is_done_in_batches(place: Place) {
    // What is dead here is decades old.
    let kept = Retention::default().dead(Duration::MAX);
    let inbox = place.open_with(Inbox::builder().retention(kept)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    place
        .execute(
            "INSERT INTO capturi_events (source, event, state, received_at, queued_at, changed_at, \
                 due_at, bodies, body_bytes, request_id, method) \
             WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
                 WHERE n < 2000) \
             SELECT 'test', 'X', 'dead', 0, 0, 0, 0, 1, 2, 'r', 'POST' FROM numbers",
        )
        .await;
    place
        .execute(
            "INSERT INTO capturi_bodies (event_id, number, received_at, body) \
             SELECT e.id, 0, 0, body.body FROM capturi_events e JOIN capturi_bodies body \
             ON e.state = 'dead'",
        )
        .await;
    let dead = in_state(State::Dead);
    assert_eq!(inbox.requeue(&dead).await.unwrap(), 2000);
    assert_eq!(inbox.discard(&Filter::default()).await.unwrap(), 2001);
    assert_eq!(entries(&inbox).await.len(), 0);
    let bodies = place.number("SELECT count(*) FROM capturi_bodies").await;
    assert_eq!(bodies, 0);
}

async fn what_is_dumped_is_loaded_once_and_as_it_was(place: Place) {
    let from = one_in_each_state(&place).await;
    // The retention of this event's body is over.
    place
        .execute(
            "UPDATE capturi_events SET changed_at = changed_at - 86400000 WHERE state = 'done'",
        )
        .await;
    let kept = Retention::default().done(Duration::from_secs(60 * 60));
    assert_eq!(pruned(from.prune(&kept).await), (1, 0));
    let events = from.dump(&Filter::default(), None, 10).await.unwrap();
    assert_eq!(events.len(), 4);
    assert_eq!(
        from.dump(&Filter::default(), Some(events[2].id), 10)
            .await
            .unwrap(),
        events[3..]
    );
    let other = place.another().await;
    let into = other.open().await;
    for is_first in [true, false] {
        for event in &events {
            let body = from.body(event.id).await.unwrap();
            let wanted = if is_first { Loaded::New } else { Loaded::There };
            assert_eq!(into.load(event, body).await.unwrap(), wanted, "{event:?}");
        }
    }
    // Nor is anything loaded into the inbox that it comes from.
    for event in &events {
        let loaded = from.load(event, None).await.unwrap();
        assert_eq!(loaded, Loaded::There, "{event:?}");
    }
    let loaded = into.dump(&Filter::default(), None, 10).await.unwrap();
    assert_eq!(loaded.len(), 4);
    for (mut loaded, event) in loaded.into_iter().zip(&events) {
        let [loaded_body, body] = [
            into.body(loaded.id).await.unwrap(),
            from.body(event.id).await.unwrap(),
        ];
        assert_eq!(loaded_body, body);
        loaded.id = event.id;
        assert_eq!(&loaded, event);
    }
    assert!(into.check().await.unwrap().is_empty());
    let seen = Seen::default();
    let drained = into.drain(seen.handler()).await.unwrap();
    assert_eq!(drained.done, 1, "what waited is handled");
}

async fn a_body_that_was_deleted_stays_deleted_when_a_dump_is_loaded(place: Place) {
    let inbox = one_in_each_state(&place).await;
    let dumped = inbox.dump(&Filter::default(), None, 10).await.unwrap();
    let done = &dumped[0];
    let body = inbox.body(done.id).await.unwrap();
    place
        .execute("UPDATE capturi_events SET changed_at = changed_at - 1000")
        .await;
    let nothing = Retention::default().done(Duration::ZERO);
    assert_eq!(pruned(inbox.prune(&nothing).await), (1, 0));
    // The event before it is new, so that the database has just given out an id.
    let mut new = dumped[1].clone();
    new.event_key = new.event_key.map(|key| key ^ 1);
    new.request_id = Uuid::new_v4().to_string();
    assert_eq!(inbox.load(&new, body.clone()).await.unwrap(), Loaded::New);
    assert_eq!(inbox.load(done, body).await.unwrap(), Loaded::There);
    assert_eq!(inbox.body(done.id).await.unwrap(), None);
    assert_eq!(inbox.check().await.unwrap(), [""; 0]);
    let bodies = place.number("SELECT count(*) FROM capturi_bodies").await;
    assert_eq!(bodies, 4);
}
