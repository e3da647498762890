//! Reconciliation: missed webhooks and deletions come from Capturi's API.

use std::sync::{Arc, Mutex};

use crate::support::{Place, Seen, deliver, entries, eventually};
use capturi_api::{
    RetryPolicy, StatusCode,
    mock::{MockCapturi, example},
    types::{
        IntegrationAuditListRequestModel, IntegrationConversationListDeltaRequestModel,
        IntegrationConversationView,
    },
};
use capturi_inbox::{
    BackfillPayload, Deletion, DeletionKind, Entry, Erasure, Filter, Hydrate, Inbox,
    ReconcileError, Reconciler, State, Worker,
};
use capturi_webhooks::{WebhookPayload, testing::SampleDelivery};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::time::Duration;
use uuid::Uuid;

crate::on_both_engines! {
    what_was_missed_is_put_into_the_inbox_once,
    what_was_received_is_not_missed_however_often_it_was_edited,
    an_interrupted_pass_goes_on_where_it_stopped,
    one_process_at_a_time_reads_a_listing,
    a_pass_is_made_when_it_is_due,
    deletions_arrive_in_the_order_of_their_conversation,
    what_was_deleted_at_capturi_is_erased_here_too,
    what_was_erased_is_not_missed,
}

/// A call that was processed at this time.
pub(crate) fn call(uid: Uuid, at: DateTime<Utc>) -> Value {
    let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let call: IntegrationConversationView = example(json!({
        "uid": uid, "state": "Success", "subject": "MARKED", "deleted": false,
        "lastChanged": Utc::now(), "metrics": { "processingDone": at },
    }));
    json!(call)
}

pub(crate) fn hours_ago(hours: i64) -> DateTime<Utc> {
    Utc::now() - TimeDelta::hours(hours)
}

/// A page of the listing of changes, which is asked for with this token.
pub(crate) fn page(mock: &MockCapturi, token: Option<&str>, calls: &[Value], next: Option<&str>) {
    let filter = IntegrationConversationListDeltaRequestModel {
        continuation_token: token.map(str::to_owned),
        ..Default::default()
    };
    let json = json!({ "conversations": calls, "continuationToken": next });
    let stub = mock.list_conversation_changes().body(filter);
    stub.returns_malformed("application/json", json.to_string());
}

/// A reconciler whose client does not try again.
pub(crate) fn backfill(mock: &MockCapturi, inbox: &Inbox) -> Reconciler {
    let client = mock.client_builder().retry(RetryPolicy::never());
    inbox.backfill(client.build().unwrap(), BackfillPayload::Full)
}

pub(crate) fn uids(entries: &[Entry]) -> Vec<Option<Uuid>> {
    entries.iter().map(|entry| entry.conversation_uid).collect()
}

async fn what_was_missed_is_put_into_the_inbox_once(place: Place) {
    let mock = MockCapturi::start().await;
    let [missed, young, old, deleted, failed, unlike, odd] =
        std::array::from_fn(|_| Uuid::new_v4());
    let with = |mut call: Value, member: &str, value: Value| {
        call[member] = value;
        call
    };
    let calls = [
        call(missed, hours_ago(3)),
        call(young, Utc::now()),
        call(old, hours_ago(24 * 8)),
        with(call(deleted, hours_ago(3)), "deleted", json!(true)),
        with(call(failed, hours_ago(3)), "state", json!("Error")),
        with(call(Uuid::new_v4(), hours_ago(3)), "metrics", Value::Null),
        // Its event is not lost, although this release can't read it.
        with(call(unlike, hours_ago(3)), "duration", json!("long")),
        with(
            call(odd, hours_ago(3)),
            "metrics",
            json!({ "processingDone": hours_ago(3), "audioAdded": "today" }),
        ),
        json!({ "uid": missed, "state": 5 }),
        json!("MARKED"),
    ];
    page(&mock, None, &calls, None);
    let inbox = place.open().await;
    let done = backfill(&mock, &inbox).run().await.unwrap();
    assert_eq!((done.listed, done.added, done.unreadable), (10, 3, 2));
    assert_eq!(done.undated, 1);
    let mut stored = entries(&inbox).await;
    stored.sort_by_key(|entry| entry.conversation_uid != Some(missed));
    assert_eq!(stored.len(), 3);
    assert!(
        [unlike, odd]
            .iter()
            .all(|uid| uids(&stored).contains(&Some(*uid)))
    );
    assert!(stored.iter().all(|entry| entry.source == "backfill"));
    assert!(
        stored[0]
            .event_uid
            .is_some_and(|uid| uid.get_version_num() == 5)
    );

    let seen = Seen::default();
    inbox.drain(seen.handler()).await.unwrap();
    let event = seen.all().into_iter();
    let mut event = event.filter(|event| event.payload.conversation_uid() == Some(missed));
    let event = event.next().unwrap();
    let WebhookPayload::Conversation(full) = event.payload else {
        panic!("{:?}", event.payload);
    };
    assert_eq!(full.entity.subject.as_deref(), Some("MARKED"));
    assert_eq!(full.event_uid, stored[0].event_uid);

    for _ in 0..2 {
        let again = backfill(&mock, &inbox).since(hours_ago(5));
        assert_eq!(again.run().await.unwrap().added, 0);
    }
    let read_until = inbox.stats().await.unwrap().read_until["backfill"];
    let ago = Utc::now() - read_until;
    assert!(
        ago > TimeDelta::minutes(14) && ago < TimeDelta::minutes(20),
        "{ago}"
    );
}

