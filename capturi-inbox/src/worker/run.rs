//! The worker's loop: it claims as many events as it has hands for, and as many more as these will
//! have handled in a moment.

use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, watch},
    task::{JoinHandle, JoinSet},
    time::{Instant, sleep, timeout, timeout_at},
};

use super::{
    AbortOnDrop, Handler, Settings, Worker,
    breaker::Breaker,
    handling::{Decision, Handling},
    held::{Held, Lease},
    settling::{Said, Settling, tell_of_loss},
    tidy::{keep_pruned, keep_tidy},
};
use crate::{
    Error, Reason,
    ledger::{Claim, Claiming, Ledger, Settlement, Verdict},
};

/// How often to look whether the breaker is open, and for events that are handled by themselves.
const LOOK: Duration = Duration::from_secs(1);
/// How long giving back may take.
const GIVE_BACK: Duration = Duration::from_secs(2);
/// Events wait in this process for as long as this, if their handling takes as long as that of those
/// before; so many of them at most, and so many bytes.
/// How long a claim waits for others that may come, while there is something to do.
const GATHER: Duration = Duration::from_millis(3);
const IN_ADVANCE: Duration = Duration::from_millis(250);
const EVENTS_IN_ADVANCE: usize = 500;
const BYTES_IN_ADVANCE: usize = 16 * 1024 * 1024;

/// An event that this worker has claimed.
struct Ready {
    claim: Claim,
    body: Bytes,
    lease: Lease,
    is_probe: bool,
}

/// What a handling showed.
struct Showed {
    is_done: bool,
    took: Duration,
}

/// How a claim is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Together,
    /// One event, and no other is handled meanwhile.
    Alone,
    /// One event, to see whether handlers are available again.
    Probe,
}

/// Whether an event is handled by itself: one that a lost worker had.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    No,
    /// There is one, which waits until the others are handled.
    Waits,
    /// It is being handled.
    Runs,
}

/// What was claimed, and in which manner.
struct Claimed {
    manner: Manner,
    events: Vec<Ready>,
    is_full: bool,
}

/// What the loop and its tasks share.
struct Shared<H> {
    ledger: Ledger,
    handler: Arc<H>,
    settings: Settings,
    held: Arc<Held>,
    breaker: Breaker,
    verdicts: mpsc::Sender<Said>,
    stopped: watch::Receiver<bool>,
}

/// The loop's state.
struct Running<H> {
    shared: Arc<Shared<H>>,
    handling: JoinSet<Showed>,
    ready: VecDeque<Ready>,
    claiming: Option<JoinHandle<Claimed>>,
    throttle: Throttle,
    /// Whether there may be something to claim.
    is_hungry: bool,
    /// Whether the last claim gave as many events as were asked for.
    is_full: bool,
    alone: Alone,
    looked: Option<Instant>,
}

/// How many events are handled at once. After the breaker was open it is one, and doubles as long as
/// all goes well: what has just come back is not run over.
struct Throttle {
    limit: usize,
    max: usize,
    /// How long handling takes, and the bytes of a body, on average of late.
    seconds: f64,
    bytes: f64,
}

pub(super) async fn run<H: Handler>(
    worker: Worker<H>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let mut shutdown = pin!(shutdown);
    let held = Held::new(worker.settings.lease);
    let mut settling = Settling::start(worker.ledger.clone(), held.clone());
    let (stop, stopped) = watch::channel(false);
    let shared = Arc::new(Shared {
        held,
        breaker: Breaker::new(worker.ledger.clone()),
        verdicts: settling.sender(),
        ledger: worker.ledger,
        handler: worker.handler,
        settings: worker.settings,
        stopped,
    });
    let keeping = AbortOnDrop(tokio::spawn({
        let shared = shared.clone();
        async move { shared.held.keep(&shared.ledger).await }
    }));
    let tidying = keep_tidy(shared.ledger.clone(), shared.settings.clone());
    let mut tidying = AbortOnDrop(tokio::spawn(tidying));
    let pruning = keep_pruned(shared.ledger.clone(), worker.retention);
    let pruning = AbortOnDrop(tokio::spawn(pruning));
    let mut running = Running {
        throttle: Throttle::new(shared.settings.concurrency),
        shared: shared.clone(),
        handling: JoinSet::new(),
        ready: VecDeque::new(),
        claiming: None,
        is_hungry: true,
        is_full: false,
        alone: Alone::No,
        looked: None,
    };
    let ended = loop {
        running.hand_out();
        running.claim();
        let poll = shared.settings.poll_interval;
        tokio::select! {
            biased;
            () = &mut shutdown => break Ok(()),
            ended = &mut tidying.0 => break Err(ended.unwrap_or_else(|_| stopped_task())),
            () = settling.broken() => break Err(stopped_task()),
            Some(ended) = running.handling.join_next() => running.heed(ended),
            claimed = claimed(&mut running.claiming) => match claimed {
                Some(claimed) => running.take(claimed).await,
                None => break Err(stopped_task()),
            },
            () = shared.ledger.woken() => running.is_hungry = true,
            () = sleep(poll) => running.is_hungry = true,
        }
        running.look().await;
    };
    drop((tidying, pruning));
    running.end(stop).await;
    drop(keeping);
    drop(shared);
    let _ = timeout(GIVE_BACK, settling.end()).await;
    ended
}

