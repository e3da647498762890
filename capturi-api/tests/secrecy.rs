//! Nothing that the client prints or logs shows the token or a body, at any level.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used)]

use std::{
    io,
    sync::{Arc, Mutex},
};

use capturi_api::{Client, Page, types::IntegrationScoreView};
use futures_util::{StreamExt as _, TryStreamExt as _};
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};
use uuid::Uuid;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

const TOKEN: &str = "a-token-that-nobody-may-see";
const BODY: &str = "what-the-customer-said";

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
async fn the_token_and_bodies_are_never_shown() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(log.clone())
        .init();
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(500).set_body_string(BODY))
        .mount(&server)
        .await;
    let builder = Client::builder().token(TOKEN).base_url(server.uri());
    let mut shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let call = client.list_conversations();
    shown += &format!("{client:?} {call:?}");
    let error = call.send().await.unwrap_err();
    shown += &format!("{error} {error:?}");
    let raw = client.raw(http::Method::GET, "/x");
    shown += &format!("{raw:?}");
    shown += &format!("{:?}", raw.send().await.unwrap_err());

    let row = serde_json::json!({ "subject": BODY });
    let page = serde_json::json!({ "conversations": [row], "continuationToken": BODY });
    for body in [page.to_string(), format!("{{\"conversations\":[{row}")] {
        server.reset().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200).set_body_string(body))
            .mount(&server)
            .await;
        let mut pages = client.list_conversations().pages();
        let page = pages.try_next().await;
        shown += &format!("{page:?} {pages:?}");
        for item in page.iter().flatten().flat_map(Page::items) {
            shown += &format!("{item:?}");
            shown += &item.unwrap_err().to_string();
        }
        let mut items = client.list_conversations().stream();
        let item = items.next().await.unwrap().unwrap_err();
        shown += &format!("{items:?} {item} {item:?}");
        let answer = client.get_score(Uuid::nil()).send_raw().await;
        shown += &format!("{answer:?}");
    }
    let json =
        capturi_api::mock::example::<IntegrationScoreView>(serde_json::json!({ "name": BODY }));
    server.reset().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json))
        .mount(&server)
        .await;
    shown += &format!("{:?}", client.get_score(Uuid::nil()).send().await);

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("list_conversations"),
        "the log is captured:\n{logged}"
    );
    // wiremock, which runs in this process, logs what it receives; the client's side is ours.
    let ours: String = logged
        .lines()
        .filter(|line| !line.contains("wiremock"))
        .collect();
    for secret in [TOKEN, BODY] {
        assert!(!shown.contains(secret), "{shown}");
        assert!(!ours.contains(secret), "{ours}");
    }
}
