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
use crate::system::{self, Ending};

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
        system::limit_descriptors(limit);
    }
    let program = arguments.next()?;
    Some(match guard(&program) {
        Ok(status) => code(status),
        Err(error) => {
            // If nobody reads it, the exit code has to do.
            let _ = writeln!(io::stderr(), "{}: {error}", program.display());
            system::tell_not_run();
            ExitCode::from(UNAVAILABLE)
        }
    })
}

fn guard(program: &OsStr) -> io::Result<ExitStatus> {
    // A guard ends with its program, whatever signals a service manager sends to both of them.
    let _signals = system::outlive_signals()?;
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
    let mut child = system::in_a_group(&mut command).spawn()?;
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

/// Ends a program and those that it has started.
fn end(group: u32, time_is_up: bool) {
    IS_ENDING.store(true, Ordering::Relaxed);
    if !time_is_up {
        system::ask_to_end(group);
        thread::sleep(TIME_TO_END);
    }
    system::kill(group);
    std::process::exit(i32::from(UNAVAILABLE));
}

fn code(status: ExitStatus) -> ExitCode {
    if let Some(Ending::Signal(signal)) = system::ending(status) {
        return ExitCode::from(128 + u8::try_from(signal).unwrap_or_default());
    }
    ExitCode::from(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
    )
}
