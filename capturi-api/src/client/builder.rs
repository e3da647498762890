//! The client's configuration. `build` reports mistakes in it, so that the first call need not.

use std::{
    env, fmt,
    str::FromStr,
    sync::{Arc, RwLock},
    time::Duration,
};

use http::{HeaderName, HeaderValue, header::AUTHORIZATION};
use reqwest::{Url, redirect};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Attempt, Client, HttpError, Limits, RetryPolicy, observer::Observer};
use crate::is_loopback;

/// The URL at which Capturi serves the API.
pub const DEFAULT_BASE_URL: &str = "https://api.capturi.ai/audio";
/// The API version that the operations are written against.
pub const DEFAULT_API_VERSION: &str = "2.0";

/// The most redirects that are followed.
const REDIRECTS: usize = 5;

/// Configures a [`Client`]; made by [`Client::builder`].
///
/// ```
/// use std::time::Duration;
/// use capturi_api::Client;
///
/// let capturi = Client::builder()
///     .token("from Capturi's settings")
///     .attempt_timeout(Duration::from_secs(10))
///     .build()?;
/// assert_eq!(capturi.base_url(), capturi_api::DEFAULT_BASE_URL);
/// # Ok::<(), capturi_api::BuildError>(())
/// ```
///
/// # Time limits
///
/// | limit | unless set |
/// |---|---|
/// | [`connect_timeout`](Self::connect_timeout): until a connection stands | 10 s |
/// | [`attempt_timeout`](Self::attempt_timeout): until the response begins, each attempt | 30 s |
/// | [`idle_timeout`](Self::idle_timeout): between two pieces of the response's body | 60 s |
/// | [`deadline`](Self::deadline): until the response begins, all attempts and pauses | 120 s |
///
/// No limit applies to a body as a whole: a long transcript is not cut off while it flows.
#[must_use]
pub struct ClientBuilder {
    base_url: Option<String>,
    api_version: Option<String>,
    token: Option<SecretString>,
    auth_scheme: AuthScheme,
    connect_timeout: Duration,
    limits: Limits,
    retry: RetryPolicy,
    observer: Observer,
    http: Option<reqwest::ClientBuilder>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: None,
            api_version: None,
            token: None,
            auth_scheme: AuthScheme::default(),
            connect_timeout: Duration::from_secs(10),
            limits: Limits {
                idle_timeout: Duration::from_secs(60),
                attempt_timeout: Duration::from_secs(30),
                deadline: Duration::from_secs(120),
                response: 256 * 1024 * 1024,
            },
            retry: RetryPolicy::default(),
            observer: Observer::default(),
            http: None,
        }
    }
}

/// The error of a client that could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No token was given, or an empty one.
    #[error("no API token: give one with `ClientBuilder::token`, or in CAPTURI_TOKEN")]
    NoToken,
    /// The token has characters that no HTTP header can carry.
    #[error("the API token has characters that can't be sent in a header")]
    InvalidToken,
    /// The base URL can't be used.
    #[error("base URL {url:?}: {reason}")]
    BaseUrl {
        /// The URL that was given; empty if it may hold credentials.
        url: String,
        /// The reason why the URL can't be used.
        reason: &'static str,
    },
    /// The HTTP client could not be set up (TLS, for example).
    #[error("the HTTP client could not be set up")]
    Http(#[source] HttpError),
    /// No scheme of this name; see [`AuthScheme`]. The error does not repeat what was given: it may
    /// be a token.
    #[error("that is no way to send a token: name `plain`, `bearer` or `header:NAME`")]
    AuthScheme,
}

/// The scheme by which the token is sent.
///
/// Capturi documents [`Plain`](Self::Plain) for another of its APIs; that the Integration API takes
/// it, too, is our inference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// `Authorization: TOKEN`.
    #[default]
    Plain,
    /// `Authorization: Bearer TOKEN` (RFC 6750).
    Bearer,
    /// The token in a header of this name.
    Header(HeaderName),
}

impl AuthScheme {
    /// The name of the header that carries the token.
    pub(super) fn name(&self) -> HeaderName {
        match self {
            Self::Plain | Self::Bearer => AUTHORIZATION,
            Self::Header(name) => name.clone(),
        }
    }

    /// The header that carries this token.
    pub(super) fn header(
        &self,
        token: &SecretString,
    ) -> Result<(HeaderName, HeaderValue), BuildError> {
        let token = token.expose_secret();
        if token.trim().is_empty() {
            return Err(BuildError::NoToken);
        }
        let value = match self {
            Self::Plain | Self::Header(_) => HeaderValue::from_str(token),
            Self::Bearer => format!("Bearer {token}").try_into(),
        };
        let mut value = value.map_err(|_| BuildError::InvalidToken)?;
        value.set_sensitive(true);
        Ok((self.name(), value))
    }
}

impl FromStr for AuthScheme {
    type Err = BuildError;

