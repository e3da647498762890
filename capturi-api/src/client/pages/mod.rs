//! Listings, page by page and item by item.

mod items;
mod page;
mod paging;

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    fmt,
    future::Future,
    hash::{Hash, Hasher as _},
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use reqwest::{Request, RequestBuilder};
use serde::de::DeserializeOwned;

use super::{Client, Error, HttpError, Operation, PagesError, Response, decode::Whole};
pub use items::Items;
pub use page::{Item, ItemError, Page};
pub use paging::Paging;
use paging::Position;

/// The most pages of a listing, unless set.
const PAGE_LIMIT: u32 = 100_000;

/// The pages of a listing, each fetched when it is asked for; made by the `pages` of an operation.
///
/// After each page you can write a checkpoint: store the page's items, and its
/// [`Page::continuation_token`] to go on from.
///
/// A page that can't be fetched ends the stream with an error; [`retry`](Self::retry) makes the
/// stream ask for that page again. An item that does not fit does not end the stream: it is an
/// error among the page's [`items`](Page::items).
///
/// ```
/// # use capturi_api::{Client, Error, mock::MockCapturi};
/// # use serde_json::json;
/// use std::time::Duration;
/// use capturi_api::types::CursorConversationFiltersRequestModel;
/// use futures_util::StreamExt as _;
///
/// # async fn export(
/// #     capturi: &Client,
/// #     rows: &mut Vec<String>,
/// #     rejected: &mut Vec<String>,
/// #     keep: impl Fn(Option<&str>),
/// # ) -> Result<(), Error> {
/// let filter = CursorConversationFiltersRequestModel { limit: Some(1000), ..Default::default() };
/// let mut pages = capturi.list_conversations().body(filter).pages();
/// let mut pauses = 10;
/// while let Some(page) = pages.next().await {
///     match page {
///         Ok(page) => {
///             for item in page.items() {
///                 match item {
///                     Ok(call) => rows.push(format!("{} {}", call.model.uid, call.json)),
///                     Err(error) => rejected.push(error.json),
///                 }
///             }
///             keep(page.continuation_token());
///         }
///         // The client has tried several times already: wait longer.
///         Err(error) if error.is_retryable() && pauses > 0 => {
///             pauses -= 1;
///             tokio::time::sleep(error.retry_after().unwrap_or(Duration::from_secs(60))).await;
///             pages.retry();
///         }
///         Err(error) => return Err(error),
///     }
/// }
/// # Ok(()) }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # use capturi_api::{RetryPolicy, StatusCode};
/// # let mock = MockCapturi::start().await;
/// # for (answer, next) in [("page-1", Some("t2")), ("page-2", None)] {
/// #     let stub = || mock.list_conversations();
/// #     stub().times(2).header("Retry-After", "0").fails(StatusCode::SERVICE_UNAVAILABLE);
/// #     let page = json!({ "conversations": [{ "subject": answer }], "continuationToken": next });
/// #     stub().times(1).returns(page);
/// # }
/// # let capturi = mock.client_builder().retry(RetryPolicy::never()).build().unwrap();
/// # let (mut rows, mut rejected) = (vec![], vec![]);
/// # export(&capturi, &mut rows, &mut rejected, |_| ()).await?;
/// # assert!(rows.len() == 2 && rows[1].contains("page-2") && rejected.is_empty());
/// # Ok(()) }
/// ```
#[must_use = "nothing is sent before the stream is polled"]
pub struct Pages<T> {
    client: Client,
    operation: Operation,
    paging: Paging,
    /// The request that is changed for each page, or the error that the first poll returns.
    request: Result<Request, Option<Error>>,
    /// The page that is fetched next.
    position: Position,
    fetching: Option<Fetching>,
    has_failed: bool,
    /// The number of pages that have come.
    count: u32,
    limit: u32,
    /// Digests of the tokens so far, or of the items of the last numbered page: none may come
    /// again.
    seen: HashSet<u64>,
    item: PhantomData<fn() -> T>,
}

type Fetching = Pin<Box<dyn Future<Output = Result<Response<()>, Error>> + Send>>;

