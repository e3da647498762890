//! The paging of a listing, as the client and the command line use it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Paging, Turn};

/// The `capturi_api::Paging` of a listing.
pub(crate) fn paging(paging: &Paging) -> TokenStream {
    let (list, first) = (&paging.list, paging.first);
    let in_body = match paging.turn {
        Turn::Token => return quote!(Paging::by_token(#list)),
        Turn::NumberInBody => Some(quote!(.in_body())),
        Turn::NumberInQuery => None,
    };
    let size = paging.size.map(|size| quote!(.of_size(#size)));
    quote!(Paging::by_number(#list, #first)#in_body #size)
}
