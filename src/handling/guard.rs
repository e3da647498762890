//! The guard, a process of ours between us and a program that we run, ends the program when we end,
//! even if we are killed. We hold the other end of its standard input: a pipe that carries the
//! length of the body, then the body, and stays open as long as the program may run. A byte after
//! the body means that the program's time is up; the end of the pipe means that we have ended.

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

/// The first argument of a guard. The next ones are the limit of descriptors, or nothing, and the
/// program.
pub(super) const GUARD: &str = "exec-guard";

/// The time that a program has to end by itself after we have ended.
const TIME_TO_END: Duration = Duration::from_secs(2);

/// Whether the guard is ending its program.
static IS_ENDING: AtomicBool = AtomicBool::new(false);

/// Runs a program if this process was started as its guard; otherwise returns `None`.
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
            // If standard error can't be written, the exit code must do.
            let _ = writeln!(io::stderr(), "{}: {error}", program.display());
            system::tell_not_run();
            ExitCode::from(UNAVAILABLE)
        }
    })
}

fn guard(program: &OsStr) -> io::Result<ExitStatus> {
    // Signals that a service manager sends to both must not end the guard before its program.
    let _signals = system::outlive_signals()?;
    let mut pipe = BufReader::new(io::stdin());
    let mut length = String::new();
    pipe.read_line(&mut length)?;
    let length = length.trim().parse().map_err(io::Error::other)?;
    let mut body = vec![0; length];
    pipe.read_exact(&mut body)?;

    // Both threads start before the program, which would run unguarded if one could not be started.
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
            // A program may end without reading its input; its exit code decides.
            let _ = stdin.write_all(&body);
        }
    })?;
    let mut command = Command::new(program);
    command.stdin(Stdio::piped());
    let mut child = system::in_a_group(&mut command).spawn()?;
    // The threads wait for these.
    let _ = started.send(child.id());
    let _ = child.stdin.take().map(|stdin| give.send(stdin));
    let status = child.wait()?;
    // `end` exits this process, after it has ended the processes that the program started.
    while IS_ENDING.load(Ordering::Relaxed) {
        thread::park();
    }
    Ok(status)
}

/// Ends a program and the processes that it started, and then the guard.
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
