//! Linux, macOS and other Unix systems.

use std::{
    fs::{DirBuilder, File, Metadata, OpenOptions, metadata},
    future::Future,
    io::{self, Write as _},
    os::{
        fd::OwnedFd,
        unix::{
            fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
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
    unistd::{Pid, Uid, User, gethostname},
};
use tokio::{
    process::ChildStdin,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
    time::sleep,
};

use super::Ending;

/// Signals this soon after the first one count as the same signal: some wrappers send each twice.
const ONE_SIGNAL: Duration = Duration::from_millis(200);

/// The signal that ends a guard whose program can't be run.
const NOT_RUN: UnixSignal = UnixSignal::SIGUSR1;

/// The limit of descriptors that we were started with; programs that we run get it back.
static ORIGINAL: OnceLock<u64> = OnceLock::new();

/// The user that runs this process: its name, or its number if it has none.
pub(crate) fn user() -> String {
    let uid = Uid::effective();
    match User::from_uid(uid) {
        Ok(Some(user)) => user.name,
        _ => uid.to_string(),
    }
}

/// The name of this machine.
pub(crate) fn host() -> Option<String> {
    gethostname().ok()?.into_string().ok()
}

/// Makes a new file accessible to its owner only.
pub(crate) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}

/// Makes a new folder accessible to its owner only.
pub(crate) fn private_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder.mode(0o700)
}

/// The mode of a file that others than its owner have access to.
pub(crate) fn mode_for_others(file: &Path) -> Option<u32> {
    let metadata = metadata(file).ok()?;
    let mode = metadata.permissions().mode() & 0o777;
    (metadata.is_file() && mode & 0o077 != 0).then_some(mode)
}

/// Completes when SIGTERM, SIGINT (Ctrl-C) or SIGQUIT asks the program to end. A second signal ends
/// the program at once.
pub(crate) fn shutdown() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut first = ending_signals()?;
    let (end, ended) = oneshot::channel();
    tokio::spawn(async move {
        any(&mut first).await;
        // An error means that nothing waits for the signal any more.
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

/// A file's number, and when its content or its mode changed.
pub(crate) type Version = (u64, i64, i64);

/// The version of a file.
pub(crate) fn version(file: &Metadata) -> Option<Version> {
    Some((file.ino(), file.ctime(), file.ctime_nsec()))
}

/// SIGHUPs, which ask a service to read its configuration again.
pub(crate) struct Hangups(Signal);

impl Hangups {
    pub(crate) fn new() -> io::Result<Self> {
        signal(SignalKind::hangup()).map(Self)
    }

    /// Completes at the next one.
    pub(crate) async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

/// From now on, SIGHUP (sent when a terminal is closed), SIGUSR1 and SIGUSR2 do not end the
/// process.
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

/// Raises the limit of descriptors as far as allowed, as it limits the receiver's connections.
pub(crate) fn take_all_descriptors() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = ORIGINAL.set(soft);
        // If that is refused, the limit stays as it was.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// The limit of descriptors that we were started with, if it was raised since.
pub(crate) fn original_descriptors() -> Option<u64> {
    ORIGINAL.get().copied()
}

/// Sets the limit of descriptors back to an earlier value.
pub(crate) fn limit_descriptors(descriptors: u64) {
    if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        // If that is refused, the limit stays as it was.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, descriptors.min(hard), hard);
    }
}

/// Gives a program a process group of its own, which Ctrl-C on a terminal does not reach.
pub(crate) fn in_a_group(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

/// Asks a program and the processes that it started to end.
pub(crate) fn ask_to_end(group: u32) {
    send(group, UnixSignal::SIGTERM);
}

/// Kills a program and the processes that it started.
pub(crate) fn kill(group: u32) {
    send(group, UnixSignal::SIGKILL);
}

fn send(group: u32, signal: UnixSignal) {
    if let Ok(group) = i32::try_from(group) {
        // An error means that no process of the group is left.
        let _ = killpg(Pid::from_raw(group), signal);
    }
}

/// While the result lives, the signals by which a service manager stops a service do not end us.
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
        // A signal stays caught after its stream is dropped.
        drop(signal(kind)?);
    }
    drop(context);
    Ok(runtime)
}

/// Ends this process by a signal, so that no exit code of a program can mean the same.
pub(crate) fn tell_not_run() {
    // If the signal does not end us, the exit code must tell it.
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
        // If the pipe is full, its end tells the guard nearly the same.
        let _ = File::from(pipe).write(&[byte]);
    }
}
