//! Passes over the listings of Capturi's API when something is not as usual: clocks, gaps, pages that
//! can't be had, and events that the inbox knows.

use crate::{
    reconciling::{audits, backfill, call, hours_ago, page, record, uids},
    support::{Place, deliver, eager, entries},
};
use capturi_api::{
    RetryPolicy, StatusCode,
    mock::MockCapturi,
    types::{IntegrationAuditListRequestModel, IntegrationConversationListDeltaRequestModel},
};
use capturi_inbox::{Event, Inbox, Outcome, Reconciler, State};
use capturi_webhooks::testing::SampleDelivery;
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

crate::on_both_engines! {
    an_event_that_is_known_is_not_handled_again,
    what_was_backfilled_before_hides_no_later_processing,
    a_clock_that_was_set_back_leaves_no_gap,
    a_pass_that_leaves_a_gap_is_not_the_last_one,
}

fn deletions(mock: &MockCapturi, inbox: &Inbox) -> Reconciler {
    let client = mock.client_builder().retry(RetryPolicy::never());
    inbox.deletions(client.build().unwrap())
}

/// The time from which on the last listing of changes was asked for.
fn asked_since(mock: &MockCapturi) -> DateTime<Utc> {
    let asked = mock.calls().last().unwrap().json()["lastChanged"].clone();
    serde_json::from_value(asked).unwrap()
}

async fn an_event_that_is_known_is_not_handled_again(place: Place) {
    let mock = MockCapturi::start().await;
    let inbox = place.open().await;
    let uid = Uuid::new_v4();
    audits(
        &mock,
        0,
        &[record("ConversationHardDeleted", uid, hours_ago(1))],
    );
    audits(&mock, 1, &[]);
    let deletions = deletions(&mock, &inbox);
    assert_eq!(deletions.run().await.unwrap().added, 1);
    let fails = async |_: Event| Outcome::permanent("no");
    let worker = inbox.worker(fails).backoff(eager(1));
    assert_eq!(worker.drain().await.unwrap().dead, 1);
    assert_eq!(deletions.run().await.unwrap().added, 0);
    let [entry] = entries(&inbox).await.try_into().unwrap();
    assert_eq!((entry.state, entry.duplicates), (State::Dead, 0));
}

async fn what_was_backfilled_before_hides_no_later_processing(place: Place) {
    let mock = MockCapturi::start().await;
    let inbox = place.open().await;
    let [again, deleted] = std::array::from_fn(|_| Uuid::new_v4());
    let first = call(again, hours_ago(3));
    page(&mock, None, &[first], None);
    assert_eq!(backfill(&mock, &inbox).run().await.unwrap().added, 1);

    let mock = MockCapturi::start().await;
    let then = call(again, hours_ago(1));
    let gone = call(deleted, hours_ago(1));
    page(&mock, None, &[then.clone(), gone], None);
    audits(
        &mock,
        0,
        &[record("ConversationSoftDeleted", deleted, hours_ago(0))],
    );
    audits(&mock, 1, &[]);
    deletions(&mock, &inbox).run().await.unwrap();
    let backfill = backfill(&mock, &inbox);
    for added in [1, 0] {
        assert_eq!(backfill.run().await.unwrap().added, added);
    }
    let of_backfill = entries(&inbox).await.into_iter();
    let of_backfill: Vec<_> = of_backfill
        .filter(|entry| entry.source == "backfill")
        .collect();
    assert_eq!(uids(&of_backfill), [Some(again), Some(again)]);
}

async fn a_clock_that_was_set_back_leaves_no_gap(place: Place) {
    let mock = MockCapturi::start().await;
    let inbox = place.open().await;
    page(&mock, None, &[], None);
    let backfill = backfill(&mock, &inbox);
    backfill.run().await.unwrap();
    let ahead = "UPDATE capturi_cursors SET read_at = read_at + 86400000, \
                 read_until = read_until + 86400000";
    place.execute(ahead).await;
    backfill.run().await.unwrap();
    let since = Utc::now() - asked_since(&mock);
    assert!(since > TimeDelta::days(7), "{since}");
    let read_until = inbox.stats().await.unwrap().read_until["backfill"];
    assert!(read_until < Utc::now(), "{read_until}");
}

async fn a_pass_that_leaves_a_gap_is_not_the_last_one(place: Place) {
    let mock = MockCapturi::start().await;
    let inbox = place.open().await;
    page(&mock, None, &[], None);
    backfill(&mock, &inbox)
        .since(hours_ago(1))
        .run()
        .await
        .unwrap();
    assert_eq!(inbox.stats().await.unwrap().read_until.len(), 0);
    let read_at = "SELECT read_at FROM capturi_cursors";
    assert_eq!(place.number(read_at).await, 0, "the next one is due");

    backfill(&mock, &inbox).run().await.unwrap();
    let yesterday = (Utc::now() - TimeDelta::days(1)).trunc_subsecs(3);
    let then = yesterday.timestamp_millis();
    let set = format!("UPDATE capturi_cursors SET read_until = {then}, read_at = {then}");
    place.execute(&set).await;
    // What is listed late, two hours before `yesterday`, would be skipped.
    backfill(&mock, &inbox)
        .since(yesterday)
        .run()
        .await
        .unwrap();
    let read_until = async || inbox.stats().await.unwrap().read_until["backfill"];
    assert_eq!(read_until().await, yesterday);
    backfill(&mock, &inbox).run().await.unwrap();
    assert_eq!(asked_since(&mock), yesterday - TimeDelta::hours(2));
    assert!(read_until().await > yesterday);
}

