//! A limit of the rate at which a target is called.

use std::{sync::Mutex, sync::PoisonError, time::Duration};

use tokio::time::{Instant, sleep_until};

/// A limit of calls per second, shared by all handlings of a worker. Calls are spaced evenly: a target
/// that takes 10 calls a second gets one every 100 ms, not ten at once.
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
    /// When the next call may begin.
    next: Mutex<Instant>,
}

impl RateLimit {
    /// At most so many calls per second; at least one a day.
    pub fn per_second(calls: f64) -> Self {
        const LONGEST: f64 = 24.0 * 60.0 * 60.0;
        let interval = (1.0 / calls).clamp(0.0, LONGEST);
        let interval = if interval.is_nan() { LONGEST } else { interval };
        Self {
            interval: Duration::from_secs_f64(interval),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Completes when the next call may begin.
    pub async fn wait(&self) {
        let begins = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let begins = (*next).max(Instant::now());
            *next = begins + self.interval;
            begins
        };
        sleep_until(begins).await;
    }
}
