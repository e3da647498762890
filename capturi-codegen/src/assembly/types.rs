//! The types outside of models: parameters, bodies and replies. Each is a reference or a simple
//! type, as the fixup `inline_models` has made models of all others. And the facts that the document
//! states of a value beside its type.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    api::Type,
    document::{Document, marker, reference},
};

/// The type of a value of this schema, `null` excluded.
pub(super) fn present(schema: &Value) -> Type {
    if let Some(name) = reference(schema) {
        return Type::Model(name.to_owned());
    }
    let format = schema["format"].as_str();
    match schema["type"].as_str() {
        Some("string") => match format {
            Some("uuid") => Type::Uuid,
            Some("date-time") => Type::DateTime,
            Some("date") => Type::Date,
            _ => Type::Text,
        },
        Some("boolean") => Type::Boolean,
        Some("integer") => Type::Number(match format {
            Some("int8") => "i8",
            Some("int16") => "i16",
            Some("int32") => "i32",
            Some("uint8") => "u8",
            Some("uint16") => "u16",
            Some("uint32") => "u32",
            Some("uint64") => "u64",
            _ => "i64",
        }),
        Some("number") => Type::Number(match format {
            Some("float") => "f32",
            _ => "f64",
        }),
        Some("array") => Type::list(maybe(&schema["items"])),
        Some("object") if schema["additionalProperties"].is_object() => {
            Type::Map(Box::new(maybe(&schema["additionalProperties"])))
        }
        _ => Type::Json,
    }
}

/// The type of a value of this schema, which is optional if the schema is nullable.
pub(super) fn maybe(schema: &Value) -> Type {
    let ty = present(schema);
    match schema["nullable"] == true {
        true => ty.optional(),
        false => ty,
    }
}

/// The limits of what the server accepts, by keyword: the schema's own, and those of the model that
/// it refers to.
pub(super) fn limits(document: &Document, schema: &Value) -> BTreeMap<String, Value> {
    let of_model = document.resolve(schema).map(|(_, model)| model);
    let places = [of_model, schema.as_object()].into_iter().flatten();
    places
        .filter_map(|place| place.get(marker::LIMITS)?.as_object())
        .flatten()
        .map(|(keyword, limit)| (keyword.clone(), limit.clone()))
        .collect()
}

/// The value that the server assumes if none is sent.
pub(super) fn default(document: &Document, schema: &Value) -> Option<Value> {
    let of_model = document.resolve(schema).map(|(_, model)| model);
    let places = [schema.as_object(), of_model].into_iter().flatten();
    let mut defaults = places.filter_map(|place| place.get(marker::DEFAULT));
    defaults.next().cloned()
}
