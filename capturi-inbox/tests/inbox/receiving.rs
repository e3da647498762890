//! Deliveries: each is stored once, whatever it contains.

use crate::support::{Place, Seen, deliver, deliver_identity, entries, entry, states};
use capturi_inbox::{DuplicatePolicy, Event, Inbox, Outcome, State};
use capturi_webhooks::{WebhookPayload, receiver::Answer, testing};
use serde_json::json;
use uuid::Uuid;

crate::on_both_engines! {
    an_event_is_taken_and_handled_once,
    what_is_taken_is_there_for_the_next_to_open_the_inbox,
    a_full_conversation_arrives_as_it_was_sent,
    what_is_not_json_is_kept_byte_for_byte,
    an_unknown_event_is_handled_too,
    an_event_whose_model_does_not_fit_is_unreadable_and_not_lost,
    a_damaged_body_costs_its_own_event_alone,
    what_an_older_release_could_not_read_is_read_again,
    names_that_databases_dislike_are_no_reason_to_refuse,
    a_replay_is_acknowledged_and_handled_once,
    another_source_uid_event_or_conversation_is_another_event,
    without_a_uid_there_are_no_duplicates,
    a_duplicate_with_another_body_is_kept_and_the_last_one_is_handled,
    the_last_body_is_handled_though_it_came_before,
    a_replay_of_what_is_done_is_handled_again_where_that_is_wanted,
    a_replay_of_what_is_dead_is_always_handled_again,
    copies_that_arrive_together_are_one_event,
}

async fn done(_: Event) -> Outcome {
    Outcome::Done
}

async fn an_event_is_taken_and_handled_once(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    let event_uid = deliver_identity(&inbox, conversation).await;

    let before = entry(&inbox).await;
    assert_eq!(before.state, State::Pending);
    assert_eq!(before.event_uid, Some(event_uid));
    assert_eq!(before.conversation_uid, Some(conversation));
    assert_eq!(before.event, "ConversationProcessed");
    assert_eq!(before.source, "test");
    let age = chrono::Utc::now() - before.received_at;
    assert!(age.num_seconds().abs() < 60, "received {age} ago");

    let seen = Seen::default();
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 1);
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 0);
    let [event] = seen.all().try_into().unwrap();
    assert_eq!(event.attempt, 1);
    assert_eq!(event.event_uid, Some(event_uid));
    assert_eq!(event.received_at, before.received_at);
    assert!(matches!(event.payload, WebhookPayload::Uid(identity) if identity.uid == conversation));
    assert_eq!(event.delivery.request_id.to_string(), before.request_id);
    assert_eq!(entry(&inbox).await.state, State::Done);
}

async fn what_is_taken_is_there_for_the_next_to_open_the_inbox(place: Place) {
    let inbox = place.open().await;
    let event_uid = deliver_identity(&inbox, Uuid::new_v4()).await;
    inbox.close().await;
    let answer = deliver(&inbox.source("test"), b"{}".to_vec()).await;
    assert!(matches!(answer, Answer::Unavailable { .. }), "{answer:?}");

    let inbox = place.open().await;
    assert_eq!(entry(&inbox).await.event_uid, Some(event_uid));
}

async fn a_full_conversation_arrives_as_it_was_sent(place: Place) {
    let inbox = place.open().await;
    let body = testing::CONVERSATION_PASCAL_CASE.as_bytes();
    assert_eq!(deliver(&inbox.source("test"), body).await, Answer::Taken);
    let seen = Seen::default();
    inbox.drain(seen.handler()).await.unwrap();
    let [event] = seen.all().try_into().unwrap();
    assert_eq!(event.delivery.body, body);
    assert!(matches!(event.payload, WebhookPayload::Conversation(_)));
    let entry = entry(&inbox).await;
    assert_eq!(entry.conversation_uid, event.payload.conversation_uid());
    assert_eq!(entry.body_bytes, Some(body.len() as u64));
}

async fn what_is_not_json_is_kept_byte_for_byte(place: Place) {
    let inbox = place.open().await;
    let bodies: [&[u8]; 4] = [b"", b"not json", b"\xff\x00\xfe", b"[1]"];
    for body in bodies {
        assert_eq!(deliver(&inbox.source("test"), body).await, Answer::Taken);
    }
    assert_eq!(
        inbox.drain(done).await.unwrap(),
        capturi_inbox::Drained::default()
    );
    let entries = entries(&inbox).await;
    for (entry, body) in entries.iter().zip(bodies) {
        assert_eq!(entry.state, State::Unreadable);
        assert!(entry.last_error.is_some(), "why it is");
        assert_eq!(inbox.body(entry.id).await.unwrap().as_deref(), Some(body));
    }
    assert_eq!(entries.len(), 4);
}

