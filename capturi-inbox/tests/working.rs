//! What is handled: everything, at least once, in order, and by one worker at a time.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use capturi_inbox::{Backoff, Event, Filter, Inbox, Outcome, State, sqlx};
use support::{Place, Seen, deliver_identity, entries, entry, eventually, states};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

on_both_engines! {
    workers_share_the_work_and_nothing_is_handled_twice,
    no_more_are_handled_at_once_than_was_said,
    a_failure_is_retried_after_a_backoff_that_is_written_down,
    after_the_last_attempt_an_event_is_dead,
    an_attempt_that_killed_its_worker_counts,
    events_of_a_conversation_are_handled_in_order,
    a_dead_event_releases_its_conversation,
    what_waits_for_another_is_handled_once_that_is_done_with,
    a_panic_is_a_failure,
    a_handler_that_takes_too_long_is_stopped,
    a_long_handling_keeps_its_lease,
    what_a_worker_says_after_it_lost_an_event_changes_nothing,
    what_is_unavailable_pauses_the_queue_and_costs_no_attempt,
    after_a_pause_the_load_grows_gradually,
    a_shutdown_waits_for_handlers_and_gives_the_rest_back,
    an_effect_is_written_with_the_event_or_not_at_all,
    an_effect_of_a_lost_event_is_not_written,
    a_clock_that_was_set_back_delays_nothing,
    an_operator_pauses_and_resumes,
}

const NEVER: Duration = Duration::from_secs(600);

/// Retries at once.
fn eager(max_attempts: u32) -> Backoff {
    Backoff::new(Duration::ZERO, Duration::ZERO, max_attempts)
}

/// A worker that looks often, and its end.
async fn work<H, R, O>(inbox: &Inbox, handler: H, backoff: Backoff, until: impl Future<Output = ()>)
where
    H: Fn(Event) -> R + Send + Sync + 'static,
    R: Future<Output = O> + Send,
    O: Into<Outcome>,
{
    let worker = inbox
        .worker(handler)
        .backoff(backoff)
        .poll_interval(Duration::from_millis(20));
    worker.run(until).await;
}

async fn workers_share_the_work_and_nothing_is_handled_twice(place: Place) {
    const EVENTS: usize = 200;
    let inbox = place.open().await;
    for _ in 0..EVENTS {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let seen = Seen::default();
    let workers = (0..3).map(|_| {
        let seen = seen.clone();
        let place = &place;
        async move {
            let inbox = place.open().await;
            work(
                &inbox,
                seen.handler(),
                eager(5),
                eventually("all are handled", async || seen.all().len() >= EVENTS),
            )
            .await;
        }
    });
    futures_util::future::join_all(workers).await;
    let mut uids = seen.uids();
    assert_eq!(uids.len(), EVENTS);
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), EVENTS, "each once");
    assert!(
        states(&inbox)
            .await
            .iter()
            .all(|state| *state == State::Done)
    );
}