async fn what_was_received_is_not_missed_however_often_it_was_edited(place: Place) {
    let mock = MockCapturi::start().await;
    let inbox = place.open().await;
    let [received, again] = std::array::from_fn(|_| Uuid::new_v4());
    for uid in [received, again] {
        let delivery = SampleDelivery::identity(uid);
        deliver(&inbox.source("capturi"), delivery.body()).await;
    }
    // The second call was processed once more since, and no webhook told.
    let long_ago = hours_ago(2).timestamp_millis();
    let set = format!("UPDATE capturi_events SET received_at = {long_ago}");
    place.execute(&set).await;
    page(
        &mock,
        None,
        &[call(received, hours_ago(2)), call(again, hours_ago(1))],
        None,
    );
    let done = backfill(&mock, &inbox).run().await.unwrap();
    assert_eq!((done.listed, done.added), (2, 1));
    assert_eq!(
        uids(&entries(&inbox).await),
        [Some(received), Some(again), Some(again)]
    );

    // What Capturi replays afterwards is an event of its own.
    let replay = SampleDelivery::identity(again);
    deliver(&inbox.source("capturi"), replay.body()).await;
    assert_eq!(entries(&inbox).await.len(), 4);
}

async fn an_interrupted_pass_goes_on_where_it_stopped(place: Place) {
    let mock = MockCapturi::start().await;
    let inbox = place.open().await;
    let uids: [Uuid; 3] = std::array::from_fn(|_| Uuid::new_v4());
    let [first, second, third] = uids.map(|uid| call(uid, hours_ago(3)));
    let late = call(Uuid::new_v4(), hours_ago(1));
    mock.list_conversation_changes()
        .body(json!({ "continuationToken": "2" }))
        .times(1)
        .fails(StatusCode::INTERNAL_SERVER_ERROR);
    page(&mock, Some("2"), &[second], Some("3"));
    page(&mock, Some("3"), &[third], None);
    mock.list_conversation_changes()
        .times(1)
        .returns(json!({ "conversations": [first], "continuationToken": "2" }));
    // After an interrupted pass, another one takes what came meanwhile.
    page(&mock, None, &[late], None);

    let backfill = backfill(&mock, &inbox);
    let Err(ReconcileError::Api(error)) = backfill.run().await else {
        panic!("it was to be interrupted");
    };
    assert_eq!(error.status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
    assert_eq!(entries(&inbox).await.len(), 1);
    assert_eq!(inbox.stats().await.unwrap().read_until.len(), 0);
    let pages = Arc::new(Mutex::new(Vec::new()));
    let told = pages.clone();
    let backfill = backfill.on_page(move |done| told.lock().unwrap().push(done.listed));
    let done = backfill.run().await.unwrap();
    assert_eq!((done.listed, done.added), (4, 4));
    assert_eq!(*pages.lock().unwrap(), [2, 3, 1]);
    assert_eq!(entries(&inbox).await.len(), 4);
    assert_eq!(
        mock.calls().len(),
        5,
        "no page twice but the one that failed"
    );
}

async fn one_process_at_a_time_reads_a_listing(place: Place) {
    let mock = MockCapturi::start().await;
    mock.list_conversation_changes()
        .delay(Duration::from_secs(2))
        .returns(json!({ "conversations": [] }));
    let (one, other) = (place.open().await, place.open().await);
    let (one, other) = (backfill(&mock, &one), backfill(&mock, &other));
    let reading = tokio::spawn(async move { one.run().await });
    eventually("it reads", async || mock.calls().len() == 1).await;
    tokio::select! {
        _ = other.run() => panic!("two at once"),
        () = tokio::time::sleep(Duration::from_secs(1)) => {}
    }
    assert_eq!(mock.calls().len(), 1);
    reading.await.unwrap().unwrap();
    other.run().await.unwrap();
    assert_eq!(mock.calls().len(), 2);

    // A process that was killed leaves its lease behind.
    place
        .execute("UPDATE capturi_cursors SET held_until = read_at + 9000, holder = 'lost'")
        .await;
    tokio::select! {
        _ = other.run() => panic!("it has not waited"),
        () = tokio::time::sleep(Duration::from_secs(1)) => {}
    }
    place
        .execute("UPDATE capturi_cursors SET held_until = read_at")
        .await;
    other.run().await.unwrap();
}

async fn a_pass_is_made_when_it_is_due(place: Place) {
    let mock = MockCapturi::start().await;
    mock.list_conversation_changes()
        .returns(json!({ "conversations": [] }));
    let inboxes = [place.open().await, place.open().await];
    let running = inboxes.clone().map(|inbox| {
        let backfill = backfill(&mock, &inbox);
        tokio::spawn(async move {
            let every = Duration::from_secs(3);
            backfill.run_every(every, std::future::pending()).await;
        })
    });
    let started = tokio::time::Instant::now();
    eventually("there were three", async || mock.calls().len() == 3).await;
    let took = started.elapsed();
    assert!(
        took > Duration::from_secs(5),
        "of two processes, one at a time: {took:?}"
    );
    for running in &running {
        running.abort();
    }

    let filters = mock
        .calls()
        .into_iter()
        .map(|call| call.json()["lastChanged"].clone());
    let filters: Vec<DateTime<Utc>> = filters
        .map(|since| serde_json::from_value(since).unwrap())
        .collect();
    let first = Utc::now() - filters[0];
    assert!(
        first > TimeDelta::days(7) && first < TimeDelta::days(8),
        "{first}"
    );
    let next = Utc::now() - filters[1];
    assert!(
        next > TimeDelta::hours(2) && next < TimeDelta::hours(3),
        "{next}"
    );
}

pub(crate) fn record(kind: &str, uid: Uuid, at: DateTime<Utc>) -> Value {
    json!({
        "logTime": at, "eventType": kind, "eventTime": at, "userUid": Uuid::new_v4(),
        "isDeletedByPolicy": true, "organizationUid": Uuid::new_v4(), "conversationUid": uid,
        "conversationDateTime": at, "customerPhone": "+45 MARKED",
    })
}

pub(crate) fn audits(mock: &MockCapturi, page: i32, records: &[Value]) {
    let filter = IntegrationAuditListRequestModel {
        page_number: Some(page),
        ..Default::default()
    };
    let json = json!({ "audits": records });
    let stub = mock.list_audits().body(filter);
    stub.returns_malformed("application/json", json.to_string());
}

async fn deletions_arrive_in_the_order_of_their_conversation(place: Place) {
    let mock = MockCapturi::start().await;
    let (uid, other) = (Uuid::new_v4(), Uuid::new_v4());
    let inbox = place.open().await;
    let processed = SampleDelivery::identity(uid);
    deliver(&inbox.source("capturi"), processed.body()).await;
    let page: Vec<Value> = [
        record("ConversationSoftDeleted", uid, hours_ago(3)),
        record("ConversationHardDeleted", uid, hours_ago(2)),
        record("ConversationBurnt", uid, hours_ago(2)),
        json!({ "conversationUid": uid }),
    ]
    .into();
    // The server counts pages from 1, and takes 0 for 1.
    audits(&mock, 0, &page);
    audits(&mock, 1, &page);
    audits(
        &mock,
        2,
        &[record("ConversationHardDeleted", other, hours_ago(1))],
    );
    audits(&mock, 3, &[]);
    let deletions = inbox.deletions(mock.client());
    let done = deletions.run().await.unwrap();
    assert_eq!((done.added, done.unreadable), (3, 1));
    assert_eq!(deletions.run().await.unwrap().added, 0, "once");
    let stored = entries(&inbox).await;
    assert_eq!(
        uids(&stored),
        [Some(uid), Some(uid), Some(uid), Some(other)]
    );
    for entry in &stored[1..] {
        assert_eq!(
            (&*entry.event, &*entry.source),
            (Deletion::EVENT, "deletions")
        );
        let body = inbox.body(entry.id).await.unwrap().unwrap();
        assert!(!String::from_utf8(body).unwrap().contains("MARKED"));
    }

    let seen = Seen::default();
    // A deleted conversation can't be fetched.
    mock.get_conversation()
        .uid(uid)
        .returns(call(uid, hours_ago(4)));
    let worker: Worker<_> = inbox.worker(Hydrate::new(mock.client(), seen.handler()));
    assert_eq!(worker.drain().await.unwrap().done, 4);
    let of_it = seen.all().into_iter();
    let of_it = of_it.filter(|event| event.payload.conversation_uid() == Some(uid));
    let kinds: Vec<_> = of_it
        .map(|event| Deletion::of(&event).map(|deletion| (deletion.kind, deletion.by_policy)))
        .collect();
    let (soft, hard) = (DeletionKind::Soft, DeletionKind::Hard);
    assert_eq!(kinds, [None, Some((soft, true)), Some((hard, true))]);
    assert_eq!(entries(&inbox).await[3].state, State::Done);
}

async fn what_was_erased_is_not_missed(place: Place) {
    let mock = MockCapturi::start().await;
    let [erased, missed] = [(); 2].map(|()| Uuid::new_v4());
    let calls = [erased, missed].map(|uid| call(uid, hours_ago(3)));
    page(&mock, None, &calls, None);
    let inbox = place.open().await;
    inbox.erase(&[erased]).await.unwrap();
    assert_eq!(backfill(&mock, &inbox).run().await.unwrap().added, 1);
    let filter = Filter::default().event("ConversationProcessed");
    let added = inbox.newest(&filter, None, 10).await.unwrap();
    assert_eq!(uids(&added), [Some(missed)]);
}

async fn what_was_deleted_at_capturi_is_erased_here_too(place: Place) {
    let mock = MockCapturi::start().await;
    let uid = Uuid::new_v4();
    let inbox = place.open().await;
    let source = inbox.source("capturi");
    let processed = SampleDelivery::conversation_json(call(uid, hours_ago(4)));
    deliver(&source, processed.body()).await;
    deliver(&source, SampleDelivery::identity(Uuid::new_v4()).body()).await;
    let deleted = [
        record("ConversationSoftDeleted", uid, hours_ago(3)),
        record("ConversationHardDeleted", uid, hours_ago(2)),
    ];
    for page in 0..2 {
        audits(&mock, page, &deleted);
    }
    audits(&mock, 2, &[]);
    let deletions = inbox.deletions(mock.client()).erase(true);
    assert_eq!(deletions.run().await.unwrap().added, 1);
    assert!(inbox.tombstone(uid).await.unwrap().is_some());
    deliver(&source, processed.body()).await;
    page(&mock, None, &[call(uid, hours_ago(4))], None);
    assert_eq!(backfill(&mock, &inbox).run().await.unwrap().added, 0);
    assert_eq!(deletions.run().await.unwrap().added, 0, "once");

    let seen = Seen::default();
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 2);
    let [_, event] = seen.all().try_into().unwrap();
    assert_eq!(Deletion::of(&event).unwrap().kind, DeletionKind::Soft);
    let marks = "SELECT count(*) FROM capturi_events WHERE event = 'ConversationProcessed'";
    assert_eq!(place.number(marks).await, 1, "the other one");
    // An operator who erases it tells so.
    assert_eq!(inbox.erase(&[uid]).await.unwrap(), 0);
    let left = Filter::default().conversation(uid);
    let left = inbox.newest(&left, None, 10).await.unwrap();
    let left: Vec<_> = left.iter().map(|entry| &*entry.event).collect();
    assert_eq!(left, [Erasure::EVENT, Deletion::EVENT]);
}

