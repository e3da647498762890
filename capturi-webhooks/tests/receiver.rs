//! The deliveries that the receiver takes, and its answers to all other requests.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{sync::Arc, time::Duration};

use axum::{
    BoxError,
    body::Body,
    extract::State,
    routing::{get, post},
};
use capturi_webhooks::{
    WebhookPayload,
    receiver::{
        Answer as Outcome, BuildError, Delivery, HandOver, Receiver, SecretError, Secrets, Webhook,
    },
    testing,
};
use serde_json::{Value, json};
use support::{Answer, HEADER, PATH, SECRET, Seen, Server, guarded, request, secret};
use tokio::{io::AsyncWriteExt as _, net::TcpListener, time::Instant};
use tower::ServiceExt as _;
use uuid::Uuid;

#[tokio::test]
async fn an_event_is_handed_over_and_answered_200() {
    let (builder, seen) = guarded();
    let server = Server::start(builder.handler(seen.handler()).build().unwrap()).await;
    for method in ["POST", "PUT", "PATCH"] {
        let path = format!("{PATH}?any=query");
        let request = request(method, &path, &secret(), testing::CONVERSATION.as_bytes());
        let answer = server.send(&request).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{method}");
        assert!(answer.head.contains("x-request-id: "));
    }
    let payloads = seen.payloads();
    assert_eq!(payloads.len(), 3);
    assert!(
        matches!(&payloads[0], WebhookPayload::Conversation(full) if full.entity.duration == 274.6)
    );
}

