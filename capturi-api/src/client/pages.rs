//! Answers that come in pages, as one stream of items.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    future::Future,
    hash::{Hash as _, Hasher},
    io,
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use futures_core::Stream;
use serde::Serialize;

use super::{Error, Operation};

/// The items of all pages of a listing, fetched page by page as they are asked for; made by the
/// `stream` of an operation.
///
/// After an error the stream ends. Where the listing goes by tokens,
/// [`continuation_token`](Self::continuation_token) is the one to go on from: put it into the body
/// of a new call.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), capturi_api::Error> {
/// # use capturi_api::{StatusCode, mock::MockCapturi};
/// # use serde_json::json;
/// use capturi_api::types::CursorConversationFiltersRequestModel;
/// use futures_util::StreamExt as _;
///
/// # let mock = MockCapturi::start().await;
/// # let page = json!({ "conversations": [{}], "continuationToken": "page-2" });
/// # mock.list_conversations().times(1).returns(page);
/// # mock.list_conversations().times(1).fails(StatusCode::FORBIDDEN);
/// # mock.list_conversations().returns(json!({ "conversations": [{}] }));
/// # let capturi = mock.client();
/// let mut count = 0;
/// let mut filter = CursorConversationFiltersRequestModel::default();
/// loop {
///     let mut calls = capturi.list_conversations().body(filter.clone()).stream();
///     let failed = loop {
///         match calls.next().await {
///             Some(Ok(_call)) => count += 1,
///             Some(Err(error)) => break Some(error),
///             None => break None,
///         }
///     };
///     let Some(error) = failed else { break };
///     eprintln!("{error}; going on from the page that failed");
///     filter.continuation_token = calls.continuation_token().map(str::to_owned);
/// }
/// # assert_eq!(count, 2);
/// # Ok(()) }
/// ```
pub struct Items<'a, T> {
    page: vec::IntoIter<T>,
    turn: Turn<'a, T>,
    state: State<'a, T>,
}

type Fetching<'a, P> = Pin<Box<dyn Future<Output = Result<P, Error>> + Send + 'a>>;
type Page<T> = (Vec<T>, Next);

/// Fetches the page that comes after.
type Turn<'a, T> = Box<dyn FnMut(Next) -> Fetching<'a, Page<T>> + Send + 'a>;

/// What comes after a page.
#[derive(Clone, Debug)]
enum Next {
    First,
    Token(String),
    Number(i32),
    Nothing,
}

enum State<'a, T> {
    Waiting(Next),
    Fetching(Next, Fetching<'a, Page<T>>),
    Done(Next),
}

impl<'a, T: Send + Serialize + 'a> Items<'a, T> {
    /// A listing whose responses carry the token of the next request.
    pub(crate) fn by_token<F, R>(operation: Operation, mut fetch: F) -> Self
    where
        F: FnMut(Option<String>) -> R + Send + 'a,
        R: Future<Output = Result<(Vec<T>, Option<String>), Error>> + Send + 'a,
    {
        let mut seen = HashSet::new();
        Self::new(
            Next::First,
            Box::new(move |next| {
                let token = match next {
                    Next::Token(token) => Some(token),
                    _ => None,
                };
                // A token that comes back would go round in circles for ever.
                let repeated = token
                    .as_ref()
                    .is_some_and(|token| !seen.insert(digest(&token.as_bytes())));
                let fetching = fetch(token);
                Box::pin(async move {
                    if repeated {
                        return Err(Error::Pages {
                            operation,
                            reason: "the server sent a continuation token a second time",
                        });
                    }
                    let (items, token) = fetching.await?;
                    let token = token.filter(|token| !token.is_empty());
                    Ok((items, token.map_or(Next::Nothing, Next::Token)))
                })
            }),
        )
    }

    /// A listing whose requests count pages; the first empty one is the end.
    pub(crate) fn by_number<F, R>(operation: Operation, first: i32, mut fetch: F) -> Self
    where
        F: FnMut(i32) -> R + Send + 'a,
        R: Future<Output = Result<Vec<T>, Error>> + Send + 'a,
    {
        let before = std::sync::Arc::new(std::sync::Mutex::new(None));
        Self::new(
            Next::Number(first),
            Box::new(move |next| {
                let number = match next {
                    Next::Number(number) => number,
                    _ => first,
                };
                let before = before.clone();
                let fetching = fetch(number);
                Box::pin(async move {
                    let items = fetching.await?;
                    if items.is_empty() {
                        return Ok((items, Next::Nothing));
                    }
                    let digest = digest(&items);
                    let previous = before
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .replace(digest);
                    if previous == Some(digest) {
                        return Err(Error::Pages {
                            operation,
                            reason: "the server sent the same page twice",
                        });
                    }
                    let next = number.checked_add(1);
                    Ok((items, next.map_or(Next::Nothing, Next::Number)))
                })
            }),
        )
    }

    fn new(first: Next, turn: Turn<'a, T>) -> Self {
        Self {
            page: Vec::new().into_iter(),
            turn,
            state: State::Waiting(first),
        }
    }
}

impl<T> Items<'_, T> {
    /// The token of the page that is fetched next, or whose fetching failed. `None` before the
    /// first page, after the last, and where pages are numbered.
    pub fn continuation_token(&self) -> Option<&str> {
        match self.next() {
            Next::Token(token) => Some(token),
            _ => None,
        }
    }

    /// The number of the page that is fetched next, or whose fetching failed. `None` where pages
    /// go by tokens, and after the last.
    pub fn page_number(&self) -> Option<i32> {
        match self.next() {
            Next::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn next(&self) -> &Next {
        let (State::Waiting(next) | State::Fetching(next, _) | State::Done(next)) = &self.state;
        next
    }
}

impl<T: Unpin> Stream for Items<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(item) = this.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match &mut this.state {
                State::Done(_) | State::Waiting(Next::Nothing) => return Poll::Ready(None),
                State::Waiting(next) => {
                    // The page before is gone before the next one comes.
                    this.page = Vec::new().into_iter();
                    let next = next.clone();
                    let fetching = (this.turn)(next.clone());
                    this.state = State::Fetching(next, fetching);
                }
                State::Fetching(next, fetching) => match fetching.as_mut().poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Ok((items, after))) => {
                        this.page = items.into_iter();
                        this.state = State::Waiting(after);
                    }
                    Poll::Ready(Err(error)) => {
                        this.state = State::Done(next.clone());
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }
}

impl<T> std::fmt::Debug for Items<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("in_memory", &self.page.len())
            .finish_non_exhaustive()
    }
}

/// Tells values apart without keeping them.
fn digest(value: &impl Serialize) -> u64 {
    struct Hashing(DefaultHasher);

    impl io::Write for Hashing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            bytes.hash(&mut self.0);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut hashing = Hashing(DefaultHasher::new());
    // What can't be written as JSON is told apart as far as it was written.
    let _ = serde_json::to_writer(&mut hashing, value);
    hashing.0.finish()
}
