//! .NET may write a date-time without an offset, which `DateTime<Utc>` refuses, and `null` where
//! the document does not allow it; either would cost the whole response.
//!
//! Date-times without offset are read as UTC. In models that only responses reach, a bool,
//! number, string, list or map that is missing or `null` reads as its empty value.

use std::collections::{BTreeMap, BTreeSet};

use super::Rule;
use crate::{
    api::{Field, Model, Reading, Shape, Type},
    step::Expected,
};

pub(super) const RULE: Rule = Rule {
    name: "lenient_fields",
    reason: "date-times without offset are UTC; null or nothing in a plain field is its empty value",
    expected: Expected::Today,
    apply: |api, _| {
        let mut count = 0;
        let aliases = with_empty_value(&api.models);
        for model in api.models.values_mut() {
            // A list with a name is read like one without.
            model.has_default |= aliases.contains(&model.name);
            if let Shape::Object(object) = &mut model.shape {
                let relaxed = object
                    .fields
                    .iter_mut()
                    .map(|field| relax(field, model.is_request, &aliases));
                count += relaxed.filter(|is_relaxed| *is_relaxed).count();
            }
        }
        Ok(count)
    },
};

/// The names for types that have an empty value.
fn with_empty_value(models: &BTreeMap<String, Model>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    loop {
        let before = found.len();
        for (name, model) in models {
            if let Shape::Alias(ty) = &model.shape
                && has_empty_value(ty, &found)
            {
                found.insert(name.clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn has_empty_value(ty: &Type, aliases: &BTreeSet<String>) -> bool {
    match ty {
        Type::Model(name) => aliases.contains(name),
        ty => ty.has_empty_value(),
    }
}

fn relax(field: &mut Field, is_request: bool, aliases: &BTreeSet<String>) -> bool {
    let may_be_empty = has_empty_value(&field.ty, aliases) && !is_request;
    field.reading = match (may_be_empty, field.ty.has_time()) {
        (true, true) => Reading::UtcOrDefault,
        (true, false) => Reading::OrDefault,
        (false, true) if field.ty.is_optional() => Reading::OptionalUtc,
        (false, true) => Reading::Utc,
        (false, false) => return false,
    };
    true
}
