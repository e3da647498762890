//! The file of an inbox: private to its owner, on a disk of this machine, and still the one at its
//! path.

use std::{
    io::ErrorKind,
    path::Path,
    sync::{Mutex, PoisonError},
};

use crate::{Error, location::Location};

/// Which file a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// None where there is no file, or the system has no such thing.
    pub(super) fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;

            let file = std::fs::metadata(path).ok()?;
            Some(Self {
                device: file.dev(),
                inode: file.ino(),
            })
        }
        #[cfg(not(unix))]
        None
    }

    /// Of a database and of its log.
    pub(super) fn with_log(file: &Path) -> [Option<Self>; 2] {
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        [Self::of(file), Self::of(log.as_ref())]
    }
}

/// Creates the folder and the file, for their owner alone, where they do not exist; the log and
/// its index get the mode of the file.
pub(super) fn prepare(file: &Path) -> Result<(), Error> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source: std::io::Error| Error::File {
            path,
            source: source.into(),
        }
    };
    create_folder(folder).map_err(failed(folder))?;
    refuse_network(folder, file)?;
    create(file)
        .and_then(|()| keep_private(file))
        .and_then(|()| may_be_written(file))
        .map_err(failed(file))
}

/// A file that is there is not opened, not even to look at it: closing it would let go of the locks
/// that SQLite has on it, of all connections of this process.
fn create(file: &Path) -> std::io::Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    // Until the new file is closed again, nobody else in this process may take it for one that was
    // there.
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => created.map(drop),
    }
}

/// SQLite would open it for reading alone, and refuse events later.
fn may_be_written(file: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    nix::unistd::access(file, nix::unistd::AccessFlags::W_OK)?;
    #[cfg(not(unix))]
    std::fs::OpenOptions::new().write(true).open(file)?;
    Ok(())
}

fn create_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file that was there with a wider mode becomes its owner's alone.
#[cfg(unix)]
fn keep_private(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = std::fs::metadata(file)?.permissions().mode();
    match mode & 0o077 {
        0 => Ok(()),
        _ => std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode & 0o700)),
    }
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// On a network file system, locks and syncs do not mean what they say.
#[cfg(target_os = "linux")]
fn refuse_network(folder: &Path, file: &Path) -> Result<(), Error> {
    let Ok(system) = nix::sys::statfs::statfs(folder) else {
        return Ok(());
    };
    match network_file_system(system.filesystem_type().0 as u64) {
        Some(name) => Err(Error::NotDurable {
            inbox: Location::sqlite(file).to_string(),
            reason: format!(
                "it is on a network file system ({name}): use a local disk, or PostgreSQL"
            ),
        }),
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn refuse_network(_: &Path, _: &Path) -> Result<(), Error> {
    Ok(())
}

/// The names of network file systems, by the numbers in Linux's statfs(2).
#[cfg(target_os = "linux")]
fn network_file_system(magic: u64) -> Option<&'static str> {
    Some(match magic & 0xffff_ffff {
        0x6969 => "NFS",
        0x517b => "SMB",
        0xff53_4d42 => "CIFS",
        0xfe53_4d42 => "SMB2",
        0x0102_1997 => "9P",
        0x00c3_6400 => "Ceph",
        0x5346_414f => "AFS",
        0x7375_7245 => "Coda",
        0x564c => "NCP",
        0x0bd0_0bd0 => "Lustre",
        0x0116_1970 => "GFS2",
        _ => return None,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::network_file_system;

    #[test]
    fn network_file_systems_are_known_by_their_numbers() {
        assert_eq!(network_file_system(0x6969), Some("NFS"));
        // As a signed number of 32 bits, and then of 64.
        assert_eq!(network_file_system(0xffff_ffff_ff53_4d42), Some("CIFS"));
        for local in [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630] {
            assert_eq!(network_file_system(local), None);
        }
    }
}
