//! `cargo xtask drill` runs the bench in `benches/drill/`.

use std::process::{Command, ExitCode};

use crate::{Error, workspace};

pub(crate) fn run() -> Result<ExitCode, Error> {
    let status = Command::new("cargo")
        .current_dir(workspace())
        .args(["bench", "--package", "capturi", "--bench", "drill"])
        .status()?;
    match status.success() {
        true => Ok(ExitCode::SUCCESS),
        false => Err("the drill failed".into()),
    }
}
