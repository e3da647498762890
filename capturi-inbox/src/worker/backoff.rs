//! The backoff between the attempts at an event whose handling fails.

use std::time::Duration;

/// Exponential backoff with full jitter: before each retry, a random time between nothing and a
/// limit that doubles from retry to retry.
///
/// By default the limit starts at 5 s and grows to a day, and there are 42 attempts: on average
/// the last one comes 14 days after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backoff {
    /// The limit before the first retry.
    pub first: Duration,
    /// The maximum of the limit.
    pub longest: Duration,
    /// The number of attempts after which an event is dead.
    pub max_attempts: u32,
    /// The time after its receipt or requeue at which an event is dead that could not be handled
    /// because the system that handlers need was away; 14 days unless set. Its attempts are not
    /// counted meanwhile.
    pub give_up: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new(
            Duration::from_secs(5),
            Duration::from_secs(24 * 60 * 60),
            42,
        )
    }
}

impl Backoff {
    /// A backoff with these limits and this number of attempts, which gives up after 14 days.
    pub fn new(first: Duration, longest: Duration, max_attempts: u32) -> Self {
        Self {
            first,
            longest,
            max_attempts,
            give_up: Duration::from_secs(14 * 24 * 60 * 60),
        }
    }

    /// The longest pause after this many attempts.
    pub fn limit(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.longest)
    }

    pub(super) fn pause(&self, attempts: u32) -> Duration {
        self.limit(attempts).mul_f64(fastrand::f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_spreads_over_14_days() {
        let backoff = Backoff::default();
        let retries = 1..backoff.max_attempts;
        let mean: f64 = retries
            .map(|attempts| backoff.limit(attempts).as_secs_f64() / 2.0)
            .sum();
        let days = mean / 86400.0;
        assert!((13.5..14.5).contains(&days), "{days} days");
    }

    #[test]
    fn pauses_are_spread_over_the_whole_limit() {
        let backoff = Backoff::default();
        let pauses: Vec<Duration> = (0..1000).map(|_| backoff.pause(5)).collect();
        let limit = Duration::from_secs(80);
        assert!(pauses.iter().all(|pause| *pause <= limit));
        assert!(pauses.iter().any(|pause| *pause < limit / 10));
        assert!(pauses.iter().any(|pause| *pause > limit * 9 / 10));
    }
}
