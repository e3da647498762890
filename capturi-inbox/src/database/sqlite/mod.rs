//! SQLite, embedded: one connection writes, others read.

mod connection;
mod file;
mod readers;
mod session;
mod writer;

use std::{path::Path, sync::Arc};

use sqlx::sqlite::SqliteRow;

use super::{BulkInsert, Demands, Effect, Statement, Transacted, Value};
use crate::Error;
use readers::Readers;
use session::Session;
use writer::Writer;

pub(crate) struct Sqlite {
    writer: Writer,
    /// None for a database in memory, which is its connection.
    readers: Option<Arc<Readers>>,
}

impl Sqlite {
    pub(super) async fn in_memory(insert: &'static BulkInsert) -> Result<Self, Error> {
        let connection = connection::in_memory().await?;
        Ok(Self {
            writer: Writer::start(Session::in_memory(connection, insert)),
            readers: None,
        })
    }

    pub(super) async fn open(
        file: &Path,
        demands: Demands,
        insert: &'static BulkInsert,
    ) -> Result<Self, Error> {
        let file = file::prepare(file, demands.create)?;
        let readers = Arc::new(Readers::of(&file));
        let session = Session::open(&file, readers.clone(), insert).await?;
        Ok(Self {
            writer: Writer::start(session),
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
            Some(readers) => readers.read(&statement).await,
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
        match connection::empty_log(&readers.file()).await {
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
            readers.close().await;
        }
        self.writer.close().await;
    }
}
