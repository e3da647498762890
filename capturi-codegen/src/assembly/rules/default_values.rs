//! Callers construct requests with `..Default::default()`, so that a new optional field breaks no
//! caller. (Models that only responses reach are `#[non_exhaustive]` for the same reason.)

use std::collections::{BTreeMap, BTreeSet};

use super::Rule;
use crate::{
    api::{Model, Shape, Type},
    step::Expected,
};

pub(super) const RULE: Rule = Rule {
    name: "default_values",
    reason: "request models have a default, if all their fields have one",
    expected: Expected::Today,
    apply: |api, _| {
        let with_default = with_default(&api.models);
        let mut count = 0;
        for model in api.models.values_mut().filter(|model| model.is_request) {
            model.has_default = with_default.contains(&model.name);
            count += usize::from(model.has_default);
        }
        Ok(count)
    },
};

/// The models whose fields all have a default.
fn with_default(models: &BTreeMap<String, Model>) -> BTreeSet<String> {
    let needs = models.values().filter_map(|model| match &model.shape {
        Shape::Object(object) => {
            let fields = object.fields.iter().map(|field| &field.ty);
            Some((model.name.clone(), fields.collect()))
        }
        Shape::Alias(ty) => Some((model.name.clone(), vec![ty])),
        Shape::Enum(_) | Shape::Union(_) => None,
    });
    let mut candidates: BTreeMap<String, Vec<&Type>> = needs.collect();
    loop {
        let names: BTreeSet<String> = candidates.keys().cloned().collect();
        candidates.retain(|_, needs| needs.iter().all(|ty| has_default(ty, &names)));
        if candidates.len() == names.len() {
            return names;
        }
    }
}

fn has_default(ty: &Type, models: &BTreeSet<String>) -> bool {
    match ty {
        Type::Model(name) => models.contains(name),
        Type::Boxed(inner) => has_default(inner, models),
        Type::Uuid | Type::DateTime | Type::Json | Type::Optional(_) => true,
        Type::Date | Type::Upload => false,
        other => other.has_empty_value(),
    }
}
