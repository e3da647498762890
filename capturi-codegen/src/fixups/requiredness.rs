//! The document marks almost nothing as `required`, so nearly every field would be an `Option`. But
//! .NET does mark nullable properties.
//!
//! In a model that only responses reach, a property that .NET can't write as null is plain. If it
//! has a natural empty value (bool, number, string, list, map), a missing property reads as that
//! value; an identity, a time or an enum has none and is required. Nullable properties and all
//! references to objects are an `Option`.
//!
//! Some documents do say which values a response always has: a response model of theirs requires some
//! of its values and not others. There, an identity, a time or an enum that is not required is an
//! `Option`, too.
//!
//! In a model that requests reach, a property that is not required is an `Option` and is not sent
//! when it is `None`, lists and maps included. A nullable property in a PATCH can be cleared with
//! `null`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, Object, array, has_properties, is_true, marker},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "requiredness",
    reason: "what .NET says is not nullable is plain in responses; requests send only what is set",
    expected: Expected::Today,
    apply: |document| {
        let before = outlines(document);
        let is_told = document.value()[marker::TELLS_REQUIRED] == true;
        let mut count = 0;
        for schema in document.schemas_mut().values_mut() {
            if let Value::Object(schema) = schema {
                count += one_way(schema);
                note_required(schema);
                count += if is_true(schema, marker::REQUEST_MODEL) {
                    settle_request(&before, schema)
                } else {
                    settle_response(&before, is_told, schema)
                };
            }
        }
        Ok(count)
    },
};

/// Finds out whether the document says which values a response always has. It runs while the document
/// still has its discriminators: a tag is always there, so it says nothing of other values.
pub(super) const TOLD: Fixup = Fixup {
    name: "told_requiredness",
    reason: "the document says which values a response always has",
    expected: Expected::OneDay,
    apply: |document| {
        let mut tags = BTreeSet::new();
        document.find_schemas("discriminator", &mut |schema| {
            let tag = schema["discriminator"]["propertyName"].as_str();
            tags.extend(tag.map(str::to_owned));
        });
        let before = outlines(document);
        let mut schemas = document.schemas().values().filter_map(Value::as_object);
        let is_told = schemas.any(|schema| {
            !is_true(schema, marker::REQUEST_MODEL) && tells_values_apart(&before, schema, &tags)
        });
        if is_told {
            document.value_mut()[marker::TELLS_REQUIRED] = json!(true);
        }
        Ok(usize::from(is_told))
    },
};

/// Requires a property only where it is sent: one that the server alone sets is not needed in a request,
/// nor is one in a response that the server never returns.
fn one_way(schema: &mut Object) -> usize {
    let is_sent = is_true(schema, marker::REQUEST_MODEL);
    let is_returned = is_true(schema, marker::RESPONSE_MODEL) || !is_sent;
    let mut other_way = Vec::new();
    for (name, property) in properties(schema) {
        let is = |mark: &str| property.get(mark) == Some(&json!(true));
        if is_sent && is(marker::READ_ONLY) || is_returned && is(marker::WRITE_ONLY) {
            other_way.push(json!(name));
            if !is_sent {
                property["nullable"] = json!(true);
            }
        }
    }
    let Some(Value::Array(required)) = schema.get_mut("required") else {
        return 0;
    };
    let before = required.len();
    required.retain(|name| !other_way.contains(name));
    before - required.len()
}

/// Marks the properties that the document requires: later, `required` tells what is read so.
fn note_required(schema: &mut Object) {
    let required = array(schema, "required").to_vec();
    for (name, property) in properties(schema) {
        if let Value::Object(property) = property
            && required.contains(&json!(name))
        {
            property.insert(marker::REQUIRED.to_owned(), json!(true));
        }
    }
}

