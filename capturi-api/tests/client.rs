//! The client against a server on loopback: its requests, and its reading of each answer.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, Instant};

use capturi_api::{
    AuthScheme, BuildError, Client, Error, Operation, RetryPolicy, mock::MockCapturi, types::*,
};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

const TOKEN: &str = "a-token-that-nobody-may-see";
const UID: &str = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";

/// A server that gives every request this answer, and its client.
async fn answering(answer: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = Client::builder()
        .token(TOKEN)
        .base_url(format!("{}/audio/", server.uri()))
        .build()
        .unwrap();
    (server, client)
}

fn json_answer(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// The one request that the server received.
async fn received(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn uid() -> Uuid {
    UID.parse().unwrap()
}

fn conversation() -> Value {
    json!({
        "organizationId": UID, "userUid": UID, "uid": UID, "state": "Success",
        "dateTime": "2026-11-02T09:14:07", "lastChanged": "2026-11-02T13:07:53Z",
    })
}

#[tokio::test]
async fn a_call_carries_the_token_as_it_is_and_the_version_in_its_query() {
    let (server, client) = answering(json_answer(conversation())).await;
    let response = client.get_conversation(uid()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.into_inner().unwrap().uid, uid());

    let request = received(&server).await;
    assert_eq!(request.method, Method::GET);
    assert_eq!(
        request.url.path(),
        format!("/audio/integrations/conversations/{UID}")
    );
    assert_eq!(request.url.query(), Some("api-version=2.0"));
    assert_eq!(request.headers["authorization"], TOKEN);
    assert!(!request.headers.contains_key("api-version"));
    assert_eq!(request.headers["accept"], "application/json");
}

#[tokio::test]
async fn another_api_version_is_set_once() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(json_answer(conversation()))
        .mount(&server)
        .await;
    let client = Client::builder()
        .token(TOKEN)
        .base_url(server.uri())
        .api_version("3.1-preview")
        .build()
        .unwrap();
    client.get_conversation(uid()).send().await.unwrap();
    assert_eq!(
        received(&server).await.url.query(),
        Some("api-version=3.1-preview")
    );
}

#[tokio::test]
async fn a_204_is_none() {
    let (_server, client) = answering(ResponseTemplate::new(204)).await;
    let response = client.get_conversation(uid()).send().await.unwrap();
    assert_eq!(response.into_inner(), None);
    let transcript = client.get_transcript(uid()).send().await.unwrap();
    assert!(transcript.into_inner().is_none());
}

#[tokio::test]
async fn a_body_is_sent_as_application_json_without_what_is_not_set() {
    let (server, client) = answering(json_answer(json!({ "conversations": [] }))).await;
    client
        .list_conversations()
        .body(CursorConversationFiltersRequestModel::default())
        .send()
        .await
        .unwrap();
    let request = received(&server).await;
    assert_eq!(request.method, Method::POST);
    assert_eq!(
        request.url.path(),
        "/audio/integrations/conversations/list-full"
    );
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.body, b"{}", "`limit` is left out when it is None");
}

#[tokio::test]
async fn a_body_that_is_not_set_is_sent_empty() {
    let (server, client) = answering(json_answer(json!({ "conversations": [] }))).await;
    client.list_conversations().send().await.unwrap();
    assert_eq!(received(&server).await.body, b"{}");
}

