//! Faults of a PostgreSQL server: whatever happens, an event is refused rather than lost, and the
//! inbox recovers by itself.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::support::{
    Place, Seen, all_done, deliver, deliver_identity, entries, eventually,
    postgres::{Server, synchronous_commit},
};
use capturi_inbox::{Error, Event, Filter, Inbox, Outcome, State, sqlx};
use capturi_webhooks::{receiver::Answer, testing};
use sqlx::{Connection as _, PgConnection};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_forgets_is_refused() {
    let server = Server::start();
    let url = server.database().await;
    for setting in ["fsync", "full_page_writes"] {
        server
            .execute("postgres", &format!("ALTER SYSTEM SET {setting} = off"))
            .await;
        reload(&server, setting, "off").await;
        let error = Inbox::open(&url).await.unwrap_err();
        assert!(matches!(error, Error::NotDurable { .. }), "{error:?}");
        assert!(error.to_string().contains(setting), "{error}");
        server
            .execute("postgres", &format!("ALTER SYSTEM SET {setting} = on"))
            .await;
        reload(&server, setting, "on").await;
    }
    Inbox::open(&url).await.unwrap();
}

/// A standby that takes over may lack the events that were acknowledged last, so an operator is
/// warned.
#[tokio::test]
async fn a_standby_that_nobody_waits_for_is_told() {
    let server = Server::start();
    let url = server.database().await;
    assert_eq!(told_at_start(&url).await, "");
    let mut standby = server.stand_by();
    let there = "SELECT count(*) FROM pg_stat_replication";
    eventually("the standby is there", async || {
        Place::Postgres(url.clone()).number(there).await == 1
    })
    .await;
    let told = told_at_start(&url).await;
    assert!(
        told.contains("synchronous_standby_names is empty"),
        "{told}"
    );
    let names = "ALTER SYSTEM SET synchronous_standby_names = 'pg_receivewal'";
    server.execute("postgres", names).await;
    reload(&server, "synchronous_standby_names", "pg_receivewal").await;
    assert_eq!(told_at_start(&url).await, "");
    standby.kill().unwrap();
    standby.wait().unwrap();
}

/// The log of opening an inbox.
async fn told_at_start(url: &str) -> String {
    let log = Arc::new(Mutex::new(Vec::new()));
    let subscriber = tracing_subscriber::fmt()
        .with_writer(Log(log.clone()))
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    Inbox::open(url).await.unwrap().close().await;
    drop(guard);
    let log = log.lock().unwrap();
    String::from_utf8(log.clone()).unwrap()
}

struct Log(Arc<Mutex<Vec<u8>>>);

impl tracing_subscriber::fmt::MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self(self.0.clone())
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A delivery does not wait for a transaction that changes the event of another delivery.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_locked_holds_up_no_other_delivery() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    let bodies: Vec<_> = (0..4)
        .map(|_| testing::SampleDelivery::identity(Uuid::new_v4()).body())
        .collect();
    for body in &bodies {
        let answer = deliver(&inbox.source("test"), body.clone()).await;
        assert_eq!(answer, Answer::Taken);
    }
    let mut other = PgConnection::connect(&place.url()).await.unwrap();
    let mut other = other.begin().await.unwrap();
    sqlx::raw_sql("UPDATE capturi_events SET worker = 'stalled'")
        .execute(&mut *other)
        .await
        .unwrap();
    let duplicates: Vec<_> = bodies
        .into_iter()
        .map(|body| {
            let source = inbox.source("test");
            tokio::spawn(async move { deliver(&source, body).await })
        })
        .collect();
    for _ in 0..20 {
        let taking = deliver_identity(&inbox, Uuid::new_v4());
        timeout(Duration::from_secs(2), taking).await.unwrap();
    }
    other.rollback().await.unwrap();
    for duplicate in duplicates {
        assert_eq!(duplicate.await.unwrap(), Answer::Duplicate);
    }
}

/// Deliveries that arrive together share a statement, but not its failure.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_refuses_costs_no_other_delivery_its_answer() {
    let place = Place::postgres().await;
    let builder = Inbox::builder().patience(Duration::from_millis(200));
    let inbox = place.open_with(builder).await;
    place
        .execute("ALTER TABLE capturi_events ADD CHECK (source <> 'refused')")
        .await;
    let delivering = (0..200).map(|number| {
        let name = if number % 10 == 0 { "refused" } else { "test" };
        let source = inbox.source(name);
        tokio::spawn(async move {
            let body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
            (name, deliver(&source, body).await)
        })
    });
    for delivering in delivering.collect::<Vec<_>>() {
        let (name, answer) = delivering.await.unwrap();
        let is_taken = answer == Answer::Taken;
        assert_eq!(is_taken, name == "test", "{name}: {answer:?}");
    }
    assert_eq!(entries(&inbox).await.len(), 180);
}

