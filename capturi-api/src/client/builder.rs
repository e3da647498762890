//! The client's configuration. What is wrong with it is told when it is built, not by the first
//! call.

use std::{net::IpAddr, time::Duration};

use http::HeaderValue;
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};

use super::Client;

/// Where Capturi serves the API.
pub const DEFAULT_BASE_URL: &str = "https://api.capturi.ai/audio";
/// The version that the operations are written against.
pub const DEFAULT_API_VERSION: &str = "2.0";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two reads, so that a long transcript is not cut off while it flows.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Configures a [`Client`]; made by [`Client::builder`].
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ClientBuilder {
    base_url: Option<String>,
    api_version: Option<String>,
    token: Option<SecretString>,
}

/// Why a client could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No token was given, or an empty one.
    #[error("no API token: give one with `ClientBuilder::token`")]
    NoToken,
    /// The token has characters that no HTTP header can carry.
    #[error("the API token has characters that can't be sent in a header")]
    InvalidToken,
    /// The base URL can't be used.
    #[error("base URL {url:?}: {reason}")]
    BaseUrl {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The HTTP client could not be set up (TLS, for example).
    #[error("the HTTP client could not be set up")]
    Http(#[source] reqwest::Error),
}

impl ClientBuilder {
    /// The API token, from Capturi's settings. It is sent in `Authorization` as it is, and never
    /// printed.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Where the API is served; [`DEFAULT_BASE_URL`] unless set. Plain `http` is accepted for
    /// loopback addresses alone.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The query parameter `api-version` of every call; [`DEFAULT_API_VERSION`] unless set.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If the token is missing or can't be sent, the base URL is not usable, or the HTTP client
    /// can't be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        let base_url = self.base_url.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned());
        let base_url = check_base_url(base_url)?;
        let token = self
            .token
            .filter(|token| !token.expose_secret().trim().is_empty())
            .ok_or(BuildError::NoToken)?;
        let mut token =
            HeaderValue::from_str(token.expose_secret()).map_err(|_| BuildError::InvalidToken)?;
        token.set_sensitive(true);
        let http = reqwest::Client::builder()
            .user_agent(concat!("capturi-api-rust/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .build()
            .map_err(BuildError::Http)?;
        Ok(Client {
            http,
            base_url,
            api_version: self
                .api_version
                .unwrap_or_else(|| DEFAULT_API_VERSION.to_owned()),
            token,
        })
    }
}

fn check_base_url(url: String) -> Result<String, BuildError> {
    let refuse = |url: String, reason| Err(BuildError::BaseUrl { url, reason });
    let Ok(parsed) = Url::parse(&url) else {
        return refuse(url, "not a URL");
    };
    if !parsed.username().is_empty() || parsed.password().is_some() {
        // Not repeated in the error: it may be a secret.
        return refuse(String::new(), "must not carry credentials");
    }
    if parsed.query().is_some() || parsed.fragment().is_some() {
        return refuse(String::new(), "must not have a query or fragment");
    }
    match parsed.scheme() {
        "https" => {}
        "http" if is_loopback(&parsed) => {}
        "http" => {
            return refuse(
                url,
                "plain http would show the token to the network; use https",
            );
        }
        _ => return refuse(url, "must be an https URL"),
    }
    Ok(url.trim_end_matches('/').to_owned())
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}
