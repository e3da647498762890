//! `capturi webhook`: both ends of a webhook, for development and operations.

mod deliveries;
mod forward;
mod listen;
mod secret;
mod send;

use std::time::Duration;

use clap::Subcommand;
use reqwest::{Client, redirect};

use crate::failure::Failure;

/// Where the receiver listens unless told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8080/webhooks/capturi";
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Subcommand)]
pub(crate) enum Webhook {
    /// Send deliveries as Capturi would: the identity of a conversation, or all of it.
    Send(send::Options),
    /// Receive deliveries, print each, and pass them on to a program of yours.
    Listen(listen::Options),
}

pub(crate) async fn run(webhook: &Webhook) -> Result<(), Failure> {
    match webhook {
        Webhook::Send(options) => send::run(options).await,
        Webhook::Listen(options) => listen::run(options).await,
    }
}

/// As Capturi: what is not answered at the URL itself is not delivered.
fn http_client() -> Result<Client, Failure> {
    Client::builder()
        .redirect(redirect::Policy::none())
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| Failure::failed("can't set up HTTP").because(error))
}
