//! OpenAPI 3.1, which .NET 9 and later write, states some things as JSON Schema does: `const`, a
//! `null` among the variants, schemas that are `true`, a `type` that is a list of types and `null`.
//! This fixup states them as OpenAPI 3.0 does.

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Object, array, text},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "openapi_31",
    reason: "type arrays, const, null variants and true schemas are said as in OpenAPI 3.0",
    expected: Expected::OneDay,
    apply: |document| {
        let mut count = open_schemas(&mut document.value_mut()["components"]["schemas"]);
        count += open_places(&mut document.value_mut()["paths"]);
        count += document.change_schemas(|schema| {
            usize::from(types(schema))
                + usize::from(constants(schema))
                + usize::from(constant(schema))
                + usize::from(null_variant(schema))
                + usize::from(null_value(schema))
                + binary(schema)
        });
        Ok(count)
    },
};

/// Replaces `true` and `false` by a schema for anything, where only a schema can stand.
fn open_schemas(schemas: &mut Value) -> usize {
    let mut count = 0;
    for schema in schemas
        .as_object_mut()
        .into_iter()
        .flat_map(Object::values_mut)
    {
        count += open(schema);
    }
    count
}

/// The same wherever a parameter, a body or a response has a schema.
fn open_places(value: &mut Value) -> usize {
    match value {
        Value::Object(object) => object
            .iter_mut()
            .map(|(member, value)| match member.as_str() {
                "schema" => open(value),
                "example" | "examples" => 0,
                _ => open_places(value),
            })
            .sum(),
        Value::Array(items) => items.iter_mut().map(open_places).sum(),
        _ => 0,
    }
}

fn open(schema: &mut Value) -> usize {
    if schema.is_boolean() {
        *schema = json!({});
        return 1;
    }
    let Some(object) = schema.as_object_mut() else {
        return 0;
    };
    let mut count = 0;
    for (member, value) in object.iter_mut() {
        match (member.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                count += properties.values_mut().map(open).sum::<usize>();
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                count += parts.iter_mut().map(open).sum::<usize>();
            }
            ("items", value) => count += open(value),
            ("additionalProperties", value @ Value::Object(_)) => count += open(value),
            _ => {}
        }
    }
    count
}

/// `type: [a, null]` is a nullable `a`. Of a string and a number with a pattern or a number's format, .NET
/// means the number: it also reads numbers from strings, but never writes them like that. What may be of
/// several types otherwise is any JSON.
fn types(schema: &mut Object) -> bool {
    let Some(Value::Array(types)) = schema.get("type") else {
        if schema.get("type") == Some(&json!("null")) {
            schema.shift_remove("type");
            schema.insert("nullable".to_owned(), json!(true));
            return true;
        }
        return false;
    };
    let names: Vec<String> = types
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let is_nullable = names.iter().any(|name| name == "null");
    let mut kinds = names.iter().filter(|name| *name != "null");
    let single = match (kinds.next(), kinds.next(), kinds.next()) {
        (Some(only), None, _) => Some(only.clone()),
        (Some(one), Some(other), None) => match (one.as_str(), other.as_str()) {
            ("string", number @ ("integer" | "number"))
            | (number @ ("integer" | "number"), "string")
                if ["pattern", "format"]
                    .iter()
                    .any(|word| schema.contains_key(*word)) =>
            {
                Some(number.to_owned())
            }
            ("integer", "number") | ("number", "integer") => Some("number".to_owned()),
            _ => None,
        },
        _ => None,
    };
    match single {
        Some(name) => schema.insert("type".to_owned(), json!(name)),
        None => {
            schema.retain(|word, _| OF_ANY_TYPE.contains(&word.as_str()) || word.starts_with("x-"));
            None
        }
    };
    if is_nullable {
        schema.insert("nullable".to_owned(), json!(true));
    }
    true
}

/// The keywords that say something about a value of whatever type.
const OF_ANY_TYPE: [&str; 5] = [
    "default",
    "deprecated",
    "description",
    "readOnly",
    "writeOnly",
];

/// Variants that are all constants are the values of one enum; their titles name the values.
fn constants(schema: &mut Object) -> bool {
    let mut values = Vec::new();
    let mut titles = Vec::new();
    let mut docs = String::new();
    let Some(keyword) = ["oneOf", "anyOf"]
        .into_iter()
        .find(|one| array(schema, one).len() > 1)
    else {
        return false;
    };
    for variant in array(schema, keyword) {
        let null = (variant["type"] == "null").then_some(&Value::Null);
        let Some(value) = variant.get("const").or(null) else {
            return false;
        };
        values.push(value.clone());
        titles.extend(variant.get("title").cloned());
        if let Some(description) = text(variant, "description") {
            docs.push_str(&format!("\n\n`{value}`: {description}"));
        }
    }
    let are = |kind: fn(&Value) -> bool| values.iter().all(|value| kind(value) || value.is_null());
    let kind = match (are(Value::is_string), are(Value::is_i64)) {
        (true, false) => "string",
        (false, true) => "integer",
        _ => return false,
    };
    if titles.len() == values.len() {
        schema.insert("x-enum-varnames".to_owned(), json!(titles));
    }
    if !docs.is_empty() {
        let before = schema.get("description").and_then(Value::as_str);
        let docs = format!("{}{docs}", before.unwrap_or_default());
        schema.insert("description".to_owned(), json!(docs.trim()));
    }
    schema.shift_remove(keyword);
    schema.insert("type".to_owned(), json!(kind));
    schema.insert("enum".to_owned(), json!(values));
    true
}

fn constant(schema: &mut Object) -> bool {
    let Some(value) = schema.shift_remove("const") else {
        return false;
    };
    if value.is_string() {
        schema.entry("type").or_insert_with(|| json!("string"));
    }
    schema.insert("enum".to_owned(), json!([value]));
    true
}

/// A variant that is `null` makes the whole schema nullable.
fn null_variant(schema: &mut Object) -> bool {
    let mut found = false;
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(variants)) = schema.get_mut(keyword) else {
            continue;
        };
        let before = variants.len();
        let is_null = |variant: &Value| {
            variant["type"] == "null"
                || variant["enum"] == json!([null])
                || (variant["nullable"] == true
                    && variant.as_object().is_some_and(|one| one.len() == 1))
                // OData writes so that something else is an object or `null`.
                || *variant == json!({ "type": "object", "nullable": true })
        };
        variants.retain(|variant| !is_null(variant));
        found |= variants.len() != before;
        if variants.is_empty() {
            schema.shift_remove(keyword);
        }
    }
    if found {
        schema.insert("nullable".to_owned(), json!(true));
    }
    found
}

/// A value that is `null` makes the enum nullable.
fn null_value(schema: &mut Object) -> bool {
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return false;
    };
    let Some(null) = values.iter().position(Value::is_null) else {
        return false;
    };
    let before = values.len();
    values.retain(|value| !value.is_null());
    let is_empty = values.is_empty();
    if is_empty {
        schema.shift_remove("enum");
    }
    for list in super::enum_values::NAMES {
        let names = schema.get_mut(list).and_then(Value::as_array_mut);
        if let Some(names) = names.filter(|names| names.len() == before) {
            names.remove(null);
        }
    }
    schema.insert("nullable".to_owned(), json!(true));
    true
}

/// `contentMediaType` without an encoding says that a string is bytes.
fn binary(schema: &mut Object) -> usize {
    let media_type = schema.shift_remove("contentMediaType");
    let encoding = schema.shift_remove("contentEncoding");
    if media_type.is_some() && encoding.is_none() {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("format".to_owned(), json!("binary"));
        return 1;
    }
    0
}
