//! Between us and a program that we run stands another process of ours, so that the program ends
//! with us however we end. The guard's standard input is a pipe that we hold: it says how long the
//! body is, carries it, and stays open as long as the program may run. A byte after the body means
//! that the program's time is up; the end of the pipe, that we have gone.

use std::{
    ffi::OsStr,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Command, ExitCode, ExitStatus, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::program::UNAVAILABLE;
use crate::descriptors;

/// What a guard is ended by whose program can't be run.
#[cfg(unix)]
pub(super) const NOT_RUN: nix::sys::signal::Signal = nix::sys::signal::Signal::SIGUSR1;

/// The first argument of a guard; then come its limit of descriptors, if any, and the program.
pub(super) const GUARD: &str = "exec-guard";

/// How long a program has to end by itself once we have gone.
const TIME_TO_END: Duration = Duration::from_secs(2);

/// Whether the program is being ended.
static IS_ENDING: AtomicBool = AtomicBool::new(false);

/// Runs a program as its guard, where that is what this process was started for.
pub(crate) fn run() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != GUARD {
        return None;
    }
    if let Some(limit) = arguments
        .next()?
        .to_str()
        .and_then(|text| text.parse().ok())
    {
        descriptors::limit(limit);
    }
    let program = arguments.next()?;
    Some(match guard(&program) {
        Ok(status) => code(status),
        Err(error) => {
            // If nobody reads it, the exit code has to do.
            let _ = writeln!(io::stderr(), "{}: {error}", program.display());
            tell_not_run();
            ExitCode::from(UNAVAILABLE)
        }
    })
}

fn guard(program: &OsStr) -> io::Result<ExitStatus> {
    let _signals = outlive_signals()?;
    let mut pipe = BufReader::new(io::stdin());
    let mut length = String::new();
    pipe.read_line(&mut length)?;
    let length = length.trim().parse().map_err(io::Error::other)?;
    let mut body = vec![0; length];
    pipe.read_exact(&mut body)?;

    // Both are there before the program, which nobody would guard if they could not be made.
    let (started, group) = mpsc::channel();
    let thread = || thread::Builder::new();
    thread().spawn(move || {
        let time_is_up = pipe.read(&mut [0]).is_ok_and(|read| read > 0);
        if let Ok(group) = group.recv() {
            end(group, time_is_up);
        }
    })?;
    let (give, stdin) = mpsc::channel::<std::process::ChildStdin>();
    thread().spawn(move || {
        if let Ok(mut stdin) = stdin.recv() {
            // A program may end without reading; its exit code decides.
            let _ = stdin.write_all(&body);
        }
    })?;
    let mut command = Command::new(program);
    command.stdin(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    // Each of them waits for it.
    let _ = started.send(child.id());
    let _ = child.stdin.take().map(|stdin| give.send(stdin));
    let status = child.wait()?;
    // What it has started may not have ended yet.
    while IS_ENDING.load(Ordering::Relaxed) {
        thread::park();
    }
    Ok(status)
}

/// Ends this process so that it is told from every exit code of a program.
fn tell_not_run() {
    #[cfg(unix)]
    {
        // If it does not end us, the exit code has to do.
        let _ = nix::sys::signal::raise(NOT_RUN);
    }
}

/// Ends a program and those that it has started.
fn end(group: u32, time_is_up: bool) {
    IS_ENDING.store(true, Ordering::Relaxed);
    if !time_is_up {
        signal(group, "TERM");
        thread::sleep(TIME_TO_END);
    }
    signal(group, "KILL");
    std::process::exit(i32::from(UNAVAILABLE));
}

#[cfg(unix)]
fn signal(group: u32, name: &str) {
    use nix::{
        sys::signal::{Signal, killpg},
        unistd::Pid,
    };

    let signal = match name {
        "TERM" => Signal::SIGTERM,
        _ => Signal::SIGKILL,
    };
    if let Ok(group) = i32::try_from(group) {
        // An error means that none of them is left.
        let _ = killpg(Pid::from_raw(group), signal);
    }
}

#[cfg(not(unix))]
fn signal(_: u32, _: &str) {}

/// A guard ends with its program, whatever signals a service manager sends to both of them.
fn outlive_signals() -> io::Result<impl Sized> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let context = runtime.enter();
        for kind in [
            SignalKind::hangup(),
            SignalKind::interrupt(),
            SignalKind::quit(),
            SignalKind::terminate(),
        ] {
            // They stay caught when nobody waits for them.
            drop(signal(kind)?);
        }
        drop(context);
        Ok(runtime)
    }
    #[cfg(not(unix))]
    Ok(())
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
