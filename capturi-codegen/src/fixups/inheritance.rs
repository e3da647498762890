//! .NET writes inheritance as `allOf: [base, {own properties}]`, both closed with
//! `additionalProperties: false`. Taken literally no value satisfies both, and progenitor silently
//! emits an empty struct for it. A derived model is one object with the properties of both. If a part is
//! a union, its variants stand beside these properties: the fixup `variants_beside_properties` is next.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Fixup, single_wrappers::break_circles};
use crate::{
    document::{Document, Object, array, has_properties, marker, reference},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "inheritance",
    reason: "allOf of a base and own properties becomes one object with the properties of both",
    expected: Expected::Today,
    apply: |document| {
        let mut flattened = Vec::new();
        let mut circles = Vec::new();
        for (name, schema) in document.schemas() {
            if let Some(object) = schema.as_object().filter(|object| is_derived(object)) {
                let mut seen = BTreeSet::from([name.as_str()]);
                let flat = flatten(document, name, object, &mut seen, &mut circles);
                flattened.push((name.clone(), flat));
            }
        }
        for circle in circles {
            document.leave_out(circle);
        }
        let count = flattened.len();
        for (name, schema) in flattened {
            document.schemas_mut().insert(name, Value::Object(schema));
        }
        let count = count + break_circles(document);
        Ok(count)
    },
};

fn is_derived(schema: &Object) -> bool {
    !array(schema, "allOf").is_empty()
}

/// The simple part of an `allOf` without objects, such as an enum with a description beside it.
fn simple_part(document: &Document, schema: &Object) -> Option<Object> {
    let is_object = |part: &Object| {
        ["properties", "additionalProperties", "allOf"]
            .iter()
            .any(|member| part.contains_key(*member))
            || part.get("type") == Some(&json!("object"))
    };
    let parts = array(schema, "allOf");
    if schema.contains_key("properties")
        || parts
            .iter()
            .filter_map(|part| document.resolved(part))
            .any(is_object)
    {
        return None;
    }
    let says_something = |part: &&Value| {
        ["$ref", "type", "enum", "oneOf"]
            .iter()
            .any(|member| part.get(*member).is_some())
    };
    // Values say more than their type.
    let with_values = parts.iter().find(|part| part.get("enum").is_some());
    let simple = with_values.or_else(|| parts.iter().find(says_something));
    let mut simple = simple?.as_object()?.clone();
    for (member, value) in schema {
        if member != "allOf" {
            simple.insert(member.clone(), value.clone());
        }
    }
    Some(simple)
}

fn flatten<'a>(
    document: &'a Document,
    name: &str,
    schema: &'a Object,
    seen: &mut BTreeSet<&'a str>,
    circles: &mut Vec<String>,
) -> Object {
    if let Some(simple) = simple_part(document, schema) {
        return simple;
    }
    let mut flat = Object::new();
    flat.insert("type".to_owned(), json!("object"));
    flat.insert("properties".to_owned(), json!({}));
    let mut closed = true;
    let mut unions = 0;
    for part in array(schema, "allOf") {
        let inherited;
        let name_of_part = document.resolve(part).map(|(base, _)| base);
        let part = match document.resolve(part) {
            Some((base, _)) if !seen.insert(base) => {
                circles.push(format!("model `{name}` extends itself through `{base}`"));
                continue;
            }
            Some((base, object)) => {
                flat.entry(marker::BASE).or_insert_with(|| json!(base));
                if is_derived(object) {
                    inherited = flatten(document, base, object, seen, circles);
                    &inherited
                } else {
                    object
                }
            }
            None => {
                let Some(part) = part.as_object() else {
                    continue;
                };
                if part.contains_key("allOf") {
                    inherited = flatten(document, name, part, seen, circles);
                    &inherited
                } else {
                    part
                }
            }
        };
        // A base may list the models that extend it: they are no variants of themselves.
        let mut variants = array(part, "oneOf").iter().filter_map(reference);
        if !variants.any(|variant| seen.contains(variant)) {
            unions += usize::from(unite(&mut flat, part));
        }
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
    unions += usize::from(unite(&mut flat, &own));
    for (member, value) in own {
        let stays = ["description", "nullable", "discriminator"].contains(&member.as_str());
        if stays || member.starts_with("x-") {
            flat.insert(member, value);
        }
    }
    if unions > 1 {
        // A value has a variant of each.
        flat.shift_remove("discriminator");
    }
    if unions > 0 && !has_properties(&flat) {
        flat.shift_remove("properties");
        flat.shift_remove("type");
    } else if closed {
        flat.insert("additionalProperties".to_owned(), json!(false));
    }
    flat
}

fn says_type(schema: &Object) -> bool {
    let words = [
        "$ref",
        "additionalProperties",
        "allOf",
        "enum",
        "format",
        "items",
        "oneOf",
        "properties",
        "type",
    ];
    words.iter().any(|word| schema.contains_key(*word))
}

/// Adds the variants of a union; says whether `part` is one.
fn unite(flat: &mut Object, part: &Object) -> bool {
    let variants = array(part, "oneOf");
    if variants.is_empty() {
        return false;
    }
    let all = flat.entry("oneOf").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.extend(variants.iter().cloned());
    }
    if let Some(discriminator) = part.get("discriminator") {
        flat.insert("discriminator".to_owned(), discriminator.clone());
    }
    true
}

/// Adds the properties of `part`, what it requires, and its openness to further members.
fn absorb(flat: &mut Object, part: &Object) {
    if let Some(Value::Object(properties)) = part.get("properties") {
        for (name, property) in properties {
            match (flat["properties"].get_mut(name), property) {
                // What only describes a property leaves it its type.
                (Some(Value::Object(before)), Value::Object(more)) if !says_type(more) => {
                    before.extend(more.clone());
                }
                _ => flat["properties"][name] = property.clone(),
            }
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
