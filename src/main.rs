//! `capturi`: the command line of Capturi.

mod api;
mod cli;
mod failure;
mod handling;
mod http;
mod inbox;
mod lines;
mod output;
mod reload;
mod settings;
mod shell;
mod sizes;
mod status;
mod suggest;
mod system;
mod times;
mod uids;
mod webhook;

use std::{process::ExitCode, time::Duration};

use clap::Parser as _;

use cli::{Cli, Command};
use failure::Failure;

/// The time limit for stopping the runtime, and for writing the last lines to standard error.
const LAST_WORDS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    if let Some(code) = handling::guard::run() {
        return code;
    }
    // The default hook would block while nobody reads standard error.
    std::panic::set_hook(Box::new(|panic| {
        lines::say_line("ERROR", &panic.to_string());
    }));
    let cli = Cli::try_parse().unwrap_or_else(|error| suggest::better(error).exit());
    cli.start_logging();
    let done = match tokio::runtime::Runtime::new() {
        Ok(runtime) => {
            let done = runtime.block_on(run(cli));
            // A pending DNS lookup or a disk that no longer responds must not delay the exit.
            runtime.shutdown_timeout(LAST_WORDS);
            done
        }
        Err(error) => Err(Failure::failed("no thread can be started").because(error)),
    };
    let code = match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    };
    lines::flush(LAST_WORDS);
    code
}

async fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Api(call) => api::run(&call).await,
        Command::Webhook(webhook) => webhook::run(&webhook).await,
        Command::Inbox(inbox) => inbox::run(&inbox).await,
        Command::Config(config) => settings::run(&config).await,
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { command } => shell::man(&command),
    }
}