#[tokio::test]
async fn a_metadata_value_is_cleared_with_an_explicit_null() {
    let (server, client) = answering(json_answer(conversation())).await;
    client
        .update_conversation_metadata(uid())
        .body(ConversationMetadataRequestModel {
            custom_number_prop3: Some(None),
            ..Default::default()
        })
        .send()
        .await
        .unwrap();
    let request = received(&server).await;
    assert_eq!(request.method, Method::PATCH);
    assert_eq!(request.body, br#"{"customNumberProp3":null}"#);
}

#[tokio::test]
async fn query_parameters_are_sent_only_when_set() {
    let (server, client) = answering(json_answer(json!({ "comments": [] }))).await;
    let from: chrono::DateTime<chrono::Utc> = "2026-11-01T00:00:00Z".parse().unwrap();
    client.list_comments().from(from).send().await.unwrap();
    let query = received(&server).await.url.query().unwrap().to_owned();
    assert_eq!(query, "from=2026-11-01T00%3A00%3A00Z&api-version=2.0");
}

#[tokio::test]
async fn parameters_can_be_given_as_text() {
    let (server, client) =
        answering(ResponseTemplate::new(200).set_body_raw("Hello", "text/plain")).await;
    client
        .get_transcript(UID)
        .format("Json")
        .anonymize(true)
        .send()
        .await
        .unwrap();
    let query = received(&server).await.url.query().unwrap().to_owned();
    assert_eq!(query, "anonymize=true&format=Json&api-version=2.0");
}

#[tokio::test]
async fn a_malformed_parameter_sends_nothing_and_says_why() {
    let (server, client) = answering(json_answer(conversation())).await;
    let call = client.get_conversation("nonsense");
    let malformed = call.send().await.unwrap_err().to_string();
    let beginning = "get_conversation: `uid` is not a valid uuid::Uuid: ";
    let reason = malformed.strip_prefix(beginning).unwrap();
    assert!(reason.contains("invalid character"), "{malformed}");
    let call = client.list_live_topic_phrases(UID, 5_000_000_000_i64);
    let malformed = call.send().await.unwrap_err().to_string();
    assert!(
        malformed.contains("`topic_index` is not a valid i32: out of range"),
        "{malformed}"
    );
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_optional_parameter_takes_what_is_there_or_not() {
    let answer = ResponseTemplate::new(200).set_body_raw("Hello", "text/plain");
    let (server, client) = answering(answer).await;
    let (format, anonymize) = (Some("Json"), None::<bool>);
    let call = client.get_transcript(UID);
    call.format(format)
        .anonymize(anonymize)
        .send()
        .await
        .unwrap();
    let query = received(&server).await.url.query().unwrap().to_owned();
    assert_eq!(query, "format=Json&api-version=2.0");
}

#[tokio::test]
async fn the_token_is_sent_as_the_scheme_says() {
    let token = "a-token";
    for (scheme, header, value) in [
        ("plain", "authorization", "a-token"),
        ("Bearer", "authorization", "Bearer a-token"),
        ("header: X-Api-Token", "x-api-token", "a-token"),
    ] {
        let (server, _) = answering(json_answer(conversation())).await;
        let builder = Client::builder().token(token).base_url(server.uri());
        let client = builder
            .auth_scheme(scheme.parse().unwrap())
            .build()
            .unwrap();
        client.get_conversation(UID).send().await.unwrap();
        let request = received(&server).await;
        assert_eq!(request.headers[header], value);
        assert_eq!(
            header == "authorization",
            request.headers.contains_key("authorization")
        );
        assert!(!format!("{client:?}").contains(token));
    }
    let error = "basic".parse::<AuthScheme>().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`plain`, `bearer` or `header:NAME`")
    );
}

#[tokio::test]
async fn a_conversation_that_is_not_there_yet_is_waited_for() {
    let mock = MockCapturi::start().await;
    mock.get_conversation().times(2).returns_nothing();
    mock.get_conversation()
        .returns(json!({ "subject": "Invoice" }));
    let client = mock.client();
    let wait = |limit| client.get_conversation(UID).send_until_found(limit);
    let gone = wait(Duration::ZERO).await.unwrap();
    assert!(gone.is_none(), "a limit of nothing is one question");
    let found = wait(Duration::from_secs(60)).await.unwrap();
    assert!(found.is_some());
    assert_eq!(mock.calls().len(), 3);
    mock.get_score().returns_nothing();
    let started = Instant::now();
    let call = client.get_score(UID);
    let never = call
        .send_until_found(Duration::from_millis(1500))
        .await
        .unwrap();
    assert!(never.is_none());
    assert!(started.elapsed() >= Duration::from_millis(1500));
    assert_eq!(
        mock.calls().len(),
        6,
        "at once, after 1 s, and when the limit is over"
    );
}

#[tokio::test]
async fn the_policy_says_which_statuses_are_retried_and_when_to_stop() {
    let mock = MockCapturi::start().await;
    mock.list_scores().fails(StatusCode::INTERNAL_SERVER_ERROR);
    let (sender, retries) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let policy = RetryPolicy::default()
        .attempts(9)
        .first_pause(Duration::from_millis(1))
        .statuses([StatusCode::INTERNAL_SERVER_ERROR])
        .before_retry(move |retry| {
            let told = (retry.attempt, retry.error.status());
            sender.lock().unwrap().send(told).unwrap();
            retry.attempt < 3
        });
    let client = mock.client_builder().retry(policy).build().unwrap();
    client.list_scores().send().await.unwrap_err();
    assert_eq!(mock.calls().len(), 3);
    let status = Some(StatusCode::INTERNAL_SERVER_ERROR);
    let told: Vec<_> = retries.try_iter().collect();
    assert_eq!(told, [(1, status), (2, status), (3, status)]);

    // A status that the policy no longer names is not retried.
    mock.list_trackers().fails(StatusCode::SERVICE_UNAVAILABLE);
    client.list_trackers().send().await.unwrap_err();
    assert_eq!(mock.calls().len(), 4);
}

#[tokio::test]
async fn a_transcript_is_returned_as_bytes_and_as_a_stream() {
    let answer =
        ResponseTemplate::new(200).set_body_raw("A: Hello\nB: Hi", "text/plain; charset=utf-8");
    let (_server, client) = answering(answer).await;
    let transcript = || async {
        let response = client.get_transcript(uid()).send().await.unwrap();
        response.into_inner().unwrap()
    };
    let body = transcript().await;
    assert_eq!(body.content_type(), Some("text/plain; charset=utf-8"));
    assert_eq!(body.bytes().await.unwrap(), "A: Hello\nB: Hi");

    use futures_util::TryStreamExt as _;
    let pieces: Vec<_> = transcript()
        .await
        .into_stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pieces.concat(), b"A: Hello\nB: Hi");
}

