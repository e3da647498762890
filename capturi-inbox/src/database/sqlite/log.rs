//! The write-ahead log, which grows with each commit: most of it is moved into the database beside the
//! writer, by another connection, the rest by the writer itself, so that the log can begin from its
//! start again. A commit that did it all would let everybody wait.

use std::path::Path;

use sqlx::SqliteConnection;
use tokio::task::JoinHandle;

use super::connection;

/// When the log is moved, unless the reserve is smaller: its room has to do for that.
const LONGEST: u64 = 48 * 1024 * 1024;
/// How many commits, and bytes of what was asked for, go by until it is asked how large the log is.
const COMMITS: usize = 8;
const BYTES: usize = 4 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Log {
    /// Commits, and bytes of what was asked for, since it was asked how large the log is.
    commits: usize,
    bytes: usize,
    beside: Option<JoinHandle<Result<(), sqlx::Error>>>,
}

/// The room that is reserved on the disk, and whether there is hardly any other.
#[derive(Clone, Copy)]
pub(super) struct Reserved {
    pub(super) bytes: u64,
    pub(super) is_short: bool,
}

impl Log {
    /// After a commit of something that has so many bytes.
    pub(super) async fn committed(
        &mut self,
        bytes: usize,
        connection: &mut SqliteConnection,
        file: &Path,
        reserved: Reserved,
    ) {
        if let Some(beside) = self.beside.take_if(|beside| beside.is_finished()) {
            // It does not panic.
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

    /// Waits for what is done beside.
    pub(super) async fn settle(&mut self) {
        if let Some(beside) = self.beside.take() {
            let _ = beside.await;
        }
    }
}

/// Moves the log into the database, as far as nobody reads it.
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
