//! The functions that differ between operating systems, each in a form for every system.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::*;
#[cfg(unix)]
pub(crate) use unix::*;

/// The way in which a signal ended a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The process ended itself by [`tell_not_run`].
    NotRun,
    /// Another signal ended the process.
    Signal(i32),
}
