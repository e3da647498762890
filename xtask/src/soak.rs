//! `cargo xtask soak NAME`: the long form of a check that the gate runs in short.

use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};

use crate::{Error, workspace};

#[derive(Args)]
pub(crate) struct Options {
    check: Check,
}

#[derive(Clone, Copy, ValueEnum)]
enum Check {
    /// The example `sync_conversations`, killed 500 times: every row once.
    Sync,
    /// Receivers and workers, killed 200 times: no acknowledged event is lost.
    Crashes,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    match options.check {
        Check::Sync => {
            let features = ["--package", "capturi-api", "--all-features"];
            cargo(&["build", "--examples"], &features, &[])?;
            let test = ["--test", "sync", "--", "--nocapture"];
            cargo(
                &["test"],
                &[&features[..], &test].concat(),
                &[("CAPTURI_KILLS", "500")],
            )?;
        }
        Check::Crashes => cargo(&["xtask", "crash-test"], &["--kills", "200"], &[])?,
    }
    Ok(ExitCode::SUCCESS)
}

fn cargo(command: &[&str], arguments: &[&str], environment: &[(&str, &str)]) -> Result<(), Error> {
    let status = Command::new("cargo")
        .current_dir(workspace())
        .args(command)
        .args(arguments)
        .envs(environment.iter().copied())
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`cargo {}` failed", command.join(" ")).into()),
    }
}