async fn no_more_are_handled_at_once_than_was_said(place: Place) {
    let inbox = place.open().await;
    for _ in 0..20 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let handler = {
        let (now, most) = (now.clone(), most.clone());
        move |_: Event| {
            let (now, most) = (now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                sleep(Duration::from_millis(20)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                Outcome::Done
            }
        }
    };
    let all_done = eventually("all are done", async || {
        states(&inbox)
            .await
            .iter()
            .all(|state| *state == State::Done)
    });
    inbox.worker(handler).concurrency(4).run(all_done).await;
    assert_eq!(most.load(Ordering::SeqCst), 4);
}

async fn a_failure_is_retried_after_a_backoff_that_is_written_down(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let failing = async |_: Event| Outcome::RetryAfter {
        after: NEVER,
        error: "the CRM says no".to_owned(),
    };
    work(
        &inbox,
        failing,
        eager(5),
        eventually("it failed", async || {
            entry(&inbox).await.last_error.is_some()
        }),
    )
    .await;
    // Another process sees it, and waits too.
    let other = place.open().await;
    let failed = entry(&other).await;
    assert_eq!((failed.state, failed.attempts), (State::Pending, 1));
    assert_eq!(failed.last_error.as_deref(), Some("the CRM says no"));
    let wait = (failed.due_at - failed.changed_at).to_std().unwrap();
    assert_eq!(wait, NEVER);
    let seen = Seen::default();
    work(
        &other,
        seen.handler(),
        eager(5),
        sleep(Duration::from_millis(200)),
    )
    .await;
    assert!(seen.all().is_empty());

    assert_eq!(other.drain(seen.handler()).await.unwrap().done, 1);
    assert_eq!(seen.all()[0].attempt, 2);
    assert_eq!(entry(&inbox).await.last_error, None);
}

async fn after_the_last_attempt_an_event_is_dead(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let seen = Seen::default();
    let seeing = seen.clone();
    let failing = move |event: Event| {
        seeing.push(event);
        async { Err::<(), _>("never") }
    };
    work(
        &inbox,
        failing,
        eager(3),
        eventually("it is dead", async || {
            entry(&inbox).await.state == State::Dead
        }),
    )
    .await;
    let attempts: Vec<u32> = seen.all().iter().map(|event| event.attempt).collect();
    assert_eq!(attempts, [1, 2, 3]);
}

async fn an_attempt_that_killed_its_worker_counts(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    // As a worker leaves it that was killed while it had the event for the third time.
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
        .await;
    let error = entry(&inbox).await.last_error.unwrap();
    assert!(error.contains("last attempt"), "{error}");
}

async fn events_of_a_conversation_are_handled_in_order(place: Place) {
    const EVENTS: usize = 30;
    let inbox = place.open().await;
    let conversations = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()];
    for number in 0..EVENTS {
        deliver_identity(&inbox, conversations[number % 3]).await;
    }
    let seen = Seen::default();
    let seeing = seen.clone();
    let handler = move |event: Event| {
        let seen = seeing.clone();
        async move {
            // The first ones take longer than those that wait for them.
            sleep(Duration::from_millis(30 - event.id.unsigned_abs())).await;
            // Half of them fail at first: the others wait all the same.
            if event.attempt == 1 && event.id % 2 == 0 {
                return Outcome::retry("once");
            }
            seen.push(event);
            Outcome::Done
        }
    };
    work(
        &inbox,
        handler,
        eager(5),
        eventually("all are handled", async || seen.all().len() == EVENTS),
    )
    .await;
    for conversation in conversations {
        let of_it = |event: &Event| event.payload.conversation_uid() == Some(conversation);
        let ids: Vec<i64> = seen
            .all()
            .iter()
            .filter(|event| of_it(event))
            .map(|e| e.id)
            .collect();
        assert!(ids.is_sorted(), "{ids:?}");
        assert_eq!(ids.len(), EVENTS / 3);
    }
}

async fn a_dead_event_releases_its_conversation(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    let first = deliver_identity(&inbox, conversation).await;
    deliver_identity(&inbox, conversation).await;
    let handler = move |event: Event| async move {
        match event.event_uid == Some(first) {
            true => Outcome::permanent("no"),
            false => Outcome::Done,
        }
    };
    let drained = inbox.drain(handler).await.unwrap();
    assert_eq!((drained.dead, drained.done), (1, 1));
}

async fn what_waits_for_another_is_handled_once_that_is_done_with(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    for _ in 0..3 {
        deliver_identity(&inbox, conversation).await;
    }
    let failing = async |_: Event| Outcome::RetryAfter {
        after: NEVER,
        error: String::new(),
    };
    let parked = eventually("all wait for the first", async || {
        let now = chrono::Utc::now();
        entries(&inbox).await.iter().all(|entry| entry.due_at > now)
    });
    let worker = inbox.worker(failing).lease(Duration::from_millis(200));
    worker.run(parked).await;
    assert_eq!(entries(&inbox).await[1].attempts, 0);

    let first = Filter {
        id: Some(entries(&inbox).await[0].id),
        ..Filter::default()
    };
    assert_eq!(inbox.requeue(&first).await.unwrap(), 1);
    let done = async |_: Event| Outcome::Done;
    work(
        &inbox,
        done,
        eager(5),
        eventually("all are done", async || {
            states(&inbox)
                .await
                .iter()
                .all(|state| *state == State::Done)
        }),
    )
    .await;
}

