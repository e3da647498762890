//! `capturi webhook`: both ends of a webhook, for development.

mod deliveries;
mod endpoint;
mod limits;
mod listen;
mod secret;
mod send;

use clap::Subcommand;

pub(crate) use endpoint::{Endpoint, Served, Watched};

use crate::{failure::Failure, inbox::OldServe};

/// The URL of a receiver that listens at the default address.
const DEFAULT_URL: &str = "http://127.0.0.1:8080/webhooks/capturi";

#[derive(Subcommand)]
pub(crate) enum Webhook {
    /// Send deliveries as Capturi would: the identity of a conversation, or all of it.
    Send(send::Options),
    /// Receive deliveries for development: print each, and pass it on.
    Listen(listen::Options),
    /// `capturi inbox serve`.
    #[command(hide = true)]
    Serve(OldServe),
}

pub(crate) async fn run(webhook: &Webhook) -> Result<(), Failure> {
    match webhook {
        Webhook::Send(options) => send::run(options).await,
        Webhook::Listen(options) => listen::run(options).await,
        Webhook::Serve(options) => options.run().await,
    }
}
