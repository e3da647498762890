//! The tasks of maintainers; `cargo xtask --help` lists them.
#![allow(clippy::print_stdout)] // a command talks to a terminal

mod audit;
mod bench;
mod crash_test;
mod diff;
mod document;
mod drill;
mod fetch;
mod gate;
mod generate;
mod install;
mod judge;
mod soak;
mod try_out;

use std::{
    fmt::Display,
    path::{Path, PathBuf},
    process::{self, ExitCode},
};

use clap::Parser;

type Error = Box<dyn std::error::Error>;

#[derive(Parser)]
#[command(name = "cargo xtask", about)]
enum Command {
    /// Generate the client from `spec/` and tell what was done.
    Generate(generate::Options),
    /// Download the live document, tell what it changes, and put it into `spec/`.
    Fetch(fetch::Options),
    /// Tell what changed between two documents, for code that upgrades and for deployed clients.
    Diff(diff::Options),
    /// Generate a client from any document, as a throw-away crate below target/try/.
    Try(try_out::Options),
    /// Compile a caller of an old API against new clients, and compare with what the diff says.
    Judge(judge::Options),
    /// Run everything that has to pass before a change lands.
    Test(gate::Options),
    /// Check the licences and sources of all dependencies, and the advisories about them.
    Audit,
    /// Run the long form of a check that the gate runs in short.
    Soak(soak::Options),
    /// Kill receivers and workers under load, and check that no acknowledged event is lost.
    CrashTest(crash_test::Options),
    /// Let things go wrong around our receiver and around a hand-written one, and print what became
    /// of the deliveries.
    Drill,
    /// Measure costs that no bench inside a crate can measure.
    #[command(subcommand)]
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    if !is_workspace(&workspace()) {
        eprintln!("error: this has to be run inside of the repository");
        return ExitCode::FAILURE;
    }
    let result = match Command::parse() {
        Command::Generate(options) => generate::run(&options),
        Command::Fetch(options) => fetch::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Try(options) => try_out::run(&options),
        Command::Judge(options) => judge::run(&options),
        Command::Test(options) => gate::run(&options),
        Command::Audit => audit::run(),
        Command::Soak(options) => soak::run(&options),
        Command::CrashTest(options) => crash_test::run(&options),
        Command::Drill => drill::run(),
        Command::Bench(bench) => bench::run(&bench),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace: the nearest folder upwards that contains this crate.
fn workspace() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let mut around = here.ancestors();
    let found = around.find(|folder| is_workspace(folder));
    found.unwrap_or(&here).to_owned()
}

fn is_workspace(folder: &Path) -> bool {
    folder.join("xtask/Cargo.toml").exists()
}

/// The folder that cargo builds into.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), Into::into)
}

/// Runs a program to its end. If it does not succeed, `failure` is the error.
fn succeed(program: &mut process::Command, failure: impl Display) -> Result<(), Error> {
    match program.status()?.success() {
        true => Ok(()),
        false => Err(failure.to_string().into()),
    }
}
