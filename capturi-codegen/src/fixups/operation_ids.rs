//! No operation has an `operationId`, and without one progenitor refuses the document.
//!
//! Today's operations get their names from the overlay. One that the overlay does not know yet is
//! named after its verb and path, so that its name is the same on every run and independent of
//! its neighbours: `GET /users/{id}/roles` becomes `get_users_roles_by_id`.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase as _;
use serde_json::Value;

use super::Fixup;
use crate::step::Expected;

pub(super) const FIXUP: Fixup = Fixup {
    name: "operation_ids",
    reason: "operations that neither document nor overlay names are named after verb and path",
    expected: Expected::OneDay,
    apply: |document| {
        let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
        for operation in document.operations() {
            let id = operation.object.get("operationId").and_then(Value::as_str);
            *wanted
                .entry(name(operation.verb, operation.path, id))
                .or_default() += 1;
        }
        let mut taken = BTreeSet::new();
        Ok(document.change_operations(|verb, path, operation| {
            let given = operation.get("operationId").and_then(Value::as_str);
            let mut id = name(verb, path, given);
            if wanted.get(&id).is_some_and(|count| *count > 1) {
                id = name(verb, path, None);
            }
            while !taken.insert(id.clone()) {
                id.push_str("_again");
            }
            if given == Some(id.as_str()) {
                return 0;
            }
            operation.insert("operationId".to_owned(), Value::String(id));
            1
        }))
    },
};

fn name(verb: &str, path: &str, given: Option<&str>) -> String {
    if let Some(given) = given {
        return given.to_snake_case();
    }
    let (parameters, fixed): (Vec<&str>, Vec<&str>) = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .partition(|segment| segment.starts_with('{'));
    let mut name = format!("{verb} {}", fixed.join(" "));
    if !parameters.is_empty() {
        name.push_str(" by ");
        name.push_str(&parameters.join(" and "));
    }
    name.to_snake_case()
}
