//! A `$ref` takes no siblings in OpenAPI 3.0, so .NET wraps it (`allOf: [$ref]`) to say that a
//! property is nullable or to describe it. The wrapper means the reference itself.

use serde_json::Value;

use super::Fixup;
use crate::{document::reference, step::Expected};

pub(super) const FIXUP: Fixup = Fixup {
    name: "single_wrappers",
    reason: "allOf/oneOf/anyOf around a single $ref is that $ref",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_schemas(|schema| {
            if schema.contains_key("properties") {
                return 0;
            }
            for keyword in ["allOf", "oneOf", "anyOf"] {
                let Some([only]) = schema
                    .get(keyword)
                    .and_then(Value::as_array)
                    .map(Vec::as_slice)
                else {
                    continue;
                };
                let only = only.clone();
                if reference(&only).is_some() {
                    schema.shift_remove(keyword);
                    schema.insert("$ref".to_owned(), only["$ref"].clone());
                    return 1;
                }
                // What is derived is the business of the fixup `inheritance`.
                if let (Value::Object(only), "oneOf" | "anyOf") = (only, keyword) {
                    schema.shift_remove(keyword);
                    schema.extend(only);
                    return 1;
                }
            }
            0
        }))
    },
};
