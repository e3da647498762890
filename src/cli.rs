//! The commands and global flags. The operations of `capturi api` come from the document.

use std::{
    env,
    io::{self, IsTerminal as _},
};

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use crate::{api, inbox, lines, settings, webhook};

const AFTER_HELP: &str = "\
Exit codes:
  0  success
  1  failure: a delivery was refused, a file could not be written
  2  the command line can't be understood
  3  the API refused the call
  4  no answer came: no connection, or too slow
  5  the configuration can't be used: no token, for example
  6  not found

Environment:
  CAPTURI_TOKEN           the API token
  CAPTURI_BASE_URL        where the API is served
  CAPTURI_API_VERSION     the version to ask for
  CAPTURI_AUTH_SCHEME     how the token is sent: plain, bearer or header:NAME
  CAPTURI_PROFILE         the profile to use; see `capturi config`
  CAPTURI_WEBHOOK_SECRET  the secret that webhooks carry
  CAPTURI_INBOX           the inbox: sqlite:PATH or postgres://HOST/DATABASE
  NO_COLOR                no colours, whatever the terminal";

/// Call Capturi's Integration API; send and receive its webhooks.
#[derive(Parser)]
#[command(name = "capturi", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Cli {
    /// Log each step on standard error, but never tokens or the content of calls.
    #[arg(short, long, global = true)]
    verbose: bool,
    /// How lines on standard error are written: as text, or each as a JSON object for a program.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    log_format: LogFormat,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Call an operation of the Integration API.
    Api(api::Call),
    /// Send and receive webhooks, for development.
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// Receive, store and handle events in production.
    Inbox(inbox::Inbox),
    /// Show, check and create settings.
    #[command(subcommand)]
    Config(settings::Config),
    /// Print completions for a shell.
    ///
    /// For bash: capturi completions bash > ~/.local/share/bash-completion/completions/capturi
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print a manual page.
    ///
    /// For example: capturi man api get-conversation | man -l -
    Man {
        /// The command that the page is about; `capturi` itself unless given.
        command: Vec<String>,
    },
}

impl Cli {
    pub(crate) fn start_logging(&self) {
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let has_colours = io::stderr().is_terminal() && !no_color;
        let level = match self.verbose {
            true => LevelFilter::DEBUG,
            false => LevelFilter::WARN,
        };
        let filter = EnvFilter::builder()
            .with_default_directive(LevelFilter::WARN.into())
            .parse_lossy(format!(
                "capturi={level},capturi_api={level},capturi_webhooks={level},capturi_inbox={level},\
                 capturi_inbox::audit=info"
            ));
        let log = tracing_subscriber::fmt()
            .with_writer(|| lines::Log)
            // tracing would write its own errors straight to standard error, and panic if that
            // fails.
            .log_internal_errors(false)
            .with_ansi(has_colours)
            .with_env_filter(filter);
        match self.log_format {
            LogFormat::Text => log.init(),
            LogFormat::Json => {
                lines::say_json();
                log.json().flatten_event(true).with_span_list(false).init();
            }
        }
    }
}
