//! The Rust type of a schema, as typify has it inside models. What is neither a reference nor a
//! simple type was made a model before (fixup `inline_models`).

use quote::format_ident;
use serde_json::Value;
use syn::{Type, parse_quote};

use crate::document::reference;

/// The type of a value of this schema, which is there.
pub(super) fn rust_type(schema: &Value) -> Type {
    if let Some(name) = reference(schema) {
        let name = format_ident!("{name}");
        return parse_quote!(types::#name);
    }
    let format = schema["format"].as_str();
    match schema["type"].as_str() {
        Some("string") => match format {
            Some("uuid") => parse_quote!(::uuid::Uuid),
            Some("date-time") => parse_quote!(::chrono::DateTime<::chrono::offset::Utc>),
            Some("date") => parse_quote!(::chrono::naive::NaiveDate),
            _ => parse_quote!(String),
        },
        Some("boolean") => parse_quote!(bool),
        Some("integer") => match format {
            Some("int8") => parse_quote!(i8),
            Some("int16") => parse_quote!(i16),
            Some("int32") => parse_quote!(i32),
            Some("uint8") => parse_quote!(u8),
            Some("uint16") => parse_quote!(u16),
            Some("uint32") => parse_quote!(u32),
            Some("uint64") => parse_quote!(u64),
            _ => parse_quote!(i64),
        },
        Some("number") => match format {
            Some("float") => parse_quote!(f32),
            _ => parse_quote!(f64),
        },
        Some("array") => {
            let item = maybe(&schema["items"]);
            parse_quote!(Vec<#item>)
        }
        Some("object") if schema["additionalProperties"].is_object() => {
            let value = maybe(&schema["additionalProperties"]);
            parse_quote!(::std::collections::BTreeMap<String, #value>)
        }
        _ => parse_quote!(::serde_json::Value),
    }
}

/// The type of a value that may be `null`.
pub(super) fn maybe(schema: &Value) -> Type {
    let ty = rust_type(schema);
    match schema["nullable"] == true {
        true => parse_quote!(Option<#ty>),
        false => ty,
    }
}
