//! `api-version` is a required parameter of every operation.
//!
//! It belongs to the client's configuration, not to every call: the client adds it.

use serde_json::Value;

use super::Fixup;
use crate::step::Expected;

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
            parameters.retain(|parameter| {
                parameter["name"] != "api-version"
                    || (parameter["in"] != "query" && parameter["in"] != "header")
            });
            before - parameters.len()
        }))
    },
};
