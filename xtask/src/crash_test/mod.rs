//! `cargo xtask crash-test` tries the promises of `capturi inbox serve` by killing it.
//!
//! The test runs real processes: senders, receivers, workers and the target that events are
//! forwarded to. Receivers and workers are killed with SIGKILL again and again under load, some of
//! them while they start. In the end, every event that was answered 200 is in the ledger and was
//! handled, events of a conversation in order, and no event was handled after it was marked done.
//!
//! SIGKILL keeps what the kernel has in memory, so it proves nothing about a power cut. Hence
//! `synced` runs the receiver under strace, which shows that the log is synced before each 200.

mod fleet;
mod ledger;
mod load;
mod synced;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    thread::sleep,
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};

use crate::{Error, succeed, target, workspace};
use fleet::{Fleet, Postgres};
use ledger::Ledger;
use load::{Load, Target};

#[derive(Args)]
pub(crate) struct Options {
    /// The number of processes to kill on each engine.
    #[arg(long, default_value_t = 50, value_name = "N")]
    kills: u32,
    /// Run only this part.
    #[arg(long, value_enum)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// One process that receives and handles, on SQLite.
    Sqlite,
    /// Two receivers and three workers on one PostgreSQL, which is killed now and then, too.
    Postgres,
    /// The log is synced before each answer.
    Synced,
}

/// The time without progress after which the remaining events count as stuck.
const CATCH_UP: Duration = Duration::from_secs(20);
/// An event whose worker was killed is handled again after this time.
pub(crate) const LEASE: &str = "2s";
/// The time to wait for events that come back in spite of their lease; longer than a lease.
const AFTERWARDS: Duration = Duration::from_secs(4);
/// One of so many kills on PostgreSQL kills the server as well.
const SERVER_TOO: u32 = 10;
/// After one of so many kills, the operator's command reads the inbox first, so that another
/// process opens what the killed process left.
const LOOK_FIRST: u32 = 5;
/// One of so many members is killed again while it starts.
const KILL_AT_THE_START: u32 = 7;
/// On PostgreSQL, an event may be committed after one with a higher id. If ids are this close,
/// either event may be handled first.
const OVERLAP: i64 = 60;
/// The fewest accepted deliveries per kill: a run with less load shows nothing.
const ACCEPTED_BY_KILL: usize = 5;

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    build()?;
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Part::Sqlite) {
        let folder = fresh_folder("sqlite")?;
        let inbox = format!("sqlite:{}", folder.join("inbox.db").display());
        let target = Target::start(&folder)?;
        let fleet = Fleet::of_one(&inbox, &target.url, &folder)?;
        kill_again_and_again("SQLite", options.kills, &inbox, target, fleet, None)?;
    }
    if wanted(Part::Postgres) {
        let folder = fresh_folder("postgres")?;
        let server = Postgres::start()?;
        let inbox = server.url();
        let target = Target::start(&folder)?;
        let fleet = Fleet::of_five(&inbox, &target.url, &folder)?;
        kill_again_and_again(
            "PostgreSQL",
            options.kills,
            &inbox,
            target,
            fleet,
            Some(&server),
        )?;
    }
    if wanted(Part::Synced) {
        synced::run(&fresh_folder("synced")?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn kill_again_and_again(
    engine: &str,
    kills: u32,
    inbox: &str,
    target: Target,
    mut fleet: Fleet,
    server: Option<&Postgres>,
) -> Result<(), Error> {
    let mut ledger = Ledger::new(inbox);
    let load = Load::start(&fleet.receivers())?;
    for kill in 1..=kills {
        sleep(Duration::from_millis(fastrand::u64(100..500)));
        let victim = fleet.kill_one()?;
        if let Some(server) = server
            && kill % SERVER_TOO == 0
        {
            server.crash()?;
        }
        let looks_first = kill % LOOK_FIRST == 0;
        if looks_first {
            ledger.look(&target)?;
        }
        if kill % KILL_AT_THE_START == 0 {
            fleet.kill_at_the_start(victim)?;
        }
        fleet.restart(victim)?;
        if !looks_first {
            ledger.look(&target)?;
        }
        fleet.all_run()?;
    }
    sleep(Duration::from_millis(500));
    let sent = load.stop()?;
    let calm = Instant::now();
    let (mut fewest, mut since) = (usize::MAX, calm);
    loop {
        let open = ledger.open()?;
        if open == 0 {
            break;
        }
        if open < fewest {
            (fewest, since) = (open, Instant::now());
        }
        if since.elapsed() > CATCH_UP {
            return Err(format!("{engine}: {open} events are stuck").into());
        }
        sleep(Duration::from_millis(100));
    }
    let caught_up = calm.elapsed();
    ledger.look_at_all(&target)?;
    // A lease that was not heeded might bring an event back in this time.
    sleep(AFTERWARDS);
    fleet.all_run()?;
    let (metrics, log) = (fleet.metrics()?, fleet.log()?);
    drop(fleet);
    if sent.accepted.len() < kills as usize * ACCEPTED_BY_KILL || sent.unanswered == 0 {
        let accepted = sent.accepted.len();
        let unanswered = sent.unanswered;
        return Err(format!(
            "{engine}: {accepted} deliveries were answered 200, {unanswered} were not: \
             that is no load under which anything was killed"
        )
        .into());
    }
    let overlap = server.map_or(0, |_| OVERLAP);
    let found = ledger.check(&sent.accepted, &target, overlap);
    let found = found.map_err(|error| format!("{engine}: {error}"))?;
    tells_the_truth(&metrics, found.events).map_err(|error| format!("{engine}: {error}"))?;
    tells_no_secret(&metrics)?;
    tells_no_secret(&log)?;
    println!(
        "{engine}: {kills} kills; {} deliveries were answered 200, {} were not. \
         {} events in the inbox, all done; {} handled twice, none after it was marked done. \
         The last was done {:.1} s after the end of the load.",
        sent.accepted.len(),
        sent.unanswered,
        found.events,
        found.handled_twice,
        caught_up.as_secs_f64(),
    );
    Ok(())
}

/// Fails unless the metrics have as many events as the ledger, all of them done.
fn tells_the_truth(metrics: &str, events: usize) -> Result<(), Error> {
    let states = [
        ("pending", 0),
        ("running", 0),
        ("done", events),
        ("dead", 0),
        ("unreadable", 0),
    ];
    for (state, number) in states {
        let line = format!("capturi_inbox_events{{state=\"{state}\"}} {number}");
        if !metrics.lines().any(|found| found == line) {
            return Err(format!("/metrics lacks {line}: {metrics}").into());
        }
    }
    Ok(())
}

/// Fails if a secret or a part of a payload stands in a log or in metrics.
fn tells_no_secret(text: &str) -> Result<(), Error> {
    for marked in [load::SECRET, "fiberforbindelse", "+45 00 00 00 42"] {
        if text.contains(marked) {
            return Err(format!("a log or /metrics has {marked:?}").into());
        }
    }
    Ok(())
}

/// Creates an empty folder below the target folder.
fn fresh_folder(name: &str) -> Result<PathBuf, Error> {
    let folder = target().join("crash-test").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn build() -> Result<(), Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = std::process::Command::new(cargo);
    build
        .current_dir(workspace())
        .args(["build", "--quiet", "--package", "capturi"]);
    succeed(&mut build, "the command line does not build")
}

/// The command line that was built, without this machine's settings.
fn capturi(home: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(target().join("debug/capturi"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CAPTURI_") {
            command.env_remove(name);
        }
    }
    command.env("HOME", home);
    command
}
