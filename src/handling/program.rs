//! The program of `--exec`, which is run for each event.

use std::{
    env, fmt,
    path::{Path, PathBuf},
    process::Stdio,
};

use capturi_inbox::{Event, Outcome};
use tokio::{
    io::AsyncWriteExt as _,
    process::{ChildStdin, Command},
};

use super::guard::GUARD;
use crate::{
    failure::Failure,
    system::{self, Ending},
};

/// Exit codes with a meaning of their own, after sysexits(3).
const DATA_ERROR: i32 = 65;
pub(super) const UNAVAILABLE: u8 = 69;

/// The variables of our environment that every program gets: none of them holds a secret.
const HARMLESS: [&str; 12] = [
    "HOME",
    "LANG",
    "LANGUAGE",
    "LOGNAME",
    "PATH",
    "SHELL",
    "SystemRoot",
    "TEMP",
    "TMPDIR",
    "TZ",
    "USER",
    "XDG_RUNTIME_DIR",
];

/// The most characters of an event's name in the environment. The system runs no program with too
/// large an environment, so the queue would wait for the program for ever.
const LONGEST_NAME: usize = 200;

pub(crate) struct Program {
    path: PathBuf,
    /// Further variables of our environment that the program gets, beside the harmless ones.
    variables: Vec<String>,
}

impl Program {
    /// Fails if the program or a variable is missing: every event would fail.
    pub(super) fn new(path: &Path, variables: &[String]) -> Result<Self, Failure> {
        let path = which::which(path).map_err(|error| {
            Failure::configuration(format!("can't run {}", path.display()))
                .because(error)
                .help("name a program; what needs arguments goes into a script of its own")
        })?;
        if let Some(missing) = variables.iter().find(|name| env::var_os(name).is_none()) {
            return Err(
                Failure::configuration(format!("--exec-env: {missing} is not set"))
                    .help("set it, and start again: the environment does not change meanwhile"),
            );
        }
        Ok(Self {
            path,
            variables: variables.to_vec(),
        })
    }

    /// Runs the program under a guard, which ends it when this future is dropped or this process
    /// ends.
    pub(super) async fn run(&self, event: &Event) -> Outcome {
        let mut command = match self.guarded() {
            Ok(command) => command,
            Err(error) => return Outcome::unreachable(format!("{self} can't be run: {error}")),
        };
        command
            .env("CAPTURI_EVENT", name(event))
            .env("CAPTURI_SOURCE", event.source.replace('\0', ""))
            .env("CAPTURI_ATTEMPT", event.attempt.to_string())
            .env("CAPTURI_ID", event.id.to_string())
            .env("CAPTURI_RECEIVED_AT", event.received_at.to_rfc3339());
        for (name, uid) in [
            ("CAPTURI_EVENT_UID", event.event_uid),
            ("CAPTURI_CONVERSATION_UID", event.payload.conversation_uid()),
        ] {
            if let Some(uid) = uid {
                command.env(name, uid.to_string());
            }
        }
        let mut guard = match command.spawn() {
            Ok(guard) => guard,
            Err(error) => return Outcome::unreachable(format!("{self} can't be run: {error}")),
        };
        let mut lifeline = Lifeline(guard.stdin.take());
        if let Some(pipe) = &mut lifeline.0 {
            let body = &event.delivery.body;
            // If a write fails, the guard's exit status tells the reason.
            let _ = pipe.write_all(format!("{}\n", body.len()).as_bytes()).await;
            let _ = pipe.write_all(body).await;
        }
        let status = match guard.wait().await {
            Ok(status) => status,
            Err(error) => return Outcome::retry(error),
        };
        if system::ending(status) == Some(Ending::NotRun) {
            return Outcome::unreachable(format!("{self} can't be run"));
        }
        match status.code() {
            Some(0) => Outcome::Done,
            Some(DATA_ERROR) => Outcome::permanent(format!("{self} ended with {status}")),
            Some(code) if code == i32::from(UNAVAILABLE) => {
                Outcome::unavailable(format!("{self} ended with {status}"))
            }
            _ => Outcome::retry(format!("{self} ended with {status}")),
        }
    }

    /// The command that starts the guard, with only harmless and named variables in its
    /// environment.
    fn guarded(&self) -> std::io::Result<Command> {
        // On Linux, this works even if a newer release has replaced the file.
        let ourselves = match cfg!(target_os = "linux") {
            true => PathBuf::from("/proc/self/exe"),
            false => env::current_exe()?,
        };
        let mut command = Command::new(ourselves);
        let descriptors =
            system::original_descriptors().map_or_else(String::new, |limit| limit.to_string());
        command
            .args([GUARD, &descriptors])
            .arg(&self.path)
            .stdin(Stdio::piped());
        command.env_clear().envs(env::vars_os().filter(|(name, _)| {
            name.to_str().is_some_and(|name| {
                name.starts_with("LC_")
                    || HARMLESS.contains(&name)
                    || self.variables.iter().any(|variable| variable == name)
            })
        }));
        // Ctrl-C on a terminal must reach us only: events that have begun are handled to the end.
        system::in_a_group(command.as_std_mut());
        Ok(command)
    }
}

/// The pipe to a guard. Dropping it while the program runs says that the program's time is up.
struct Lifeline(Option<ChildStdin>);

impl Drop for Lifeline {
    fn drop(&mut self) {
        if let Some(pipe) = self.0.take() {
            system::write_at_once(pipe, b'!');
        }
    }
}

/// The event's name in a form that an environment can hold.
fn name(event: &Event) -> String {
    let name = event.payload.event().as_str().chars();
    name.filter(|one| *one != '\0').take(LONGEST_NAME).collect()
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The folder would push the reason out of the lines of lists.
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        write!(f, "{}", name.display())
    }
}