async fn an_unknown_event_is_handled_too(place: Place) {
    let inbox = place.open().await;
    let uid = Uuid::new_v4();
    let body = json!({ "eventUid": uid, "event": "BrandNew", "entity": [1] }).to_string();
    assert_eq!(
        deliver(&inbox.source("test"), body.clone()).await,
        Answer::Taken
    );
    assert_eq!(
        deliver(&inbox.source("test"), body).await,
        Answer::Duplicate
    );
    assert_eq!(inbox.drain(done).await.unwrap().done, 1);
    assert_eq!(entry(&inbox).await.event, "BrandNew");
}

async fn an_event_whose_model_does_not_fit_is_unreadable_and_not_lost(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    let entity = json!({ "uid": conversation, "duration": "what they said" });
    let body =
        json!({ "eventUid": Uuid::new_v4(), "event": "ConversationProcessed", "entity": entity });
    assert_eq!(
        deliver(&inbox.source("test"), body.to_string()).await,
        Answer::Taken
    );
    // The unreadable event does not hold up its conversation.
    deliver_identity(&inbox, conversation).await;
    let drained = inbox.drain(done).await.unwrap();
    assert_eq!((drained.unreadable, drained.done), (1, 1));
    let unreadable = &entries(&inbox).await[0];
    assert_eq!(unreadable.state, State::Unreadable);
    let error = unreadable.last_error.as_deref().unwrap();
    assert!(error.contains("entity."), "where it does not fit: {error}");
    assert!(!error.contains("they said"), "never the value: {error}");
}

/// A body that the disk has damaged costs its own event alone.
async fn a_damaged_body_costs_its_own_event_alone(place: Place) {
    let inbox = place.open().await;
    for _ in 0..3 {
        let body = testing::SampleDelivery::full().body();
        assert_eq!(deliver(&inbox.source("test"), body).await, Answer::Taken);
    }
    let compressed = place
        .execute("UPDATE capturi_bodies SET encoding = 'lz4' WHERE encoding = 'lz4'")
        .await;
    assert_eq!(compressed, 3, "a full conversation is stored compressed");
    place
        .execute("UPDATE capturi_bodies SET body = substr(body, 1, 900) WHERE event_id = 2")
        .await;
    let drained = inbox.drain(done).await.unwrap();
    assert_eq!((drained.unreadable, drained.done), (1, 2));
    assert_eq!(entries(&inbox).await[1].state, State::Unreadable);
    assert!(inbox.body(2).await.is_err(), "not a part of it");
}

async fn what_an_older_release_could_not_read_is_read_again(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    place
        .execute("UPDATE capturi_events SET state = 'unreadable', unreadable_by = '0.0.1'")
        .await;
    let seen = Seen::default();
    let worker = inbox.worker(seen.handler());
    let shutdown = crate::support::eventually("it is handled", async || seen.all().len() == 1);
    worker.run(shutdown).await.unwrap();
    assert_eq!(entry(&inbox).await.state, State::Done);
}

async fn names_that_databases_dislike_are_no_reason_to_refuse(place: Place) {
    let inbox = place.open().await;
    for name in [
        "\0",
        &"x".repeat(100_000),
        "'; DROP TABLE capturi_events; --",
    ] {
        let body = json!({ "eventUid": Uuid::new_v4(), "event": name, "uid": name }).to_string();
        assert_eq!(
            deliver(&inbox.source("test"), body.clone()).await,
            Answer::Taken
        );
        assert_eq!(
            deliver(&inbox.source("test"), body).await,
            Answer::Duplicate
        );
    }
    assert_eq!(inbox.drain(done).await.unwrap().done, 3);
}

async fn a_replay_is_acknowledged_and_handled_once(place: Place) {
    let inbox = place.open().await;
    let source = inbox.source("test");
    let body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
    assert_eq!(deliver(&source, body.clone()).await, Answer::Taken);
    assert_eq!(deliver(&source, body.clone()).await, Answer::Duplicate);
    assert_eq!(inbox.drain(done).await.unwrap().done, 1);
    assert_eq!(deliver(&source, body).await, Answer::Duplicate);
    assert_eq!(inbox.drain(done).await.unwrap().done, 0);
    let entry = entry(&inbox).await;
    assert_eq!(entry.duplicates, 2);
    assert_eq!(inbox.stats().await.unwrap().other_bodies, 0);
}

async fn another_source_uid_event_or_conversation_is_another_event(place: Place) {
    let inbox = place.open().await;
    let (event_uid, conversation) = (Uuid::new_v4(), Uuid::new_v4());
    let body = |event_uid: Uuid, event: &str, uid: Option<Uuid>| {
        json!({ "eventUid": event_uid, "event": event, "uid": uid }).to_string()
    };
    let deliveries = [
        ("one", body(event_uid, "A", Some(conversation))),
        ("two", body(event_uid, "A", Some(conversation))),
        ("one", body(Uuid::new_v4(), "A", Some(conversation))),
        ("one", body(event_uid, "B", Some(conversation))),
        ("one", body(event_uid, "A", Some(Uuid::new_v4()))),
        ("one", body(event_uid, "A", None)),
        ("one", body(event_uid, "B", None)),
    ];
    for expected in [Answer::Taken, Answer::Duplicate] {
        for (source, body) in &deliveries {
            let answer = deliver(&inbox.source(*source), body.clone()).await;
            assert_eq!(answer, expected, "{source} {body}");
        }
    }
    assert_eq!(inbox.drain(done).await.unwrap().done, deliveries.len());
}

