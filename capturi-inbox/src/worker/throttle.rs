//! The throttle: it limits the events that a worker handles at once, and those that it claims in
//! advance.

use std::time::Duration;

use super::shared::Showed;

/// The limits of events that are claimed in advance: the time that they wait in this process if
/// they are handled as fast as the events before them, their number, and the bytes of their bodies.
const IN_ADVANCE: Duration = Duration::from_millis(250);
const EVENTS_IN_ADVANCE: usize = 500;
pub(super) const BYTES_IN_ADVANCE: usize = 16 * 1024 * 1024;

/// The number of events that are handled at once. After the breaker was open it is one, and doubles
/// with each event that is handled, so that a system that has just come back is not overloaded.
pub(super) struct Throttle {
    pub(super) limit: usize,
    pub(super) max: usize,
    /// The average duration of a handling of late, and the average bytes of a body.
    pub(super) seconds: f64,
    pub(super) bytes: f64,
}

impl Throttle {
    pub(super) fn new(max: usize) -> Self {
        Self {
            limit: max,
            max,
            // No event is claimed in advance until the speed of handlers is known.
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

    /// The number of events that may wait for hands.
    pub(super) fn in_advance(&self) -> usize {
        if self.limit < self.max {
            return 0;
        }
        let handled = self.max as f64 * IN_ADVANCE.as_secs_f64() / self.seconds.max(1e-6);
        let fitting = BYTES_IN_ADVANCE as f64 / self.bytes.max(1.0);
        (handled.min(fitting) as usize).min(EVENTS_IN_ADVANCE)
    }
}

/// A moving average, mostly of the last few dozen values.
fn average(so_far: f64, next: f64) -> f64 {
    so_far + (next - so_far) / 16.0
}
