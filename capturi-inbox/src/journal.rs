//! The journal of erasures: a file outside of the database, so that what was erased is erased again in a
//! back-up that is restored.

use std::{
    collections::HashMap,
    fs::{File, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use chrono::{DateTime, SecondsFormat, Utc};
use tokio::task::{JoinError, spawn_blocking};

use crate::{Error, system};

/// The letters of a digest, and of the fingerprint of a key.
const DIGEST: usize = 32;

/// How long a lock of the journal is waited for, and the pause between two attempts.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// A file with a line for each erasure: the digest of what was erased, when, and the fingerprint of the
/// key. Nothing else can be read from it without the key in the inbox.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    /// The file or folder whose owner the journal belongs to: a command may be run by another user.
    of: PathBuf,
}

/// The erasures in a journal.
#[derive(Debug, Default)]
pub(crate) struct Erasures {
    /// The digests by the key of this inbox, each with its time.
    pub(crate) own: HashMap<String, DateTime<Utc>>,
    /// The number of those by other keys.
    pub(crate) foreign: usize,
}

impl Journal {
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        let path = std::path::absolute(path)?;
        let of = path.parent().unwrap_or(&path).to_owned();
        if !of.is_dir() {
            tracing::warn!(file = %path.display(), "the folder of the journal of erasures is missing");
        }
        Ok(Self { path, of })
    }

    /// The journal beside a SQLite database, which exists.
    pub(crate) fn beside(database: &Path) -> io::Result<Self> {
        // SQLite puts its log beside the file that a link leads to, too.
        let of = database.canonicalize()?;
        let mut path = of.as_os_str().to_owned();
        path.push("-erased");
        let path = path.into();
        Ok(Self { path, of })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds erasures, which are durable when this returns. `key`: the fingerprint of the key.
    ///
    /// While the file is kept, [`read`](Self::read) waits: the erasures are being made.
    pub(crate) async fn add(
        &self,
        erasures: Vec<(String, DateTime<Utc>)>,
        key: String,
    ) -> Result<File, Error> {
        let journal = self.clone();
        // The disk may be slow, or away.
        let added = spawn_blocking(move || journal.write(&erasures, &key)).await;
        self.done(added)
    }

    fn write(&self, erasures: &[(String, DateTime<Utc>)], key: &str) -> io::Result<File> {
        let mut file = system::open_or_create(&self.path, &self.of)?;
        wait_for(|| file.try_lock_shared());
        let was_empty = file.metadata()?.len() == 0;
        // A line that was cut by a crash must not spoil the first of these.
        let mut lines = match ends_a_line(&mut file)? {
            true => String::new(),
            false => "\n".to_owned(),
        };
        for (digest, at) in erasures {
            let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
            lines += &format!("{digest} {at} {key}\n");
        }
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        if was_empty && let Some(folder) = self.path.parent() {
            system::sync_folder(folder)?;
        }
        Ok(file)
    }

    /// All erasures; none if there is no file. `key`: the fingerprint of the key. While the file is kept,
    /// no other process begins an erasure.
    pub(crate) async fn read(&self, key: String) -> Result<(Erasures, Option<File>), Error> {
        let journal = self.clone();
        let read = spawn_blocking(move || journal.read_all()).await;
        let Some((text, file)) = self.done(read)? else {
            return Ok((Erasures::default(), None));
        };
        Ok((self.erasures(&text, &key), Some(file)))
    }

    fn read_all(&self) -> io::Result<Option<(Vec<u8>, File)>> {
        let mut file = match system::open_to_read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        wait_for(|| file.try_lock());
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(Some((text, file)))
    }

    fn erasures(&self, text: &[u8], key: &str) -> Erasures {
        let mut erasures = Erasures::default();
        for (number, line) in (1..).zip(String::from_utf8_lossy(text).lines()) {
            match erasure(line) {
                Some((digest, at, by)) if by == key => {
                    erasures.own.insert(digest.to_owned(), at);
                }
                Some(_) => erasures.foreign += 1,
                None if line.is_empty() => {}
                None => tracing::error!(
                    file = %self.path.display(),
                    line = number,
                    "a line of the journal of erasures can't be read"
                ),
            }
        }
        erasures
    }

    fn done<T>(&self, done: Result<io::Result<T>, JoinError>) -> Result<T, Error> {
        // An error means that it panicked, or that the runtime ends.
        done.unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(|error| self.failed(error))
    }

    fn failed(&self, source: io::Error) -> Error {
        // It is not one of the database's files, which would be lost.
        let source = match source.kind() {
            io::ErrorKind::NotFound => io::Error::other("its folder is missing"),
            _ => source,
        };
        Error::File {
            path: self.path.clone(),
            source: source.into(),
        }
    }
}

fn erasure(line: &str) -> Option<(&str, DateTime<Utc>, &str)> {
    let mut words = line.split(' ');
    let (digest, at, key) = (words.next()?, words.next()?, words.next()?);
    let is_digest =
        |word: &str| word.len() == DIGEST && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
    (words.next().is_none() && is_digest(digest) && is_digest(key)).then_some((digest, at, key))
}

/// Waits for a lock of the file; not for long, because a process that stands still may have it, and a
/// receiver has to start.
fn wait_for(lock: impl Fn() -> Result<(), TryLockError>) {
    let give_up = Instant::now() + PATIENCE;
    while let Err(TryLockError::WouldBlock) = lock()
        && Instant::now() < give_up
    {
        sleep(BETWEEN_LOOKS);
    }
}

/// Whether a file is empty, or its last line is complete.
fn ends_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}
