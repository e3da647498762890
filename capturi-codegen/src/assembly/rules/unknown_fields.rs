//! `additionalProperties: false` on every model would make serde refuse unknown fields: the first
//! field that Capturi adds would break every caller. No model is written like that; this rule
//! counts the closed ones.

use super::Rule;
use crate::step::Expected;

pub(super) const RULE: Rule = Rule {
    name: "unknown_fields",
    reason: "models ignore fields that the document does not name",
    expected: Expected::Today,
    apply: |api, _| {
        let closed = api.objects_mut().filter(|(_, object)| object.is_closed);
        Ok(closed.count())
    },
};
