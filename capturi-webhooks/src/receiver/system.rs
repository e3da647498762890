//! What differs between operating systems, with a form for every one.

/// How many files and connections this process may have open.
#[cfg(unix)]
pub(super) fn descriptors() -> u64 {
    use nix::sys::resource::{Resource, getrlimit};

    getrlimit(Resource::RLIMIT_NOFILE).map_or(u64::MAX, |(soft, _)| soft)
}

/// Windows limits them by memory alone.
#[cfg(not(unix))]
pub(super) fn descriptors() -> u64 {
    u64::MAX
}
