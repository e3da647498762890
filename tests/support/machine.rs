//! A machine on which an operator runs receivers.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Output,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::sleep,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::{Running, capturi, run, stderr, stdout};

/// A machine: an empty home folder for the commands of its operator.
pub struct Machine(pub TempDir);

impl Machine {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn file(&self) -> PathBuf {
        self.0.path().join(".local/state/capturi/inbox.db")
    }

    pub async fn serve(&self, arguments: &[&str]) -> Running {
        Running::start(self.serving(arguments)).await
    }

    /// The command that [`serve`](Self::serve) runs.
    pub fn serving(&self, arguments: &[&str]) -> Command {
        let mut command = capturi(self.0.path());
        command
            .args(["inbox", "serve", "--listen", "127.0.0.1:0"])
            .args(arguments);
        command
    }

    pub async fn capturi(&self, arguments: &[&str]) -> Output {
        capturi(self.0.path())
            .args(arguments)
            .output()
            .await
            .unwrap()
    }

    /// Runs a `capturi inbox` command; returns its output.
    pub async fn inbox(&self, arguments: &[&str]) -> String {
        let output = self.capturi(&[&["inbox"], arguments].concat()).await;
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            stderr(&output)
        );
        stdout(&output).to_owned()
    }

    /// All events, newest first.
    pub async fn events(&self) -> Vec<Value> {
        let lines = self
            .inbox(&["list", "-o", "jsonl", "--limit", "1000"])
            .await;
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub async fn eventually(&self, state: &str) -> Vec<Value> {
        let give_up = Instant::now() + Duration::from_secs(60);
        loop {
            let events = self.events().await;
            if !events.is_empty() && events.iter().all(|event| event["state"] == state) {
                return events;
            }
            assert!(Instant::now() < give_up, "{events:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

pub async fn send(arguments: &[&str]) -> Output {
    let output = run(
        "http://127.0.0.1:1",
        &[&["webhook", "send"], arguments].concat(),
    )
    .await;
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    output
}

pub async fn answering(status: u16) -> MockServer {
    let target = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(status))
        .mount(&target)
        .await;
    target
}

/// The most memory that a process has used, in bytes; none once it has ended.
pub fn peak_memory(process: &Child) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id()?)).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
