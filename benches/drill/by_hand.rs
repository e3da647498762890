//! The receiver that a good developer writes in an afternoon with axum, reqwest and SQLite: it
//! checks the secret, stores the event, then answers. A loop forwards stored events, and retries
//! those that failed.

use std::{env, error::Error, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use capturi_inbox::sqlx::{
    self, Row as _, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use futures_util::future::join_all;
use serde_json::Value;
use tokio::{net::TcpListener, signal::unix::SignalKind, time::sleep};

/// The number of events that are forwarded at once.
const AT_ONCE: i64 = 8;
const MAX_ATTEMPTS: i64 = 100;
/// The longest pause in seconds: pauses double up to an hour.
const LONGEST_PAUSE: i64 = 3600;

#[derive(Clone)]
struct Receiver {
    pool: SqlitePool,
    secret: String,
}

pub async fn run() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let options = SqliteConnectOptions::new()
        .filename(env::var("DATABASE")?)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new()
        .max_connections(8)
        .connect_with(options)
        .await?;
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS events (
             id INTEGER PRIMARY KEY AUTOINCREMENT,
             uid TEXT NOT NULL UNIQUE,
             body BLOB NOT NULL,
             state TEXT NOT NULL DEFAULT 'pending',
             attempts INTEGER NOT NULL DEFAULT 0,
             next_at INTEGER NOT NULL DEFAULT 0)",
    )
    .execute(&pool)
    .await?;
    sqlx::query("CREATE INDEX IF NOT EXISTS due ON events (state, next_at, id)")
        .execute(&pool)
        .await?;
    let worker = tokio::spawn(pass_on(pool.clone(), env::var("TARGET")?));
    let receiver = Receiver {
        pool: pool.clone(),
        secret: env::var("SECRET")?,
    };
    let app = Router::new()
        .route("/webhooks/capturi", post(receive))
        .with_state(receiver);
    let listener = TcpListener::bind(env::var("LISTEN")?).await?;
    tracing::info!("listening on {}", listener.local_addr()?);
    axum::serve(listener, app)
        .with_graceful_shutdown(terminated())
        .await?;
    worker.abort();
    pool.close().await;
    Ok(())
}

async fn terminated() {
    if let Ok(mut terminate) = tokio::signal::unix::signal(SignalKind::terminate()) {
        terminate.recv().await;
    }
}

async fn receive(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    let secret = headers.get("X-Capturi-Secret");
    if secret.is_none_or(|secret| secret.as_bytes() != receiver.secret.as_bytes()) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let event: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let uid = event["eventUid"].as_str().ok_or(StatusCode::BAD_REQUEST)?;
    let stored = sqlx::query("INSERT INTO events (uid, body) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(uid)
        .bind(&body[..])
        .execute(&receiver.pool)
        .await;
    match stored {
        Ok(_) => {
            tracing::info!(uid, "stored");
            Ok(StatusCode::OK)
        }
        Err(error) => {
            tracing::error!(uid, %error, "not stored");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Forwards due events, the oldest first, for ever.
async fn pass_on(pool: SqlitePool, target: String) {
    let http = reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap_or_default();
    loop {
        let due = sqlx::query(
            "SELECT id, uid, body, attempts FROM events
             WHERE state = 'pending' AND next_at <= unixepoch() ORDER BY id LIMIT ?",
        )
        .bind(AT_ONCE)
        .fetch_all(&pool)
        .await
        .unwrap_or_else(|error| {
            tracing::error!(%error, "nothing can be read");
            Vec::new()
        });
        if due.is_empty() {
            sleep(Duration::from_millis(200)).await;
            continue;
        }
        let passing = due.iter().map(|event| {
            let body: Vec<u8> = event.get("body");
            pass_one(
                &pool,
                &http,
                &target,
                event.get("id"),
                event.get("attempts"),
                body,
            )
        });
        for passed in join_all(passing).await {
            if let Err(error) = passed {
                tracing::error!(%error, "an event is passed on again");
            }
        }
    }
}

async fn pass_one(
    pool: &SqlitePool,
    http: &reqwest::Client,
    target: &str,
    id: i64,
    attempts: i64,
    body: Vec<u8>,
) -> Result<(), sqlx::Error> {
    let answer = http.post(target).body(body).send().await;
    let passed = answer.and_then(reqwest::Response::error_for_status);
    let update = match passed {
        Ok(_) => sqlx::query("UPDATE events SET state = 'done' WHERE id = ?").bind(id),
        Err(error) => {
            tracing::warn!(id, %error, "not passed on");
            let state = if attempts + 1 >= MAX_ATTEMPTS {
                "dead"
            } else {
                "pending"
            };
            let pause = LONGEST_PAUSE.min(1 << attempts.min(20));
            sqlx::query(
                "UPDATE events SET attempts = attempts + 1, state = ?, next_at = unixepoch() + ?
                 WHERE id = ?",
            )
            .bind(state)
            .bind(pause)
            .bind(id)
        }
    };
    update.execute(pool).await?;
    Ok(())
}
