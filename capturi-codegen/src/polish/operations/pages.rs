//! Operations that answer in pages get a `stream` of items and the `pages` themselves. They are
//! found by their shape: a `continuationToken` in the request's body and in the response, or
//! `pageNumber` and `pageSize` in the request.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{ItemStruct, Type};

use super::argument::{Argument, Place};
use crate::{
    document::Operation,
    paging::{NUMBER, SIZE, TOKEN, Turn},
    polish::syntax::{arguments, option_of, outer_name, wire_name},
};

/// How an operation's pages follow each other, and what is in them.
pub(super) struct Pages {
    paging: TokenStream,
    item: Ident,
}

/// The structs of the module `types`.
pub(super) type Models = BTreeMap<String, ItemStruct>;

impl Pages {
    /// `body` is the model of a JSON body.
    pub(super) fn find(
        operation: &Operation<'_>,
        taken: &[Argument],
        body: Option<&Type>,
        response: &Type,
        models: &Models,
    ) -> Option<Self> {
        let response = models.get(&outer_name(response)?)?;
        let mut lists = response.fields.iter().filter_map(|field| {
            let item = item_of(&field.ty).filter(|item| models.contains_key(&item.to_string()))?;
            Some((wire_name(field)?, item))
        });
        let (Some((list, item)), None) = (lists.next(), lists.next()) else {
            return None;
        };
        let body = body.and_then(|body| models.get(&outer_name(body)?));
        let in_body = |name, ty| body.is_some_and(|body| has_optional(body, name, ty));
        let in_query = |name| {
            taken.iter().any(|argument| {
                matches!(argument.place, Place::Query(_))
                    && argument.name == name
                    && is_a(&argument.ty, "i32")
            })
        };
        let turn = if has_optional(response, TOKEN, "String") && in_body(TOKEN, "String") {
            Turn::Token
        } else if in_body(NUMBER, "i32") && in_body(SIZE, "i32") {
            Turn::NumberInBody
        } else if in_query(NUMBER) && in_query(SIZE) {
            Turn::NumberInQuery
        } else {
            return None;
        };
        Some(Self {
            paging: turn.paging(operation, &list),
            item,
        })
    }

    /// The functions `stream` and `pages` of the builder.
    pub(super) fn functions(&self) -> TokenStream {
        let Self { paging, item } = self;
        quote! {
            #[doc = " Every item of every page, one page in memory at a time. An item that does not fit is an"]
            #[doc = " [`Error::Item`], after which the stream goes on."]
            pub fn stream(self) -> Items<types::#item> {
                self.pages().into_items()
            }
            #[doc = " The pages, each with its items, its JSON, and where to go on after it."]
            pub fn pages(self) -> Pages<types::#item> {
                Pages::new(self.client, Self::OPERATION, #paging, self.into_request())
            }
        }
    }
}

/// `M` of `Vec<M>` or `Option<Vec<M>>`.
fn item_of(ty: &Type) -> Option<Ident> {
    let list = option_of(ty).unwrap_or(ty);
    if outer_name(list)? != "Vec" {
        return None;
    }
    match arguments(list).first()? {
        Type::Path(path) => path.path.get_ident().cloned(),
        _ => None,
    }
}

/// Whether the model has an optional field of this name and type.
fn has_optional(model: &ItemStruct, name: &str, ty: &str) -> bool {
    let named = |field: &&syn::Field| wire_name(field).as_deref() == Some(name);
    let field = model.fields.iter().find(named);
    field.is_some_and(|field| option_of(&field.ty).is_some_and(|inner| is_a(inner, ty)))
}

fn is_a(ty: &Type, name: &str) -> bool {
    outer_name(ty).as_deref() == Some(name)
}
