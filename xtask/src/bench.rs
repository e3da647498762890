//! `cargo xtask bench`. `inbox` runs a bench of its crate. `build` measures what depending on
//! `capturi-api` costs in build time:
//!
//! Crates that each depend on one thing are built from nothing, one after the other, with the
//! versions of our `Cargo.lock`. What counts is CPU time, because wall time depends on what else
//! the machine does; and ratios, because machines differ.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
    time::Duration,
};

use clap::{Args, Subcommand};

use crate::{Error, succeed, workspace};

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// CPU seconds to build a crate that depends on capturi-api, against its dependencies alone.
    Build(Options),
    /// The load that an inbox takes, against plain inserts, receivers without an inbox, and itself with
    /// a recorder of metrics; and how
    /// fast events are handled, on both engines.
    Inbox(Load),
}

#[derive(Args)]
pub(crate) struct Options {
    /// How often each crate is built; the least counts.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

#[derive(Args)]
pub(crate) struct Load {
    /// How long each contender is loaded, in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// How many events the backlog has.
    #[arg(long, default_value_t = 1_000_000)]
    backlog: u32,
}

struct Contender {
    name: &'static str,
    dependencies: String,
    main: &'static str,
}

/// The dependencies that all contenders share.
const DEPENDENCIES: &str = r#"
chrono = { version = "0.4", default-features = false, features = ["alloc", "serde"] }
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "rustls", "stream"] }
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "rt"] }
uuid = { version = "1", features = ["serde"] }
"#;

const ALONE: &str = r#"
#[derive(Debug, serde::Deserialize)]
struct Call { uid: uuid::Uuid, #[serde(rename = "dateTime")] date_time: chrono::DateTime<chrono::Utc> }

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let http = reqwest::Client::new();
    let call: Call = http.get("https://localhost/").send().await?.json().await?;
    println!("{} {}", call.uid, call.date_time);
    Ok(())
}
"#;

const OURS: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let capturi = capturi_api::Client::from_env()?;
    let call = capturi.get_conversation(uuid::Uuid::nil()).send().await?.into_inner();
    println!("{:?}", call.map(|call| (call.uid, call.date_time)));
    Ok(())
}
"#;

const MACRO: &str = r#"
progenitor::generate_api!("corrected.json");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let capturi = Client::new("https://localhost");
    let call = capturi.get_conversation(&uuid::Uuid::nil()).await?.into_inner();
    println!("{:?}", (call.uid, call.date_time));
    Ok(())
}
"#;

pub(crate) fn run(bench: &Bench) -> Result<ExitCode, Error> {
    match bench {
        Bench::Build(options) => build(options),
        Bench::Inbox(load) => inbox(load),
    }
}

/// Runs the benches in `capturi-inbox/benches/`.
fn inbox(load: &Load) -> Result<ExitCode, Error> {
    let (seconds, backlog) = (load.seconds.to_string(), load.backlog.to_string());
    let load = ["--seconds", &seconds, "--backlog", &backlog];
    for (bench, arguments) in [("load", load.as_slice()), ("handling", &[])] {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(workspace())
            .args([
                "bench",
                "--package",
                "capturi-inbox",
                "--bench",
                bench,
                "--",
            ])
            .args(arguments);
        succeed(&mut cargo, "the bench failed")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn build(options: &Options) -> Result<ExitCode, Error> {
    let root = workspace();
    let api = root.join("capturi-api");
    let contenders = [
        Contender {
            name: "dependencies-alone",
            dependencies: DEPENDENCIES.to_owned(),
            main: ALONE,
        },
        Contender {
            name: "capturi-api",
            dependencies: format!("{DEPENDENCIES}capturi-api = {{ path = {api:?} }}\n"),
            main: OURS,
        },
        Contender {
            name: "progenitor-macro",
            dependencies: format!(
                "{DEPENDENCIES}progenitor = \"0.15\"\nprogenitor-client = \"0.15\"\n\
                 serde_json = \"1\"\n"
            ),
            main: MACRO,
        },
    ];
    let folder = root.join("target/bench-build");
    let mut least = [Duration::MAX; 3];
    for contender in &contenders {
        write(contender, &root, &folder)?;
    }
    for run in 1..=options.runs {
        for (contender, least) in contenders.iter().zip(&mut least) {
            let time = cpu_time_of_build(&folder.join(contender.name))?;
            println!(
                "run {run}  {:20} {:6.1} CPU s",
                contender.name,
                time.as_secs_f64()
            );
            *least = time.min(*least);
        }
    }
    let base = least[0].as_secs_f64();
    println!();
    for (contender, least) in contenders.iter().zip(least) {
        let seconds = least.as_secs_f64();
        println!(
            "{:20} {seconds:6.1} CPU s  {:.2} times",
            contender.name,
            seconds / base
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the contender's crate and fetches its dependencies.
fn write(contender: &Contender, root: &Path, folder: &Path) -> Result<(), Error> {
    let folder = folder.join(contender.name);
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"bench-build\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]{}\n[workspace]\n",
        contender.dependencies
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), contender.main)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let read = |name: &str| fs::read_to_string(root.join("spec").join(name));
    let corrected =
        capturi_codegen::correct(&read("upstream.json")?, Some(&read("overlay.json")?))?;
    fs::write(folder.join("corrected.json"), corrected.to_string())?;
    cargo(&folder, &["fetch", "--quiet"])
}

fn cpu_time_of_build(folder: &Path) -> Result<Duration, Error> {
    let target = folder.join("target");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let before = cpu_time_of_children()?;
    cargo(folder, &["build", "--quiet", "--offline"])?;
    Ok(cpu_time_of_children()?.saturating_sub(before))
}

fn cargo(folder: &Path, arguments: &[&str]) -> Result<(), Error> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        // Crates from a registry are not built incrementally; users get our crate from a registry.
        .env("CARGO_INCREMENTAL", "0");
    let folder = folder.display();
    succeed(
        &mut cargo,
        format_args!("`cargo {}` failed in {folder}", arguments.join(" ")),
    )
}

/// The CPU time, user and system, of all processes that this one started and that ended.
#[cfg(unix)]
fn cpu_time_of_children() -> Result<Duration, Error> {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike,
    };

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = [usage.user_time(), usage.system_time()]
        .iter()
        .map(TimeValLike::num_microseconds)
        .sum::<i64>();
    Ok(Duration::from_micros(u64::try_from(microseconds)?))
}

#[cfg(not(unix))]
fn cpu_time_of_children() -> Result<Duration, Error> {
    Err("CPU time is measured on Unix only".into())
}
