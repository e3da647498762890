//! A delivery with the secret passes, whatever unauthenticated clients and unusual senders do to
//! the receiver.
#![cfg(feature = "receiver")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use capturi_webhooks::{receiver::ReceiverBuilder, testing};
use proptest::prelude::*;
use support::{Answer, PATH, Seen, Server, guarded, request, secret};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};

async fn started(builder: ReceiverBuilder, seen: &Seen) -> Server {
    Server::start(builder.handler(seen.handler()).build().unwrap()).await
}

/// A delivery with the secret, which leaves its connection open.
fn kept_alive() -> Vec<u8> {
    let request = request("POST", PATH, &secret(), testing::IDENTITY.as_bytes());
    let text = String::from_utf8(request).unwrap();
    text.replace("Connection: close\r\n", "").into_bytes()
}

async fn delivers(server: &Server) {
    let started = Instant::now();
    let secret = secret();
    let posting = server.post(&secret, testing::IDENTITY.as_bytes());
    let answer = timeout(Duration::from_secs(10), posting);
    assert_eq!(answer.await.unwrap().status, 200);
    assert!(started.elapsed() < Duration::from_secs(1));
}

/// Whether the other side has closed the connection.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    timeout(Duration::from_millis(300), stream.read_to_end(&mut rest))
        .await
        .is_ok()
}

#[tokio::test]
async fn a_request_whose_sender_has_closed_its_side_is_handled_and_answered() {
    let (builder, seen) = guarded();
    let server = started(builder, &seen).await;
    for _ in 0..5 {
        let mut stream = server.connect().await;
        stream.write_all(&kept_alive()).await.unwrap();
        stream.shutdown().await.unwrap();
        assert_eq!(Answer::read(&mut stream).await.status, 200);
    }
    assert_eq!(seen.count(), 5);
}

#[tokio::test]
async fn connections_are_limited_and_a_right_delivery_takes_the_place_of_a_strangers() {
    let (builder, seen) = guarded();
    let server = started(builder.connections(4), &seen).await;
    let mut known = server.connect().await;
    known.write_all(&kept_alive()).await.unwrap();
    assert_eq!(Answer::read(&mut known).await.status, 200);
    let mut strangers = Vec::new();
    for _ in 0..20 {
        let mut stranger = server.connect().await;
        let _ = stranger
            .write_all(b"POST /webhooks/capturi HTTP/1.1\r\nHo")
            .await;
        strangers.push(stranger);
    }
    // The receiver closes no connection before it could send a request, and keeps as many as there
    // are places.
    sleep(Duration::from_secs(4)).await;
    let mut open = 0;
    for stranger in &mut strangers {
        open += usize::from(!is_closed(stranger).await);
    }
    assert!((1..4).contains(&open), "{open}, and one that has delivered");
    delivers(&server).await;
    known.write_all(&kept_alive()).await.unwrap();
    assert_eq!(
        Answer::read(&mut known).await.status,
        200,
        "it has not lost its place"
    );
}

#[tokio::test]
async fn deliveries_that_are_under_way_are_never_closed_for_others() {
    let (builder, seen) = guarded();
    let handler = seen.slow_handler(Duration::from_millis(500));
    let receiver = builder.connections(2).handler(handler).build().unwrap();
    let server = Arc::new(Server::start(receiver).await);
    let deliveries = (0..6).map(|_| {
        let server = server.clone();
        tokio::spawn(async move { server.post(&secret(), testing::IDENTITY.as_bytes()).await })
    });
    for delivery in deliveries.collect::<Vec<_>>() {
        assert_eq!(delivery.await.unwrap().status, 200);
    }
    assert_eq!(seen.count(), 6);
}

/// Regression test: a connection was once chosen for closing before another one needed its place.
#[tokio::test]
async fn a_delivery_that_begins_on_an_idle_connection_keeps_it() {
    let (builder, seen) = guarded();
    let handler = seen.slow_handler(Duration::from_millis(500));
    let receiver = builder.connections(1).handler(handler).build().unwrap();
    let server = Server::start(receiver).await;
    let mut known = server.connect().await;
    for _ in 0..3 {
        known.write_all(&kept_alive()).await.unwrap();
        assert_eq!(Answer::read(&mut known).await.status, 200);
        sleep(Duration::from_millis(400)).await;
        known.write_all(&kept_alive()).await.unwrap();
        sleep(Duration::from_millis(50)).await;
        let _another = server.connect().await;
        assert_eq!(Answer::read(&mut known).await.status, 200);
    }
}

