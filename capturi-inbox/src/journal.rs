//! The journal of erasures: a file outside of the database, so that what was erased is erased again in a
//! back-up that is restored.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use chrono::{DateTime, SecondsFormat, Utc};

use crate::{Error, system};

/// The letters of a digest.
const DIGEST: usize = 32;

/// A file with a line for each erasure: the digest of what was erased, and the time. Nothing else can be
/// read from it without the key in the inbox.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    /// The file whose owner the journal belongs to as well, as a command may be run by another user.
    database: Option<PathBuf>,
}

impl Journal {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self {
            path,
            database: None,
        }
    }

    /// The journal beside a SQLite database.
    pub(crate) fn beside(database: &Path) -> Self {
        // SQLite puts its log beside the file that a link leads to, too.
        let database = database.canonicalize().unwrap_or(database.to_owned());
        let mut path = database.as_os_str().to_owned();
        path.push("-erased");
        Self {
            path: path.into(),
            database: Some(database),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds erasures, which are durable when this returns.
    pub(crate) fn add(&self, digests: &[String], at: DateTime<Utc>) -> Result<(), Error> {
        self.write(digests, at).map_err(|error| self.failed(error))
    }

    fn write(&self, digests: &[String], at: DateTime<Utc>) -> io::Result<()> {
        let is_new = !self.path.try_exists()?;
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        let mut file = system::private_file(&mut options).open(&self.path)?;
        if is_new && let Some(database) = &self.database {
            system::give_to_owner_of(database, &self.path)?;
        }
        let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        // A line that was cut by a crash must not spoil the first of these.
        let mut lines = match ends_a_line(&self.path)? {
            true => String::new(),
            false => "\n".to_owned(),
        };
        for digest in digests {
            lines += &format!("{digest} {at}\n");
        }
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        match self.path.parent() {
            Some(folder) if is_new => system::sync_folder(folder),
            _ => Ok(()),
        }
    }

    /// The digests of all erasures, with their times; none if there is no file.
    pub(crate) fn read(&self) -> Result<HashMap<String, DateTime<Utc>>, Error> {
        let text = match std::fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashMap::new()),
            text => text.map_err(|error| self.failed(error))?,
        };
        let mut erasures = HashMap::new();
        for (number, line) in (1..).zip(String::from_utf8_lossy(&text).lines()) {
            match erasure(line) {
                Some((digest, at)) => drop(erasures.insert(digest, at)),
                None if line.is_empty() => {}
                None => tracing::error!(
                    file = %self.path.display(),
                    line = number,
                    "a line of the journal of erasures can't be read"
                ),
            }
        }
        Ok(erasures)
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::File {
            path: self.path.clone(),
            source: source.into(),
        }
    }
}

fn erasure(line: &str) -> Option<(String, DateTime<Utc>)> {
    let (digest, at) = line.split_once(' ')?;
    let is_digest = digest.len() == DIGEST && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
    is_digest.then(|| (digest.to_owned(), at))
}

/// Whether a file is empty, or its last line is complete.
fn ends_a_line(path: &Path) -> io::Result<bool> {
    use io::{Read as _, Seek as _, SeekFrom};

    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}
