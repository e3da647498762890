//! Two schemas whose names differ only by a trailing underscore become two Rust types of one name,
//! which does not compile.
//!
//! The overlay gives such schemas a name (`x-rust-name`). Any other name that Rust would change, or
//! that collides after the change, is settled here, too. From now on, the name of a schema is the
//! name of its type.

use std::collections::{BTreeMap, BTreeSet};

use deunicode::deunicode;
use heck::ToUpperCamelCase as _;
use serde_json::Value;

use super::Fixup;
use crate::{
    document::{Object, marker, named_model, pointer_to, reference},
    names::is_ident,
    step::Expected,
};

/// The names that the code around the models uses itself.
const TAKEN: [&str; 20] = [
    "AsRef",
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "Err",
    "From",
    "Into",
    "None",
    "Ok",
    "Option",
    "Result",
    "Self",
    "Serialize",
    "Some",
    "String",
    "TryFrom",
    "Vec",
];

pub(super) const FIXUP: Fixup = Fixup {
    name: "schema_names",
    reason: "schema names that collide or are no Rust names are replaced everywhere",
    expected: Expected::Today,
    apply: |document| {
        let renamed = new_names(document.schemas());
        let schemas = document.schemas_mut();
        *schemas = std::mem::take(schemas)
            .into_iter()
            .map(|(name, mut schema)| {
                let new = renamed.get(&name).unwrap_or(&name).clone();
                if let Value::Object(schema) = &mut schema {
                    schema.insert(marker::SCHEMA_NAME.to_owned(), Value::String(name));
                }
                (new, schema)
            })
            .collect();
        redirect(document.value_mut(), &renamed);
        Ok(renamed.len())
    },
};

/// The schemas whose name changes, with their new names.
pub(crate) fn new_names(schemas: &Object) -> BTreeMap<String, String> {
    let wanted =
        |name: &str, schema: &Value| type_name(schema[marker::RUST_NAME].as_str().unwrap_or(name));
    // A schema whose name is a type's already keeps it; the others make room.
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

/// The name as that of a type; a name that the generated code uses itself is changed.
fn type_name(name: &str) -> String {
    let mut name = deunicode(name).to_upper_camel_case();
    name.retain(|one| one.is_ascii_alphanumeric());
    // `AB`, which `A.b` becomes, is `Ab` to typify.
    let mut name = name.to_upper_camel_case();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.insert_str(0, "Model");
    }
    if TAKEN.contains(&name.as_str()) || !is_ident(&name) {
        name.push_str("Model");
    }
    name
}

fn redirect(value: &mut Value, renamed: &BTreeMap<String, String>) {
    if let Some(new) = reference(value).and_then(|name| renamed.get(name)) {
        value["$ref"] = Value::String(pointer_to(new));
    }
    // A discriminator names its models in plain text, with or without the path.
    for model in value
        .pointer_mut("/discriminator/mapping")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Object::values_mut)
    {
        if let Some(new) = named_model(model).and_then(|name| renamed.get(name)) {
            *model = Value::String(pointer_to(new));
        }
    }
    match value {
        Value::Object(object) => object
            .values_mut()
            .for_each(|member| redirect(member, renamed)),
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, renamed)),
        _ => {}
    }
}
