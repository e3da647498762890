//! SQLite, embedded: one connection writes, others read.

mod connection;
mod file;
mod log;
mod pace;
mod reserve;
mod session;
mod writer;

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{SqlitePool, sqlite::SqliteRow};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use super::{
    Demands, Disk, Effect, Insertion, NewEvent, Pending, Statement, Transacted, breathe, migrations,
};
use crate::{Error, Reason};
use connection::bind;
use file::Files;
use pace::Pace;
use session::Session;
use writer::Writer;

/// The number of attempts to empty the log while it is in use, and the pause between them.
const EMPTYINGS: u32 = 20;
const BETWEEN_EMPTYINGS: Duration = Duration::from_millis(250);

pub(crate) struct Sqlite {
    writer: Writer,
    /// None for a database in memory, which exists in its connection alone.
    shared: Option<Shared>,
    pace: Pace,
    /// Whether the inbox is closed; held while a connection of its own empties the log.
    is_closed: Mutex<bool>,
}

/// The files of the database, which other processes may have open, too.
struct Shared {
    files: Arc<Files>,
    readers: SqlitePool,
    /// The bytes of the reserve.
    reserve: u64,
}

impl Sqlite {
    pub(super) async fn in_memory(insertion: &'static Insertion) -> Result<Self, Error> {
        let connection = connection::in_memory().await?;
        Ok(Self {
            writer: Writer::start(Session::in_memory(connection, insertion)),
            shared: None,
            pace: Pace::new(),
            is_closed: Mutex::default(),
        })
    }

    pub(super) async fn open(
        file: &Path,
        demands: Demands,
        insertion: &'static Insertion,
    ) -> Result<Self, Error> {
        let file = file::prepare(file, demands.create)?;
        let session = Session::open(&file, demands.reserve, insertion).await?;
        let shared = session.files().map(|files| Shared {
            files,
            readers: connection::pool(&file),
            reserve: session.reserved(),
        });
        Ok(Self {
            writer: Writer::start(session),
            shared,
            pace: Pace::new(),
            is_closed: Mutex::default(),
        })
    }

    pub(super) async fn pending(file: &Path) -> Result<Pending, Error> {
        let file = file::prepare(file, false)?;
        let readers = connection::pool(&file);
        let mut reader = readers.acquire().await?;
        let pending = migrations::pending_in_sqlite(&mut reader).await;
        drop(reader);
        readers.close().await;
        pending
    }

