//! What maintainers run: `cargo xtask generate` and `cargo xtask test`.
#![allow(clippy::print_stdout)] // a command talks to a terminal

mod gate;
mod generate;

use std::process::ExitCode;

use clap::Parser;

type Error = Box<dyn std::error::Error>;

#[derive(Parser)]
#[command(name = "cargo xtask", about)]
enum Command {
    /// Generate the client from `spec/` and tell what was done.
    Generate(generate::Options),
    /// Run everything that has to pass before a change lands.
    Test(gate::Options),
}

fn main() -> ExitCode {
    let result = match Command::parse() {
        Command::Generate(options) => generate::run(&options),
        Command::Test(options) => gate::run(&options),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn workspace() -> std::path::PathBuf {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