/// Reloads the settings, and waits until a new connection finds this value.
async fn reload(server: &Server, setting: &str, wanted: &str) {
    server.execute("postgres", "SELECT pg_reload_conf()").await;
    let place = Place::Postgres(server.url("postgres"));
    let sql = format!("SELECT (current_setting('{setting}') = '{wanted}')::int::bigint");
    eventually("the setting has changed", async || {
        place.number(&sql).await == 1
    })
    .await;
}

/// An operator deletes dead events at the moment at which a replay makes one pending.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_to_life_is_not_discarded() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let no = async |_: Event| Outcome::permanent("no");
    assert_eq!(inbox.drain(no).await.unwrap().dead, 1);
    let mut replay = PgConnection::connect(&place.url()).await.unwrap();
    let mut replay = replay.begin().await.unwrap();
    sqlx::raw_sql("UPDATE capturi_events SET state = 'pending'")
        .execute(&mut *replay)
        .await
        .unwrap();
    let dead = Filter::default().states([State::Dead]);
    let discarding = tokio::spawn({
        let inbox = inbox.clone();
        async move { inbox.discard(&dead).await }
    });
    eventually("it waits for the lock", async || {
        let waiting = "SELECT count(*) FROM pg_stat_activity \
             WHERE wait_event_type = 'Lock' AND datname = current_database()";
        place.number(waiting).await == 1
    })
    .await;
    replay.commit().await.unwrap();
    assert_eq!(discarding.await.unwrap().unwrap(), 0);
    assert_eq!(entries(&inbox).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn commits_are_synchronous_whatever_the_database_says() {
    let place = Place::postgres().await;
    place
        .execute(
            "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || \
             ' SET synchronous_commit = off'; END $$",
        )
        .await;
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let setting = Arc::new(Mutex::new(String::new()));
    let found = setting.clone();
    let handler = move |_: Event| {
        let found = found.clone();
        async move {
            Outcome::done_with(move |transaction| {
                Box::pin(async move {
                    let connection = transaction.postgres().ok_or("PostgreSQL")?;
                    *found.lock().unwrap() = synchronous_commit(connection).await?;
                    Ok(())
                })
            })
        }
    };
    assert_eq!(inbox.drain(handler).await.unwrap().done, 1);
    assert_eq!(*setting.lock().unwrap(), "on");
}

/// More handlers write for a long time than there are connections.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_does_not_wait_for_what_handlers_write() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    for _ in 0..20 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let (begun, end) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (began, ended) = (begun.clone(), end.clone());
    let handler = move |_: Event| {
        let (began, ended) = (began.clone(), ended.clone());
        async move {
            Outcome::done_with(move |_| {
                Box::pin(async move {
                    began.add_permits(1);
                    ended.acquire().await?.forget();
                    Ok(())
                })
            })
        }
    };
    let worker = inbox.worker(handler).concurrency(20);
    let delivering = async {
        let many = async || begun.available_permits() >= 12;
        eventually("many are being written", many).await;
        sleep(Duration::from_millis(200)).await;
        let conversation = Uuid::new_v4();
        let delivered = timeout(
            Duration::from_secs(4),
            deliver_identity(&inbox, conversation),
        );
        delivered.await.unwrap();
        end.add_permits(100);
        eventually("all are done", async || all_done(&inbox).await).await;
    };
    worker.run(delivering).await.unwrap();
}

