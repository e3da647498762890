//! A program of the user's that is run for each event.

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

/// What a program gets of our environment unless more is named: nothing that may be a secret.
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

/// Characters of an event's name. The system runs no program with an environment that is too large,
/// and the queue would wait for ever for one that is not.
const LONGEST_NAME: usize = 200;

pub(crate) struct Program {
    path: PathBuf,
    /// Names of variables that it gets of our environment, beside the harmless ones.
    variables: Vec<String>,
}

impl Program {
    /// A program that is there: one that is not would fail for every event.
    pub(super) fn new(path: &Path, variables: &[String]) -> Result<Self, Failure> {
        let path = which::which(path).map_err(|error| {
            Failure::usage(format!("can't run {}", path.display()))
                .because(error)
                .help("name a program; what needs arguments goes into a script of its own")
        })?;
        if let Some(missing) = variables.iter().find(|name| env::var_os(name).is_none()) {
            return Err(Failure::usage(format!("--exec-env: {missing} is not set")));
        }
        Ok(Self {
            path,
            variables: variables.to_vec(),
        })
    }

    /// Runs it under a guard, which ends it when this future is dropped or this process has gone.
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
            // The guard tells what came of it.
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

    /// The command that runs it, with nothing in its environment that may be a secret.
    fn guarded(&self) -> std::io::Result<Command> {
        // On Linux even if the file was replaced by a newer release since.
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
        // Ctrl-C on a terminal is for us: what has begun is brought to its end.
        system::in_a_group(command.as_std_mut());
        Ok(command)
    }
}

/// The pipe to a guard. Dropped before the program has ended, it says that its time is up.
struct Lifeline(Option<ChildStdin>);

impl Drop for Lifeline {
    fn drop(&mut self) {
        if let Some(pipe) = self.0.take() {
            system::write_at_once(pipe, b'!');
        }
    }
}

/// The event's name, as an environment can hold it.
fn name(event: &Event) -> String {
    let name = event.payload.event().as_str().chars();
    name.filter(|one| *one != '\0').take(LONGEST_NAME).collect()
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())
    }
}
