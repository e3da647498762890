//! How the pages of a listing follow each other, as the client and the command line are told.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::document::{Operation, marker};

/// Members of requests and responses that turn pages.
pub(crate) const TOKEN: &str = "continuationToken";
pub(crate) const NUMBER: &str = "pageNumber";
pub(crate) const SIZE: &str = "pageSize";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The response's token goes into the next request's body.
    Token,
    NumberInBody,
    NumberInQuery,
}

impl Turn {
    /// The `capturi_api::Paging` of a listing with this list of items.
    pub(crate) fn paging(self, operation: &Operation<'_>, list: &str) -> TokenStream {
        let in_body = match self {
            Self::Token => return quote!(Paging::by_token(#list)),
            Self::NumberInBody => Some(quote!(.in_body())),
            Self::NumberInQuery => None,
        };
        let setting = |name: &str| {
            let value = operation.object.get(name).and_then(Value::as_i64)?;
            i32::try_from(value).ok()
        };
        let first = setting(marker::FIRST_PAGE).unwrap_or(0);
        let size = setting(marker::PAGE_SIZE).map(|size| quote!(.of_size(#size)));
        quote!(Paging::by_number(#list, #first)#in_body #size)
    }
}