#[tokio::test]
async fn an_unknown_event_is_taken() {
    let (builder, seen) = guarded();
    let server = Server::start(builder.handler(seen.handler()).build().unwrap()).await;
    assert_eq!(
        server.post(&secret(), br#"{"event":"New"}"#).await.status,
        200
    );
    assert!(matches!(&seen.payloads()[0], WebhookPayload::Unknown(_)));
}

#[tokio::test]
async fn bad_input_gets_the_answer_that_says_so() {
    let (builder, seen) = guarded();
    let server = Server::start(
        builder
            .body_limit(100_000)
            .handler(seen.handler())
            .build()
            .unwrap(),
    )
    .await;
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let too_large = vec![b' '; 100_001];
    let bodies: [(&str, &[u8], u16); 9] = [
        ("not JSON", b"nonsense", 400),
        ("an array", b"[]", 400),
        ("an empty body", b"", 400),
        ("deeply nested", deep.as_bytes(), 400),
        ("invalid UTF-8", b"{\"event\":\"\xff\xfe\"}", 400),
        ("over the limit", &too_large, 413),
        ("no event", b"{}", 422),
        (
            "a known event without a uid",
            br#"{"event":"SummaryReady"}"#,
            422,
        ),
        (
            "a known event that does not fit",
            br#"{"event":"SummaryReady","entity":{"uid":"Anna"}}"#,
            422,
        ),
    ];
    for (what, body, status) in bodies {
        let answer = server.post(&secret(), body).await;
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        answer.problem();
        assert!(!answer.body.contains("Anna"), "{what}: {answer:?}");
    }
    assert_eq!(seen.count(), 0);
    assert_eq!(
        server
            .post(&secret(), testing::IDENTITY.as_bytes())
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_payload_that_does_not_fit_is_answered_with_its_path() {
    let (builder, seen) = guarded();
    let server = Server::start(builder.handler(seen.handler()).build().unwrap()).await;
    let mut full: Value = serde_json::from_str(testing::CONVERSATION).unwrap();
    full["entity"]["labels"][0] = json!({ "first": "Anna" });
    let answer = server.post(&secret(), full.to_string().as_bytes()).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.problem()["path"], "entity.labels[0]");
    assert!(!answer.body.contains("Anna"));
}

#[tokio::test]
async fn strangers_are_refused_before_their_body_is_read() {
    let (builder, seen) = guarded();
    let server = Server::start(builder.handler(seen.handler()).build().unwrap()).await;
    let wrong = "X-Capturi-Secret: a-secret-of-32-bytes-for-testinG\r\n".to_owned();
    for (what, headers) in [
        ("missing", String::new()),
        ("wrong", wrong),
        ("a part", format!("{HEADER}: a-secret-of-32-bytes\r\n")),
        ("empty", format!("{HEADER}:\r\n")),
        ("elsewhere", format!("Authorization: {SECRET}\r\n")),
        ("not text", format!("{HEADER}: \u{e6}\u{f8}\u{e5}\r\n")),
    ] {
        let answer = server.post(&headers, testing::IDENTITY.as_bytes()).await;
        assert_eq!(answer.status, 401, "{what}");
        assert!(answer.head.contains("www-authenticate: "));
        answer.problem();
    }
    // The body is only announced; the answer does not wait for it.
    let mut stream = server.connect().await;
    stream
        .write_all(
            format!("POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n").as_bytes(),
        )
        .await
        .unwrap();
    assert_eq!(Answer::read(&mut stream).await.status, 401);
    assert_eq!(seen.count(), 0);
}

#[tokio::test]
async fn other_methods_and_paths_are_refused() {
    let (builder, seen) = guarded();
    let server = Server::start(builder.handler(seen.handler()).build().unwrap()).await;
    for method in ["GET", "DELETE", "OPTIONS", "BREW"] {
        let answer = server.send(&request(method, PATH, &secret(), b"")).await;
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.head.contains("allow: post, put, patch"));
    }
    for path in [
        "/",
        "/webhooks",
        "/webhooks/capturi/",
        "/../webhooks/capturi",
    ] {
        let answer = server.send(&request("POST", path, &secret(), b"{}")).await;
        assert_eq!(answer.status, 404, "{path}");
        answer.problem();
    }
    assert_eq!(seen.count(), 0);
}

#[tokio::test]
async fn without_a_secret_only_this_machine_may_deliver() {
    let seen = Seen::default();
    let server = Server::start(Receiver::builder().handler(seen.handler()).build().unwrap()).await;
    let body = testing::IDENTITY.as_bytes();
    for headers in [
        "",
        "Host: 127.0.0.1:8080\r\n",
        "Host: [::1]\r\n",
        "Host: LOCALHOST:1\r\n",
    ] {
        assert_eq!(server.post(headers, body).await.status, 200, "{headers}");
    }
    for headers in [
        "Forwarded: for=192.0.2.1\r\n",
        "X-Forwarded-For: 192.0.2.1\r\n",
        "X-Forwarded-Proto: https\r\n",
        "Via: 1.1 proxy\r\n",
        "Origin: https://example.com\r\n",
        "Origin: null\r\n",
        "Host: example.com\r\n",
        "Host: 127.0.0.1.example.com\r\n",
        "Host: 192.0.2.1:8080\r\n",
        "Host: user@example.com\r\n",
    ] {
        let answer = server.post(headers, body).await;
        assert_eq!(answer.status, 403, "{headers}");
        answer.problem();
    }
    assert_eq!(seen.count(), 4);

    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let receiver = Receiver::builder().handler(seen.handler()).build().unwrap();
    let refused = receiver
        .serve(listener, PATH, std::future::pending())
        .err()
        .unwrap();
    assert!(
        refused.to_string().contains("configure a secret"),
        "{refused}"
    );
}

#[tokio::test]
async fn everybody_may_deliver_where_that_was_asked_for() {
    let seen = Seen::default();
    let receiver = Receiver::builder()
        .allow_unauthenticated(true)
        .handler(seen.handler())
        .build()
        .unwrap();
    let server = Server::start(receiver).await;
    let answer = server
        .post(
            "Host: example.com\r\nVia: 1.1 proxy\r\n",
            testing::IDENTITY.as_bytes(),
        )
        .await;
    assert_eq!(answer.status, 200);
}

#[test]
fn a_secret_that_can_not_protect_is_refused_at_the_start() {
    let build = |header: &str, secret: &str| {
        let handler = Seen::default().handler();
        let error = Receiver::builder()
            .secret(header, secret)
            .handler(handler)
            .build()
            .unwrap_err();
        assert!(secret.is_empty() || !format!("{error} {error:?}").contains(secret));
        error
    };
    for secret in ["", "fifteen-bytes--"] {
        assert!(matches!(
            build(HEADER, secret),
            BuildError::Secret(SecretError::TooShort { .. })
        ));
    }
    assert!(matches!(
        build("not a name", SECRET),
        BuildError::Secret(SecretError::HeaderName(_))
    ));
}

#[tokio::test]
async fn a_failing_handler_is_answered_500_and_tells_nothing() {
    let (builder, _) = guarded();
    let failing = |_: WebhookPayload| async { Err(std::io::Error::other("the database of Anna")) };
    let server = Server::start(builder.handler(failing).build().unwrap()).await;
    let answer = server.post(&secret(), testing::IDENTITY.as_bytes()).await;
    assert_eq!(answer.status, 500);
    assert!(!answer.body.contains("Anna"), "{answer:?}");
}

#[tokio::test]
async fn a_panicking_handler_is_answered_500_and_the_next_event_is_taken() {
    let (builder, _) = guarded();
    let handler = |payload: WebhookPayload| async move {
        assert!(payload.event_uid().is_none(), "a panic on purpose");
        Ok::<_, std::io::Error>(())
    };
    let server = Server::start(builder.handler(handler).build().unwrap()).await;
    assert_eq!(
        server
            .post(&secret(), testing::IDENTITY.as_bytes())
            .await
            .status,
        500
    );
    let identity = json!({ "event": "SummaryReady", "uid": Uuid::new_v4() }).to_string();
    assert_eq!(
        server.post(&secret(), identity.as_bytes()).await.status,
        200
    );
}

#[tokio::test]
async fn a_handler_goes_on_when_the_sender_hangs_up() {
    let (builder, seen) = guarded();
    let server = Server::start(
        builder
            .handler(seen.slow_handler(Duration::from_millis(300)))
            .build()
            .unwrap(),
    )
    .await;
    let mut stream = server.connect().await;
    stream
        .write_all(&request(
            "POST",
            PATH,
            &secret(),
            testing::IDENTITY.as_bytes(),
        ))
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stream);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(seen.count(), 1);
}