#[tokio::test]
async fn a_backfill_of_uids_stores_no_content() {
    let mock = MockCapturi::start().await;
    let uid = Uuid::new_v4();
    page(&mock, None, &[call(uid, hours_ago(1))], None);
    let inbox = Inbox::in_memory().await.unwrap();
    let backfill = inbox.backfill(mock.client(), BackfillPayload::Uid);
    assert_eq!(backfill.run().await.unwrap().added, 1);
    let [entry] = entries(&inbox).await.try_into().unwrap();
    let body = inbox.body(entry.id).await.unwrap().unwrap();
    let payload = WebhookPayload::from_slice(&body).unwrap();
    assert!(matches!(&payload, WebhookPayload::Uid(identity) if identity.uid == uid));
    assert!(!String::from_utf8(body).unwrap().contains("MARKED"));
}

#[tokio::test]
async fn a_pass_whose_token_is_too_old_begins_anew() {
    let mock = MockCapturi::start().await;
    let inbox = Inbox::in_memory().await.unwrap();
    let uids: [Uuid; 2] = std::array::from_fn(|_| Uuid::new_v4());
    let [first, second] = uids.map(|uid| call(uid, hours_ago(1)));
    mock.list_conversation_changes()
        .body(json!({ "continuationToken": "2" }))
        .times(1)
        .fails(StatusCode::SERVICE_UNAVAILABLE);
    mock.list_conversation_changes()
        .body(json!({ "continuationToken": "2" }))
        .times(1)
        .fails(StatusCode::BAD_REQUEST);
    page(&mock, Some("2"), &[second], None);
    page(&mock, None, &[first], Some("2"));
    let backfill = backfill(&mock, &inbox);
    backfill.run().await.unwrap_err();
    assert_eq!(backfill.run().await.unwrap().added, 2);
    assert_eq!(entries(&inbox).await.len(), 2);
}
