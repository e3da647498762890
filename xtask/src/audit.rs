//! `cargo xtask audit` checks licences, sources and advisories of the dependencies with cargo-deny
//! and `deny.toml`. It is no step of the gate: its result changes without a change of ours.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, ExitCode},
};

use crate::{Error, succeed, workspace};

pub(crate) fn run() -> Result<ExitCode, Error> {
    let version = Command::new("cargo-deny").arg("--version").output();
    if !version.is_ok_and(|output| output.status.success()) {
        return Err("cargo-deny is missing: cargo install --locked cargo-deny".into());
    }
    deny(&["licenses", "bans", "sources"])?;
    match has_advisories() {
        true => deny(&["advisories", "--disable-fetch"])?,
        false => println!(
            "\nAdvisories were not looked at, as no database of them is here: `cargo deny fetch` gets one."
        ),
    }
    Ok(ExitCode::SUCCESS)
}

fn deny(checks: &[&str]) -> Result<(), Error> {
    let mut deny = Command::new("cargo-deny");
    deny.current_dir(workspace())
        .args(["--all-features", "check"])
        .args(checks);
    succeed(
        &mut deny,
        format_args!("cargo deny check {} failed", checks.join(" ")),
    )
}

/// Whether cargo-deny has a database of advisories in its default place.
fn has_advisories() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let databases = home.map(|home| home.join("advisory-dbs"));
    let entries = databases.and_then(|folder| fs::read_dir(folder).ok());
    entries.is_some_and(|mut entries| entries.next().is_some())
}
