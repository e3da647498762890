//! Every keyword of a schema is understood, says nothing of what is sent, or is named.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    Comparison,
    reading::{Spot, pointer},
};

/// The keywords that are read, or that lose nothing.
const UNDERSTOOD: [&str; 66] = [
    // They make types, and are compared one by one.
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "discriminator",
    "enum",
    "format",
    "items",
    "nullable",
    "oneOf",
    "patternProperties",
    "properties",
    "required",
    "type",
    // They describe a value, or who sends it.
    "$comment",
    "contentSchema",
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
    // They name schemas and their language; a `$ref` that needs them to be found leads nowhere.
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
    "definitions",
    "id",
    // A text in an encoding is passed on as it is written.
    "contentEncoding",
    "contentMediaType",
    // It says how a value is written as XML, of which the client knows nothing but the bytes.
    "xml",
    // They forbid values, and no response is checked.
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "divisibleBy",
    "else",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "if",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "propertyNames",
    "then",
    "uniqueItems",
    // `true` is read, and `false` forbids values; a schema is named below.
    "additionalItems",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The keywords beside a `$ref`, which OpenAPI 3.1 allows, that are not read.
const BESIDE_REFERENCE: [&str; 9] = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "enum",
    "items",
    "oneOf",
    "patternProperties",
    "properties",
];

/// The places of a keyword that is left out.
struct Found {
    first: Spot,
    count: usize,
}

/// The places of each keyword that is left out, by the keyword and the reason.
type Lost<'a> = BTreeMap<(&'a str, &'static str), Found>;

impl Comparison<'_> {
    /// Names each keyword that is not understood once, with its first place.
    pub(super) fn keywords(&mut self) {
        let is_31 = self.reading.root["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"));
        let models = self.reading.models();
        let models = models.map(|(model, schema)| (Spot::of_model(model), schema));
        let mut open: Vec<(Spot, &Value)> = models.collect();
        open.append(&mut self.schemas);
        // The first place is the first in order.
        open.reverse();
        let mut lost = Lost::new();
        while let Some((spot, schema)) = open.pop() {
            let Some(object) = schema.as_object() else {
                continue;
            };
            let mut note = |keyword, reason| {
                let first = spot.clone();
                let found = lost.entry((keyword, reason));
                found.or_insert(Found { first, count: 0 }).count += 1;
            };
            if pointer(schema).is_some() {
                // OpenAPI 3.0 says that they mean nothing there.
                let beside = BESIDE_REFERENCE.iter().filter(|_| is_31);
                let beside = beside.copied().filter(|word| object.contains_key(*word));
                for keyword in beside {
                    note(keyword, "beside a `$ref`, only what that refers to is read");
                }
                continue;
            }
            for (keyword, value) in object {
                if let Some(reason) = loss(object, keyword, value) {
                    note(keyword.as_str(), reason);
                }
            }
            inside(object, &spot, &mut open);
        }
        for ((keyword, reason), found) in lost {
            let more = match found.count {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            let first = found.first;
            self.findings
                .leave_out(format!("`{keyword}` of {first}{more}: {reason}"));
        }
    }
}

/// The reason why a keyword is left out, if it is.
fn loss(schema: &Map<String, Value>, keyword: &str, value: &Value) -> Option<&'static str> {
    match keyword {
        "anyOf" if schema.contains_key("oneOf") => Some("beside `oneOf`, only that is read"),
        "items" if schema.contains_key("properties") && !schema.contains_key("type") => {
            Some("beside `properties`, a value is taken as an object")
        }
        "prefixItems" => Some("an item has no type of its own for its place in the list"),
        "unevaluatedProperties" | "additionalItems" | "unevaluatedItems" if value.is_object() => {
            Some("a schema for what no other one describes is not read")
        }
        "then" | "else" | "dependentSchemas" | "dependencies" if describes(value) => {
            Some("what a value has only under a condition is not read")
        }
        "$dynamicRef" => Some("it is not followed: any JSON is taken"),
        word if word.starts_with("x-") || UNDERSTOOD.contains(&word) => None,
        _ => Some("no keyword of this name is known"),
    }
}

/// Whether a condition's schema, or one of several, describes members.
fn describes(value: &Value) -> bool {
    let is_description = |schema: &Value| {
        ["properties", "$ref", "allOf"]
            .iter()
            .any(|word| schema.get(*word).is_some())
    };
    let mut schemas = value.as_object().into_iter().flat_map(Map::values);
    is_description(value) || schemas.any(is_description)
}

/// Adds the schemas inside of a schema.
fn inside<'a>(schema: &'a Map<String, Value>, spot: &Spot, open: &mut Vec<(Spot, &'a Value)>) {
    let mut inner = Vec::new();
    for (keyword, value) in schema {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(schemas)) => {
                let schemas = schemas.iter();
                inner.extend(schemas.map(|(name, schema)| (spot.property(name), schema)));
            }
            ("patternProperties", Value::Object(schemas)) => {
                inner.extend(schemas.values().map(|schema| (spot.members(), schema)));
            }
            ("additionalProperties", schema) => inner.push((spot.members(), schema)),
            ("items", schema) => inner.push((spot.items(), schema)),
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                inner.extend(schemas.iter().map(|schema| (spot.clone(), schema)));
            }
            _ => {}
        }
    }
    open.extend(inner.into_iter().rev());
}
