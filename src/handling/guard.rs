//! Between us and a program that we run stands another process of ours, so that the program ends
//! with us however we end: its standard input is a pipe that we hold, which says how long the body
//! is, carries it, and then is closed when the program has to end.

use std::{
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Command, ExitCode, ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use super::program::UNAVAILABLE;

/// The first argument of a guard.
pub(crate) const GUARD: &str = "exec-guard";

/// How long a program has to end by itself.
#[cfg(unix)]
const TIME_TO_END: Duration = Duration::from_secs(2);

/// Whether the program has been told to end.
static IS_ENDING: AtomicBool = AtomicBool::new(false);

/// Runs a program as its guard, where that is what this process was started for.
pub(crate) fn run() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != GUARD {
        return None;
    }
    let program = arguments.next()?;
    Some(match guard(&program) {
        Ok(status) => code(status),
        Err(error) => {
            // Nobody may be there to read it.
            let _ = writeln!(io::stderr(), "{}: {error}", program.display());
            ExitCode::from(UNAVAILABLE)
        }
    })
}

fn guard(program: &OsString) -> io::Result<ExitStatus> {
    let mut pipe = BufReader::new(io::stdin());
    let mut length = String::new();
    pipe.read_line(&mut length)?;
    let length = length.trim().parse().map_err(io::Error::other)?;
    let mut body = vec![0; length];
    pipe.read_exact(&mut body)?;

    let mut command = Command::new(program);
    command.stdin(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let group = child.id();
    if let Some(mut stdin) = child.stdin.take() {
        // A program may end without reading; its exit code decides.
        thread::spawn(move || stdin.write_all(&body));
    }
    thread::spawn(move || {
        // Its end is what is waited for, not what it says.
        let _ = io::copy(&mut pipe, &mut io::sink());
        end(group);
    });
    let status = child.wait()?;
    // What it has started may not have ended yet.
    while IS_ENDING.load(Ordering::Relaxed) {
        thread::park();
    }
    Ok(status)
}

/// Ends a program and those that it has started.
#[cfg(unix)]
fn end(group: u32) {
    use nix::{
        sys::signal::{Signal, killpg},
        unistd::Pid,
    };

    let Ok(group) = i32::try_from(group).map(Pid::from_raw) else {
        return;
    };
    IS_ENDING.store(true, Ordering::Relaxed);
    // An error means that none of them is left.
    let _ = killpg(group, Signal::SIGTERM);
    thread::sleep(TIME_TO_END);
    let _ = killpg(group, Signal::SIGKILL);
    std::process::exit(i32::from(UNAVAILABLE));
}

#[cfg(not(unix))]
fn end(_: u32) {
    std::process::exit(i32::from(UNAVAILABLE));
}

fn code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return ExitCode::from(128 + u8::try_from(signal).unwrap_or_default());
    }
    ExitCode::from(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
    )
}
