//! The worker's loop: it claims as many events as it has hands for.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, interval, sleep, timeout, timeout_at},
};

use super::{
    AbortOnDrop, Handler, Settings,
    handling::{Decision, Handling},
};
use crate::{
    Inbox,
    ledger::{self, Claim, Verdict},
    receive::causes,
};

/// The pause after a handler was unavailable for the first time, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// Who asks for no pause would be asked all the time.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// How often to look whether another worker found handlers unavailable.
const LOOK_AT_QUEUE: Duration = Duration::from_secs(1);
/// How long giving back may take.
const GIVE_BACK: Duration = Duration::from_secs(2);
/// How often the ledger is tidied up, and how often what is over is deleted.
const TIDY: Duration = Duration::from_secs(10);
const PRUNE: Duration = Duration::from_secs(60 * 60);

/// Whether what handlers need is there, as the last event showed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showed {
    Available,
    /// They were not; so many pauses had been before this one.
    Unavailable {
        pauses: u32,
        pause: Duration,
    },
    Nothing,
}

/// How many events are handled at once. After a pause it is one, and doubles as long as all goes
/// well: what has just come back is not run over.
struct Throttle {
    limit: usize,
    max: usize,
    /// Pauses since an event was last handled.
    pauses: u32,
}

pub(super) async fn run<H: Handler>(
    inbox: &Inbox,
    handler: &Arc<H>,
    settings: &Settings,
    shutdown: impl Future<Output = ()>,
) {
    let mut shutdown = pin!(shutdown);
    let mut handling: JoinSet<Showed> = JoinSet::new();
    let mut throttle = Throttle::new(settings.concurrency);
    let (stop, stopped) = watch::channel(false);
    let mut looked_at_queue: Option<Instant> = None;
    let tidying = AbortOnDrop(tokio::spawn(keep_tidy(inbox.clone(), settings.clone())));
    loop {
        let free = throttle.limit.saturating_sub(handling.len());
        let claimed = Instant::now();
        let claims = claim(inbox, settings, free).await;
        let found_none = free > 0 && claims.is_empty();
        if found_none && looked_at_queue.is_none_or(|at| at.elapsed() >= LOOK_AT_QUEUE) {
            looked_at_queue = Some(Instant::now());
            throttle.heed_queue(inbox).await;
        }
        for claim in claims {
            let (inbox, handler, settings) = (inbox.clone(), handler.clone(), settings.clone());
            let (stopped, pauses) = (stopped.clone(), throttle.pauses);
            handling.spawn(async move {
                let handling = Handling::new(&inbox, &settings, claim, claimed, stopped);
                handle(handling, &handler, pauses).await
            });
        }
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(ended) = handling.join_next() => {
                throttle.heed(ended.unwrap_or(Showed::Nothing));
                while let Some(ended) = handling.try_join_next() {
                    throttle.heed(ended.unwrap_or(Showed::Nothing));
                }
            }
            () = inbox.woken(), if throttle.limit > handling.len() => {}
            () = sleep(settings.poll_interval) => {}
        }
    }
    drop(tidying);
    let give_back = Instant::now() + settings.shutdown_timeout;
    while let Ok(Some(_)) = timeout_at(give_back, handling.join_next()).await {}
    if !handling.is_empty() {
        tracing::warn!(events = handling.len(), "events are given back unhandled");
        // Nobody listens if all have ended by now.
        let _ = stop.send(true);
        let _ = timeout(GIVE_BACK, handling.join_all()).await;
    }
}

/// Claims events; a database that is away has none.
async fn claim(inbox: &Inbox, settings: &Settings, events: usize) -> Vec<Claim> {
    if events == 0 {
        return Vec::new();
    }
    let max_attempts = settings.backoff.max_attempts;
    let claiming = inbox.database().claim(settings.lease, max_attempts, events);
    claiming.await.unwrap_or_else(|error| {
        tracing::warn!(error = %causes(&error), "no events can be claimed");
        Vec::new()
    })
}

