//! Leases: an event is a worker's for as long as the worker renews its lease, and the worker's
//! verdict is then recorded as a whole or not at all.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::support::{
    NEVER, Place, Seen, all_done, deliver_identity, eager, entry, eventually, work,
};
use capturi_inbox::{Backoff, Event, Inbox, Outcome, State, sqlx};
use futures_util::FutureExt as _;
use tokio::time::sleep;
use uuid::Uuid;

crate::on_both_engines! {
    an_attempt_that_killed_its_worker_counts,
    what_a_lost_worker_had_waits_for_its_backoff,
    what_a_lost_worker_had_is_handled_by_itself,
    a_handler_that_takes_too_long_is_stopped,
    a_long_handling_keeps_its_lease,
    what_a_worker_says_after_it_lost_an_event_changes_nothing,
    a_late_heartbeat_changes_nothing,
    an_effect_is_written_with_the_event_or_not_at_all,
    an_effect_of_a_lost_event_is_not_written,
    an_effect_that_panics_has_failed,
    a_clock_that_was_set_back_delays_nothing,
}

async fn an_attempt_that_killed_its_worker_counts(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    // A worker that was killed at the third attempt leaves the event like this.
    place
        .execute("UPDATE capturi_events SET state = 'running', attempts = 3, due_at = 0")
        .await;
    let handler = async |_: Event| -> Outcome { panic!("nobody may handle it") };
    let worker = inbox
        .worker(handler)
        .backoff(eager(3))
        .lease(Duration::from_millis(300));
    worker
        .run(eventually("it is buried", async || {
            entry(&inbox).await.state == State::Dead
        }))
        .await
        .unwrap();
    let error = entry(&inbox).await.last_error.unwrap();
    assert!(error.contains("last attempt"), "{error}");
}

/// A program that is killed and started again every minute must not use up 42 attempts in 42
/// minutes.
async fn what_a_lost_worker_had_waits_for_its_backoff(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    place
        .execute(
            "UPDATE capturi_events SET state = 'running', attempts = 20, token = 20, due_at = 0, \
                 worker = 'lost:1'",
        )
        .await;
    let handler = async |_: Event| -> Outcome { panic!("nobody may handle it") };
    let worker = inbox
        .worker(handler)
        .backoff(Backoff::new(NEVER * 100, NEVER * 100, 42))
        .lease(Duration::from_millis(300));
    let taken_over = eventually("it is taken over", async || {
        entry(&inbox).await.state == State::Pending
    });
    worker.run(taken_over).await.unwrap();
    let waiting = entry(&inbox).await;
    assert_eq!(waiting.attempts, 20, "it may be what ended the worker");
    assert!(waiting.due_at > waiting.changed_at + Duration::from_millis(100));
    let [attempt] = inbox
        .attempts(waiting.id)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(attempt.outcome, "lost");
    assert_eq!(attempt.worker.as_deref(), Some("lost:1"));
}

async fn what_a_lost_worker_had_is_handled_by_itself(place: Place) {
    let inbox = place.open().await;
    for _ in 0..4 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    place
        .execute("UPDATE capturi_events SET state = 'running', attempts = 1, due_at = 0")
        .await;
    for _ in 0..40 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let under_way = Arc::new(AtomicUsize::new(0));
    let neighbours = Arc::new(Mutex::new(Vec::new()));
    let handler = {
        let (under_way, neighbours) = (under_way.clone(), neighbours.clone());
        move |event: Event| {
            let (under_way, neighbours) = (under_way.clone(), neighbours.clone());
            async move {
                let now = under_way.fetch_add(1, Ordering::SeqCst);
                if event.attempt == 2 {
                    neighbours.lock().unwrap().push(now);
                }
                sleep(Duration::from_millis(50)).await;
                if event.attempt == 2 {
                    let now = under_way.load(Ordering::SeqCst);
                    neighbours.lock().unwrap().push(now - 1);
                }
                under_way.fetch_sub(1, Ordering::SeqCst);
                Outcome::Done
            }
        }
    };
    let worker = inbox
        .worker(handler)
        .backoff(eager(5))
        .lease(Duration::from_millis(600))
        .poll_interval(Duration::from_millis(20));
    let done = eventually("all are done", async || all_done(&inbox).await);
    worker.run(done).await.unwrap();
    assert_eq!(*neighbours.lock().unwrap(), [0; 8]);
}

async fn a_handler_that_takes_too_long_is_stopped(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |_: Event| -> Outcome {
        sleep(NEVER).await;
        Outcome::Done
    };
    let worker = inbox
        .worker(handler)
        .time_limit(Duration::from_millis(100))
        .backoff(eager(1));
    worker
        .run(eventually("it is dead", async || {
            entry(&inbox).await.state == State::Dead
        }))
        .await
        .unwrap();
    let error = entry(&inbox).await.last_error.unwrap();
    assert_eq!(error, "the handler took longer than 100ms");
}

