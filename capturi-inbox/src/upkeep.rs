//! The upkeep of an inbox by each process that receives or works: it deletes what is no longer kept, and
//! logs what operators did.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{
    Error, Retention,
    ledger::{Ledger, Unowned, milliseconds},
};

/// The interval between two looks at the inbox's settings.
const LOOK: Duration = Duration::from_secs(10);
/// The interval of pruning, unless the settings change.
const PRUNE: Duration = Duration::from_secs(60 * 60);
/// How long before events lose their bodies the log and a metric tell of it.
const WARN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Deletes what is no longer kept, and logs what operators did, until the inbox is closed or dropped. This may take hours, and
/// nothing else waits for it. `own`: the retention that this process was given, which counts as long
/// as the inbox has none.
pub(crate) async fn keep_up(ledger: Unowned, own: Retention) {
    let mut pruned: Option<(Instant, Retention)> = None;
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let Some(ledger) = ledger.upgrade() else {
            return;
        };
        let pruning = async {
            let retention = ledger.retention().await?.unwrap_or(own);
            let is_due = pruned.is_none_or(|(at, was)| at.elapsed() >= PRUNE || was != retention);
            if is_due {
                pruned = Some((Instant::now(), retention));
                prune(&ledger, &retention).await?;
            }
            Ok::<_, Error>(())
        };
        let kept = async {
            pruning.await?;
            ledger.log_audit().await
        };
        match kept.await {
            Err(error) if error.is_final() => return,
            Err(error) => tracing::warn!(
                error = error.with_causes(),
                "what is no longer kept could not be deleted, or the audit log not be read"
            ),
            Ok(()) => {}
        }
    }
}

async fn prune(ledger: &Ledger, retention: &Retention) -> Result<(), Error> {
    let pruned = ledger.prune(retention).await?;
    if pruned.unhandled > 0 {
        tracing::error!(
            events = pruned.unhandled,
            "events lost their bodies before they were handled: they were kept for as long as the \
             inbox allows"
        );
    }
    if pruned.bodies + pruned.keys > 0 {
        ledger.forget().await?;
    }
    if let Some(any) = retention.any {
        let soon = ledger.now().await? - milliseconds(any.saturating_sub(WARN));
        let expiring = ledger.expiring(soon).await?;
        metrics::gauge!("capturi_inbox_expiring_events").set(expiring as f64);
        if expiring > 0 {
            tracing::warn!(
                events = expiring,
                "events that are not done lose their bodies within 7 days"
            );
        }
    }
    Ok(())
}
