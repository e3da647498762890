//! The one writer of a SQLite inbox: what waits while a commit is under way becomes the next
//! commit, so that many events share one sync of the disk and a lone one waits for nothing.

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

/// Jobs that may wait; those that come later wait to wait.
const QUEUE: usize = 1024;
/// A commit has at most so many jobs and, but for its last job, so many bytes of bodies.
const BATCH_JOBS: usize = 256;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// A writer that has been busy for so long lets others write, too: they look for a moment at which
/// the lock is free.
const BUSY: Duration = Duration::from_millis(250);
const PAUSE: Duration = Duration::from_millis(3);
/// How often a writer that has nothing to do looks whether its files are still in place.
const LOOK: Duration = Duration::from_secs(1);

pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

enum Job {
    Share(Share),
    /// A statement and an effect, in a commit of their own.
    Transact {
        statement: Statement,
        effect: Effect,
        reply: Reply<Transacted>,
    },
    KeepReserve,
}

/// What shares its commit with others.
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

    /// Whether it is new.
    pub(super) async fn insert(&self, event: NewEvent) -> Result<bool, Error> {
        self.ask(|reply| Job::Share(Share::Insert { event, reply }))
            .await
    }

    pub(super) async fn keep_reserve(&self) {
        let jobs = lock(&self.jobs).clone();
        if let Some(jobs) = jobs {
            // If it is closed, there is nothing to keep.
            let _ = jobs.send(Job::KeepReserve).await;
        }
    }

    pub(super) async fn transact(
        &self,
        statement: Statement,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        self.ask(|reply| Job::Transact {
            statement,
            effect,
            reply,
        })
        .await
    }

    async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Error> {
        let jobs = lock(&self.jobs).clone();
        let jobs = jobs.ok_or(Error::unavailable(Reason::Closed))?;
        // Only what panics in its task ends it before it is closed: a subscriber of logs, say.
        let ended = || match lock(&self.jobs).is_some() {
            true => Error::unavailable(Reason::Stopped),
            false => Error::unavailable(Reason::Closed),
        };
        let (reply, answer) = oneshot::channel();
        jobs.send(job(reply)).await.map_err(|_| ended())?;
        drop(jobs);
        answer.await.map_err(|_| ended())?
    }

    /// Takes no more jobs, and waits until those that were taken are done.
    pub(super) async fn close(&self) {
        drop(lock(&self.jobs).take());
        let task = lock(&self.task).take();
        if let Some(task) = task {
            // It does not panic, and nobody aborts it.
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
                statement,
                effect,
                reply,
            } => {
                let transacted = session.transact(&statement, effect).await;
                // The one that asked may have gone; what is written stays written.
                let _ = reply.send(transacted);
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

/// The next job. Files that were deleted are noticed while there is none, too: a process that ends in
/// time misses no delivery.
async fn receive(session: &mut Session, waiting: &mut mpsc::Receiver<Job>) -> Option<Job> {
    loop {
        match timeout(LOOK, waiting.recv()).await {
            Ok(job) => return job,
            Err(_) => session.look().await,
        }
    }
}

/// Runs all in one transaction, and replies once it is durable.
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

/// Those that asked may have gone.
fn tell<T>(waiting: Vec<Reply<T>>, written: Result<Vec<T>, Error>) {
    match written {
        // In the order of the jobs.
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
