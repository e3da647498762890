//! The parts that a sync is built on: items whose errors cost no other item, pages with their JSON
//! and their token, and streams that can be moved, resumed and limited.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_api::{
    Client, Error, Item, ItemError, Method, PagesError, Paging, RetryPolicy, types::*,
};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use support::{Server, Step, UID, answer, ok};

/// A text that no error and no log may show.
const CONTENT: &str = "what-the-customer-said";

fn row(subject: &str) -> Value {
    json!({
        "customer": CONTENT,
        "organizationId": UID, "userUid": UID, "uid": UID, "state": "Success", "subject": subject,
        "dateTime": "2026-11-02T09:14:07", "lastChanged": "2026-11-02T13:07:53Z",
        "somethingNew": { "number": 1.50 },
    })
}

fn bad_row() -> Value {
    let mut row = row(CONTENT);
    row.as_object_mut().unwrap().remove("state");
    row
}

fn page(rows: &[Value], token: Option<&str>) -> String {
    json!({ "conversations": rows, "continuationToken": token, "total": 3 }).to_string()
}

/// The results of a stream: the subjects, and the places that did not fit.
fn given(items: &[Result<IntegrationConversationView, Error>]) -> Vec<String> {
    let given = items.iter().map(|item| match item {
        Ok(call) => call.subject.clone().unwrap(),
        Err(Error::Item(error)) => error.misfit.path().to_owned(),
        Err(error) => error.to_string(),
    });
    given.collect()
}

