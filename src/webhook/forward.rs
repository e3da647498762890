//! Passing a delivery on to a program of the user's.

use capturi_webhooks::receiver::Delivery;
use reqwest::{Client, StatusCode, Url};

use super::http_client;
use crate::failure::Failure;

pub(super) struct Forwarder {
    http: Client,
    url: Url,
}

impl Forwarder {
    pub(super) fn new(url: Url) -> Result<Self, Failure> {
        Ok(Self {
            http: http_client()?,
            url,
        })
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Passes on method, query, body and the harmless headers: no secret leaves this process.
    pub(super) async fn pass_on(&self, delivery: &Delivery) -> Result<StatusCode, reqwest::Error> {
        let mut url = self.url.clone();
        let query = [url.query(), delivery.query.as_deref()];
        let query: Vec<&str> = query
            .into_iter()
            .flatten()
            .filter(|query| !query.is_empty())
            .collect();
        if !query.is_empty() {
            let query = query.join("&");
            url.set_query(Some(&query));
        }
        let response = self
            .http
            .request(delivery.method.clone(), url)
            .headers(delivery.headers.clone())
            .body(delivery.body.clone())
            .send()
            .await
            .map_err(reqwest::Error::without_url)?;
        Ok(response.status())
    }
}