/// The listing of changes breaks off at its second page.
async fn interrupted(mock: &MockCapturi, reconciler: &Reconciler) {
    mock.list_conversation_changes()
        .body(json!({ "continuationToken": "2" }))
        .times(1)
        .fails(StatusCode::SERVICE_UNAVAILABLE);
    page(mock, None, &[call(Uuid::new_v4(), hours_ago(1))], Some("2"));
    reconciler.run().await.unwrap_err();
}

#[tokio::test]
async fn a_page_that_can_not_be_had_does_not_end_all_passes() {
    for page_fails in [500, 200] {
        let mock = MockCapturi::start().await;
        let inbox = Inbox::in_memory().await.unwrap();
        interrupted(&mock, &backfill(&mock, &inbox)).await;
        let mock = MockCapturi::start().await;
        let filter = IntegrationConversationListDeltaRequestModel {
            continuation_token: Some("2".to_owned()),
            ..Default::default()
        };
        let second = mock.list_conversation_changes().body(filter).times(1);
        match page_fails {
            500 => second.fails(StatusCode::INTERNAL_SERVER_ERROR),
            _ => second.returns_malformed("application/json", "{"),
        }
        page(&mock, None, &[call(Uuid::new_v4(), hours_ago(1))], None);
        assert_eq!(
            backfill(&mock, &inbox).run().await.unwrap().added,
            2,
            "{page_fails}"
        );
        assert_eq!(
            mock.calls().len(),
            3,
            "the second page, and all of them anew"
        );
    }
}

#[tokio::test]
async fn a_pass_is_resumed_only_if_it_is_young_and_has_all_that_is_asked_for() {
    let place = Place::sqlite();
    let inbox = place.open().await;
    let mock = MockCapturi::start().await;
    interrupted(&mock, &backfill(&mock, &inbox).since(hours_ago(2))).await;
    let mock = MockCapturi::start().await;
    page(&mock, None, &[], None);
    backfill(&mock, &inbox).run().await.unwrap();
    let since = Utc::now() - asked_since(&mock);
    assert!(since > TimeDelta::days(7), "{since}");

    let mock = MockCapturi::start().await;
    interrupted(&mock, &backfill(&mock, &inbox).since(hours_ago(24 * 9))).await;
    let old = (Utc::now() - TimeDelta::days(2)).to_rfc3339();
    let set = format!("UPDATE capturi_cursors SET pass = json_set(pass, '$.began', '{old}')");
    assert_eq!(place.execute(&set).await, 1);
    let mock = MockCapturi::start().await;
    page(&mock, None, &[], None);
    backfill(&mock, &inbox).run().await.unwrap();
    let since = Utc::now() - asked_since(&mock);
    assert!(since > TimeDelta::days(9), "it begins anew: {since}");
}

#[tokio::test]
async fn the_first_page_of_audits_is_never_skipped() {
    let uid = Uuid::new_v4();
    let records = [record("ConversationHardDeleted", uid, hours_ago(1))];
    // The server counts from 1, and has nothing on a page 0.
    let mock = MockCapturi::start().await;
    let inbox = Inbox::in_memory().await.unwrap();
    audits(&mock, 0, &[]);
    audits(&mock, 1, &records);
    audits(&mock, 2, &[]);
    assert_eq!(deletions(&mock, &inbox).run().await.unwrap().added, 1);

    // It counts from 0, has nothing, and knows no page after that.
    let mock = MockCapturi::start().await;
    audits(&mock, 0, &[]);
    mock.list_audits().fails(StatusCode::NOT_FOUND);
    let inbox = Inbox::in_memory().await.unwrap();
    assert_eq!(deletions(&mock, &inbox).run().await.unwrap().listed, 0);

    // It counts from 0, and a gateway does not know it for a moment.
    let mock = MockCapturi::start().await;
    let inbox = Inbox::in_memory().await.unwrap();
    let first = IntegrationAuditListRequestModel {
        page_number: Some(0),
        ..Default::default()
    };
    let not_found = mock.list_audits().body(first).times(1);
    not_found.fails(StatusCode::NOT_FOUND);
    audits(&mock, 0, &records);
    audits(&mock, 1, &[]);
    let deletions = deletions(&mock, &inbox);
    deletions.run().await.unwrap_err();
    assert_eq!(deletions.run().await.unwrap().added, 1);
    let identity = SampleDelivery::identity(uid);
    deliver(&inbox.source("capturi"), identity.body()).await;
    assert_eq!(entries(&inbox).await.len(), 2);
}
