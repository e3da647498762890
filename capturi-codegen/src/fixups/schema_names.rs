//! Two schemas whose names differ only by a trailing underscore become two Rust types of one name,
//! which does not compile.
//!
//! The overlay gives such schemas a name (`x-rust-name`). Any other name that Rust would change,
//! or that collides after the change, is settled here too, so that from now on the name of a
//! schema is the name of its type.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase as _;
use serde_json::Value;

use super::Fixup;
use crate::{
    document::{Object, marker, reference, reference_to},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "schema_names",
    reason: "schema names that collide or are no Rust names are replaced everywhere",
    expected: Expected::Today,
    apply: |document| {
        let renamed = new_names(document.schemas());
        if renamed.is_empty() {
            return Ok(0);
        }
        let schemas = document.schemas_mut();
        *schemas = std::mem::take(schemas)
            .into_iter()
            .map(|(name, schema)| (renamed.get(&name).cloned().unwrap_or(name), schema))
            .collect();
        redirect(document.value_mut(), &renamed);
        Ok(renamed.len())
    },
};

/// The schemas whose name changes, with their new names.
pub(crate) fn new_names(schemas: &Object) -> BTreeMap<String, String> {
    let wanted = |name: &str, schema: &Value| {
        schema[marker::RUST_NAME]
            .as_str()
            .unwrap_or(name)
            .to_upper_camel_case()
    };
    // Whoever already has a proper name keeps it; the others make room.
    let mut taken: BTreeSet<String> = schemas
        .iter()
        .filter(|(name, schema)| wanted(name, schema) == **name)
        .map(|(name, _)| name.clone())
        .collect();
    let mut renamed = BTreeMap::new();
    for (name, schema) in schemas {
        let mut new = wanted(name, schema);
        if new == *name {
            continue;
        }
        let base = new.clone();
        let mut number = 2;
        while !taken.insert(new.clone()) {
            new = format!("{base}{number}");
            number += 1;
        }
        renamed.insert(name.clone(), new);
    }
    renamed
}

fn redirect(value: &mut Value, renamed: &BTreeMap<String, String>) {
    if let Some(new) = reference(value).and_then(|name| renamed.get(name)) {
        value["$ref"] = reference_to(new)["$ref"].take();
    }
    match value {
        Value::Object(object) => object
            .values_mut()
            .for_each(|member| redirect(member, renamed)),
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, renamed)),
        _ => {}
    }
}
