//! The single writer of a SQLite inbox. The jobs that arrive during a commit become the next
//! commit, so that many events share one sync of the disk, and a single event does not wait.

use std::{sync::Mutex, time::Duration};

use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use super::session::{JobRows, Session};
use crate::{
    Error, Reason,
    database::{Effect, NewEvent, Statement, Transacted, Value},
};

/// The most jobs that wait; later ones wait for a place in the queue.
const QUEUE: usize = 1024;
/// The limits of a commit: its jobs and, but for its last job, the bytes of their values.
const BATCH_JOBS: usize = 256;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// The time after which a busy writer lets other processes write, and the pause in which these can
/// take the lock.
const BUSY: Duration = Duration::from_millis(250);
const PAUSE: Duration = Duration::from_millis(3);
/// The interval between two looks of an idle writer whether its files are still in place.
const LOOK: Duration = Duration::from_secs(1);

pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

enum Job {
    Share(Share),
    /// Statements and an effect, in a commit of their own.
    Transact {
        statements: Vec<Statement>,
        effect: Effect,
        reply: Reply<Transacted>,
    },
    /// Finds out whether an event could be written.
    Probe {
        reply: Reply<()>,
    },
    KeepReserve,
}

/// A job that shares its commit with others.
enum Share {
    /// An event, which shares even its statement.
    Insert { event: NewEvent, reply: Reply<bool> },
    Run {
        statements: Vec<Statement>,
        reply: Reply<JobRows>,
    },
}

type Reply<T> = oneshot::Sender<Result<T, Error>>;

impl Writer {
    /// Starts the task that writes.
    pub(super) fn start(session: Session) -> Self {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let task = tokio::spawn(serve(session, waiting));
        Self {
            jobs: Mutex::new(Some(jobs)),
            task: Mutex::new(Some(task)),
        }
    }

    pub(super) async fn run(&self, statements: Vec<Statement>) -> Result<JobRows, Error> {
        self.ask(|reply| Job::Share(Share::Run { statements, reply }))
            .await
    }

    /// Inserts an event, and returns whether it is new.
    pub(super) async fn insert(&self, event: NewEvent) -> Result<bool, Error> {
        self.ask(|reply| Job::Share(Share::Insert { event, reply }))
            .await
    }

    pub(super) async fn keep_reserve(&self) {
        let jobs = lock(&self.jobs).clone();
        if let Some(jobs) = jobs {
            // An error means that the writer is closed, and then there is nothing to keep.
            let _ = jobs.send(Job::KeepReserve).await;
        }
    }

    /// Returns an error if an event could not be written now.
    pub(super) async fn probe(&self) -> Result<(), Error> {
        self.ask(|reply| Job::Probe { reply }).await
    }

    pub(super) async fn transact(
        &self,
        statements: Vec<Statement>,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        self.ask(|reply| Job::Transact {
            statements,
            effect,
            reply,
        })
        .await
    }

    async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Error> {
        let jobs = lock(&self.jobs).clone();
        let jobs = jobs.ok_or(Error::unavailable(Reason::Closed))?;
        // Only a panic ends the task before the writer is closed, such as one in a subscriber of
        // logs.
        let ended = || match lock(&self.jobs).is_some() {
            true => Error::unavailable(Reason::Stopped),
            false => Error::unavailable(Reason::Closed),
        };
        let (reply, answer) = oneshot::channel();
        jobs.send(job(reply)).await.map_err(|_| ended())?;
        drop(jobs);
        answer.await.map_err(|_| ended())?
    }

    /// Takes no more jobs, and waits until all jobs in the queue are done.
    pub(super) async fn close(&self) {
        drop(lock(&self.jobs).take());
        let task = lock(&self.task).take();
        if let Some(task) = task {
            // An error means that the task has panicked, and then there is nothing left to wait
            // for.
            let _ = task.await;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

async fn serve(mut session: Session, mut waiting: mpsc::Receiver<Job>) {
    let mut next = receive(&mut session, &mut waiting).await;
    let mut busy_since = Instant::now();
    while let Some(job) = next.take() {
        match job {
            Job::Transact {
                statements,
                effect,
                reply,
            } => {
                let transacted = session.transact(&statements, effect).await;
                // The caller may have gone; the commit stays.
                let _ = reply.send(transacted);
            }
            Job::Probe { reply } => {
                let probed = session.probe().await;
                let _ = reply.send(probed);
            }
            Job::KeepReserve => session.keep_reserve(),
            Job::Share(share) => {
                let mut bytes = share.size();
                let mut batch = vec![share];
                while batch.len() < BATCH_JOBS && bytes < BATCH_BYTES {
                    match waiting.try_recv() {
                        Ok(Job::Share(share)) => {
                            bytes += share.size();
                            batch.push(share);
                        }
                        Ok(other) => {
                            next = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                commit(&mut session, batch, bytes).await;
            }
        }
        if busy_since.elapsed() > BUSY && session.is_shared() {
            sleep(PAUSE).await;
            busy_since = Instant::now();
        }
        if next.is_none() {
            let idle_since = Instant::now();
            next = receive(&mut session, &mut waiting).await;
            if idle_since.elapsed() > PAUSE {
                busy_since = Instant::now();
            }
        }
    }
    session.close().await;
}

/// The next job. Without jobs, deleted files are noticed as well, because a process that ends in
/// time misses no delivery.
async fn receive(session: &mut Session, waiting: &mut mpsc::Receiver<Job>) -> Option<Job> {
    loop {
        match timeout(LOOK, waiting.recv()).await {
            Ok(job) => return job,
            Err(_) => session.look().await,
        }
    }
}

/// Runs all jobs in one transaction, and replies once it is durable.
async fn commit(session: &mut Session, batch: Vec<Share>, bytes: usize) {
    metrics::histogram!("capturi_inbox_commit_jobs").record(batch.len() as f64);
    let (mut events, mut inserting) = (Vec::new(), Vec::new());
    let (mut jobs, mut running) = (Vec::new(), Vec::new());
    for share in batch {
        match share {
            Share::Insert { event, reply } => {
                events.push(event);
                inserting.push(reply);
            }
            Share::Run { statements, reply } => {
                jobs.push(statements);
                running.push(reply);
            }
        }
    }
    let written = session.write(&events, &jobs).await;
    tell(inserting, written.inserted);
    tell(running, written.rows);
    session.checkpoint(bytes).await;
}

/// Replies to the callers, some of which may have gone.
fn tell<T>(waiting: Vec<Reply<T>>, written: Result<Vec<T>, Error>) {
    match written {
        // The results are in the order of the jobs.
        Ok(written) => {
            for (reply, one) in waiting.into_iter().zip(written) {
                drop(reply.send(Ok(one)));
            }
        }
        Err(error) => {
            for reply in waiting {
                drop(reply.send(Err(error.clone())));
            }
        }
    }
}

impl Share {
    fn size(&self) -> usize {
        let bytes = |values: &[Value]| values.iter().map(Value::size).sum::<usize>();
        match self {
            Self::Insert { event, .. } => bytes(&event.body),
            Self::Run { statements, .. } => {
                let sizes = statements.iter().map(|statement| bytes(&statement.values));
                sizes.sum()
            }
        }
    }
}
