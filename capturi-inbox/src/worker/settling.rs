//! Writing verdicts down: those that come while others are being written are written together next.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, task::JoinHandle, time::sleep};

use super::held::{Held, Lease};
use crate::{
    ledger::{Claim, Ledger, Settlement, State, Verdict},
    retry::until_available,
};

/// Verdicts that wait; a worker that has more waits.
const WAITING: usize = 1024;
/// Those that are written together.
const TOGETHER: usize = 500;
/// How long verdicts wait for others: each that is written alone is a commit of its own.
const GATHER: Duration = Duration::from_millis(3);

/// Verdicts on their way into the ledger.
pub(super) struct Settling {
    verdicts: mpsc::Sender<Said>,
    writing: JoinHandle<()>,
}

/// A verdict on an event, which is held until it is written down.
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

    /// Completes if the writing ends before it is ended: something in it has panicked.
    pub(super) async fn broken(&mut self) {
        let _ = (&mut self.writing).await;
    }

    /// Waits until all verdicts are written down, or can't be; nobody may have a sender any more.
    pub(super) async fn end(self) {
        drop(self.verdicts);
        if self.writing.is_finished() {
            return;
        }
        // It does not panic, and nobody aborts it.
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
    /// What the error was is not said: it may quote the payload. The ledger has it.
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
