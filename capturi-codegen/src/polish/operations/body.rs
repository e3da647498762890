//! The body of a request: what the caller gives, and how it is sent.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;
use syn::{Type, parse_quote};

use super::{
    argument::{Argument, Part, Place, Presence},
    names::Names,
    pages::Models,
    types::rust_type,
};
use crate::document::{Document, Object, array, is_json};

/// How a body is sent.
pub(super) enum Body {
    /// As JSON, of this media type unless it is `application/json`.
    Json(Option<String>),
    /// As a form whose fields are the members of the model.
    Form,
    /// As a form of parts, each an argument of its own.
    Parts,
    /// As it is, of this media type.
    Raw(String),
}

impl Body {
    /// The body of an operation and its arguments; of several media types the one that says most.
    pub(super) fn read(
        document: &Document,
        operation: &Object,
        models: &Models,
        names: &mut Names,
    ) -> Option<(Self, Vec<Argument>)> {
        let body = operation.get("requestBody")?.as_object()?;
        let content = body.get("content")?.as_object()?;
        let named = |wanted: fn(&str) -> bool| {
            let (name, media_type) = content.iter().find(|(name, _)| wanted(name))?;
            Some((
                name.as_str(),
                media_type.get("schema").unwrap_or(&Value::Null),
            ))
        };
        let single = |body_kind, ty: Type, names: &mut Names| {
            Some((body_kind, vec![Argument::body(ty, body, models, names)]))
        };
        if let Some((name, schema)) = named(is_json) {
            let other = (name != "application/json").then(|| name.to_owned());
            return single(Self::Json(other), rust_type(schema), names);
        }
        if let Some((_, schema)) = named(|name| name.starts_with("multipart/")) {
            let schema = document.resolved(schema)?;
            let required = array(schema, "required");
            let parts = schema.get("properties").and_then(Value::as_object);
            let parts = parts.into_iter().flatten().map(|(name, schema)| {
                let is_required = required.iter().any(|one| one == name.as_str());
                Argument::part(name, schema, is_required, names)
            });
            return Some((Self::Parts, parts.collect()));
        }
        if let Some((_, schema)) = named(|name| name == "application/x-www-form-urlencoded") {
            return single(Self::Form, rust_type(schema), names);
        }
        if let Some((name, _)) = named(|name| name.starts_with("text/")) {
            return single(Self::Raw(name.to_owned()), parse_quote!(String), names);
        }
        let (name, _) = content.iter().next()?;
        let name = match name.contains('*') {
            true => "application/octet-stream",
            false => name,
        };
        single(Self::Raw(name.to_owned()), parse_quote!(Vec<u8>), names)
    }

    /// Statements that put it into `request`.
    pub(super) fn in_request(&self, arguments: &[Argument]) -> TokenStream {
        if let Self::Parts = self {
            return parts(arguments);
        }
        let Some(argument) = arguments
            .iter()
            .find(|argument| argument.place == Place::Body)
        else {
            return TokenStream::new();
        };
        let ident = &argument.ident;
        let send = match self {
            Self::Json(None) => quote!(request.json(&#ident)),
            Self::Json(Some(media_type)) => {
                quote!(request.header("content-type", #media_type).json(&#ident))
            }
            Self::Form => quote!(request.form(&pairs("", &#ident))),
            Self::Raw(media_type) => {
                quote!(request.header("content-type", #media_type).body(#ident))
            }
            Self::Parts => return TokenStream::new(),
        };
        match argument.presence {
            Presence::Optional => quote! {
                let request = match #ident {
                    Some(#ident) => #send,
                    None => request,
                };
            },
            Presence::Required | Presence::Defaulted => quote!(let request = #send;),
        }
    }

    /// The model of a JSON body.
    pub(super) fn json_model<'a>(&self, arguments: &'a [Argument]) -> Option<&'a Type> {
        let mut body = arguments
            .iter()
            .filter(|argument| argument.place == Place::Body);
        let body = body.next().filter(|_| matches!(self, Self::Json(_)))?;
        Some(&body.ty)
    }

    /// The plain JSON body, which can stand in the chain of the request.
    pub(super) fn as_plain_json<'a>(&self, arguments: &'a [Argument]) -> Option<&'a Ident> {
        let argument = arguments
            .iter()
            .find(|argument| argument.place == Place::Body)?;
        let is_there = argument.presence != Presence::Optional;
        matches!(self, Self::Json(None))
            .then_some(&argument.ident)
            .filter(|_| is_there)
    }
}

fn parts(arguments: &[Argument]) -> TokenStream {
    let parts = arguments.iter().filter_map(|argument| {
        let (ident, name) = (&argument.ident, &argument.name);
        let Place::Part(part) = argument.place else {
            return None;
        };
        let is_optional = argument.presence == Presence::Optional;
        Some(match (part, is_optional) {
            (Part::Value, _) => quote!(form.add(#name, &#ident);),
            (Part::Files, true) => quote!(form.add_files(#name, #ident.unwrap_or_default());),
            (Part::Files, false) | (Part::File, true) => quote!(form.add_files(#name, #ident);),
            (Part::File, false) => quote!(form.add_files(#name, [#ident]);),
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
