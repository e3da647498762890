//! The connection that writes, and the files that it has open.

use std::{collections::HashMap, path::Path, sync::Arc, time::Duration};

use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection, sqlite::SqliteRow};
use tokio::time::{Instant, sleep};

use super::{
    connection::{self, BUSY_TIMEOUT, Query, bind, bind_all},
    file::{Files, Whereabouts},
    log::{self, Log, Reserved},
    reserve::Reserve,
};
use crate::{
    Error, Reason,
    database::{
        Dialect, EFFECT_TIMEOUT, Effect, EffectError, Insertion, NewEvent, Statement, Transacted,
        Transaction, Value,
    },
};

/// The most rows that one statement inserts. Each number of rows has a statement of its own, which
/// is prepared once and kept.
const BULK: usize = 64;
/// A write that changes nothing.
const PROBE: &str = "UPDATE capturi_queue SET paused = paused WHERE id = 1";
/// The values of a body's row: its event's id, and its own two.
const BODY_VALUES: usize = 3;
/// The instructions of SQLite's virtual machine between two looks at the clock.
const INSTRUCTIONS: i32 = 100_000;

/// A connection for writing. Its commits go to the log, and from there into the database.
pub(super) struct Session {
    insertion: &'static Insertion,
    connection: Option<SqliteConnection>,
    /// None for a database in memory.
    shared: Option<Shared>,
    log: Log,
}

/// The files of the database, which other processes may have open, too.
struct Shared {
    files: Arc<Files>,
    reserve: Reserve,
}

/// The result of a write: whether each event was new, and the rows of each job's statements.
pub(super) struct Written {
    pub(super) inserted: Result<Vec<bool>, Error>,
    pub(super) rows: Result<Vec<JobRows>, Error>,
}

/// The rows of each statement of a job.
pub(super) type JobRows = Vec<Vec<SqliteRow>>;

impl Written {
    fn failed(error: &Error) -> Self {
        Self {
            inserted: Err(error.clone()),
            rows: Err(error.clone()),
        }
    }
}

impl Session {
    pub(super) fn in_memory(connection: SqliteConnection, insertion: &'static Insertion) -> Self {
        Self {
            insertion,
            connection: Some(connection),
            shared: None,
            log: Log::default(),
        }
    }

    /// Opens a session on an existing file.
    pub(super) async fn open(
        file: &Path,
        reserve: u64,
        insertion: &'static Insertion,
    ) -> Result<Self, Error> {
        let files = Arc::new(Files::of(file));
        let reserve = Reserve::of(file, reserve);
        let mut session = Self {
            insertion,
            connection: None,
            shared: Some(Shared { files, reserve }),
            log: Log::default(),
        };
        session.connect().await?;
        Ok(session)
    }

    /// None for a database in memory.
    pub(super) fn files(&self) -> Option<Arc<Files>> {
        self.shared.as_ref().map(|shared| shared.files.clone())
    }

    /// Whether other processes may write, too.
    pub(super) fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    pub(super) fn keep_reserve(&mut self) {
        if let Some(Err(error)) = self.shared.as_mut().map(|shared| shared.reserve.keep()) {
            tracing::warn!(%error, "no room can be reserved for the time when the disk is full");
        }
    }

    /// Inserts events and runs the statements of jobs in one transaction, which is durable when
    /// this returns. While the disk is short of room, events are refused.
    pub(super) async fn write(&mut self, events: &[NewEvent], jobs: &[Vec<Statement>]) -> Written {
        let is_short = self.is_short();
        if is_short || events.is_empty() {
            let full = || Err(Error::unavailable(Reason::DiskFull));
            return Written {
                inserted: if is_short { full() } else { Ok(Vec::new()) },
                rows: self.write_at_all_costs(jobs).await,
            };
        }
        match self.write_once_unlocked(events, jobs).await {
            Ok((inserted, rows)) => Written {
                inserted: Ok(inserted),
                rows: Ok(rows),
            },
            // Stored events are handled and deleted all the same.
            Err(error) if is_full(&error) && !jobs.is_empty() => Written {
                inserted: Err(error),
                rows: self.write_at_all_costs(jobs).await,
            },
            Err(error) => Written::failed(&error),
        }
    }

