//! The time to read a page of 5 MB item by item, with or without its JSON, compared with reading it
//! into its model at once. The calls take turns, and go to a server in this process; the time of a
//! call that does not parse the body is subtracted.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::{
    hint::black_box,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use capturi_api::{Client, Page, types::IntegrationConversationView};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};

const ROWS: usize = 1000;
const ROUNDS: usize = 21;
const CONTENDERS: [&str; 6] = [
    "send: the model of the page",
    "stream",
    "stream with JSON",
    "pages: an item at a time",
    "pages: all items, kept",
    "pages: JSON alone",
];

fn main() {
    let url = serve(page());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = Client::builder().token("t").base_url(url).build().unwrap();
    runtime.block_on(measure(&client));
}

async fn measure(client: &Client) {
    let mut times = CONTENDERS.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        let unread = time(async || {
            let response = client.list_conversations().send_raw().await.unwrap();
            response.into_inner().bytes().await.unwrap().len()
        });
        let unread = unread.await;
        let round = [
            time(async || {
                let page = client.list_conversations().send().await.unwrap();
                page.conversations.as_ref().map_or(0, Vec::len)
            })
            .await,
            time(async || {
                let mut items = client.list_conversations().stream();
                while let Some(item) = items.try_next().await.unwrap() {
                    black_box(item);
                }
                ROWS
            })
            .await,
            time(async || {
                let mut items = client.list_conversations().stream().with_json();
                while let Some(item) = items.try_next().await.unwrap() {
                    black_box((item.model, item.json));
                }
                ROWS
            })
            .await,
            time(async || {
                let page = first(client).await;
                page.items().filter(|item| black_box(item).is_ok()).count()
            })
            .await,
            time(async || first(client).await.items().collect::<Vec<_>>().len()).await,
            time(async || first(client).await.json_items().map(str::len).sum()).await,
        ];
        for (times, time) in times.iter_mut().zip(round) {
            times.push(time.saturating_sub(unread).as_secs_f64());
        }
    }
    let base = times[0].clone();
    for (name, times) in CONTENDERS.iter().zip(times) {
        let ratios = times.iter().zip(&base).map(|(time, base)| time / base);
        let ratio = median(ratios.collect());
        println!(
            "{name:28} {:6.1} ms  {ratio:.2} times",
            median(times) * 1000.0
        );
    }
}

async fn first(client: &Client) -> Page<IntegrationConversationView> {
    let mut pages = client.list_conversations().pages();
    pages.try_next().await.unwrap().unwrap()
}

async fn time(call: impl AsyncFnOnce() -> usize) -> Duration {
    let started = Instant::now();
    black_box(call().await);
    started.elapsed()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn page() -> Vec<u8> {
    let payload = include_str!("../../capturi-webhooks/fixtures/conversation.json");
    let payload: Value = serde_json::from_str(payload).unwrap();
    let rows = vec![&payload["entity"]; ROWS];
    json!({ "conversations": rows }).to_string().into_bytes()
}

/// Answers every request with this body, on a thread of its own.
fn serve(body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            // The head may come in one piece and the small body in another.
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while !request.ends_with(b"{}") {
                let read = connection.read(&mut buffer).unwrap();
                request.extend_from_slice(&buffer[..read]);
            }
            connection.write_all(head.as_bytes()).unwrap();
            connection.write_all(&body).unwrap();
        }
    });
    url
}
