//! A `$ref` takes no siblings in OpenAPI 3.0, so .NET wraps it (`allOf: [$ref]`) to say that a
//! property is nullable or to describe it. The wrapper means the reference itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, Object, array, reference},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "single_wrappers",
    reason: "allOf/oneOf/anyOf around a single $ref is that $ref",
    expected: Expected::Today,
    apply: |document| {
        keep_derived(document);
        let count = document.change_schemas(|schema| {
            // A union with one variant may get another one later.
            if schema.contains_key("properties") || schema.contains_key("discriminator") {
                return 0;
            }
            for keyword in ["allOf", "oneOf", "anyOf"] {
                let Some([only]) = schema
                    .get(keyword)
                    .and_then(Value::as_array)
                    .map(Vec::as_slice)
                else {
                    continue;
                };
                let only = only.clone();
                if reference(&only).is_some() {
                    schema.shift_remove(keyword);
                    schema.insert("$ref".to_owned(), only["$ref"].clone());
                    return 1;
                }
                // The fixup `inheritance` deals with derived models.
                if let (Value::Object(only), "oneOf" | "anyOf") = (only, keyword) {
                    schema.shift_remove(keyword);
                    schema.extend(only);
                    return 1;
                }
            }
            0
        });
        Ok(count + break_circles(document))
    },
};

/// A model that extends another one and adds nothing is a model of its own: the fixup `inheritance` gives
/// it the properties of its base.
fn keep_derived(document: &mut Document) {
    let derived: Vec<String> = document
        .schemas()
        .iter()
        .filter_map(|(name, schema)| Some((name, schema.as_object()?)))
        .filter(|(_, schema)| match array(schema, "allOf") {
            [only] => document
                .resolve(only)
                .is_some_and(|(_, base)| is_model(base)),
            _ => false,
        })
        .map(|(name, _)| name.clone())
        .collect();
    for name in derived {
        let parts = document.schemas_mut().get_mut(&name);
        let parts = parts.and_then(|schema| schema.get_mut("allOf")?.as_array_mut());
        if let Some(parts) = parts {
            parts.push(json!({ "type": "object" }));
        }
    }
}

fn is_model(schema: &Object) -> bool {
    ["properties", "allOf", "discriminator"]
        .iter()
        .any(|member| schema.contains_key(*member))
}

/// A model that is a reference to itself, directly or not, becomes any JSON. A union is no variant of
/// itself.
pub(super) fn break_circles(document: &mut Document) -> usize {
    let mut circles = Vec::new();
    for (name, schema) in document.schemas_mut().iter_mut() {
        if let Some(variants) = schema.get_mut("oneOf").and_then(Value::as_array_mut)
            && variants.len() > 1
        {
            variants.retain(|variant| reference(variant) != Some(name));
            circles.extend(variants.is_empty().then(|| name.clone()));
        }
    }
    let next = |name: &str| {
        let schema = document.schemas().get(name)?;
        let only = match array(schema.as_object()?, "oneOf") {
            [only] => reference(only),
            _ => None,
        };
        reference(schema).or(only)
    };
    let of_references = document.schemas().keys().filter(|name| {
        let mut seen = BTreeSet::new();
        let mut at = next(name);
        while let Some(to) = at {
            if to == *name {
                return true;
            }
            at = if seen.insert(to) { next(to) } else { None };
        }
        false
    });
    circles.extend(of_references.cloned());
    for name in &circles {
        document.schemas_mut().insert(name.clone(), json!({}));
        document.leave_out(format!(
            "model `{name}` is a reference to itself: any JSON is taken"
        ));
    }
    circles.len()
}
