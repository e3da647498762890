//! The effects of handlers in the inbox's own database: they are written with the mark that the
//! event is done, or not at all.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use capturi_inbox::{Event, Filter, Inbox, Outcome, State, Transaction, sqlx};
use capturi_webhooks::testing::SampleDelivery;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::{sleep, timeout},
};
use uuid::Uuid;

use crate::support::postgres::synchronous_commit;
use crate::support::{
    Place, Seen, all_done, deliver, deliver_identity, eager, entry, eventually, states, work,
};

crate::on_both_engines! {
    an_effect_that_takes_longer_than_the_lease_is_written_once,
}

async fn an_effect_that_takes_longer_than_the_lease_is_written_once(place: Place) {
    let inbox = place.open().await;
    place
        .execute("CREATE TABLE effects (event_id BIGINT)")
        .await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let seen = Seen::default();
    let seeing = seen.clone();
    let handler = move |event: Event| {
        seeing.push(event);
        async {
            Outcome::done_with(|transaction| {
                Box::pin(async move {
                    insert(transaction).await?;
                    sleep(Duration::from_secs(3)).await;
                    Ok(())
                })
            })
        }
    };
    let workers = (0..2).map(|_| {
        inbox
            .worker(handler.clone())
            .lease(Duration::from_secs(1))
            .poll_interval(Duration::from_millis(20))
            .run(eventually("it is done", async || all_done(&inbox).await))
    });
    futures_util::future::join_all(workers).await;
    assert_eq!(seen.all().len(), 1, "its lease was prolonged");
    assert_eq!(place.number("SELECT count(*) FROM effects").await, 1);
}

/// A crash must not come between the mark that an event is done and the one that its conversation
/// goes on, or the conversation's next event waits for minutes.
#[tokio::test]
async fn an_event_whose_conversation_can_not_go_on_is_not_marked_as_done() {
    let place = Place::sqlite();
    let inbox = place.open().await;
    let source = inbox.source("test");
    for _ in 0..2 {
        deliver(&source, SampleDelivery::full().body()).await;
    }
    let can_not_go_on = "CREATE TRIGGER stop BEFORE UPDATE OF parked ON capturi_events \
         WHEN old.parked = 1 AND new.parked = 0 BEGIN SELECT RAISE(ABORT, 'stop'); END";
    place.execute(can_not_go_on).await;
    let tries = Seen::default();
    let seeing = tries.clone();
    let handler = move |event: Event| {
        seeing.push(event);
        async { Outcome::done_with(|_| Box::pin(async { Ok(()) })) }
    };
    let worker = inbox
        .worker(handler)
        .run(eventually("it is tried", async || tries.all().len() > 1));
    let _ = worker.await;
    assert!(
        !states(&inbox).await.contains(&State::Done),
        "its conversation could not go on"
    );
    place.execute("DROP TRIGGER stop").await;
    let drained = inbox
        .drain(async |_: Event| Outcome::done_with(|_| Box::pin(async { Ok(()) })))
        .await;
    assert_eq!(drained.unwrap().done, 2);
}

async fn insert(transaction: &mut Transaction<'_>) -> Result<(), sqlx::Error> {
    let insert = "INSERT INTO effects (event_id) VALUES (1)";
    if let Some(sqlite) = transaction.sqlite() {
        sqlx::raw_sql(insert).execute(sqlite).await?;
    }
    if let Some(postgres) = transaction.postgres() {
        sqlx::raw_sql(insert).execute(postgres).await?;
    }
    Ok(())
}

/// Runs statements on PostgreSQL as an effect, and swallows their errors.
fn heedless(sql: &'static str) -> Outcome {
    Outcome::done_with(move |transaction| {
        Box::pin(async move {
            let connection = transaction.postgres().ok_or("PostgreSQL")?;
            let _ = connection.execute(sql).await;
            Ok(())
        })
    })
}

/// PostgreSQL commits nothing of a transaction in which a statement failed, and reports success.
#[tokio::test(flavor = "multi_thread")]
async fn an_effect_that_keeps_an_error_to_itself_has_failed() {
    let inbox = Place::postgres().await.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |_: Event| heedless("SELECT 1 / 0");
    let drained = inbox.drain(handler).await.unwrap();
    assert_eq!((drained.done, drained.retried), (0, 1));
    let failed = entry(&inbox).await;
    assert_eq!(failed.state, State::Pending);
    assert!(failed.last_error.unwrap().contains("aborted"));
}

/// An effect that violates a deferred constraint is at fault, not the database, so it uses up
/// attempts.
#[tokio::test(flavor = "multi_thread")]
async fn an_effect_that_can_not_be_committed_has_failed() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    place
        .execute("CREATE TABLE effects (n INT UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        .await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |_: Event| heedless("INSERT INTO effects VALUES (1), (1)");
    let dead = eventually("it is dead", async || {
        entry(&inbox).await.state == State::Dead
    });
    work(&inbox, handler, eager(3), dead).await;
    let error = entry(&inbox).await.last_error.unwrap();
    assert!(!error.is_empty());
    assert_eq!(entry(&inbox).await.attempts, 3);
    assert_eq!(place.number("SELECT count(*) FROM effects").await, 0);
}

