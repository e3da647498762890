//! Secrets: their rotation, replacement and counts, and that nothing shows them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::extract::ConnectInfo;
use capturi_webhooks::{
    receiver::{HandOver, Receiver, Secrets},
    testing,
};
use http::Request;
use http_body_util::Full;
use support::{PATH, SECRET, Seen, Server, request};
use tower::ServiceExt as _;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

const OLD: &str = "the-old-secret-of-16-bytes";
const NEW: &str = "the-new-secret-of-16-bytes";

async fn status(server: &Server, header: &str, secret: &str) -> u16 {
    let line = format!("{header}: {secret}\r\n");
    server
        .post(&line, testing::IDENTITY.as_bytes())
        .await
        .status
}

#[tokio::test]
async fn several_secrets_for_one_header_let_both_ends_change_over() {
    let secrets = Secrets::new([("X-A", OLD), ("X-A", NEW), ("X-B", SECRET)]).unwrap();
    let receiver = Receiver::builder()
        .secrets(secrets.clone())
        .handler(Seen::default().handler())
        .build()
        .unwrap();
    let server = Server::start(receiver).await;
    assert_eq!(status(&server, "X-A", OLD).await, 200);
    assert_eq!(status(&server, "x-a", NEW).await, 200);
    assert_eq!(status(&server, "X-A", NEW).await, 200);
    assert_eq!(status(&server, "X-B", SECRET).await, 200);
    assert_eq!(
        status(&server, "X-B", NEW).await,
        401,
        "a secret belongs to its header"
    );

    let uses = secrets.uses();
    let counts: Vec<u64> = uses.iter().map(|one| one.count).collect();
    assert_eq!(counts, [1, 2, 1]);
    assert!(uses.iter().all(|one| one.last_used.is_some()));
    assert!(uses[0].last_used < uses[1].last_used, "the old one can go");
}

/// The status of the answer to a delivery with this secret, sent by `peer` with this `X-Forwarded-For`.
async fn by(receiver: &Receiver<impl HandOver>, peer: &str, forwarded: &str, secret: &str) -> u16 {
    let peer = SocketAddr::new(peer.parse().unwrap(), 40_000);
    let request = Request::post(PATH)
        .extension(ConnectInfo(peer))
        .header("X-Forwarded-For", forwarded)
        .header("X-A", secret)
        .body(Full::from(testing::IDENTITY))
        .unwrap();
    let answer = receiver.clone().oneshot(request).await.unwrap();
    answer.status().as_u16()
}

#[tokio::test]
async fn a_sender_that_fails_too_often_is_told_so_and_a_right_secret_is_taken() {
    let receiver = Receiver::builder().secret("X-A", OLD);
    let receiver = receiver.handler(Seen::default().handler());
    let server = Server::start(receiver.build().unwrap()).await;
    for _ in 0..60 {
        assert_eq!(status(&server, "X-A", NEW).await, 401);
    }
    let answer = server.post("", testing::IDENTITY.as_bytes()).await;
    assert_eq!(answer.status, 429);
    assert!(answer.head.contains("connection: close"), "{answer:?}");
    let (_, seconds) = answer.head.split_once("retry-after: ").unwrap();
    let seconds = seconds.lines().next().unwrap().parse::<u64>().unwrap();
    assert!((1..=60).contains(&seconds), "{answer:?}");
    assert_eq!(status(&server, "X-A", OLD).await, 200);
    assert_eq!(status(&server, "X-A", NEW).await, 429, "one was right");
}

#[tokio::test]
async fn a_sender_is_its_address_or_what_a_trusted_proxy_says() {
    let proxy = [10, 0, 0, 7].into();
    let other_proxy = "2001:db8:9::7".parse().unwrap();
    let receiver = Receiver::builder().secret("X-A", OLD);
    let receiver = receiver.trusted_proxy(proxy).trusted_proxy(other_proxy);
    let receiver = receiver.handler(Seen::default().handler());
    let receiver = receiver.build().unwrap();
    for number in 0..60 {
        let invented = format!("198.51.100.{number}");
        let chain = format!("{invented}, 203.0.113.5,127.0.0.1");
        assert_eq!(by(&receiver, "192.0.2.1", &invented, NEW).await, 401);
        assert_eq!(by(&receiver, "10.0.0.7", &chain, NEW).await, 401);
        let address = format!("2001:db8::{number}");
        assert_eq!(by(&receiver, &address, "", NEW).await, 401);
    }
    let other = "198.51.100.200";
    assert_eq!(
        by(&receiver, "2001:db8:9::7", "203.0.113.5", NEW).await,
        429
    );
    assert_eq!(by(&receiver, "2001:db8:9::7", other, NEW).await, 401);
    assert_eq!(by(&receiver, "192.0.2.1", other, NEW).await, 429);
    assert_eq!(by(&receiver, "192.0.2.1", other, OLD).await, 200);
    let chain = format!("{other}, 203.0.113.5");
    assert_eq!(by(&receiver, "10.0.0.7", &chain, NEW).await, 429);
    assert_eq!(by(&receiver, "10.0.0.7", "no address", NEW).await, 401);
    assert_eq!(by(&receiver, "2001:db8::ffff", "", NEW).await, 429);
    assert_eq!(by(&receiver, "2001:db8:0:1::1", "", NEW).await, 401);
    for number in 0..5_000_u32 {
        let peer = std::net::Ipv4Addr::from(0xc612_0000 + number).to_string();
        assert_eq!(by(&receiver, &peer, "", NEW).await, 401);
    }
}

