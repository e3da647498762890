//! How many files and connections the process may have open.

use std::sync::OnceLock;

/// What we were started with, for the programs that we start.
static ORIGINAL: OnceLock<u64> = OnceLock::new();

/// Takes as many as the process may have: the receiver limits its connections by them.
pub(crate) fn take_all() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};

        if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
            let _ = ORIGINAL.set(soft);
            // What is refused leaves the limit as it was.
            let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
        }
    }
}

/// What we were started with, if we have taken more since.
pub(crate) fn original() -> Option<u64> {
    ORIGINAL.get().copied()
}

/// Goes back to a limit that was there before.
pub(crate) fn limit(descriptors: u64) {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};

        if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
            // What is refused leaves the limit as it was.
            let _ = setrlimit(Resource::RLIMIT_NOFILE, descriptors.min(hard), hard);
        }
    }
    #[cfg(not(unix))]
    let _ = descriptors;
}