async fn a_long_handling_keeps_its_lease(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let seen = Seen::default();
    let seeing = seen.clone();
    let handler = move |event: Event| {
        seeing.push(event);
        async {
            sleep(Duration::from_secs(4)).await;
            Outcome::Done
        }
    };
    let lease = Duration::from_secs(2);
    let workers = (0..2).map(|_| {
        let worker = inbox.worker(handler.clone()).lease(lease);
        worker
            .poll_interval(Duration::from_millis(20))
            .run(eventually("it is done", async || {
                entry(&inbox).await.state == State::Done
            }))
    });
    futures_util::future::join_all(workers).await;
    assert_eq!(seen.all().len(), 1);
}

async fn what_a_worker_says_after_it_lost_an_event_changes_nothing(place: Place) {
    let inbox = place.open().await;
    let second = || Outcome::permanent("said by the second");
    one_speaks_while_another_has_the_event(&place, || Outcome::Done, second).await;
    let dead = entry(&inbox).await;
    assert_eq!(dead.state, State::Dead);
    assert_eq!(dead.last_error.unwrap(), "said by the second");
}

/// A late renewal would shorten the lease of the worker that has the event now.
async fn a_late_heartbeat_changes_nothing(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let (go_on, stop) = std::sync::mpsc::channel::<()>();
    let (lost, is_lost) = std::sync::mpsc::channel::<()>();
    let url = place.url();
    let stopped = in_a_thread_of_its_own(move || async move {
        let inbox = Inbox::open(&url).await.unwrap();
        let (begun, begins) = tokio::sync::watch::channel(false);
        // The handler never returns, and is dropped when the event is lost.
        let handler = move |_: Event| {
            let lost = lost.clone();
            begun.send_replace(true);
            async move {
                let _lost = lost;
                sleep(NEVER).await;
            }
            .map(Ok::<_, std::io::Error>)
        };
        let mut begins = begins;
        let stopping = async {
            begins.wait_for(|begun| *begun).await.unwrap();
            // The thread must not stop during a write, which would block all other writers.
            sleep(Duration::from_millis(300)).await;
            // This blocks the thread, so that no other task in it goes on.
            let _ = stop.recv_timeout(NEVER);
            sleep(Duration::from_secs(2)).await;
        };
        let worker = inbox.worker(handler).lease(Duration::from_secs(1));
        worker
            .shutdown_timeout(Duration::ZERO)
            .run(stopping)
            .await
            .unwrap();
    });
    claimed(&inbox, 1).await;
    let (over, end) = tokio::sync::watch::channel(false);
    let handler = move |_: Event| {
        let mut end = end.clone();
        async move {
            end.wait_for(|over| *over).await.unwrap();
            Outcome::Done
        }
    };
    let done = eventually("it is done", async || all_done(&inbox).await);
    let watching = async {
        claimed(&inbox, 2).await;
        let before = entry(&inbox).await;
        go_on.send(()).unwrap();
        tokio::task::spawn_blocking(move || {
            stopped.join().unwrap();
            assert!(is_lost.recv().is_err(), "its handler was dropped");
        })
        .await
        .unwrap();
        assert_eq!(entry(&inbox).await, before);
        over.send_replace(true);
    };
    tokio::join!(work(&inbox, handler, eager(5), done), watching);
}

async fn an_effect_is_written_with_the_event_or_not_at_all(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |event: Event| effect(event.id);
    // The table of the effect does not exist yet.
    assert_eq!(inbox.drain(handler).await.unwrap().retried, 1);
    let failed = entry(&inbox).await;
    assert_eq!(failed.state, State::Pending);
    assert!(failed.last_error.unwrap().contains("effects"));

    place
        .execute("CREATE TABLE effects (event_id BIGINT)")
        .await;
    assert_eq!(inbox.drain(handler).await.unwrap().done, 1);
    assert_eq!(inbox.drain(handler).await.unwrap().done, 0);
    assert_eq!(place.number("SELECT count(*) FROM effects").await, 1);
}

async fn an_effect_that_panics_has_failed(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |_: Event| Outcome::done_with(|_| Box::pin(async { panic!("it does") }));
    assert_eq!(inbox.drain(handler).await.unwrap().retried, 1);
    assert_eq!(
        entry(&inbox).await.last_error.as_deref(),
        Some("the effect panicked")
    );
    // A later attempt succeeds.
    let done = async |_: Event| Outcome::Done;
    assert_eq!(inbox.drain(done).await.unwrap().done, 1);
}