/// The kinds of the models, which is all that references are followed for.
fn outlines(document: &Document) -> Document {
    let outline = |(name, schema): (&String, &Value)| {
        let mut outline = Object::new();
        for member in ["type", "format", "enum", "additionalProperties"] {
            if let Some(value) = schema.get(member) {
                outline.insert(member.to_owned(), value.clone());
            }
        }
        if schema.as_object().is_some_and(has_properties) {
            outline.insert("properties".to_owned(), json!({ "some": {} }));
        }
        (name.clone(), Value::Object(outline))
    };
    let schemas: Object = document.schemas().iter().map(outline).collect();
    Document::of(json!({ "components": { "schemas": schemas } }))
}

fn settle_request(document: &Document, schema: &mut Object) -> usize {
    let patch = is_true(schema, marker::PATCH_MODEL);
    let required = array(schema, "required").to_vec();
    let mut count = 0;
    for (name, property) in properties(schema) {
        if required.contains(&json!(name)) {
            continue;
        }
        if patch && property["nullable"] == true {
            property[marker::CLEARABLE] = json!(true);
            count += 1;
        } else if property["nullable"] != true && is_collection(document, property) {
            // typify makes a list that is not required a plain Vec, which can't be left out.
            property["nullable"] = json!(true);
            count += 1;
        }
    }
    count
}

/// Whether the model requires some of its values that can't be null, and not others.
fn tells_values_apart(document: &Document, schema: &Object, tags: &BTreeSet<String>) -> bool {
    let required = array(schema, "required");
    let properties = schema.get("properties").and_then(Value::as_object);
    let is_value = |property: &Value| {
        let is_null = property["nullable"] == true;
        !is_null && !is_object(document, property) && !is_collection(document, property)
    };
    let mut values = properties
        .into_iter()
        .flatten()
        .filter(|(name, property)| !tags.contains(*name) && is_value(property))
        .map(|(name, _)| required.iter().any(|one| one == name.as_str()));
    values
        .next()
        .is_some_and(|first| values.any(|other| other != first))
}

fn settle_response(document: &Document, is_told: bool, schema: &mut Object) -> usize {
    let before = array(schema, "required").to_vec();
    let mut required = Vec::new();
    for (name, property) in properties(schema) {
        let is_said = before.contains(&json!(name));
        let is_plain = match is_told {
            true => has_empty_value(document, property),
            false => !is_object(document, property),
        };
        if property["nullable"] != true && (is_said || is_plain) {
            required.push(json!(name));
        }
        if let Value::Object(property) = property {
            property.shift_remove("default");
        }
    }
    let count = required
        .iter()
        .filter(|name| !before.contains(name))
        .count()
        + before
            .iter()
            .filter(|name| !required.contains(name))
            .count();
    if required.is_empty() {
        schema.shift_remove("required");
    } else {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    count
}

fn properties(schema: &mut Object) -> impl Iterator<Item = (&String, &mut Value)> {
    schema
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
}

/// Whether the value is a list or a map.
fn is_collection(document: &Document, property: &Value) -> bool {
    document
        .resolved(property)
        .is_some_and(|schema| has_type(schema, &["array"]) || is_map(schema))
}

/// Whether a value that is missing can be read as zero, an empty text, an empty list.
fn has_empty_value(document: &Document, property: &Value) -> bool {
    let Some(schema) = document.resolved(property) else {
        return false;
    };
    let is_text = has_type(schema, &["string"])
        && !["uuid", "date-time", "date"]
            .iter()
            .any(|format| schema.get("format") == Some(&json!(format)));
    !schema.contains_key("enum")
        && (is_text
            || is_collection(document, property)
            || has_type(schema, &["boolean", "integer", "number"]))
}

/// Whether the value has no empty value and is no uuid, date-time or enum: an object, a union, any
/// JSON.
fn is_object(document: &Document, property: &Value) -> bool {
    !document.resolved(property).is_some_and(|schema| {
        is_map(schema) || has_type(schema, &["string", "boolean", "integer", "number", "array"])
    })
}

fn has_type(schema: &Object, types: &[&str]) -> bool {
    schema
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|name| types.contains(&name))
}

fn is_map(schema: &Object) -> bool {
    has_type(schema, &["object"])
        && !has_properties(schema)
        && schema.get("additionalProperties") != Some(&json!(false))
}
