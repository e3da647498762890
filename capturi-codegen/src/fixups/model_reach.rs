//! A model's fields mean different things in a request ("not set: not sent") and in a response
//! ("not nullable: always there"). This fixup marks the models that requests reach, before later
//! fixups change the references. A model that both reach is a request model.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, Operation, marker, references},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "model_reach",
    reason: "models that requests reach are told apart from those that only responses reach",
    expected: Expected::Today,
    apply: |document| {
        let requests = reach(document, |_| true);
        let patches = reach(document, |operation| operation.verb == "patch");
        for (name, schema) in document.schemas_mut() {
            if requests.contains(name) {
                schema[marker::REQUEST_MODEL] = json!(true);
            }
            if patches.contains(name) {
                schema[marker::PATCH_MODEL] = json!(true);
            }
        }
        Ok(requests.len())
    },
};

fn reach(document: &Document, include: impl Fn(&Operation<'_>) -> bool) -> BTreeSet<String> {
    let mut found = Vec::new();
    for operation in document.operations().iter().filter(|one| include(one)) {
        for member in ["parameters", "requestBody"] {
            if let Some(value) = operation.object.get(member) {
                references(value, &mut found);
            }
        }
    }
    let mut reached: BTreeSet<String> = BTreeSet::new();
    while let Some(name) = found.pop() {
        if reached.insert(name.to_owned()) {
            references(
                document.schemas().get(name).unwrap_or(&Value::Null),
                &mut found,
            );
        }
    }
    reached
}
