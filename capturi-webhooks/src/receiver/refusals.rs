//! Refusals of unauthenticated requests. They are counted and logged as counts, so that their
//! senders can't fill a log.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::Answer;

/// The interval at which counts are logged.
pub(super) const TELL_EVERY: Duration = Duration::from_secs(10);

/// The most characters of a path in a log line.
const LONGEST_PATH: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Untold>);

#[derive(Debug, Default)]
struct Untold {
    /// The refusals that have not been logged yet, by status.
    refused: BTreeMap<u16, Refused>,
    told: Option<Instant>,
    /// The number of all refusals, by status.
    totals: BTreeMap<u16, u64>,
}

#[derive(Debug)]
struct Refused {
    reason: &'static str,
    count: u64,
    /// The path and the sender of the first one.
    path: String,
    sender: Option<IpAddr>,
}

impl Refusals {
    /// Counts a refusal. The first one is logged at once, as it may be a webhook with a typo in its
    /// URL or secret; the refusals that follow are logged together.
    pub(super) fn count(&self, answer: &Answer, path: &str, sender: Option<IpAddr>) {
        let mut untold = self.untold();
        let status = answer.status().as_u16();
        let refused = untold.refused.entry(status).or_insert_with(|| Refused {
            reason: answer.title(),
            count: 0,
            path: shortened(path).to_owned(),
            sender,
        });
        refused.count += 1;
        *untold.totals.entry(status).or_default() += 1;
        if untold.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            untold.tell();
        }
    }

    /// The number of all refusals, by status.
    pub(super) fn totals(&self) -> BTreeMap<u16, u64> {
        self.untold().totals.clone()
    }

    /// Logs the refusals that have not been logged yet.
    pub(super) fn tell(&self) {
        self.untold().tell();
    }

    fn untold(&self) -> MutexGuard<'_, Untold> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Untold {
    fn tell(&mut self) {
        for (status, refused) in std::mem::take(&mut self.refused) {
            let Refused {
                reason,
                count,
                path,
                sender,
            } = refused;
            let sender = sender.map(tracing::field::display);
            quietly(|| {
                tracing::warn!(status, reason, count, path, sender, "requests were refused");
            });
            self.told = Some(Instant::now());
        }
    }
}

/// A path as it is logged.
pub(super) fn shortened(path: &str) -> &str {
    match path.char_indices().nth(LONGEST_PATH) {
        Some((end, _)) => &path[..end],
        None => path,
    }
}

/// Runs `log`. A subscriber that panics costs its own lines, but no delivery its answer.
pub(super) fn quietly(log: impl FnOnce()) {
    // A panic leaves only the subscriber's own state half done.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(log));
}
