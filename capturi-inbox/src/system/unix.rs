//! Linux, macOS and other Unix systems.

use std::{
    fs::{DirBuilder, File, OpenOptions, Permissions, metadata, set_permissions},
    io,
    os::unix::fs::{
        DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown,
    },
    path::Path,
};

use super::{FileIdentity, Space};

/// Makes new files accessible to their owner alone.
pub(crate) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}

/// Makes new folders accessible to their owner alone.
pub(crate) fn private_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder.mode(0o700)
}

/// Takes all rights to a file from its group and from others.
pub(crate) fn keep_private(file: &Path) -> io::Result<()> {
    let mode = metadata(file)?.permissions().mode();
    match mode & 0o077 {
        0 => Ok(()),
        _ => set_permissions(file, Permissions::from_mode(mode & 0o700)),
    }
}

/// Opens a file for reading and appending, or creates it for the owner of another file or folder, as far
/// as this process may. A link is not followed: someone else may have put it there.
pub(crate) fn open_or_create(file: &Path, of: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).mode(0o600);
    options.custom_flags(nix::fcntl::OFlag::O_NOFOLLOW.bits());
    match options.clone().create_new(true).open(file) {
        Ok(new) => {
            let (of, own) = (metadata(of)?, new.metadata()?);
            if own.uid() != of.uid()
                && let Err(error) = fchown(&new, Some(of.uid()), Some(of.gid()))
                && error.kind() != io::ErrorKind::PermissionDenied
            {
                return Err(error);
            }
            Ok(new)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options.open(file),
        Err(error) => Err(error),
    }
}

/// Opens a file for reading. A link is not followed, and a pipe is not waited for.
pub(crate) fn open_to_read(file: &Path) -> io::Result<File> {
    use nix::fcntl::OFlag;

    let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK;
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags.bits()).open(file)
}

/// Syncs a folder, so that files that were created in it outlast a power failure.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Returns an error if the file may not be written, without opening it.
pub(crate) fn may_be_written(file: &Path) -> io::Result<()> {
    Ok(nix::unistd::access(file, nix::unistd::AccessFlags::W_OK)?)
}

pub(crate) fn identity(path: &Path) -> io::Result<Option<FileIdentity>> {
    match metadata(path) {
        Ok(file) => Ok(Some(FileIdentity {
            device: file.dev(),
            inode: file.ino(),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn space(file: &Path) -> Option<Space> {
    let disk = nix::sys::statvfs::statvfs(file.parent()?).ok()?;
    // The types of these numbers differ from system to system.
    #[allow(clippy::unnecessary_cast)]
    let [unit, all, free] = [
        disk.fragment_size() as u64,
        disk.blocks() as u64,
        disk.blocks_available() as u64,
    ];
    Some(Space {
        total: unit.saturating_mul(all),
        free: unit.saturating_mul(free),
    })
}

/// Makes a file this large, and allocates the room on the disk.
#[cfg(target_os = "linux")]
pub(crate) fn allocate(file: &File, size: u64) -> io::Result<()> {
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    Ok(nix::fcntl::posix_fallocate(file, 0, size)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn allocate(mut file: &File, size: u64) -> io::Result<()> {
    io::copy(&mut io::Read::take(io::repeat(0), size), &mut file).map(drop)
}

pub(crate) fn host_name() -> Option<String> {
    let name = nix::unistd::gethostname().ok()?;
    Some(name.to_string_lossy().into_owned())
}

/// The network file system that a path is on, if it is on one.
#[cfg(target_os = "linux")]
pub(crate) fn network_file_system(path: &Path) -> Option<&'static str> {
    let system = nix::sys::statfs::statfs(path).ok()?;
    name_of(system.filesystem_type().0 as u64)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn network_file_system(_: &Path) -> Option<&'static str> {
    None
}

/// The names of network file systems, by the numbers in Linux's statfs(2).
#[cfg(target_os = "linux")]
fn name_of(magic: u64) -> Option<&'static str> {
    Some(match magic & 0xffff_ffff {
        0x6969 => "NFS",
        0x517b => "SMB",
        0xff53_4d42 => "CIFS",
        0xfe53_4d42 => "SMB2",
        0x0102_1997 => "9P",
        0x00c3_6400 => "Ceph",
        0x5346_414f | 0x6b41_4653 => "AFS",
        0x7375_7245 => "Coda",
        0x564c => "NCP",
        0x0bd0_0bd0 => "Lustre",
        0x0116_1970 => "GFS2",
        0x7461_636f => "OCFS2",
        0x786f_4256 => "VirtualBox",
        _ => return None,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::name_of;

    #[test]
    fn network_file_systems_are_known_by_their_numbers() {
        assert_eq!(name_of(0x6969), Some("NFS"));
        // The number is signed and has 32 bits, extended to 64.
        assert_eq!(name_of(0xffff_ffff_ff53_4d42), Some("CIFS"));
        for local in [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630] {
            assert_eq!(name_of(local), None);
        }
    }
}
