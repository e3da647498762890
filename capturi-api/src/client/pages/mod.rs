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

use super::{Client, Error, Operation, Response, decode::Whole};
pub use items::Items;
pub use page::{Item, ItemError, Page};
pub use paging::Paging;
use paging::Position;

/// How many pages a listing has at most, unless told otherwise.
const PAGE_LIMIT: u32 = 100_000;

/// The pages of a listing, each fetched when it is asked for; made by the `pages` of an operation.
///
/// Between two pages is the place for a checkpoint: what has come so far is written, and
/// [`Page::continuation_token`] tells where to go on.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), capturi_api::Error> {
/// # use capturi_api::mock::MockCapturi;
/// # use serde_json::json;
/// use capturi_api::types::CursorConversationFiltersRequestModel;
/// use futures_util::TryStreamExt as _;
///
/// # let mock = MockCapturi::start().await;
/// # mock.list_conversations().returns_each([
/// #     json!({ "conversations": [{ "somethingNew": 1 }], "continuationToken": "page-2" }),
/// #     json!({ "conversations": [{}] }),
/// # ]);
/// # let capturi = mock.client();
/// # let (mut rows, mut rejected, mut place) = (vec![], vec![], None);
/// let filter = CursorConversationFiltersRequestModel { limit: Some(1000), ..Default::default() };
/// let mut pages = capturi.list_conversations().body(filter).pages();
/// while let Some(page) = pages.try_next().await? {
///     for item in page.items() {
///         match item {
///             Ok(call) => rows.push((call.model.uid, call.json)),
///             Err(error) => rejected.push(error.json),
///         }
///     }
///     place = page.continuation_token().map(str::to_owned);
/// }
/// # assert_eq!((rows.len(), rejected.len(), place), (2, 0, None));
/// # Ok(()) }
/// ```
///
/// A page that can't be fetched ends the stream with an error; [`retry`](Self::retry) makes it ask
/// for that page again. An item that does not fit ends nothing: it is an error among the page's
/// [`items`](Page::items).
#[must_use = "nothing is sent before the stream is polled"]
pub struct Pages<T> {
    client: Client,
    operation: Operation,
    paging: Paging,
    /// The request that pages are turned in; why there is none is told by the first poll.
    request: Result<Request, Option<Error>>,
    /// The page that is fetched next.
    position: Position,
    fetching: Option<Fetching>,
    has_failed: bool,
    /// How many pages have come.
    count: u32,
    limit: u32,
    /// Digests of what never comes twice: tokens, or the items of numbered pages.
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
                source: error.without_url(),
            })
        });
        let position = match &request {
            Ok(request) => paging.begin(request),
            Err(_) => Position::Start,
        };
        Self {
            client: client.clone(),
            operation,
            paging,
            request: request.map_err(Some),
            position,
            fetching: None,
            has_failed: false,
            count: 0,
            limit: PAGE_LIMIT,
            seen: HashSet::new(),
            item: PhantomData,
        }
    }

    /// The most pages that are fetched; 100,000 unless set. If there are more, that is an error: a
    /// server that keeps making tokens would be read for ever.
    pub fn limit(mut self, pages: u32) -> Self {
        self.limit = pages;
        self
    }

    /// Makes a stream that an error has ended ask for the same page again.
    pub fn retry(&mut self) {
        self.has_failed = false;
    }

    /// The token of the page that is fetched next, or whose fetching failed: the one to go on from.
    /// `None` at the beginning, unless the request began with a token; at the end; and where pages
    /// are numbered.
    pub fn continuation_token(&self) -> Option<&str> {
        self.position.token()
    }

    /// The number of the page that is fetched next, or whose fetching failed. `None` at the end,
    /// and where pages follow each other by tokens.
    pub fn page_number(&self) -> Option<i32> {
        self.position.number()
    }

    fn fetch(&mut self) -> Result<Fetching, Error> {
        let token = self.position.token();
        if token.is_some_and(|token| self.seen.contains(&digest(token))) {
            return Err(self.broken("the server sent a continuation token a second time"));
        }
        if self.count >= self.limit {
            return Err(self.broken("there are more pages than the limit"));
        }
        let first = match &mut self.request {
            Ok(request) => request.try_clone(),
            Err(error) => match error.take() {
                Some(error) => return Err(error),
                None => None,
            },
        };
        let Some(request) = first.and_then(|first| self.paging.turn_to(&self.position, first))
        else {
            return Err(self.broken("this request can't ask for another page"));
        };
        let (client, operation) = (self.client.clone(), self.operation);
        Ok(Box::pin(async move {
            let request = RequestBuilder::from_parts(client.http().clone(), request);
            client.call::<Whole>(request, &operation).await
        }))
    }

    fn read(&mut self, response: Response<()>) -> Result<Page<T>, Error> {
        let mut page = Page::read(self.operation, self.paging, self.count + 1, response)?;
        match &self.position {
            Position::Token(token) => {
                self.seen.insert(digest(token));
            }
            Position::Number(_) if page.is_empty() => {}
            Position::Number(number) => {
                let items: Vec<&str> = page.json_items().collect();
                if !self.seen.insert(digest(&items)) {
                    return Err(self.broken("the server sent the same page twice"));
                }
                page.next = number
                    .checked_add(1)
                    .map_or(Position::End, Position::Number);
            }
            Position::Start | Position::End => {}
        }
        self.count += 1;
        self.position = page.next.clone();
        Ok(page)
    }

    fn broken(&self, reason: &'static str) -> Error {
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

/// Tells values apart without keeping them.
fn digest(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
