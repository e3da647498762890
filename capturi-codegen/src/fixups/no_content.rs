//! Capturi answers 204 where there is nothing to return: no such conversation, no comments. That is
//! not an error, so the operation returns an `Option`. The 204 is removed, so that no later step
//! takes it for a success with an undescribed body.

use serde_json::json;

use super::Fixup;
use crate::{
    document::{Object, marker},
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
            if !others || responses.shift_remove("204").is_none() {
                return 0;
            }
            operation.insert(marker::OPTIONAL_RESPONSE.to_owned(), json!(true));
            1
        }))
    },
};

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
