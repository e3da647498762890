//! `capturi`: the command line of Capturi.

mod api;
mod cli;
mod failure;
mod handling;
mod http;
mod inbox;
mod lines;
mod output;
mod settings;
mod shell;
mod shutdown;
mod times;
mod webhook;

use std::{process::ExitCode, time::Duration};

use clap::Parser as _;

use cli::{Cli, Command};
use failure::Failure;

/// How long the last words may take.
const LAST_WORDS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    if let Some(code) = handling::guard::run() {
        return code;
    }
    let code = start();
    lines::flush(LAST_WORDS);
    code
}

#[tokio::main]
async fn start() -> ExitCode {
    let cli = Cli::parse();
    cli.start_logging();
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Api(call) => api::run(&call).await,
        Command::Webhook(webhook) => webhook::run(&webhook).await,
        Command::Inbox(inbox) => inbox::run(&inbox).await,
        Command::Config(config) => settings::run(&config),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { command } => shell::man(&command),
    }
}
