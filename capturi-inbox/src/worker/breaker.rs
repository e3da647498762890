//! The circuit breaker: while different events fail because what handlers need is away, and none is
//! handled, all workers of an inbox pause, and one of them tries one event from time to time.
//!
//! One event that fails while others are handled does not open it, and so dies of its attempts in
//! the end.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::ledger::{BREAKER_PAUSE_MAX, Ledger, Queue};

/// Events that fail, and none that is handled, before it opens.
const EVENTS: usize = 3;
/// Within this time.
const TOGETHER: Duration = Duration::from_secs(10 * 60);
/// The longest pause after it was opened for the first time, and after many times.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LAST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// Who asks for no pause would be asked all the time.
const BREAKER_PAUSE_MIN: Duration = Duration::from_secs(1);

/// What this worker knows of the breaker, which stands in the ledger.
pub(super) struct Breaker {
    ledger: Ledger,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// Events that failed since one was handled, and when.
    failed: HashMap<i64, Instant>,
    /// How often it was opened since; 0: it is closed.
    openings: i64,
}

impl Known {
    /// The number of openings after that.
    fn set(&mut self, openings: i64) {
        if openings == 0 {
            self.failed.clear();
            if self.openings > 0 {
                tracing::warn!("the circuit breaker is closed: events are handled again");
            }
        }
        self.openings = openings;
    }
}

impl Breaker {
    pub(super) fn new(ledger: Ledger) -> Self {
        Self {
            ledger,
            known: Mutex::default(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.lock().openings > 0
    }

    /// Lets another event be tried at once, as this worker tried none, or it showed nothing.
    pub(super) async fn put_off_probe(&self) {
        let openings = self.lock().openings;
        if let Err(error) = self.ledger.put_off_probe(openings).await {
            tracing::warn!(error = error.with_causes(), "the next try has to wait");
        }
    }

    /// What the ledger says.
    pub(super) fn heed(&self, queue: &Queue) {
        let mut known = self.lock();
        if (known.openings == 0) != (queue.openings == 0) {
            known.set(queue.openings);
        }
        known.openings = queue.openings;
    }

    /// What handlers need has answered: it closes.
    pub(super) async fn answered(&self) {
        let was_open = {
            let mut known = self.lock();
            let was_open = known.openings > 0;
            known.set(0);
            was_open
        };
        if was_open && let Err(error) = self.ledger.close_breaker().await {
            tracing::warn!(
                error = error.with_causes(),
                "the circuit breaker could not be closed"
            );
        }
    }

    /// What handlers need is away for this event: gives the pause if that opens it, or it is open.
    pub(super) async fn failed(
        &self,
        event: i64,
        is_probe: bool,
        after: Option<Duration>,
        error: &str,
    ) -> Option<Duration> {
        let openings = {
            let mut known = self.lock();
            known.failed.insert(event, Instant::now());
            known.failed.retain(|_, at| at.elapsed() < TOGETHER);
            match known.openings {
                0 if known.failed.len() < EVENTS => return None,
                // Those that were under way when it was opened say nothing new.
                openings if openings > 0 && !is_probe => return Some(pause(openings - 1)),
                openings => openings,
            }
        };
        let pause = after
            .unwrap_or_else(|| pause(openings))
            .clamp(BREAKER_PAUSE_MIN, BREAKER_PAUSE_MAX);
        match self.ledger.open_breaker(pause, error, openings).await {
            Ok(is_first) => {
                self.lock().openings = openings + 1;
                match openings {
                    0 if is_first => tracing::warn!(
                        reason = error,
                        next_try = ?pause,
                        "the circuit breaker is open: what handlers need is away, and no events are \
                         handled"
                    ),
                    _ => tracing::info!(
                        reason = error,
                        next_try = ?pause,
                        "the circuit breaker is still open"
                    ),
                }
            }
            Err(error) => tracing::warn!(
                error = error.with_causes(),
                "the circuit breaker could not be opened"
            ),
        }
        Some(pause)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Between half of a limit and all of it; the limit doubles from opening to opening.
fn pause(openings: i64) -> Duration {
    let doublings = openings.clamp(0, 16);
    let limit = FIRST_PAUSE.saturating_mul(1 << doublings).min(LAST_PAUSE);
    limit.mul_f64(0.5 + fastrand::f64() / 2.0)
}
