//! HTTP to a URL that the user names: a receiver, or a server that events are forwarded to.

use std::time::Duration;

use reqwest::{Client, Url, redirect};

use crate::{failure::Failure, lines::say};

/// The time limit for an answer from a receiver, or from the URL that `listen` forwards to.
pub(crate) const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client for one URL. Like Capturi, it follows no redirects.
pub(crate) fn client(url: &Url) -> Result<Client, Failure> {
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT);
    // Requests to this machine must not leave it through a proxy that the environment names.
    let client = match is_near(url) {
        true => client.no_proxy(),
        false => client,
    };
    client
        .build()
        .map_err(|error| Failure::failed("can't set up HTTP").because(error))
}

/// Warns if bodies, which hold people's calls, would cross the network unencrypted.
pub(crate) fn warn_of_plain_http(url: &Url) {
    if url.scheme() == "http" && !is_near(url) {
        let host = url.host_str().unwrap_or_default();
        say!("warning: bodies go to {host} by plain http, readable on the way");
    }
}

/// Whether the URL leads to this machine.
fn is_near(url: &Url) -> bool {
    url.host_str().is_some_and(capturi_api::is_loopback)
}
