//! `capturi webhook listen`.

use std::{
    future::Future,
    io::{self, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
};

use capturi_webhooks::{
    WebhookPayload,
    receiver::{Answer, Delivery, HandOver, Receiver},
};
use clap::{Args, ValueEnum};
use reqwest::Url;
use serde_json::json;
use tokio::{fs::OpenOptions, io::AsyncWriteExt as _, net::TcpListener};

use super::{forward::Forwarder, secret::Secret};
use crate::failure::Failure;

const PATH: &str = "/webhooks/capturi";

#[derive(Args)]
pub(crate) struct Options {
    /// Address to listen on; anything but loopback needs a secret.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: String,
    #[command(flatten)]
    secret: Secret,
    /// Take deliveries from anybody.
    #[arg(long)]
    allow_unauthenticated: bool,
    /// How events are printed.
    #[arg(long, value_enum, default_value_t = LogFormat::Pretty)]
    log_format: LogFormat,
    /// Pass each delivery on to this URL: method, query, body, content type and trace, but no
    /// other header. What is not answered with success there is answered 500 here.
    #[arg(long, value_name = "URL")]
    forward_to: Option<Url>,
    /// Keep each body as a file in this folder, readable for you alone. They hold what people
    /// said: delete them when you are done.
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Pretty,
    Json,
}

/// What becomes of each delivery.
struct Development {
    format: LogFormat,
    forwarder: Option<Forwarder>,
    folder: Option<PathBuf>,
}

pub(super) async fn run(options: &Options) -> Result<(), Failure> {
    let development = Development {
        format: options.log_format,
        forwarder: options.forward_to.clone().map(Forwarder::new).transpose()?,
        folder: options.save.clone(),
    };
    if let Some(folder) = &development.folder {
        create_folder(folder).map_err(|error| {
            Failure::failed(format!("can't create {}", folder.display())).because(error)
        })?;
    }
    options.warn(&development);
    let mut receiver = Receiver::builder()
        .allow_unauthenticated(options.allow_unauthenticated)
        .hand_over(development);
    if let Some((header, secret)) = options.secret.read_all()? {
        receiver = receiver.secret(header, secret);
    }
    let refused = |error: &dyn std::error::Error| Failure::configuration(error.to_string());
    let receiver = receiver.build().map_err(|error| refused(&error))?;
    let listener = TcpListener::bind(&options.listen).await.map_err(|error| {
        Failure::failed(format!("can't listen on {}", options.listen)).because(error)
    })?;
    let address = listener.local_addr()?;
    let receiving = receiver
        .serve(listener, PATH, shutdown()?)
        .map_err(|error| {
            refused(&error).help("name a secret with --secret-header, or listen on 127.0.0.1")
        })?;
    options.introduce(address);
    receiving.await;
    Ok(())
}

impl HandOver for Development {
    async fn hand_over(&self, delivery: Delivery) -> Answer {
        if let Some(folder) = &self.folder
            && let Err(error) = save(folder, &delivery).await
        {
            anstream::eprintln!("not saved in {}: {error}", folder.display());
            return Answer::Failed;
        }
        let payload = match WebhookPayload::from_slice(&delivery.body) {
            Ok(payload) => payload,
            Err(error) => {
                anstream::eprintln!("refused: {error}");
                return error.into();
            }
        };
        if self.print(&payload).is_err() {
            return Answer::Failed;
        }
        let Some(forwarder) = &self.forwarder else {
            return Answer::Taken;
        };
        match forwarder.pass_on(&delivery).await {
            Ok(status) if status.is_success() => Answer::Taken,
            Ok(status) => {
                anstream::eprintln!("{} answered {status}", forwarder.url());
                Answer::Failed
            }
            Err(error) => {
                anstream::eprintln!("{} did not answer: {error}", forwarder.url());
                Answer::Failed
            }
        }
    }
}

impl Development {
    fn print(&self, payload: &WebhookPayload) -> io::Result<()> {
        let summary = payload.summary();
        let mut out = io::stdout().lock();
        match self.format {
            LogFormat::Pretty => writeln!(out, "{summary}")?,
            LogFormat::Json => writeln!(out, "{}", json!(summary))?,
        }
        out.flush()
    }
}

impl Options {
    fn warn(&self, development: &Development) {
        if let Some(folder) = &development.folder {
            anstream::eprintln!(
                "Bodies are kept in {}: they hold what people said. Delete them when you are done.",
                folder.display()
            );
        }
        if let Some(forwarder) = &development.forwarder {
            let url = forwarder.url();
            let host = url.host_str().unwrap_or_default();
            let is_near = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
            if url.scheme() == "http" && !is_near {
                anstream::eprintln!(
                    "warning: bodies go to {host} by plain http, readable on the way"
                );
            }
        }
    }

    fn introduce(&self, address: SocketAddr) {
        let who = match (self.secret.header(), self.allow_unauthenticated) {
            (Some(header), _) => format!("whoever sends the secret in {header}"),
            (None, false) => "this machine alone, as no secret is configured".to_owned(),
            (None, true) => "ANYBODY, as no secret is configured".to_owned(),
        };
        let url = format!("http://{address}{PATH}");
        let flags = self.secret.as_flags();
        anstream::eprintln!(
            "Listening on {url} for {who}.\n\nTry it from another terminal:\n\n  \
             capturi webhook send --full{flags} --to {url}\n"
        );
    }
}

/// Keeps the body under the id that is in the answer's `x-request-id`.
async fn save(folder: &Path, delivery: &Delivery) -> io::Result<()> {
    let path = folder.join(format!("{}.json", delivery.request_id));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await?;
    file.write_all(&delivery.body).await?;
    file.flush().await
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Until somebody ends the program.
fn shutdown() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Without a way to be asked to end, it goes on until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
