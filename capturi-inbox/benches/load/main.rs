//! The load that an inbox takes, against what the same machine does without one, in one run:
//! events per second, how long an acknowledgement takes, and the memory of the receiving process.
//!
//! - `raw`: batched, synced inserts of the same bytes into a plain SQLite table, without HTTP
//! - `axum`: a handler written by hand that parses the same type
//! - `receiver`: our receiver with a handler in its process
//! - `inbox`: our receiver with the inbox behind it, on SQLite
//!
//! Servers are processes of their own; the load comes from this one, over loopback.
//!
//! ```text
//! cargo bench -p capturi-inbox --bench load [-- --seconds 3] [--backlog 1000000] [--backlog-only]
//! ```
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)] // a bench fails by panicking

mod client;
mod payload;
mod raw;
mod servers;

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use client::Measured;
use payload::Payload;

const CONNECTIONS: [usize; 3] = [1, 16, 64];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["serve", kind, folder] = words.as_slice() {
        return servers::serve(kind, Path::new(folder));
    }
    let number = |flag: &str, default: u64| {
        let position = words.iter().position(|word| *word == flag);
        position.map_or(default, |at| words[at + 1].parse().unwrap())
    };
    let time = Duration::from_secs(number("--seconds", 3));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let backlog_only = words.contains(&"--backlog-only");
    if !backlog_only {
        runtime.block_on(compare(time));
    }
    runtime.block_on(backlog(number("--backlog", 1_000_000), time));
}

async fn compare(time: Duration) {
    println!(
        "payload   connections  raw/s  axum/s  receiver/s  inbox/s  inbox p50/p99 ms  RSS MB  inbox:raw  receiver:axum"
    );
    for payload in [Payload::identity(), Payload::full()] {
        for connections in CONNECTIONS {
            let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            let raw = raw::inserts(folder.path(), &payload, connections, time).await;
            let axum = serve_and_load("axum", &payload, connections, time).await.0;
            let receiver = serve_and_load("receiver", &payload, connections, time)
                .await
                .0;
            let (inbox, memory) = serve_and_load("inbox", &payload, connections, time).await;
            println!(
                "{:9} {connections:11} {raw:6.0} {:7.0} {:11.0} {:8.0} {:8.2}/{:7.2} {memory:7.0} {:10.2} {:14.2}",
                payload.name,
                axum.rate(),
                receiver.rate(),
                inbox.rate(),
                inbox.percentile(50),
                inbox.percentile(99),
                inbox.rate() / raw,
                receiver.rate() / axum.rate(),
            );
        }
    }
}

/// What a backlog of that many events does to the rate, and to the memory. Both are loaded in turns,
/// so that a machine that is slow for a while is slow for both.
async fn backlog(events: u64, time: Duration) {
    const TURNS: u32 = 6;

    let payload = Payload::identity();
    let folders = [0, events].map(|backlog| {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        (backlog, folder)
    });
    for (backlog, folder) in &folders {
        servers::fill(folder.path(), *backlog).await;
    }
    let servers = folders
        .each_ref()
        .map(|(_, folder)| Server::start("inbox", folder.path()));
    let mut turns = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (server, turns) in servers.iter().zip(&mut turns) {
            turns.push(client::load(server.port, &payload, 16, time / 2).await);
        }
    }
    let rates = turns.map(|turns| turns.iter().map(Measured::rate).sum::<f64>() / f64::from(TURNS));
    for ((server, rate), (backlog, _)) in servers.iter().zip(rates).zip(&folders) {
        let memory = server.peak_memory();
        println!("backlog {backlog:8}: {rate:.0} events/s, RSS {memory:.0} MB");
    }
    println!(
        "with the backlog {:.2} times the rate without",
        rates[1] / rates[0]
    );
}

async fn serve_and_load(
    kind: &str,
    payload: &Payload,
    connections: usize,
    time: Duration,
) -> (Measured, f64) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let server = Server::start(kind, folder.path());
    let measured = client::load(server.port, payload, connections, time).await;
    (measured, server.peak_memory())
}

/// One of the servers, in a process of its own.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(kind: &str, folder: &Path) -> Self {
        use std::io::BufRead as _;

        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["serve", kind])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = process.stdout.take().unwrap();
        std::io::BufReader::new(stdout)
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().unwrap();
        Self { process, port }
    }

    /// In MB.
    fn peak_memory(&self) -> f64 {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1000.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
