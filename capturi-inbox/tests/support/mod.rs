//! Inboxes on both engines, and deliveries for them.
#![allow(dead_code, unreachable_pub)] // each test file uses a part
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

pub mod postgres;

use std::{
    future::{Ready, ready},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use capturi_inbox::{Backoff, Entry, Event, Filter, Inbox, InboxBuilder, Outcome, Source, State};
use capturi_webhooks::{
    receiver::{Answer, Delivery, HandOver as _},
    testing,
};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

/// A database that outlives the inboxes that open it.
pub enum Place {
    Sqlite(TempDir),
    Postgres(String),
}

impl Place {
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    pub async fn postgres() -> Self {
        Self::Postgres(postgres::database().await)
    }

    /// Another database of the same engine.
    pub async fn another(&self) -> Self {
        match self {
            Self::Sqlite(_) => Self::sqlite(),
            Self::Postgres(_) => Self::postgres().await,
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", file(folder).display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    pub async fn open(&self) -> Inbox {
        self.open_with(Inbox::builder()).await
    }

    pub async fn open_with(&self, builder: InboxBuilder) -> Inbox {
        builder.open(&self.url()).await.unwrap()
    }

    /// Changes the database behind the inbox's back.
    pub async fn execute(&self, sql: &str) -> u64 {
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(&self.url()).await.unwrap();
                let done = sql.execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                done.rows_affected()
            }
            Self::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                sql.execute(&mut connection).await.unwrap().rows_affected()
            }
        }
    }

    /// Asks the database behind the inbox's back for a number.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let (number,) = match self {
            Self::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(&self.url()).await.unwrap();
                let row = sqlx::query_as(sql).fetch_one(&mut connection).await;
                connection.close().await.unwrap();
                row.unwrap()
            }
            Self::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                sqlx::query_as(sql)
                    .fetch_one(&mut connection)
                    .await
                    .unwrap()
            }
        };
        number
    }
}

pub fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("inbox.db")
}

/// Opens an inbox that refuses deliveries after a short while.
pub async fn open(file: &Path) -> Inbox {
    let builder = Inbox::builder().patience(Duration::from_millis(200));
    builder
        .open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap()
}

/// Runs each of these functions on both engines.
#[macro_export]
macro_rules! on_both_engines {
    ($($test:ident,)*) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test($crate::support::Place::sqlite()).await;
                }
            )*
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test($crate::support::Place::postgres().await).await;
                }
            )*
        }
    };
}

/// Delivers this body, as a receiver does once it has authenticated a request.
pub async fn deliver(source: &Source, body: impl Into<Vec<u8>>) -> Answer {
    let delivery = Delivery::new(Uuid::new_v4(), Bytes::from(body.into()));
    source.hand_over(delivery).await
}

/// Delivers the identity of this conversation as a new event, and returns the event's uid.
pub async fn deliver_identity(inbox: &Inbox, conversation: Uuid) -> Uuid {
    let delivery = testing::SampleDelivery::identity(conversation);
    let answer = deliver(&inbox.source("test"), delivery.body()).await;
    assert_eq!(answer, Answer::Taken);
    delivery.event_uid()
}

pub async fn entries(inbox: &Inbox) -> Vec<Entry> {
    inbox
        .oldest(&Filter::default(), None, 100_000)
        .await
        .unwrap()
}

/// The only event in the inbox.
pub async fn entry(inbox: &Inbox) -> Entry {
    let [entry] = entries(inbox).await.try_into().unwrap();
    entry
}

pub async fn states(inbox: &Inbox) -> Vec<State> {
    entries(inbox)
        .await
        .iter()
        .map(|entry| entry.state)
        .collect()
}

pub async fn all_done(inbox: &Inbox) -> bool {
    let states = states(inbox).await;
    states.iter().all(|state| *state == State::Done)
}

/// Waits until `is_true` is true, and panics if it does not become true.
pub async fn eventually<F: AsyncFn() -> bool>(what: &str, is_true: F) {
    let give_up = Instant::now() + Duration::from_secs(60);
    while !is_true().await {
        assert!(Instant::now() < give_up, "{what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// The events that handlers have seen, in order.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<Event>>>);

impl Seen {
    pub fn push(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }

    /// A handler that takes note of each event, and succeeds.
    pub fn handler(
        &self,
    ) -> impl Fn(Event) -> Ready<Outcome> + Clone + Send + Sync + 'static + use<> {
        let seen = self.clone();
        move |event| {
            seen.push(event);
            ready(Outcome::Done)
        }
    }

    pub fn all(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    pub fn uids(&self) -> Vec<Option<Uuid>> {
        self.all().iter().map(|event| event.event_uid).collect()
    }
}

/// A time that is longer than any test.
pub const NEVER: Duration = Duration::from_secs(600);

/// A backoff without pauses.
pub fn eager(max_attempts: u32) -> Backoff {
    Backoff::new(Duration::ZERO, Duration::ZERO, max_attempts)
}

/// Runs a worker that looks for events often, until `until` completes.
pub async fn work<H, R, O>(
    inbox: &Inbox,
    handler: H,
    backoff: Backoff,
    until: impl Future<Output = ()>,
) where
    H: Fn(Event) -> R + Send + Sync + 'static,
    R: Future<Output = O> + Send,
    O: Into<Outcome>,
{
    let worker = inbox
        .worker(handler)
        .backoff(backoff)
        .poll_interval(Duration::from_millis(20));
    worker.run(until).await.unwrap();
}
