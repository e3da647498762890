//! The circuit breaker: if several events fail because the system that handlers need is away, and
//! none is handled in between, all workers of an inbox pause, and one of them tries a single event
//! from time to time.
//!
//! An event that fails while others are handled does not open the breaker; it uses up its attempts,
//! or is given up.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::ledger::{BREAKER_PAUSE_MAX, Claim, Ledger, Queue};

/// The number of events that fail, with none handled in between, before the breaker opens.
const EVENTS: usize = 3;
/// The time within which they fail.
const TOGETHER: Duration = Duration::from_secs(10 * 60);
/// The longest pause after the first opening, and after many.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LAST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// The shortest pause, so that a system that asks for none is not called all the time.
const BREAKER_PAUSE_MIN: Duration = Duration::from_secs(1);

/// The worker's view of the breaker, whose state is in the ledger.
pub(super) struct Breaker {
    ledger: Ledger,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The events that failed since one was handled, and when.
    failed: HashMap<i64, Instant>,
    /// The number of openings since then; 0 if the breaker is closed.
    openings: i64,
}

impl Known {
    /// Sets the number of openings, and logs that the breaker closes.
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

    /// Lets another event be tried at once, because this worker tried none or its handling showed
    /// nothing.
    pub(super) async fn put_off_probe(&self) {
        let openings = self.lock().openings;
        if let Err(error) = self.ledger.put_off_probe(openings).await {
            tracing::warn!(error = error.with_causes(), "the next try has to wait");
        }
    }

    /// Adopts the state of the breaker in the ledger.
    pub(super) fn heed(&self, queue: &Queue) {
        let mut known = self.lock();
        if (known.openings == 0) != (queue.openings == 0) {
            known.set(queue.openings);
        }
        known.openings = queue.openings;
    }

    /// Closes the breaker, because the system that handlers need has answered.
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

    /// Records that the system that handlers need was away for this event. Returns the pause if the
    /// breaker opens or is open.
    pub(super) async fn failed(
        &self,
        event: &Claim,
        is_probe: bool,
        after: Option<Duration>,
        error: &str,
    ) -> Option<Duration> {
        let openings = {
            let mut known = self.lock();
            known.failed.insert(event.id, Instant::now());
            known.failed.retain(|_, at| at.elapsed() < TOGETHER);
            match known.openings {
                0 if known.failed.len() < EVENTS => return None,
                // Events that were under way when the breaker opened say nothing new.
                openings if openings > 0 && !is_probe => return Some(pause(openings - 1)),
                openings => openings,
            }
        };
        let pause = after
            .unwrap_or_else(|| pause(openings))
            .clamp(BREAKER_PAUSE_MIN, BREAKER_PAUSE_MAX);
        let opened = self.ledger.open_breaker(pause, error, openings, event);
        match opened.await {
            Ok(is_first) => {
                self.lock().openings = openings + 1;
                match openings {
                    0 if is_first => tracing::warn!(
                        next_try = ?pause,
                        "the circuit breaker is open: what handlers need is away, and no events are \
                         handled"
                    ),
                    _ => tracing::info!(
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

/// A random pause between half of a limit and the limit, which doubles from opening to opening.
fn pause(openings: i64) -> Duration {
    let doublings = openings.clamp(0, 16);
    let limit = FIRST_PAUSE.saturating_mul(1 << doublings).min(LAST_PAUSE);
    limit.mul_f64(0.5 + fastrand::f64() / 2.0)
}
