//! The upkeep of an inbox by each process that receives or works: it deletes what is no longer kept,
//! overwrites what was deleted, and logs what operators did.

use std::time::Duration;

use tokio::{
    runtime::Handle,
    time::{Instant, sleep},
};

use crate::{
    Error, Pruned, Reason, Retention,
    ledger::{Ledger, Unowned, milliseconds},
};

/// The interval between two looks at the inbox's settings.
const LOOK: Duration = Duration::from_secs(10);
const LOOK_AFTER_FAILURE: Duration = Duration::from_secs(60);
/// The interval of pruning, unless the settings change.
const PRUNE: Duration = Duration::from_secs(60 * 60);
/// How long before events lose their bodies the log and a metric tell of it, at most.
const WARN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Starts a task that deletes what is no longer kept, and logs what operators did, until the inbox is
/// closed or dropped; once for each process. `own`: the retention that this process was given, which
/// counts as long as the inbox has none.
pub(crate) fn start(ledger: &Ledger, own: Retention) {
    // Without a runtime, there is another chance when a delivery comes.
    if let Ok(runtime) = Handle::try_current()
        && ledger.begin_upkeep()
    {
        let ledger = ledger.unowned();
        // Pruning may take hours, and the audit log is not to wait for it.
        runtime.spawn(async move {
            tokio::join!(
                keep_pruned(&ledger, own),
                // What this process or another one deleted, and did not overwrite.
                keep(
                    &ledger,
                    "what was deleted could not be overwritten",
                    overwrite
                ),
                keep(
                    &ledger,
                    "the audit log could not be read",
                    Ledger::log_audit
                ),
            );
        });
    }
}

async fn keep_pruned(ledger: &Unowned, own: Retention) {
    let mut pruned: Option<(Instant, Retention)> = None;
    let mut obeyed = own;
    let mut must_forget = false;
    loop {
        let Some(ledger) = ledger.upgrade() else {
            return;
        };
        let pruning = async {
            let retention = ledger.retention().await?.unwrap_or(own);
            if retention != obeyed {
                obeyed = retention;
                tracing::warn!(
                    ?retention,
                    "the inbox says how long bodies and keys are kept, and not this process"
                );
            }
            let is_due = pruned.is_none_or(|(at, was)| at.elapsed() >= PRUNE || was != retention);
            if is_due {
                tokio::select! {
                    done = prune(&ledger, &retention, &mut must_forget) => {
                        done?;
                        pruned = Some((Instant::now(), retention));
                    }
                    // It may take hours, and what was set by mistake is to be corrected at once.
                    () = changed(&ledger, own, retention) => {}
                }
            }
            Ok::<_, Error>(())
        };
        let failure = "what is no longer kept could not be deleted";
        let Some(pause) = pause_after(pruning.await, failure) else {
            return;
        };
        drop(ledger);
        sleep(pause).await;
    }
}

/// Completes once other times count.
async fn changed(ledger: &Ledger, own: Retention, retention: Retention) {
    loop {
        sleep(LOOK).await;
        if let Ok(now) = ledger.retention().await
            && now.unwrap_or(own) != retention
        {
            return;
        }
    }
}

async fn overwrite(ledger: &Ledger) -> Result<(), Error> {
    ledger.overwrite_deleted(false).await.map(drop)
}

/// Looks after the ledger with `look` until it is closed or dropped. An error is logged as this failure.
async fn keep(ledger: &Unowned, failure: &str, look: impl AsyncFn(&Ledger) -> Result<(), Error>) {
    loop {
        let Some(ledger) = ledger.upgrade() else {
            return;
        };
        let Some(pause) = pause_after(look(&ledger).await, failure) else {
            return;
        };
        drop(ledger);
        sleep(pause).await;
    }
}

/// The pause after a look, whose error is logged as this failure; none if the inbox was closed, or can't
/// be used any more.
fn pause_after(looked: Result<(), Error>, failure: &str) -> Option<Duration> {
    match looked {
        Ok(()) => Some(LOOK),
        Err(error) if error.is_final() || error.reason() == Some(Reason::Closed) => None,
        Err(error) => {
            tracing::warn!(error = error.with_causes(), "{failure}");
            Some(LOOK_AFTER_FAILURE)
        }
    }
}

/// Deletes what is no longer kept. `must_forget`: whether something was deleted, and is perhaps not
/// overwritten yet.
async fn prune(
    ledger: &Ledger,
    retention: &Retention,
    must_forget: &mut bool,
) -> Result<(), Error> {
    // A run that fails, or is given up, may have deleted something before.
    let had_to_forget = std::mem::replace(must_forget, true);
    let pruned = ledger.prune(retention).await?;
    *must_forget = had_to_forget || pruned != Pruned::default();
    if pruned.unhandled > 0 {
        tracing::error!(
            events = pruned.unhandled,
            "events lost their bodies before they were handled: they were kept for as long as the \
             inbox allows"
        );
    }
    if pruned != Pruned::default() {
        // An operator may have to show that content is deleted.
        tracing::info!(
            target: "capturi_inbox::audit",
            bodies = pruned.bodies,
            unhandled = pruned.unhandled,
            older = pruned.older,
            keys = pruned.keys,
            "what was kept for long enough was deleted"
        );
    }
    if *must_forget {
        ledger.forget().await?;
        *must_forget = false;
    }
    let expiring = match retention.any {
        Some(any) => {
            // Of a short time, half of it: otherwise each event would be one of them from the first.
            let left = WARN.min(any / 2);
            let soon = ledger.now().await? - milliseconds(any - left);
            ledger.expiring(soon).await?
        }
        None => 0,
    };
    metrics::gauge!("capturi_inbox_expiring_events").set(expiring as f64);
    if expiring > 0 {
        tracing::warn!(
            events = expiring,
            "events that are not done lose their bodies within 7 days"
        );
    }
    Ok(())
}