#[tokio::test]
async fn a_transcript_is_saved_to_a_file() {
    let answer = ResponseTemplate::new(200)
        .insert_header("content-disposition", "attachment; filename=\"call.txt\"")
        .set_body_raw("A: Hello", "text/plain");
    let (_server, client) = answering(answer).await;
    let folder = tempfile::tempdir().unwrap();
    let transcript = || async {
        let call = client.get_transcript(uid());
        call.send().await.unwrap().into_inner().unwrap()
    };
    let body = transcript().await;
    let path = folder.path().join(body.file_name().unwrap());
    assert_eq!(body.save_to(&path).await.unwrap(), 8);
    assert_eq!(
        std::fs::read_to_string(folder.path().join("call.txt")).unwrap(),
        "A: Hello"
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing else is left"
    );

    let missing = folder.path().join("no such folder/call.txt");
    let error = transcript().await.save_to(&missing).await.unwrap_err();
    assert!(
        matches!(&error, Error::File { path, .. } if *path == missing),
        "{error}"
    );
}

#[tokio::test]
async fn a_403_carries_its_problem_details() {
    let problem = json!({ "title": "Forbidden", "status": 403, "detail": "Not your organization.", "traceId": "00-1" });
    let answer = ResponseTemplate::new(403)
        .insert_header("x-trace", "abc")
        .set_body_raw(problem.to_string(), "application/problem+json");
    let (_server, client) = answering(answer).await;
    let error = client.get_score(uid()).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "get_score: 403 Forbidden: Not your organization."
    );
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    assert_eq!(error.problem_details().unwrap().extra["traceId"], "00-1");
    let Error::Response(response) = error else {
        panic!("{error}")
    };
    assert_eq!(response.headers["x-trace"], "abc");
}

#[tokio::test]
async fn what_an_error_says_is_one_line_and_shows_no_body() {
    let body =
        json!({ "title": "Bad\n request", "detail": "x".repeat(10_000), "echo": "Anna Andersen" });
    let answer = ResponseTemplate::new(400).set_body_json(&body);
    let (_server, client) = answering(answer).await;
    let error = client.list_scores().send().await.unwrap_err();
    let shown = error.to_string();
    assert!(
        shown.starts_with("list_scores: 400 Bad Request: Bad  request: xxx"),
        "{shown}"
    );
    assert!(shown.len() < 400 && !shown.contains('\n'), "{shown}");
    assert!(!format!("{error:?}").contains("Anna"), "{error:?}");

    let (_server, client) =
        answering(ResponseTemplate::new(400).set_body_json(json!({ "error": "x" }))).await;
    let error = client.list_scores().send().await.unwrap_err();
    assert_eq!(
        error.problem_details(),
        None,
        "other JSON is no problem details"
    );
}

#[tokio::test]
async fn a_502_with_a_page_of_html_keeps_the_page() {
    let page = "<html><body>Bad gateway</body></html>";
    let (_server, client) =
        answering(ResponseTemplate::new(502).set_body_raw(page, "text/html")).await;
    let error = client.list_trackers().send().await.unwrap_err();
    assert_eq!(error.to_string(), "list_trackers: 502 Bad Gateway");
    assert_eq!(error.problem_details(), None);
    let Error::Response(response) = &error else {
        panic!("{error}")
    };
    assert_eq!(response.body, page);
    assert!(
        !format!("{error:?}").contains("html"),
        "the body is kept, not printed"
    );
}