async fn a_panic_is_a_failure(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |event: Event| -> Outcome {
        assert!(event.attempt > 1, "said of a customer");
        Outcome::Done
    };
    work(
        &inbox,
        handler,
        eager(5),
        eventually("it is done", async || {
            entry(&inbox).await.state == State::Done
        }),
    )
    .await;
    assert_eq!(entry(&inbox).await.attempts, 2);
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
        .await;
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
            sleep(Duration::from_millis(1500)).await;
            Outcome::Done
        }
    };
    let lease = Duration::from_millis(400);
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

/// A worker that is stopped while it has the event: its thread sleeps, so that it prolongs nothing.
fn stopped_worker(
    url: String,
    stopped_for: Duration,
    outcome: impl Fn() -> Outcome + Send + Sync + Clone + 'static,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let inbox = Inbox::open(&url).await.unwrap();
            let (ended, end) = tokio::sync::watch::channel(false);
            let ended = Arc::new(ended);
            let handler = move |_: Event| {
                let (ended, outcome) = (ended.clone(), outcome.clone());
                async move {
                    // Not while it writes: then nobody else could.
                    sleep(Duration::from_millis(150)).await;
                    std::thread::sleep(stopped_for);
                    ended.send_replace(true);
                    outcome()
                }
            };
            let mut end = end;
            let worker = inbox.worker(handler).lease(Duration::from_millis(300));
            worker
                .run(async {
                    end.wait_for(|ended| *ended).await.unwrap();
                    // Its late word is said by now.
                    sleep(Duration::from_millis(300)).await;
                })
                .await;
        });
    })
}

async fn what_a_worker_says_after_it_lost_an_event_changes_nothing(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let stopped = stopped_worker(place.url(), Duration::from_millis(1500), || Outcome::Done);
    eventually("the first one has it", async || {
        entry(&inbox).await.attempts == 1
    })
    .await;
    let handler = async |event: Event| {
        assert_eq!(event.attempt, 2);
        Outcome::permanent("said by the second")
    };
    work(
        &inbox,
        handler,
        eager(5),
        eventually("the second one has it", async || {
            entry(&inbox).await.state == State::Dead
        }),
    )
    .await;
    let dead = entry(&inbox).await;
    stopped.join().unwrap();
    assert_eq!(
        entry(&inbox).await,
        dead,
        "the first one's word changes nothing"
    );
}

async fn an_effect_of_a_lost_event_is_not_written(place: Place) {
    let inbox = place.open().await;
    place
        .execute("CREATE TABLE effects (event_id BIGINT)")
        .await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let stopped = stopped_worker(place.url(), Duration::from_millis(1500), || effect(1));
    eventually("the first one has it", async || {
        entry(&inbox).await.attempts == 1
    })
    .await;
    let handler = async |_: Event| effect(2);
    work(
        &inbox,
        handler,
        eager(5),
        eventually("the second one is done", async || {
            entry(&inbox).await.state == State::Done
        }),
    )
    .await;
    stopped.join().unwrap();
    assert_eq!(
        place
            .number("SELECT CAST(sum(event_id) AS BIGINT) FROM effects")
            .await,
        2
    );
}

async fn what_is_unavailable_pauses_the_queue_and_costs_no_attempt(place: Place) {
    let inbox = place.open().await;
    for _ in 0..5 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let seen = Seen::default();
    let seeing = seen.clone();
    let unavailable = move |event: Event| {
        seeing.push(event);
        async {
            Outcome::Unavailable {
                after: Some(NEVER),
                error: "the CRM is down".to_owned(),
            }
        }
    };
    let worker = inbox.worker(unavailable).concurrency(1);
    worker
        .run(eventually("the queue is paused", async || {
            inbox.stats().await.unwrap().unavailable_seconds > 0.0
        }))
        .await;
    let stats = inbox.stats().await.unwrap();
    assert!(stats.unavailable_seconds > 590.0, "{stats:?}");
    assert_eq!(stats.reason.as_deref(), Some("the CRM is down"));
    assert_eq!(seen.all().len(), 1, "the others were not tried");
    let entries = entries(&inbox).await;
    assert!(
        entries
            .iter()
            .all(|entry| entry.state == State::Pending && entry.attempts == 0)
    );

    let done = async |_: Event| Outcome::Done;
    work(&inbox, done, eager(5), sleep(Duration::from_millis(200))).await;
    assert!(
        !states(&inbox).await.contains(&State::Done),
        "other workers pause too"
    );
    inbox.resume().await.unwrap();
    assert_eq!(inbox.drain(done).await.unwrap().done, 5);
}