async fn an_effect_of_a_lost_event_is_not_written(place: Place) {
    let _inbox = place.open().await;
    place
        .execute("CREATE TABLE effects (event_id BIGINT)")
        .await;
    one_speaks_while_another_has_the_event(&place, || effect(1), || effect(2)).await;
    let sum = "SELECT CAST(sum(event_id) AS BIGINT) FROM effects";
    assert_eq!(place.number(sum).await, 2);
}

/// Stops a worker for longer than its lease; when it settles its event, another worker has the
/// event and is not done with it.
async fn one_speaks_while_another_has_the_event(
    place: &Place,
    first: fn() -> Outcome,
    second: fn() -> Outcome,
) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let (go_on, stop) = std::sync::mpsc::channel();
    let stopped = stopped_worker(place.url(), stop, first);
    claimed(&inbox, 1).await;
    let (spoken, speaks) = tokio::sync::watch::channel(false);
    let handler = move |event: Event| {
        let mut speaks = speaks.clone();
        async move {
            assert_eq!(event.attempt, 2);
            speaks.wait_for(|spoken| *spoken).await.unwrap();
            second()
        }
    };
    let over = eventually("the second one is done with it", async || {
        matches!(entry(&inbox).await.state, State::Done | State::Dead)
    });
    let watching = async {
        claimed(&inbox, 2).await;
        let before = entry(&inbox).await;
        go_on.send(()).unwrap();
        tokio::task::spawn_blocking(|| stopped.join().unwrap())
            .await
            .unwrap();
        assert_eq!(entry(&inbox).await, before);
        assert_eq!(before.state, State::Running);
        spoken.send_replace(true);
    };
    tokio::join!(work(&inbox, handler, eager(5), over), watching);
}

async fn a_clock_that_was_set_back_delays_nothing(place: Place) {
    let inbox = place.open().await;
    for _ in 0..2 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    // The times are those of a clock that was an hour ahead.
    place
        .execute(
            "UPDATE capturi_events SET received_at = received_at + 3600000, \
             changed_at = changed_at + 3600000, due_at = due_at + 3600000",
        )
        .await;
    place
        .execute("UPDATE capturi_events SET state = 'running' WHERE id = 2")
        .await;
    // The pause was begun with a clock that was years ahead.
    place
        .execute("UPDATE capturi_queue SET openings = 1, open_until = 9000000000000")
        .await;
    let done = async |_: Event| Outcome::Done;
    work(
        &inbox,
        done,
        eager(5),
        eventually("both are done", async || all_done(&inbox).await),
    )
    .await;
}

/// Waits until the event was claimed this often.
async fn claimed(inbox: &Inbox, attempts: u32) {
    let is_claimed = async || entry(inbox).await.attempts == attempts;
    eventually("a worker has it", is_claimed).await;
}

/// Runs a future in a thread of its own, in which a blocking call stops all tasks.
fn in_a_thread_of_its_own<F: Future<Output = ()>>(
    run: impl FnOnce() -> F + Send + 'static,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(run());
    })
}

/// A worker that is stopped while it has the event: its thread is blocked, so that it renews no
/// lease.
fn stopped_worker(
    url: String,
    stop: std::sync::mpsc::Receiver<()>,
    outcome: impl Fn() -> Outcome + Send + Sync + Clone + 'static,
) -> std::thread::JoinHandle<()> {
    in_a_thread_of_its_own(move || async move {
        let inbox = Inbox::open(&url).await.unwrap();
        let (ended, end) = tokio::sync::watch::channel(false);
        let ended = Arc::new(ended);
        let stop = Arc::new(Mutex::new(stop));
        let handler = move |_: Event| {
            let (ended, stop, outcome) = (ended.clone(), stop.clone(), outcome.clone());
            async move {
                // The thread must not stop during a write, which would block all other writers.
                sleep(Duration::from_millis(150)).await;
                let _ = stop.lock().unwrap().recv_timeout(NEVER);
                ended.send_replace(true);
                outcome()
            }
        };
        let mut end = end;
        let worker = inbox.worker(handler).lease(Duration::from_secs(1));
        worker
            .run(async {
                end.wait_for(|ended| *ended).await.unwrap();
                // The worker has settled its event by now, too late.
                sleep(Duration::from_millis(300)).await;
            })
            .await
            .unwrap();
    })
}

/// An effect that writes a number into the inbox's database.
fn effect(number: i64) -> Outcome {
    Outcome::done_with(move |transaction| {
        Box::pin(async move {
            const INSERT: &str = "INSERT INTO effects (event_id) VALUES ($1)";
            if let Some(sqlite) = transaction.sqlite() {
                sqlx::query(INSERT).bind(number).execute(sqlite).await?;
            }
            if let Some(postgres) = transaction.postgres() {
                sqlx::query(INSERT).bind(number).execute(postgres).await?;
            }
            Ok(())
        })
    })
}
