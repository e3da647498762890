//! `api-version` is a required parameter of every operation.
//!
//! It belongs to the client's configuration, not to every call: the client adds it to the operations that
//! have it.

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Object, marker},
    step::Expected,
};

/// Drops these parameters of an operation, and returns their number.
pub(super) fn drop_parameters(operation: &mut Object, drops: impl Fn(&Value) -> bool) -> usize {
    let Some(Value::Array(parameters)) = operation.get_mut("parameters") else {
        return 0;
    };
    let before = parameters.len();
    parameters.retain(|one| !drops(one));
    before - parameters.len()
}

pub(super) const FIXUP: Fixup = Fixup {
    name: "api_version",
    reason: "the `api-version` parameter is set once in the client, not in every call",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_operations(|_, _, operation| {
            let count = drop_parameters(operation, |one| {
                one["name"] == "api-version" && one["in"] == "query"
            });
            if count > 0 {
                operation.insert(marker::VERSIONED.to_owned(), json!(true));
            }
            count
        }))
    },
};
