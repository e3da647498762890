//! How many events a worker handles at once, and how many it claims in advance.

use std::time::Duration;

use super::shared::Showed;

/// Events wait in this process for as long as this, if their handling takes as long as that of those
/// before; so many of them at most, and so many bytes.
const IN_ADVANCE: Duration = Duration::from_millis(250);
const EVENTS_IN_ADVANCE: usize = 500;
pub(super) const BYTES_IN_ADVANCE: usize = 16 * 1024 * 1024;

/// How many events are handled at once. After the breaker was open it is one, and doubles as long as
/// all goes well: what has just come back is not run over.
pub(super) struct Throttle {
    pub(super) limit: usize,
    pub(super) max: usize,
    /// How long handling takes, and the bytes of a body, on average of late.
    pub(super) seconds: f64,
    pub(super) bytes: f64,
}

impl Throttle {
    pub(super) fn new(max: usize) -> Self {
        Self {
            limit: max,
            max,
            // Nothing in advance, until it is known how fast handlers are.
            seconds: f64::INFINITY,
            bytes: 0.0,
        }
    }

    pub(super) fn heed(&mut self, showed: &Showed) {
        if showed.is_done {
            self.limit = (self.limit * 2).min(self.max);
        }
        let took = showed.took.as_secs_f64();
        self.seconds = match self.seconds.is_finite() {
            true => average(self.seconds, took),
            false => took,
        };
    }

    pub(super) fn heed_size(&mut self, bytes: usize) {
        self.bytes = average(self.bytes, bytes as f64);
    }

    /// How many events may wait for hands.
    pub(super) fn in_advance(&self) -> usize {
        if self.limit < self.max {
            return 0;
        }
        let handled = self.max as f64 * IN_ADVANCE.as_secs_f64() / self.seconds.max(1e-6);
        let fitting = BYTES_IN_ADVANCE as f64 / self.bytes.max(1.0);
        (handled.min(fitting) as usize).min(EVENTS_IN_ADVANCE)
    }
}

/// Mostly of the last few dozen.
fn average(so_far: f64, next: f64) -> f64 {
    so_far + (next - so_far) / 16.0
}
