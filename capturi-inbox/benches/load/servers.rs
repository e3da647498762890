//! The servers that the bench compares.

use std::path::Path;

use axum::{Router, body::Bytes, extract::DefaultBodyLimit, http::StatusCode, routing::post};
use capturi_inbox::Inbox;
use capturi_webhooks::{
    WebhookPayload,
    receiver::{HandOver, Receiver},
};
use tokio::net::TcpListener;

const PATH: &str = "/webhooks/capturi";

/// Serves until it is killed, and prints its port.
pub(crate) fn serve(kind: &str, folder: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        match kind {
            "axum" => {
                let app = Router::new()
                    .route(PATH, post(by_hand))
                    .layer(DefaultBodyLimit::max(10 * 1024 * 1024));
                axum::serve(listener, app).await.unwrap();
            }
            "receiver" => {
                let handler = |payload: WebhookPayload| async move {
                    std::hint::black_box(payload);
                    Ok::<_, std::io::Error>(())
                };
                receive(
                    listener,
                    Receiver::builder().handler(handler).build().unwrap(),
                )
                .await;
            }
            // The folder is the URL of a database.
            "postgres" => {
                let inbox = Inbox::open(folder.to_str().unwrap()).await.unwrap();
                let receiver = Receiver::builder().hand_over(inbox.source("bench"));
                receive(listener, receiver.build().unwrap()).await;
            }
            "inbox" | "recorded" => {
                if kind == "recorded" {
                    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new();
                    recorder.install_recorder().unwrap();
                }
                let inbox = Inbox::open(&url(folder)).await.unwrap();
                let receiver = Receiver::builder().hand_over(inbox.source("bench"));
                receive(listener, receiver.build().unwrap()).await;
            }
            other => panic!("{other}"),
        }
    });
}

async fn by_hand(body: Bytes) -> StatusCode {
    match WebhookPayload::from_slice(&body) {
        Ok(payload) => {
            std::hint::black_box(payload);
            StatusCode::OK
        }
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

async fn receive<T: HandOver>(listener: TcpListener, receiver: Receiver<T>) {
    receiver
        .serve(listener, PATH, std::future::pending())
        .unwrap()
        .await;
}

fn url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("inbox.db").display())
}

/// Puts this many pending events into the inbox in this folder.
pub(crate) async fn fill(folder: &Path, events: u64) {
    use capturi_inbox::sqlx::{self, Connection as _, SqliteConnection};

    Inbox::open(&url(folder)).await.unwrap().close().await;
    if events == 0 {
        return;
    }
    let mut connection = SqliteConnection::connect(&url(folder)).await.unwrap();
    let uid = "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || \
               hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))";
    let fill = format!(
        "INSERT INTO capturi_events (source, event_uid, event, entity_uid, conversation_key, \
             event_key, state, received_at, queued_at, changed_at, due_at, bodies, body_bytes, \
             request_id, method) \
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
             WHERE n < {events}) \
         SELECT 'bench', {uid}, 'ConversationProcessed', {uid}, random(), random(), 'pending', \
             n, n, n, n, 1, 140, {uid}, 'POST' FROM numbers; \
         INSERT INTO capturi_bodies (event_id, number, received_at, body) \
         SELECT id, 0, 0, randomblob(140) FROM capturi_events"
    );
    let fill = sqlx::AssertSqlSafe(fill);
    sqlx::raw_sql(fill).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