#[tokio::test]
async fn a_remote_server_needs_verified_tls() {
    for url in [
        "postgres://me:hunter2@db.example/inbox",
        "postgres://me:hunter2@10.0.0.7/inbox?sslmode=require",
        "postgres://me:hunter2@db.example/inbox?sslmode=disable",
    ] {
        let error = Inbox::open(url).await.unwrap_err();
        assert!(matches!(error, Error::UnverifiedTls { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn a_role_that_may_not_create_tables_can_use_them() {
    let server = Server::start();
    let url = server.database().await;
    drop(Inbox::open(&url).await.unwrap());
    let name = url.split(['/', '?']).nth(3).unwrap();
    server
        .execute(
            name,
            "CREATE ROLE worker LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE \
             ON ALL TABLES IN SCHEMA public TO worker",
        )
        .await;
    let inbox = Inbox::open(&url.replace("capturi@", "worker@"))
        .await
        .unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(
        inbox.drain(Seen::default().handler()).await.unwrap().done,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_under_load_loses_nothing() {
    let server = Server::start();
    let inbox = Inbox::open(&server.database().await).await.unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let delivering = (0..4).map(|_| {
        let (source, stopped) = (inbox.source("test"), stopped.clone());
        tokio::spawn(async move {
            let mut taken = Vec::new();
            while !*stopped.borrow() {
                let delivery = testing::SampleDelivery::identity(Uuid::new_v4());
                // A delivery that was cut off may have been stored, and would be a duplicate if it
                // came again.
                if deliver(&source, delivery.body()).await.is_success() {
                    taken.push(delivery.event_uid());
                }
            }
            taken
        })
    });
    let delivering: Vec<_> = delivering.collect();
    let seen = Seen::default();
    let worker = inbox
        .worker(seen.handler())
        .lease(Duration::from_secs(1))
        .poll_interval(Duration::from_millis(50));
    let mut end = stopped.clone();
    let working = tokio::spawn(worker.run(async move {
        end.wait_for(|stop| *stop).await.unwrap();
    }));
    for _ in 0..3 {
        sleep(Duration::from_millis(500)).await;
        tokio::task::block_in_place(|| server.restart());
    }
    sleep(Duration::from_millis(500)).await;
    let all_done = async || all_done(&inbox).await;
    stop.send_replace(true);
    working.await.unwrap().unwrap();
    let mut taken = Vec::new();
    for delivery in delivering {
        taken.extend(delivery.await.unwrap());
    }
    assert!(taken.len() > 100, "{} taken", taken.len());

    let worker = inbox
        .worker(seen.handler())
        .poll_interval(Duration::from_millis(50));
    worker
        .run(eventually("all are handled", all_done))
        .await
        .unwrap();
    let stored: Vec<_> = entries(&inbox)
        .await
        .iter()
        .map(|entry| entry.event_uid)
        .collect();
    let handled = seen.uids();
    for uid in taken {
        assert!(
            stored.contains(&Some(uid)),
            "{uid} was acknowledged and is gone"
        );
        assert!(handled.contains(&Some(uid)), "{uid} was not handled");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_a_refusal_that_says_so() {
    let server = Server::start();
    let builder = Inbox::builder().patience(Duration::from_millis(200));
    let inbox = builder.open(&server.database().await).await.unwrap();
    drop(server);
    let answer = deliver(&inbox.source("test"), b"{}").await;
    assert!(matches!(answer, Answer::Unavailable { .. }), "{answer:?}");
}

/// Otherwise, an error could not be stored, nor a name in another script.
#[tokio::test]
async fn a_database_that_can_not_store_every_text_is_refused() {
    let server = Server::start();
    let create = "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 \
         LC_COLLATE 'C' LC_CTYPE 'C'";
    server.execute("postgres", create).await;
    let error = Inbox::open(&server.url("latin")).await.unwrap_err();
    assert!(error.to_string().contains("UTF8"), "{error}");
}

/// A misspelt setting would have no effect, and sqlx would log it, secrets and all.
#[tokio::test]
async fn settings_that_nobody_knows_are_refused_and_not_quoted() {
    for url in [
        "postgres://db.example/inbox?pasword=hunter2",
        "postgres://db.example/inbox?sslmode=verify-full&sslpassword=hunter2",
    ] {
        let error = Inbox::open(url).await.unwrap_err();
        assert!(matches!(error, Error::Location { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

/// A load balancer that takes the receiver out because of a row that deliveries do not need loses
/// them.
#[tokio::test]
async fn readiness_waits_for_no_row_and_notices_that_nothing_can_be_written() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    let mut operator = PgConnection::connect(&place.url()).await.unwrap();
    let lock =
        "BEGIN; UPDATE capturi_queue SET paused = 1; SELECT * FROM capturi_events FOR UPDATE";
    sqlx::raw_sql(lock).execute(&mut operator).await.unwrap();
    let ready = timeout(Duration::from_secs(2), inbox.can_store()).await;
    ready.unwrap().unwrap();
    operator.close().await.unwrap();
    place
        .execute("ALTER TABLE capturi_events RENAME TO elsewhere")
        .await;
    assert!(inbox.can_store().await.is_err());
}
