//! The successes of an operation may have different bodies (200 with the thing, 202 with a ticket),
//! but a function returns one type. If they differ, it is any JSON.

use serde_json::{Value, json};

use super::{Fixup, no_content::successes};
use crate::{
    document::{Object, is_json, without_facts},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "several_successes",
    reason: "successes with different bodies are read as any JSON",
    expected: Expected::OneDay,
    apply: |document| {
        let mut differ = Vec::new();
        let count = document.change_operations(|verb, path, operation| {
            let mut schemas: Vec<Value> = successes(operation)
                .flat_map(json_contents)
                .map(|content| without_facts(&content["schema"]))
                .collect();
            schemas.dedup();
            if schemas.len() < 2 {
                return 0;
            }
            for response in successes(operation) {
                for content in json_contents(response) {
                    content["schema"] = json!({});
                }
            }
            differ.push(format!("{} {path}", verb.to_uppercase()));
            1
        });
        for operation in differ {
            document.leave_out(format!(
                "the type of the response to `{operation}`, whose successes have different bodies: \
                 any JSON is returned"
            ));
        }
        Ok(count)
    },
};

fn json_contents(response: &mut Object) -> impl Iterator<Item = &mut Value> {
    let content = response.get_mut("content").and_then(Value::as_object_mut);
    content
        .into_iter()
        .flatten()
        .filter(|(name, _)| is_json(name))
        .map(|(_, content)| content)
}
