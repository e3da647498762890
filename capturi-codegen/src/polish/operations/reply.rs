//! What a successful response carries: how it is read, and what a mock may answer.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::Type;

use super::types::maybe;
use crate::document::{Object, is_json, is_true, marker};

pub(super) struct Reply {
    content: Content,
    /// Whether the server may answer 204 instead.
    pub(super) is_optional: bool,
}

enum Content {
    Json(Box<Type>),
    Bytes,
    Nothing,
}

impl Reply {
    pub(super) fn read(operation: &Object) -> Self {
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut contents: Vec<Content> = responses
            .into_iter()
            .flatten()
            .filter_map(|(_, response)| response.get("content")?.as_object())
            .filter_map(content)
            .collect();
        let all_json = contents
            .iter()
            .all(|content| matches!(content, Content::Json(_)));
        let content = match all_json {
            true => contents.pop().unwrap_or(Content::Nothing),
            false => Content::Bytes,
        };
        // Nothing is nothing, whatever the status.
        let is_something = !matches!(content, Content::Nothing);
        Self {
            content,
            is_optional: is_something && is_true(operation, marker::OPTIONAL_RESPONSE),
        }
    }

    /// The model, where the content is JSON.
    pub(super) fn model(&self) -> Option<&Type> {
        match &self.content {
            Content::Json(model) => Some(model),
            Content::Bytes | Content::Nothing => None,
        }
    }

    /// The type that reads it.
    pub(super) fn decoder(&self) -> TokenStream {
        let decoder = match &self.content {
            Content::Json(model) => quote!(Json<#model>),
            Content::Bytes => quote!(Raw),
            Content::Nothing => quote!(Nothing),
        };
        if self.is_optional {
            quote!(Optional<#decoder>)
        } else {
            decoder
        }
    }

    /// What reading it returns.
    pub(super) fn output(&self) -> TokenStream {
        let output = match &self.content {
            Content::Json(model) => quote!(#model),
            Content::Bytes => quote!(Body),
            Content::Nothing => quote!(()),
        };
        if self.is_optional {
            quote!(Option<#output>)
        } else {
            output
        }
    }

    /// How `stubs!` writes it.
    pub(super) fn words(&self) -> TokenStream {
        let words = match &self.content {
            Content::Json(model) => quote!(json(#model)),
            Content::Bytes => quote!(bytes),
            Content::Nothing => quote!(nothing),
        };
        if self.is_optional {
            quote!(optional #words)
        } else {
            words
        }
    }
}

/// JSON where the response may be JSON, else bytes.
fn content(content: &Object) -> Option<Content> {
    if content.is_empty() {
        return None;
    }
    let json = content.iter().find(|(name, _)| is_json(name));
    Some(match json {
        Some((_, media_type)) if media_type["schema"]["format"] == "binary" => Content::Bytes,
        Some((_, media_type)) => Content::Json(Box::new(maybe(&media_type["schema"]))),
        None => Content::Bytes,
    })
}
