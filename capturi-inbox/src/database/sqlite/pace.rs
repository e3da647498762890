//! How much is deleted at once, which all wait for that deliver: less on a disk or a machine that is slow
//! or has other work, so that none waits for long.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use crate::database::DELETED_AT_ONCE;

/// What is deleted at once takes about so long.
const AIM: Duration = Duration::from_millis(40);
/// Bytes that are deleted at once at least.
const LEAST: i64 = 128 * 1024;

pub(super) struct Pace(AtomicI64);

impl Pace {
    pub(super) fn new() -> Self {
        Self(AtomicI64::new(DELETED_AT_ONCE))
    }

    /// Bytes that may be deleted at once.
    pub(super) fn bytes(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// After something was deleted, which took so long with the time that it waited for its turn.
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
