//! The functions that differ between operating systems.

/// The number of files and connections that this process may have open.
#[cfg(unix)]
pub(super) fn descriptors() -> u64 {
    use nix::sys::resource::{Resource, getrlimit};

    getrlimit(Resource::RLIMIT_NOFILE).map_or(u64::MAX, |(soft, _)| soft)
}

/// The largest number: on Windows, only memory limits files and connections.
#[cfg(not(unix))]
pub(super) fn descriptors() -> u64 {
    u64::MAX
}
