//! `cargo xtask drill` runs the bench in `benches/drill/`.

use std::process::{Command, ExitCode};

use crate::{Error, succeed, workspace};

pub(crate) fn run() -> Result<ExitCode, Error> {
    let mut bench = Command::new("cargo");
    bench
        .current_dir(workspace())
        .args(["bench", "--package", "capturi", "--bench", "drill"]);
    succeed(&mut bench, "the drill failed")?;
    Ok(ExitCode::SUCCESS)
}