#[tokio::test]
async fn secrets_are_replaced_while_the_receiver_runs() {
    let secrets = Secrets::new([("X-A", OLD)]).unwrap();
    let receiver = Receiver::builder()
        .secrets(secrets.clone())
        .handler(Seen::default().handler())
        .build()
        .unwrap();
    let counting = receiver.clone();
    let server = Server::start(receiver).await;
    assert_eq!(status(&server, "X-A", OLD).await, 200);
    secrets.replace(&Secrets::new([("X-A", NEW), ("X-A", OLD)]).unwrap());
    assert_eq!(status(&server, "X-A", OLD).await, 200);
    let uses: Vec<u64> = secrets.uses().iter().map(|used| used.count).collect();
    assert_eq!(uses, [0, 2], "the secret that stays keeps its count");
    secrets.replace(&Secrets::new([("X-A", NEW)]).unwrap());
    assert_eq!(status(&server, "X-A", OLD).await, 401);
    assert_eq!(status(&server, "X-A", NEW).await, 200);
    assert_eq!(counting.refused(), [(401, 1)].into());
    assert_eq!(counting.not_taken(), [].into());
}

#[tokio::test]
async fn secrets_from_several_sources_all_count() {
    let shared = Secrets::new([("X-A", OLD)]).unwrap();
    let receiver = Receiver::builder()
        .secret("X-B", NEW)
        .secrets(shared.clone())
        .handler(Seen::default().handler())
        .build()
        .unwrap();
    let server = Server::start(receiver).await;
    assert_eq!(status(&server, "X-A", OLD).await, 200);
    assert_eq!(status(&server, "X-B", NEW).await, 200);
    assert_eq!(shared.uses().len(), 1, "the shared set is not added to");
}

#[tokio::test]
async fn secrets_that_are_empty_let_in_nobody_until_they_are_filled() {
    let secrets = Secrets::default();
    let receiver = Receiver::builder()
        .allow_unauthenticated(true)
        .secrets(secrets.clone())
        .handler(Seen::default().handler())
        .build()
        .unwrap();
    let server = Server::start(receiver).await;
    assert_eq!(
        server.post("", testing::IDENTITY.as_bytes()).await.status,
        401
    );
    secrets.replace(&Secrets::new([("X-A", NEW)]).unwrap());
    assert_eq!(status(&server, "X-A", NEW).await, 200);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_header_or_body_is_logged_at_any_level() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(log.clone())
        .init();
    let seen = Seen::default();
    let builder = Receiver::builder().secret("X-A", OLD);
    let mut shown = format!("{builder:?}");
    let receiver = builder.handler(seen.handler()).build().unwrap();
    shown += &format!("{receiver:?} {:?}", Secrets::new([("X-A", OLD)]).unwrap());
    let server = Server::start(receiver).await;

    let headers =
        format!("X-A: {OLD}\r\nX-Private: header-value-of-anna\r\nX-Request-Id: id-of-anna\r\n");
    let bodies = [
        testing::CONVERSATION.to_owned(),
        r#"{"event":"event-of-anna","text":"body-of-anna"}"#.to_owned(),
        r#"{"event":"SummaryReady","uid":"body-of-anna"}"#.to_owned(),
        "body-of-anna".to_owned(),
    ];
    for body in &bodies {
        let request = request(
            "POST",
            "/webhooks/capturi?token=query-of-anna",
            &headers,
            body.as_bytes(),
        );
        let answer = server.send(&request).await;
        shown += &format!("{answer:?}");
    }
    assert_eq!(status(&server, "X-A", NEW).await, 401);
    assert_eq!(seen.count(), 2);

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("/webhooks/capturi") && logged.contains("taken"),
        "the log is captured:\n{logged}"
    );
    for secret in [OLD, NEW, "of-anna", "Ustabil", "Customer B"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}
