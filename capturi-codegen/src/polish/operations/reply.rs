//! What a successful response carries: how it is read, and what a mock may answer.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItemFn, ReturnType, Type};

use crate::{
    document::{Object, is_true, marker},
    polish::syntax::{arguments, outer_name},
};

pub(super) struct Reply {
    content: Content,
    /// Whether the server may answer 204 instead.
    is_optional: bool,
}

enum Content {
    Json(Box<Type>),
    Bytes,
    Nothing,
}

impl Reply {
    /// From progenitor's `Result<ResponseValue<T>, Error<E>>`.
    pub(super) fn read(function: &ImplItemFn, operation: &Object) -> Option<Self> {
        let ReturnType::Type(_, result) = &function.sig.output else {
            return None;
        };
        let content = match *arguments(arguments(result).first()?).first()? {
            Type::Tuple(_) => Content::Nothing,
            ty if outer_name(ty).as_deref() == Some("ByteStream") => Content::Bytes,
            ty => Content::Json(Box::new(ty.clone())),
        };
        Some(Self {
            content,
            is_optional: is_true(operation, marker::OPTIONAL_RESPONSE),
        })
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