async fn handle<H: Handler>(mut handling: Handling<'_>, handler: &Arc<H>, pauses: u32) -> Showed {
    match handling.decide(handler).await {
        Decision::Settle(verdict) => {
            handling.settle(&verdict).await;
            match verdict {
                Verdict::Done => Showed::Available,
                _ => Showed::Nothing,
            }
        }
        Decision::Written => Showed::Available,
        Decision::Lost => {
            handling.say_lost();
            Showed::Nothing
        }
        Decision::Unavailable { after, error } => {
            let pause = after
                .unwrap_or_else(|| pause(pauses))
                .clamp(SHORTEST_PAUSE, ledger::LONGEST_PAUSE);
            if let Err(error) = handling.inbox.database().suspend(pause, &error).await {
                tracing::warn!(error = %causes(&error), "the queue could not be paused");
            }
            let release = Verdict::Release {
                after: pause,
                error: Some(error),
            };
            handling.settle(&release).await;
            Showed::Unavailable { pauses, pause }
        }
    }
}

/// Between half of a limit and all of it; the limit doubles from pause to pause.
fn pause(pauses: u32) -> Duration {
    let limit = FIRST_PAUSE
        .saturating_mul(1 << pauses.min(16))
        .min(LONGEST_PAUSE);
    limit.mul_f64(0.5 + fastrand::f64() / 2.0)
}

impl Throttle {
    fn new(max: usize) -> Self {
        Self {
            limit: max,
            max,
            pauses: 0,
        }
    }

    fn heed(&mut self, showed: Showed) {
        match showed {
            Showed::Available => {
                self.limit = (self.limit * 2).min(self.max);
                self.pauses = 0;
            }
            Showed::Unavailable { pauses, pause } => {
                // Those that were under way together are one pause.
                if self.pauses == pauses {
                    tracing::warn!(
                        ?pause,
                        "what handlers need is unavailable; the queue is paused"
                    );
                }
                self.pauses = pauses.saturating_add(1);
                self.limit = 1;
            }
            Showed::Nothing => {}
        }
    }

    /// A pause that another worker began ends gradually, too.
    async fn heed_queue(&mut self, inbox: &Inbox) {
        let queue = inbox.database().queue().await;
        // If it can't be looked at, nothing can be claimed either.
        if queue.is_ok_and(|queue| queue.unavailable > 0) {
            self.limit = 1;
        }
    }
}

/// Buries what has used up its attempts, parks what waits for others, reads again what an older
/// release could not, deletes what is no longer kept.
async fn keep_tidy(inbox: Inbox, settings: Settings) {
    let mut tick = interval(TIDY.min(settings.lease));
    let mut pruned: Option<Instant> = None;
    let mut clock: Option<Clock> = None;
    // Once: of two releases that both can't, each would do so for ever.
    let mut has_read_again = false;
    loop {
        tick.tick().await;
        let database = inbox.database();
        let tidied = async {
            let buried = database.bury(settings.backoff.max_attempts).await?;
            if buried > 0 {
                tracing::warn!(buried, "events have used up their attempts");
            }
            let now = database.now().await?;
            if clock.is_none_or(|clock| clock.was_set_back(now)) {
                database.heed_clock().await?;
            }
            clock = Some(Clock {
                read: Instant::now(),
                showed: now,
            });
            database.park().await?;
            let read_again = match has_read_again {
                true => 0,
                false => database.read_again().await?,
            };
            has_read_again = true;
            if buried + read_again > 0 {
                inbox.wake();
            }
            if pruned.is_none_or(|pruned| pruned.elapsed() >= PRUNE) {
                inbox.prune(inbox.retention()).await?;
                pruned = Some(Instant::now());
            }
            Ok(())
        };
        let tidied: Result<(), crate::Error> = tidied.await;
        if let Err(error) = tidied {
            tracing::warn!(error = %causes(&error), "the inbox could not be tidied up");
        }
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
