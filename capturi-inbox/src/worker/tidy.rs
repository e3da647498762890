//! The work of a worker beside handling: it takes over the events of lost workers, and notices when
//! its process can't use the inbox any more.

use std::time::Duration;

use tokio::time::{Instant, interval};

use super::Settings;
use crate::{
    Error,
    ledger::{Ledger, Settlement, Verdict, count},
};

/// The interval of tidying the ledger up, unless leases are shorter.
const TIDY: Duration = Duration::from_secs(5);

struct Tidying<'w> {
    ledger: &'w Ledger,
    settings: &'w Settings,
    clock: Option<Clock>,
    /// Whether unreadable events were read again. This happens once: two releases that both can't
    /// read an event would otherwise take turns for ever.
    has_read_again: bool,
}

/// Tidies the ledger up until this process can't use the inbox any more, and returns the reason.
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

    /// Settles the events of lost workers. The attempt counts, because the event may have ended its
    /// worker. After its last attempt the event is dead; before, it waits for its backoff and is
    /// then handled alone, so that other events do not suffer with it.
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

/// The time of the database's clock in milliseconds, and when it was read.
#[derive(Clone, Copy)]
struct Clock {
    read: Instant,
    showed: i64,
}

impl Clock {
    /// Whether the clock was set back by more than clocks are corrected by all the time.
    fn was_set_back(self, now: i64) -> bool {
        let elapsed = i64::try_from(self.read.elapsed().as_millis()).unwrap_or(i64::MAX);
        now < self.showed.saturating_add(elapsed) - 60_000
    }
}
