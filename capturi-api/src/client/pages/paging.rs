//! The requests of a listing, which ask for one page after the other.

use std::collections::BTreeMap;

use http::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Body, Request};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// The way in which the pages of a listing follow each other, and the member of a page that has its
/// items.
///
/// Generated listings have a `Paging`. Name one for a listing that is newer than this crate; see
/// [`RawRequest::pages`](crate::RawRequest::pages).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Paging {
    list: &'static str,
    turn: Turn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// By `continuationToken`, in the response and in the next request's body.
    Token,
    /// By `pageNumber`, counted from `first`.
    Number {
        in_body: bool,
        first: i32,
        /// The `pageSize` of a request that sets none.
        size: Option<i32>,
    },
}

/// The position of a listing: the page that is fetched next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Start,
    Token(String),
    Number(i32),
    End,
}

impl Position {
    pub(super) fn token(&self) -> Option<&str> {
        match self {
            Self::Token(token) => Some(token),
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<i32> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

pub(super) const TOKEN: &str = "continuationToken";
const NUMBER: &str = "pageNumber";
const SIZE: &str = "pageSize";

impl Paging {
    /// Pages that follow each other by tokens: a response has a `continuationToken`, which the next
    /// request's JSON body has to carry; the last response has none. The response's member `list`
    /// has its items.
    pub const fn by_token(list: &'static str) -> Self {
        Self {
            list,
            turn: Turn::Token,
        }
    }

    /// Pages that are numbered: requests count them from `first` on, by `pageNumber` in their
    /// query; a page without items is the end. The response's member `list` has its items.
    pub const fn by_number(list: &'static str, first: i32) -> Self {
        Self {
            list,
            turn: Turn::Number {
                in_body: false,
                first,
                size: None,
            },
        }
    }

    /// The same paging, with the pages' number and size in the JSON body, not in the query.
    pub const fn in_body(mut self) -> Self {
        if let Turn::Number { in_body, .. } = &mut self.turn {
            *in_body = true;
        }
        self
    }

    /// The same paging, with pages of this size (`pageSize`) if a request sets none. It changes
    /// nothing where pages follow each other by tokens.
    pub const fn of_size(mut self, items: i32) -> Self {
        if let Turn::Number { size, .. } = &mut self.turn {
            *size = Some(items);
        }
        self
    }

    /// The member of a page that has its items.
    pub(super) fn list(self) -> &'static str {
        self.list
    }

    pub(super) fn has_tokens(self) -> bool {
        self.turn == Turn::Token
    }

    /// The page that the request asks for by itself; `None` if it can't be told.
    pub(super) fn begin(self, request: &Request) -> Option<Position> {
        Some(match self.turn {
            Turn::Token => {
                // A body that is not an object is sent as it is: it is an error only if a second
                // page follows.
                let body = Members::of_body(request);
                let token: Option<String> = body.and_then(|body| body.get(TOKEN)).flatten();
                let token = token.filter(|token| !token.is_empty());
                token.map_or(Position::Start, Position::Token)
            }
            Turn::Number { in_body, first, .. } => {
                let number = match (in_body, in_query(request, NUMBER)) {
                    (true, _) => Members::of_body(request)?.get(NUMBER),
                    (false, Some(number)) => Some(number.parse().ok()?),
                    (false, None) => None,
                };
                Position::Number(number.unwrap_or(first))
            }
        })
    }

    /// Makes the request ask for the page at this position; `None` if its body has no place for
    /// that.
    pub(super) fn turn_to(self, position: &Position, mut request: Request) -> Option<Request> {
        match (self.turn, position) {
            (Turn::Token, Position::Token(token)) => {
                let mut body = Members::of_body(&request)?;
                body.set(TOKEN, token)?;
                body.write(&mut request)?;
            }
            (Turn::Number { in_body, size, .. }, Position::Number(number)) => {
                if in_body {
                    let mut body = Members::of_body(&request)?;
                    body.set(NUMBER, number)?;
                    if let Some(size) = size.filter(|_| body.get::<i32>(SIZE).is_none()) {
                        body.set(SIZE, &size)?;
                    }
                    body.write(&mut request)?;
                } else {
                    set_in_query(&mut request, NUMBER, *number);
                    if let Some(size) = size.filter(|_| in_query(&request, SIZE).is_none()) {
                        set_in_query(&mut request, SIZE, size);
                    }
                }
            }
            _ => {}
        }
        Some(request)
    }
}

/// The members of a JSON body, each as it was written.
struct Members(BTreeMap<String, Box<RawValue>>);

impl Members {
    /// The members of a request's body; `None` if the body is not a JSON object.
    fn of_body(request: &Request) -> Option<Self> {
        match request.body() {
            None => Some(Self(BTreeMap::new())),
            Some(body) => serde_json::from_slice(body.as_bytes()?).ok().map(Self),
        }
    }

    fn get<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    fn set(&mut self, name: &str, value: &impl Serialize) -> Option<()> {
        self.0.insert(name.to_owned(), to_raw_value(value).ok()?);
        Some(())
    }

    fn write(&self, request: &mut Request) -> Option<()> {
        *request.body_mut() = Some(Body::from(serde_json::to_vec(&self.0).ok()?));
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().entry(CONTENT_TYPE).or_insert(json);
        Some(())
    }
}

fn in_query(request: &Request, name: &str) -> Option<String> {
    let mut query = request.url().query_pairs();
    let (_, value) = query.find(|(key, _)| key == name)?;
    Some(value.into_owned())
}

/// Sets a parameter of the query, the rest of which stays as it was written.
fn set_in_query(request: &mut Request, name: &str, value: i32) {
    let query = request.url().query().unwrap_or_default();
    let others = query
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name));
    let mut pairs: Vec<String> = others.map(str::to_owned).collect();
    pairs.push(format!("{name}={value}"));
    request.url_mut().set_query(Some(&pairs.join("&")));
}
