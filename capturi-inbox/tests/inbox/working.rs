//! The handling of events: each at least once, in order, and by one worker at a time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::support::{
    NEVER, Place, Seen, all_done, deliver, deliver_identity, eager, entries, entry, eventually,
    work,
};
use capturi_inbox::{Backoff, Drained, Event, Filter, Outcome, RateLimit, State};
use capturi_webhooks::testing;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

crate::on_both_engines! {
    workers_share_the_work_and_nothing_is_handled_twice,
    no_more_are_handled_at_once_than_was_said,
    a_failure_is_retried_after_a_backoff_that_is_written_down,
    pauses_between_attempts_are_spread_up_to_their_limit,
    after_the_last_attempt_an_event_is_dead,
    a_worker_that_gives_up_sooner_buries_nothing_that_others_failed,
    events_of_a_conversation_are_handled_in_order,
    a_dead_event_releases_its_conversation,
    a_drain_tries_each_event_once_and_heeds_the_backoff,
    a_handler_may_fail_by_a_question_mark,
    an_earlier_event_that_is_requeued_waits_for_a_later_one,
    what_waits_for_another_is_handled_once_that_is_done_with,
    requeueing_one_event_leaves_those_that_wait_alone,
    a_panic_is_a_failure,
    a_shutdown_waits_for_handlers_and_gives_the_rest_back,
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
    assert!(all_done(&inbox).await);
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
    let all_done = eventually("all are done", async || all_done(&inbox).await);
    inbox
        .worker(handler)
        .concurrency(4)
        .run(all_done)
        .await
        .unwrap();
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
    // Another process sees the failure, and waits, too.
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

async fn pauses_between_attempts_are_spread_up_to_their_limit(place: Place) {
    let inbox = place.open().await;
    for _ in 0..20 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let handler = async |_: Event| Outcome::retry("not now");
    let failed = async || {
        let entries = entries(&inbox).await;
        entries.iter().all(|event| event.last_error.is_some())
    };
    let backoff = Backoff::new(NEVER, NEVER, 5);
    work(
        &inbox,
        handler,
        backoff,
        eventually("all have failed", failed),
    )
    .await;
    let pauses = entries(&inbox).await;
    let pauses = pauses.iter().map(|event| {
        assert_eq!((event.state, event.attempts), (State::Pending, 1));
        (event.due_at - event.changed_at).to_std().unwrap()
    });
    let pauses: Vec<Duration> = pauses.collect();
    assert!(pauses.iter().all(|pause| *pause <= NEVER), "{pauses:?}");
    // All 20 pauses are in one half once in half a million times.
    assert!(pauses.iter().any(|pause| *pause > NEVER / 2), "{pauses:?}");
    assert!(pauses.iter().any(|pause| *pause < NEVER / 2), "{pauses:?}");
}

/// An operator tries a handler for a moment, and wants no retries.
async fn a_worker_that_gives_up_sooner_buries_nothing_that_others_failed(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let no = async |_: Event| Outcome::retry("not now");
    let failed = eventually("it has failed", async || {
        entry(&inbox).await.last_error.is_some()
    });
    work(&inbox, no, Backoff::new(NEVER, NEVER, 5), failed).await;
    place.execute("UPDATE capturi_events SET due_at = 0").await;
    let seen = Seen::default();
    let done = eventually("it is done", async || all_done(&inbox).await);
    work(&inbox, seen.handler(), eager(1), done).await;
    assert_eq!(seen.all()[0].attempt, 2);
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
            // The first events take longer than the later events that wait for them.
            sleep(Duration::from_millis(30 - event.id.unsigned_abs())).await;
            // Half of the events fail at first: the others wait all the same.
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

async fn a_drain_tries_each_event_once_and_heeds_the_backoff(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    let fails = deliver_identity(&inbox, conversation).await;
    deliver_identity(&inbox, conversation).await;
    deliver_identity(&inbox, conversation).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let pause = Duration::from_secs(60);
    let drain = || {
        let handler = move |event: Event| async move {
            match event.event_uid == Some(fails) {
                true => Outcome::RetryAfter {
                    after: pause,
                    error: "no".to_owned(),
                },
                false => Outcome::Done,
            }
        };
        let backoff = Backoff::new(Duration::from_millis(1), Duration::from_millis(1), 2);
        inbox.worker(handler).backoff(backoff).drain()
    };
    let first = drain().await.unwrap();
    assert_eq!(
        (first.done, first.retried, first.dead, first.waiting),
        (1, 1, 0, 2)
    );
    let failed = &entries(&inbox).await[0];
    let due = (failed.due_at - failed.changed_at).to_std().unwrap();
    assert!(due >= pause && due < 2 * pause, "{due:?}");
    let second = drain().await.unwrap();
    assert_eq!(
        (second.done, second.retried, second.dead, second.waiting),
        (2, 0, 1, 0)
    );
    assert_eq!(drain().await.unwrap(), Drained::default());
}

async fn a_handler_may_fail_by_a_question_mark(place: Place) {
    async fn handle(event: Event) -> Result<Outcome, std::num::ParseIntError> {
        let number: u8 = event.source.parse()?;
        Ok(Outcome::permanent(number))
    }
    let inbox = place.open().await;
    for source in ["7", "none"] {
        let body = testing::SampleDelivery::full().body();
        deliver(&inbox.source(source), body).await;
    }
    let drained = inbox.drain(handle).await.unwrap();
    assert_eq!((drained.dead, drained.retried), (1, 1));
    let entries = entries(&inbox).await;
    assert_eq!(entries[0].last_error.as_deref(), Some("7"));
    let reason = entries[1].last_error.as_deref().unwrap();
    assert!(reason.starts_with("invalid digit"), "{reason}");
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
    worker.run(parked).await.unwrap();
    assert_eq!(entries(&inbox).await[1].attempts, 0);

    let first = Filter::default().id(entries(&inbox).await[0].id);
    assert_eq!(inbox.requeue(&first).await.unwrap(), 1);
    let done = async |_: Event| Outcome::Done;
    work(
        &inbox,
        done,
        eager(5),
        eventually("all are done", async || all_done(&inbox).await),
    )
    .await;
}

async fn an_earlier_event_that_is_requeued_waits_for_a_later_one(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    let first = deliver_identity(&inbox, conversation).await;
    let no = async |_: Event| Outcome::permanent("no");
    assert_eq!(inbox.drain(no).await.unwrap().dead, 1);
    let second = deliver_identity(&inbox, conversation).await;
    let seen = Seen::default();
    let (over, is_over) = tokio::sync::watch::channel(false);
    let handler = {
        let seen = seen.clone();
        move |event: Event| {
            seen.push(event);
            let mut is_over = is_over.clone();
            async move {
                is_over.wait_for(|over| *over).await.unwrap();
                Outcome::Done
            }
        }
    };
    let all_are_done = async {
        eventually("the later one runs", async || seen.uids() == [Some(second)]).await;
        inbox.requeue(&Filter::default()).await.unwrap();
        sleep(Duration::from_millis(300)).await;
        assert_eq!(seen.uids(), [Some(second)], "one at a time");
        over.send_replace(true);
        eventually("both are done", async || all_done(&inbox).await).await;
    };
    work(&inbox, handler, eager(5), all_are_done).await;
    assert_eq!(seen.uids(), [Some(second), Some(first)]);
}

async fn requeueing_one_event_leaves_those_that_wait_alone(place: Place) {
    let inbox = place.open().await;
    let dead = deliver_identity(&inbox, Uuid::new_v4()).await;
    let conversation = Uuid::new_v4();
    for _ in 0..600 {
        deliver_identity(&inbox, conversation).await;
    }
    let handler = move |event: Event| async move {
        match event.event_uid == Some(dead) {
            true => Outcome::permanent("no"),
            false => Outcome::RetryAfter {
                after: NEVER,
                error: String::new(),
            },
        }
    };
    let parked = "SELECT count(*) FROM capturi_events WHERE parked = 1";
    let all_wait = eventually("all wait for the first", async || {
        place.number(parked).await == 599
    });
    work(&inbox, handler, eager(5), all_wait).await;
    let times = "SELECT CAST(sum(due_at) AS BIGINT) FROM capturi_events WHERE parked = 1";
    let before = place.number(times).await;
    let filter = Filter::default().event_uid(dead);
    assert_eq!(inbox.requeue(&filter).await.unwrap(), 1);
    assert_eq!(place.number(times).await, before);
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

async fn a_shutdown_waits_for_handlers_and_gives_the_rest_back(place: Place) {
    let inbox = place.open().await;
    let quick = deliver_identity(&inbox, Uuid::new_v4()).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let begun = Arc::new(AtomicUsize::new(0));
    let begins = begun.clone();
    let handler = move |event: Event| {
        begins.fetch_add(1, Ordering::SeqCst);
        async move {
            let is_quick = event.event_uid == Some(quick);
            sleep(if is_quick {
                Duration::from_millis(300)
            } else {
                NEVER
            })
            .await;
            Outcome::Done
        }
    };
    let started = Instant::now();
    let worker = inbox
        .worker(handler)
        .shutdown_timeout(Duration::from_millis(800));
    let both_run = eventually("both run", async || begun.load(Ordering::SeqCst) == 2);
    timeout(Duration::from_secs(10), worker.run(both_run))
        .await
        .unwrap()
        .unwrap();
    assert!(started.elapsed() >= Duration::from_millis(800), "it waited");
    let entries = entries(&inbox).await;
    assert_eq!(entries[0].state, State::Done);
    assert_eq!((entries[1].state, entries[1].attempts), (State::Pending, 0));
    assert!(entries[1].due_at <= entries[1].changed_at, "at once");
}

#[tokio::test]
async fn a_turn_that_is_given_up_delays_no_other() {
    let limit = RateLimit::per_second(5.0);
    limit.wait().await;
    for _ in 0..10 {
        let given_up = timeout(Duration::from_millis(5), limit.wait()).await;
        assert!(given_up.is_err());
    }
    let started = Instant::now();
    limit.wait().await;
    assert!(started.elapsed() < Duration::from_millis(600));
}
