//! The files of an inbox: they have to be private to their owner, on a disk of this machine, and
//! still the ones at their paths.

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

/// The files of an open database: the database, its log and the log's index. If other files are at
/// their paths, a write to the open ones is lost.
#[derive(Debug)]
pub(super) struct Files {
    paths: [PathBuf; 3],
    found: Mutex<[Option<FileIdentity>; 3]>,
    /// Whether other files were found at the paths; then this process does not use the inbox again.
    are_lost: AtomicBool,
}

/// The whereabouts of the files since they were opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    InPlace,
    /// The log or its index was deleted: only this process can still read what is in it.
    LogDeleted,
    /// The database or its log was replaced, or the database was deleted: the open files may be out
    /// of date.
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

    /// The bytes of the database and of its log; 0 where there is no file.
    pub(super) fn sizes(&self) -> [u64; 2] {
        let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |file| file.len());
        [size(&self.paths[0]), size(&self.paths[1])]
    }

    /// Takes the files that are at the paths now for the open ones.
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
            // A file that can't be looked at is not gone.
            Err(_) => true,
        });
        let is_there = |file: usize| matches!(now[file], Ok(Some(_)));
        match (database, log, index) {
            (true, true, true) => Whereabouts::InPlace,
            // An empty log counts as deleted: another program made it by opening the database, and
            // wrote nothing.
            (true, false, _) if is_empty(&self.paths[1]) => Whereabouts::LogDeleted,
            (true, true, false) if !is_there(2) => Whereabouts::LogDeleted,
            _ => Whereabouts::Gone,
        }
    }

    /// Returns an error once other files were found at the paths.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.are_lost.load(Ordering::Acquire) {
            true => Err(Error::unavailable(Reason::FileGone)),
            false => Ok(()),
        }
    }

    pub(super) fn lose(&self) {
        self.are_lost.store(true, Ordering::Release);
    }

    /// Makes the files private to their owner.
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

/// Whether a file is empty, or does not exist.
fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |file| file.len() == 0)
}

/// Creates a missing folder and a missing file, for their owner alone; the log and its index get
/// the mode of the file. Returns the file's real path: SQLite puts the log beside the file that a
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

/// Creates a missing file. An existing file is not opened, because closing it would release the
/// locks that the SQLite connections of this process have on it.
fn create(file: &Path) -> std::io::Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    // Until the new file is closed, no other task of this process may take it for an existing one.
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

/// Syncs a new file and its folder, so that it outlasts a power failure, and returns its size.
pub(super) fn sync(file: &Path) -> std::io::Result<u64> {
    let opened = std::fs::File::open(file)?;
    opened.sync_all()?;
    if let Some(folder) = file.parent() {
        system::sync_folder(folder)?;
    }
    Ok(opened.metadata()?.len())
}

/// Returns an error if the file can't be written. SQLite would open it for reading alone, and
/// refuse events later.
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
    // A folder that is not synced may be gone after a power failure, with all its files.
    for parent in missing.iter().filter_map(|folder| folder.parent()) {
        system::sync_folder(parent)?;
    }
    Ok(())
}

/// Refuses a network file system, where locks and syncs are not reliable.
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
