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
                // What requires more than its only part extends it.
                if keyword == "allOf" && !array(schema, "required").is_empty() {
                    continue;
                }
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
        .filter(|(name, schema)| match array(schema, "allOf") {
            [only] => document
                .resolve(only)
                .is_some_and(|(base, model)| base != *name && is_model(model)),
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

/// The unions that are variants of themselves, directly or by way of other unions, with the variants that are
/// left: reading such a union would never end.
fn unions_of_themselves(document: &Document) -> Vec<(String, Vec<Value>)> {
    let variants = |name: &str| -> &[Value] {
        let union = document
            .schema(name)
            .filter(|one| !one.contains_key("properties"));
        match union.map(|union| array(union, "oneOf")) {
            Some(variants) if variants.len() > 1 => variants,
            _ => &[],
        }
    };
    let leads_to = |from: &str, name: &str| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(model) = open.pop() {
            if seen.insert(model) {
                open.extend(variants(model).iter().filter_map(reference));
            }
            if open.contains(&name) {
                return true;
            }
        }
        false
    };
    let mut found = Vec::new();
    for name in document.schemas().keys() {
        if !leads_to(name, name) {
            continue;
        }
        let mut left: Vec<Value> = Vec::new();
        let mut seen = BTreeSet::from([name.as_str()]);
        let mut open: Vec<&Value> = variants(name).iter().rev().collect();
        while let Some(variant) = open.pop() {
            match reference(variant) {
                Some(model) if model == name || leads_to(model, name) => {
                    if seen.insert(model) {
                        open.extend(variants(model).iter().rev());
                    }
                }
                _ if left.contains(variant) => {}
                _ => left.push(variant.clone()),
            }
        }
        found.push((name.clone(), left));
    }
    found
}

/// A model that is a reference to itself, directly or not, becomes any JSON. A union is no variant of
/// itself.
pub(super) fn break_circles(document: &mut Document) -> usize {
    let mut circles = Vec::new();
    for (name, variants) in unions_of_themselves(document) {
        circles.extend(variants.is_empty().then(|| name.clone()));
        if let Some(union) = document
            .schemas_mut()
            .get_mut(&name)
            .and_then(Value::as_object_mut)
        {
            // The tag of this union tells nothing of the variants of others.
            if !variants
                .iter()
                .all(|one| array(union, "oneOf").contains(one))
            {
                union.shift_remove("discriminator");
            }
            union.insert("oneOf".to_owned(), Value::Array(variants));
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
