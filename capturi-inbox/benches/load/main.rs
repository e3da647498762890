//! The load that an inbox takes, compared in one run with the load that the same machine takes
//! without one: events per second, the time of an acknowledgement, and the memory of the receiving
//! process.
//!
//! - `raw`: batched, synced inserts of the same bytes into a plain SQLite table, without HTTP
//! - `axum`: a handler written by hand that parses the same type
//! - `receiver`: our receiver, with a handler in its process
//! - `inbox`: our receiver with the inbox behind it, on SQLite
//!
//! The inbox is also compared with itself while a recorder keeps its metrics.
//!
//! On one PostgreSQL server, our receiver and inbox are compared with fastify and pg-boss, which
//! also stores an event before it answers, if Node is installed.
//!
//! Each server is a process of its own; the load comes from this process, over loopback.
//!
//! ```text
//! cargo bench -p capturi-inbox --bench load [-- --seconds 3] [--backlog 1000000] [--inbox-only | --recorder-only | --postgres-only | --backlog-only]
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
mod peer;
#[path = "../../tests/support/postgres.rs"]
#[allow(dead_code, unreachable_pub)] // the bench uses a part of it
mod postgres;
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
/// The number of pairs in which the recorder's cost is measured.
const PAIRS: usize = 10;
/// The number of parts into which each time is divided.
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
    let only = words.iter().find(|word| word.ends_with("-only"));
    let is_wanted = |part: &str| only.is_none_or(|only| only.strip_prefix("--") == Some(part));
    if is_wanted("inbox-only") {
        runtime.block_on(compare(time));
    }
    if is_wanted("recorder-only") {
        runtime.block_on(compare_recorded(time));
    }
    if is_wanted("postgres-only") {
        runtime.block_on(compare_on_postgres(time));
    }
    if is_wanted("backlog-only") {
        runtime.block_on(backlog(number("--backlog", 1_000_000), time));
    }
}

/// Compares the inbox with itself while a recorder keeps its metrics, in alternating pairs.
async fn compare_recorded(time: Duration) {
    let folders = [(); 2].map(|()| folder());
    let kinds = ["inbox", "recorded"].into_iter().zip(&folders);
    let servers: Vec<Server> = kinds
        .map(|(kind, folder)| Server::start(kind, folder.path()))
        .collect();
    let payload = Payload::identity();
    let mut ratios = Vec::new();
    for pair in 0..PAIRS {
        let mut rates = [0.0; 2];
        // The one that comes second finds another machine than the first.
        for of in [pair % 2, 1 - pair % 2] {
            let measured = client::load(servers[of].port, &payload, 16, time).await;
            rates[of] = measured.rate();
        }
        ratios.push(rates[1] / rates[0]);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "with a recorder: {:.3} times the rate without (median of {PAIRS} pairs; {:.3} to {:.3})",
        ratios[PAIRS / 2].midpoint(ratios[(PAIRS - 1) / 2]),
        ratios[0],
        ratios[PAIRS - 1]
    );
}

/// Compares with the peer: identity payloads, on a PostgreSQL server of this run.
async fn compare_on_postgres(time: Duration) {
    let database = postgres::Server::start();
    let folder = folder();
    let Some(peer) = peer::installed(folder.path()) else {
        println!("PostgreSQL: no peer, as pg-boss could not be installed with npm");
        return;
    };
    println!("PostgreSQL  connections  inbox/s  p50/p99 ms  pg-boss/s  p50/p99 ms  inbox:pg-boss");
    let (ours, theirs) = (database.database().await, database.database().await);
    for connections in CONNECTIONS {
        let servers = [
            Server::start("postgres", Path::new(&ours)),
            Server::of(peer(&["serve", &theirs])),
        ];
        let mut measured = [(); 2].map(|()| Measured::default());
        for _ in 0..TURNS {
            let payload = Payload::identity();
            turn(&servers, &mut measured, &payload, connections, time).await;
        }
        let [inbox, boss] = measured;
        println!(
            "            {connections:11} {:8.0} {:5.2}/{:5.2} {:10.0} {:5.2}/{:5.2} {:14.2}",
            inbox.rate(),
            inbox.percentile(50),
            inbox.percentile(99),
            boss.rate(),
            boss.percentile(50),
            boss.percentile(99),
            inbox.rate() / boss.rate(),
        );
    }
    for (events, batch) in [("10000", "1"), ("50000", "500")] {
        let theirs = database.database().await;
        let drained = peer(&["drain", &theirs, events, batch]).output().unwrap();
        let rate = String::from_utf8_lossy(&drained.stdout);
        println!(
            "PostgreSQL  pg-boss handles {} events/s in batches of {batch}, by 8 hands",
            rate.trim()
        );
    }
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

/// Measures how a backlog of this many events changes the rate and the memory.
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

/// Loads each server for a part of this time, one after the other, so that a machine that is slow
/// for a while is slow for all.
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
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["serve", kind]).arg(folder);
        Self::of(command)
    }

    /// Starts a server, whose command prints its port.
    fn of(mut command: Command) -> Self {
        use std::io::BufRead as _;

        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = process.stdout.take().unwrap();
        std::io::BufReader::new(stdout)
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().unwrap();
        Self { process, port }
    }

    /// The memory in MB that stands after this word in Linux's proc(5).
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