#[tokio::test]
async fn a_row_that_does_not_fit_costs_no_other() {
    let first = page(&[row("a"), bad_row(), row("c")], Some("t1"));
    let second = page(&[bad_row(), row("d")], None);
    let server = Server::start(vec![ok(&first), ok(&second)]).await;
    let client = server.client();
    let items: Vec<_> = client.list_conversations().stream().collect().await;
    assert_eq!(
        given(&items),
        [
            "a",
            "conversations[1].state",
            "c",
            "conversations[0].state",
            "d"
        ]
    );
    let Err(error @ Error::Item(item)) = &items[1] else {
        panic!("{items:?}")
    };
    let ItemError {
        page, index, uid, ..
    } = **item;
    assert_eq!((page, index, uid), (1, 1, Some(UID.parse().unwrap())));
    assert_eq!(
        serde_json::from_str::<Value>(&item.json).unwrap(),
        bad_row()
    );
    assert_eq!(
        error.to_string(),
        format!("list_conversations: page 1: `conversations[1].state`: is missing (uid {UID})")
    );
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(CONTENT), "{shown}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn whatever_a_row_is_it_costs_no_other() {
    for (bad, path) in [
        ("null", "conversations[0]"),
        ("7", "conversations[0]"),
        ("\"text\"", "conversations[0]"),
        ("[]", "conversations[0]"),
        ("{}", "conversations[0].organizationId"),
        (r#"{"subject":"\ud800"}"#, "conversations[0].subject"),
        (r#"{"dateTime":"yesterday"}"#, "conversations[0].dateTime"),
        (r#"{"uid":1e999}"#, "conversations[0].uid"),
    ] {
        let page = format!(r#"{{"conversations":[{bad}, {}]}}"#, row("b"));
        let server = Server::start(vec![ok(&page)]).await;
        let client = server.client();
        let items: Vec<_> = client.list_conversations().stream().collect().await;
        assert_eq!(items.len(), 2, "{bad}");
        let Err(Error::Item(item)) = &items[0] else {
            panic!("{bad} was read")
        };
        assert_eq!(item.json, bad);
        // For text that is not valid JSON, no path can be told.
        assert!(
            item.misfit.path() == path || item.misfit.is_syntax(),
            "{bad}: {}",
            item.misfit
        );
        assert!(items[1].is_ok(), "{bad}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_utf_8_cost_their_row() {
    let page = page(&[row("a?b"), row("c")], None);
    let mut bytes = page.into_bytes();
    let place = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[place] = 0xff;
    let server = Server::start(vec![answer("200 OK", "", &bytes)]).await;
    let items: Vec<_> = server
        .client()
        .list_conversations()
        .stream()
        .collect()
        .await;
    let [Err(Error::Item(error)), Ok(_)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!(
        error.misfit.to_string(),
        "`conversations[0]`: not valid UTF-8"
    );
    assert!(error.json.contains("a\u{fffd}b"));

    // A body that is no page at all is kept as it came.
    let server = Server::start(vec![answer("200 OK", "", b"\xff\xfe")]).await;
    let error = server.client().list_conversations().stream().next().await;
    let Some(Err(Error::Body(error))) = error else {
        panic!("{error:?}")
    };
    assert_eq!(&*error.body, b"\xff\xfe");
}

#[tokio::test]
async fn a_row_of_a_numbered_page_that_does_not_fit_costs_no_other() {
    let audit = |year: i32| {
        let time = format!("{year}-11-02T09:14:07Z");
        json!({
            "logTime": time, "eventTime": time, "conversationDateTime": time,
            "eventType": "ConversationSoftDeleted", "isDeletedByPolicy": false,
            "userUid": UID, "organizationUid": UID, "conversationUid": UID,
        })
    };
    let mut bad = audit(2025);
    bad["logTime"] = json!(CONTENT);
    let server = Server::start(vec![
        ok(&json!({ "audits": [bad, audit(2026)] }).to_string()),
        ok(r#"{ "audits": [] }"#),
    ])
    .await;
    let items: Vec<_> = server.client().list_audits().stream().collect().await;
    let [Err(Error::Item(error)), Ok(_)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!(error.misfit.path(), "audits[0].logTime");
    // An audit has no uid of its own, so this is its conversation's.
    assert_eq!(error.uid, Some(UID.parse().unwrap()));
}

/// A stream that outlives its builder and its client, which once did not compile.
fn changes(
    client: Client,
) -> impl Stream<Item = Result<IntegrationConversationView, Error>> + Send + 'static {
    client.list_conversation_changes().stream()
}

#[tokio::test]
async fn a_stream_can_be_moved_into_a_task() {
    let server = Server::start(vec![ok(&page(&[row("a")], None))]).await;
    let stream = changes(server.client());
    let read = tokio::spawn(stream.collect::<Vec<_>>());
    assert_eq!(given(&read.await.unwrap()), ["a"]);
    let pages = server.client().list_conversation_changes().pages();
    let read = tokio::spawn(pages.try_collect::<Vec<_>>());
    assert_eq!(read.await.unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn a_page_has_its_items_its_json_and_the_token_after_it() {
    let first = page(&[row("a"), bad_row()], Some("t1"));
    let last = r#"{"continuationToken":null}"#;
    let server = Server::start(vec![ok(&first), ok(&page(&[], Some("t2"))), ok(last)]).await;
    let mut pages = server.client().list_conversations().pages();
    assert_eq!(pages.continuation_token(), None);

    let one = pages.try_next().await.unwrap().unwrap();
    assert_eq!(one.json(), first);
    assert_eq!((one.len(), one.continuation_token()), (2, Some("t1")));
    assert_eq!(one.next_page_number(), None);
    let rows: Vec<&str> = one.json_items().collect();
    assert_eq!(rows, [row("a").to_string(), bad_row().to_string()]);
    let items: Vec<_> = one.items().collect();
    let [Ok(item), Err(error)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!(item.model.subject.as_deref(), Some("a"));
    assert_eq!(
        (item.json.as_str(), error.json.as_str()),
        (rows[0], rows[1])
    );
    assert!(!format!("{one:?} {items:?}").contains(CONTENT));

    // An empty page with a token is not the end; an empty page without a token is.
    let two = pages.try_next().await.unwrap().unwrap();
    assert!(two.is_empty() && two.continuation_token() == Some("t2"));
    let three = pages.try_next().await.unwrap().unwrap();
    assert!(three.is_empty() && three.continuation_token().is_none());
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_numbered_page_tells_the_number_after_it() {
    let server = Server::start(vec![ok(r#"{"audits":[{}]}"#), ok(r#"{"audits":[]}"#)]).await;
    let filter = IntegrationAuditListRequestModel {
        page_number: Some(4),
        ..Default::default()
    };
    let mut pages = server.client().list_audits().body(filter).pages();
    assert_eq!(pages.next_page_number(), Some(4));
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        (page.next_page_number(), pages.next_page_number()),
        (Some(5), Some(5))
    );
    let end = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        (end.next_page_number(), pages.next_page_number()),
        (None, None)
    );
}

#[tokio::test]
async fn an_item_comes_with_its_json_if_that_is_wanted() {
    let server = Server::start(vec![ok(&page(&[row("a"), row("b")], None))]).await;
    let items: Vec<Item<_>> = server
        .client()
        .list_conversations()
        .stream()
        .with_json()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items[1].model.subject.as_deref(), Some("b"));
    assert_eq!(items[1].json, row("b").to_string());
}

#[tokio::test]
async fn a_single_answer_is_had_as_model_as_json_or_both() {
    let server = Server::start(vec![ok(&row("a").to_string())]).await;
    let client = server.client();
    let both = client.get_conversation(UID).send().await.unwrap();
    assert_eq!(both.as_ref().unwrap().subject.as_deref(), Some("a"));
    assert_eq!(*both.json(), row("a").to_string());
    assert!(!format!("{both:?}").contains("Success"));

    let json = client.get_conversation(UID).send_raw().await.unwrap();
    let request = &server.requests()[1].to_ascii_lowercase();
    assert!(request.contains("accept: application/json"), "{request}");
    assert_eq!(
        json.into_inner().unwrap().bytes().await.unwrap(),
        row("a").to_string()
    );
}

#[tokio::test]
async fn a_single_answer_that_does_not_fit_leaves_its_json() {
    let server = Server::start(vec![ok(&bad_row().to_string())]).await;
    let error = server
        .client()
        .get_conversation(UID)
        .send()
        .await
        .unwrap_err();
    let shown = format!("{error} {error:?}");
    let Error::Body(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.misfit.path(), "state");
    assert_eq!(error.body, bad_row().to_string());
    assert!(!shown.contains(CONTENT), "{shown}");
}

#[tokio::test]
async fn a_page_that_is_broken_gives_no_item_and_can_be_asked_for_again() {
    let second = page(&[row("b"), row("c")], None);
    let cut = &second[..second.len() / 2];
    let server = Server::start(vec![
        ok(&page(&[row("a")], Some("t1"))),
        ok(cut),
        answer("403 Forbidden", "", b""),
        ok(&second),
    ])
    .await;
    let mut calls = server.client().list_conversations().stream();
    let mut given = Vec::new();
    while let Some(call) = calls.next().await {
        match call {
            Ok(call) => given.push(call.subject.unwrap()),
            Err(error) => {
                given.push(error.status().unwrap().as_str().to_owned());
                assert_eq!(calls.continuation_token(), Some("t1"));
                assert!(calls.next().await.is_none(), "an error ends the stream");
                calls.retry();
            }
        }
    }
    assert_eq!(given, ["a", "200", "403", "b", "c"]);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn the_token_to_go_on_from_misses_no_item() {
    let server = Server::start(vec![
        ok(&page(&[row("a")], Some("t1"))),
        ok(&page(&[row("b"), row("c")], Some("t2"))),
        ok(&page(&[row("d")], None)),
    ])
    .await;
    let mut calls = server.client().list_conversations().stream();
    let mut tokens = Vec::new();
    while calls.try_next().await.unwrap().is_some() {
        tokens.push(calls.continuation_token().map(str::to_owned));
    }
    // The token after b is that of b's own page, as c has not come yet.
    let tokens: Vec<_> = tokens.iter().map(Option::as_deref).collect();
    assert_eq!(tokens, [Some("t1"), Some("t1"), Some("t2"), None]);
}

#[tokio::test]
async fn a_page_that_is_no_page_is_told_by_its_path() {
    for (body, expected) in [
        (r#"{"conversations":{}}"#, "`conversations`: "),
        (
            r#"{"conversations":[],"continuationToken":7}"#,
            "`continuationToken`: ",
        ),
        ("[]", "`$`: "),
        ("<html>", "`$`: not valid JSON"),
        (r#"{"conversations":[]} x"#, "`$`: not valid JSON"),
        ("", "`$`: the body is empty"),
        ("{}", "`conversations`: is missing"),
    ] {
        let server = Server::start(vec![ok(body)]).await;
        let error = server.client().list_conversations().stream().next().await;
        let error = error.unwrap().unwrap_err();
        assert!(matches!(error, Error::Body(_)), "{body}: {error:?}");
        assert!(error.to_string().contains(expected), "{body}: {error}");
    }
}

/// Regression test: such an answer once counted as the end, and the rest was never asked for.
#[tokio::test]
async fn an_answer_without_a_page_in_it_is_not_the_end_of_the_listing() {
    for other in [
        answer("204 No Content", "", b""),
        ok("{}"),
        ok(r#"{"message":"down for maintenance"}"#),
    ] {
        let pages = [ok(&page(&[row("a")], Some("t1"))), other];
        let server = Server::start(pages.to_vec()).await;
        let items: Vec<_> = server
            .client()
            .list_conversations()
            .stream()
            .collect()
            .await;
        assert!(
            matches!(items.as_slice(), [Ok(_), Err(Error::Body(_))]),
            "{items:?}"
        );
    }
    for last in [r#"{"conversations":null}"#, r#"{"continuationToken":null}"#] {
        let server = Server::start(vec![ok(last)]).await;
        let mut calls = server.client().list_conversations().stream();
        assert!(calls.next().await.is_none(), "{last}");
    }
}

#[tokio::test]
async fn a_token_that_leads_to_itself_is_an_error_before_it_is_kept() {
    let server = Server::start(vec![ok(&page(&[row("a")], Some("t1")))]).await;
    let filter = CursorConversationFiltersRequestModel {
        continuation_token: Some("t1".to_owned()),
        ..Default::default()
    };
    let mut pages = server.client().list_conversations().body(filter).pages();
    let error = pages.try_next().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Pages {
                reason: PagesError::RepeatedToken,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn tokens_that_never_end_end_at_the_limit() {
    let pages = (1..9).map(|number| ok(&page(&[row("a")], Some(&format!("t{number}")))));
    let server = Server::start(pages.collect::<Vec<Vec<Step>>>()).await;
    let calls = server.client().list_conversations().stream();
    let items: Vec<_> = calls.page_limit(3).collect().await;
    assert_eq!(items.len(), 4);
    assert!(
        items[3]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("3 pages"),
        "{:?}",
        items[3]
    );
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn pages_of_an_endpoint_that_is_newer_than_this_crate() {
    let things =
        |token: Option<&str>| ok(&json!({ "things": [7], "continuationToken": token }).to_string());
    let server = Server::start(vec![things(Some("t1")), things(None)]).await;
    let client = server
        .builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let call = || client.raw(Method::POST, "/integrations/things");
    let paging = Paging::by_token("things");
    let things: Vec<i32> = call()
        .pages::<i32>(paging)
        .into_items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(things, [7, 7]);
    let second = &server.requests()[1];
    assert!(
        second.contains("content-type: application/json"),
        "{second}"
    );
    assert!(
        second.ends_with(r#"{"continuationToken":"t1"}"#),
        "{second}"
    );

    // The body, a list, has no place for a token.
    let server = Server::start(vec![ok(r#"{"things":[7],"continuationToken":"t1"}"#)]).await;
    let client = server.client();
    let call = client
        .raw(Method::POST, "/integrations/things")
        .json(&["x"]);
    let things: Vec<Result<i32, Error>> = call.pages::<i32>(paging).into_items().collect().await;
    assert!(
        matches!(things.as_slice(), [Ok(7), Err(Error::Pages { .. })]),
        "{things:?}"
    );

    // Numbers are put into a query that is there already.
    let server = Server::start(vec![ok(r#"{"things":[7]}"#), ok(r#"{"things":[]}"#)]).await;
    let client = server.client();
    let call = client.raw(Method::GET, "/things?name=a%26b%FF&pageNumber=3");
    let paging = Paging::by_number("things", 1).of_size(50);
    let things: Vec<i32> = call
        .pages::<i32>(paging)
        .into_items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(things, [7]);
    let requests = server.requests();
    assert!(
        requests[0].starts_with("GET /things?name=a%26b%FF&pageNumber=3&pageSize=50&api"),
        "{requests:?}"
    );
    assert!(requests[1].contains("pageNumber=4"), "{requests:?}");

    let outside: Vec<Result<i32, Error>> = client
        .raw(Method::GET, "outside")
        .pages::<i32>(paging)
        .into_items()
        .collect()
        .await;
    assert!(matches!(
        outside.as_slice(),
        [Err(Error::InvalidPath { .. })]
    ));
}
