//! Hydration: identities become full conversations before a handler sees them.

use std::time::Duration;

use crate::support::{Seen, deliver_identity, entries, entry, eventually};
use capturi_api::{
    RetryPolicy, StatusCode,
    mock::{MockCapturi, example},
    types::IntegrationConversationView,
};
use capturi_inbox::{Backoff, Drained, EventHandler as _, Hydrate, Inbox, State};
use capturi_webhooks::WebhookPayload;
use serde_json::json;
use uuid::Uuid;

/// A handler that does not wait for its client's retries when the API can't be used.
fn hydrate(mock: &MockCapturi, seen: &Seen) -> Hydrate<impl capturi_inbox::EventHandler + use<>> {
    let client = mock
        .client_builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    Hydrate::new(client, seen.handler())
}

fn conversation(uid: Uuid) -> IntegrationConversationView {
    example(json!({ "uid": uid, "subject": "as it is now" }))
}

#[tokio::test]
async fn a_handler_is_given_the_full_conversation() {
    let mock = MockCapturi::start().await;
    let uid = Uuid::new_v4();
    mock.get_conversation().uid(uid).returns(conversation(uid));
    let inbox = Inbox::in_memory().await.unwrap();
    let event_uid = deliver_identity(&inbox, uid).await;
    let seen = Seen::default();
    assert_eq!(inbox.drain(hydrate(&mock, &seen)).await.unwrap().done, 1);
    let [event] = seen.all().try_into().unwrap();
    let read_again = WebhookPayload::from_slice(&event.delivery.body).unwrap();
    assert_eq!(read_again, event.payload, "the body is the full one too");
    let WebhookPayload::Conversation(full) = event.payload else {
        panic!("{:?}", event.payload);
    };
    assert_eq!(full.event_uid, Some(event_uid));
    assert_eq!(full.entity.subject.as_deref(), Some("as it is now"));
}

#[tokio::test]
async fn pending_events_of_a_conversation_are_fetched_once_and_later_ones_anew() {
    let mock = MockCapturi::start().await;
    let (uid, other) = (Uuid::new_v4(), Uuid::new_v4());
    for uid in [uid, other] {
        mock.get_conversation().uid(uid).returns(conversation(uid));
    }
    let inbox = Inbox::in_memory().await.unwrap();
    for uid in [uid, uid, uid, other] {
        deliver_identity(&inbox, uid).await;
    }
    let seen = Seen::default();
    let hydrate = std::sync::Arc::new(hydrate(&mock, &seen));
    let handler = move |event| {
        let hydrate = hydrate.clone();
        async move { capturi_inbox::EventHandler::handle(&*hydrate, event).await }
    };
    assert_eq!(inbox.drain(handler.clone()).await.unwrap().done, 4);
    assert_eq!(mock.calls().len(), 2, "one for each conversation");

    tokio::time::sleep(Duration::from_millis(10)).await;
    deliver_identity(&inbox, uid).await;
    assert_eq!(inbox.drain(handler).await.unwrap().done, 1);
    assert_eq!(mock.calls().len(), 3, "it may have changed since");
}

#[tokio::test]
async fn a_conversation_that_is_not_there_yet_is_asked_for_again_and_in_the_end_dead() {
    let mock = MockCapturi::start().await;
    mock.get_conversation().returns_nothing();
    let inbox = Inbox::in_memory().await.unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let seen = Seen::default();
    assert_eq!(inbox.drain(hydrate(&mock, &seen)).await.unwrap().retried, 1);
    let waiting = entry(&inbox).await;
    assert_eq!(waiting.state, State::Pending);

    let impatient = hydrate(&mock, &seen).not_yet(Duration::ZERO);
    assert_eq!(inbox.drain(impatient).await.unwrap().dead, 1);
    let error = entry(&inbox).await.last_error.unwrap();
    assert!(error.contains("does not have this conversation"), "{error}");
    assert!(seen.all().is_empty());
}

/// Three events of different conversations, as the breaker needs several.
async fn three_events() -> Inbox {
    let inbox = Inbox::in_memory().await.unwrap();
    for _ in 0..3 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    inbox
}

#[tokio::test]
async fn an_api_that_can_not_be_used_opens_the_breaker() {
    for status in [401, 403, 408, 429, 500, 503] {
        let mock = MockCapturi::start().await;
        let status = StatusCode::from_u16(status).unwrap();
        mock.get_conversation().fails(status);
        let inbox = three_events().await;
        let worker = inbox.worker(hydrate(&mock, &Seen::default()));
        let open = async || inbox.stats().await.unwrap().breaker.is_some();
        let until_open = eventually("the breaker is open", open);
        worker.run(until_open).await.unwrap();
        let reason = inbox.stats().await.unwrap().breaker.unwrap().reason;
        assert!(reason.unwrap().contains(status.as_str()));
        let attempts: u32 = entries(&inbox).await.iter().map(|e| e.attempts).sum();
        // The events count that failed by an answer of the API before the breaker opened.
        let expected = if status.as_u16() < 404 { 0 } else { 2 };
        assert_eq!(attempts, expected, "{status}");
    }
}

#[tokio::test]
async fn an_api_that_is_not_reached_costs_no_attempt() {
    let mock = MockCapturi::start().await;
    // No server listens there.
    let client = mock.client_builder().base_url("http://127.0.0.1:1");
    let client = client.retry(RetryPolicy::never()).build().unwrap();
    let inbox = Inbox::in_memory().await.unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    inbox
        .drain(Hydrate::new(client, Seen::default().handler()))
        .await
        .unwrap();
    assert_eq!(entry(&inbox).await.attempts, 0);
}

#[tokio::test]
async fn a_call_that_the_api_refuses_is_retried_like_any_failure() {
    let mock = MockCapturi::start().await;
    mock.get_conversation().fails(StatusCode::BAD_REQUEST);
    let inbox = Inbox::in_memory().await.unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let drained = inbox.drain(hydrate(&mock, &Seen::default())).await.unwrap();
    assert_eq!((drained.retried, entry(&inbox).await.attempts), (1, 1));
    assert_ne!(drained, Drained::default());
    let worker = inbox
        .worker(hydrate(&mock, &Seen::default()))
        .backoff(Backoff::new(Duration::ZERO, Duration::ZERO, 2))
        .poll_interval(Duration::from_millis(20));
    let _ = inbox
        .requeue(&capturi_inbox::Filter::default())
        .await
        .unwrap();
    worker
        .run(eventually("it is dead", async || {
            entry(&inbox).await.state == State::Dead
        }))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_fetched_conversation_is_kept_for_a_few_minutes_or_until_it_is_erased() {
    let mock = MockCapturi::start().await;
    let inbox = Inbox::in_memory().await.unwrap();
    let [erased, other] = [(); 2].map(|()| Uuid::new_v4());
    for uid in [erased, other] {
        mock.get_conversation().uid(uid).returns(conversation(uid));
        deliver_identity(&inbox, uid).await;
    }
    let seen = Seen::default();
    inbox.drain(seen.handler()).await.unwrap();
    inbox.erase(&[erased]).await.unwrap();
    inbox.drain(seen.handler()).await.unwrap();
    let [first, second, told] = seen.all().try_into().unwrap();
    let hydrate = hydrate(&mock, &Seen::default());
    let kept = |number: usize| {
        let shown = format!("{hydrate:?}");
        assert!(shown.contains(&format!("fetched: {number}")), "{shown}");
    };
    hydrate.handle(first).await;
    hydrate.handle(second).await;
    kept(2);
    hydrate.handle(told).await;
    kept(1);
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(301)).await;
    kept(0);
}
