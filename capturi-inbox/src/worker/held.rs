//! The events that a worker holds: their leases are renewed together until each event is settled.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at, timeout_at},
};

use crate::ledger::{Claim, Ledger};

/// All events that a worker holds.
pub(super) struct Held {
    lease: Duration,
    events: Mutex<HashMap<i64, Hold>>,
}

struct Hold {
    token: i64,
    /// The time until which the event is surely this worker's.
    until: Instant,
    is_lost: watch::Sender<bool>,
}

/// An event that is held until this is dropped.
pub(super) struct Lease {
    held: Arc<Held>,
    event: i64,
    token: i64,
    is_lost: watch::Receiver<bool>,
}

impl Held {
    pub(super) fn new(lease: Duration) -> Arc<Self> {
        Arc::new(Self {
            lease,
            events: Mutex::default(),
        })
    }

    /// Holds an event that was claimed at this time.
    pub(super) fn hold(self: &Arc<Self>, claim: &Claim, claimed: Instant) -> Lease {
        let (lost, is_lost) = watch::channel(false);
        let hold = Hold {
            token: claim.token,
            until: claimed + self.lease,
            is_lost: lost,
        };
        if let Some(old) = self.lock().insert(claim.id, hold) {
            // This process has lost the event and claimed it again, so the first handling has to
            // end.
            old.is_lost.send_replace(true);
        }
        Lease {
            held: self.clone(),
            event: claim.id,
            token: claim.token,
            is_lost,
        }
    }

    /// The number of events that are held.
    pub(super) fn number(&self) -> usize {
        self.lock().len()
    }

    /// Renews the leases three times in each lease, for as long as this future is polled.
    pub(super) async fn keep(&self, ledger: &Ledger) {
        let beat = self.lease / 3;
        let mut beats = interval_at(Instant::now() + beat, beat);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beats.tick().await;
            self.prolong(ledger).await;
        }
    }

    async fn prolong(&self, ledger: &Ledger) {
        let asked = Instant::now();
        let (held, first_end) = {
            let events = self.lock();
            let held: Vec<(i64, i64)> = events.iter().map(|(id, hold)| (*id, hold.token)).collect();
            // Leases that have already ended set no deadline.
            let ends = events.values().map(|hold| hold.until);
            (held, ends.filter(|end| *end > asked).min())
        };
        if held.is_empty() {
            return;
        }
        let first_end = first_end.unwrap_or(asked + self.lease);
        let prolonging = ledger.prolong(&held, self.lease);
        let prolonged = timeout_at(first_end, prolonging).await;
        let now = Instant::now();
        let mut events = self.lock();
        for (id, token) in &held {
            // The event may have been settled meanwhile, and claimed again.
            let Some(hold) = events.get_mut(id).filter(|hold| hold.token == *token) else {
                continue;
            };
            let is_ours = match &prolonged {
                Ok(Ok(kept)) => kept.contains(id),
                // While the database is away, an event stays this worker's until its lease ends.
                _ => now < hold.until,
            };
            match is_ours {
                true if matches!(prolonged, Ok(Ok(_))) => hold.until = asked + self.lease,
                true => {}
                false => drop(hold.is_lost.send_replace(true)),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Hold>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// The time until which the event is surely this worker's.
    pub(super) fn end(&self) -> Instant {
        let events = self.held.lock();
        let hold = events.get(&self.event);
        hold.filter(|hold| hold.token == self.token)
            .map_or_else(Instant::now, |hold| hold.until)
    }

    pub(super) fn is_over(&self) -> bool {
        *self.is_lost.borrow() || Instant::now() >= self.end()
    }

    /// Completes when the event is another worker's, or may be.
    pub(super) async fn lost(&self) {
        let mut is_lost = self.is_lost.clone();
        // The sender lives for as long as this lease does.
        if is_lost.wait_for(|is_lost| *is_lost).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // The event may have been claimed again meanwhile.
        let mut events = self.held.lock();
        if events
            .get(&self.event)
            .is_some_and(|hold| hold.token == self.token)
        {
            events.remove(&self.event);
        }
    }
}
