//! A limit of the rate at which a target is called.

use std::time::Duration;

use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

/// The longest pause between two calls.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A limit of calls per second, shared by all handlings of a worker. Calls are spaced evenly: a target
/// that takes 10 calls a second gets one every 100 ms, not ten at once.
///
/// Waiting for a turn counts as handling: with a limit, choose a
/// [`Worker::time_limit`](crate::Worker::time_limit) that is longer than the turns of all events that
/// are handled at once.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use capturi_inbox::RateLimit;
///
/// let limit = RateLimit::per_second(100.0);
/// let started = std::time::Instant::now();
/// for _ in 0..3 {
///     limit.wait().await; // then call the target
/// }
/// assert!(started.elapsed() >= std::time::Duration::from_millis(20));
/// # }
/// ```
#[derive(Debug)]
pub struct RateLimit {
    interval: Duration,
    /// When the next call may begin. Who waits for it holds the lock, so that a call that is given up
    /// takes no turn.
    next: Mutex<Instant>,
}

impl RateLimit {
    /// At most so many calls per second; one a day for a number that is smaller, or none.
    pub fn per_second(calls: f64) -> Self {
        let interval = match calls > 0.0 {
            true => Duration::try_from_secs_f64(1.0 / calls).unwrap_or(LONGEST),
            false => LONGEST,
        };
        Self {
            interval: interval.min(LONGEST),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Completes when the next call may begin.
    pub async fn wait(&self) {
        let mut next = self.next.lock().await;
        sleep_until(*next).await;
        *next = Instant::now() + self.interval;
    }
}