fn stopped_task() -> Error {
    Error::unavailable(Reason::Stopped)
}

/// Waits for ever if nothing is being claimed. None if the claim panicked.
async fn claimed(claiming: &mut Option<JoinHandle<Claimed>>) -> Option<Claimed> {
    let claimed = match claiming {
        Some(claiming) => claiming.await.ok(),
        None => std::future::pending().await,
    };
    *claiming = None;
    claimed
}

impl<H: Handler> Running<H> {
    /// Hands as many events to the handler as there are hands.
    fn hand_out(&mut self) {
        while self.handling.len() < self.hands() {
            let Some(ready) = self.ready.pop_front() else {
                return;
            };
            let shared = self.shared.clone();
            self.handling
                .spawn(async move { handle(&shared, ready).await });
        }
    }

    fn hands(&self) -> usize {
        if self.alone != Alone::No {
            1
        } else {
            self.throttle.limit
        }
    }

    /// Begins to claim events, if there may be some and there is room for them.
    fn claim(&mut self) {
        let manner = match () {
            () if self.shared.breaker.is_open() => Manner::Probe,
            () if self.alone != Alone::No => Manner::Alone,
            () => Manner::Together,
        };
        let held = self.handling.len() + self.ready.len();
        let in_advance = self.throttle.in_advance();
        let events = match manner {
            Manner::Together => (self.hands() + in_advance).saturating_sub(held),
            _ => usize::from(held == 0),
        };
        // Not for each single event that was handled, if some are there.
        let is_low = self.ready.len() <= in_advance / 2;
        if !self.is_hungry || events == 0 || !is_low || self.claiming.is_some() {
            return;
        }
        self.is_hungry = false;
        let shared = self.shared.clone();
        // Where there is a backlog, others need not come first.
        let gathers = held > 0 && !std::mem::take(&mut self.is_full);
        let hands = self.hands();
        // A task of its own: one that is not polled might hold a lock, or events that nobody prolongs.
        self.claiming = Some(tokio::spawn(async move {
            if gathers {
                sleep(GATHER).await;
            }
            shared.claim(events, hands, manner).await
        }));
    }

    async fn take(&mut self, claimed: Claimed) {
        self.is_hungry |= claimed.is_full;
        self.is_full = claimed.is_full;
        if claimed.manner == Manner::Alone {
            self.alone = match claimed.events.is_empty() {
                true => Alone::No,
                false => Alone::Runs,
            };
            self.is_hungry = true;
        }
        for ready in &claimed.events {
            self.throttle.heed_size(ready.body.len());
        }
        self.ready.extend(claimed.events);
        if self.shared.breaker.is_open() && claimed.manner == Manner::Together {
            self.give_back().await;
        }
    }

    fn heed(&mut self, ended: Result<Showed, tokio::task::JoinError>) {
        let mut next = Some(ended);
        while let Some(ended) = next {
            if let Ok(showed) = ended {
                self.throttle.heed(&showed);
            }
            // Room for an event is of no use where there is none; a claim tells.
            next = self.handling.try_join_next();
        }
        // One, and then others: the next look finds the next one.
        if self.alone == Alone::Runs && self.handling.is_empty() {
            self.alone = Alone::No;
        }
        self.is_hungry |= self.handling.is_empty();
    }

    /// Looks at what others may have changed.
    async fn look(&mut self) {
        if self.shared.breaker.is_open() {
            self.throttle.limit = 1;
            self.give_back().await;
        }
        if self.looked.is_some_and(|looked| looked.elapsed() < LOOK) {
            return;
        }
        self.looked = Some(Instant::now());
        // A database that is away has nothing to be claimed either.
        if let Ok(queue) = self.shared.ledger.queue().await {
            self.shared.breaker.heed(&queue);
        }
        if self.alone == Alone::No && self.shared.ledger.are_alone().await.unwrap_or(false) {
            self.alone = Alone::Waits;
        }
    }

