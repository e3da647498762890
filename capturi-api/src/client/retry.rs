//! When a call is sent again, and how long it waits before.

use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, header::RETRY_AFTER};

use super::Error;

/// How often, and after which pauses, a call is sent again after a failure that may pass.
///
/// Only calls that are free of side effects are: every GET, and the listings that take their
/// filters in a POST. The pause is random between nothing and a bound that doubles with each
/// attempt ("full jitter"), so that many clients do not come back at once; where the server says
/// `Retry-After`, that is waited for.
///
/// ```
/// use std::time::Duration;
/// use capturi_api::{Client, RetryPolicy};
///
/// let patient = RetryPolicy::default().attempts(8).longest_pause(Duration::from_secs(60));
/// let capturi = Client::builder()
///     .token("from Capturi's settings")
///     .retry(patient)
///     .deadline(Duration::from_secs(600))
///     .build()?;
/// # Ok::<(), capturi_api::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts, with pauses of up to 0.5, 1 and 2 seconds.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// One attempt, and no other.
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How often a call is sent at most, the first time included.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The bound of the first pause; it doubles with each attempt.
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// What the bound of a pause never exceeds.
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// The pause before the next attempt, if there is to be one.
    pub(super) fn pause(&self, attempt: u32, error: &Error, deadline: Instant) -> Option<Duration> {
        if attempt >= self.attempts || !error.is_retryable() {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(30);
        let bound = self
            .first_pause
            .saturating_mul(1 << doublings)
            .min(self.longest_pause);
        let pause = error
            .retry_after()
            .unwrap_or_else(|| bound.mul_f64(fastrand::f64()));
        // An attempt that could not begin in time is not waited for.
        let begins = Instant::now().checked_add(pause)?;
        (begins < deadline).then_some(pause)
    }
}

/// What the server says in `Retry-After`: seconds, or a date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(
        date.duration_since(SystemTime::now())
            .unwrap_or(Duration::ZERO),
    )
}
