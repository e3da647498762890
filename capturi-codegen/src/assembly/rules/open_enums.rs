//! A closed enum fails the whole response when the server sends a new value.
//!
//! Every enum gets a last variant that keeps such a value, so that it round-trips.

use super::{Rule, unknown_variant};
use crate::{api::Shape, step::Expected};

pub(super) const RULE: Rule = Rule {
    name: "open_enums",
    reason: "enums keep unknown values in a last variant",
    expected: Expected::Today,
    apply: |api, _| {
        let mut count = 0;
        for model in api.models.values_mut() {
            if let Shape::Enum(of) = &mut model.shape {
                of.unknown = unknown_variant(of.values.iter().map(|value| &value.name));
                count += 1;
            }
        }
        Ok(count)
    },
};
