//! Listings that come in pages, as streams of items.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_api::{Error, types::*};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use support::{Server, Step, UID, answer, ok};

fn conversations(subjects: &[&str], token: Option<&str>) -> Vec<Step> {
    let conversations: Vec<Value> = subjects
        .iter()
        .map(|subject| {
            json!({
                "organizationId": UID, "userUid": UID, "uid": UID, "state": "Success", "subject": subject,
                "dateTime": "2026-11-02T09:14:07", "lastChanged": "2026-11-02T13:07:53Z",
            })
        })
        .collect();
    ok(&json!({ "conversations": conversations, "continuationToken": token }).to_string())
}

fn subjects(calls: &[IntegrationConversationView]) -> Vec<&str> {
    calls
        .iter()
        .map(|call| call.subject.as_deref().unwrap())
        .collect()
}

/// The JSON body of a request.
fn body(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn a_listing_with_tokens_goes_from_page_to_page() {
    let server = Server::start(vec![
        conversations(&["a", "b"], Some("t1")),
        // An empty page with a token is not the end.
        conversations(&[], Some("t2")),
        conversations(&["c"], None),
    ])
    .await;
    let client = server.client();
    let filter = CursorConversationFiltersRequestModel {
        limit: Some(2),
        ..Default::default()
    };
    let calls: Vec<_> = client
        .list_conversations()
        .body(filter)
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(subjects(&calls), ["a", "b", "c"]);
    let sent: Vec<Value> = server
        .requests()
        .iter()
        .map(|request| body(request))
        .collect();
    assert_eq!(
        sent,
        [
            json!({ "limit": 2 }),
            json!({ "limit": 2, "continuationToken": "t1" }),
            json!({ "limit": 2, "continuationToken": "t2" }),
        ]
    );
}

#[tokio::test]
async fn a_page_is_fetched_when_it_is_asked_for() {
    let server = Server::start(vec![
        conversations(&["a", "b"], Some("t1")),
        conversations(&["c"], None),
    ])
    .await;
    let client = server.client();
    let mut calls = client.list_conversation_changes().stream();
    assert_eq!(server.requests().len(), 0);
    calls.try_next().await.unwrap();
    calls.try_next().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert_eq!(calls.continuation_token(), Some("t1"));
    calls.try_next().await.unwrap();
    assert_eq!(server.requests().len(), 2);
    assert!(calls.try_next().await.unwrap().is_none() && calls.continuation_token().is_none());
}

#[tokio::test]
async fn after_an_error_a_listing_goes_on_from_its_token() {
    let server = Server::start(vec![
        conversations(&["a"], Some("t1")),
        answer("403 Forbidden", "", b""),
        conversations(&["b"], None),
    ])
    .await;
    let client = server.client();
    let mut calls = client.list_conversations().stream();
    calls.try_next().await.unwrap();
    let error = calls.try_next().await.unwrap_err();
    assert_eq!(error.status(), Some(http::StatusCode::FORBIDDEN));
    let token = calls.continuation_token().map(str::to_owned);
    assert_eq!(token.as_deref(), Some("t1"));
    assert!(calls.next().await.is_none(), "an error ends the stream");

    let filter = CursorConversationFiltersRequestModel {
        continuation_token: token,
        ..Default::default()
    };
    let rest: Vec<_> = client
        .list_conversations()
        .body(filter)
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(subjects(&rest), ["b"]);
}

/// Regression test: the stream once gave no token here, so that the next attempt began anew.
#[tokio::test]
async fn a_resumed_listing_whose_first_page_fails_goes_on_from_the_same_page() {
    let server = Server::start(vec![
        answer("500 Internal Server Error", "", b""),
        answer("500 Internal Server Error", "", b""),
        conversations(&["b"], None),
    ])
    .await;
    let client = server.client();
    let mut filter = CursorConversationFiltersRequestModel {
        continuation_token: Some("t1".to_owned()),
        ..Default::default()
    };
    for _ in 0..2 {
        let mut calls = client.list_conversations().body(filter.clone()).stream();
        assert_eq!(calls.continuation_token(), Some("t1"));
        calls.try_next().await.unwrap_err();
        assert_eq!(calls.continuation_token(), Some("t1"));
        filter.continuation_token = calls.continuation_token().map(str::to_owned);
    }
    let rest: Vec<_> = client
        .list_conversations()
        .body(filter)
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(subjects(&rest), ["b"]);
    assert!(
        server
            .requests()
            .iter()
            .all(|request| body(request) == json!({ "continuationToken": "t1" }))
    );
}

#[tokio::test]
async fn a_token_that_comes_again_is_an_error() {
    let server = Server::start(vec![
        conversations(&["a"], Some("t1")),
        conversations(&["b"], Some("t2")),
        conversations(&["c"], Some("t1")),
    ])
    .await;
    let client = server.client();
    let calls: Vec<_> = client.list_conversations().stream().collect().await;
    // The error comes before the page's items, as no checkpoint may lead into the circle.
    assert_eq!(calls.len(), 3);
    let error = calls[2].as_ref().unwrap_err();
    assert!(
        matches!(error, Error::Pages { .. }) && error.to_string().contains("a second time"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 3);
}

/// Audits that happened in these years.
fn audits(years: &[&str]) -> Vec<Step> {
    let audits: Vec<Value> = years
        .iter()
        .map(|year| {
            let time = format!("{year}-11-02T09:14:07Z");
            json!({
                "logTime": time, "eventTime": time, "conversationDateTime": time,
                "eventType": "ConversationSoftDeleted", "isDeletedByPolicy": false,
                "userUid": UID, "organizationUid": UID, "conversationUid": UID,
            })
        })
        .collect();
    ok(&json!({ "audits": audits }).to_string())
}

#[tokio::test]
async fn a_listing_with_numbered_pages_ends_at_an_empty_one() {
    let server = Server::start(vec![
        audits(&["2024", "2025"]),
        audits(&["2026"]),
        audits(&[]),
    ])
    .await;
    let client = server.client();
    let found: Vec<_> = client.list_audits().stream().try_collect().await.unwrap();
    assert_eq!(found.len(), 3);
    let sent: Vec<Value> = server
        .requests()
        .iter()
        .map(|request| body(request))
        .collect();
    let page = |number: i32| json!({ "pageNumber": number, "pageSize": 100 });
    assert_eq!(sent, [page(0), page(1), page(2)]);
}

#[tokio::test]
async fn a_numbered_page_that_comes_again_is_an_error() {
    let server = Server::start(vec![audits(&["2024", "2025"])]).await;
    let client = server.client();
    let filter = IntegrationAuditListRequestModel {
        page_number: Some(5),
        page_size: Some(2),
        ..Default::default()
    };
    let found: Vec<_> = client.list_audits().body(filter).stream().collect().await;
    assert_eq!(found.len(), 3);
    assert!(matches!(found[2], Err(Error::Pages { .. })));
    assert_eq!(
        body(&server.requests()[0]),
        json!({ "pageNumber": 5, "pageSize": 2 })
    );
}

#[tokio::test]
async fn pages_are_numbered_in_the_query_where_there_is_no_body() {
    let server = Server::start(vec![ok(r#"{"conversations":[]}"#)]).await;
    let client = server.client();
    let topics = client.list_live_topic_conversations(UID, 3);
    assert!(topics.stream().next().await.is_none());
    let phrases = client.list_live_topic_phrase_conversations(UID, 3, 4);
    assert!(phrases.page_size(7).stream().next().await.is_none());
    let requests = server.requests();
    assert!(
        requests[0].contains("?pageNumber=0&pageSize=100&"),
        "{requests:?}"
    );
    assert!(
        requests[1].contains("?pageSize=7&pageNumber=0&"),
        "{requests:?}"
    );
}

#[tokio::test]
async fn a_stream_whose_call_is_malformed_tells_so() {
    let server = Server::start(vec![ok("{}")]).await;
    let client = server.client();
    let error = client
        .list_live_topic_conversations("nonsense", 3)
        .stream()
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
    assert!(server.requests().is_empty());
}
