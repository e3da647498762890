//! The arguments of an operation: the field of its builder, the setter, the value that is taken out
//! of the builder, and the code that puts the value into the request.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{outside, prose::rustdoc};
use crate::{
    api::{Argument, Body, Operation, Part, Place, Presence, Style},
    document::is_json,
};

/// The media type of JSON, unless the document names another.
const JSON: &str = "application/json";

pub(super) fn ident(argument: &Argument) -> Ident {
    format_ident!("{}", argument.name)
}

/// `uid: impl TryInto<Uuid, Error: Display>`
pub(super) fn argument_of_function(argument: &Argument) -> TokenStream {
    let (ident, ty) = (ident(argument), outside(&argument.ty));
    quote!(#ident: impl TryInto<#ty, Error: ::std::fmt::Display>)
}

/// The setter of an argument; the function takes arguments of the path instead.
pub(super) fn setter(argument: &Argument) -> Option<TokenStream> {
    let (ident, ty, docs) = (ident(argument), outside(&argument.ty), docs(argument));
    let deprecated = argument
        .is_deprecated
        .then(|| quote!(#[deprecated = "the API's document marks it so"]));
    let (generics, value, set) = match (argument.place, argument.presence) {
        (Place::Path, _) => return None,
        (_, Presence::Optional) => (
            quote!(<Given>),
            quote!(impl IntoOptional<#ty, Given>),
            quote!(set_optional),
        ),
        (_, Presence::Required | Presence::Defaulted) => (
            quote!(),
            quote!(impl TryInto<#ty, Error: ::std::fmt::Display>),
            quote!(set),
        ),
    };
    Some(quote! {
        #(#[doc = #docs])*
        #deprecated
        pub fn #ident #generics(mut self, value: #value) -> Self {
            self.#ident.#set(value);
            self
        }
    })
}

fn docs(argument: &Argument) -> Vec<String> {
    let wire = &argument.wire;
    let place = match argument.place {
        Place::Body => "The body of the request".to_owned(),
        Place::Part(_) => format!("`{wire}` in the form"),
        Place::Path => format!("`{wire}` in the path"),
        Place::Query(_) => format!("`{wire}` in the query"),
        Place::Header => format!("`{wire}` in the header"),
        Place::Cookie => format!("`{wire}` in the cookies"),
    };
    let presence = match argument.presence {
        Presence::Required => "required",
        Presence::Optional => "left out unless set",
        Presence::Defaulted => "the model's default unless set",
    };
    let mut docs = argument.docs.as_deref().map(rustdoc).unwrap_or_default();
    if !docs.is_empty() {
        docs.push(String::new());
    }
    docs.push(format!(" {place}; {presence}."));
    docs
}

/// Takes the argument's value out of the builder, or returns the error.
pub(super) fn value(argument: &Argument) -> TokenStream {
    let (ident, name) = (ident(argument), &argument.name);
    let take = match argument.presence {
        Presence::Required => quote!(required),
        Presence::Optional => quote!(optional),
        Presence::Defaulted => quote!(or_default),
    };
    quote! { let #ident = #ident.#take(&Self::OPERATION, #name)?; }
}

/// The code that adds the argument to the query of a request.
pub(super) fn in_query(argument: &Argument) -> Option<TokenStream> {
    let (ident, wire) = (ident(argument), &argument.wire);
    let holds_json = argument.content.as_deref().is_some_and(is_json);
    match argument.place {
        Place::Query(_) if holds_json => Some(quote!(.query(&as_json(#wire, &#ident)))),
        Place::Query(Style::Exploded) => Some(quote!(.query(&pairs(#wire, &#ident)))),
        Place::Query(Style::Joined(separator)) => {
            Some(quote!(.query(&joined(#wire, #separator, &#ident))))
        }
        Place::Query(Style::Deep) => Some(quote!(.query(&deep(#wire, &#ident)))),
        _ => None,
    }
}

/// The code that adds the argument to the headers of a request.
pub(super) fn in_headers(argument: &Argument) -> Option<TokenStream> {
    let (ident, wire) = (ident(argument), &argument.wire);
    let value = match argument.content.as_deref().is_some_and(is_json) {
        true => quote!(as_json(#wire, &#ident)),
        false => quote!(joined(#wire, ",", &#ident)),
    };
    match argument.place {
        Place::Header => Some(quote! {
            for (name, value) in #value {
                request = request.header(name, value);
            }
        }),
        Place::Cookie => Some(quote!(sent.extend(#value);)),
        _ => None,
    }
}

/// The code for a plain JSON body, which fits into the chain of the request.
pub(super) fn plain_json(operation: &Operation) -> Option<TokenStream> {
    let body = operation.body_argument().filter(|body| {
        let is_plain = matches!(&operation.body, Some(Body::Json(name)) if name == JSON);
        is_plain && body.presence != Presence::Optional
    })?;
    let ident = ident(body);
    Some(quote!(.json(&#ident)))
}

/// Statements that put any other body into `request`.
pub(super) fn sending(operation: &Operation) -> Option<TokenStream> {
    if plain_json(operation).is_some() {
        return None;
    }
    let described = operation.body.as_ref()?;
    if let Body::Parts = described {
        return Some(parts(&operation.arguments));
    }
    let body = operation.body_argument()?;
    let ident = ident(body);
    let send = match described {
        Body::Json(media_type) if media_type == JSON => quote!(request.json(&#ident)),
        Body::Json(media_type) => {
            quote!(request.header("content-type", #media_type).json(&#ident))
        }
        Body::Raw(media_type) => quote!(request.header("content-type", #media_type).body(#ident)),
        Body::Form | Body::Parts => quote!(request.form(&pairs("", &#ident))),
    };
    Some(match body.presence {
        Presence::Optional => quote! {
            let request = match #ident {
                Some(#ident) => #send,
                None => request,
            };
        },
        Presence::Required | Presence::Defaulted => quote!(let request = #send;),
    })
}

fn parts(arguments: &[Argument]) -> TokenStream {
    let parts = arguments.iter().filter_map(|argument| {
        let (ident, wire) = (ident(argument), &argument.wire);
        let Place::Part(part) = argument.place else {
            return None;
        };
        let is_optional = argument.presence == Presence::Optional;
        Some(match (part, is_optional) {
            (Part::Value, _) => quote!(form.add(#wire, &#ident);),
            (Part::Files, true) => quote!(form.add_files(#wire, #ident.unwrap_or_default());),
            (Part::Files, false) | (Part::File, true) => quote!(form.add_files(#wire, #ident);),
            (Part::File, false) => quote!(form.add_files(#wire, [#ident]);),
        })
    });
    quote! {
        let mut form = Multipart::new();
        #(#parts)*
        let request = request
            .header("content-type", form.content_type())
            .body(form.into_body());
    }
}
