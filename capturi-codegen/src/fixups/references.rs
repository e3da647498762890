//! Parameters, bodies and responses may stand in `components` and be referred to, a path may have
//! parameters for all its operations, and a `$ref` may point into the middle of a schema. Each is
//! copied to where it is used. What refers to itself can't be copied: it becomes a model.
//!
//! A `$ref` that points nowhere (.NET 9 writes such references for recursive lists) becomes any
//! JSON, and is reported.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Object, VERBS, pointed_to, reference, reference_to},
    step::Expected,
};

/// The most references to follow: more than in any chain that ends.
const DEEPEST: usize = 16;

pub(super) const FIXUP: Fixup = Fixup {
    name: "references",
    reason: "what is referred to outside of the schemas is put where it is meant",
    expected: Expected::OneDay,
    apply: |document| {
        if !is_needed(document.value()) {
            return Ok(0);
        }
        let before = document.value().clone();
        let mut count = 0;
        if let Some(paths) = document.value_mut()["paths"].as_object_mut() {
            for item in paths.values_mut() {
                count += settle_path(&before, item);
            }
        }
        let mut inner = Inner::default();
        count += inner.settle(&before, document.value_mut());
        while let Some((name, mut schema)) = inner.open.pop() {
            count += inner.settle(&before, &mut schema);
            document.schemas_mut().insert(name, schema);
        }
        for pointer in inner.lost {
            document.leave_out(format!(
                "`$ref` to {pointer:?}, which does not exist: any JSON is taken there"
            ));
        }
        Ok(count)
    },
};

/// Whether any path has parameters of its own, or a reference points to anything but a schema.
fn is_needed(document: &Value) -> bool {
    let schemas = &document["components"]["schemas"];
    let mut paths = document["paths"].as_object().into_iter().flatten();
    paths.any(|(_, item)| item.get("parameters").is_some() || item.get("$ref").is_some())
        || points_elsewhere(document, schemas)
}

fn points_elsewhere(value: &Value, schemas: &Value) -> bool {
    match value {
        Value::Object(object) => {
            let is_elsewhere = object.get("$ref").is_some_and(Value::is_string)
                && reference(value).is_none_or(|name| schemas.get(name).is_none());
            is_elsewhere
                || object
                    .values()
                    .any(|value| points_elsewhere(value, schemas))
        }
        Value::Array(items) => items.iter().any(|item| points_elsewhere(item, schemas)),
        _ => false,
    }
}

fn settle_path(document: &Value, item: &mut Value) -> usize {
    let mut count = inline(document, item);
    let shared = match item.as_object_mut() {
        Some(item) => item.shift_remove("parameters"),
        None => None,
    };
    let mut shared: Vec<Value> = shared
        .and_then(|shared| shared.as_array().cloned())
        .unwrap_or_default();
    for parameter in &mut shared {
        count += inline(document, parameter);
    }
    for (verb, operation) in item.as_object_mut().into_iter().flatten() {
        let operation = operation.as_object_mut();
        let Some(operation) = operation.filter(|_| VERBS.contains(&verb.as_str())) else {
            continue;
        };
        for parameter in list(operation, "parameters") {
            count += inline(document, parameter);
        }
        if !shared.is_empty() {
            count += share(&shared, operation);
        }
        if let Some(body) = operation.get_mut("requestBody") {
            count += inline(document, body);
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(Object::values_mut) {
            count += inline(document, response);
        }
    }
    count
}

/// Gives an operation the parameters of its path that it does not have itself.
fn share(shared: &[Value], operation: &mut Object) -> usize {
    let own = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(own) = own.as_array_mut() else {
        return 0;
    };
    let missing: Vec<Value> = shared
        .iter()
        .filter(|one| {
            !own.iter()
                .any(|known| known["name"] == one["name"] && known["in"] == one["in"])
        })
        .cloned()
        .collect();
    let count = missing.len();
    own.extend(missing);
    count
}

fn list<'a>(object: &'a mut Object, member: &str) -> impl Iterator<Item = &'a mut Value> {
    object
        .get_mut(member)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}

