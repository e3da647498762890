//! The functions that differ between operating systems, with a version for each. An inbox's
//! durability is promised on Linux; elsewhere it is as good as the system's own.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::*;
#[cfg(unix)]
pub(crate) use unix::*;

/// The bytes of the disk that a file is on, or will be on: all of them, and those that are free for
/// us.
pub(crate) struct Space {
    pub(crate) total: u64,
    pub(crate) free: u64,
}

/// The numbers by which the system tells the file at a path from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileIdentity {
    pub(crate) device: u64,
    pub(crate) inode: u64,
}
