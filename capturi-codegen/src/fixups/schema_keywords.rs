//! Most keywords of a schema have no meaning for a Rust type: examples, defaults that the server
//! fills in, conditions. But typify lets some of them change types (`title` names one, `default`
//! hides that a value was not sent) and refuses others. Only keywords that make a type are kept, in
//! one spelling.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, Object, array, marker, reference},
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

/// Keywords that make no type, but state facts for callers, and their markers.
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
            open(schema);
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
        Ok(count + any_object(document))
    },
};

/// Opens the models without properties that nothing extends: .NET writes `object` and interfaces as
/// such, and means any object.
fn any_object(document: &mut Document) -> usize {
    let mut extended = BTreeSet::new();
    document.find_schemas("allOf", &mut |schema| {
        let bases = array(schema, "allOf").iter().filter_map(reference);
        extended.extend(bases.map(str::to_owned));
    });
    let says_more = ["properties", "allOf", "oneOf"];
    let mut count = 0;
    for (name, schema) in document.schemas_mut().iter_mut() {
        if let Value::Object(schema) = schema
            && !extended.contains(name)
            && !says_more.iter().any(|member| schema.contains_key(*member))
            && schema.get("additionalProperties") == Some(&json!(false))
        {
            schema.shift_remove("additionalProperties");
            count += 1;
        }
    }
    count
}

/// Says of members without a name of their own what 3.1 may say in other words: what is sent is kept.
fn open(schema: &mut Object) {
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let of_patterns = patterns.map(|patterns| {
        let mut schemas = patterns.values();
        match (schemas.next(), schemas.next()) {
            (Some(only), None) if only.is_object() => only.clone(),
            _ => json!({}),
        }
    });
    let is_open = schema.get("unevaluatedProperties") == Some(&json!(true));
    let Some(rest) = of_patterns.or(is_open.then(|| json!({}))) else {
        return;
    };
    let rest = match schema.get("additionalProperties") {
        None | Some(Value::Bool(false)) => rest,
        Some(other) if *other == rest => rest,
        // Some have one type, and some another.
        Some(_) => json!({}),
    };
    schema.insert("additionalProperties".to_owned(), rest);
}

/// Makes `anyOf` a `oneOf`: a value is read as one variant, even if several fit.
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

/// Adds a missing `type` where other keywords tell it; corrects an unknown one.
fn kind(schema: &mut Object) -> bool {
    let known = ["string", "boolean", "integer", "number", "array", "object"];
    match schema.get("type").and_then(Value::as_str) {
        Some("file") => {
            schema.insert("type".to_owned(), json!("string"));
            schema.insert("format".to_owned(), json!("binary"));
            return true;
        }
        // OData writes integers so; as an f64, they would be sent as 42.0, and large ones lose digits.
        Some("number")
            if schema
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(is_integer) =>
        {
            schema.insert("type".to_owned(), json!("integer"));
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

fn is_integer(format: &str) -> bool {
    [
        "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    ]
    .contains(&format)
}

/// Keeps the formats that have types of their own; of other formats, only the type remains.
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
        Some("integer") => is_integer(format),
        Some("number") => ["float", "double"].contains(&format),
        _ => false,
    };
    if !kept {
        schema.shift_remove("format");
    }
    !kept
}

/// Removes required names without properties, equal variants and siblings of `$ref`; gives every
/// array a schema for its items.
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
    // A part of an `allOf` may require what another part describes.
    if schema
        .get("required")
        .is_some_and(|names| !names.is_array())
    {
        schema.shift_remove("required");
        changed = true;
    }
    // 3.1 allows siblings of `$ref`; they describe the target, which has them itself.
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
