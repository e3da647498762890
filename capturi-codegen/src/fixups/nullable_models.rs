//! A nullable model makes its uses nullable: in Rust, the `Option` stands where the model is used,
//! not in the model.

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Object, reference},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "nullable_models",
    reason: "where a nullable model is used, its use is nullable",
    expected: Expected::OneDay,
    apply: |document| Ok(settle(document.schemas_mut())),
};

/// Moves `nullable` from models to their uses.
fn settle(schemas: &mut Object) -> usize {
    let names: Vec<String> = schemas
        .iter()
        .filter(|(_, schema)| schema["nullable"] == true)
        .map(|(name, _)| name.clone())
        .collect();
    let mut count = 0;
    for name in &names {
        if let Some(schema) = schemas.get_mut(name).and_then(Value::as_object_mut) {
            schema.shift_remove("nullable");
            count += 1;
        }
    }
    if !names.is_empty() {
        for schema in schemas.values_mut() {
            mark_uses(schema, &names);
        }
    }
    count
}

fn mark_uses(value: &mut Value, names: &[String]) {
    let is_use = reference(value).is_some_and(|name| names.iter().any(|one| one == name));
    if is_use {
        value["nullable"] = json!(true);
    }
    match value {
        Value::Object(object) => object
            .values_mut()
            .for_each(|value| mark_uses(value, names)),
        Value::Array(items) => items.iter_mut().for_each(|value| mark_uses(value, names)),
        _ => {}
    }
}
