//! What differs between operating systems, with a form for every one.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::*;
#[cfg(unix)]
pub(crate) use unix::*;

/// How a program's process ended, if a signal ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// By the signal of [`tell_not_run`].
    NotRun,
    /// By another one.
    Signal(i32),
}
