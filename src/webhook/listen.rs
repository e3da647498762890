//! `capturi webhook listen`.

use std::{
    io,
    path::{Path, PathBuf},
};

use capturi_webhooks::{
    WebhookIdentity, WebhookPayload,
    receiver::{Answer, Delivery, HandOver},
};
use clap::Args;
use reqwest::Url;
use tokio::{fs::OpenOptions, io::AsyncWriteExt as _};

use super::endpoint::Endpoint;
use crate::{
    failure::Failure,
    handling::{Forwarder, summary},
    http::{ANSWER_TIMEOUT, warn_of_plain_http},
    lines::{Printer, say},
    output::{Format, Output},
    system::{self, shutdown},
};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    output: Output,
    /// Pass each delivery on to this URL: method, body, content type and trace, but no other
    /// header; the query, unless the URL has one. If the target does not answer with success, the
    /// sender gets 500.
    #[arg(long, value_name = "URL")]
    forward_to: Option<Url>,
    /// Keep each body as a file in this folder, readable for you alone. Bodies hold personal
    /// data: delete them when you are done.
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    // Last, as its heading "Limits" would apply to every flag after it.
    #[command(flatten)]
    endpoint: Endpoint,
}

/// The handler of deliveries: it saves, prints and forwards them as the flags say.
struct Development {
    printer: Printer,
    format: Format,
    forwarder: Option<Forwarder>,
    folder: Option<PathBuf>,
}

pub(super) async fn run(options: &Options) -> Result<(), Failure> {
    let development = Development {
        printer: Printer::start()?,
        format: options.output.output,
        forwarder: match &options.forward_to {
            Some(url) => Some(Forwarder::new(url.clone(), ANSWER_TIMEOUT)?),
            None => None,
        },
        folder: options.save.clone(),
    };
    if let Some(folder) = &development.folder {
        create_folder(folder).map_err(|error| {
            Failure::failed(format!("can't create {}", folder.display())).because(error)
        })?;
        say!(
            "Bodies are kept in {}: they hold what people said. Delete them when you are done.",
            folder.display()
        );
    }
    if let Some(url) = &options.forward_to {
        warn_of_plain_http(url);
    }
    let served = options.endpoint.serve(development, shutdown()?).await?;
    options.endpoint.introduce(served.address);
    options.endpoint.suggest(served.address);
    served.receiving.await;
    Ok(())
}

impl HandOver for Development {
    async fn hand_over(&self, delivery: Delivery) -> Answer {
        if let Some(folder) = &self.folder
            && let Err(error) = save(folder, &delivery).await
        {
            say!("not saved in {}: {error}", folder.display());
            return Answer::Failed;
        }
        if let Ok(identity) = WebhookIdentity::from_slice(&delivery.body) {
            Delivery::identified(&identity.event, identity.event_uid, identity.entity_uid);
        }
        let payload = match WebhookPayload::from_slice(&delivery.body) {
            Ok(payload) => payload,
            Err(error) => {
                say!("refused: {error}");
                return error.into();
            }
        };
        let line = summary(&payload, self.format);
        if self.printer.print(line).await.is_err() {
            return Answer::Failed;
        }
        let Some(forwarder) = &self.forwarder else {
            return Answer::Taken;
        };
        match forwarder.pass_on(&delivery).await {
            Ok(response) if response.status().is_success() => Answer::Taken,
            Ok(response) => {
                say!("{} answered {}", forwarder.shown(), response.status());
                Answer::Failed
            }
            Err(error) => {
                say!("{} did not answer: {error}", forwarder.shown());
                Answer::Failed
            }
        }
    }
}

/// Saves the body in a file that is named after the response's `x-request-id`.
async fn save(folder: &Path, delivery: &Delivery) -> io::Result<()> {
    let path = folder.join(format!("{}.json", delivery.request_id));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    system::private_file(&mut options);
    let mut file = OpenOptions::from(options).open(path).await?;
    file.write_all(&delivery.body).await?;
    file.flush().await
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    system::private_folder(builder.recursive(true)).create(folder)
}
