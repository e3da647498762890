//! Raw calls, for endpoints that the document does not know yet.

use http::Method;
use reqwest::{RequestBuilder, Url};
use serde::Serialize;

use super::{Body, Client, Error, Operation, Pages, Paging, Response, decode::Raw};

/// The operation of a raw call, which has no name and path in the document.
const RAW: Operation = Operation::new("raw", "", "");

impl Client {
    /// Starts a call of any path below the base URL, with the client's token, `api-version` and
    /// errors.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use capturi_api::Method;
    /// # let mock = capturi_api::mock::MockCapturi::start().await;
    /// # mock.raw(Method::GET, "/integrations/something-new").returns(serde_json::json!({}));
    /// # let capturi = mock.client();
    /// let response = capturi
    ///     .raw(Method::GET, "/integrations/something-new")
    ///     .query(&[("from", "2026-11-01")])
    ///     .send()
    ///     .await?;
    /// let body = response.into_inner().bytes().await?;
    /// # assert_eq!(body, "{}");
    /// # Ok(()) }
    /// ```
    pub fn raw(&self, method: Method, path: &str) -> RawRequest<'_> {
        let url = format!("{}{path}", self.base_url);
        let operation = if method.is_safe() { RAW.safe() } else { RAW };
        let is_below = Url::parse(&url).is_ok_and(|url| self.below_base_url(&url).is_some());
        let request = (path.starts_with('/') && is_below).then(|| self.http.request(method, url));
        RawRequest {
            client: self,
            operation,
            request,
        }
    }

    /// The path of a URL below the base URL, once its dots and escapes are resolved; none if the URL is
    /// elsewhere.
    pub(super) fn below_base_url<'u>(&self, url: &'u Url) -> Option<&'u str> {
        let base = Url::parse(&self.base_url).ok()?;
        let path = url.path().strip_prefix(base.path().trim_end_matches('/'))?;
        (url.origin() == base.origin() && path.starts_with('/')).then_some(path)
    }
}

/// A raw call, to be filled in and sent; made by [`Client::raw`].
#[derive(Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest<'a> {
    client: &'a Client,
    operation: Operation,
    /// `None` if the path would leave the API.
    request: Option<RequestBuilder>,
}

impl RawRequest<'_> {
    /// Makes this a call of `operation`: errors and traces have the operation's name, and
    /// [`Operation::safe`](field@Operation::safe) tells whether the call is retried.
    pub fn as_operation(mut self, operation: Operation) -> Self {
        self.operation = operation;
        self
    }

    /// Adds a header.
    ///
    /// An invalid name or value is an error of [`send`](Self::send).
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.map(|request| request.header(name, value));
        self
    }

    /// Adds query parameters, such as `&[("from", "2026-11-01")]`.
    pub fn query(mut self, parameters: &(impl Serialize + ?Sized)) -> Self {
        self.request = self.request.map(|request| request.query(parameters));
        self
    }

    /// Sets a JSON body.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.request = self.request.map(|request| request.json(body));
        self
    }

    /// The pages of a listing, whose items are read as `T`, `serde_json::Value` for example.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use capturi_api::{Method, Operation, Paging};
    /// use futures_util::TryStreamExt as _;
    /// use serde_json::{Value, json};
    ///
    /// # let mock = capturi_api::mock::MockCapturi::start().await;
    /// # mock.raw(Method::POST, "/integrations/things/list").returns_each([
    /// #     json!({ "things": [{}, {}], "continuationToken": "page-2" }),
    /// #     json!({ "things": [{}] }),
    /// # ]);
    /// # let capturi = mock.client();
    /// let listing = Operation::new("list_things", "POST", "/integrations/things/list").safe();
    /// let things: Vec<Value> = capturi
    ///     .raw(Method::POST, listing.path)
    ///     .json(&json!({ "limit": 1000 }))
    ///     .as_operation(listing) // a POST that may be sent again after a failure
    ///     .pages(Paging::by_token("things"))
    ///     .into_items()
    ///     .try_collect()
    ///     .await?;
    /// # assert_eq!(things.len(), 3);
    /// # Ok(()) }
    /// ```
    pub fn pages<T>(self, paging: Paging) -> Pages<T> {
        let operation = self.operation;
        let request = self.request.ok_or(Error::InvalidPath { operation });
        Pages::new(self.client, operation, paging, request)
    }

    /// Sends the request and returns the body unread.
    ///
    /// # Errors
    ///
    /// The errors of every call, and one if the path does not start with `/` or leaves the base
    /// URL.
    pub async fn send(self) -> Result<Response<Body>, Error> {
        let operation = self.operation;
        let request = self.request.ok_or(Error::InvalidPath { operation })?;
        self.client.call::<Raw>(request, &operation).await
    }
}
