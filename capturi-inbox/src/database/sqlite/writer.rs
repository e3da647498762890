//! The one writer of a SQLite inbox: what waits while a commit is under way becomes the next
//! commit, so that many events share one sync of the disk and a lone one waits for nothing.

use std::{sync::Mutex, time::Duration};

use sqlx::sqlite::SqliteRow;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::session::{Found, Session};
use crate::{
    Error, Reason,
    database::{Effect, Statement, Transacted, Value},
};

/// Jobs that may wait; whoever comes later waits to wait.
const QUEUE: usize = 1024;
/// A commit has at most so many jobs and, but for its last job, so many bytes of bodies.
const BATCH_JOBS: usize = 256;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// A writer that has been busy for so long lets others write, too: they look for a moment at which
/// the lock is free.
const BUSY: Duration = Duration::from_millis(250);
const PAUSE: Duration = Duration::from_millis(3);

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
}

/// What shares its commit with others.
enum Share {
    /// A row that shares even its statement.
    Insert { row: Vec<Value>, reply: Reply<bool> },
    Run {
        statement: Statement,
        reply: Reply<Vec<SqliteRow>>,
    },
}

type Reply<T> = oneshot::Sender<Result<T, Error>>;

/// Whoever waits until what was found is durable.
enum Waiting {
    ForInsert(Reply<bool>),
    ForRows(Reply<Vec<SqliteRow>>),
}

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

    pub(super) async fn run(&self, statement: Statement) -> Result<Vec<SqliteRow>, Error> {
        self.ask(|reply| Job::Share(Share::Run { statement, reply }))
            .await
    }

    /// Whether there was no such row.
    pub(super) async fn insert(&self, row: Vec<Value>) -> Result<bool, Error> {
        self.ask(|reply| Job::Share(Share::Insert { row, reply }))
            .await
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
        let closed = || Error::unavailable(Reason::Closed);
        let jobs = lock(&self.jobs).clone().ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        jobs.send(job(reply)).await.map_err(|_| closed())?;
        drop(jobs);
        answer.await.map_err(|_| closed())?
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
    let mut next = waiting.recv().await;
    let mut busy_since = Instant::now();
    while let Some(job) = next.take() {
        match job {
            Job::Transact {
                statement,
                effect,
                reply,
            } => {
                let transacted = session.transact(&statement, effect).await;
                // Whoever asked may have gone; what is written stays written.
                let _ = reply.send(transacted);
            }
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
            next = waiting.recv().await;
            if idle_since.elapsed() > PAUSE {
                busy_since = Instant::now();
            }
        }
    }
    session.close().await;
}

/// Runs all in one transaction, and replies once it is durable.
async fn commit(session: &mut Session, batch: Vec<Share>, bytes: usize) {
    metrics::histogram!("capturi_inbox_commit_jobs").record(batch.len() as f64);
    let (mut rows, mut statements) = (Vec::new(), Vec::new());
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for share in batch {
        match share {
            Share::Insert { row, reply } => {
                rows.push(row);
                first.push(Waiting::ForInsert(reply));
            }
            Share::Run { statement, reply } => {
                statements.push(statement);
                then.push(Waiting::ForRows(reply));
            }
        }
    }
    let waiting = first.into_iter().chain(then);
    match session.write(&rows, &statements).await {
        Ok(found) => waiting
            .zip(found)
            .for_each(|(waiting, found)| waiting.tell(found)),
        Err(error) => waiting.for_each(|waiting| waiting.fail(&error)),
    }
    session
        .checkpoint(rows.len() + statements.len(), bytes)
        .await;
}

impl Share {
    fn size(&self) -> usize {
        let values = match self {
            Self::Insert { row, .. } => row,
            Self::Run { statement, .. } => &statement.values,
        };
        let sizes = values.iter().map(|value| match value {
            Value::Bytes(bytes) => bytes.len(),
            _ => 0,
        });
        sizes.sum()
    }
}

impl Waiting {
    /// Whoever asked may have gone, here and below.
    fn tell(self, found: Found) {
        match (self, found) {
            (Self::ForInsert(reply), Found::Inserted(is_new)) => drop(reply.send(Ok(is_new))),
            (Self::ForRows(reply), Found::Rows(rows)) => drop(reply.send(Ok(rows))),
            // Both are in the order of the jobs; a reply that is dropped is an error to its waiter.
            _ => {}
        }
    }

    fn fail(self, error: &Error) {
        match self {
            Self::ForInsert(reply) => drop(reply.send(Err(error.clone()))),
            Self::ForRows(reply) => drop(reply.send(Err(error.clone()))),
        }
    }
}
