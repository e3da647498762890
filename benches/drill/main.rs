//! The fate of deliveries when things go wrong around a receiver. `capturi inbox serve` is compared
//! with a program that a good developer writes in an afternoon (`by_hand.rs`): both get the same
//! deliveries, disks, restarts and targets, and no operator repairs anything.
//!
//! ```text
//! cargo xtask drill
//! ```
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)] // it fails by panicking

mod by_hand;
mod deliver;
mod program;
mod target;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    process::Command,
    time::Duration,
};

use deliver::{Sent, deliver};
use program::{Program, Running};
use target::Target;
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    time::{Instant, sleep},
};

/// The time to handle the remaining events once everything is well again.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let is_by_hand = std::env::args().any(|word| word == "by-hand");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if is_by_hand {
        return runtime.block_on(by_hand::run()).unwrap();
    }
    println!(
        "|  | program | deliveries | refused | lost | handled twice | not handled | out of order |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let deliveries = |name: &str, default| match std::env::var(name) {
        Ok(number) => number.parse().unwrap(),
        Err(_) => default,
    };
    let many = deliveries("CAPTURI_DELIVERIES", 10_000);
    let restarts = deliveries("CAPTURI_RESTARTS", 20);
    for program in Program::BOTH {
        runtime.block_on(async {
            all_is_well(program, many).await;
            restarted(program, restarts).await;
            full_disk(program).await;
            target_away(program).await;
            poison(program).await;
            unread_log(program).await;
            strangers(program).await;
        });
    }
}

/// A program, its target, and the deliveries that were sent to it.
struct Drill {
    what: &'static str,
    program: Program,
    running: Running,
    target: Target,
    sent: Vec<Sent>,
    /// The uids of events that the target always refuses.
    poison: HashSet<String>,
    _folder: Option<tempfile::TempDir>,
}

impl Drill {
    async fn start(what: &'static str, program: Program) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut drill = Self::start_in(what, program, folder.path(), false).await;
        drill._folder = Some(folder);
        drill
    }

    async fn start_in(
        what: &'static str,
        program: Program,
        folder: &Path,
        is_unread: bool,
    ) -> Self {
        let target = Target::start().await;
        Self {
            what,
            program,
            running: Running::start(program, folder, &target.url(), is_unread).await,
            target,
            sent: Vec::new(),
            poison: HashSet::new(),
            _folder: None,
        }
    }

    async fn deliver(&mut self, deliveries: usize, connections: usize, pause: Duration) {
        let sent = deliver(&self.running.url(), deliveries, connections, pause).await;
        self.sent.extend(sent);
    }

    /// Waits until all events are handled or the time is up; prints the result.
    async fn judge(mut self) {
        let acknowledged: Vec<&Sent> = self.sent.iter().filter(|s| s.is_acknowledged).collect();
        let is_expected = |sent: &&&Sent| !self.poison.contains(&sent.uid);
        let give_up = Instant::now() + PATIENCE;
        let (taken, missing) = loop {
            let taken = self.target.taken();
            let known: HashSet<&String> = taken.iter().collect();
            let missing = acknowledged.iter().filter(is_expected);
            let missing: Vec<String> = missing
                .filter(|sent| !known.contains(&sent.uid))
                .map(|sent| sent.uid.clone())
                .collect();
            let stored = self.running.stored().await;
            // Events that will be handled a second time are open, too.
            let mut open = stored.iter().filter(|(uid, state)| {
                matches!(state.as_str(), "pending" | "running") && !self.poison.contains(*uid)
            });
            if missing.is_empty() && open.next().is_none() || Instant::now() > give_up {
                break (taken, missing);
            }
            sleep(Duration::from_millis(500)).await;
        };
        let stored = self.running.stored().await;
        let lost = missing
            .iter()
            .filter(|uid| !stored.contains_key(*uid))
            .count();
        let mut times: HashMap<&String, usize> = HashMap::new();
        let mut first = Vec::new();
        for uid in &taken {
            let count = times.entry(uid).or_default();
            *count += 1;
            if *count == 1 {
                first.push(uid);
            }
        }
        let twice = times.values().filter(|count| **count > 1).count();
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            self.what,
            self.program.name(),
            self.sent.len(),
            self.sent.len() - acknowledged.len(),
            lost,
            twice,
            missing.len() - lost,
            out_of_order(&acknowledged, &first)
        );
        self.running.end("KILL").await;
    }
}

