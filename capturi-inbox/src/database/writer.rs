//! The one writer of a SQLite inbox: what waits while a commit is under way becomes the next
//! commit, so that many events share one sync of the disk and a lone one waits for nothing.

use std::{path::PathBuf, sync::Mutex, time::Duration};

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteRow};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};

use super::{
    Effect, Statement, Transacted, Transaction, Value,
    sqlite::{self, Identity, bind},
};
use crate::{Error, Reason};

/// Jobs that may wait; whoever comes later waits to wait.
const QUEUE: usize = 1024;
/// A commit has at most so many jobs and, but for its last job, so many bytes of bodies.
const BATCH_JOBS: usize = 256;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// How long a handler's effect may hold the writer up.
const EFFECT_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

pub(super) enum Job {
    /// A statement that shares its commit with others.
    Run {
        statement: Statement,
        reply: oneshot::Sender<Result<Vec<SqliteRow>, Error>>,
    },
    /// A statement and an effect, in a commit of their own.
    Transact {
        statement: Statement,
        effect: Effect,
        reply: oneshot::Sender<Result<Transacted, Error>>,
    },
}

impl Writer {
    /// Starts the task that writes; `file` is none for a database in memory.
    pub(super) fn start(file: Option<PathBuf>, connection: SqliteConnection) -> Self {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let session = Session::new(file, connection);
        let task = tokio::spawn(session.serve(waiting));
        Self {
            jobs: Mutex::new(Some(jobs)),
            task: Mutex::new(Some(task)),
        }
    }

