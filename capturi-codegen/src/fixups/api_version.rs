//! `api-version` is a required parameter of every operation.
//!
//! It belongs to the client's configuration, not to every call: the client adds it to the operations that
//! have it.

use serde_json::{Value, json};

use super::Fixup;
use crate::{document::marker, step::Expected};

pub(super) const FIXUP: Fixup = Fixup {
    name: "api_version",
    reason: "the `api-version` parameter is set once in the client, not in every call",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_operations(|_, _, operation| {
            let Some(Value::Array(parameters)) = operation.get_mut("parameters") else {
                return 0;
            };
            let before = parameters.len();
            parameters.retain(|one| one["name"] != "api-version" || one["in"] != "query");
            let count = before - parameters.len();
            if count > 0 {
                operation.insert(marker::VERSIONED.to_owned(), json!(true));
            }
            count
        }))
    },
};
