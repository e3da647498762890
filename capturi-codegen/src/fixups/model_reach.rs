//! A model's fields mean different things in a request ("not set: not sent") and in a response
//! ("not nullable: always there"). This fixup marks the models that requests reach, before later
//! fixups change the references. A model that both reach is a request model.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, Operation, marker, named_model, reference, references},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "model_reach",
    reason: "models that requests reach are told apart from those that only responses reach",
    expected: Expected::Today,
    apply: |document| {
        const SENT: [&str; 2] = ["parameters", "requestBody"];
        let requests = reach(document, &SENT, |_| true);
        let patches = reach(document, &SENT, |operation| operation.verb == "patch");
        let responses = reach(document, &["responses"], |_| true);
        for (name, schema) in document.schemas_mut() {
            if requests.contains(name) {
                schema[marker::REQUEST_MODEL] = json!(true);
            }
            if responses.contains(name) {
                schema[marker::RESPONSE_MODEL] = json!(true);
            }
            if patches.contains(name) {
                schema[marker::PATCH_MODEL] = json!(true);
            }
        }
        Ok(requests.len())
    },
};

/// The models that are reached from these members of the operations.
fn reach(
    document: &Document,
    members: &[&str],
    include: impl Fn(&Operation<'_>) -> bool,
) -> BTreeSet<String> {
    let mut found = Vec::new();
    for operation in document.operations().iter().filter(|one| include(one)) {
        for member in members {
            if let Some(value) = operation.object.get(*member) {
                references(value, &mut found);
            }
        }
    }
    let extending = extending(document);
    let mut reached: BTreeSet<String> = BTreeSet::new();
    while let Some(name) = found.pop() {
        if reached.insert(name.to_owned()) {
            let schema = document.schemas().get(name).unwrap_or(&Value::Null);
            references(schema, &mut found);
            // Where a base with a discriminator stands, there may be any model that extends it.
            if let Some(discriminator) = schema.get("discriminator") {
                let mapped = discriminator["mapping"].as_object().into_iter().flatten();
                found.extend(mapped.filter_map(|(_, model)| named_model(model)));
                derived(name, &extending, &mut found);
            }
        }
    }
    reached
}

/// The models that extend each model directly.
fn extending(document: &Document) -> BTreeMap<&str, Vec<&str>> {
    let mut extending: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in document.schemas() {
        let parts = schema["allOf"].as_array().into_iter().flatten();
        for base in parts.filter_map(reference) {
            extending.entry(base).or_default().push(name);
        }
    }
    extending
}

/// Adds the models that extend this one, directly or not.
fn derived<'a>(base: &str, extending: &BTreeMap<&'a str, Vec<&'a str>>, found: &mut Vec<&'a str>) {
    for model in extending.get(base).into_iter().flatten() {
        if !found.contains(model) {
            found.push(model);
            derived(model, extending, found);
        }
    }
}