    pub(super) async fn run(&self, statement: Statement) -> Result<Vec<SqliteRow>, Error> {
        self.ask(|reply| Job::Run { statement, reply }).await
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

    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Job,
    ) -> Result<T, Error> {
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

/// The connection, and the file that it has open.
struct Session {
    file: Option<PathBuf>,
    connection: Option<SqliteConnection>,
    opened: [Option<Identity>; 2],
}

impl Session {
    fn new(file: Option<PathBuf>, connection: SqliteConnection) -> Self {
        let mut session = Self {
            file,
            connection: Some(connection),
            opened: [None; 2],
        };
        session.opened = session.identities();
        session
    }

    async fn serve(mut self, mut waiting: mpsc::Receiver<Job>) {
        let mut next = waiting.recv().await;
        while let Some(job) = next.take() {
            match job {
                Job::Transact {
                    statement,
                    effect,
                    reply,
                } => {
                    let transacted = self.transact(statement, effect).await;
                    // Whoever asked may have gone; what is written stays written.
                    let _ = reply.send(transacted);
                }
                Job::Run { statement, reply } => {
                    let mut bytes = size(&statement);
                    let mut statements = vec![statement];
                    let mut replies = vec![reply];
                    while statements.len() < BATCH_JOBS && bytes < BATCH_BYTES {
                        match waiting.try_recv() {
                            Ok(Job::Run { statement, reply }) => {
                                bytes += size(&statement);
                                statements.push(statement);
                                replies.push(reply);
                            }
                            Ok(other) => {
                                next = Some(other);
                                break;
                            }
                            Err(_) => break,
                        }
                    }
                    self.commit(statements, replies).await;
                }
            }
            if next.is_none() {
                next = waiting.recv().await;
            }
        }
        if let Some(connection) = self.connection {
            // The last one to close moves the log into the database. If it can't, the next to
            // open does.
            let _ = connection.close().await;
        }
    }

    /// Runs all statements in one transaction, and replies once it is durable.
    async fn commit(
        &mut self,
        statements: Vec<Statement>,
        replies: Vec<oneshot::Sender<Result<Vec<SqliteRow>, Error>>>,
    ) {
        metrics::histogram!("capturi_inbox_commit_jobs").record(statements.len() as f64);
        match self.run_all(statements).await {
            Ok(rows) => {
                for (reply, rows) in replies.into_iter().zip(rows) {
                    let _ = reply.send(Ok(rows));
                }
            }
            Err(error) => {
                for reply in replies {
                    let _ = reply.send(Err(error.clone()));
                }
            }
        }
    }

    async fn run_all(&mut self, statements: Vec<Statement>) -> Result<Vec<Vec<SqliteRow>>, Error> {
        self.begin().await?;
        let connection = self.connection()?;
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            match bind(statement).fetch_all(&mut *connection).await {
                Ok(rows) => all.push(rows),
                Err(error) => return Err(self.give_up(error.into()).await),
            }
        }
        self.end().await?;
        Ok(all)
    }

    async fn transact(
        &mut self,
        statement: Statement,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        self.begin().await?;
        let connection = self.connection()?;
        match bind(statement).fetch_all(&mut *connection).await {
            Ok(changed) if changed.is_empty() => {
                self.roll_back().await;
                return Ok(Transacted::NothingToDo);
            }
            Ok(_) => {}
            Err(error) => return Err(self.give_up(error.into()).await),
        }
        let mut transaction = Transaction::Sqlite(connection);
        let effect = timeout(EFFECT_TIMEOUT, effect(&mut transaction)).await;
        let effect = effect.unwrap_or_else(|_| Err("the effect took longer than 10 s".into()));
        if let Err(error) = effect {
            self.roll_back().await;
            return Ok(Transacted::EffectFailed(error));
        }
        self.end().await?;
        Ok(Transacted::Committed)
    }

    async fn begin(&mut self) -> Result<(), Error> {
        if self.check().is_err() {
            self.leave().await;
        }
        if self.connection.is_none()
            && let Some(file) = &self.file
        {
            sqlite::prepare(file)?;
            self.connection = Some(sqlite::connect(file).await?);
            self.opened = self.identities();
        }
        let begun = sqlx::raw_sql("BEGIN IMMEDIATE")
            .execute(self.connection()?)
            .await;
        match begun {
            Ok(_) => Ok(()),
            Err(error) => Err(self.give_up(error.into()).await),
        }
    }

    async fn end(&mut self) -> Result<(), Error> {
        let ended = sqlx::raw_sql("COMMIT").execute(self.connection()?).await;
        if let Err(error) = ended {
            return Err(self.give_up(error.into()).await);
        }
        // Written into a file that nobody finds any more is not written.
        self.check()
    }

    /// Lets go of a file that is no longer at its path.
    async fn leave(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let [database, _] = self.identities();
        if database == self.opened[0] {
            tracing::error!("the log of the inbox was deleted while it was open; saving it");
            // Closing moves what is in the log into the database.
            let _ = connection.close().await;
        } else {
            tracing::error!("the file of the inbox was deleted or replaced: its events are gone");
            // Closing would delete the log by its name, which by now may be another database's.
            std::mem::forget(connection);
        }
    }

    async fn give_up(&mut self, error: Error) -> Error {
        self.roll_back().await;
        error
    }

    /// Ends the transaction without a trace; with the connection, if need be.
    async fn roll_back(&mut self) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        let rolled_back = sqlx::raw_sql("ROLLBACK").execute(connection).await;
        // After some errors, SQLite has rolled back by itself.
        let in_vain = rolled_back.is_err_and(|error| !error.to_string().contains("no transaction"));
        if in_vain && self.file.is_some() {
            self.connection = None;
        }
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        let connection = self.connection.as_mut();
        connection.ok_or(Error::unavailable(Reason::Closed))
    }

    fn check(&self) -> Result<(), Error> {
        match self.connection.is_none() || self.opened == self.identities() {
            true => Ok(()),
            false => Err(Error::unavailable(Reason::FileGone)),
        }
    }

    /// Of the database and of its log.
    fn identities(&self) -> [Option<Identity>; 2] {
        let Some(file) = &self.file else {
            return [None; 2];
        };
        let mut log = file.clone().into_os_string();
        log.push("-wal");
        [Identity::of(file), Identity::of(log.as_ref())]
    }
}

fn size(statement: &Statement) -> usize {
    let sizes = statement.values.iter().map(|value| match value {
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    sizes.sum()
}
