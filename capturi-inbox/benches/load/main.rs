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
use raw::Raw;

const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Into how many parts each time is divided.
const TURNS: u32 = 6;

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
        "payload   connections  raw/s  axum/s  receiver/s  inbox/s  inbox p50/p99 ms  RSS MB peak/first/last  inbox:raw  receiver:axum"
    );
    for payload in [Payload::identity(), Payload::full()] {
        for connections in CONNECTIONS {
            let folder = folder();
            let mut raw = Raw::open(folder.path()).await;
            let servers =
                ["axum", "receiver", "inbox"].map(|kind| Server::start(kind, folder.path()));
            let mut measured = [(); 3].map(|()| Measured::default());
            let mut memory = Vec::new();
            for _ in 0..TURNS {
                raw.insert(&payload, connections, time / TURNS).await;
                turn(&servers, &mut measured, &payload, connections, time).await;
                memory.push(servers[2].memory("VmRSS:"));
            }
            let [axum, receiver, inbox] = measured;
            let (first, last) = (memory[0], memory[memory.len() - 1]);
            let raw = raw.rate();
            println!(
                "{:9} {connections:11} {raw:6.0} {:7.0} {:11.0} {:8.0} {:8.2}/{:7.2} {:6.0}/{first:4.0}/{last:4.0} {:10.2} {:14.2}",
                payload.name,
                axum.rate(),
                receiver.rate(),
                inbox.rate(),
                inbox.percentile(50),
                inbox.percentile(99),
                servers[2].memory("VmHWM:"),
                inbox.rate() / raw,
                receiver.rate() / axum.rate(),
            );
        }
    }
}

/// What a backlog of that many events does to the rate, and to the memory.
async fn backlog(events: u64, time: Duration) {
    let backlogs = [0, events];
    let folders = backlogs.map(|_| folder());
    for (folder, backlog) in folders.iter().zip(backlogs) {
        servers::fill(folder.path(), backlog).await;
    }
    let servers = folders
        .each_ref()
        .map(|folder| Server::start("inbox", folder.path()));
    let mut measured = [(); 2].map(|()| Measured::default());
    for _ in 0..TURNS {
        turn(&servers, &mut measured, &Payload::identity(), 16, time * 3).await;
    }
    for ((backlog, server), measured) in backlogs.iter().zip(&servers).zip(&measured) {
        println!(
            "backlog {backlog:8}: {:.0} events/s, p99 {:.2} ms, RSS {:.0} MB",
            measured.rate(),
            measured.percentile(99),
            server.memory("VmHWM:")
        );
    }
    println!(
        "with the backlog {:.2} times the rate without",
        measured[1].rate() / measured[0].rate()
    );
}

/// A part of that time for each, one after the other: a machine that is slow for a while is slow for
/// all.
async fn turn<const N: usize>(
    servers: &[Server; N],
    measured: &mut [Measured; N],
    payload: &Payload,
    connections: usize,
    time: Duration,
) {
    for (server, measured) in servers.iter().zip(measured) {
        *measured += client::load(server.port, payload, connections, time / TURNS).await;
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
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

    /// In MB, after this word in Linux's proc(5).
    fn memory(&self, word: &str) -> f64 {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(word));
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
