//! Most keywords of a schema say what no Rust type can: examples, defaults that the server fills
//! in, conditions. Given to typify, some change the types (`title` names one, `default` hides that
//! a value was not sent) and some are refused. Those that make a type are kept, in one spelling.

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Object, array, marker},
    step::Expected,
};

const KEPT: [&str; 15] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "format",
    "items",
    "nullable",
    "oneOf",
    "properties",
    "required",
    "type",
];

/// Those that make no type, but say what callers may want to know.
const KEPT_AS: [(&str, &str); 3] = [
    ("default", marker::DEFAULT),
    ("readOnly", marker::READ_ONLY),
    ("writeOnly", marker::WRITE_ONLY),
];

pub(super) const FIXUP: Fixup = Fixup {
    name: "schema_keywords",
    reason: "keywords that make no Rust type are dropped, those that do have one spelling",
    expected: Expected::OneDay,
    apply: |document| {
        let count = document.change_schemas(|schema| {
            let before = schema.len();
            for (keyword, marker) in KEPT_AS {
                if let Some(value) = schema.get(keyword).cloned() {
                    schema.insert(marker.to_owned(), value);
                }
            }
            let kept = schema.len() - before;
            schema.retain(|member, _| {
                KEPT.contains(&member.as_str())
                    || member.starts_with("x-")
                    || super::limits::is_limit(member)
            });
            let mut count = before + kept - schema.len();
            count += usize::from(any_of(schema));
            count += usize::from(kind(schema));
            count += usize::from(format(schema));
            count += usize::from(parts(schema));
            count
        });
        Ok(count)
    },
};

/// Which of several fit is not told apart: the first that does is taken.
fn any_of(schema: &mut Object) -> bool {
    if schema.contains_key("oneOf") {
        return schema.shift_remove("anyOf").is_some();
    }
    match schema.shift_remove("anyOf") {
        Some(variants) => {
            schema.insert("oneOf".to_owned(), variants);
            true
        }
        None => false,
    }
}

/// The type, where only what it has tells it.
fn kind(schema: &mut Object) -> bool {
    let known = ["string", "boolean", "integer", "number", "array", "object"];
    match schema.get("type").and_then(Value::as_str) {
        Some("file") => {
            schema.insert("type".to_owned(), json!("string"));
            schema.insert("format".to_owned(), json!("binary"));
            return true;
        }
        Some(name) if known.contains(&name) => {
            // .NET writes `type: object` beside the variants of a union.
            let is_union = schema.contains_key("oneOf") && !schema.contains_key("properties");
            if is_union {
                schema.shift_remove("type");
            }
            return is_union;
        }
        Some(_) => {
            schema.shift_remove("type");
        }
        None => {}
    }
    let values = array(schema, "enum");
    let name = if schema.contains_key("$ref") {
        return false;
    } else if schema.contains_key("properties") {
        "object"
    } else if schema.contains_key("items") {
        "array"
    } else if !values.is_empty() && values.iter().all(Value::is_string) {
        "string"
    } else if !values.is_empty() && values.iter().all(Value::is_i64) {
        "integer"
    } else if schema.contains_key("additionalProperties") && !schema.contains_key("allOf") {
        "object"
    } else {
        return false;
    };
    schema.insert("type".to_owned(), json!(name));
    true
}

/// The formats that are types of their own; of the others the type remains.
fn format(schema: &mut Object) -> bool {
    let Some(format) = schema.get("format").and_then(Value::as_str) else {
        return false;
    };
    let kept = match schema.get("type").and_then(Value::as_str) {
        Some("string") => match format {
            "guid" => {
                schema.insert("format".to_owned(), json!("uuid"));
                return true;
            }
            name => ["uuid", "date-time", "date", "binary"].contains(&name),
        },
        Some("integer") => [
            "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        ]
        .contains(&format),
        Some("number") => ["float", "double"].contains(&format),
        _ => false,
    };
    if !kept {
        schema.shift_remove("format");
    }
    !kept
}

/// What is required is there, items are one schema, a reference is nothing else.
fn parts(schema: &mut Object) -> bool {
    let mut changed = false;
    if let Some(Value::Array(variants)) = schema.get_mut("oneOf") {
        let before = variants.len();
        let mut seen = Vec::new();
        variants.retain(|one| {
            !seen.contains(one) && {
                seen.push(one.clone());
                true
            }
        });
        changed |= variants.len() != before;
    }
    if schema.get("type") == Some(&json!("array"))
        && !schema.get("items").is_some_and(Value::is_object)
    {
        schema.insert("items".to_owned(), json!({}));
        changed = true;
    }
    if schema.contains_key("required") && !schema.contains_key("allOf") {
        let properties = schema.get("properties").and_then(Value::as_object).cloned();
        let properties = properties.unwrap_or_default();
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            let before = required.len();
            required.retain(|name| {
                name.as_str()
                    .is_some_and(|name| properties.contains_key(name))
            });
            changed |= required.len() != before;
        } else {
            schema.shift_remove("required");
            changed = true;
        }
    }
    // 3.1 allows siblings of `$ref`; what they describe is what is referred to.
    if schema.contains_key("$ref") {
        for keyword in [
            "type",
            "properties",
            "items",
            "oneOf",
            "allOf",
            "enum",
            "required",
        ] {
            changed |= schema.shift_remove(keyword).is_some();
        }
    }
    changed
}
