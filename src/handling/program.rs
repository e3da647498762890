//! A program of the user's that is run for each event.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::Stdio,
};

use capturi_inbox::{Event, Outcome};
use tokio::{
    io::AsyncWriteExt as _,
    process::{Child, Command},
};

use crate::failure::Failure;

/// Exit codes with a meaning of their own, after sysexits(3).
const DATA_ERROR: i32 = 65;
const UNAVAILABLE: i32 = 69;

/// Characters of an event's name. The system runs no program with an environment that is too large,
/// and the queue would wait for ever for one that is not.
const LONGEST_NAME: usize = 200;

pub(crate) struct Program(PathBuf);

impl Program {
    /// A program that is there: one that is not would fail for every event.
    pub(super) fn new(path: &Path) -> Result<Self, Failure> {
        let found = which::which(path).map_err(|error| {
            Failure::usage(format!("can't run {}", path.display()))
                .because(error)
                .help("name a program; what needs arguments goes into a script of its own")
        })?;
        Ok(Self(found))
    }

    pub(super) async fn run(&self, event: &Event) -> Outcome {
        let mut command = Command::new(&self.0);
        command
            .env("CAPTURI_EVENT", name(event))
            .env("CAPTURI_SOURCE", event.source.replace('\0', ""))
            .env("CAPTURI_ATTEMPT", event.attempt.to_string())
            .env("CAPTURI_ID", event.id.to_string())
            .env("CAPTURI_RECEIVED_AT", event.received_at.to_rfc3339())
            // The receiver's, and no business of a handler's: each may hold a secret.
            .env_remove("CAPTURI_WEBHOOK_SECRET")
            .env_remove("CAPTURI_INBOX")
            .env_remove("PGPASSWORD")
            .stdin(Stdio::piped())
            .kill_on_drop(true);
        // Ctrl-C on a terminal is for us: what has begun is brought to its end.
        #[cfg(unix)]
        command.process_group(0);
        for (name, uid) in [
            ("CAPTURI_EVENT_UID", event.event_uid),
            ("CAPTURI_CONVERSATION_UID", event.payload.conversation_uid()),
        ] {
            if let Some(uid) = uid {
                command.env(name, uid.to_string());
            }
        }
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return Outcome::unavailable(format!("{self} can't be run: {error}")),
        };
        let group = Group::of(&child);
        if let Some(mut stdin) = child.stdin.take() {
            // A program may end without reading; its exit code decides.
            let _ = stdin.write_all(&event.delivery.body).await;
        }
        let status = match child.wait().await {
            Ok(status) => status,
            Err(error) => return Outcome::retry(error),
        };
        // What it left running on purpose may go on.
        group.let_go();
        match status.code() {
            Some(0) => Outcome::Done,
            Some(DATA_ERROR) => Outcome::permanent(format!("{self} ended with {status}")),
            Some(UNAVAILABLE) => Outcome::unavailable(format!("{self} ended with {status}")),
            _ => Outcome::retry(format!("{self} ended with {status}")),
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
        write!(f, "{}", self.0.display())
    }
}

/// A program and those that it has started, which end with it when its time is up.
struct Group {
    #[cfg(unix)]
    leader: Option<nix::unistd::Pid>,
}

#[cfg(unix)]
impl Group {
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self {
            leader: id.map(nix::unistd::Pid::from_raw),
        }
    }

    fn let_go(mut self) {
        self.leader = None;
    }
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        use nix::sys::signal::{Signal, killpg};

        if let Some(leader) = self.leader {
            // An error means that none of them is left.
            let _ = killpg(leader, Signal::SIGKILL);
        }
    }
}

#[cfg(not(unix))]
impl Group {
    fn of(_: &Child) -> Self {
        Self {}
    }

    fn let_go(self) {}
}
