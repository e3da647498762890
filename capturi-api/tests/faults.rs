//! Faults on the way to the server and back, and the client's reaction to each.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::time::{Duration, Instant, SystemTime};

use capturi_api::{Client, Error, RetryPolicy, types::*};
use futures_util::StreamExt as _;
use support::{Server, Step, TOKEN, UID, answer, ok};

const SCORES: &str = r#"{"scores":[]}"#;

fn error_answer(status: &str, headers: &str) -> Vec<Step> {
    answer(status, headers, b"")
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_and_then_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::builder()
        .token(TOKEN)
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::default().first_pause(Duration::from_millis(1)))
        .build()
        .unwrap();
    let error = client.list_scores().send().await.unwrap_err();
    assert!(
        matches!(error, Error::Transport { .. }) && error.is_retryable(),
        "{error:?}"
    );
}

#[tokio::test]
async fn two_503_and_then_a_200_are_a_200() {
    let unavailable = error_answer("503 Service Unavailable", "");
    let server = Server::start(vec![unavailable.clone(), unavailable, ok(SCORES)]).await;
    server.client().list_scores().send().await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_listing_that_is_a_post_is_sent_again_with_its_body() {
    let server = Server::start(vec![error_answer("502 Bad Gateway", ""), ok("{}")]).await;
    let filter = CursorConversationFiltersRequestModel {
        limit: Some(7),
        ..Default::default()
    };
    server
        .client()
        .list_conversations()
        .body(filter)
        .send()
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(
        requests
            .iter()
            .all(|request| request.ends_with(r#"{"limit":7}"#)),
        "{requests:?}"
    );
}

#[tokio::test]
async fn what_has_side_effects_is_never_sent_twice() {
    for fault in [
        error_answer("503 Service Unavailable", "Retry-After: 0\r\n"),
        vec![Step::Reset],
    ] {
        let server = Server::start(vec![fault]).await;
        let client = server.client();
        let uid = || UID.parse::<uuid::Uuid>().unwrap();
        client
            .update_conversation_metadata(uid())
            .send()
            .await
            .unwrap_err();
        assert_eq!(server.requests().len(), 1);
        client.create_live_topics().send().await.unwrap_err();
        assert_eq!(server.requests().len(), 2);
        client
            .create_live_topic_trends(uid(), 1)
            .send()
            .await
            .unwrap_err();
        assert_eq!(server.requests().len(), 3);
        client
            .raw(http::Method::POST, "/x")
            .send()
            .await
            .unwrap_err();
        assert_eq!(server.requests().len(), 4);
    }
}

#[tokio::test]
async fn a_failure_that_will_not_pass_is_told_at_once() {
    for status in [
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "500 Internal Server Error",
    ] {
        let server = Server::start(vec![error_answer(status, "")]).await;
        let error = server.client().list_scores().send().await.unwrap_err();
        assert!(!error.is_retryable(), "{error}");
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn retries_are_counted_and_can_be_switched_off() {
    let server = Server::start(vec![error_answer("503 Service Unavailable", "")]).await;
    server.client().list_scores().send().await.unwrap_err();
    assert_eq!(server.requests().len(), 4);
    let once = server.builder().no_retries().build().unwrap();
    once.list_scores().send().await.unwrap_err();
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn retry_after_is_waited_for_in_seconds_and_as_a_date() {
    for as_date in [false, true] {
        let header = if as_date {
            // A date has no fractions of a second: this is between two and three seconds ahead.
            httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3))
        } else {
            "2".to_owned()
        };
        let limited = error_answer(
            "429 Too Many Requests",
            &format!("Retry-After: {header}\r\n"),
        );
        let server = Server::start(vec![limited, ok(SCORES)]).await;
        let started = Instant::now();
        server.client().list_scores().send().await.unwrap();
        let waited = started.elapsed().as_secs_f64();
        assert!((1.5..4.0).contains(&waited), "{header}: {waited}");
    }
}

#[tokio::test]
async fn what_is_asked_to_wait_beyond_the_deadline_is_told_at_once() {
    let limited = error_answer("429 Too Many Requests", "Retry-After: 600\r\n");
    let server = Server::start(vec![limited]).await;
    let started = Instant::now();
    let error = server.client().list_scores().send().await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    assert_eq!(error.to_string(), "list_scores: 429 Too Many Requests");
}

#[tokio::test]
async fn a_response_that_never_begins_is_given_up() {
    let server = Server::start(vec![vec![Step::Wait(Duration::from_secs(30))]]).await;
    let client = server
        .builder()
        .attempt_timeout(Duration::from_millis(200))
        .retry(
            RetryPolicy::default()
                .attempts(2)
                .first_pause(Duration::ZERO),
        )
        .build()
        .unwrap();
    let error = client.list_scores().send().await.unwrap_err();
    assert_eq!(error.to_string(), "list_scores: nothing came within 200ms");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_response_may_take_longer_to_begin_than_its_body_may_pause() {
    let mut script = vec![Step::Wait(Duration::from_millis(600))];
    script.extend(ok(SCORES));
    let server = Server::start(vec![script]).await;
    let client = server
        .builder()
        .idle_timeout(Duration::from_millis(200))
        .no_retries()
        .build()
        .unwrap();
    client.list_scores().send().await.unwrap();
}

#[tokio::test]
async fn the_body_of_an_error_is_not_waited_for_beyond_the_limits() {
    let script = vec![
        Step::Write(
            b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nsorry".to_vec(),
        ),
        Step::Wait(Duration::from_secs(30)),
    ];
    let server = Server::start(vec![script]).await;
    let client = server
        .builder()
        .attempt_timeout(Duration::from_millis(300))
        .no_retries()
        .build()
        .unwrap();
    let started = Instant::now();
    let error = client.list_scores().send().await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    let Error::Response(response) = error else {
        panic!("{error}")
    };
    assert_eq!(response.body, "sorry");
}

#[tokio::test]
async fn the_deadline_ends_all_attempts() {
    let server = Server::start(vec![vec![Step::Wait(Duration::from_secs(30))]]).await;
    let client = server
        .builder()
        .attempt_timeout(Duration::from_millis(400))
        .deadline(Duration::from_secs(1))
        .retry(
            RetryPolicy::default()
                .attempts(100)
                .first_pause(Duration::ZERO),
        )
        .build()
        .unwrap();
    let started = Instant::now();
    client.list_scores().send().await.unwrap_err();
    let elapsed = started.elapsed();
    assert!(
        elapsed >= Duration::from_millis(900) && elapsed < Duration::from_secs(3),
        "{elapsed:?}"
    );
}

#[tokio::test]
async fn a_body_that_stalls_is_given_up() {
    let mut script = vec![Step::Write(
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec(),
    )];
    script.push(Step::Wait(Duration::from_secs(30)));
    let server = Server::start(vec![script]).await;
    let client = server
        .builder()
        .idle_timeout(Duration::from_millis(300))
        .no_retries()
        .build()
        .unwrap();
    let started = Instant::now();
    let error = client.list_scores().send().await.unwrap_err();
    assert_eq!(error.to_string(), "list_scores: nothing came within 300ms");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_transcript_that_flows_slowly_is_not_cut_off() {
    let mut script = vec![Step::Write(
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".to_vec(),
    )];
    for _ in 0..10 {
        script.extend([
            Step::Wait(Duration::from_millis(150)),
            Step::Write(b"x".to_vec()),
        ]);
    }
    let server = Server::start(vec![script]).await;
    let client = server
        .builder()
        .attempt_timeout(Duration::from_millis(500))
        .idle_timeout(Duration::from_millis(500))
        .deadline(Duration::from_millis(600))
        .build()
        .unwrap();
    let transcript = client.get_transcript(UID).send().await.unwrap();
    let started = Instant::now();
    assert_eq!(
        transcript.into_inner().unwrap().bytes().await.unwrap(),
        "xxxxxxxxxx"
    );
    assert!(started.elapsed() > Duration::from_secs(1));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_fetched_again() {
    let broken = vec![
        Step::Write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"sco".to_vec()),
        Step::Wait(Duration::from_millis(50)),
        Step::Reset,
    ];
    let server = Server::start(vec![broken.clone(), ok(SCORES)]).await;
    server.client().list_scores().send().await.unwrap();
    assert_eq!(server.requests().len(), 2);

    let server = Server::start(vec![broken]).await;
    let once = server.builder().no_retries().build().unwrap();
    let error = once.list_scores().send().await.unwrap_err();
    assert!(
        matches!(error, Error::Transport { .. }) && error.is_retryable(),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_transcript_that_breaks_off_leaves_no_file_behind() {
    let broken = vec![
        Step::Write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nA: Hel".to_vec()),
        Step::Wait(Duration::from_millis(50)),
        Step::Reset,
    ];
    let server = Server::start(vec![broken]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("call.txt");
    std::fs::write(&path, "what was there before").unwrap();
    let transcript = server.client().get_transcript(UID).send().await.unwrap();
    let error = transcript
        .into_inner()
        .unwrap()
        .save_to(&path)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "what was there before"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(
        server.requests().len(),
        1,
        "what the caller has begun to read is not sent again"
    );
}

#[tokio::test]
async fn json_that_is_cut_short_or_empty_is_told_as_such() {
    for (body, expected) in [
        (&b"{\"scores\":["[..], "the JSON ends too early"),
        (b"", "the body is empty"),
        (b"<html>", "not valid JSON"),
    ] {
        let server = Server::start(vec![answer("200 OK", "", body)]).await;
        let error = server.client().list_scores().send().await.unwrap_err();
        assert!(
            matches!(error, Error::Body { .. }) && error.to_string().contains(expected),
            "{error}"
        );
        assert_eq!(
            server.requests().len(),
            1,
            "what the server means is not asked again"
        );
    }
}

#[tokio::test]
async fn the_token_follows_no_redirect_to_another_host() {
    let thief = Server::start(vec![ok(SCORES)]).await;
    let location = format!("Location: {}/integrations/scores\r\n", thief.url());
    let server = Server::start(vec![error_answer("307 Temporary Redirect", &location)]).await;
    let error = server.client().list_scores().send().await.unwrap_err();
    assert_eq!(error.to_string(), "list_scores: 307 Temporary Redirect");
    assert!(thief.requests().is_empty());

    let here = error_answer("307 Temporary Redirect", "Location: /elsewhere\r\n");
    let server = Server::start(vec![here, ok(SCORES)]).await;
    server.client().list_scores().send().await.unwrap();
    let requests = server.requests();
    assert!(
        requests[1].starts_with("GET /elsewhere") && requests[1].contains(TOKEN),
        "{requests:?}"
    );
}

/// A response of 100 MB, `[[[[…`.
fn endless() -> Vec<Step> {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    let pieces = (0..1000).map(|_| Step::Write(vec![b'['; 100_000]));
    [Step::Write(head.to_vec())]
        .into_iter()
        .chain(pieces)
        .collect()
}

#[tokio::test]
async fn an_endless_response_is_given_up_at_the_limit() {
    let server = Server::start(vec![endless()]).await;
    let client = server.builder().response_limit(1_000_000).build().unwrap();
    let error = client.list_scores().send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_scores: the response has more than 1000000 bytes"
    );
    let error = client
        .list_conversations()
        .stream()
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    let raw = client.raw(http::Method::GET, "/x").send().await.unwrap();
    assert!(matches!(
        raw.into_inner().bytes().await,
        Err(Error::TooLarge { .. })
    ));
    assert_eq!(server.requests().len(), 3, "none is asked for again");

    // A body that is not kept in memory may have any size.
    let folder = tempfile::tempdir().unwrap();
    let body = client.list_scores().send_raw().await.unwrap().into_inner();
    let size = body.save_to(folder.path().join("scores")).await.unwrap();
    assert_eq!(size, 100_000_000);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_response_is_limited_as_it_is_decompressed() {
    // 100,000 bytes of `[`, compressed by gzip.
    let server = Server::start(vec![answer(
        "200 OK",
        "Content-Encoding: gzip\r\n",
        include_bytes!("support/brackets.gz"),
    )])
    .await;
    let client = server.builder().response_limit(50_000).build().unwrap();
    let error = client.list_scores().send().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
}

/// A call of this machine needs no proxy, and a proxy elsewhere would get the token.
#[tokio::test]
async fn loopback_is_called_without_a_proxy() {
    let proxy = Server::start(vec![ok(SCORES)]).await;
    let server = Server::start(vec![ok(SCORES)]).await;
    let http = reqwest::Client::builder().proxy(reqwest::Proxy::all(proxy.url()).unwrap());
    let client = server.builder().http(http).build().unwrap();
    client.list_scores().send().await.unwrap();
    assert_eq!((proxy.requests().len(), server.requests().len()), (0, 1));
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_response_is_read() {
    // `{"scores":[]}`, compressed by gzip.
    let compressed = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x2a, 0x4e, 0xce,
        0x2f, 0x4a, 0x2d, 0x56, 0xb2, 0x8a, 0x8e, 0xad, 0x05, 0x00, 0x9e, 0x04, 0x1b, 0xa7, 0x0d,
        0x00, 0x00, 0x00,
    ];
    let server = Server::start(vec![answer(
        "200 OK",
        "Content-Encoding: gzip\r\n",
        &compressed,
    )])
    .await;
    server.client().list_scores().send().await.unwrap();
    assert!(
        server.requests()[0]
            .to_ascii_lowercase()
            .contains("accept-encoding: gzip")
    );
}
