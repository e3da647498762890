//! SQLite, embedded: one connection writes, others read.

mod connection;
mod file;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use sqlx::{SqlitePool, sqlite::SqliteRow};

use super::{BulkInsert, Effect, Statement, Transacted, Value};
use crate::Error;
use connection::bind;
use file::Identity;
use writer::Writer;

pub(crate) struct Sqlite {
    writer: Writer,
    /// None for a database in memory, which is its connection.
    readers: Option<Readers>,
}

/// Connections for reading. They are made anew once the file, or its log, is another one.
struct Readers {
    file: PathBuf,
    open: Mutex<(SqlitePool, [Option<Identity>; 2])>,
}

impl Sqlite {
    pub(super) async fn in_memory(insert: &'static BulkInsert) -> Result<Self, Error> {
        let connection = connection::in_memory().await?;
        Ok(Self {
            writer: Writer::start(None, connection, insert),
            readers: None,
        })
    }

    pub(super) async fn open(file: &Path, insert: &'static BulkInsert) -> Result<Self, Error> {
        file::prepare(file)?;
        let connection = connection::connect(file).await?;
        let readers = Readers {
            file: file.to_owned(),
            open: Mutex::new((connection::pool(file), Identity::with_log(file))),
        };
        Ok(Self {
            writer: Writer::start(Some(file.to_owned()), connection, insert),
            readers: Some(readers),
        })
    }

    pub(super) async fn write(&self, statement: Statement) -> Result<Vec<SqliteRow>, Error> {
        self.writer.run(statement).await
    }

    pub(super) async fn insert(&self, row: Vec<Value>) -> Result<bool, Error> {
        self.writer.insert(row).await
    }

    pub(super) async fn read(&self, statement: Statement) -> Result<Vec<SqliteRow>, Error> {
        match &self.readers {
            Some(readers) => Ok(bind(statement).fetch_all(&readers.pool()).await?),
            None => self.writer.run(statement).await,
        }
    }

    pub(super) async fn transact(
        &self,
        statement: Statement,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        self.writer.transact(statement, effect).await
    }

    /// Sees to it that what was deleted is not found in the log either.
    pub(super) async fn forget(&self) {
        let Some(readers) = &self.readers else {
            return;
        };
        match connection::empty_log(&readers.file).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                "what was deleted is still in the log, which is in use; it will be overwritten"
            ),
            Err(error) => tracing::warn!(%error, "what was deleted may still be in the log"),
        }
    }

    pub(super) async fn close(&self) {
        // The writer last: whoever may write and is the last to close moves the log into the
        // database.
        if let Some(readers) = &self.readers {
            readers.pool().close().await;
        }
        self.writer.close().await;
    }
}

impl Readers {
    fn pool(&self) -> SqlitePool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let identities = Identity::with_log(&self.file);
        if open.1 != identities {
            *open = (connection::pool(&self.file), identities);
        }
        open.0.clone()
    }
}
