//! The items of a listing, as one stream over its pages.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::{Item, ItemError, Page, Pages, Position};
use crate::client::Error;

/// The items of all pages of a listing, fetched page by page as they are asked for; made by the
/// `stream` of an operation. The stream holds the JSON of one page, and reads one item at a time.
///
/// There are two kinds of errors. An item that does not fit its model is an [`Error::Item`]: it
/// costs no other item, and the stream goes on (unless `?` or `try_collect` ends your loop there).
/// A page that can't be fetched is any other error, and ends the stream before the listing is
/// complete; [`retry`](Self::retry) makes the stream ask for that page again.
///
/// ```
/// # use capturi_api::{Client, Error, StatusCode, mock::MockCapturi};
/// # use serde_json::json;
/// use std::time::Duration;
/// use futures_util::StreamExt as _;
///
/// async fn export(capturi: &Client) -> Result<Vec<String>, Error> {
///     let mut rows = Vec::new();
///     let mut pauses = 10;
///     let mut calls = capturi.list_conversations().stream();
///     while let Some(call) = calls.next().await {
///         match call {
///             Ok(call) => rows.push(format!("{} {}", call.uid, call.state)),
///             Err(Error::Item(error)) => eprintln!("skipped: {error}"),
///             // The client has tried several times already: wait longer.
///             Err(error) if error.is_retryable() && pauses > 0 => {
///                 pauses -= 1;
///                 let pause = error.retry_after().unwrap_or(Duration::from_secs(60));
///                 tokio::time::sleep(pause).await;
///                 calls.retry();
///             }
///             Err(error) => return Err(error),
///         }
///     }
///     Ok(rows)
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # use capturi_api::{RetryPolicy, types::CursorConversationFiltersRequestModel};
/// # let mock = MockCapturi::start().await;
/// # let pages = [(Some("t2"), Some("t3")), (Some("t3"), None), (None, Some("t2"))];
/// # for (token, next) in pages {
/// #     let filter = CursorConversationFiltersRequestModel {
/// #         continuation_token: token.map(str::to_owned),
/// #         ..Default::default()
/// #     };
/// #     let stub = mock.list_conversations().body(filter);
/// #     stub.clone().times(2).header("Retry-After", "0").fails(StatusCode::SERVICE_UNAVAILABLE);
/// #     let state = token.unwrap_or("t1");
/// #     stub.returns(json!({ "conversations": [{ "state": state }], "continuationToken": next }));
/// # }
/// # let capturi = mock.client_builder().retry(RetryPolicy::never()).build().unwrap();
/// # let states: Vec<_> = export(&capturi).await?.iter().map(|row| row[37..].to_owned()).collect();
/// # assert_eq!(states, ["t1", "t2", "t3"]);
/// # assert_eq!(mock.calls().len(), 9);
/// # let mock = MockCapturi::start().await;
/// # mock.list_conversations().fails(StatusCode::FORBIDDEN);
/// # assert_eq!(export(&mock.client()).await.unwrap_err().status(), Some(StatusCode::FORBIDDEN));
/// # assert_eq!(mock.calls().len(), 1);
/// # Ok(()) }
/// ```
#[must_use = "nothing is sent before the stream is polled"]
pub struct Items<T, I = T> {
    pages: Pages<T>,
    page: Option<Reading<T>>,
    /// Reads the item at a place of a page.
    read: fn(&Page<T>, usize) -> Result<I, Box<ItemError>>,
}

/// A page whose items are being given.
struct Reading<T> {
    page: Page<T>,
    /// The page's position in the listing.
    position: Position,
    /// The index of the item that is given next.
    index: usize,
}

impl<T: DeserializeOwned> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self {
            pages,
            page: None,
            read: Page::model,
        }
    }

    /// The same items, each with the JSON that it is read from.
    pub fn with_json(self) -> Items<T, Item<T>> {
        Items {
            pages: self.pages,
            page: self.page,
            read: Page::item,
        }
    }
}

impl<T, I> Items<T, I> {
    /// The most pages that are fetched, as for [`Pages::page_limit`].
    pub fn page_limit(mut self, pages: u32) -> Self {
        self.pages = self.pages.page_limit(pages);
        self
    }

    /// Makes a stream that an error has ended ask for the same page again.
    pub fn retry(&mut self) {
        self.pages.retry();
    }

    /// The continuation token to go on from so that no item is missed. As long as the current page
    /// has items left, it is that page's token, and the items already given come again; then it is
    /// the next page's token. For a checkpoint without repeated items, use [`Pages`].
    ///
    /// `None` at the beginning, unless the request began with a token; at the end; and where pages
    /// are numbered.
    pub fn continuation_token(&self) -> Option<&str> {
        self.position().token()
    }

    /// The number of the page to go on from so that no item is missed. `None` at the end, and
    /// where pages follow each other by tokens.
    pub fn next_page_number(&self) -> Option<i32> {
        self.position().number()
    }

    fn position(&self) -> &Position {
        match &self.page {
            Some(reading) if reading.index < reading.page.len() => &reading.position,
            _ => &self.pages.position,
        }
    }
}

impl<T, I> Stream for Items<T, I> {
    type Item = Result<I, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let read = self.read;
            if let Some(Reading { page, index, .. }) = &mut self.page
                && *index < page.len()
            {
                let item = read(page, *index);
                *index += 1;
                return Poll::Ready(Some(item.map_err(Error::from)));
            }
            // Freed before the next page is fetched, so that only one page is in memory.
            self.page = None;
            let position = self.pages.position.clone();
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    self.page = Some(Reading {
                        page,
                        position,
                        index: 0,
                    });
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T, I> fmt::Debug for Items<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
