//! A closed enum fails the whole response when the server sends a new value.
//!
//! Every enum gets a last variant that keeps such a value, so that it round-trips.

use super::Rule;
use crate::{api::Shape, step::Expected};

pub(super) const RULE: Rule = Rule {
    name: "open_enums",
    reason: "enums keep unknown values in a last variant",
    expected: Expected::Today,
    apply: |api, _| {
        let models = api.models.values();
        let enums = models.filter(|model| matches!(model.shape, Shape::Enum(_)));
        Ok(enums.count())
    },
};
