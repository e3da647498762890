//! Deliveries at a constant rate, and how long each of them took.
#![allow(clippy::unwrap_used)]

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    task::{JoinHandle, JoinSet},
    time::{MissedTickBehavior, interval},
};

/// An event of a conversation of its own, so that it waits for no other.
pub fn body(number: usize) -> String {
    let uid = number + 1;
    format!(r#"{{"event":"ConversationProcessed","eventUid":"{uid:032x}","uid":"{uid:032x}"}}"#)
}

/// Deliveries that go on until they are ended.
pub struct Load {
    is_over: Arc<AtomicBool>,
    delivering: JoinHandle<Times>,
}

/// The times of the deliveries, sorted.
pub struct Times(Vec<Duration>);

impl Load {
    /// Starts `one` for each delivery, as often in a second as `rate` says, with its number.
    pub fn start<D>(rate: u32, one: impl Fn(usize) -> D + Send + 'static) -> Self
    where
        D: Future<Output = ()> + Send + 'static,
    {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let delivering = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_secs(1) / rate);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let mut times = Vec::new();
            let mut deliveries = JoinSet::new();
            for number in 0.. {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                // The time counts from when the delivery was due, not from when it was sent.
                let due = ticks.tick().await;
                let delivery = one(number);
                deliveries.spawn(async move {
                    delivery.await;
                    due.elapsed()
                });
                while let Some(took) = deliveries.try_join_next() {
                    times.push(took.unwrap());
                }
            }
            while let Some(took) = deliveries.join_next().await {
                times.push(took.unwrap());
            }
            times.sort_unstable();
            Times(times)
        });
        Self {
            is_over,
            delivering,
        }
    }

    /// Ends the load; panics if a delivery did.
    pub async fn end(self) -> Times {
        self.is_over.store(true, Ordering::Relaxed);
        self.delivering.await.unwrap()
    }
}

impl Times {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn at(&self, percent: usize) -> Duration {
        self.0[(self.0.len() * percent / 100).min(self.0.len() - 1)]
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (p50, p99, most) = (self.at(50), self.at(99), self.at(100));
        write!(f, "p50 {p50:.1?}, p99 {p99:.1?}, at most {most:.1?}")
    }
}
