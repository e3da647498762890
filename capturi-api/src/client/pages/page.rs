//! One page of a listing. Its items are read one by one, so that an item that does not fit costs no
//! other item.

use std::{collections::BTreeMap, fmt, marker::PhantomData, ops::Range};

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::paging::{Paging, Position, TOKEN};
use crate::{
    JsonError,
    client::{BodyError, Error, Operation, Response},
    json::json_from_str,
};

/// A page of a listing: its items, its JSON, and where the listing goes on after it.
///
/// Its items are read when they are asked for.
pub struct Page<T> {
    operation: Operation,
    list: &'static str,
    /// The number of the page in this stream, counted from 1.
    number: u32,
    json: String,
    /// Whether bytes that were not UTF-8 have been replaced in `json`.
    is_mended: bool,
    items: Vec<Range<usize>>,
    /// The position of the next page.
    pub(super) next: Position,
    item: PhantomData<fn() -> T>,
}

/// An item of a listing, and the JSON that it was read from.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Item<T> {
    /// The item.
    pub model: T,
    /// The JSON as the server sent it, with members that the model has no field for.
    pub json: String,
}

/// An item of a listing that does not fit its model. The other items of its page are not affected.
///
/// Neither `Display` nor `Debug` shows its content.
#[derive(Clone)]
#[non_exhaustive]
pub struct ItemError {
    /// The listing that was called.
    pub operation: Operation,
    /// The page of the item, counted from 1: the page's place in this stream, not its `pageNumber`.
    pub page: u32,
    /// The item's place on the page, counted from 0.
    pub index: usize,
    /// The item's `uid`, or else its `conversationUid`, if one of them can be read.
    pub uid: Option<Uuid>,
    /// The JSON path in the page that does not fit, such as `conversations[3].state`, and why.
    pub misfit: JsonError,
    /// The item's JSON as the server sent it.
    pub json: String,
}

impl<T> Page<T> {
    /// Finds the items of a page, and the token of the next page.
    pub(super) fn read(
        operation: Operation,
        paging: Paging,
        number: u32,
        response: Response<()>,
    ) -> Result<Self, Error> {
        let (list, status) = (paging.list(), response.status());
        let (json, original) = match String::from_utf8(response.into_json().into()) {
            Ok(json) => (json, None),
            Err(error) => {
                let json = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (json, Some(error.into_bytes()))
            }
        };
        let is_mended = original.is_some();
        let members = Members {
            list,
            has_token: paging.has_tokens(),
        };
        match members.places_in(&json) {
            Ok((items, token)) => Ok(Self {
                operation,
                list,
                number,
                json,
                is_mended,
                items,
                next: token
                    .filter(|token| !token.is_empty())
                    .map_or(Position::End, Position::Token),
                item: PhantomData,
            }),
            Err(misfit) => {
                let body = original.unwrap_or_else(|| json.into_bytes());
                Err(BodyError::new(operation, status, misfit, body.into()).into())
            }
        }
    }

    /// The whole page as the server sent it. Bytes that are not UTF-8, which no JSON may have, are
    /// U+FFFD here, and the items that have them do not fit.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The items as the server sent them.
    pub fn json_items(&self) -> impl ExactSizeIterator<Item = &str> {
        self.items.iter().map(|place| &self.json[place.clone()])
    }

    /// The number of items, those that do not fit included.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the page has no items. Where pages follow each other by tokens, more pages may come
    /// all the same.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The continuation token of the page after this one. A listing that goes on there, with the
    /// same filters, misses no item and gives none twice. `None` if this page is the last: a later
    /// listing begins anew, from a time of change for example. Always `None` where pages are
    /// numbered.
    pub fn continuation_token(&self) -> Option<&str> {
        self.next.token()
    }

    /// The number of the page after this one. `None` if this is the last, and where pages follow
    /// each other by tokens.
    pub fn next_page_number(&self) -> Option<i32> {
        self.next.number()
    }
}

