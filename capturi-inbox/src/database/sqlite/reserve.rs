//! The room on the disk that deliveries leave alone, so that stored events can still be handled and
//! deleted once the disk is full.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::time::{Duration, Instant};

use crate::system;

/// The time for which a look at the disk is valid.
const GOOD_FOR: Duration = Duration::from_millis(100);
/// The part of a small disk that is reserved at most: one in so many bytes.
const LARGEST_PART: u64 = 20;

/// Two reserves of the same size: free room on the disk, which this inbox alone leaves free, and a
/// file, whose room no other program can use either.
#[derive(Debug)]
pub(super) struct Reserve {
    file: PathBuf,
    size: u64,
    /// When the disk was looked at, and whether deliveries have to be refused.
    looked: Option<(Instant, bool)>,
}

impl Reserve {
    /// A reserve beside the database. `size` is for a disk that is large enough.
    pub(super) fn of(database: &Path, size: u64) -> Self {
        let size = match system::space(database) {
            Some(space) => size.min(space.total / LARGEST_PART),
            None => 0,
        };
        let mut file = database.as_os_str().to_owned();
        file.push("-reserve");
        Self {
            file: file.into(),
            size,
            looked: None,
        }
    }

    /// The bytes of each of the two reserves.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Whether so little is free that deliveries have to be refused.
    pub(super) fn is_short(&mut self) -> bool {
        match self.looked {
            Some((at, is_short)) if at.elapsed() < GOOD_FOR => is_short,
            _ => {
                let is_short = self.free().is_some_and(|free| free < self.size);
                self.looked = Some((Instant::now(), is_short));
                is_short
            }
        }
    }

    /// Makes the file if there is room for it and for the bytes that have to be free beside it.
    pub(super) fn keep(&mut self) -> io::Result<()> {
        let kept = std::fs::metadata(&self.file).map_or(0, |file| file.len());
        let missing = self.size.saturating_sub(kept);
        if missing == 0 || self.free().is_none_or(|free| free < self.size + missing) {
            return Ok(());
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true);
        let file = system::private_file(&mut options).open(&self.file)?;
        system::allocate(&file, self.size)
    }

    /// Empties the file, so that the database can use its room. Returns false if there was none.
    pub(super) fn give_up(&mut self) -> bool {
        self.looked = None;
        let file = std::fs::OpenOptions::new().write(true).open(&self.file);
        let emptied = file.and_then(|file| {
            let was_kept = file.metadata()?.len() > 0;
            file.set_len(0)?;
            Ok(was_kept)
        });
        emptied.unwrap_or(false)
    }

    fn free(&self) -> Option<u64> {
        system::space(&self.file).map(|space| space.free)
    }
}
