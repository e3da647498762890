//! .NET may write a date-time without an offset, which `DateTime<Utc>` refuses, and `null` where
//! the document does not allow it; either would cost the whole response.
//!
//! Date-times without offset are read as UTC. In models that only responses reach, a bool,
//! number, string, list or map that is missing or `null` reads as its empty value.

use super::Rule;
use crate::{
    api::{Field, Reading, Shape},
    step::Expected,
};

pub(super) const RULE: Rule = Rule {
    name: "lenient_fields",
    reason: "date-times without offset are UTC; null or nothing in a plain field is its empty value",
    expected: Expected::Today,
    apply: |api, _| {
        let mut count = 0;
        for model in api.models.values_mut() {
            if let Shape::Object(object) = &mut model.shape {
                let relaxed = object
                    .fields
                    .iter_mut()
                    .map(|field| relax(field, model.is_request));
                count += relaxed.filter(|is_relaxed| *is_relaxed).count();
            }
        }
        Ok(count)
    },
};

fn relax(field: &mut Field, is_request: bool) -> bool {
    let may_be_empty = field.ty.has_empty_value() && !is_request;
    field.reading = match (may_be_empty, field.ty.has_time()) {
        (true, true) => Reading::UtcOrDefault,
        (true, false) => Reading::OrDefault,
        (false, true) if field.ty.is_optional() => Reading::OptionalUtc,
        (false, true) => Reading::Utc,
        (false, false) => return false,
    };
    true
}
