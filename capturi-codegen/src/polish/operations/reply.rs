//! What a successful response carries: how it is read, and what a mock may answer.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use serde_json::Value;
use syn::{Type, parse_quote};

use super::{body::is_json, types::maybe};
use crate::document::{Object, is_true, marker};

pub(super) struct Reply {
    content: Content,
    /// Whether the server may answer 204 instead.
    pub(super) is_optional: bool,
    /// Whether its successes have bodies of several kinds.
    pub(super) is_mixed: bool,
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
        let kinds: Vec<String> = contents.iter().map(Content::kind).collect();
        let is_mixed = kinds.windows(2).any(|pair| pair[0] != pair[1]);
        let all_json = contents
            .iter()
            .all(|content| matches!(content, Content::Json(_)));
        let content = match (is_mixed, all_json) {
            (true, true) => Content::Json(Box::new(parse_quote!(::serde_json::Value))),
            (true, false) => Content::Bytes,
            (false, _) => contents.pop().unwrap_or(Content::Nothing),
        };
        Self {
            content,
            is_optional: is_true(operation, marker::OPTIONAL_RESPONSE),
            is_mixed,
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

impl Content {
    fn kind(&self) -> String {
        match self {
            Self::Json(model) => model.to_token_stream().to_string(),
            Self::Bytes => "bytes".to_owned(),
            Self::Nothing => "nothing".to_owned(),
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
