//! The one writer of a SQLite inbox: what waits while a commit is under way becomes the next
//! commit, so that many events share one sync of the disk and a lone one waits for nothing.

use std::{collections::HashSet, path::PathBuf, sync::Mutex};

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteRow};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    connection::{self, Query, bind, bind_all},
    file::{self, Identity},
};
use crate::{
    Error, Reason,
    database::{BulkInsert, Effect, Statement, Transacted, Transaction, Value},
};

/// Jobs that may wait; whoever comes later waits to wait.
const QUEUE: usize = 1024;
/// A commit has at most so many jobs and, but for its last job, so many bytes of bodies.
const BATCH_JOBS: usize = 256;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Rows that are inserted with one statement at most: each number of rows is a statement that is
/// prepared once, and kept.
const BULK: usize = 64;
/// When the log is moved into the database, and what a job adds to it beside its body: the pages of
/// the table and of its indexes.
const LOG_BYTES: usize = 48 * 1024 * 1024;
const LOGGED_WITH_EACH: usize = 8 * 1024;

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

enum Found {
    Inserted(bool),
    Rows(Vec<SqliteRow>),
}

impl Writer {
    /// Starts the task that writes; `file` is none for a database in memory.
    pub(super) fn start(
        file: Option<PathBuf>,
        connection: SqliteConnection,
        insert: &'static BulkInsert,
    ) -> Self {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let session = Session::new(file, connection, insert);
        let task = tokio::spawn(session.serve(waiting));
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

/// The connection, and the file that it has open.
///
/// What it writes goes to the log, and from there into the database: most of that beside it, by
/// another connection, the rest by itself, so that the log can begin from its start again. A commit
/// that did it all would let everybody wait.
struct Session {
    insert: &'static BulkInsert,
    file: Option<PathBuf>,
    connection: Option<SqliteConnection>,
    opened: [Option<Identity>; 2],
    /// About how many bytes were logged since the last checkpoint.
    logged: usize,
    checkpoint: Option<JoinHandle<Result<(), sqlx::Error>>>,
}

impl Session {
    fn new(
        file: Option<PathBuf>,
        connection: SqliteConnection,
        insert: &'static BulkInsert,
    ) -> Self {
        let mut session = Self {
            insert,
            file,
            connection: Some(connection),
            opened: [None; 2],
            logged: 0,
            checkpoint: None,
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
                    self.logged += bytes + batch.len() * LOGGED_WITH_EACH;
                    self.commit(batch).await;
                    self.checkpoint().await;
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

    async fn checkpoint(&mut self) {
        let (Some(file), Some(connection)) = (&self.file, &mut self.connection) else {
            return;
        };
        match &self.checkpoint {
            None if self.logged > LOG_BYTES => {
                self.checkpoint = Some(tokio::spawn(connection::checkpoint(file.clone())));
            }
            Some(checkpoint) if checkpoint.is_finished() => {
                self.checkpoint = None;
                self.logged = 0;
                let ended = sqlx::raw_sql(connection::CHECKPOINT)
                    .execute(connection)
                    .await;
                if let Err(error) = ended {
                    // The next one may fare better; until then the log grows.
                    tracing::warn!(%error, "the log could not be moved into the database");
                }
            }
            _ => {}
        }
    }

    /// Runs all in one transaction, and replies once it is durable.
    async fn commit(&mut self, batch: Vec<Share>) {
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
        match self.write(rows, statements).await {
            Ok(found) => waiting
                .zip(found)
                .for_each(|(waiting, found)| waiting.tell(found)),
            Err(error) => waiting.for_each(|waiting| waiting.fail(&error)),
        }
    }

    async fn write(
        &mut self,
        rows: Vec<Vec<Value>>,
        statements: Vec<Statement>,
    ) -> Result<Vec<Found>, Error> {
        // A statement alone is a transaction of its own, without a word before and after it.
        let is_alone = rows.len().div_ceil(BULK) + statements.len() == 1;
        match is_alone {
            true => self.be_connected().await?,
            false => self.begin().await?,
        }
        let found = async {
            let mut found = self.insert_all(rows).await?;
            for statement in statements {
                found.push(Found::Rows(self.fetch(bind(statement)).await?));
            }
            Ok(found)
        };
        match (found.await, is_alone) {
            (Ok(found), true) => self.check().map(|()| found),
            (Ok(found), false) => self.end().await.map(|()| found),
            (Err(error), _) => Err(self.give_up(error).await),
        }
    }

    /// Inserts rows, as many as possible with one statement.
    async fn insert_all(&mut self, rows: Vec<Vec<Value>>) -> Result<Vec<Found>, Error> {
        let mut found = Vec::with_capacity(rows.len());
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let bulk: Vec<Vec<Value>> = rows.by_ref().take(BULK).collect();
            let key = |row: &Vec<Value>| row.get(self.insert.key).cloned();
            let keys: Vec<Option<Value>> = bulk.iter().map(key).collect();
            let sql = sqlx::query(sqlx::AssertSqlSafe(self.insert.of_rows(bulk.len())));
            let inserted = self
                .fetch(bind_all(sql, bulk.into_iter().flatten()))
                .await?;
            let inserted = inserted.iter().map(|row| row.try_get(0));
            let inserted: HashSet<String> = inserted.collect::<Result<_, _>>()?;
            found.extend(keys.into_iter().map(|key| {
                let is_new = matches!(key, Some(Value::Text(Some(key))) if inserted.contains(&key));
                Found::Inserted(is_new)
            }));
        }
        Ok(found)
    }

    async fn fetch(&mut self, query: Query) -> Result<Vec<SqliteRow>, Error> {
        Ok(query.fetch_all(self.connection()?).await?)
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
        if let Err(error) = effect(&mut transaction).await {
            self.roll_back().await;
            return Ok(Transacted::EffectFailed(error));
        }
        self.end().await?;
        Ok(Transacted::Committed)
    }

    async fn be_connected(&mut self) -> Result<(), Error> {
        if self.check().is_err() {
            self.leave().await;
        }
        if self.connection.is_none()
            && let Some(file) = &self.file
        {
            file::prepare(file)?;
            self.connection = Some(connection::connect(file).await?);
            self.opened = self.identities();
        }
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.be_connected().await?;
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
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        let [database, _] = self.identities();
        if database == self.opened[0] {
            tracing::error!("the log of the inbox was deleted while it was open; saving it");
            // Closing would do it only if nobody else had the file open.
            let saved = sqlx::raw_sql(connection::SAVE).execute(&mut connection);
            if let Err(error) = saved.await {
                tracing::error!(%error, "the log could not be saved");
            }
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
        self.file.as_deref().map_or([None; 2], Identity::with_log)
    }
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