/// Deliveries and operators do not wait, however many effects wait for a lock that another program
/// holds.
#[tokio::test(flavor = "multi_thread")]
async fn effects_that_are_blocked_hold_up_nothing_else() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    place
        .execute("CREATE TABLE effects (event_id BIGINT)")
        .await;
    for _ in 0..16 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let mut holder = PgConnection::connect(&place.url()).await.unwrap();
    let mut lock = holder.begin().await.unwrap();
    lock.execute("LOCK TABLE effects").await.unwrap();
    let handler = async |_: Event| {
        Outcome::done_with(|transaction| Box::pin(async move { Ok(insert(transaction).await?) }))
    };
    let worker = inbox.worker(handler).concurrency(16);
    let blocked = "SELECT count(*) FROM pg_stat_activity \
         WHERE wait_event_type = 'Lock' AND datname = current_database()";
    let delivering = async {
        eventually("many wait", async || place.number(blocked).await >= 12).await;
        // The lock is held for longer than an effect may take: effects that were given up have
        // released all that they held.
        let failed = async || {
            let retried = inbox.oldest(&pending(), None, 100).await.unwrap();
            retried.iter().any(|event| event.last_error.is_some())
        };
        eventually("some have failed", failed).await;
        deliver_identity(&inbox, Uuid::new_v4()).await;
        lock.rollback().await.unwrap();
        eventually("all are done", async || {
            inbox.requeue(&pending()).await.unwrap();
            all_done(&inbox).await
        })
        .await;
    };
    worker.run(delivering).await.unwrap();
    let written = place.number("SELECT count(*) FROM effects").await;
    assert_eq!(written, 17);
}

fn pending() -> Filter {
    Filter::default().states([State::Pending])
}

/// The server does not answer while a worker begins a transaction, and the worker ends. Events that
/// are acknowledged afterwards must not be in that transaction, which is never committed.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_nobody_waited_for_swallows_no_event() {
    let place = Place::postgres().await;
    let between = Between::start(&place.url()).await;
    let inbox = Inbox::open(&between.url).await.unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let holding = between.hold.clone();
    let handler = move |_: Event| {
        holding.send_replace(Hold::NextBegin);
        async { Outcome::done_with(|_| Box::pin(async { Ok(()) })) }
    };
    let mut held = between.hold.subscribe();
    tokio::select! {
        drained = inbox.drain(handler) => panic!("{drained:?}"),
        held = held.wait_for(|hold| *hold == Hold::Answers) => drop(held.unwrap()),
    }
    between.hold.send_replace(Hold::Nothing);
    for _ in 0..40 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    inbox.close().await;
    let stored = place.number("SELECT count(*) FROM capturi_events").await;
    assert_eq!(stored, 41);
}

/// A proxy between an inbox and its server, which can hold the server's answers.
struct Between {
    url: String,
    hold: tokio::sync::watch::Sender<Hold>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    Nothing,
    /// Holds all answers from the next transaction on.
    NextBegin,
    Answers,
}

impl Between {
    async fn start(url: &str) -> Self {
        let (_, folder) = url.split_once("?host=").unwrap();
        let socket = format!("{folder}/.s.PGSQL.5432");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hold = tokio::sync::watch::Sender::new(Hold::Nothing);
        let holding = hold.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = tokio::net::UnixStream::connect(&socket).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let (begins, mut held) = (holding.clone(), holding.subscribe());
                tokio::spawn(pass_on(from_client, to_server, async move |bytes| {
                    let is_begin = bytes.windows(5).any(|word| word == b"BEGIN");
                    if is_begin && *begins.borrow() == Hold::NextBegin {
                        begins.send_replace(Hold::Answers);
                    }
                }));
                tokio::spawn(pass_on(from_server, to_client, async move |_| {
                    held.wait_for(|hold| *hold != Hold::Answers).await.unwrap();
                }));
            }
        });
        let name = url.split(['/', '?']).nth(3).unwrap();
        Self {
            url: format!("postgres://capturi@{address}/{name}"),
            hold,
        }
    }
}

async fn pass_on(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut first: impl AsyncFnMut(&[u8]),
) {
    let mut bytes = vec![0; 65536];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        first(&bytes[..read]).await;
        if to.write_all(&bytes[..read]).await.is_err() {
            break;
        }
    }
}

/// On SQLite, an endless statement would block all writers for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_never_ends_is_interrupted() {
    let place = Place::sqlite();
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let endless = async |_: Event| {
        Outcome::done_with(|transaction| {
            Box::pin(async move {
                let count = "WITH RECURSIVE numbers (n) AS \
                     (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT max(n) FROM numbers";
                let sqlite = transaction.sqlite().ok_or("SQLite")?;
                sqlx::raw_sql(count).execute(sqlite).await?;
                Ok(())
            })
        })
    };
    let drained = timeout(Duration::from_secs(60), inbox.drain(endless)).await;
    assert_eq!(drained.unwrap().unwrap().retried, 1);
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let done = inbox.drain(Seen::default().handler()).await.unwrap();
    assert_eq!(done.done, 2);
}

/// Otherwise, the mark that the event is done would find no table, and the next delivery would not
/// be synced.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_effect_sets_ends_with_it() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    let settings = Arc::new(Mutex::new(Vec::new()));
    let found = settings.clone();
    let handler = move |_: Event| {
        let found = found.clone();
        async move {
            Outcome::done_with(move |transaction| {
                Box::pin(async move {
                    let connection = transaction.postgres().ok_or("PostgreSQL")?;
                    let setting = synchronous_commit(&mut *connection).await?;
                    found.lock().unwrap().push(setting);
                    let set = "SET search_path = nowhere; SET synchronous_commit = off; \
                         SET LOCAL ROLE pg_monitor";
                    connection.execute(set).await?;
                    Ok(())
                })
            })
        }
    };
    for _ in 0..10 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
        assert_eq!(inbox.drain(handler.clone()).await.unwrap().done, 1);
    }
    assert_eq!(*settings.lock().unwrap(), ["on"; 10]);
}
