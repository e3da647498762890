//! Limits of length, range or pattern describe what the server accepts. If a generated type checked
//! them, a response with a slightly long string would be an error, so no limit is checked.

use serde_json::Value;

use super::Fixup;
use crate::{
    document::{Object, marker},
    step::Expected,
};

const LIMITS: [&str; 12] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "maxProperties",
];

/// Whether a keyword is a limit.
pub(super) fn is_limit(keyword: &str) -> bool {
    LIMITS.contains(&keyword)
}

pub(super) const FIXUP: Fixup = Fixup {
    name: "limits",
    reason: "limits of length, range and pattern are never checked on what the server sent",
    expected: Expected::OneDay,
    apply: |document| {
        Ok(document.change_schemas(|schema| {
            let found = LIMITS.iter().filter_map(|limit| {
                let value = schema.shift_remove(*limit)?;
                Some(((*limit).to_owned(), value))
            });
            let found: Object = found.collect();
            let count = found.len();
            if count > 0 {
                schema.insert(marker::LIMITS.to_owned(), Value::Object(found));
            }
            count
        }))
    },
};