impl<T> Pages<T> {
    pub(crate) fn new(
        client: &Client,
        operation: Operation,
        paging: Paging,
        request: Result<RequestBuilder, Error>,
    ) -> Self {
        let request = request.and_then(|request| {
            request.build().map_err(|error| Error::Request {
                operation,
                source: HttpError::new(error),
            })
        });
        let begun = request.and_then(|request| match paging.begin(&request) {
            Some(position) => Ok((request, position)),
            None => Err(Error::Pages {
                operation,
                reason: PagesError::Request,
            }),
        });
        let (request, position) = match begun {
            Ok((request, position)) => (Ok(request), position),
            Err(error) => (Err(Some(error)), Position::Start),
        };
        Self {
            client: client.clone(),
            operation,
            paging,
            request,
            position,
            fetching: None,
            has_failed: false,
            count: 0,
            limit: PAGE_LIMIT,
            seen: HashSet::new(),
            item: PhantomData,
        }
    }

    /// The most pages that are fetched; 100,000 unless set. It is an error if the listing does not
    /// end by then: a server that keeps making tokens would be read for ever. If you want only the
    /// first pages, take them from the stream (`take`).
    pub fn page_limit(mut self, pages: u32) -> Self {
        self.limit = pages;
        self
    }

    /// Makes a stream that an error has ended ask for the same page again.
    pub fn retry(&mut self) {
        self.has_failed = false;
    }

    /// The continuation token to go on from: that of the page that is fetched next, or whose
    /// fetching failed. `None` at the beginning, unless the request began with a token; at the end;
    /// and where pages are numbered.
    pub fn continuation_token(&self) -> Option<&str> {
        self.position.token()
    }

    /// The number of the page that is fetched next, or whose fetching failed. `None` at the end,
    /// and where pages follow each other by tokens.
    pub fn next_page_number(&self) -> Option<i32> {
        self.position.number()
    }

    fn fetch(&mut self) -> Result<Fetching, Error> {
        if self.count >= self.limit {
            return Err(self.broken(PagesError::Limit(self.limit)));
        }
        let first = match &mut self.request {
            Ok(request) => request.try_clone(),
            Err(error) => {
                self.position = Position::End;
                return Err(error
                    .take()
                    .unwrap_or_else(|| self.broken(PagesError::Request)));
            }
        };
        let Some(request) = first.and_then(|first| self.paging.turn_to(&self.position, first))
        else {
            return Err(self.broken(PagesError::Request));
        };
        let (client, operation) = (self.client.clone(), self.operation);
        Ok(Box::pin(async move {
            let request = RequestBuilder::from_parts(client.http().clone(), request);
            client.call::<Whole>(request, &operation).await
        }))
    }

    /// Reads a page. A page that leads back to an earlier one is an error before any of its items
    /// is given, so that no checkpoint leads into the circle.
    fn read(&mut self, response: Response<()>) -> Result<Page<T>, Error> {
        let mut page = Page::read(self.operation, self.paging, self.count + 1, response)?;
        match &self.position {
            Position::Number(_) if page.is_empty() => page.next = Position::End,
            Position::Number(number) => {
                page.next = number
                    .checked_add(1)
                    .map_or(Position::End, Position::Number);
                let items: Vec<&str> = page.json_items().collect();
                let items = digest(&items);
                if self.seen.contains(&items) {
                    return Err(self.broken(PagesError::RepeatedPage));
                }
                self.seen = HashSet::from([items]);
            }
            position => {
                self.seen.extend(position.token().map(digest));
                let next = page.next.token().map(digest);
                if next.is_some_and(|next| self.seen.contains(&next)) {
                    return Err(self.broken(PagesError::RepeatedToken));
                }
            }
        }
        self.count += 1;
        self.position = page.next.clone();
        Ok(page)
    }

    fn broken(&self, reason: PagesError) -> Error {
        Error::Pages {
            operation: self.operation,
            reason,
        }
    }
}

impl<T: DeserializeOwned> Pages<T> {
    /// The items of these pages, as one stream.
    pub fn into_items(self) -> Items<T> {
        Items::new(self)
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.has_failed || self.position == Position::End {
            return Poll::Ready(None);
        }
        let fetching = match self.fetching.take() {
            Some(fetching) => Ok(fetching),
            None => self.fetch(),
        };
        let page = match fetching {
            Ok(mut fetching) => match fetching.as_mut().poll(context) {
                Poll::Ready(response) => response.and_then(|response| self.read(response)),
                Poll::Pending => {
                    self.fetching = Some(fetching);
                    return Poll::Pending;
                }
            },
            Err(error) => Err(error),
        };
        self.has_failed = page.is_err();
        Poll::Ready(Some(page))
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.operation.name)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// A digest that tells values apart without keeping them.
fn digest(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