#[tokio::test]
async fn a_401_without_a_body_is_an_error_like_any_other() {
    let (_server, client) = answering(ResponseTemplate::new(401)).await;
    let error = client.list_filters().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn at_most_64_kib_of_an_errors_body_are_kept() {
    let answer = ResponseTemplate::new(500).set_body_bytes(vec![b'x'; 1_000_000]);
    let (_server, client) = answering(answer).await;
    let Error::Response(response) = client.list_filters().send().await.unwrap_err() else {
        panic!("not an error response")
    };
    assert_eq!(response.body.len(), 64 * 1024);
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_told_by_its_path() {
    let mut body = conversation();
    body["statistics"] = json!({ "salesPerson": "Anna Andersen" });
    let (_server, client) = answering(json_answer(body)).await;
    let error = client.get_conversation(uid()).send().await.unwrap_err();
    assert!(
        error.to_string().starts_with(
            "get_conversation: 200 OK, but the body does not fit: `statistics.salesPerson`: "
        ),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("Anna"));
}

#[tokio::test]
async fn no_answer_at_all_is_a_transport_error_without_the_url() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::builder()
        .token(TOKEN)
        .base_url(format!("http://{address}"))
        .build()
        .unwrap();
    let error = client.get_conversation(uid()).send().await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }));
    assert!(!format!("{error} {error:?}").contains(UID));
}

#[tokio::test]
async fn a_raw_call_has_the_clients_token_version_and_errors() {
    let (server, client) = answering(json_answer(json!({ "new": true }))).await;
    let response = client
        .raw(Method::POST, "/integrations/something-new")
        .query(&[("from", "2026-11-01")])
        .json(&json!({ "a": 1 }))
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.into_inner().bytes().await.unwrap(),
        r#"{"new":true}"#
    );
    let request = received(&server).await;
    assert_eq!(request.url.path(), "/audio/integrations/something-new");
    assert_eq!(request.url.query(), Some("from=2026-11-01&api-version=2.0"));
    assert_eq!(request.headers["authorization"], TOKEN);
    assert_eq!(request.body, br#"{"a":1}"#);

    let (_server, client) = answering(ResponseTemplate::new(404)).await;
    let error = client
        .raw(Method::GET, "/integrations/nothing")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "raw: 404 Not Found");
}

#[tokio::test]
async fn a_raw_call_stays_below_the_base_url() {
    let (server, client) = answering(json_answer(json!({}))).await;
    for path in [
        "@example.com/",
        ".example.com",
        "/../../etc",
        "/..",
        "https://example.com",
        "",
        "/%2e%2e/x",
    ] {
        let error = client.raw(Method::GET, path).send().await.unwrap_err();
        assert!(
            matches!(error, Error::InvalidPath { .. }),
            "{path}: {error}"
        );
    }
    assert!(server.received_requests().await.unwrap().is_empty());
    client
        .raw(Method::GET, "//example.com/x")
        .send()
        .await
        .unwrap();
    assert_eq!(received(&server).await.url.path(), "/audio//example.com/x");
}

#[tokio::test]
async fn no_value_in_a_path_reaches_another_operation() {
    const SHARE: Operation = Operation::new("share", "PUT", "/folders/{uid}/with/{name}.json/");
    let (server, client) = answering(json_answer(json!({}))).await;
    for path in [
        "/folders/../with/me.json/",
        "/folders/./with/me.json/",
        "/folders//with/me.json/",
        "/folders/1/with/../",
        "/folders/1/../me.json/",
        "/folders/1/with/me.json",
        "/folders/%2e%2E/with/me.json/",
        "/../folders/1/with/me.json/",
    ] {
        let call = client.raw(Method::PUT, path).as_operation(SHARE);
        let error = call.send().await.unwrap_err();
        assert!(
            matches!(error, Error::InvalidPath { .. }),
            "{path}: {error}"
        );
    }
    assert!(server.received_requests().await.unwrap().is_empty());
    for (name, sent) in [
        ("..", "...json"),
        ("a/..", "a%2F...json"),
        ("%2e", "%252e.json"),
    ] {
        let path = capturi_api::with_segment(SHARE.path, "name", name);
        let path = capturi_api::with_segment(&path, "uid", "1");
        let call = client.raw(Method::PUT, &path).as_operation(SHARE);
        call.send().await.unwrap();
        let sent = format!("/audio/folders/1/with/{sent}/");
        let received = server.received_requests().await.unwrap();
        assert_eq!(received.last().unwrap().url.path(), sent);
    }
}

