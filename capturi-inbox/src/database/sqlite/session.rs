//! The connection that writes, and the files that it has open.

use std::{collections::HashSet, path::Path, sync::Arc, time::Duration};

use sqlx::{Connection as _, Row as _, SqliteConnection, sqlite::SqliteRow};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::{
    connection::{self, BUSY_TIMEOUT, Query, bind, bind_all},
    file::{self, Files, Whereabouts},
    readers::Readers,
};
use crate::{
    Error, Reason,
    database::{
        BulkInsert, EFFECT_TIMEOUT, Effect, EffectError, Statement, Transacted, Transaction, Value,
    },
};

/// Rows that are inserted with one statement at most: each number of rows is a statement that is
/// prepared once, and kept.
const BULK: usize = 64;
/// When the log is moved into the database, and what a job adds to it beside its body: the pages of
/// the table and of its indexes.
const LOG_BYTES: usize = 48 * 1024 * 1024;
const LOGGED_WITH_EACH: usize = 8 * 1024;
/// Instructions of SQLite's machine between two looks at the clock.
const INSTRUCTIONS: i32 = 100_000;

/// What it writes goes to the log, and from there into the database: most of that beside it, by
/// another connection, the rest by itself, so that the log can begin from its start again. A commit
/// that did it all would let everybody wait.
pub(super) struct Session {
    insert: &'static BulkInsert,
    connection: Option<SqliteConnection>,
    /// None for a database in memory.
    shared: Option<Shared>,
    /// About how many bytes were logged since the last checkpoint.
    logged: usize,
    checkpoint: Option<JoinHandle<Result<(), sqlx::Error>>>,
}

/// What others may have open, too.
struct Shared {
    files: Files,
    readers: Arc<Readers>,
}

pub(super) enum Found {
    Inserted(bool),
    Rows(Vec<SqliteRow>),
}

impl Session {
    pub(super) fn in_memory(connection: SqliteConnection, insert: &'static BulkInsert) -> Self {
        Self {
            insert,
            connection: Some(connection),
            shared: None,
            logged: 0,
            checkpoint: None,
        }
    }

    /// `file` is there.
    pub(super) async fn open(
        file: &Path,
        readers: Arc<Readers>,
        insert: &'static BulkInsert,
    ) -> Result<Self, Error> {
        let (connection, files) = open(file).await?;
        Ok(Self {
            insert,
            connection: Some(connection),
            shared: Some(Shared { files, readers }),
            logged: 0,
            checkpoint: None,
        })
    }

    /// Whether other processes may write, too.
    pub(super) fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Inserts rows and runs statements in one transaction; durable when it returns.
    pub(super) async fn write(
        &mut self,
        rows: &[Vec<Value>],
        statements: &[Statement],
    ) -> Result<Vec<Found>, Error> {
        let give_up = Instant::now() + BUSY_TIMEOUT;
        loop {
            let written = self.try_to_write(rows, statements).await;
            match written {
                Err(error) if is_locked(&error, give_up) => look_again().await,
                written => return written,
            }
        }
    }

