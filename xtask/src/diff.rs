//! `cargo xtask diff`: what changed between two documents, for code that upgrades and for clients that
//! are deployed.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::{Error, document::api_of};

#[derive(Args)]
pub(crate) struct Options {
    /// The document before: a file, or a git revision such as HEAD~1.
    old: String,
    /// The document after.
    new: String,
    /// How the changes are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 1 if there is a change of this kind; may be given twice.
    #[arg(long, value_enum)]
    fail_on: Vec<FailOn>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Callers may have to change their code to upgrade.
    Breaking,
    /// Clients that are already built fail against the changed server.
    Deployed,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let read = |name: &str| api_of(name).map_err(|error| format!("{name}: {error}"));
    let (old, new) = match (read(&options.old), read(&options.new)) {
        (Ok(old), Ok(new)) => (old, new),
        // 1 says that something breaks.
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("error: {error}");
            return Ok(ExitCode::from(2));
        }
    };
    let diff = capturi_codegen::diff(&old, &new);
    match options.format {
        Format::Text => print!("{diff}"),
        Format::Markdown => print!("{}", diff.to_markdown()),
        Format::Json => println!("{}", serde_json::to_string_pretty(&diff)?),
    }
    let fails = options.fail_on.iter().any(|kind| match kind {
        FailOn::Breaking => diff.is_breaking(),
        FailOn::Deployed => diff.breaks_deployed(),
    });
    match fails {
        true => Ok(ExitCode::FAILURE),
        false => Ok(ExitCode::SUCCESS),
    }
}
