//! HTTP to whoever the user names: a receiver, or a program that events are passed on to.

use std::time::Duration;

use reqwest::{Client, Url, redirect};

use crate::failure::Failure;

const TIMEOUT: Duration = Duration::from_secs(30);

/// As Capturi: what is not answered at the URL itself is not delivered.
pub(crate) fn client() -> Result<Client, Failure> {
    Client::builder()
        .redirect(redirect::Policy::none())
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| Failure::failed("can't set up HTTP").because(error))
}

/// Warns where people's calls would go over the network for all to read.
pub(crate) fn warn_of_plain_http(url: &Url) {
    let host = url.host_str().unwrap_or_default();
    let is_near = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    if url.scheme() == "http" && !is_near {
        anstream::eprintln!("warning: bodies go to {host} by plain http, readable on the way");
    }
}