/// Replaces a reference with its target.
fn inline(document: &Value, value: &mut Value) -> usize {
    let mut count = 0;
    while let Some(pointer) = value["$ref"].as_str()
        && count < DEEPEST
    {
        let Some(target) = look_up(document, pointer) else {
            break;
        };
        *value = target.clone();
        count += 1;
    }
    count
}

fn look_up<'a>(document: &'a Value, pointer: &str) -> Option<&'a Value> {
    let pointer = pointer.strip_prefix('#')?;
    let decoded = percent_encoding::percent_decode_str(pointer)
        .decode_utf8()
        .ok()?;
    document.pointer(&decoded)
}

/// The references into the middle of schemas.
#[derive(Default)]
struct Inner {
    /// The models that were made of what refers to itself, by their pointers.
    names: BTreeMap<String, String>,
    /// Those whose own references are not settled yet.
    open: Vec<(String, Value)>,
    /// The pointers that lead nowhere.
    lost: BTreeSet<String>,
}

impl Inner {
    /// Makes every remaining `$ref` point to a component schema.
    fn settle(&mut self, document: &Value, value: &mut Value) -> usize {
        let mut count = 0;
        if let Some(pointer) = value["$ref"].as_str().map(str::to_owned) {
            let known = reference(value)
                .is_some_and(|name| document["components"]["schemas"].get(name).is_some());
            if !known {
                count += 1;
                *value = match look_up(document, &pointer) {
                    Some(target) if no_circle(target, &pointer) => target.clone(),
                    Some(target) => {
                        self.refer(document, pointer, target, value);
                        return count;
                    }
                    None => {
                        self.lost.insert(pointer);
                        json!({})
                    }
                };
            }
        }
        match value {
            Value::Object(object) => {
                for (member, value) in object.iter_mut() {
                    match (member.as_str(), value) {
                        // Examples are data, not schemas.
                        ("example" | "examples", _) => {}
                        // A property may be called so.
                        ("properties", Value::Object(properties)) => {
                            let properties = properties.values_mut();
                            count += properties
                                .map(|one| self.settle(document, one))
                                .sum::<usize>();
                        }
                        (_, value) => count += self.settle(document, value),
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    count += self.settle(document, item);
                }
            }
            _ => {}
        }
        count
    }

    /// Refers to the model that is made of the target.
    fn refer(&mut self, document: &Value, pointer: String, target: &Value, value: &mut Value) {
        let schemas = &document["components"]["schemas"];
        let name = match self.names.get(&pointer) {
            Some(name) => name.clone(),
            None => {
                let words = ["#", "components", "schemas", "$defs", "properties", "items"];
                let parts = pointer.split('/').filter(|part| !words.contains(part));
                let mut name = parts.collect::<Vec<_>>().join(".");
                while schemas.get(&name).is_some()
                    || self.names.values().any(|other| *other == name)
                {
                    name.push('2');
                }
                self.names.insert(pointer, name.clone());
                self.open.push((name.clone(), target.clone()));
                name
            }
        };
        *value = reference_to(&name);
    }
}

/// Whether the target can be written out, having no reference into itself.
fn no_circle(target: &Value, pointer: &str) -> bool {
    match target {
        Value::Object(object) => object.iter().all(|(member, value)| {
            let inner = (member == "$ref").then(|| value.as_str()).flatten();
            let leads_back = inner.is_some_and(|inner| {
                pointed_to(inner).is_none()
                    || pointer.starts_with(inner)
                    || inner.starts_with(pointer)
                    || inner.matches('/').count() > 3
            });
            !leads_back && no_circle(value, pointer)
        }),
        Value::Array(items) => items.iter().all(|item| no_circle(item, pointer)),
        _ => true,
    }
}