/// The number of events that were handled after a later event of their conversation.
fn out_of_order(acknowledged: &[&Sent], first: &[&String]) -> usize {
    let handled: HashMap<&String, usize> = first
        .iter()
        .enumerate()
        .map(|(at, uid)| (*uid, at))
        .collect();
    let mut latest: HashMap<uuid::Uuid, usize> = HashMap::new();
    let mut number = 0;
    for sent in acknowledged {
        let Some(at) = handled.get(&sent.uid) else {
            continue;
        };
        let latest = latest.entry(sent.conversation).or_default();
        number += usize::from(at < latest);
        *latest = (*latest).max(*at);
    }
    number
}

async fn all_is_well(program: Program, deliveries: usize) {
    let mut drill = Drill::start("all is well", program).await;
    drill.deliver(deliveries, 16, Duration::ZERO).await;
    drill.judge().await;
}

/// Restarts the program: SIGTERM, as in a deployment, and SIGKILL, as in a crash, take turns.
async fn restarted(program: Program, restarts: usize) {
    let mut drill = Drill::start("restarts, every other one a crash", program).await;
    let url = drill.running.url();
    let pause = Duration::from_millis(20);
    let deliveries = restarts * 160;
    let delivering = tokio::spawn(async move { deliver(&url, deliveries, 4, pause).await });
    for number in 0..restarts {
        sleep(Duration::from_millis(800)).await;
        let signal = if number % 2 == 0 { "TERM" } else { "KILL" };
        drill.running.restart(signal).await;
    }
    drill.sent = delivering.await.unwrap();
    drill.judge().await;
}

/// A file of another program fills the disk while the target is away, and is deleted later.
async fn full_disk(program: Program) {
    let folder = tempfile::tempdir().unwrap();
    let mount = |arguments: &[&str]| {
        let mut command = Command::new(arguments[0]);
        let status = command.args(&arguments[1..]).arg(folder.path()).status();
        status.is_ok_and(|status| status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs"]) {
        println!(
            "| a full disk | {} | needs root | | | | | |",
            program.name()
        );
        return;
    }
    let mut drill = Drill::start_in("a full disk", program, folder.path(), false).await;
    drill.target.go_away().await;
    drill.deliver(200, 4, Duration::ZERO).await;
    let filler = folder.path().join("filler");
    let full = std::fs::File::create(&filler)
        .and_then(|mut file| std::io::copy(&mut std::io::repeat(1), &mut file));
    assert!(full.is_err(), "the disk is full");
    drill.deliver(64, 16, Duration::ZERO).await;
    drill.target.come_back().await;
    sleep(Duration::from_secs(10)).await;
    let handled = drill.target.taken().len();
    println!(
        "| (while the disk was full, 200 events were passed on {handled} times) | {} | | | | | | |",
        drill.program.name()
    );
    std::fs::remove_file(&filler).unwrap();
    sleep(Duration::from_secs(1)).await;
    drill.deliver(200, 4, Duration::ZERO).await;
    drill.judge().await;
    mount(&["umount", "-l"]);
}

/// Lets the time of a day pass, so that scheduled attempts come due.
async fn target_away(program: Program) {
    let mut drill = Drill::start("a target that is away for a day", program).await;
    drill.target.go_away().await;
    drill.deliver(200, 4, Duration::ZERO).await;
    for _ in 0..24 * 4 {
        sleep(Duration::from_millis(300)).await;
        drill.running.let_pass(15 * 60).await;
    }
    drill.target.come_back().await;
    for _ in 0..6 {
        sleep(Duration::from_millis(500)).await;
        drill.running.let_pass(10 * 60).await;
    }
    drill.judge().await;
}

async fn poison(program: Program) {
    let mut drill = Drill::start("one event that the target never takes", program).await;
    drill.deliver(1, 1, Duration::ZERO).await;
    let poison = drill.sent[0].uid.clone();
    drill.target.refuse(&poison);
    drill.poison.insert(poison);
    drill.deliver(10_000, 8, Duration::ZERO).await;
    drill.judge().await;
}

async fn unread_log(program: Program) {
    let folder = tempfile::tempdir().unwrap();
    let what = "a log that nobody reads";
    let mut drill = Drill::start_in(what, program, folder.path(), true).await;
    drill.deliver(800, 16, Duration::ZERO).await;
    drill.judge().await;
}

/// Opens connections that begin a request and never end it.
async fn strangers(program: Program) {
    let mut drill = Drill::start("500 hostile connections", program).await;
    let mut strangers = Vec::new();
    for _ in 0..500 {
        let mut stranger = TcpStream::connect(drill.running.address()).await.unwrap();
        let _ = stranger
            .write_all(b"POST /webhooks/capturi HTTP/1.1\r\nHost: x\r\n")
            .await;
        strangers.push(stranger);
    }
    drill.deliver(1_000, 16, Duration::ZERO).await;
    drill.judge().await;
}