    /// Gives back what was claimed in advance, but for probes.
    async fn give_back(&mut self) {
        let (probes, ready) = std::mem::take(&mut self.ready)
            .into_iter()
            .partition(|ready| ready.is_probe);
        self.ready = probes;
        let ready: VecDeque<Ready> = ready;
        for ready in ready {
            self.shared.release(ready, Duration::ZERO).await;
        }
    }

    /// Lets handlers go on for a while, and gives back the rest.
    async fn end(mut self, stop: watch::Sender<bool>) {
        let give_back = Instant::now() + self.shared.settings.shutdown_timeout;
        let claimed_last = tokio::spawn({
            let (claiming, shared) = (self.claiming.take(), self.shared.clone());
            async move {
                let Some(claiming) = claiming else { return };
                for ready in claiming.await.map_or(Vec::new(), |claimed| claimed.events) {
                    shared.release(ready, Duration::ZERO).await;
                }
            }
        });
        let unhandled: Vec<Ready> = self.ready.drain(..).collect();
        for ready in unhandled {
            self.shared.release(ready, Duration::ZERO).await;
        }
        while let Ok(Some(_)) = timeout_at(give_back, self.handling.join_next()).await {}
        if !self.handling.is_empty() {
            tracing::warn!(
                events = self.handling.len(),
                "events are given back unhandled"
            );
            // Nobody listens if all have ended by now.
            let _ = stop.send(true);
            let _ = timeout(GIVE_BACK, self.handling.join_all()).await;
        }
        let _ = timeout(GIVE_BACK, claimed_last).await;
    }
}

impl<H: Handler> Shared<H> {
    /// Claims events; a database that is away has none.
    async fn claim(&self, events: usize, hands: usize, manner: Manner) -> Claimed {
        let events = self
            .try_to_claim(events, hands, manner)
            .await
            .map(|ready| Claimed {
                manner,
                is_full: ready.len() == events,
                events: ready,
            });
        events.unwrap_or_else(|error| {
            tracing::warn!(error = error.with_causes(), "no events can be claimed");
            Claimed {
                manner,
                events: Vec::new(),
                is_full: false,
            }
        })
    }

    async fn try_to_claim(
        &self,
        events: usize,
        hands: usize,
        manner: Manner,
    ) -> Result<Vec<Ready>, Error> {
        let is_probe = manner == Manner::Probe;
        if is_probe && !self.ledger.may_probe(self.settings.lease).await? {
            return Ok(Vec::new());
        }
        let claimed = Instant::now();
        let mut claiming = Claiming {
            worker: &self.settings.name,
            lease: self.settings.lease,
            events,
            alone: manner == Manner::Alone,
            is_probe,
        };
        let mut claims = self.ledger.claim(&claiming).await?;
        if is_probe && claims.is_empty() {
            // Nothing else is handled meanwhile.
            claiming.alone = true;
            claims = self.ledger.claim(&claiming).await?;
        }
        if is_probe && claims.is_empty() {
            // The next event that comes is tried at once.
            self.ledger.put_off_probe().await?;
        }
        let hold = |claim: Claim| {
            let lease = self.held.hold(&claim, claimed);
            (claim, lease)
        };
        let claims = claims.into_iter().map(hold).collect();
        Ok(self.with_bodies(claims, hands, is_probe).await)
    }

    /// The events with their bodies. Those that would be too much in advance are given back, and so
    /// are those whose bodies can't be read now.
    async fn with_bodies(
        &self,
        mut claims: VecDeque<(Claim, Lease)>,
        hands: usize,
        is_probe: bool,
    ) -> Vec<Ready> {
        let mut ready = Vec::with_capacity(claims.len());
        let mut bytes = 0;
        while !claims.is_empty() && (bytes < BYTES_IN_ADVANCE || ready.len() < hands) {
            let some = first_of(&mut claims);
            let ids = some.iter().map(|(claim, _)| claim.id);
            let mut bodies: HashMap<i64, Vec<u8>> = match self.ledger.last_bodies(ids).await {
                Ok(bodies) => bodies.into_iter().collect(),
                Err(error) => {
                    tracing::warn!(error = error.with_causes(), "no events can be read");
                    claims.extend(some);
                    break;
                }
            };
            for (claim, lease) in some {
                // One without a body can't be read, which is what becomes of it.
                let body = bodies.remove(&claim.id).unwrap_or_default();
                bytes += body.len();
                ready.push(Ready {
                    claim,
                    body: body.into(),
                    lease,
                    is_probe,
                });
            }
        }
        for (claim, lease) in claims {
            let after = match ready.is_empty() {
                true => LOOK,
                false => Duration::ZERO,
            };
            let release = Verdict::Release { after, error: None };
            self.settle(claim, lease, Duration::ZERO, release).await;
        }
        ready
    }

