//! The pace of deleting: deliveries wait for each deletion, so that less is deleted at once on a
//! disk or a machine that is slow or has other work.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use crate::database::DELETED_AT_ONCE;

/// The time that one deletion is to take.
const AIM: Duration = Duration::from_millis(40);
/// The fewest bytes that are deleted at once.
const LEAST: i64 = 128 * 1024;

pub(super) struct Pace(AtomicI64);

impl Pace {
    pub(super) fn new() -> Self {
        Self(AtomicI64::new(DELETED_AT_ONCE))
    }

    /// The bytes that may be deleted at once.
    pub(super) fn bytes(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Adapts the pace to a deletion that took this long, with the time that it waited for its
    /// turn.
    pub(super) fn took(&self, time: Duration) {
        let bytes = match time {
            time if time > AIM => self.bytes() / 2,
            time if time < AIM / 2 => self.bytes() + self.bytes() / 4,
            _ => return,
        };
        let bytes = bytes.clamp(LEAST, DELETED_AT_ONCE);
        self.0.store(bytes, Ordering::Relaxed);
    }
}
