//! Forwards deliveries to a URL of the user's.

use std::time::Duration;

use capturi_webhooks::receiver::Delivery;
use reqwest::{Client, Response, Url};

use crate::{failure::Failure, http};

pub(crate) struct Forwarder {
    http: Client,
    url: Url,
    time_limit: Duration,
}

impl Forwarder {
    /// Forwards to `url`. An answer that takes longer than `time_limit` counts as no answer.
    pub(crate) fn new(url: Url, time_limit: Duration) -> Result<Self, Failure> {
        Self::check(&url)?;
        Ok(Self {
            http: http::client(&url)?,
            url,
            time_limit,
        })
    }

    /// Fails if nothing can be forwarded to this URL.
    pub(crate) fn check(url: &Url) -> Result<(), Failure> {
        if matches!(url.scheme(), "http" | "https") {
            return Ok(());
        }
        let shown = format!("{}:{}", url.scheme(), url.path());
        let failure = Failure::usage(format!("no http URL: {shown}"));
        Err(failure.help(format!("write http://{shown}")))
    }

    /// The URL without the parts that may hold a secret.
    pub(crate) fn shown(&self) -> String {
        format!("{}{}", self.origin(), self.url.path())
    }

    /// The scheme, the host and the port of the URL.
    pub(crate) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Forwards the method, the query, the body and the harmless headers, but no secret.
    pub(crate) async fn pass_on(&self, delivery: &Delivery) -> Result<Response, reqwest::Error> {
        let mut url = self.url.clone();
        // The target's own query may hold a key, so the sender must not add to it.
        if url.query().is_none() {
            url.set_query(delivery.query.as_deref());
        }
        self.http
            .request(delivery.method.clone(), url)
            .timeout(self.time_limit)
            .headers(delivery.headers.clone())
            .body(delivery.body.clone())
            .send()
            .await
            .map_err(reqwest::Error::without_url)
    }
}
