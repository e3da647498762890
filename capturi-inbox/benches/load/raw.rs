//! The speed of the disk and SQLite: the same bytes go into one table, with many inserts in one
//! synced transaction, and as many producers as there would be connections.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use capturi_inbox::sqlx::{
    self, ConnectOptions as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

use super::payload::Payload;

type Insert = (Vec<u8>, oneshot::Sender<()>);

/// A table, and its writer.
pub(crate) struct Raw {
    inserts: mpsc::Sender<Insert>,
    inserted: u64,
    time: Duration,
}

impl Raw {
    pub(crate) async fn open(folder: &Path) -> Self {
        let mut connection = SqliteConnectOptions::new()
            .filename(folder.join("raw.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // The log is moved as rarely as the inbox moves it: at 48 MiB.
            .pragma("wal_autocheckpoint", "12288")
            .connect()
            .await
            .unwrap();
        let create = "CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB)";
        sqlx::raw_sql(create)
            .execute(&mut connection)
            .await
            .unwrap();
        let (inserts, waiting) = mpsc::channel(1024);
        tokio::spawn(write(connection, waiting));
        Self {
            inserts,
            inserted: 0,
            time: Duration::ZERO,
        }
    }

    /// Inserts for this time.
    pub(crate) async fn insert(&mut self, payload: &Payload, producers: usize, time: Duration) {
        let started = Instant::now();
        let producing = (0..producers).map(|_| {
            let (inserts, mut payload) = (self.inserts.clone(), payload.clone());
            tokio::spawn(async move {
                let mut number = 0_u64;
                while started.elapsed() < time {
                    let (done, is_done) = oneshot::channel();
                    inserts.send((payload.next().to_vec(), done)).await.unwrap();
                    is_done.await.unwrap();
                    number += 1;
                }
                number
            })
        });
        for producer in producing.collect::<Vec<_>>() {
            self.inserted += producer.await.unwrap();
        }
        self.time += started.elapsed();
    }

    /// The inserts in a second.
    pub(crate) fn rate(&self) -> f64 {
        self.inserted as f64 / self.time.as_secs_f64()
    }
}

async fn write(mut connection: SqliteConnection, mut waiting: mpsc::Receiver<Insert>) {
    let mut batch: Vec<Insert> = Vec::new();
    while waiting.recv_many(&mut batch, 256).await > 0 {
        sqlx::raw_sql("BEGIN IMMEDIATE")
            .execute(&mut connection)
            .await
            .unwrap();
        let mut done = Vec::new();
        for (body, reply) in batch.drain(..) {
            sqlx::query("INSERT INTO bodies (body) VALUES ($1)")
                .bind(body)
                .execute(&mut connection)
                .await
                .unwrap();
            done.push(reply);
        }
        sqlx::raw_sql("COMMIT")
            .execute(&mut connection)
            .await
            .unwrap();
        for reply in done {
            let _ = reply.send(());
        }
    }
}
