//! `cargo xtask diff`: what changed for callers between two documents.

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
    /// Exit with 1 if there is a change of this kind.
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A caller may have to change its code.
    Breaking,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let diff = capturi_codegen::diff(&api_of(&options.old)?, &api_of(&options.new)?);
    match options.format {
        Format::Text => print!("{diff}"),
        Format::Markdown => print!("{}", diff.to_markdown()),
        Format::Json => println!("{}", serde_json::to_string_pretty(&diff)?),
    }
    if options.fail_on == Some(FailOn::Breaking) && diff.is_breaking() {
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
