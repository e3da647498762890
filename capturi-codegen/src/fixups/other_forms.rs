//! A body may come in several forms: JSON, or a form with files, CSV, a stream of events. One of them is
//! sent and read, JSON if there is any. What says the same in another form, as .NET lists `text/json` and
//! `text/plain` beside each `application/json`, loses nothing.

use serde_json::Value;

use super::{Fixup, no_content::is_success};
use crate::{
    document::{is_json, without_facts},
    left_out::Fact,
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "other_forms",
    reason: "of several forms of a body, JSON is taken, and one that says something else is left out",
    expected: Expected::OneDay,
    apply: |document| {
        let mut others = Vec::new();
        document.change_operations(|verb, path, operation| {
            let operation_name = format!("{} {path}", verb.to_uppercase());
            let mut look = |of: &'static str, body: &Value| {
                let names = beside_json(body).into_iter();
                others.extend(names.map(|media_type| {
                    let line = format!(
                        "the {of} of `{operation_name}` as `{media_type}`: it is taken as JSON"
                    );
                    let fact = Fact::Form {
                        operation: operation_name.clone(),
                        of,
                        media_type: media_type.to_owned(),
                    };
                    (fact, line)
                }));
            };
            if let Some(body) = operation.get("requestBody") {
                look("body", body);
            }
            let responses = operation.get("responses").and_then(Value::as_object);
            for (_, response) in responses
                .into_iter()
                .flatten()
                .filter(|(status, _)| is_success(status))
            {
                look("response", response);
            }
            0
        });
        let count = others.len();
        for (fact, line) in others {
            document.leave_out_fact(fact, line);
        }
        Ok(count)
    },
};

/// The media types beside JSON that say something else.
fn beside_json(body: &Value) -> Vec<&str> {
    let Some(content) = body["content"].as_object() else {
        return Vec::new();
    };
    let Some((_, json)) = content.iter().find(|(name, _)| is_json(name)) else {
        return Vec::new();
    };
    let json = without_facts(&json["schema"]);
    let others = content.iter().filter(|(name, other)| {
        let is_same = without_facts(&other["schema"]) == json && *name != "text/event-stream";
        !is_json(name) && !is_same
    });
    others.map(|(name, _)| name.as_str()).collect()
}
