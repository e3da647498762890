//! The worker's loop: it claims as many events as it has hands for, and as many more as these will
//! handle in the next moment.

use std::{collections::VecDeque, future::Future, pin::pin, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::{Instant, sleep, timeout, timeout_at},
};

use super::{
    AbortOnDrop, EventHandler, Worker,
    breaker::Breaker,
    held::Held,
    settling::Settling,
    shared::{Claimed, Manner, Ready, Shared, Showed},
    throttle::Throttle,
    tidy::keep_tidy,
};
use crate::{Error, Reason, ledger::Queue, upkeep};

/// The interval between two looks for an open breaker, and for events that are handled alone.
const LOOK: Duration = Duration::from_secs(1);
/// The longest time that giving events back may take.
const GIVE_BACK: Duration = Duration::from_secs(2);
/// The time that a claim waits for more events to come, while there is something to do.
const GATHER: Duration = Duration::from_millis(3);

/// Whether an event that a lost worker had is handled alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    No,
    /// There is such an event, which waits until the others are handled.
    Waits,
    /// Such an event is being handled.
    Runs,
}

/// The state in the ledger that others may have changed.
struct Look {
    queue: Option<Queue>,
    are_alone: bool,
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
    /// When the worker last began to handle events alone.
    alone_since: Instant,
    looked: Option<Instant>,
    looking: Option<JoinHandle<Look>>,
}

pub(super) async fn run<H: EventHandler>(
    worker: Worker<H>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let mut shutdown = pin!(shutdown);
    upkeep::start(&worker.ledger, worker.retention);
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
    let mut running = Running {
        throttle: Throttle::new(shared.settings.concurrency),
        shared: shared.clone(),
        handling: JoinSet::new(),
        ready: VecDeque::new(),
        claiming: None,
        is_hungry: true,
        is_full: false,
        alone: Alone::No,
        alone_since: Instant::now(),
        looked: None,
        looking: None,
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
            looked = ended(&mut running.looking) => match looked {
                Some(look) => running.saw(look),
                None => break Err(stopped_task()),
            },
            claimed = ended(&mut running.claiming) => match claimed {
                Some(claimed) => running.take(claimed).await,
                None => break Err(stopped_task()),
            },
            () = shared.ledger.woken() => running.is_hungry = true,
            () = sleep(poll) => running.is_hungry = true,
        }
        running.look().await;
    };
    drop(tidying);
    running.end(stop).await;
    drop(keeping);
    drop(shared);
    let _ = timeout(GIVE_BACK, settling.end()).await;
    ended
}

fn stopped_task() -> Error {
    Error::unavailable(Reason::Stopped)
}

/// The result of a task; none if it panicked. If there is no task, this waits for ever.
async fn ended<T>(task: &mut Option<JoinHandle<T>>) -> Option<T> {
    let ended = match task {
        Some(task) => task.await.ok(),
        None => std::future::pending().await,
    };
    *task = None;
    ended
}

impl<H: EventHandler> Running<H> {
    /// Hands as many events to the handler as there are hands.
    fn hand_out(&mut self) {
        while self.handling.len() < self.hands() {
            let Some(ready) = self.ready.pop_front() else {
                return;
            };
            let shared = self.shared.clone();
            self.handling
                .spawn(async move { shared.handle(ready).await });
        }
    }

    fn hands(&self) -> usize {
        if self.alone == Alone::Runs {
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
        // A claim for each single event would be a transaction for each, so the worker waits until
        // few are left.
        let is_low = self.ready.len() <= in_advance / 2;
        if !self.is_hungry || events == 0 || !is_low || self.claiming.is_some() {
            return;
        }
        self.is_hungry = false;
        let shared = self.shared.clone();
        // With a backlog, there are enough events without waiting for more.
        let gathers = held > 0 && !std::mem::take(&mut self.is_full);
        let hands = self.hands();
        // The claim runs in a task of its own: while the loop does not poll it, it might hold a
        // lock, or events whose leases are not renewed.
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
        if claimed.manner != Manner::Together {
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
            next = self.handling.try_join_next();
        }
        // Events are handled alone for a while, and then the others: the next look finds the rest.
        if self.alone == Alone::Runs && self.handling.is_empty() {
            self.alone = match self.alone_since.elapsed() < LOOK {
                true => Alone::Waits,
                false => Alone::No,
            };
        }
        self.is_hungry |= self.handling.is_empty();
    }

    /// Gives events back if the breaker is open, and begins a look at the state that others may
    /// have changed if it is due.
    async fn look(&mut self) {
        if self.shared.breaker.is_open() {
            self.throttle.limit = 1;
            self.give_back().await;
        }
        let is_due = self.looked.is_none_or(|looked| looked.elapsed() >= LOOK);
        if is_due && self.looking.is_none() {
            self.looked = Some(Instant::now());
            let ledger = self.shared.ledger.clone();
            // The look has a task of its own, so that a database that is away does not stop the
            // loop.
            self.looking = Some(tokio::spawn(async move {
                Look {
                    queue: ledger.queue().await.ok(),
                    are_alone: ledger.are_alone().await.unwrap_or(false),
                }
            }));
        }
    }

    fn saw(&mut self, look: Look) {
        if let Some(queue) = look.queue {
            self.shared.breaker.heed(&queue);
        }
        if self.alone == Alone::No && look.are_alone {
            self.alone = Alone::Waits;
            self.alone_since = Instant::now();
            self.is_hungry = true;
        }
    }

    /// Gives back the events that were claimed in advance, except probes.
    async fn give_back(&mut self) {
        let (probes, ready) = std::mem::take(&mut self.ready)
            .into_iter()
            .partition(|ready| ready.is_probe);
        self.ready = probes;
        let ready: VecDeque<Ready> = ready;
        for ready in ready {
            self.shared.release(ready).await;
        }
    }

    /// Lets handlers go on until the shutdown timeout is over, and gives the other events back.
    async fn end(mut self, stop: watch::Sender<bool>) {
        let give_back = Instant::now() + self.shared.settings.shutdown_timeout;
        let claimed_last = tokio::spawn({
            let (claiming, shared) = (self.claiming.take(), self.shared.clone());
            async move {
                let Some(claiming) = claiming else { return };
                for ready in claiming.await.map_or(Vec::new(), |claimed| claimed.events) {
                    shared.release(ready).await;
                }
            }
        });
        let unhandled: Vec<Ready> = self.ready.drain(..).collect();
        for ready in unhandled {
            self.shared.release(ready).await;
        }
        while let Ok(Some(_)) = timeout_at(give_back, self.handling.join_next()).await {}
        if !self.handling.is_empty() {
            tracing::warn!(
                events = self.handling.len(),
                "events are given back unhandled"
            );
            // An error means that all handlers have ended by now.
            let _ = stop.send(true);
            let _ = timeout(GIVE_BACK, self.handling.join_all()).await;
        }
        let _ = timeout(GIVE_BACK, claimed_last).await;
    }
}