#[tokio::test]
async fn a_body_that_trickles_in_is_answered_408_and_blocks_nobody() {
    let (builder, seen) = guarded();
    let receiver = builder
        .body_timeout(Duration::from_secs(2))
        .handler(seen.handler())
        .build()
        .unwrap();
    let server = Server::start(receiver).await;
    let mut slow = server.connect().await;
    let started = Instant::now();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: a\r\n{}Content-Length: 100\r\n\r\n",
        secret()
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = slow.into_split();
    let trickle = tokio::spawn(async move {
        while writing.write_all(b"{").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    for _ in 0..5 {
        assert_eq!(
            server
                .post(&secret(), testing::IDENTITY.as_bytes())
                .await
                .status,
            200
        );
    }
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "the others did not wait"
    );
    let mut answer = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut reading, &mut answer).await;
    assert!(
        answer.starts_with(b"HTTP/1.1 408"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    assert!(started.elapsed() >= Duration::from_secs(2));
    trickle.abort();
}

#[tokio::test]
async fn a_head_that_trickles_in_is_cut_off() {
    let (builder, seen) = guarded();
    let receiver = builder
        .header_timeout(Duration::from_millis(500))
        .handler(seen.handler())
        .build()
        .unwrap();
    let server = Server::start(receiver).await;
    let mut slow = server.connect().await;
    slow.write_all(b"POST /webhooks/capturi HTTP/1.1\r\nHost:")
        .await
        .unwrap();
    let started = Instant::now();
    let mut rest = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut slow, &mut rest).await;
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn authenticated_deliveries_wait_for_room_before_they_are_answered_503() {
    let (builder, seen) = guarded();
    let (begun, mut handling) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, may_go_on) = tokio::sync::watch::channel(());
    // Room for one body at a time.
    let receiver = builder
        .body_limit(1024)
        .bytes_in_flight(1024)
        .capacity_timeout(Duration::from_secs(2))
        .handler(seen.handler_after(move || {
            begun.send(()).unwrap();
            let mut may_go_on = may_go_on.clone();
            async move { may_go_on.changed().await.unwrap() }
        }))
        .build()
        .unwrap();
    let server = Arc::new(Server::start(receiver).await);
    let post = || {
        let server = server.clone();
        tokio::spawn(async move { server.post(&secret(), testing::IDENTITY.as_bytes()).await })
    };
    let first = post();
    handling.recv().await.unwrap();
    let started = Instant::now();
    let refused = post().await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(2), "it waited");
    assert_eq!(refused.status, 503);
    assert!(refused.head.contains("retry-after: 2"), "{refused:?}");

    let second = post();
    go_on.send(()).unwrap();
    handling.recv().await.unwrap();
    go_on.send(()).unwrap();
    assert_eq!(first.await.unwrap().status, 200);
    assert_eq!(
        second.await.unwrap().status,
        200,
        "it got the room of the first"
    );
    assert_eq!(seen.count(), 2);
}

