//! Connections for reading.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use sqlx::SqlitePool;
use tokio::time::timeout;

use super::{
    connection,
    file::{Files, Whereabouts},
};

/// Who reads for longer is not waited for.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// They are made anew once the files are others.
pub(super) struct Readers(Mutex<Open>);

struct Open {
    files: Files,
    pool: SqlitePool,
}

impl Open {
    fn new(file: &Path) -> Self {
        Self {
            files: Files::of(file),
            pool: connection::pool(file),
        }
    }
}

impl Readers {
    pub(super) fn of(file: &Path) -> Self {
        Self(Mutex::new(Open::new(file)))
    }

    pub(super) fn file(&self) -> PathBuf {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.files.database().to_owned()
    }

    pub(super) fn pool(&self) -> SqlitePool {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.files.look() != Whereabouts::InPlace {
            *open = Open::new(open.files.database());
        }
        open.pool.clone()
    }

    /// Lets go of the files; who reads next opens them again.
    pub(super) async fn let_go(&self) {
        let pool = {
            let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let new = Open::new(open.files.database());
            std::mem::replace(&mut *open, new).pool
        };
        let _ = timeout(CLOSE_TIMEOUT, pool.close()).await;
    }

    /// Lets nobody read any more.
    pub(super) async fn close(&self) {
        let pool = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pool
            .clone();
        pool.close().await;
    }
}
