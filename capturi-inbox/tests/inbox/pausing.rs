//! Pauses, in which no event is handled: the system that handlers need is away, or an operator says
//! so.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use capturi_inbox::{Backoff, Event, Inbox, Outcome, State};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::support::{
    NEVER, Place, Seen, all_done, deliver_identity, eager, entries, entry, eventually, states, work,
};

crate::on_both_engines! {
    while_different_events_fail_none_is_handled_and_it_costs_no_attempt,
    what_is_not_reached_never_costs_an_attempt,
    what_is_not_reached_for_too_long_is_dead,
    an_event_that_fails_while_others_are_handled_dies_of_its_attempts,
    one_event_is_tried_from_time_to_time,
    after_a_pause_the_load_grows_gradually,
    after_another_workers_pause_the_load_grows_gradually,
    an_operator_pauses_and_resumes,
}

async fn is_open(inbox: &Inbox) -> bool {
    inbox.stats().await.unwrap().breaker.is_some()
}

async fn while_different_events_fail_none_is_handled_and_it_costs_no_attempt(place: Place) {
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
        .run(eventually("the breaker is open", async || {
            is_open(&inbox).await
        }))
        .await
        .unwrap();
    let breaker = inbox.stats().await.unwrap().breaker.unwrap();
    assert!(breaker.next_try_seconds > 590.0, "{breaker:?}");
    assert_eq!(breaker.reason.as_deref(), Some("the CRM is down"));
    assert_eq!(seen.all().len(), 3, "the others were not tried");
    let attempts: Vec<u32> = entries(&inbox).await.iter().map(|e| e.attempts).collect();
    assert_eq!(attempts, [1, 1, 0, 0, 0], "until it is open they count");
    assert!(states(&inbox).await.iter().all(|s| *s == State::Pending));

    let done = async |_: Event| Outcome::Done;
    work(&inbox, done, eager(5), sleep(Duration::from_millis(200))).await;
    assert!(
        !states(&inbox).await.contains(&State::Done),
        "other workers pause too"
    );
    // No event waits any longer, neither those that were tried nor the others.
    inbox.resume().await.unwrap();
    let all_done = eventually("all are done", async || all_done(&inbox).await);
    work(&inbox, done, eager(5), all_done).await;
}

async fn what_is_not_reached_never_costs_an_attempt(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let handler = async |event: Event| match event.duplicates {
        0 => Outcome::unreachable("connection refused"),
        _ => Outcome::Done,
    };
    let id = entry(&inbox).await.id;
    let tried_often = eventually("it is tried often", async || {
        inbox.attempts(id).await.unwrap().len() > 10
    });
    work(&inbox, handler, eager(2), tried_often).await;
    let waiting = entry(&inbox).await;
    assert_eq!((waiting.state, waiting.attempts), (State::Pending, 0));
    assert!(!is_open(&inbox).await, "it is one event");
    let attempt = &inbox.attempts(id).await.unwrap()[0];
    assert_eq!(attempt.outcome, "released");
    assert_eq!(attempt.error.as_deref(), Some("connection refused"));
    let process = std::process::id().to_string();
    assert!(attempt.worker.as_ref().unwrap().ends_with(&process));
}

async fn what_is_not_reached_for_too_long_is_dead(place: Place) {
    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let away = async |_: Event| Outcome::unreachable("connection refused");
    let mut backoff = eager(2);
    assert_eq!(backoff.give_up, Duration::from_secs(14 * 24 * 60 * 60));
    backoff.give_up = Duration::from_millis(300);
    let dead = eventually("it is dead", async || {
        entry(&inbox).await.state == State::Dead
    });
    work(&inbox, away, backoff, dead).await;
    let last_error = entry(&inbox).await.last_error.unwrap();
    assert!(
        last_error.starts_with("connection refused; given up"),
        "{last_error}"
    );
}

