//! Capturi answers 204 where there is nothing to return: no such conversation, no comments. That is
//! not an error, so the operation returns an `Option`. The 204 is removed, so that no later step
//! takes it for a success with an undescribed body; so is any other success without a body beside one
//! with JSON, such as a 202 for what is done later.

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Object, is_json, marker, outline_of},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "no_content",
    reason: "204 beside a response with a body makes the result an Option",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_operations(|_, _, operation| {
            let Some(responses) = operation
                .get_mut("responses")
                .and_then(|responses| responses.as_object_mut())
            else {
                return 0;
            };
            let others = responses
                .keys()
                .any(|status| is_success(status) && status != "204");
            let has_json = responses
                .iter()
                .any(|(status, response)| is_success(status) && is_json_body(response));
            let is_empty = |status: &str, response: &Value| {
                status == "204" && others || is_success(status) && has_json && has_no_body(response)
            };
            let (empty, kept): (Object, Object) = std::mem::take(responses)
                .into_iter()
                .partition(|(status, response)| is_empty(status, response));
            *responses = kept;
            if empty.is_empty() {
                return 0;
            }
            let empty: Object = empty
                .iter()
                .map(|(status, response)| (status.clone(), outline_of(response)))
                .collect();
            operation.insert(marker::OPTIONAL_RESPONSE.to_owned(), json!(true));
            operation.insert(marker::NO_CONTENT.to_owned(), Value::Object(empty));
            1
        }))
    },
};

fn contents(response: &Value) -> impl Iterator<Item = (&String, &Value)> {
    response["content"].as_object().into_iter().flatten()
}

fn is_json_body(response: &Value) -> bool {
    contents(response).any(|(name, _)| is_json(name))
}

fn has_no_body(response: &Value) -> bool {
    contents(response).next().is_none()
}

/// Whether this key of `responses` stands for a success.
pub(super) fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The success responses of an operation.
pub(super) fn successes(operation: &mut Object) -> impl Iterator<Item = &mut Object> {
    operation
        .get_mut("responses")
        .and_then(|responses| responses.as_object_mut())
        .into_iter()
        .flatten()
        .filter(|(status, _)| is_success(status))
        .filter_map(|(_, response)| response.as_object_mut())
}
