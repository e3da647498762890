//! `capturi webhook`: both ends of a webhook, for development and operations.

mod deliveries;
mod forward;
mod listen;
mod secret;
mod send;

use clap::Subcommand;

use crate::failure::Failure;

/// Where the receiver listens unless told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8080/webhooks/capturi";

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