async fn an_event_that_fails_while_others_are_handled_dies_of_its_attempts(place: Place) {
    let inbox = place.open().await;
    let poison = deliver_identity(&inbox, Uuid::new_v4()).await;
    for _ in 0..100 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let handler = move |event: Event| async move {
        match event.event_uid == Some(poison) {
            true => Outcome::unavailable("503"),
            false => Outcome::Done,
        }
    };
    let over = eventually("all are over", async || {
        let states = states(&inbox).await;
        !states.contains(&State::Pending) && !states.contains(&State::Running)
    });
    let backoff = Backoff::new(Duration::from_millis(20), Duration::from_millis(20), 5);
    work(&inbox, handler, backoff, over).await;
    let entries = entries(&inbox).await;
    assert_eq!((entries[0].state, entries[0].attempts), (State::Dead, 5));
    assert!(entries[1..].iter().all(|e| e.state == State::Done));
    assert_eq!(inbox.attempts(entries[0].id).await.unwrap().len(), 5);
}

async fn one_event_is_tried_from_time_to_time(place: Place) {
    let inbox = place.open().await;
    for _ in 0..20 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let times = Arc::new(Mutex::new(Vec::new()));
    let handler = {
        let times = times.clone();
        move |_: Event| {
            times.lock().unwrap().push(Instant::now());
            async {
                Outcome::Unavailable {
                    after: Some(Duration::from_secs(1)),
                    error: String::new(),
                }
            }
        }
    };
    let tried = sleep(Duration::from_secs(6));
    work(&inbox, handler, eager(50), tried).await;
    let times = times.lock().unwrap();
    // Some events were under way together, and then they are tried one by one.
    let together = times[0] + Duration::from_millis(500);
    let probes: Vec<_> = times.iter().filter(|time| **time > together).collect();
    assert!(probes.len() > 2, "{times:?}");
    let pauses = probes.windows(2).map(|two| *two[1] - *two[0]);
    let shortest = pauses.min().unwrap();
    assert!(shortest > Duration::from_millis(900), "{shortest:?}");
}

async fn after_a_pause_the_load_grows_gradually(place: Place) {
    load_after_a_pause(place, true).await;
}

async fn after_another_workers_pause_the_load_grows_gradually(place: Place) {
    load_after_a_pause(place, false).await;
}

async fn load_after_a_pause(place: Place, found_out_itself: bool) {
    /// The events that are being handled, and those that were.
    #[derive(Default)]
    struct Load {
        /// The events that failed.
        failed: usize,
        now: usize,
        done: usize,
        /// Both numbers, as each event that was handled after the pause found them when it began.
        found: Vec<(usize, usize)>,
    }

    let inbox = place.open().await;
    for _ in 0..3 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let load = Arc::new(Mutex::new(Load::default()));
    let handler = {
        let load = load.clone();
        move |_: Event| {
            let load = load.clone();
            async move {
                {
                    let mut load = load.lock().unwrap();
                    if load.failed < 3 {
                        load.failed += 1;
                        return Outcome::Unavailable {
                            after: Some(Duration::from_secs(1)),
                            error: String::new(),
                        };
                    }
                    let found = (load.now, load.done);
                    load.found.push(found);
                    load.now += 1;
                }
                sleep(Duration::from_millis(100)).await;
                let mut load = load.lock().unwrap();
                load.now -= 1;
                load.done += 1;
                Outcome::Done
            }
        }
    };
    let worker = || {
        let worker = inbox.worker(handler.clone()).concurrency(4);
        worker
            .poll_interval(Duration::from_millis(20))
            .backoff(eager(5))
    };
    let paused = eventually("the breaker is open", async || is_open(&inbox).await);
    let all_done = async {
        for _ in 3..12 {
            deliver_identity(&inbox, Uuid::new_v4()).await;
        }
        eventually("all are done", async || all_done(&inbox).await).await;
    };
    // The worker that goes on found the pause out itself, or another worker did.
    match found_out_itself {
        true => {
            let until_done = async {
                paused.await;
                all_done.await;
            };
            worker().run(until_done).await.unwrap();
        }
        false => {
            worker().run(paused).await.unwrap();
            worker().run(all_done).await.unwrap();
        }
    }
    let found = std::mem::take(&mut load.lock().unwrap().found);
    assert_eq!(found.len(), 12);
    let limit = |done: usize| 4.min(1 << done.min(2));
    assert!(
        found.iter().all(|(now, done)| *now < limit(*done)),
        "{found:?}"
    );
    assert!(found.iter().any(|(now, _)| *now == 3), "{found:?}");
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