#[test]
fn a_configuration_that_can_not_work_is_refused_when_it_is_built() {
    let build = |url: &str| Client::builder().token(TOKEN).base_url(url).build();
    for url in [
        "nonsense",
        "http://api.example.com",
        "ftp://127.0.0.1",
        "https://user:word@example.com",
        "https://user:word@example.com:999999",
        "https://example.com?x=1",
    ] {
        let error = build(url).unwrap_err();
        assert!(matches!(error, BuildError::BaseUrl { .. }), "{url}");
        assert!(!error.to_string().contains("word"), "{error}");
    }
    for url in [
        "http://127.0.0.1:1",
        "http://localhost",
        "http://[::1]:80/",
        "https://example.com/audio/",
    ] {
        assert!(!build(url).unwrap().base_url().ends_with('/'), "{url}");
    }
    assert!(matches!(
        Client::builder().build(),
        Err(BuildError::NoToken)
    ));
    assert!(matches!(
        Client::builder().token(" ").build(),
        Err(BuildError::NoToken)
    ));
    assert!(matches!(
        Client::builder().token("a\nb").build(),
        Err(BuildError::InvalidToken)
    ));
}

#[tokio::test]
async fn an_error_says_nothing_twice_and_names_the_file_that_was_asked_for() {
    let mock = MockCapturi::start().await;
    let client = mock.client();
    mock.get_score()
        .returns_malformed("application/json", r#"{ "uid": 7 }"#);
    mock.list_scores().fails(StatusCode::FORBIDDEN);
    mock.get_transcript().returns_bytes("text/plain", "Hello");
    let body = client.get_score(UID).send().await.unwrap_err();
    let response = client.list_scores().send().await.unwrap_err();
    let transcript = client.get_transcript(UID).send().await.unwrap();
    let path = "/there/is/no/such/folder/call.txt";
    let file = transcript
        .into_inner()
        .unwrap()
        .save_to(path)
        .await
        .unwrap_err();
    let nobody = Client::builder()
        .token(TOKEN)
        .base_url("http://127.0.0.1:1");
    let nobody = nobody.no_retries().build().unwrap();
    let transport = nobody.list_scores().send().await.unwrap_err();
    for error in [&body, &response, &file, &transport] {
        let mut said = vec![error.to_string()];
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            let text = cause.to_string();
            assert!(
                !said.iter().any(|before| before.contains(&text)),
                "{text:?} of {said:?}"
            );
            said.push(text);
            source = cause.source();
        }
    }
    let said = format!("{file} {}", std::error::Error::source(&file).unwrap());
    assert!(
        said.contains(path) && said.contains("No such file"),
        "{said}"
    );
    assert!(!said.contains(".tmp"), "{said}");
}

#[tokio::test]
async fn every_attempt_is_told_to_the_application() {
    let mock = MockCapturi::start().await;
    mock.list_scores().times(1).fails(StatusCode::BAD_GATEWAY);
    mock.list_scores().returns(json!({}));
    let (sender, attempts) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let client = mock.client_builder().observe(move |attempt| {
        sender.lock().unwrap().send(*attempt).unwrap();
    });
    client.build().unwrap().list_scores().send().await.unwrap();
    let told = attempts.try_iter();
    let told: Vec<_> = told
        .map(|told| {
            (
                told.operation.name,
                told.attempt,
                told.status.map(|status| status.as_u16()),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("list_scores", 1, Some(502)), ("list_scores", 2, Some(200))]
    );
}

#[tokio::test]
async fn a_token_is_replaced_while_the_program_runs() {
    let (server, client) = answering(json_answer(conversation())).await;
    let clone = client.clone();
    client.get_conversation(UID).send().await.unwrap();
    client.replace_token("another-token").unwrap();
    assert!(client.replace_token(" ").is_err() && client.replace_token("a\nb").is_err());
    clone.get_conversation(UID).send().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let tokens = requests
        .iter()
        .map(|request| &request.headers["authorization"]);
    assert_eq!(tokens.collect::<Vec<_>>(), [TOKEN, "another-token"]);
}
