//! Connections for reading.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sqlx::{SqlitePool, sqlite::SqliteRow};
use tokio::{sync::watch, time::timeout};

use super::{
    connection::{self, bind},
    file::{Files, Whereabouts},
};
use crate::{Error, database::Statement};

/// Who reads for longer is not waited for.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// They are made anew once the files are others.
pub(super) struct Readers {
    open: Mutex<Open>,
    /// Whether nobody may open the files for now. Who waits for it holds nothing: he may be in a
    /// future that nobody polls.
    barred: watch::Sender<bool>,
}

struct Open {
    files: Files,
    pool: SqlitePool,
    /// For good.
    is_closed: bool,
}

/// Until it is dropped, nobody opens the files for reading.
pub(super) struct Barred<'r>(&'r Readers);

impl Drop for Barred<'_> {
    fn drop(&mut self) {
        self.0.barred.send_replace(false);
    }
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
        Self {
            open: Mutex::new(Open::new(file)),
            barred: watch::Sender::new(false),
        }
    }

    pub(super) fn file(&self) -> PathBuf {
        self.lock().files.database().to_owned()
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
        let mut barred = self.barred.subscribe();
        loop {
            // An error would mean that we are gone.
            let _ = barred.wait_for(|barred| !barred).await;
            if let Some(pool) = self.pool_unless_barred() {
                return pool;
            }
        }
    }

    fn pool_unless_barred(&self) -> Option<SqlitePool> {
        let mut open = self.lock();
        if *self.barred.borrow() {
            return None;
        }
        let is_gone = open.pool.is_closed() || open.files.look() != Whereabouts::InPlace;
        if is_gone && !open.is_closed {
            *open = Open::new(open.files.database());
        }
        Some(open.pool.clone())
    }

    /// Lets go of the files. Until what is returned is dropped, nobody opens them for reading:
    /// whoever has the old ones open keeps them in use for all of this process.
    pub(super) async fn let_go(&self) -> Barred<'_> {
        let (pool, barred) = {
            let open = self.lock();
            self.barred.send_replace(true);
            (open.pool.clone(), Barred(self))
        };
        let _ = timeout(CLOSE_TIMEOUT, pool.close()).await;
        barred
    }

    /// Lets nobody read any more.
    pub(super) async fn close(&self) {
        let pool = {
            let mut open = self.lock();
            open.is_closed = true;
            open.pool.clone()
        };
        pool.close().await;
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
