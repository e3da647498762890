//! Connections for reading.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{SqlitePool, sqlite::SqliteRow};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::timeout,
};

use super::{
    connection::{self, bind},
    file::{Files, Whereabouts},
};
use crate::{Error, database::Statement};

/// Who reads for longer is not waited for.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// They are made anew once the files are others.
pub(super) struct Readers(Mutex<Open>);

pub(super) struct Open {
    files: Files,
    pool: SqlitePool,
    /// For good.
    is_closed: bool,
}

impl Open {
    fn new(file: &Path) -> Self {
        Self {
            files: Files::of(file),
            pool: connection::pool(file),
            is_closed: false,
        }
    }
}

impl Readers {
    pub(super) fn of(file: &Path) -> Self {
        Self(Mutex::new(Open::new(file)))
    }

    pub(super) async fn file(&self) -> PathBuf {
        self.0.lock().await.files.database().to_owned()
    }

    pub(super) async fn read(&self, statement: &Statement) -> Result<Vec<SqliteRow>, Error> {
        let pool = self.pool().await;
        match bind(statement).fetch_all(&pool).await {
            // Let go of meanwhile.
            Err(sqlx::Error::PoolClosed) => {
                let pool = self.pool().await;
                Ok(bind(statement).fetch_all(&pool).await?)
            }
            read => Ok(read?),
        }
    }

    async fn pool(&self) -> SqlitePool {
        let mut open = self.0.lock().await;
        let is_gone = open.pool.is_closed() || open.files.look() != Whereabouts::InPlace;
        if is_gone && !open.is_closed {
            *open = Open::new(open.files.database());
        }
        open.pool.clone()
    }

    /// Lets go of the files. Until what is returned is dropped, nobody opens them for reading:
    /// whoever has the old ones open keeps them in use for all of this process.
    pub(super) async fn let_go(&self) -> MutexGuard<'_, Open> {
        let open = self.0.lock().await;
        let _ = timeout(CLOSE_TIMEOUT, open.pool.close()).await;
        open
    }

    /// Lets nobody read any more.
    pub(super) async fn close(&self) {
        let mut open = self.0.lock().await;
        open.is_closed = true;
        open.pool.close().await;
    }
}
