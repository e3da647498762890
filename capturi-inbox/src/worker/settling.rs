//! The recording of verdicts: those that come while others are being written are written together
//! next.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, task::JoinHandle, time::sleep};

use super::held::{Held, Lease};
use crate::{
    ledger::{Claim, Ledger, Settlement, State, Verdict},
    retry::until_available,
};

/// The most verdicts that wait to be written; a worker that has more waits.
const WAITING: usize = 1024;
/// The most verdicts that are written together.
const TOGETHER: usize = 500;
/// The time that verdicts wait for others, because each that is written alone is a commit of its
/// own.
const GATHER: Duration = Duration::from_millis(3);

/// Verdicts on their way into the ledger.
pub(super) struct Settling {
    verdicts: mpsc::Sender<Said>,
    writing: JoinHandle<()>,
}

/// A verdict on an event, which is held until the verdict is recorded.
pub(super) struct Said {
    pub(super) settlement: Settlement,
    pub(super) claim: Claim,
    pub(super) lease: Lease,
}

impl Settling {
    pub(super) fn start(ledger: Ledger, held: Arc<Held>) -> Self {
        let (verdicts, waiting) = mpsc::channel(WAITING);
        Self {
            verdicts,
            writing: tokio::spawn(write(ledger, held, waiting)),
        }
    }

    pub(super) fn sender(&self) -> mpsc::Sender<Said> {
        self.verdicts.clone()
    }

    /// Completes if the writing task ends before its time, because it has panicked.
    pub(super) async fn broken(&mut self) {
        let _ = (&mut self.writing).await;
    }

    /// Waits until all verdicts are recorded, or can't be. All other senders have to be dropped
    /// before.
    pub(super) async fn end(self) {
        drop(self.verdicts);
        if self.writing.is_finished() {
            return;
        }
        // An error means that the task has panicked, and then there is nothing left to wait for.
        let _ = self.writing.await;
    }
}

async fn write(ledger: Ledger, held: Arc<Held>, mut waiting: mpsc::Receiver<Said>) {
    let mut said = Vec::new();
    while waiting.recv_many(&mut said, TOGETHER).await > 0 {
        // If this worker holds no other event, no other verdict can come.
        if said.len() < held.number() {
            sleep(GATHER).await;
            while said.len() < TOGETHER
                && let Ok(one) = waiting.try_recv()
            {
                said.push(one);
            }
        }
        let settlements: Vec<Settlement> =
            said.iter().map(|said| said.settlement.clone()).collect();
        let Some(end) = said.iter().map(|said| said.lease.end()).max() else {
            continue;
        };
        match until_available(end, || ledger.settle(&settlements)).await {
            Ok(settled) => {
                for said in &said {
                    match settled.contains(&said.claim.id) {
                        true => said.tell(),
                        false => tell_of_loss(&said.claim),
                    }
                }
                // The next events of their conversations can be claimed.
                ledger.wake();
            }
            Err(error) => tracing::error!(
                events = said.len(),
                error = error.with_causes(),
                "what became of events could not be written down; they are handled again"
            ),
        }
        said.clear();
    }
}

impl Said {
    /// Logs that an event is dead or unreadable. The error is in the ledger alone, because it may
    /// quote the payload.
    fn tell(&self) {
        let state = match self.settlement.verdict {
            Verdict::Dead { .. } => State::Dead,
            Verdict::Unreadable { .. } => State::Unreadable,
            _ => return,
        };
        tracing::warn!(
            id = self.claim.id,
            event_uid = self.claim.event_uid,
            attempts = self.claim.attempts,
            "an event is {state}"
        );
    }
}

pub(super) fn tell_of_loss(claim: &Claim) {
    tracing::warn!(
        id = claim.id,
        "an event is no longer this worker's; what became of it here changes nothing"
    );
}
