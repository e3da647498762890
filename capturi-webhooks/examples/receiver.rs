//! A receiver of Capturi's webhooks that prints a line for each event.
//!
//! ```text
//! cargo run --example receiver
//! ```
//!
//! It handles each event while Capturi waits for the answer. An event whose handling fails is
//! answered 500, and is lost unless you replay it from Capturi's log within 7 days.

use std::{
    env, fs,
    future::Future,
    io::{self, Write as _},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use capturi_webhooks::{WebhookPayload, receiver::Receiver};
use clap::{Parser, ValueEnum};
use serde_json::json;
use tokio::net::TcpListener;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

const PATH: &str = "/webhooks/capturi";
const SECRET: &str = "CAPTURI_WEBHOOK_SECRET";

/// Receives Capturi's webhooks and prints a line for each event.
#[derive(Parser)]
#[command(after_help = "The secret itself is read from CAPTURI_WEBHOOK_SECRET or --secret-file.")]
struct Options {
    /// Address to listen on; anything but loopback needs a secret.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: String,
    /// Header that carries the secret, as configured in Capturi.
    #[arg(long, value_name = "NAME")]
    secret_header: Option<String>,
    /// File with the secret (at least 16 bytes), instead of CAPTURI_WEBHOOK_SECRET.
    #[arg(long, value_name = "FILE", requires = "secret_header")]
    secret_file: Option<PathBuf>,
    /// Take deliveries from anybody.
    #[arg(long)]
    allow_unauthenticated: bool,
    /// Format of events (standard output) and logs (standard error).
    #[arg(long, value_enum, default_value_t = LogFormat::Pretty)]
    log_format: LogFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Pretty,
    Json,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    let format = options.log_format;
    start_logging(format);

    let mut receiver = Receiver::builder()
        .allow_unauthenticated(options.allow_unauthenticated)
        .handler(move |payload: WebhookPayload| async move { print_event(&payload, format) });
    if let Some((header, secret)) = options.secret()? {
        receiver = receiver.secret(header, secret);
    }
    let receiver = receiver.build()?;

    let listener = TcpListener::bind(&options.listen)
        .await
        .map_err(|error| format!("can't listen on {}: {error}", options.listen))?;
    let address = listener.local_addr()?;
    let receiving = receiver.serve(listener, PATH, shutdown_signal()?)?;
    options.introduce(address);
    receiving.await;
    Ok(())
}

/// Handles an event: this example prints a line, your program does its work here.
fn print_event(payload: &WebhookPayload, format: LogFormat) -> io::Result<()> {
    let summary = payload.summary();
    let mut out = io::stdout().lock();
    match format {
        LogFormat::Pretty => writeln!(out, "{summary}")?,
        LogFormat::Json => writeln!(out, "{}", json!(summary))?,
    }
    out.flush()
}

impl Options {
    /// The header and its secret, if any is configured.
    fn secret(&self) -> Result<Option<(&str, String)>> {
        let header = self.secret_header.as_deref();
        let secret = match (&self.secret_file, env::var(SECRET)) {
            (Some(file), _) => fs::read_to_string(file)
                .map_err(|error| format!("{}: {error}", file.display()))?
                .trim_end()
                .to_owned(),
            (None, Ok(secret)) => secret,
            (None, Err(_)) if header.is_none() => return Ok(None),
            (None, Err(_)) => {
                return Err(format!("--secret-header needs {SECRET} or --secret-file").into());
            }
        };
        match header {
            Some(header) => Ok(Some((header, secret))),
            None => Err(format!("{SECRET} is set: name its header with --secret-header").into()),
        }
    }

    /// Prints the URL of the receiver, and how to try it.
    fn introduce(&self, address: SocketAddr) {
        let url = format!("http://{address}{PATH}");
        let secret = match (&self.secret_header, &self.secret_file) {
            (Some(header), Some(file)) => format!(" -H \"{header}: $(cat '{}')\"", file.display()),
            (Some(header), None) => format!(" -H \"{header}: ${SECRET}\""),
            (None, _) => String::new(),
        };
        let curl = |fixture: &str| {
            format!(
                "curl -i -H 'content-type: application/json'{secret} \
                 --data-binary '@{}/fixtures/{fixture}' {url}",
                env!("CARGO_MANIFEST_DIR")
            )
        };
        let who = match (&self.secret_header, self.allow_unauthenticated) {
            (Some(header), _) => format!("requests with the secret in {header}"),
            (None, false) => "this machine alone, as no secret is configured".to_owned(),
            (None, true) => "ANYBODY, as no secret is configured".to_owned(),
        };
        eprintln!(
            "Listening on {url} for {who}.\n\n\
             An event with the identity of a conversation:\n\n  {}\n\n\
             An event with the full conversation (conversation-pascal-case.json is the same with \
             PascalCase keys):\n\n  {}\n",
            curl("identity.json"),
            curl("conversation.json"),
        );
    }
}

fn start_logging(format: LogFormat) {
    let logs = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::builder()
                .with_default_directive(tracing_subscriber::filter::LevelFilter::WARN.into())
                .from_env_lossy(),
        );
    match format {
        LogFormat::Pretty => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
}

/// Completes at Ctrl-C or SIGTERM.
#[cfg(unix)]
fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes at Ctrl-C, or when Windows closes the console or shuts down.
#[cfg(windows)]
fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};

    let (mut ctrl_c, mut close, mut shutdown) = (ctrl_c()?, ctrl_close()?, ctrl_shutdown()?);
    Ok(async move {
        tokio::select! {
            _ = ctrl_c.recv() => {}
            _ = close.recv() => {}
            _ = shutdown.recv() => {}
        }
    })
}
