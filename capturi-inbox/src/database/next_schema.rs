//! Future migrations: made-up schemas are installed while this release's receivers and workers go
//! on.
#![allow(clippy::unwrap_used)]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::time::Duration;

use capturi_inbox::{Event, Inbox, Outcome, State};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use support::{Place, all_done, deliver_identity, eventually};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};
use uuid::Uuid;

use super::{
    MIGRATIONS, Migration, Step, migrate_postgres, migrate_sqlite, pending_in_postgres, plan,
};
use crate::database::Dialect;

const FIRST: Migration = Migration {
    steps: &[Step::Together(include_str!("../../schema/1.sql"))],
    usable_from: 1,
};

const SECOND_STEPS: &[Step] = &[
    Step::Together("ALTER TABLE capturi_events ADD COLUMN next_release TEXT"),
    Step::Apart {
        postgres: &[
            "DROP INDEX CONCURRENTLY IF EXISTS capturi_next",
            "CREATE INDEX CONCURRENTLY capturi_next ON capturi_events (next_release, id)",
        ],
        sqlite: "CREATE INDEX capturi_next ON capturi_events (next_release, id)",
    },
    Step::Together("CREATE TABLE capturi_next_table (id {id}, body {bytes})"),
];

/// The migrations to a schema that this release can use, and below to one that it can't use.
const ADDS: &[Migration] = &[
    FIRST,
    Migration {
        steps: SECOND_STEPS,
        usable_from: 1,
    },
];
const REMOVES: &[Migration] = &[
    FIRST,
    Migration {
        steps: SECOND_STEPS,
        usable_from: 1,
    },
    Migration {
        steps: &[Step::Together("UPDATE capturi_queue SET reason = NULL")],
        usable_from: 3,
    },
];

async fn migrate(url: &str, migrations: &'static [Migration]) {
    match url.starts_with("sqlite:") {
        true => {
            let mut connection = SqliteConnection::connect(url).await.unwrap();
            migrate_sqlite(&mut connection, url, migrations)
                .await
                .unwrap();
            connection.close().await.unwrap();
        }
        false => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            migrate_postgres(&mut connection, url, false, migrations)
                .await
                .unwrap();
        }
    }
}

/// An inbox of this release, which receives and handles events until it is told to stop.
struct Load {
    inbox: Inbox,
    stop: watch::Sender<bool>,
    delivering: tokio::task::JoinHandle<(usize, Duration)>,
    working: tokio::task::JoinHandle<Result<(), capturi_inbox::Error>>,
}

impl Load {
    async fn on(place: &Place) -> Self {
        let inbox = place.open().await;
        let stop = watch::Sender::new(false);
        let delivering = {
            let (inbox, stopped) = (inbox.clone(), stop.subscribe());
            async move {
                let (mut delivered, mut longest) = (0, Duration::ZERO);
                while !*stopped.borrow() {
                    let started = Instant::now();
                    // The call fails if the delivery is refused.
                    deliver_identity(&inbox, Uuid::new_v4()).await;
                    longest = longest.max(started.elapsed());
                    delivered += 1;
                }
                (delivered, longest)
            }
        };
        let mut stopped = stop.subscribe();
        let worker = inbox.worker(async |_: Event| Outcome::Done);
        let working = worker.run(async move {
            stopped.wait_for(|stop| *stop).await.unwrap();
        });
        Self {
            inbox,
            delivering: tokio::spawn(delivering),
            working: tokio::spawn(working),
            stop,
        }
    }
}

async fn goes_on_beside_it(place: Place, hold: Option<&str>) {
    let load = Load::on(&place).await;
    sleep(Duration::from_millis(300)).await;
    // A report that reads for long: a change of the table waits for it, and all others wait behind
    // that.
    let mut reader = match hold {
        Some(url) => {
            let mut reader = PgConnection::connect(url).await.unwrap();
            let begin = "BEGIN; SELECT count(*) FROM capturi_events";
            sqlx::raw_sql(begin).execute(&mut reader).await.unwrap();
            Some(reader)
        }
        None => None,
    };
    let url = place.url();
    // Several machines start the next release at once.
    let migrating = async { tokio::join!(migrate(&url, ADDS), migrate(&url, ADDS)) };
    let reading = async {
        sleep(Duration::from_secs(3)).await;
        if let Some(mut reader) = reader.take() {
            sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
        }
    };
    tokio::join!(migrating, reading);
    let versions = "SELECT version * 100 + usable_from * 10 + steps FROM capturi_schema";
    assert_eq!(place.number(versions).await, 210);
    sleep(Duration::from_millis(300)).await;
    load.stop.send_replace(true);
    let (delivered, longest) = load.delivering.await.unwrap();
    load.working.await.unwrap().unwrap();
    assert!(delivered > 100, "{delivered}");
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    load.inbox
        .drain(async |_: Event| Outcome::Done)
        .await
        .unwrap();
    assert!(all_done(&load.inbox).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn this_release_goes_on_while_sqlite_is_migrated() {
    goes_on_beside_it(Place::sqlite(), None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn this_release_goes_on_while_postgresql_is_migrated() {
    let place = Place::postgres().await;
    let url = place.url();
    goes_on_beside_it(place, Some(&url)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_was_interrupted_goes_on_where_it_was() {
    let place = Place::postgres().await;
    drop(place.open().await);
    // This is the state after a kill between two statements of the second step.
    place
        .execute(
            "ALTER TABLE capturi_events ADD COLUMN next_release TEXT; \
             CREATE INDEX capturi_next ON capturi_events (next_release); \
             UPDATE capturi_schema SET steps = 1",
        )
        .await;
    let mut connection = PgConnection::connect(&place.url()).await.unwrap();
    let pending = pending_in_postgres(&mut connection).await.unwrap();
    assert_eq!((pending.found, pending.statements.len()), (1, 0));
    let columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'capturi_next'::regclass";
    assert_eq!(place.number(columns).await, 1);
    migrate(&place.url(), ADDS).await;
    assert_eq!(place.number(columns).await, 2, "it is made anew");
}

#[test]
fn a_plan_has_the_steps_that_are_missing() {
    for (dialect, statements) in [(Dialect::Sqlite, 4), (Dialect::Postgres, 5)] {
        let plan = plan(None, ADDS, dialect);
        assert_eq!((plan.found, plan.makes), (0, 2));
        assert_eq!(plan.statements.len(), statements);
        assert!(plan.statements.iter().all(|sql| !sql.contains('{')));
    }
    assert_eq!(MIGRATIONS.len(), 1, "the made-up ones follow the last");
}

async fn notices_that_it_has_to_go(place: Place) {
    let load = Load::on(&place).await;
    migrate(&place.url(), REMOVES).await;
    let worked = timeout(Duration::from_secs(10), load.working).await;
    let error = worked.unwrap().unwrap().unwrap_err();
    assert!(error.is_final(), "{error:?}");
    assert!(error.to_string().contains("install a newer release"));
    let failed = timeout(Duration::from_secs(10), load.inbox.failed()).await;
    assert!(failed.is_ok());
    load.stop.send_replace(true);
    load.delivering.await.unwrap();
    eventually("nothing is handled any more", async || {
        load.inbox.stats().await.unwrap().events[&State::Running] == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn this_release_notices_on_sqlite_that_it_has_to_go() {
    notices_that_it_has_to_go(Place::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn this_release_notices_on_postgresql_that_it_has_to_go() {
    notices_that_it_has_to_go(Place::postgres().await).await;
}
