//! When nothing is handled for a while: what handlers need is away, or an operator says so.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use capturi_inbox::{Event, Outcome, State};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{
    NEVER, Place, Seen, all_done, deliver_identity, eager, entries, entry, eventually, states, work,
};

crate::on_both_engines! {
    what_is_unavailable_pauses_the_queue_and_costs_no_attempt,
    after_a_pause_the_load_grows_gradually,
    after_another_workers_pause_the_load_grows_gradually,
    an_operator_pauses_and_resumes,
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
    // Nothing waits on, neither the one that was tried nor the others.
    inbox.resume().await.unwrap();
    let all_done = eventually("all are done", async || all_done(&inbox).await);
    work(&inbox, done, eager(5), all_done).await;
}

async fn after_a_pause_the_load_grows_gradually(place: Place) {
    load_after_a_pause(place, true).await;
}

async fn after_another_workers_pause_the_load_grows_gradually(place: Place) {
    load_after_a_pause(place, false).await;
}

async fn load_after_a_pause(place: Place, found_out_itself: bool) {
    /// Those that are being handled, and those that were.
    #[derive(Default)]
    struct Load {
        was_away: bool,
        now: usize,
        done: usize,
        /// Both, as each that was handled after the pause found them when it began.
        found: Vec<(usize, usize)>,
    }

    let inbox = place.open().await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let load = Arc::new(Mutex::new(Load::default()));
    let handler = {
        let load = load.clone();
        move |_: Event| {
            let load = load.clone();
            async move {
                {
                    let mut load = load.lock().unwrap();
                    if !std::mem::replace(&mut load.was_away, true) {
                        return Outcome::Unavailable {
                            after: Some(Duration::from_secs(2)),
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
        worker.poll_interval(Duration::from_millis(20))
    };
    let paused = eventually("the queue is paused", async || {
        inbox.stats().await.unwrap().reason.is_some()
    });
    let all_done = async {
        for _ in 1..12 {
            deliver_identity(&inbox, Uuid::new_v4()).await;
        }
        eventually("all are done", async || all_done(&inbox).await).await;
    };
    // Whether the one that goes on found it out itself, or another one did.
    match found_out_itself {
        true => {
            let until_done = async {
                paused.await;
                all_done.await;
            };
            worker().run(until_done).await;
        }
        false => {
            worker().run(paused).await;
            worker().run(all_done).await;
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
