//! Operations that answer in pages get a `stream` that fetches them one after the other. They are
//! found by their shape: a `continuationToken` in the request's body and in the response, or
//! `pageNumber` and `pageSize` in the request.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;
use syn::{ItemStruct, Type};

use super::argument::{Argument, Place};
use crate::{
    document::{Operation, marker},
    polish::syntax::{arguments, option_of, outer_name, wire_name},
};

/// How an operation's pages follow each other, and what is in them.
pub(super) struct Pages {
    turn: Turn,
    /// The field of the response that has the items.
    list: Ident,
    list_is_optional: bool,
    item: Ident,
}

enum Turn {
    /// The response's token goes into the next request's body.
    Token { token: Ident },
    /// The request counts pages, in its query or in its body.
    Number {
        number: Ident,
        size: Ident,
        in_body: bool,
        first: i32,
        default_size: Option<i32>,
    },
}

/// The structs of the module `types`.
pub(super) type Models = BTreeMap<String, ItemStruct>;

impl Pages {
    pub(super) fn find(
        operation: &Operation<'_>,
        taken: &[Argument],
        response: &Type,
        models: &Models,
    ) -> Option<Self> {
        let response = models.get(&outer_name(response)?)?;
        let mut lists = response.fields.iter().filter_map(|field| {
            let item = item_of(&field.ty).filter(|item| models.contains_key(&item.to_string()))?;
            Some((field, item))
        });
        let (Some((field, item)), None) = (lists.next(), lists.next()) else {
            return None;
        };
        let body = taken.iter().find(|argument| argument.ident == "body");
        let body = body.and_then(|body| models.get(&outer_name(&body.ty)?));
        let turn = by_token(response, body)
            .or_else(|| by_number_in_body(operation, body?))
            .or_else(|| by_number_in_query(operation, taken))?;
        Some(Self {
            turn,
            list: field.ident.clone()?,
            list_is_optional: option_of(&field.ty).is_some(),
            item,
        })
    }

    /// The function `stream` of the builder.
    ///
    /// `#[inline]` leaves its machine code, with all the reading of responses in it, to those who
    /// call it: a third of the time to build the crate.
    pub(super) fn stream(&self) -> TokenStream {
        let (list, item) = (&self.list, &self.item);
        let items = if self.list_is_optional {
            quote!(page.#list.unwrap_or_default())
        } else {
            quote!(page.#list)
        };
        match &self.turn {
            Turn::Token { token } => quote! {
                #[doc = " Every item of every page, one page in memory at a time."]
                #[inline]
                pub fn stream(self) -> Items<'a, types::#item> {
                    Items::by_token(Self::OPERATION, move |token| {
                        let mut call = self.clone();
                        async move {
                            if token.is_some() {
                                call.body.edit(|body| body.#token = token);
                            }
                            let page = call.send().await?.into_inner();
                            Ok((#items, page.#token))
                        }
                    })
                }
            },
            Turn::Number {
                number,
                size,
                in_body,
                first,
                default_size,
            } => {
                let turn = if *in_body {
                    quote!(call.body.edit(|body| body.#number = Some(number));)
                } else {
                    quote!(call.#number.set(number);)
                };
                let resize = default_size.map(|default| {
                    if *in_body {
                        quote!(call.body.edit(|body| body.#size = body.#size.or(Some(#default)));)
                    } else {
                        quote!(call.#size.set_default(#default);)
                    }
                });
                let begin = if *in_body {
                    quote!(self.body.get().and_then(|body| body.#number))
                } else {
                    quote!(self.#number.get().copied())
                };
                quote! {
                    #[doc = " Every item of every page, one page in memory at a time, until a page is empty."]
                    #[doc = ""]
                    #[doc = " Begins at the page number that was set, or at the first page."]
                    #[inline]
                    pub fn stream(self) -> Items<'a, types::#item> {
                        let first = #begin.unwrap_or(#first);
                        Items::by_number(Self::OPERATION, first, move |number| {
                            let mut call = self.clone();
                            async move {
                                #turn
                                #resize
                                let page = call.send().await?.into_inner();
                                Ok(#items)
                            }
                        })
                    }
                }
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

fn by_token(response: &ItemStruct, body: Option<&ItemStruct>) -> Option<Turn> {
    let token = optional_field(response, "continuationToken", "String")?;
    let sent = optional_field(body?, "continuationToken", "String")?;
    (token == sent).then_some(Turn::Token { token })
}

fn by_number_in_body(operation: &Operation<'_>, body: &ItemStruct) -> Option<Turn> {
    let number = optional_field(body, "pageNumber", "i32")?;
    let size = optional_field(body, "pageSize", "i32")?;
    Some(by_number(operation, number, size, true))
}

fn by_number_in_query(operation: &Operation<'_>, taken: &[Argument]) -> Option<Turn> {
    let named = |name: &str| {
        let is_it = |argument: &&Argument| {
            matches!(argument.place, Place::Query(_)) && argument.ident == name
        };
        let argument = taken.iter().find(is_it)?;
        is_a(&argument.ty, "i32").then(|| argument.ident.clone())
    };
    let (number, size) = (named("page_number")?, named("page_size")?);
    Some(by_number(operation, number, size, false))
}

fn by_number(operation: &Operation<'_>, number: Ident, size: Ident, in_body: bool) -> Turn {
    let setting = |name: &str| {
        let value = operation.object.get(name).and_then(Value::as_i64)?;
        i32::try_from(value).ok()
    };
    Turn::Number {
        number,
        size,
        in_body,
        first: setting(marker::FIRST_PAGE).unwrap_or(0),
        default_size: setting(marker::PAGE_SIZE),
    }
}

/// The optional field of this name and type.
fn optional_field(model: &ItemStruct, name: &str, ty: &str) -> Option<Ident> {
    let field = model
        .fields
        .iter()
        .find(|field| wire_name(field).as_deref() == Some(name))?;
    is_a(option_of(&field.ty)?, ty).then(|| field.ident.clone())?
}

fn is_a(ty: &Type, name: &str) -> bool {
    outer_name(ty).as_deref() == Some(name)
}
