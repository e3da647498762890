//! The retries of a call: after which failures, and after which pauses.

use std::{
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use http::{HeaderMap, StatusCode, header::RETRY_AFTER};

use super::{Error, Response};

/// The statuses after which a call is sent again, unless a policy names others.
pub(super) const TEMPORARY: [StatusCode; 5] = [
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

/// The first pause between two calls for an object that is not there yet; each next pause is twice
/// as long, up to [`QUESTION_PAUSE_MAX`].
const FIRST_QUESTION: Duration = Duration::from_secs(1);
/// The longest pause between two calls for an object that is not there yet.
const QUESTION_PAUSE_MAX: Duration = Duration::from_secs(30);

/// The policy by which calls are retried after temporary failures.
///
/// Only read-only calls are retried: every GET, and the listings that take their filters in a POST.
/// The pause is random between zero and a bound that doubles with each attempt ("full jitter"), so
/// that many clients do not come back at once. If the server sends `Retry-After`, the client waits
/// for that time instead.
///
/// ```
/// use std::time::Duration;
/// use capturi_api::{Client, RetryPolicy, StatusCode};
///
/// let patient = RetryPolicy::default()
///     .attempts(8)
///     .longest_pause(Duration::from_secs(60))
///     .statuses([StatusCode::TOO_MANY_REQUESTS, StatusCode::INTERNAL_SERVER_ERROR])
///     .before_retry(|retry| {
///         eprintln!("attempt {} failed: {}", retry.attempt, retry.error);
///         true // go on
///     });
/// let capturi = Client::builder()
///     .token("from Capturi's settings")
///     .retry(patient)
///     .deadline(Duration::from_secs(600))
///     .build()?;
/// # Ok::<(), capturi_api::BuildError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
    statuses: Arc<[StatusCode]>,
    before_retry: Option<Arc<Hook>>,
}

type Hook = dyn Fn(&Retry<'_>) -> bool + Send + Sync;

/// A retry that is about to happen, for the function of [`RetryPolicy::before_retry`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Retry<'a> {
    /// The error of the attempt that failed.
    pub error: &'a Error,
    /// The number of the attempt that failed, counted from 1.
    pub attempt: u32,
    /// The pause before the next attempt.
    pub pause: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts, with pauses of up to 0.5, 1 and 2 seconds; after 408, 429, 502, 503 and 504.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            statuses: Arc::new(TEMPORARY),
            before_retry: None,
        }
    }
}

impl RetryPolicy {
    /// A policy of one attempt, without retries.
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// The most attempts of a call, the first one included.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The bound of the first pause; it doubles with each attempt.
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// The largest bound of a pause.
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// The statuses after which a call is retried, in place of 408, 429, 502, 503 and 504. A call
    /// without a complete response is retried, whatever statuses you name.
    ///
    /// 500 is not among them unless you name it: the server may have failed once, or may fail on
    /// this very call each time.
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = StatusCode>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// Calls `hook` before each pause, to count or log the retry. The call fails if `hook` returns
    /// `false`.
    pub fn before_retry(
        mut self,
        hook: impl Fn(&Retry<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.before_retry = Some(Arc::new(hook));
        self
    }

    /// The pause before the next attempt, if there is to be one.
    pub(super) fn pause(&self, attempt: u32, error: &Error, deadline: Instant) -> Option<Duration> {
        let may_pass = match error {
            Error::Response(response) => self.statuses.contains(&response.status),
            _ => error.is_retryable(),
        };
        if attempt >= self.attempts || !may_pass {
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
        // The client does not wait for an attempt that could not begin before the deadline.
        let begins = Instant::now().checked_add(pause)?;
        let retry = Retry {
            error,
            attempt,
            pause,
        };
        let goes_on =
            begins < deadline && self.before_retry.as_ref().is_none_or(|hook| hook(&retry));
        goes_on.then_some(pause)
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("first_pause", &self.first_pause)
            .field("longest_pause", &self.longest_pause)
            .field("statuses", &self.statuses)
            .finish_non_exhaustive()
    }
}

/// Repeats a call until it finds its object, for `limit` at most.
#[allow(dead_code)] // generated code without an operation that may answer 204 does not use it
pub(crate) async fn until_found<T, R>(
    limit: Duration,
    call: impl Fn() -> R,
) -> Result<Response<Option<T>>, Error>
where
    R: Future<Output = Result<Response<Option<T>>, Error>>,
{
    let started = Instant::now();
    let mut pause = FIRST_QUESTION;
    loop {
        let response = call().await?;
        let left = limit.saturating_sub(started.elapsed());
        if response.is_some() || left.is_zero() {
            return Ok(response);
        }
        // The last call comes when the time is over, not before.
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(QUESTION_PAUSE_MAX);
    }
}

/// The time to wait that `Retry-After` tells, in seconds or as a date.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
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