#[tokio::test]
async fn a_shutdown_waits_for_open_requests_and_cuts_off_stalled_ones() {
    let (builder, seen) = guarded();
    let receiver = builder
        .shutdown_timeout(Duration::from_secs(1))
        .handler(seen.handler())
        .build()
        .unwrap();
    let mut server = Server::start(receiver).await;
    let mut stalled = server.connect().await;
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: a\r\n{}Content-Length: 9\r\n\r\n{{",
        secret()
    );
    stalled.write_all(head.as_bytes()).await.unwrap();
    let _idle = server.connect().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    server.stop();
    (&mut server.running).await.unwrap();
    let elapsed = started.elapsed();
    assert!(
        elapsed >= Duration::from_millis(900) && elapsed < Duration::from_secs(4),
        "{elapsed:?}"
    );
}

#[tokio::test]
async fn a_shutdown_waits_for_a_handler_whose_sender_hung_up() {
    let (builder, seen) = guarded();
    let handler = seen.slow_handler(Duration::from_millis(600));
    let mut server = Server::start(builder.handler(handler).build().unwrap()).await;
    let mut stream = server.connect().await;
    let request = request("POST", PATH, &secret(), testing::IDENTITY.as_bytes());
    stream.write_all(&request).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stream);
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop();
    (&mut server.running).await.unwrap();
    assert_eq!(seen.count(), 1);
}

#[tokio::test]
async fn the_receiver_is_a_tower_service() {
    let (builder, seen) = guarded();
    let receiver = builder.handler(seen.handler()).build().unwrap();
    let request = http::Request::post("/anywhere")
        .header(HEADER, SECRET)
        .body(Body::from(testing::IDENTITY))
        .unwrap();
    assert_eq!(receiver.oneshot(request).await.unwrap().status(), 200);
    assert_eq!(seen.count(), 1);
}

#[tokio::test]
async fn a_sender_from_elsewhere_is_refused_whatever_its_headers_say() {
    let seen = Seen::default();
    let receiver = Receiver::builder().handler(seen.handler()).build().unwrap();
    for (sender, status) in [("127.0.0.1:9", 200), ("192.0.2.1:9", 403)] {
        let sender: std::net::SocketAddr = sender.parse().unwrap();
        let request = http::Request::post("/")
            .header("host", "localhost")
            .extension(axum::extract::ConnectInfo(sender))
            .body(Body::from(testing::IDENTITY))
            .unwrap();
        let answer = receiver.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status, "{sender}");
    }
}

