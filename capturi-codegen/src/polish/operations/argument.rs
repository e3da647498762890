//! An argument of an operation: a field of its builder, a setter, and the value that is sent.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;
use syn::{Type, parse_quote};

use super::{names::Names, pages::Models, types::rust_type};
use crate::{
    document::{Object, is_true},
    polish::{
        prose::rustdoc,
        syntax::{derives, outer_name},
    },
};

pub(super) struct Argument {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) presence: Presence,
    pub(super) place: Place,
    /// Its name in the API.
    pub(super) name: String,
    docs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
    /// Sent as its default when it is not set.
    Defaulted,
}

/// Where an argument goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query(Style),
    Header,
    Cookie,
    Body,
    /// A part of a form.
    Part(Part),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Value,
    File,
    Files,
}

/// How a list or an object is written in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Each item or member for itself.
    Exploded,
    /// The items of a list with this between them.
    Joined(&'static str),
    /// `name[member]=value`
    Deep,
}

impl Argument {
    /// A parameter of the document.
    pub(super) fn parameter(parameter: &Object, names: &mut Names) -> Option<Self> {
        let name = parameter.get("name")?.as_str()?;
        let place = match parameter.get("in")?.as_str()? {
            "path" => Place::Path,
            "query" => Place::Query(style(parameter)),
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            _ => return None,
        };
        let required = place == Place::Path || is_true(parameter, "required");
        let schema = parameter.get("schema").or_else(|| {
            // A parameter may be described as content of one media type instead.
            let (_, content) = parameter.get("content")?.as_object()?.iter().next()?;
            content.get("schema")
        });
        let text = serde_json::json!({ "type": "string" });
        let description = parameter.get("description").and_then(Value::as_str);
        Some(Self::new(
            name,
            place,
            rust_type(schema.unwrap_or(&text)),
            Presence::of(required),
            description,
            names,
        ))
    }

    /// The whole body.
    pub(super) fn body(ty: Type, body: &Object, models: &Models, names: &mut Names) -> Self {
        let has_default = outer_name(&ty)
            .and_then(|name| models.get(&name))
            .is_some_and(|model| derives(&model.attrs, "Default"));
        let presence = match (is_true(body, "required"), has_default) {
            (true, _) => Presence::Required,
            (false, true) => Presence::Defaulted,
            (false, false) => Presence::Optional,
        };
        let description = body.get("description").and_then(Value::as_str);
        Self::new("body", Place::Body, ty, presence, description, names)
    }

    /// A part of a form.
    pub(super) fn part(name: &str, schema: &Value, required: bool, names: &mut Names) -> Self {
        let is_binary = |schema: &Value| schema["format"] == "binary";
        let is_list = schema["type"] == "array" && is_binary(&schema["items"]);
        let (part, ty) = match (is_list, is_binary(schema)) {
            (true, _) => (Part::Files, parse_quote!(Vec<Upload>)),
            (false, true) => (Part::File, parse_quote!(Upload)),
            (false, false) => (Part::Value, rust_type(schema)),
        };
        let description = schema["description"].as_str();
        let place = Place::Part(part);
        Self::new(name, place, ty, Presence::of(required), description, names)
    }

    fn new(
        name: &str,
        place: Place,
        ty: Type,
        presence: Presence,
        description: Option<&str>,
        names: &mut Names,
    ) -> Self {
        let shown = match place {
            Place::Body => "The body of the request".to_owned(),
            Place::Part(_) => format!("`{name}` in the form"),
            Place::Path => format!("`{name}` in the path"),
            Place::Query(_) => format!("`{name}` in the query"),
            Place::Header => format!("`{name}` in the header"),
            Place::Cookie => format!("`{name}` in the cookies"),
        };
        let required = match presence {
            Presence::Required => "required",
            Presence::Optional => "left out unless set",
            Presence::Defaulted => "the model's default unless set",
        };
        let mut docs = description.map(rustdoc).unwrap_or_default();
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(format!(" {shown}; {required}."));
        Self {
            ident: names.take(name),
            ty,
            presence,
            place,
            name: name.to_owned(),
            docs,
        }
    }

    pub(super) fn setter(&self) -> TokenStream {
        let (ident, ty, docs) = (&self.ident, &self.ty, &self.docs);
        quote! {
            #(#[doc = #docs])*
            pub fn #ident(mut self, value: impl TryInto<#ty>) -> Self {
                self.#ident.set(value);
                self
            }
        }
    }

    /// Takes the argument's value out of the builder, or returns the error.
    pub(super) fn value(&self) -> TokenStream {
        let ident = &self.ident;
        let name = ident.to_string();
        let take = match self.presence {
            Presence::Required => quote!(required),
            Presence::Optional => quote!(optional),
            Presence::Defaulted => quote!(or_default),
        };
        quote! { let #ident = #ident.#take(&Self::OPERATION, #name)?; }
    }

    /// What adds it to the request, for a parameter that does not stand in the path.
    pub(super) fn in_request(&self) -> Option<TokenStream> {
        let (ident, name) = (&self.ident, &self.name);
        match &self.place {
            Place::Query(Style::Exploded) => Some(quote!(.query(&pairs(#name, &#ident)))),
            Place::Query(Style::Joined(separator)) => {
                Some(quote!(.query(&joined(#name, #separator, &#ident))))
            }
            Place::Query(Style::Deep) => Some(quote!(.query(&deep(#name, &#ident)))),
            Place::Path | Place::Header | Place::Cookie | Place::Body | Place::Part(_) => None,
        }
    }

    /// What adds it to the headers of the request.
    pub(super) fn in_headers(&self) -> Option<TokenStream> {
        let (ident, name) = (&self.ident, &self.name);
        match &self.place {
            Place::Header => Some(quote! {
                for (name, value) in joined(#name, ",", &#ident) {
                    request = request.header(name, value);
                }
            }),
            Place::Cookie => Some(quote! {
                for (name, value) in joined(#name, ",", &#ident) {
                    request = request.header("cookie", format!("{name}={value}"));
                }
            }),
            _ => None,
        }
    }

    /// How `stubs!` writes it.
    pub(super) fn in_stub(&self) -> Option<TokenStream> {
        let (ident, ty, name) = (&self.ident, &self.ty, &self.name);
        let place = match self.place {
            Place::Path => quote!(path),
            Place::Query(_) => quote!(query),
            Place::Body => quote!(body),
            Place::Header | Place::Cookie | Place::Part(_) => return None,
        };
        Some(quote!(#ident: #ty => #place #name))
    }
}

impl Presence {
    fn of(required: bool) -> Self {
        match required {
            true => Self::Required,
            false => Self::Optional,
        }
    }
}

/// `form` and exploded unless the document says otherwise.
fn style(parameter: &Object) -> Style {
    let exploded = parameter.get("explode").and_then(Value::as_bool);
    match (parameter.get("style").and_then(Value::as_str), exploded) {
        (Some("deepObject"), _) => Style::Deep,
        (Some("spaceDelimited"), Some(false) | None) => Style::Joined(" "),
        (Some("pipeDelimited"), Some(false) | None) => Style::Joined("|"),
        (_, Some(false)) => Style::Joined(","),
        _ => Style::Exploded,
    }
}
