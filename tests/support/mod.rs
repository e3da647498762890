//! Runs `capturi` as its users do: as a process of its own, without this machine's settings.
#![allow(dead_code, unreachable_pub)] // each test file uses a part
#![allow(clippy::unwrap_used)]

pub mod load;
#[cfg(unix)]
pub mod machine;

use std::{
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStderr, ChildStdout, Command},
    time::timeout,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

pub const TOKEN: &str = "a-token-that-nobody-may-see";
pub const UID: &str = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";
/// An answer that fits none of our models, and has to be printed unchanged.
pub const ANSWER: &str = r#"{ "zeta": 1.0, "alpha": [ 1e3, null ], "newer": { "than": "us" } }"#;

/// A command with an empty home and no settings in its environment.
pub fn capturi(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_capturi"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CAPTURI_") || text.ends_with("_proxy") || text.ends_with("_PROXY") {
            command.env_remove(&name);
        }
    }
    command
        .env("HOME", home)
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_STATE_HOME")
        .env("COLUMNS", "80")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// A running receiver: `capturi inbox serve` or `capturi webhook listen`.
pub struct Running {
    pub process: Child,
    pub url: String,
    pub events: Lines<BufReader<ChildStdout>>,
    pub errors: Lines<BufReader<ChildStderr>>,
}

impl Running {
    /// Starts the command, and waits until it listens.
    pub async fn start(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = BufReader::new(process.stderr.take().unwrap()).lines();
        let url = loop {
            let line = errors.next_line().await.unwrap().unwrap();
            if let Some((_, rest)) = line.split_once("Listening on ") {
                break rest.split_whitespace().next().unwrap().to_owned();
            }
        };
        let events = BufReader::new(process.stdout.take().unwrap()).lines();
        Self {
            process,
            url,
            events,
            errors,
        }
    }

    /// The next line on standard output.
    pub async fn event(&mut self) -> String {
        let line = timeout(Duration::from_secs(60), self.events.next_line()).await;
        line.unwrap().unwrap().unwrap()
    }

    /// The next line on standard error that contains this word.
    pub async fn error(&mut self, word: &str) -> String {
        loop {
            let line = timeout(Duration::from_secs(60), self.errors.next_line()).await;
            let line = line.unwrap().unwrap().unwrap();
            if line.contains(word) {
                return line;
            }
        }
    }

    /// The URL of `--status-listen`, without a path.
    pub async fn status(&mut self) -> String {
        let line = self.error("Status: ").await;
        let (url, _) = line
            .trim_start_matches("Status: ")
            .split_once("/metrics")
            .unwrap();
        url.to_owned()
    }

    pub async fn signal(&self, name: &str) {
        let id = self.process.id().unwrap().to_string();
        let killed = Command::new("kill").args(["-s", name, &id]).status().await;
        assert!(killed.unwrap().success());
    }
}

/// Runs `capturi` with this base URL and a token.
pub async fn run(base_url: &str, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    capturi(home.path())
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", base_url)
        .args(arguments)
        .output()
        .await
        .unwrap()
}

/// Runs `capturi` with this text on its standard input.
pub async fn run_with_input(base_url: &str, arguments: &[&str], input: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut child = capturi(home.path())
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", base_url)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    child.wait_with_output().await.unwrap()
}

/// A server that gives the same answer to every request.
pub async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

pub fn json_answer(json: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(json, "application/json; charset=utf-8")
}

pub fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}
