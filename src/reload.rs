//! Secrets that are read again while the process runs: on SIGHUP, and when their file has changed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{task::spawn_blocking, time::sleep};

use crate::system::{self, Hangups};

/// How often the file is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What tells a file from the one before: its identity, when it and its mode changed, and its size.
type Stamp = Option<(system::Version, u64)>;

struct Watch<F> {
    file: Option<PathBuf>,
    /// The file that was read.
    read: Stamp,
    /// The file at the last look.
    seen: Stamp,
    then: F,
}

/// Calls `then` on each SIGHUP, and when the file has changed. It is not called before that.
pub(crate) fn on_change(
    file: Option<PathBuf>,
    then: impl FnMut() + Send + 'static,
) -> io::Result<()> {
    let mut hangups = Hangups::new()?;
    let read = file.as_deref().and_then(stamp);
    let mut watch = Watch {
        file,
        read,
        seen: read,
        then,
    };
    tokio::spawn(async move {
        loop {
            let is_asked = tokio::select! {
                () = hangups.next() => true,
                () = sleep(LOOK) => false,
            };
            // A file may be on a slow disk, and a token may come from a program: no delivery waits
            // for them.
            let looked = spawn_blocking(move || {
                watch.look(is_asked);
                watch
            });
            // An error means that the process ends.
            let Ok(back) = looked.await else { return };
            watch = back;
        }
    });
    Ok(())
}

impl<F: FnMut()> Watch<F> {
    fn look(&mut self, is_asked: bool) {
        // A file that is away for a moment, while it is replaced, has not changed.
        let found = self.file.as_deref().and_then(stamp).or(self.read);
        // A file that changed since the last look may be half written.
        let is_whole = found == self.seen;
        self.seen = found;
        if is_asked || found != self.read && is_whole {
            self.read = found;
            (self.then)();
        }
    }
}

fn stamp(file: &Path) -> Stamp {
    let metadata = fs::metadata(file).ok()?;
    Some((system::version(&metadata)?, metadata.len()))
}