    /// Reads `plain`, `bearer` or `header:NAME`.
    fn from_str(text: &str) -> Result<Self, BuildError> {
        let unknown = || BuildError::AuthScheme;
        match text.split_once(':') {
            None if text.eq_ignore_ascii_case("plain") => Ok(Self::Plain),
            None if text.eq_ignore_ascii_case("bearer") => Ok(Self::Bearer),
            Some((kind, name)) if kind.eq_ignore_ascii_case("header") => {
                name.trim().parse().map(Self::Header).map_err(|_| unknown())
            }
            _ => Err(unknown()),
        }
    }
}

impl ClientBuilder {
    /// The API token, from Capturi's settings. It is never printed.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into().into());
        self
    }

    /// The scheme by which the token is sent; [`AuthScheme::Plain`] unless set.
    pub fn auth_scheme(mut self, scheme: AuthScheme) -> Self {
        self.auth_scheme = scheme;
        self
    }

    /// The URL of the API; [`DEFAULT_BASE_URL`] unless set. Plain `http` is accepted for loopback
    /// alone.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The query parameter `api-version` of every call; [`DEFAULT_API_VERSION`] unless set.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// The time limit for connecting.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// The time limit of each attempt, until its response begins.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.limits.attempt_timeout = limit;
        self
    }

    /// The longest pause of a response while its body is read.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle_timeout = limit;
        self
    }

    /// The time limit of a call with all its attempts and pauses, until its response begins.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.limits.deadline = limit;
        self
    }

    /// The largest response that is read into memory, decompressed, in bytes; 256 MiB unless set. A
    /// larger response is an error, unless it is streamed or saved to a file.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.limits.response = bytes;
        self
    }

    /// The policy by which read-only calls are retried after temporary failures.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sends every call once.
    pub fn no_retries(self) -> Self {
        self.retry(RetryPolicy::never())
    }

    /// Calls this after every attempt of every call, to count it. It has to be quick: the call waits.
    pub fn observe(mut self, observer: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        self.observer = Observer::new(observer);
        self
    }

    /// Builds on this HTTP client, for proxies, certificates or a name resolver. This builder sets
    /// time limits and redirects all the same, and loopback is called without a proxy.
    ///
    /// ```
    /// let http = reqwest::Client::builder().user_agent("nightly-export/1.2");
    /// let capturi = capturi_api::Client::builder().token("secret").http(http).build()?;
    /// # Ok::<(), capturi_api::BuildError>(())
    /// ```
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Takes the token from `CAPTURI_TOKEN`, and the base URL and version from `CAPTURI_BASE_URL`
    /// and `CAPTURI_API_VERSION`, if they are set and not empty. No variable sets the
    /// [`auth_scheme`](Self::auth_scheme).
    #[allow(clippy::wrong_self_convention)] // reads like the other settings
    pub fn from_env(mut self) -> Self {
        let read = |name| env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(token) = read("CAPTURI_TOKEN") {
            self = self.token(token);
        }
        if let Some(url) = read("CAPTURI_BASE_URL") {
            self = self.base_url(url);
        }
        if let Some(version) = read("CAPTURI_API_VERSION") {
            self = self.api_version(version);
        }
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
        let token = self.token.ok_or(BuildError::NoToken)?;
        let (_, token) = self.auth_scheme.header(&token)?;
        let http = self.http.unwrap_or_else(|| {
            reqwest::Client::builder()
                .user_agent(concat!("capturi-api-rust/", env!("CARGO_PKG_VERSION")))
        });
        // A call of this machine does not go through a proxy, which would get the token, over plain
        // http even in clear.
        let http = match Url::parse(&base_url).is_ok_and(|url| is_for_this_machine(&url)) {
            true => http.no_proxy(),
            false => http,
        };
        let http = http
            .connect_timeout(self.connect_timeout)
            .redirect(redirect::Policy::custom(stay_on_host))
            .build()
            .map_err(|error| BuildError::Http(HttpError::new(error)))?;
        Ok(Client {
            http,
            base_url,
            api_version: self
                .api_version
                .unwrap_or_else(|| DEFAULT_API_VERSION.to_owned()),
            token: Arc::new(RwLock::new(token)),
            auth_scheme: self.auth_scheme,
            limits: self.limits,
            retry: self.retry,
            observer: self.observer,
        })
    }
}

/// Follows redirects within the origin that was called, as no other server may get the token and
/// the request. Any other redirect is returned as a response.
fn stay_on_host(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let origin = attempt.previous().first().map(Url::origin);
    if attempt.previous().len() > REDIRECTS || origin != Some(attempt.url().origin()) {
        attempt.stop()
    } else {
        attempt.follow()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL has not been checked yet: it may hold credentials.
        f.debug_struct("ClientBuilder")
            .field("api_version", &self.api_version)
            .field("connect_timeout", &self.connect_timeout)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

fn check_base_url(url: String) -> Result<String, BuildError> {
    let refuse = |url: String, reason| Err(BuildError::BaseUrl { url, reason });
    let Ok(parsed) = Url::parse(&url) else {
        // Not repeated in the error: it may hold credentials.
        return refuse(String::new(), "not a URL such as https://api.example.com");
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
        "http" if is_for_this_machine(&parsed) => {}
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

fn is_for_this_machine(url: &Url) -> bool {
    url.host_str().is_some_and(is_loopback)
}