    /// Runs the statements of jobs, with the room of the reserve if there is no other.
    async fn write_at_all_costs(&mut self, jobs: &[Vec<Statement>]) -> Result<Vec<JobRows>, Error> {
        let written = match self.write_once_unlocked(&[], jobs).await {
            Err(error) if is_full(&error) && self.use_reserve().await => {
                self.write_once_unlocked(&[], jobs).await
            }
            written => written,
        };
        written.map(|(_, rows)| rows)
    }

    /// Returns an error if an event could not be written now.
    pub(super) async fn probe(&mut self) -> Result<(), Error> {
        if self.is_short() {
            return Err(Error::unavailable(Reason::DiskFull));
        }
        let probe = vec![Statement::new(PROBE, [])];
        self.write_once_unlocked(&[], &[probe]).await.map(drop)
    }

    fn is_short(&mut self) -> bool {
        let shared = self.shared.as_mut();
        shared.is_some_and(|shared| shared.reserve.is_short())
    }

    /// Gives the reserve up. Returns false if it was empty.
    async fn use_reserve(&mut self) -> bool {
        let Some(shared) = &mut self.shared else {
            return false;
        };
        if !shared.reserve.give_up() {
            return false;
        }
        tracing::warn!("the disk is full: what was reserved on it is used");
        // The log can then begin from its start again, and need not grow.
        if let Some(connection) = &mut self.connection {
            log::move_it(connection).await;
        }
        true
    }

    async fn write_once_unlocked(
        &mut self,
        events: &[NewEvent],
        jobs: &[Vec<Statement>],
    ) -> Result<(Vec<bool>, Vec<JobRows>), Error> {
        let give_up = Instant::now() + BUSY_TIMEOUT;
        loop {
            match self.try_to_write(events, jobs).await {
                Err(error) if is_locked(&error, give_up) => look_again().await,
                written => return written,
            }
        }
    }

    async fn try_to_write(
        &mut self,
        events: &[NewEvent],
        jobs: &[Vec<Statement>],
    ) -> Result<(Vec<bool>, Vec<JobRows>), Error> {
        self.be_connected().await?;
        // A single statement is a transaction of its own, without `BEGIN` and `COMMIT`.
        let statements: usize = jobs.iter().map(Vec::len).sum();
        let is_alone = events.is_empty() && statements <= 1;
        if !is_alone {
            self.begin().await?;
        }
        let written = async {
            let inserted = self.insert_all(events).await?;
            let mut rows = Vec::with_capacity(jobs.len());
            for job in jobs {
                let mut found = Vec::with_capacity(job.len());
                for statement in job {
                    found.push(self.fetch(bind(statement)).await?);
                }
                rows.push(found);
            }
            Ok((inserted, rows))
        };
        match (written.await, is_alone) {
            (Ok(written), true) => self.check().await.map(|()| written),
            (Ok(written), false) => self.end().await.map(|()| written),
            (Err(error), _) => Err(self.give_up(error).await),
        }
    }

    /// Inserts events, as many as possible with one statement, and the bodies of new ones.
    async fn insert_all(&mut self, events: &[NewEvent]) -> Result<Vec<bool>, Error> {
        let mut are_new = Vec::with_capacity(events.len());
        for bulk in events.chunks(BULK) {
            let insert = query((self.insertion.events)(bulk.len()));
            let values = bulk.iter().flat_map(|event| &event.values);
            let inserted = self.fetch(bind_all(insert, values)).await?;
            let inserted = inserted
                .iter()
                .map(|row| Ok((row.try_get(1)?, row.try_get(0)?)));
            let mut ids: HashMap<String, i64> = inserted.collect::<Result<_, sqlx::Error>>()?;
            let mut bodies = Vec::with_capacity(BODY_VALUES * ids.len());
            for event in bulk {
                let id = match event.values.get(self.insertion.key) {
                    Some(Value::Text(Some(key))) => ids.remove(key),
                    _ => None,
                };
                are_new.push(id.is_some());
                if let Some(id) = id {
                    bodies.push(id.into());
                    bodies.extend(event.body.iter().cloned());
                }
            }
            if !bodies.is_empty() {
                let insert = query((self.insertion.bodies)(bodies.len() / BODY_VALUES));
                self.fetch(bind_all(insert, &bodies)).await?;
            }
        }
        Ok(are_new)
    }

