//! The document's operations have no `operationId`, after which function, builder and command are
//! named.
//!
//! The overlay names today's operations. An operation without a name is named after its verb and
//! path, so that its name is the same on every run and independent of its neighbours:
//! `get_users_roles_by_id` is the name of `GET /users/{id}/roles`.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use serde_json::Value;

use super::Fixup;
use crate::{
    names::{OF_CLIENTS, is_ident},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "operation_ids",
    reason: "operations that neither document nor overlay names are named after verb and path",
    expected: Expected::OneDay,
    apply: |document| {
        let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
        for operation in document.operations() {
            let id = operation.object.get("operationId").and_then(Value::as_str);
            let name = name(operation.verb, operation.path, id);
            *wanted.entry(builder(&name)).or_default() += 1;
        }
        let mut taken = BTreeSet::new();
        Ok(document.change_operations(|verb, path, operation| {
            let given = operation.get("operationId").and_then(Value::as_str);
            let mut id = name(verb, path, given);
            if wanted.get(&builder(&id)).is_some_and(|count| *count > 1) {
                id = name(verb, path, None);
            }
            while !taken.insert(builder(&id)) {
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

/// The name of an operation's builder.
fn builder(name: &str) -> String {
    name.to_upper_camel_case()
}

fn name(verb: &str, path: &str, given: Option<&str>) -> String {
    if let Some(given) = given {
        let mut name = given.to_snake_case();
        name.retain(|one| one.is_ascii_alphanumeric() || one == '_');
        if OF_CLIENTS.contains(&name.as_str()) || (!name.is_empty() && !is_ident(&name)) {
            name = match name.starts_with(|first: char| first.is_ascii_digit()) {
                true => format!("operation_{name}"),
                false => format!("{name}_operation"),
            };
        }
        if !name.is_empty() {
            return name;
        }
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
    name.retain(|one| one.is_ascii() || one == ' ');
    name.to_snake_case()
}