    /// Lets others have an event, as if it had not been claimed.
    async fn release(&self, ready: Ready, after: Duration) {
        let release = Verdict::Release { after, error: None };
        self.settle(ready.claim, ready.lease, Duration::ZERO, release)
            .await;
    }

    async fn settle(&self, claim: Claim, lease: Lease, took: Duration, verdict: Verdict) {
        let said = Said {
            settlement: Settlement::new(&claim, took, verdict),
            claim,
            lease,
        };
        // Settling ends after all who settle.
        let _ = self.verdicts.send(said).await;
    }
}

/// The first events, whose bodies are not too much together.
fn first_of(claims: &mut VecDeque<(Claim, Lease)>) -> Vec<(Claim, Lease)> {
    let mut bytes = 0;
    let mut first = Vec::new();
    while let Some((claim, _)) = claims.front() {
        bytes += usize::try_from(claim.body_bytes).unwrap_or_default();
        if !first.is_empty() && bytes > BYTES_IN_ADVANCE {
            break;
        }
        first.extend(claims.pop_front());
    }
    first
}

async fn handle<H: Handler>(shared: &Shared<H>, ready: Ready) -> Showed {
    let Ready {
        claim,
        body,
        lease,
        is_probe,
    } = ready;
    let started = Instant::now();
    let handling = Handling {
        ledger: &shared.ledger,
        settings: &shared.settings,
        claim: &claim,
        lease: &lease,
        stopped: shared.stopped.clone(),
    };
    let decision = handling.decide(&shared.handler, body).await;
    let took = started.elapsed();
    let is_done = matches!(
        decision,
        Decision::Written | Decision::Settle(Verdict::Done)
    );
    let has_answered = matches!(
        decision,
        Decision::Settle(Verdict::Retry { .. } | Verdict::Dead { .. })
    );
    if is_done || has_answered && is_probe {
        shared.breaker.answered().await;
    }
    if is_probe && !is_done && !has_answered && !matches!(decision, Decision::Away(_)) {
        // It showed nothing: another one is tried, as soon as it can be.
        if let Err(error) = shared.ledger.put_off_probe().await {
            tracing::warn!(error = error.with_causes(), "the next try has to wait");
        }
    }
    match decision {
        Decision::Settle(verdict) | Decision::Broken(verdict) => {
            shared.settle(claim, lease, took, verdict).await;
        }
        Decision::Written => shared.ledger.wake(),
        Decision::Lost => tell_of_loss(&claim),
        Decision::Away(away) => {
            let pause = shared
                .breaker
                .failed(claim.id, is_probe, away.after, &away.error)
                .await;
            let verdict = shared.settings.put_off(&claim, away, pause);
            shared.settle(claim, lease, took, verdict).await;
        }
    }
    Showed { is_done, took }
}

impl Throttle {
    fn new(max: usize) -> Self {
        Self {
            limit: max,
            max,
            // Nothing in advance, until it is known how fast handlers are.
            seconds: f64::INFINITY,
            bytes: 0.0,
        }
    }

    fn heed(&mut self, showed: &Showed) {
        if showed.is_done {
            self.limit = (self.limit * 2).min(self.max);
        }
        let took = showed.took.as_secs_f64();
        self.seconds = match self.seconds.is_finite() {
            true => average(self.seconds, took),
            false => took,
        };
    }

    fn heed_size(&mut self, bytes: usize) {
        self.bytes = average(self.bytes, bytes as f64);
    }

    /// How many events may wait for hands.
    fn in_advance(&self) -> usize {
        if self.limit < self.max {
            return 0;
        }
        let handled = self.max as f64 * IN_ADVANCE.as_secs_f64() / self.seconds.max(1e-6);
        let fitting = BYTES_IN_ADVANCE as f64 / self.bytes.max(1.0);
        (handled.min(fitting) as usize).min(EVENTS_IN_ADVANCE)
    }
}

/// Mostly of the last few dozen.
fn average(so_far: f64, next: f64) -> f64 {
    so_far + (next - so_far) / 16.0
}
