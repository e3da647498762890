//! HTTP to a URL that the user names: a receiver, or a program that events are passed on to.

use std::time::Duration;

use reqwest::{Client, Url, redirect};

use crate::{failure::Failure, lines::say};

/// How long we wait for an answer while a sender waits for ours.
pub(crate) const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client for one URL. As Capturi: what is not answered at the URL itself is not delivered.
pub(crate) fn client(url: &Url) -> Result<Client, Failure> {
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT);
    // What is for this machine does not leave it, whatever proxy the environment names.
    let client = match is_near(url) {
        true => client.no_proxy(),
        false => client,
    };
    client
        .build()
        .map_err(|error| Failure::failed("can't set up HTTP").because(error))
}

/// Warns where people's calls would go over the network for all to read.
pub(crate) fn warn_of_plain_http(url: &Url) {
    if url.scheme() == "http" && !is_near(url) {
        let host = url.host_str().unwrap_or_default();
        say!("warning: bodies go to {host} by plain http, readable on the way");
    }
}

/// Whether it is on this machine.
fn is_near(url: &Url) -> bool {
    url.host_str().is_some_and(capturi_api::is_loopback)
}