    async fn fetch(&mut self, query: Query) -> Result<Vec<SqliteRow>, Error> {
        Ok(query.fetch_all(self.connection()?).await?)
    }

    /// Runs a statement and, if it changed something, the effect and the other statements, all or
    /// none.
    pub(super) async fn transact(
        &mut self,
        statements: &[Statement],
        effect: Effect,
    ) -> Result<Transacted, Error> {
        let transacted = self.try_to_transact(statements, effect).await;
        if transacted.as_ref().is_err_and(is_full) {
            // An effect can run only once. It is tried again when its event is.
            self.use_reserve().await;
        }
        transacted
    }

    async fn try_to_transact(
        &mut self,
        statements: &[Statement],
        effect: Effect,
    ) -> Result<Transacted, Error> {
        let Some((statement, others)) = statements.split_first() else {
            return Ok(Transacted::NothingToDo);
        };
        let give_up = Instant::now() + BUSY_TIMEOUT;
        self.be_connected().await?;
        while let Err(error) = self.begin().await {
            match is_locked(&error, give_up) {
                true => look_again().await,
                false => return Err(error),
            }
        }
        match self.fetch(bind(statement)).await {
            Ok(changed) if changed.is_empty() => {
                self.roll_back().await;
                return Ok(Transacted::NothingToDo);
            }
            Ok(_) => {}
            Err(error) => return Err(self.give_up(error).await),
        }
        match self.write_effect(effect).await {
            Ok(None) => {}
            Ok(Some(failed)) => {
                self.roll_back().await;
                return Ok(Transacted::EffectFailed(failed));
            }
            Err(error) => return Err(self.give_up(error).await),
        }
        for statement in others {
            if let Err(error) = self.fetch(bind(statement)).await {
                return Err(self.give_up(error).await);
            }
        }
        match self.end().await {
            Ok(()) => Ok(Transacted::Committed),
            Err(error) => Transacted::failed(error),
        }
    }

    /// Runs the effect, and returns its error if it failed. A statement that takes for ever is
    /// interrupted, because no other write can happen meanwhile.
    async fn write_effect(&mut self, effect: Effect) -> Result<Option<EffectError>, Error> {
        let connection = self.connection()?;
        let deadline = Instant::now() + EFFECT_TIMEOUT;
        connection
            .lock_handle()
            .await?
            .set_progress_handler(INSTRUCTIONS, move || Instant::now() < deadline);
        let effected = effect(&mut Transaction::Sqlite(connection)).await;
        connection.lock_handle().await?.remove_progress_handler();
        Ok(effected.err())
    }

    async fn be_connected(&mut self) -> Result<(), Error> {
        match self.connection {
            Some(_) => self.check().await,
            None => self.connect().await,
        }
    }

    /// Opens the connection, anew after it could not write, but never to other files than before.
    async fn connect(&mut self) -> Result<(), Error> {
        let Some(shared) = &self.shared else {
            return Err(Error::unavailable(Reason::Closed));
        };
        let files = shared.files.clone();
        files.check()?;
        if files.look() == Whereabouts::Gone {
            files.lose();
            return Err(Error::unavailable(Reason::FileGone));
        }
        let connection = connection::connect(files.database()).await?;
        files.find();
        files.keep_private()?;
        self.connection = Some(connection);
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), Error> {
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
        // A commit to a file that is no longer at its path is lost.
        self.check().await
    }

