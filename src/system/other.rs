//! Windows and other systems that are not Unix: files have the permissions of their folder, and a
//! program that handles an event does not end with us.

use std::{
    fs::{DirBuilder, OpenOptions},
    future::Future,
    io,
    path::Path,
    process::{Command, ExitStatus},
};

use tokio::process::ChildStdin;

use super::Ending;

pub(crate) fn user() -> String {
    std::env::var("USERNAME").unwrap_or_else(|_| "unknown".to_owned())
}

pub(crate) fn host() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

pub(crate) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

pub(crate) fn private_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder
}

pub(crate) fn mode_for_others(_: &Path) -> Option<u32> {
    None
}

/// Completes on Ctrl-C.
pub(crate) fn shutdown() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // If Ctrl-C can't be caught, the program goes on until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

pub(crate) fn outlive_terminal() -> io::Result<()> {
    Ok(())
}

pub(crate) fn take_all_descriptors() {}

pub(crate) fn original_descriptors() -> Option<u64> {
    None
}

pub(crate) fn limit_descriptors(_: u64) {}

pub(crate) fn in_a_group(command: &mut Command) -> &mut Command {
    command
}

pub(crate) fn ask_to_end(_: u32) {}

pub(crate) fn kill(_: u32) {}

pub(crate) fn outlive_signals() -> io::Result<impl Sized> {
    Ok(())
}

pub(crate) fn tell_not_run() {}

pub(crate) fn ending(_: ExitStatus) -> Option<Ending> {
    None
}

pub(crate) fn write_at_once(_: ChildStdin, _: u8) {}

/// When a file was written.
pub(crate) type Version = std::time::SystemTime;

/// The version of a file.
pub(crate) fn version(file: &std::fs::Metadata) -> Option<Version> {
    file.modified().ok()
}

/// There is no such signal here.
pub(crate) struct Hangups;

impl Hangups {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn next(&mut self) {
        std::future::pending::<()>().await;
    }
}
