//! The files of an inbox: private to their owner, on a disk of this machine, and still the ones at
//! their paths.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    Error, Reason,
    location::Location,
    system::{self, FileIdentity},
};

/// The files of an open database: itself, its log and the log's index. They have to stay the ones at
/// their paths; what is written into others is not found by anybody.
#[derive(Debug)]
pub(super) struct Files {
    paths: [PathBuf; 3],
    found: Mutex<[Option<FileIdentity>; 3]>,
    /// Once they were others, this process does not use them again.
    are_lost: AtomicBool,
}

/// What has become of the files since they were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    InPlace,
    /// The log or its index was deleted: what is only there is only in our hands.
    LogDeleted,
    /// The database, or its log, is another file, or none: ours may be out of date.
    Gone,
}

impl Files {
    pub(super) fn of(database: &Path) -> Self {
        let beside = |ending| {
            let mut path = database.as_os_str().to_owned();
            path.push(ending);
            PathBuf::from(path)
        };
        let files = Self {
            paths: [database.to_owned(), beside("-wal"), beside("-shm")],
            found: Mutex::default(),
            are_lost: AtomicBool::new(false),
        };
        files.find();
        files
    }

    pub(super) fn database(&self) -> &Path {
        &self.paths[0]
    }

    /// Takes the files that are there now for ours.
    pub(super) fn find(&self) {
        let found = self
            .paths
            .each_ref()
            .map(|path| system::identity(path).ok().flatten());
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }

    pub(super) fn look(&self) -> Whereabouts {
        let found = *self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.paths.each_ref().map(|path| system::identity(path));
        let [database, log, index] = [0, 1, 2].map(|file| match &now[file] {
            Ok(now) => *now == found[file],
            // What can't be looked at is not gone.
            Err(_) => true,
        });
        let is_there = |file: usize| matches!(now[file], Ok(Some(_)));
        match (database, log, index) {
            (true, true, true) => Whereabouts::InPlace,
            // A log that another program made by opening the database, and wrote nothing to, is none.
            (true, false, _) if is_empty(&self.paths[1]) => Whereabouts::LogDeleted,
            (true, true, false) if !is_there(2) => Whereabouts::LogDeleted,
            _ => Whereabouts::Gone,
        }
    }

    /// An error once they were others.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.are_lost.load(Ordering::Acquire) {
            true => Err(Error::unavailable(Reason::FileGone)),
            false => Ok(()),
        }
    }

    pub(super) fn lose(&self) {
        self.are_lost.store(true, Ordering::Release);
    }

    /// What others can read becomes its owner's alone.
    pub(super) fn keep_private(&self) -> Result<(), Error> {
        for path in &self.paths {
            match system::keep_private(path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                kept => kept.map_err(failed(path))?,
            }
        }
        Ok(())
    }
}

/// Or not there.
fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |file| file.len() == 0)
}

/// Creates the folder and the file, for their owner alone, where they do not exist; the log and
/// its index get the mode of the file. Gives the file's own path: SQLite has the log beside what a
/// link leads to, and the working folder may change.
pub(super) fn prepare(file: &Path, create_missing: bool) -> Result<PathBuf, Error> {
    let file = std::path::absolute(file).map_err(failed(file))?;
    let is_there = file.try_exists().map_err(failed(&file))?;
    if !is_there && !create_missing {
        return Err(Error::Missing {
            inbox: Location::sqlite(file).to_string(),
        });
    }
    if let Some(folder) = file.parent() {
        create_folder(folder).map_err(failed(folder))?;
        refuse_network(if is_there { &file } else { folder }, &file)?;
    }
    create(&file)
        .and_then(|()| may_be_written(&file))
        .and_then(|()| file.canonicalize())
        .map_err(failed(&file))
}

pub(super) fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File {
        path: path.clone(),
        source: source.into(),
    }
}

/// A file that is there is not opened, not even to look at it: closing it would let go of the locks
/// that SQLite has on it, of all connections of this process.
fn create(file: &Path) -> std::io::Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    // Until the new file is closed again, nobody else in this process may take it for one that was
    // there.
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    match create_new(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => created,
    }
}

/// Creates a file that is its owner's alone.
pub(super) fn create_new(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    system::private_file(&mut options).open(file).map(drop)
}

/// Sees to it that a new file outlasts a power failure; tells its size.
pub(super) fn sync(file: &Path) -> std::io::Result<u64> {
    let opened = std::fs::File::open(file)?;
    opened.sync_all()?;
    if let Some(folder) = file.parent() {
        system::sync_folder(folder)?;
    }
    Ok(opened.metadata()?.len())
}

/// SQLite would open it for reading alone, and refuse events later.
fn may_be_written(file: &Path) -> std::io::Result<()> {
    if !std::fs::metadata(file)?.is_file() {
        return Err(std::io::Error::other("it is no file"));
    }
    system::may_be_written(file)
}

fn create_folder(folder: &Path) -> std::io::Result<()> {
    let missing = folder.ancestors().take_while(|folder| !folder.exists());
    let missing: Vec<&Path> = missing.collect();
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    system::private_folder(&mut builder).create(folder)?;
    // A folder that is only in memory would be gone after a power failure, with what is in it.
    for parent in missing.iter().filter_map(|folder| folder.parent()) {
        system::sync_folder(parent)?;
    }
    Ok(())
}

/// On a network file system, locks and syncs do not mean what they say.
fn refuse_network(place: &Path, file: &Path) -> Result<(), Error> {
    match system::network_file_system(place) {
        Some(name) => Err(Error::NotDurable {
            inbox: Location::sqlite(file).to_string(),
            reason: format!(
                "it is on a network file system ({name}): use a local disk, or PostgreSQL"
            ),
        }),
        None => Ok(()),
    }
}