    async fn try_to_write(
        &mut self,
        rows: &[Vec<Value>],
        statements: &[Statement],
    ) -> Result<Vec<Found>, Error> {
        self.be_connected().await?;
        // A statement alone is a transaction of its own, without a word before and after it.
        let is_alone = rows.len().div_ceil(BULK) + statements.len() == 1;
        if !is_alone {
            self.begin().await?;
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
    async fn insert_all(&mut self, rows: &[Vec<Value>]) -> Result<Vec<Found>, Error> {
        let mut found = Vec::with_capacity(rows.len());
        for bulk in rows.chunks(BULK) {
            let sql = sqlx::query(sqlx::AssertSqlSafe(self.insert.of_rows(bulk.len())));
            let inserted = self.fetch(bind_all(sql, bulk.iter().flatten())).await?;
            let inserted = inserted.iter().map(|row| row.try_get(0));
            let inserted: HashSet<String> = inserted.collect::<Result<_, _>>()?;
            found.extend(bulk.iter().map(|row| {
                let key = row.get(self.insert.key);
                let is_new = matches!(key, Some(Value::Text(Some(key))) if inserted.contains(key));
                Found::Inserted(is_new)
            }));
        }
        Ok(found)
    }

    async fn fetch(&mut self, query: Query) -> Result<Vec<SqliteRow>, Error> {
        Ok(query.fetch_all(self.connection()?).await?)
    }

    /// Runs a statement and, if it changed something, the effect, both or none.
    pub(super) async fn transact(
        &mut self,
        statement: &Statement,
        effect: Effect,
    ) -> Result<Transacted, Error> {
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
        match self.end().await {
            Ok(()) => Ok(Transacted::Committed),
            Err(error) => Transacted::failed(error),
        }
    }

    /// Why the effect failed, if it did. Nobody else can write meanwhile: a statement that takes for
    /// ever is interrupted.
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
        let Some(shared) = &self.shared else {
            return Ok(());
        };
        let whereabouts = shared.files.look();
        if whereabouts == Whereabouts::InPlace && self.connection.is_some() {
            return Ok(());
        }
        let readers = shared.readers.clone();
        let _nobody_reads = match whereabouts {
            Whereabouts::InPlace => None,
            _ => Some(readers.let_go().await),
        };
        self.leave(whereabouts).await?;
        let Some(shared) = &mut self.shared else {
            return Ok(());
        };
        let file = file::prepare(shared.files.database(), true)?;
        let (connection, files) = open(&file).await?;
        self.connection = Some(connection);
        shared.files = files;
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
        // Written into a file that nobody finds any more is not written.
        self.check()
    }

    /// Moves the log into the database once it has grown. Of jobs that were just written.
    pub(super) async fn checkpoint(&mut self, jobs: usize, bytes: usize) {
        self.logged += bytes + jobs * LOGGED_WITH_EACH;
        let (Some(shared), Some(connection)) = (&self.shared, &mut self.connection) else {
            return;
        };
        let ended = match &mut self.checkpoint {
            None if self.logged > LOG_BYTES => {
                let file = shared.files.database().to_owned();
                self.checkpoint = Some(tokio::spawn(connection::checkpoint(file)));
                return;
            }
            Some(checkpoint) if checkpoint.is_finished() => {
                let beside = checkpoint.await.unwrap_or(Ok(()));
                let rest = sqlx::raw_sql(connection::CHECKPOINT).execute(connection);
                beside.and(rest.await.map(drop))
            }
            _ => return,
        };
        self.checkpoint = None;
        self.logged = 0;
        if let Err(error) = ended {
            // The next one may fare better; until then the log grows.
            tracing::warn!(%error, "the log could not be moved into the database");
        }
    }

    /// The last one to close moves the log into the database. If it can't, the next to open does.
    pub(super) async fn close(mut self) {
        let shared = self.shared.as_ref();
        let whereabouts = shared.map_or(Whereabouts::InPlace, |shared| shared.files.look());
        if let Err(error) = self.leave(whereabouts).await {
            tracing::error!(%error, "the log of the inbox was deleted, and could not be saved");
        }
        if let Some(connection) = self.connection {
            let _ = connection.close().await;
        }
    }

    /// Lets go of files that are no longer at their paths. An error if that has to wait, as what
    /// they have is nowhere else.
    async fn leave(&mut self, whereabouts: Whereabouts) -> Result<(), Error> {
        if let Some(checkpoint) = self.checkpoint.take() {
            let _ = checkpoint.await;
        }
        let Some(connection) = &mut self.connection else {
            return Ok(());
        };
        match whereabouts {
            Whereabouts::InPlace => return Ok(()),
            Whereabouts::LogDeleted => {
                tracing::error!("the log of the inbox was deleted while it was open; saving it");
                if !connection::save(connection).await? {
                    return Err(Error::unavailable(Reason::FileGone));
                }
            }
            Whereabouts::LogReplaced => {
                tracing::error!(
                    "the log of the inbox, or its index, was replaced while it was open"
                );
                if let Some(shared) = &self.shared {
                    // What this connection would save when it closes may be out of date.
                    file::keep_from_being_last(shared.files.database());
                }
            }
            // SQLite sees that its file was moved, and touches no other.
            Whereabouts::Gone => tracing::error!(
                "the file of the inbox was deleted or replaced: its events are gone"
            ),
        }
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
        Ok(())
    }

    async fn give_up(&mut self, error: Error) -> Error {
        self.roll_back().await;
        let is_well = matches!(
            error.reason(),
            Some(Reason::Locked | Reason::DiskFull | Reason::Other)
        );
        // A connection that could not write once may never again, though its file can be written.
        if !is_well && self.shared.is_some() {
            self.connection = None;
        }
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
        if in_vain && self.shared.is_some() {
            self.connection = None;
        }
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        let connection = self.connection.as_mut();
        connection.ok_or(Error::unavailable(Reason::Closed))
    }

    fn check(&self) -> Result<(), Error> {
        let shared = self.shared.as_ref();
        match shared.is_none_or(|shared| shared.files.look() == Whereabouts::InPlace) {
            true => Ok(()),
            false => Err(Error::unavailable(Reason::FileGone)),
        }
    }
}

/// A connection, and the files that it has open.
async fn open(file: &Path) -> Result<(SqliteConnection, Files), Error> {
    let before = Files::of(file);
    let connection = connection::connect(file).await?;
    if before.look() == Whereabouts::Gone {
        return Err(Error::unavailable(Reason::FileGone));
    }
    let files = Files::of(file);
    files.keep_private()?;
    Ok((connection, files))
}

fn is_locked(error: &Error, give_up: Instant) -> bool {
    error.reason() == Some(Reason::Locked) && Instant::now() < give_up
}

/// Until the lock may be free. SQLite itself would look ever more rarely, and so hardly ever at a
/// moment at which a busy process does not have it.
async fn look_again() {
    sleep(Duration::from_micros(fastrand::u64(500..1500))).await;
}
