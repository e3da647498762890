//! The vendor's documentation shows a webhook's keys in PascalCase in one place, in camelCase in
//! another. Every field that a webhook entity reaches is read under both keys.
//!
//! An alias does not reach into tagged unions or flattened maps, which buffer their content. Such a
//! type on the way is an error, so that no field is lost.

use std::collections::BTreeSet;

use super::Rule;
use crate::{
    Error,
    api::{Api, Object, Shape},
    document::{Document, is_true, marker},
    step::Expected,
};

const NAME: &str = "webhook_keys";

pub(super) const RULE: Rule = Rule {
    name: NAME,
    reason: "what a webhook sends is read with camelCase and with PascalCase keys",
    expected: Expected::Today,
    apply: |api, document| {
        let reached = reached(api, document)?;
        let mut count = 0;
        for (name, object) in api
            .objects_mut()
            .filter(|(name, _)| reached.contains(*name))
        {
            count += add_aliases(object).map_err(|reason| refusal(name, reason))?;
        }
        Ok(count)
    },
};

fn refusal(model: &str, reason: impl Into<String>) -> Error {
    Error::Unsupported {
        step: NAME,
        at: model.to_owned(),
        reason: reason.into(),
    }
}

/// The models with fields that the webhook entities reach, themselves included.
fn reached(api: &Api, document: &Document) -> Result<BTreeSet<String>, Error> {
    let entities = document.schemas().iter().filter(|(_, schema)| {
        let schema = schema.as_object();
        schema.is_some_and(|schema| is_true(schema, marker::WEBHOOK_ENTITY))
    });
    let mut open: Vec<&str> = entities.map(|(name, _)| name.as_str()).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        match api.models.get(name).map(|model| &model.shape) {
            Some(Shape::Object(object)) => {
                if !reached.insert(name.to_owned()) {
                    continue;
                }
                if object.rest.is_some() {
                    return Err(refusal(name, "a flattened map hides keys in PascalCase"));
                }
                open.extend(object.fields.iter().filter_map(|one| one.ty.model_within()));
            }
            Some(Shape::Union(_)) => {
                return Err(refusal(name, "a tagged union hides keys in PascalCase"));
            }
            Some(Shape::Alias(ty)) => open.extend(ty.model_within()),
            Some(Shape::Enum(_)) | None => {}
        }
    }
    Ok(reached)
}

fn add_aliases(object: &mut Object) -> Result<usize, String> {
    let wires: BTreeSet<String> = object.fields.iter().map(|one| one.wire.clone()).collect();
    let mut count = 0;
    for field in &mut object.fields {
        let pascal = pascal_case(&field.wire);
        if pascal == field.wire {
            continue;
        }
        if wires.contains(&pascal) {
            return Err(format!("has both `{}` and `{pascal}`", field.wire));
        }
        field.alias = Some(pascal);
        count += 1;
    }
    Ok(count)
}

fn pascal_case(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}
