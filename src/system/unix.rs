//! Linux, macOS and other Unix systems.

use std::{
    fs::{DirBuilder, File, OpenOptions, metadata},
    future::Future,
    io::{self, Write as _},
    os::{
        fd::OwnedFd,
        unix::{
            fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
            process::{CommandExt as _, ExitStatusExt as _},
        },
    },
    path::Path,
    process::{Command, ExitStatus},
    sync::OnceLock,
    time::Duration,
};

use nix::{
    sys::{
        resource::{Resource, getrlimit, setrlimit},
        signal::{Signal as UnixSignal, killpg, raise},
    },
    unistd::Pid,
};
use tokio::{
    process::ChildStdin,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
    time::sleep,
};

use super::Ending;

/// Signals that come this soon after the first one belong to it: some wrappers send each twice.
const ONE_SIGNAL: Duration = Duration::from_millis(200);

/// The signal that ends a guard whose program can't be run.
const NOT_RUN: UnixSignal = UnixSignal::SIGUSR1;

/// How many descriptors we were started with, for the programs that we start.
static ORIGINAL: OnceLock<u64> = OnceLock::new();

/// What is created is its owner's alone.
pub(crate) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}

/// What is created is its owner's alone.
pub(crate) fn private_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder.mode(0o700)
}

/// The mode of a file that others than its owner may read.
pub(crate) fn mode_for_others(file: &Path) -> Option<u32> {
    let metadata = metadata(file).ok()?;
    let mode = metadata.permissions().mode() & 0o777;
    (metadata.is_file() && mode & 0o077 != 0).then_some(mode)
}

/// Until the program is told to end, by SIGTERM, SIGINT (Ctrl-C) or SIGQUIT. The second of them ends
/// it at once.
pub(crate) fn shutdown() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut first = ending_signals()?;
    let (end, ended) = oneshot::channel();
    tokio::spawn(async move {
        any(&mut first).await;
        // An error means that the program has ended otherwise.
        let _ = end.send(());
        sleep(ONE_SIGNAL).await;
        if let Ok(mut second) = ending_signals() {
            any(&mut second).await;
            std::process::exit(1);
        }
    });
    Ok(async {
        let _ = ended.await;
    })
}

/// From now on, SIGHUP, which comes from a terminal that is closed, and the signals for users end
/// nothing.
pub(crate) fn outlive_terminal() -> io::Result<()> {
    for kind in [
        SignalKind::hangup(),
        SignalKind::user_defined1(),
        SignalKind::user_defined2(),
    ] {
        drop(signal(kind)?);
    }
    Ok(())
}

fn ending_signals() -> io::Result<[Signal; 3]> {
    Ok([
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
        signal(SignalKind::quit())?,
    ])
}

async fn any(signals: &mut [Signal; 3]) {
    let [terminate, interrupt, quit] = signals;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = quit.recv() => {}
    }
}

/// Takes as many descriptors as the process may have: the receiver limits its connections by them.
pub(crate) fn take_all_descriptors() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = ORIGINAL.set(soft);
        // What is refused leaves the limit as it was.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// How many descriptors we were started with, if we have taken more since.
pub(crate) fn original_descriptors() -> Option<u64> {
    ORIGINAL.get().copied()
}

/// Goes back to a limit of descriptors that was there before.
pub(crate) fn limit_descriptors(descriptors: u64) {
    if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        // What is refused leaves the limit as it was.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, descriptors.min(hard), hard);
    }
}

/// Starts a program with a process group of its own, which Ctrl-C on a terminal does not reach.
pub(crate) fn in_a_group(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

/// Asks a program, and those that it has started, to end.
pub(crate) fn ask_to_end(group: u32) {
    send(group, UnixSignal::SIGTERM);
}

/// Ends a program, and those that it has started.
pub(crate) fn kill(group: u32) {
    send(group, UnixSignal::SIGKILL);
}

fn send(group: u32, signal: UnixSignal) {
    if let Ok(group) = i32::try_from(group) {
        // An error means that none of them is left.
        let _ = killpg(Pid::from_raw(group), signal);
    }
}

/// While the result lives, no signal ends this process that a service manager may send to it.
pub(crate) fn outlive_signals() -> io::Result<impl Sized> {
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

/// Ends this process so that it is told from every exit code of a program.
pub(crate) fn tell_not_run() {
    // If it does not end us, the exit code has to do.
    let _ = raise(NOT_RUN);
}

/// The signal that ended a process.
pub(crate) fn ending(status: ExitStatus) -> Option<Ending> {
    let signal = status.signal()?;
    Some(match signal == NOT_RUN as i32 {
        true => Ending::NotRun,
        false => Ending::Signal(signal),
    })
}

/// Writes a byte into a pipe without waiting for room.
pub(crate) fn write_at_once(pipe: ChildStdin, byte: u8) {
    let pipe: io::Result<OwnedFd> = pipe.into_owned_fd();
    if let Ok(pipe) = pipe {
        // Where there is no room for it, the pipe's end says nearly the same.
        let _ = File::from(pipe).write(&[byte]);
    }
}
