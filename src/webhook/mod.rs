//! `capturi webhook`: both ends of a webhook.

mod deliveries;
mod endpoint;
mod limits;
mod listen;
mod secret;
mod send;
mod serve;

use clap::Subcommand;

use crate::failure::Failure;

/// Where the receiver listens unless told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8080/webhooks/capturi";

#[derive(Subcommand)]
pub(crate) enum Webhook {
    /// Send deliveries as Capturi would: the identity of a conversation, or all of it.
    Send(send::Options),
    /// Receive deliveries for development: print each, and pass it on.
    Listen(listen::Options),
    /// Receive deliveries in production: store each in an inbox before it is acknowledged, and
    /// handle it from there until it is done.
    Serve(serve::Options),
}

pub(crate) async fn run(webhook: &Webhook) -> Result<(), Failure> {
    match webhook {
        Webhook::Send(options) => send::run(options).await,
        Webhook::Listen(options) => listen::run(options).await,
        Webhook::Serve(options) => serve::run(options).await,
    }
}
