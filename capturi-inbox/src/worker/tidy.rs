//! What workers do beside handling: they take over what others lost, delete what is no longer kept,
//! and notice when they have to go.

use std::time::Duration;

use tokio::time::{Instant, interval};

use super::Settings;
use crate::{
    Error, Pruned, Retention,
    ledger::{Ledger, Settlement, Verdict, count},
};

/// How often the ledger is tidied up, unless leases are shorter, and how often what is over is
/// deleted.
const TIDY: Duration = Duration::from_secs(5);
const PRUNE: Duration = Duration::from_secs(60 * 60);

struct Tidying<'w> {
    ledger: &'w Ledger,
    settings: &'w Settings,
    clock: Option<Clock>,
    /// Once: of two releases that both can't, each would do so for ever.
    has_read_again: bool,
}

/// Goes on until this process can't use the inbox any more, and says why.
pub(super) async fn keep_tidy(ledger: Ledger, settings: Settings) -> Error {
    let mut tidying = Tidying {
        ledger: &ledger,
        settings: &settings,
        clock: None,
        has_read_again: false,
    };
    let mut tick = interval(TIDY.min(settings.lease / 3));
    loop {
        tick.tick().await;
        match tidying.tidy().await {
            Err(error) if error.is_final() => return error,
            Err(error) => tracing::warn!(
                error = error.with_causes(),
                "the inbox could not be tidied up"
            ),
            Ok(()) => {}
        }
    }
}

/// Deletes what is no longer kept, again and again. It may take hours, and nothing else waits for it.
pub(super) async fn keep_pruned(ledger: Ledger, retention: Retention) {
    let mut tick = interval(PRUNE);
    loop {
        tick.tick().await;
        let pruned = async {
            match ledger.prune(&retention).await? == Pruned::default() {
                true => Ok(()),
                false => ledger.forget().await,
            }
        };
        let pruned: Result<(), Error> = pruned.await;
        if let Err(error) = pruned {
            tracing::warn!(
                error = error.with_causes(),
                "what is no longer kept could not be deleted"
            );
        }
    }
}

impl Tidying<'_> {
    async fn tidy(&mut self) -> Result<(), Error> {
        let ledger = self.ledger;
        ledger.check().await?;
        ledger.keep_reserve().await;
        let lost = self.take_over().await?;
        let now = ledger.now().await?;
        if self.clock.is_none_or(|clock| clock.was_set_back(now)) {
            ledger.heed_clock().await?;
        }
        self.clock = Some(Clock {
            read: Instant::now(),
            showed: now,
        });
        let read_again = match self.has_read_again {
            true => 0,
            false => ledger.read_again().await?,
        };
        self.has_read_again = true;
        if lost + read_again > 0 {
            ledger.wake();
        }
        Ok(())
    }

    /// What a lost worker had counts as attempted, as it may be what ended it: after its last attempt
    /// an event is dead, before it waits, and is then handled by itself, so that its neighbours need
    /// not suffer again.
    async fn take_over(&self) -> Result<usize, Error> {
        let backoff = &self.settings.backoff;
        let lost = self.ledger.lost().await?;
        let settlements = lost.iter().map(|lost| {
            let attempts = count(lost.attempts);
            let error = "its worker ended, or lost the inbox".to_owned();
            let verdict = match attempts >= backoff.max_attempts {
                true => Verdict::Dead {
                    error: format!("{error}, at the last attempt"),
                },
                false => Verdict::Retry {
                    after: backoff.pause(attempts),
                    error,
                },
            };
            Settlement::of_lost(lost, verdict)
        });
        let settlements: Vec<Settlement> = settlements.collect();
        if settlements.is_empty() {
            return Ok(0);
        }
        let settled = self.ledger.settle(&settlements).await?.len();
        if settled > 0 {
            tracing::warn!(events = settled, "a worker was lost while it had events");
        }
        Ok(settled)
    }
}

/// What the database's clock showed, in milliseconds, and when.
#[derive(Clone, Copy)]
struct Clock {
    read: Instant,
    showed: i64,
}

impl Clock {
    /// By more than what clocks are corrected by all the time.
    fn was_set_back(self, now: i64) -> bool {
        let elapsed = i64::try_from(self.read.elapsed().as_millis()).unwrap_or(i64::MAX);
        now < self.showed.saturating_add(elapsed) - 60_000
    }
}