async fn after_a_pause_the_load_grows_gradually(place: Place) {
    let inbox = place.open().await;
    for _ in 0..12 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let handled = Arc::new(std::sync::Mutex::new(Vec::new()));
    let now = Arc::new(AtomicUsize::new(0));
    let handler = {
        let handled = handled.clone();
        move |event: Event| {
            let (handled, now) = (handled.clone(), now.clone());
            async move {
                if handled.lock().unwrap().is_empty() {
                    handled.lock().unwrap().push(0);
                    return Outcome::Unavailable {
                        after: Some(Duration::from_millis(100)),
                        error: String::new(),
                    };
                }
                let at_once = now.fetch_add(1, Ordering::SeqCst) + 1;
                handled.lock().unwrap().push(at_once);
                sleep(Duration::from_millis(50)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                drop(event);
                Outcome::Done
            }
        }
    };
    let all_done = eventually("all are done", async || {
        states(&inbox)
            .await
            .iter()
            .all(|state| *state == State::Done)
    });
    // One at first, so that none is under way when the pause begins.
    let worker = inbox
        .worker(handler)
        .concurrency(4)
        .poll_interval(Duration::from_millis(20));
    inbox.pause().await.unwrap();
    let resume = async {
        all_done.await;
    };
    inbox.resume().await.unwrap();
    worker.run(resume).await;
    let handled = handled.lock().unwrap().clone();
    let after_pause = handled.iter().position(|at_once| *at_once == 1);
    assert!(after_pause.is_some(), "{handled:?}");
    assert!(handled.iter().all(|at_once| *at_once <= 4), "{handled:?}");
}

async fn a_shutdown_waits_for_handlers_and_gives_the_rest_back(place: Place) {
    let inbox = place.open().await;
    let quick = deliver_identity(&inbox, Uuid::new_v4()).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = move |event: Event| async move {
        let is_quick = event.event_uid == Some(quick);
        sleep(if is_quick {
            Duration::from_millis(300)
        } else {
            NEVER
        })
        .await;
        Outcome::Done
    };
    let started = Instant::now();
    let worker = inbox
        .worker(handler)
        .shutdown_timeout(Duration::from_millis(800));
    let both_run = eventually("both run", async || {
        states(&inbox)
            .await
            .iter()
            .all(|state| *state == State::Running)
    });
    timeout(Duration::from_secs(10), worker.run(both_run))
        .await
        .unwrap();
    assert!(started.elapsed() >= Duration::from_millis(800), "it waited");
    let entries = entries(&inbox).await;
    assert_eq!(entries[0].state, State::Done);
    assert_eq!((entries[1].state, entries[1].attempts), (State::Pending, 0));
    assert!(entries[1].due_at <= entries[1].changed_at, "at once");
}

/// Writes a number into the inbox's database.
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

async fn an_effect_is_written_with_the_event_or_not_at_all(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |event: Event| effect(event.id);
    // There is no such table yet.
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

async fn a_clock_that_was_set_back_delays_nothing(place: Place) {
    let inbox = place.open().await;
    for _ in 0..2 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    // As they stand after the clock was an hour ahead.
    place
        .execute(
            "UPDATE capturi_events SET received_at = received_at + 3600000, \
             changed_at = changed_at + 3600000, due_at = due_at + 3600000",
        )
        .await;
    place
        .execute("UPDATE capturi_events SET state = 'running' WHERE id = 2")
        .await;
    let done = async |_: Event| Outcome::Done;
    work(
        &inbox,
        done,
        eager(5),
        eventually("both are done", async || {
            states(&inbox)
                .await
                .iter()
                .all(|state| *state == State::Done)
        }),
    )
    .await;
}

async fn an_operator_pauses_and_resumes(place: Place) {
    let inbox = place.open().await;
    inbox.pause().await.unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let done = async |_: Event| Outcome::Done;
    work(&inbox, done, eager(5), sleep(Duration::from_millis(300))).await;
    assert_eq!(states(&inbox).await, [State::Pending]);
    assert!(inbox.stats().await.unwrap().paused);

    inbox.resume().await.unwrap();
    work(
        &inbox,
        done,
        eager(5),
        eventually("it is done", async || {
            entry(&inbox).await.state == State::Done
        }),
    )
    .await;
}
