//! An argument of an operation: a field of its builder, a setter, and the value that is sent.

use heck::ToSnakeCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use serde_json::Value;
use syn::{ItemStruct, Pat, Type};

use super::{function::owned, pages::Models};
use crate::{
    document::{Object, array},
    polish::{
        prose::rustdoc,
        syntax::{option_of, outer_name},
    },
};

pub(super) struct Argument {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    presence: Presence,
    /// `path`, `query` or `body`, and its name there; none where the document does not tell.
    place: Option<(String, String)>,
    docs: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
    /// Sent as its default when it is not set.
    Defaulted,
}

impl Argument {
    pub(super) fn read(
        input: &syn::PatType,
        operation: &Object,
        structs: &Models,
    ) -> Result<Self, String> {
        let Pat::Ident(pattern) = &*input.pat else {
            return Err("has an argument without a name".to_owned());
        };
        let ident = pattern.ident.clone();
        let (ty, mut presence) = match option_of(&input.ty) {
            Some(inner) => (owned(inner), Presence::Optional),
            None => (owned(&input.ty), Presence::Required),
        };
        if outer_name(&ty).as_deref() == Some("B") {
            return Err("a body that is not JSON is not supported yet".to_owned());
        }
        if ["client", "new", "send", "stream"].contains(&ident.to_string().as_str()) {
            return Err(format!("a parameter named `{ident}` is not supported yet"));
        }
        let (place, description) = if ident == "body" {
            let body = operation.get("requestBody").unwrap_or(&Value::Null);
            if body["required"] != true
                && outer_name(&ty)
                    .and_then(|name| structs.get(&name))
                    .is_some_and(derives_default)
            {
                presence = Presence::Defaulted;
            }
            let place = ("body".to_owned(), "body".to_owned());
            (Some(place), body["description"].as_str())
        } else {
            let parameter = array(operation, "parameters").iter().find(|parameter| {
                let name = parameter["name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_snake_case();
                ident.to_string().trim_end_matches('_') == name
            });
            let parameter = parameter.unwrap_or(&Value::Null);
            let place = match (parameter["in"].as_str(), parameter["name"].as_str()) {
                (Some(place), Some(name)) => Some((place.to_owned(), name.to_owned())),
                _ => None,
            };
            (place, parameter["description"].as_str())
        };
        let shown = match &place {
            Some((place, _)) if place == "body" => "The body of the request".to_owned(),
            Some((place, name)) => format!("`{name}` in the {place}"),
            None => format!("`{ident}`"),
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
        Ok(Self {
            ident,
            ty,
            presence,
            place,
            docs,
        })
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

    /// How `stubs!` writes it.
    pub(super) fn in_stub(&self) -> Option<TokenStream> {
        let (ident, ty) = (&self.ident, &self.ty);
        let (place, name) = self.place.as_ref()?;
        let place = Ident::new(place, ident.span());
        Some(quote!(#ident: #ty => #place #name))
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
}

fn derives_default(model: &ItemStruct) -> bool {
    model.attrs.iter().any(|attribute| {
        attribute.path().is_ident("derive")
            && attribute.to_token_stream().to_string().contains("Default")
    })
}