    /// Keeps the log from growing for ever, after a commit of this many bytes.
    pub(super) async fn checkpoint(&mut self, bytes: usize) {
        let reserve = Reserved {
            bytes: self.reserved(),
            is_short: self.is_short(),
        };
        if let (Some(shared), Some(connection)) = (&self.shared, &mut self.connection) {
            let file = shared.files.database();
            self.log.committed(bytes, connection, file, reserve).await;
        }
    }

    /// The bytes of the reserve.
    pub(super) fn reserved(&self) -> u64 {
        let shared = self.shared.as_ref();
        shared.map_or(0, |shared| shared.reserve.size())
    }

    /// Closes the connection. The last connection to close moves the log into the database; if it
    /// can't, the next process that opens the database does.
    pub(super) async fn close(mut self) {
        // This gives up a connection whose files are gone.
        self.look().await;
        self.log.settle().await;
        if let Some(connection) = self.connection {
            let _ = connection.close().await;
        }
    }

    /// Checks whether the files are gone, and logs it; the next request gets the error.
    pub(super) async fn look(&mut self) {
        let _ = self.check().await;
    }

    /// Returns an error if the files are no longer the ones at their paths. This process then does
    /// not use them again, because its writes would be lost, or overwrite those of others.
    async fn check(&mut self) -> Result<(), Error> {
        let Some(shared) = &self.shared else {
            return Ok(());
        };
        let files = shared.files.clone();
        files.check()?;
        let whereabouts = files.look();
        // Without a connection, this process does not need the log, and SQLite may have deleted it.
        let is_well = match &self.connection {
            Some(_) => whereabouts == Whereabouts::InPlace,
            None => whereabouts != Whereabouts::Gone,
        };
        if is_well {
            return Ok(());
        }
        self.log.settle().await;
        if let Some(mut connection) = self.connection.take() {
            let saved = match whereabouts {
                Whereabouts::LogDeleted => connection::save(&mut connection).await,
                _ => Err(sqlx::Error::RowNotFound),
            };
            match saved.is_ok_and(|saved| saved.is_whole) {
                true => tracing::error!(
                    "the log of the inbox was deleted while it was open; it is saved, and this process \
                     uses the inbox no more"
                ),
                false => tracing::error!(
                    "the files of the inbox were deleted or replaced while it was open; this process \
                     uses it no more"
                ),
            }
            // Closing the connection could move its log into the database, which may be another
            // file by now. It is leaked, because this process is about to end.
            std::mem::forget(connection);
        }
        files.lose();
        Err(Error::unavailable(Reason::FileGone))
    }

    async fn give_up(&mut self, error: Error) -> Error {
        self.roll_back().await;
        let is_well = matches!(
            error.reason(),
            Some(Reason::Locked | Reason::DiskFull | Reason::Other)
        );
        // A connection that could not write once may never write again, although its file can be
        // written.
        if !is_well && self.shared.is_some() {
            self.connection = None;
        }
        error
    }

    /// Rolls the transaction back, or drops the connection if that fails.
    async fn roll_back(&mut self) {
        let Some(connection) = &mut self.connection else {
            return;
        };
        let rolled_back = sqlx::raw_sql("ROLLBACK").execute(connection).await;
        // After some errors, SQLite has rolled back by itself.
        let in_vain = rolled_back.is_err_and(|error| !error.to_string().contains("no transaction"));
        if in_vain && self.shared.is_some() {
            self.connection = None;
        }
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        let connection = self.connection.as_mut();
        connection.ok_or(Error::unavailable(Reason::Closed))
    }
}

fn query(sql: String) -> Query {
    sqlx::query(AssertSqlSafe(Dialect::Sqlite.expand(&sql)))
}

fn is_full(error: &Error) -> bool {
    error.reason() == Some(Reason::DiskFull)
}

fn is_locked(error: &Error, give_up: Instant) -> bool {
    error.reason() == Some(Reason::Locked) && Instant::now() < give_up
}

/// Waits until the lock may be free. SQLite's own busy timeout looks ever more rarely, and so
/// hardly ever at a moment at which a busy process does not hold the lock.
async fn look_again() {
    sleep(Duration::from_micros(fastrand::u64(500..1500))).await;
}