impl<T: DeserializeOwned> Page<T> {
    /// The items, in the order of the page, each with its JSON; an error for each that does not
    /// fit.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Result<Item<T>, Box<ItemError>>> {
        (0..self.len()).map(|index| self.item(index))
    }

    pub(super) fn item(&self, index: usize) -> Result<Item<T>, Box<ItemError>> {
        Ok(Item {
            model: self.model(index)?,
            json: self.json_item(index).to_owned(),
        })
    }

    pub(super) fn model(&self, index: usize) -> Result<T, Box<ItemError>> {
        let json = self.json_item(index);
        let read = match self.is_mended && json.contains(char::REPLACEMENT_CHARACTER) {
            true => Err(JsonError::not_utf8()),
            false => json_from_str(json),
        };
        read.map_err(|misfit| {
            Box::new(ItemError {
                operation: self.operation,
                page: self.number,
                index,
                uid: uid(json),
                misfit: misfit.within(&format!("{}[{index}]", self.list)),
                json: json.to_owned(),
            })
        })
    }

    fn json_item(&self, index: usize) -> &str {
        &self.json[self.items[index].clone()]
    }
}

/// The members that are read of a page: its list of items, and the next page's token.
#[derive(Clone, Copy)]
struct Members {
    list: &'static str,
    has_token: bool,
}

/// The list of items and the token, each `None` if its member is missing.
type Found<'de> = (Option<Vec<&'de RawValue>>, Option<Option<String>>);

impl Members {
    /// The places of the items, and the token.
    fn places_in(self, json: &str) -> Result<(Vec<Range<usize>>, Option<String>), JsonError> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let found = self.deserialize(&mut deserializer);
        let (items, token) = found
            .and_then(|found| deserializer.end().map(|()| found))
            .map_err(|_| self.misfit(json))?;
        // JSON with neither member is not a page of this listing.
        if items.is_none() && token.is_none() {
            return Err(JsonError::missing(self.list));
        }
        let place = |item: &RawValue| {
            let begin = item.get().as_ptr() as usize - json.as_ptr() as usize;
            begin..begin + item.get().len()
        };
        let items = items.unwrap_or_default().into_iter().map(place);
        Ok((items.collect(), token.flatten()))
    }

    /// The reason why a page can't be read, found by reading it again, member by member.
    fn misfit(self, json: &str) -> JsonError {
        let find = || -> Result<(), JsonError> {
            let members: BTreeMap<String, &RawValue> = json_from_str(json)?;
            let json_of = |name| members.get(name).map_or("null", |json| json.get());
            json_from_str::<Option<Vec<IgnoredAny>>>(json_of(self.list))
                .map_err(|misfit| misfit.within(self.list))?;
            json_from_str::<Option<String>>(json_of(TOKEN))
                .map_err(|misfit| misfit.within(TOKEN))?;
            Ok(())
        };
        find()
            .err()
            .unwrap_or_else(|| JsonError::missing(self.list))
    }
}

impl<'de> DeserializeSeed<'de> for Members {
    type Value = Found<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found<'de>, A::Error> {
        let (mut items, mut token) = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            if name == self.list {
                items = Some(map.next_value::<Option<_>>()?.unwrap_or_default());
            } else if self.has_token && name == TOKEN {
                token = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok((items, token))
    }
}

/// The uid of an item that does not fit its model. Some listings name the conversation instead.
fn uid(item: &str) -> Option<Uuid> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(item).ok()?;
    ["uid", "conversationUid"]
        .into_iter()
        .find_map(|name| serde_json::from_str(members.get(name)?.get()).ok())
}

impl<T> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("operation", &self.operation.name)
            .field("number", &self.number)
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Item<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("json", &format_args!("{} bytes", self.json.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemError")
            .field("operation", &self.operation.name)
            .field("page", &self.page)
            .field("index", &self.index)
            .field("uid", &self.uid)
            .field("misfit", &self.misfit)
            .field("json", &format_args!("{} bytes", self.json.len()))
            .finish()
    }
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: page {}: {}", self.operation, self.page, self.misfit)?;
        match self.uid {
            Some(uid) => write!(f, " (uid {uid})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ItemError {}