    pub(super) async fn write(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<SqliteRow>>, Error> {
        self.writer.run(statements).await
    }

    pub(super) async fn insert(&self, event: NewEvent) -> Result<bool, Error> {
        self.writer.insert(event).await
    }

    pub(super) async fn read(&self, statement: Statement) -> Result<Vec<SqliteRow>, Error> {
        match &self.shared {
            Some(shared) => {
                shared.files.check()?;
                Ok(bind(&statement).fetch_all(&shared.readers).await?)
            }
            None => {
                let mut rows = self.writer.run(vec![statement]).await?;
                Ok(rows.pop().unwrap_or_default())
            }
        }
    }

    pub(super) async fn transact(
        &self,
        statements: Vec<Statement>,
        effect: Effect,
    ) -> Result<Transacted, Error> {
        self.writer.transact(statements, effect).await
    }

    /// Returns an error if the files are no longer the ones at their paths, after it has saved as
    /// much as it can.
    pub(super) async fn check(&self) -> Result<(), Error> {
        // The writer checks the files before it writes, even if it writes nothing.
        self.writer.run(Vec::new()).await.map(drop)
    }

    /// Returns an error if a delivery could not be stored now.
    pub(super) async fn can_store(&self) -> Result<(), Error> {
        self.writer.probe().await
    }

    /// The bytes of the files and of the disk; `None` for a database in memory.
    pub(super) fn disk(&self) -> Option<Disk> {
        let shared = self.shared.as_ref()?;
        let [database, log] = shared.files.sizes();
        Some(Disk {
            database,
            log,
            reserve: shared.reserve,
            free: crate::system::space(shared.files.database()).map(|space| space.free),
        })
    }

    /// The bytes of bodies that may be deleted at once. The reserve limits them, because each page
    /// of a body is logged when it is overwritten, and so are the pages of its neighbours.
    pub(super) fn deleted_at_once(&self) -> i64 {
        let reserve = self.shared.as_ref().map_or(0, |shared| shared.reserve);
        match i64::try_from(reserve / 8) {
            Ok(part @ 1..) => part.min(self.pace.bytes()),
            _ => self.pace.bytes(),
        }
    }

    /// Adapts the pace to a deletion that took this long.
    pub(super) fn took(&self, time: Duration) {
        self.pace.took(time);
    }

    pub(super) async fn keep_reserve(&self) {
        self.writer.keep_reserve().await;
    }

    /// Returns the room of deleted data to the disk, and removes the data from the log. Returns false if
    /// the log is in use, and has it still.
    pub(super) async fn forget(&self) -> Result<bool, Error> {
        let mut free = i64::MAX;
        loop {
            // A database that another program made may not be able to return free pages.
            let now = self.free_pages().await?;
            if now == 0 || now >= free {
                break;
            }
            free = now;
            // A vacuum handles as many bytes as are deleted at once.
            let pages = self.pace.bytes() / connection::PAGE;
            let vacuum = format!("PRAGMA incremental_vacuum({pages})");
            let started = Instant::now();
            self.write(vec![Statement::new(vacuum, [])]).await?;
            self.pace.took(started.elapsed());
            breathe(started).await;
        }
        let Some(shared) = &self.shared else {
            return Ok(true);
        };
        for _ in 0..EMPTYINGS {
            let is_closed = self.is_closed.lock().await;
            if *is_closed {
                return Err(Error::unavailable(Reason::Closed));
            }
            shared.files.check()?;
            if connection::empty_log(shared.files.database()).await? {
                return Ok(true);
            }
            drop(is_closed);
            sleep(BETWEEN_EMPTYINGS).await;
        }
        Ok(false)
    }

    async fn free_pages(&self) -> Result<i64, Error> {
        self.pragma("freelist_count").await
    }

    async fn pragma(&self, name: &'static str) -> Result<i64, Error> {
        use sqlx::Row as _;

        let rows = self
            .read(Statement::new(format!("PRAGMA {name}"), []))
            .await?;
        let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        Ok(row.try_get(0)?)
    }

    /// Copies the database to a new file, and returns the bytes of the copy.
    pub(super) async fn back_up(&self, to: &Path) -> Result<u64, Error> {
        let Some(shared) = &self.shared else {
            return Err(Error::unavailable(Reason::Other));
        };
        let to = std::path::absolute(to).map_err(file::failed(to))?;
        let pages = self.pragma("page_count").await? - self.free_pages().await?;
        let needed = pages.saturating_mul(self.pragma("page_size").await?);
        let needed = u64::try_from(needed).unwrap_or_default();
        let needed = needed.saturating_add(2 * shared.reserve);
        if crate::system::space(&to).is_some_and(|space| space.free < needed) {
            return Err(Error::unavailable(Reason::DiskFull));
        }
        // An existing file is left alone, because it may be the last back-up.
        file::create_new(&to).map_err(file::failed(&to))?;
        let copied = connection::copy(shared.files.database(), &to).await;
        if let Err(error) = copied {
            let _ = std::fs::remove_file(&to);
            return Err(error.into());
        }
        file::sync(&to).map_err(file::failed(&to))
    }

    pub(super) async fn integrity(&self) -> Result<Vec<String>, Error> {
        use sqlx::Row as _;

        let check = Statement::new("PRAGMA integrity_check(20)", []);
        let said = self.read(check).await?;
        let said: Result<Vec<String>, _> = said.iter().map(|row| row.try_get(0)).collect();
        Ok(said?.into_iter().filter(|line| line != "ok").collect())
    }

    pub(super) async fn close(&self) {
        // The file may be replaced afterwards.
        *self.is_closed.lock().await = true;
        // The writer closes last: a connection that may write and is the last to close moves the
        // log into the database.
        if let Some(shared) = &self.shared {
            shared.readers.close().await;
        }
        self.writer.close().await;
    }
}
