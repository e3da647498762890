//! .NET writes inheritance as `allOf: [base, {own properties}]`, both closed with
//! `additionalProperties: false`. Taken literally no value satisfies both, and progenitor silently
//! emits an empty struct for it. A derived model is one object with the properties of both.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    Error,
    document::{Document, Object, array, marker, reference},
    step::Expected,
};

const NAME: &str = "inheritance";

pub(super) const FIXUP: Fixup = Fixup {
    name: NAME,
    reason: "allOf of a base and own properties becomes one object with the properties of both",
    expected: Expected::Today,
    apply: |document| {
        let mut flattened = Vec::new();
        for (name, schema) in document.schemas() {
            if let Some(object) = schema.as_object().filter(|object| is_derived(object)) {
                let mut seen = BTreeSet::from([name.as_str()]);
                flattened.push((name.clone(), flatten(document, name, object, &mut seen)?));
            }
        }
        let count = flattened.len();
        for (name, schema) in flattened {
            document.schemas_mut().insert(name, Value::Object(schema));
        }
        Ok(count)
    },
};

fn is_derived(schema: &Object) -> bool {
    array(schema, "allOf")
        .iter()
        .any(|part| reference(part).is_some())
}

fn flatten<'a>(
    document: &'a Document,
    name: &str,
    schema: &'a Object,
    seen: &mut BTreeSet<&'a str>,
) -> Result<Object, Error> {
    let mut flat = Object::new();
    flat.insert("type".to_owned(), json!("object"));
    flat.insert("properties".to_owned(), json!({}));
    let mut closed = true;
    for part in array(schema, "allOf") {
        let inherited;
        let name_of_part = document.resolve(part).map(|(base, _)| base);
        let part = match document.resolve(part) {
            Some((base, _)) if !seen.insert(base) => {
                return Err(Error::Unsupported {
                    step: NAME,
                    at: name.to_owned(),
                    reason: format!("extends itself through `{base}`"),
                });
            }
            Some((base, object)) => {
                flat.entry(marker::BASE).or_insert_with(|| json!(base));
                if is_derived(object) {
                    inherited = flatten(document, base, object, seen)?;
                    &inherited
                } else {
                    object
                }
            }
            None => {
                let part = part.as_object().ok_or_else(|| Error::Unsupported {
                    step: NAME,
                    at: name.to_owned(),
                    reason: "a part of `allOf` is not an object".to_owned(),
                })?;
                if part.contains_key("allOf") {
                    inherited = flatten(document, name, part, seen)?;
                    &inherited
                } else {
                    part
                }
            }
        };
        // Two branches may share a base; only a circle is an error.
        if let Some(base) = name_of_part {
            seen.remove(base);
        }
        closed &= part.get("additionalProperties") == Some(&json!(false));
        absorb(&mut flat, part);
    }
    let own: Object = schema
        .iter()
        .filter(|(member, _)| *member != "allOf")
        .map(|(member, value)| (member.clone(), value.clone()))
        .collect();
    absorb(&mut flat, &own);
    for (member, value) in own {
        if member == "description" || member.starts_with("x-") {
            flat.insert(member, value);
        }
    }
    if closed {
        flat.insert("additionalProperties".to_owned(), json!(false));
    }
    Ok(flat)
}

/// Adds the properties of `part`, what it requires, and its openness to further members.
fn absorb(flat: &mut Object, part: &Object) {
    if let Some(Value::Object(properties)) = part.get("properties") {
        for (name, property) in properties {
            flat["properties"][name] = property.clone();
        }
    }
    if let Some(Value::Array(names)) = part.get("required") {
        let required = flat.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            for name in names {
                if !required.contains(name) {
                    required.push(name.clone());
                }
            }
        }
    }
    match part.get("additionalProperties") {
        None | Some(Value::Bool(false)) => {}
        Some(open) => {
            flat.insert("additionalProperties".to_owned(), open.clone());
        }
    }
}
