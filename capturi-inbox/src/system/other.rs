//! Windows, and other systems that are no Unix: files have the rights of their folder, folders are
//! not synced, and neither the file system nor the free room is checked.

use std::{
    env,
    fs::{DirBuilder, File, OpenOptions},
    io,
    path::Path,
};

use super::{FileIdentity, Space};

pub(crate) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

pub(crate) fn private_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder
}

pub(crate) fn keep_private(_: &Path) -> io::Result<()> {
    Ok(())
}

pub(crate) fn open_or_create(file: &Path, _: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true).open(file)
}

pub(crate) fn open_to_read(file: &Path) -> io::Result<File> {
    File::open(file)
}

pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

pub(crate) fn may_be_written(file: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(file).map(drop)
}

pub(crate) fn identity(_: &Path) -> io::Result<Option<FileIdentity>> {
    Ok(None)
}

pub(crate) fn space(_: &Path) -> Option<Space> {
    None
}

pub(crate) fn allocate(mut file: &File, size: u64) -> io::Result<()> {
    io::copy(&mut io::Read::take(io::repeat(0), size), &mut file).map(drop)
}

pub(crate) fn host_name() -> Option<String> {
    env::var("COMPUTERNAME").ok()
}

pub(crate) fn network_file_system(_: &Path) -> Option<&'static str> {
    None
}
