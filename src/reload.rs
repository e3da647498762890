//! Secrets that are read again while the process runs: on SIGHUP, and when their file has changed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::system::Hangups;

/// How often to look whether the file has changed.
const LOOK: Duration = Duration::from_secs(2);

/// Calls `read` on each SIGHUP, and when the file has changed. It is not called before that.
pub(crate) fn on_change(
    file: Option<PathBuf>,
    mut read: impl FnMut() + Send + 'static,
) -> io::Result<()> {
    let mut hangups = Hangups::new()?;
    tokio::spawn(async move {
        let mut known = file.as_deref().and_then(stamp);
        loop {
            let is_asked = tokio::select! {
                () = hangups.next() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            // A file that is away for a moment, while it is replaced, has not changed.
            let found = file.as_deref().and_then(stamp).or(known);
            if is_asked || found != known {
                known = found;
                read();
            }
        }
    });
    Ok(())
}

/// What tells a file's content from the one before.
fn stamp(file: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
