//! Refusals of requests that nobody has authenticated: they are counted, and told as counts, so that
//! a stranger fills no log.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::Answer;

/// How often refusals are told.
pub(super) const TELL_EVERY: Duration = Duration::from_secs(10);

/// Characters of a path that stand in a log.
const LONGEST_PATH: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Untold>);

#[derive(Debug, Default)]
struct Untold {
    /// By status: why, how many, and the path of the first one.
    refused: BTreeMap<u16, (&'static str, u64, String)>,
    told: Option<Instant>,
}

impl Refusals {
    /// Counts a refusal. The first one is told at once, as it may be a webhook with a slip of the
    /// pen in its URL or secret; those that follow are told together.
    pub(super) fn count(&self, answer: &Answer, path: &str) {
        let mut untold = self.untold();
        let status = answer.status().as_u16();
        let new = || (answer.title(), 0, shortened(path).to_owned());
        let (_, count, _) = untold.refused.entry(status).or_insert_with(new);
        *count += 1;
        if untold.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            untold.tell();
        }
    }

    /// Tells what has not been told.
    pub(super) fn tell(&self) {
        self.untold().tell();
    }

    fn untold(&self) -> MutexGuard<'_, Untold> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Untold {
    fn tell(&mut self) {
        for (status, (reason, count, path)) in std::mem::take(&mut self.refused) {
            quietly(|| tracing::warn!(status, reason, count, path, "requests were refused"));
            self.told = Some(Instant::now());
        }
    }
}

/// A path as it stands in a log.
pub(super) fn shortened(path: &str) -> &str {
    match path.char_indices().nth(LONGEST_PATH) {
        Some((end, _)) => &path[..end],
        None => path,
    }
}

/// Logs. A subscriber that panics costs its lines, and no delivery its answer.
pub(super) fn quietly(log: impl FnOnce()) {
    // What the subscriber leaves half done is its own.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(log));
}
