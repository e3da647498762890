//! What differs between operating systems, with a form for every one. An inbox's durability is promised
//! on Linux; elsewhere it is as good as the system's own.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::*;
#[cfg(unix)]
pub(crate) use unix::*;

/// Of the disk that a file is on, or will be: bytes in all, and those that we may still use.
pub(crate) struct Space {
    pub(crate) total: u64,
    pub(crate) free: u64,
}

/// The file behind a path, as the system tells it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileIdentity {
    pub(crate) device: u64,
    pub(crate) inode: u64,
}