#[tokio::test]
async fn a_router_joins_an_application_that_has_routes_a_state_and_a_fallback() {
    #[derive(Clone)]
    struct AppState(&'static str);
    let (builder, seen) = guarded();
    let receiver = builder.handler(seen.handler()).build().unwrap();
    let hello = async |State(state): State<AppState>| state.0;
    let app = axum::Router::new()
        .route("/", get(hello))
        .merge(receiver.router(PATH))
        .fallback(async || (http::StatusCode::IM_A_TEAPOT, "elsewhere"))
        .with_state(AppState("hello"));
    let ask = async |request: http::Request<Body>| {
        let answer = app.clone().oneshot(request).await.unwrap();
        (answer.status().as_u16(), body(answer).await)
    };
    let delivery = testing::SampleDelivery::full();
    let (status, _) = ask(delivery.request(PATH, HEADER, SECRET)).await;
    assert_eq!((status, seen.count()), (200, 1));
    assert_eq!(ask(delivery.request(PATH, HEADER, "wrong")).await.0, 401);
    let at = |path| http::Request::get(path).body(Body::empty()).unwrap();
    assert_eq!(ask(at("/")).await, (200, "hello".to_owned()));
    assert_eq!(ask(at("/other")).await, (418, "elsewhere".to_owned()));
}

#[tokio::test]
async fn a_payload_is_extracted_from_a_request_with_the_secret() {
    let app = axum::Router::new()
        .route(
            "/",
            post(async |Webhook(payload): Webhook| payload.event().to_string()),
        )
        .with_state(Secrets::new([(HEADER, SECRET)]).unwrap());
    let send = async |request: http::Request<Body>| app.clone().oneshot(request).await.unwrap();
    let with = |secret: &str, body: Body| {
        http::Request::post("/")
            .header(HEADER, secret)
            .body(body)
            .unwrap()
    };
    let extracted = send(testing::SampleDelivery::full().request("/", HEADER, SECRET)).await;
    assert_eq!(extracted.status(), 200);
    assert_eq!(body(extracted).await, "ConversationProcessed");
    assert_eq!(send(with(SECRET, "[]".into())).await.status(), 400);
    let misfit = Body::from(r#"{"event":"SummaryReady"}"#);
    assert_eq!(send(with(SECRET, misfit)).await.status(), 422);

    for secret in ["", "wrong", "a-secret-of-32-bytes-for-testinG"] {
        // The body never ends: a server that read it first would never answer.
        let never = Body::from_stream(futures_util::stream::pending::<Result<&str, BoxError>>());
        let refused = send(with(secret, never)).await;
        assert_eq!(refused.status(), 401, "{secret:?}");
        assert!(
            body(refused)
                .await
                .contains("The secret is missing or wrong")
        );
    }
}

async fn body(answer: http::Response<Body>) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), 10_000)
        .await
        .unwrap();
    String::from_utf8(bytes.into()).unwrap()
}

#[tokio::test]
async fn whatever_takes_deliveries_is_given_their_raw_bytes() {
    struct Store(tokio::sync::mpsc::UnboundedSender<Delivery>);
    impl HandOver for Store {
        async fn hand_over(&self, delivery: Delivery) -> Outcome {
            self.0.send(delivery).unwrap();
            Outcome::Taken
        }
    }
    let (sender, mut deliveries) = tokio::sync::mpsc::unbounded_channel();
    let receiver = guarded().0.hand_over(Store(sender)).build().unwrap();
    let server = Server::start(receiver).await;
    assert_eq!(server.post(&secret(), b"not even JSON").await.status, 200);
    assert_eq!(deliveries.recv().await.unwrap().body, "not even JSON");
}