async fn without_a_uid_there_are_no_duplicates(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    let without = json!({ "event": "ConversationProcessed", "uid": conversation }).to_string();
    let nil =
        json!({ "eventUid": Uuid::nil(), "event": "ConversationProcessed", "uid": conversation });
    for body in [without, nil.to_string()] {
        assert_eq!(
            deliver(&inbox.source("test"), body.clone()).await,
            Answer::Taken
        );
        assert_eq!(deliver(&inbox.source("test"), body).await, Answer::Taken);
    }
    assert_eq!(inbox.drain(done).await.unwrap().done, 4);
}

async fn a_duplicate_with_another_body_is_kept_and_the_last_one_is_handled(place: Place) {
    let inbox = place.open().await;
    let source = inbox.source("test");
    let delivery = testing::SampleDelivery::full();
    let (first, second) = (delivery.body(), delivery.clone().pascal_case().body());
    assert_eq!(deliver(&source, first.clone()).await, Answer::Taken);
    for _ in 0..2 {
        assert_eq!(deliver(&source, second.clone()).await, Answer::Duplicate);
    }
    assert_eq!(inbox.stats().await.unwrap().other_bodies, 1);
    let seen = Seen::default();
    inbox.drain(seen.handler()).await.unwrap();
    let [event] = seen.all().try_into().unwrap();
    assert_eq!(event.delivery.body, second);
    assert_eq!(event.duplicates, 2);
    let entry = entry(&inbox).await;
    assert_eq!(inbox.body(entry.id).await.unwrap(), Some(second));
}

async fn the_last_body_is_handled_though_it_came_before(place: Place) {
    let inbox = place.open().await;
    let delivery = testing::SampleDelivery::full();
    let (one, other) = (delivery.body(), delivery.clone().pascal_case().body());
    for body in [&one, &other, &one] {
        deliver(&inbox.source("test"), body.clone()).await;
    }
    let seen = Seen::default();
    inbox.drain(seen.handler()).await.unwrap();
    assert_eq!(seen.all()[0].delivery.body, one);
    let bodies = inbox.bodies(entry(&inbox).await.id).await.unwrap();
    assert_eq!(bodies, [one.clone(), other, one]);
}

async fn a_replay_of_what_is_done_is_handled_again_where_that_is_wanted(place: Place) {
    let builder = Inbox::builder().duplicates(DuplicatePolicy::Reprocess);
    let inbox = place.open_with(builder).await;
    let body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
    deliver(&inbox.source("test"), body.clone()).await;
    // The event is still pending, so it is handled once.
    assert_eq!(
        deliver(&inbox.source("test"), body.clone()).await,
        Answer::Duplicate
    );
    assert_eq!(inbox.drain(done).await.unwrap().done, 1);
    assert_eq!(
        deliver(&inbox.source("test"), body).await,
        Answer::Duplicate
    );
    assert_eq!(inbox.drain(done).await.unwrap().done, 1);
    assert_eq!(entry(&inbox).await.attempts, 1, "counted from anew");
}

async fn a_replay_of_what_is_dead_is_always_handled_again(place: Place) {
    let inbox = place.open().await;
    let body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
    deliver(&inbox.source("test"), body.clone()).await;
    let refused = async |_: Event| Outcome::permanent("no such customer");
    assert_eq!(inbox.drain(refused).await.unwrap().dead, 1);
    assert_eq!(inbox.drain(done).await.unwrap().done, 0);
    let dead = entry(&inbox).await;
    assert_eq!(dead.last_error.as_deref(), Some("no such customer"));

    assert_eq!(
        deliver(&inbox.source("test"), body).await,
        Answer::Duplicate
    );
    assert_eq!(inbox.drain(done).await.unwrap().done, 1);
    assert_eq!(states(&inbox).await, [State::Done]);
}

async fn copies_that_arrive_together_are_one_event(place: Place) {
    let inboxes = [place.open().await, place.open().await];
    let body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
    let deliveries = (0..20).map(|number| {
        let source = inboxes[number % 2].source("test");
        let body = body.clone();
        tokio::spawn(async move { deliver(&source, body).await })
    });
    let mut answers = Vec::new();
    for delivery in deliveries.collect::<Vec<_>>() {
        answers.push(delivery.await.unwrap());
    }
    let taken = answers
        .iter()
        .filter(|answer| **answer == Answer::Taken)
        .count();
    let duplicates = answers
        .iter()
        .filter(|answer| **answer == Answer::Duplicate)
        .count();
    assert_eq!((taken, duplicates), (1, 19), "{answers:?}");
    assert_eq!(entry(&inboxes[0]).await.duplicates, 19);
}