#[tokio::test]
async fn strangers_that_ask_again_and_again_keep_no_place() {
    let (builder, seen) = guarded();
    let server = Arc::new(started(builder.connections(3), &seen).await);
    let asking = (0..3).map(|_| {
        let server = server.clone();
        tokio::spawn(async move {
            let wrong = request("POST", "/elsewhere", "", b"");
            let wrong = String::from_utf8(wrong).unwrap();
            let wrong = wrong.replace("Connection: close\r\n", "");
            loop {
                let mut stream = server.connect().await;
                while stream.write_all(wrong.as_bytes()).await.is_ok() {
                    sleep(Duration::from_millis(100)).await;
                }
            }
        })
    });
    let asking: Vec<_> = asking.collect();
    sleep(Duration::from_millis(500)).await;
    for _ in 0..10 {
        delivers(&server).await;
    }
    asking.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn who_never_reads_answers_is_given_up() {
    let (builder, seen) = guarded();
    let builder = builder
        .answer_timeout(Duration::from_millis(300))
        .header_timeout(Duration::from_secs(60));
    let server = started(builder, &seen).await;
    let mut greedy = server.connect().await;
    let refused = request("POST", "/elsewhere", "", b"");
    let refused = String::from_utf8(refused).unwrap();
    let refused = refused.replace("Connection: close\r\n", "").repeat(100);
    // Its answers are not read, so the server reads no more and closes the connection.
    let sending = async { while greedy.write_all(refused.as_bytes()).await.is_ok() {} };
    timeout(Duration::from_secs(30), sending).await.unwrap();
    delivers(&server).await;
}

#[tokio::test]
async fn a_connection_is_kept_for_its_sender_and_not_for_a_stranger() {
    let (builder, seen) = guarded();
    let builder = builder
        .header_timeout(Duration::from_millis(200))
        .keep_alive(Duration::from_secs(2));
    let server = started(builder, &seen).await;
    let mut known = server.connect().await;
    let mut stranger = server.connect().await;
    known.write_all(&kept_alive()).await.unwrap();
    assert_eq!(Answer::read(&mut known).await.status, 200);
    sleep(Duration::from_millis(700)).await;
    assert!(is_closed(&mut stranger).await);
    known.write_all(&kept_alive()).await.unwrap();
    assert_eq!(Answer::read(&mut known).await.status, 200);
    sleep(Duration::from_millis(2800)).await;
    assert!(is_closed(&mut known).await);
}

#[tokio::test]
async fn a_head_is_at_most_32_kib() {
    let (builder, seen) = guarded();
    let server = started(builder, &seen).await;
    let mut large = server.connect().await;
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: a\r\nX: {}",
        "x".repeat(64 * 1024)
    );
    let _ = large.write_all(head.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(5), large.read_to_end(&mut answer))
        .await
        .unwrap();
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"));
    delivers(&server).await;
}

#[tokio::test]
async fn a_request_on_an_idle_connection_is_answered_while_the_receiver_stops() {
    let (builder, seen) = guarded();
    let mut server = started(builder, &seen).await;
    let mut idle = server.connect().await;
    idle.write_all(&kept_alive()).await.unwrap();
    assert_eq!(Answer::read(&mut idle).await.status, 200);
    let _stranger = server.connect().await;
    sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    server.stop();
    sleep(Duration::from_millis(500)).await;
    idle.write_all(&kept_alive()).await.unwrap();
    let answer = Answer::read(&mut idle).await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("connection: close"), "{}", answer.head);
    // The receiver does not wait for the rest of its stop grace.
    (&mut server.running).await.unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(3),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(seen.count(), 2);
}

/// The bytes of a request, or nearly of one.
fn raw_request() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "POST",
        "GET",
        "\r\n",
        "\r\n\r\n",
        " ",
        PATH,
        "HTTP/1.1",
        "HTTP/1.0",
        "HTTP/2.0",
        "Host: a\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 5, 6\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "5\r\nhello\r\n",
        "0\r\n\r\n",
        "fffffffffffffffff\r\n",
        "Expect: 100-continue\r\n",
        "Upgrade: h2c\r\n",
        "Connection: keep-alive\r\n",
        "X-Capturi-Secret: a-secret-of-32-bytes-for-testing\r\n",
        "{\"event\":",
        "\0",
        "\u{fffd}",
        ":",
    ]);
    let piece = prop_oneof![
        8 => word.prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn whatever_is_sent_a_right_delivery_passes_afterwards() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (builder, seen) = guarded();
    let builder = builder
        .header_timeout(Duration::from_millis(300))
        .body_timeout(Duration::from_millis(300))
        .keep_alive(Duration::from_millis(300));
    let server = runtime.block_on(started(builder, &seen));
    let cases = std::env::var("CAPTURI_CASES").map_or(64, |cases| cases.parse().unwrap());
    proptest!(ProptestConfig::with_cases(cases), |(bytes in raw_request())| {
        runtime.block_on(async {
            let mut stream = server.connect().await;
            // The server may close before it has read everything.
            let _ = stream.write_all(&bytes).await;
            let mut answer = Vec::new();
            let ended = timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
            prop_assert!(ended.is_ok(), "neither answered nor closed");
            prop_assert!(answer.is_empty() || answer.starts_with(b"HTTP/1."));
            delivers(&server).await;
            Ok(())
        })?;
    });
}
