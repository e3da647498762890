//! The write-ahead log, which grows with each commit. Another connection moves most of it into the
//! database while the writer goes on; the writer moves the rest, so that the log can begin from its
//! start again. A commit that moved all of it would make all others wait.

use std::path::Path;

use sqlx::SqliteConnection;
use tokio::task::JoinHandle;

use super::connection;

/// The bytes of the log at which it is moved, or half of the reserve if that is smaller, because
/// the log has to fit into the reserve.
const LONGEST: u64 = 48 * 1024 * 1024;
/// The commits, and the bytes of their jobs, after which the size of the log is queried.
const COMMITS: usize = 8;
const BYTES: usize = 4 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Log {
    /// The commits, and the bytes of their jobs, since the size of the log was queried.
    commits: usize,
    bytes: usize,
    beside: Option<JoinHandle<Result<(), sqlx::Error>>>,
}

/// The bytes that are reserved on the disk, and whether hardly any others are free.
#[derive(Clone, Copy)]
pub(super) struct Reserved {
    pub(super) bytes: u64,
    pub(super) is_short: bool,
}

impl Log {
    /// Moves the log if it is due, after a commit of this many bytes.
    pub(super) async fn committed(
        &mut self,
        bytes: usize,
        connection: &mut SqliteConnection,
        file: &Path,
        reserved: Reserved,
    ) {
        if let Some(beside) = self.beside.take_if(|beside| beside.is_finished()) {
            // The task does not panic.
            tell_unless_moved(beside.await.unwrap_or(Ok(())));
            return move_it(connection).await;
        }
        self.commits += 1;
        self.bytes += bytes;
        if self.beside.is_some() || self.commits < COMMITS && self.bytes < BYTES {
            return;
        }
        (self.commits, self.bytes) = (0, 0);
        let limit = match reserved.bytes {
            0 => LONGEST,
            bytes => LONGEST.min(bytes / 2),
        };
        match connection::unmoved(connection).await {
            Ok(unmoved) if unmoved <= limit => {}
            Ok(_) if reserved.is_short => move_it(connection).await,
            Ok(_) => {
                let file = file.to_owned();
                self.beside = Some(tokio::spawn(connection::checkpoint(file)));
            }
            Err(error) => tell_unless_moved(Err(error)),
        }
    }

    /// Waits until the other connection has moved the log.
    pub(super) async fn settle(&mut self) {
        if let Some(beside) = self.beside.take() {
            let _ = beside.await;
        }
    }
}

/// Moves the log into the database, as far as no connection reads it.
pub(super) async fn move_it(connection: &mut SqliteConnection) {
    let moving = sqlx::raw_sql(connection::CHECKPOINT).execute(connection);
    tell_unless_moved(moving.await.map(drop));
}

fn tell_unless_moved(moved: Result<(), sqlx::Error>) {
    if let Err(error) = moved {
        // The next time may go better; until then the log grows.
        tracing::warn!(%error, "the log could not be moved into the database");
    }
}
