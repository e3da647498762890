//! Errors come with `ProblemDetails`, with another body, or with none, even within one operation.
//! The client's one error type reads any of them, so the error responses are taken out: an
//! operation returns the bodies of its successes.

use serde_json::Value;

use super::{Fixup, no_content::is_success};
use crate::{
    document::{Object, marker, outline_of},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "error_responses",
    reason: "error responses are read by the client's one error type, whatever their body",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_operations(|_, _, operation| {
            let Some(Value::Object(responses)) = operation.get_mut("responses") else {
                return 0;
            };
            let no_success = !responses.keys().any(|status| is_success(status));
            // `default` is an error unless the document names no success.
            let is_kept = |status: &str| is_success(status) || (no_success && status == "default");
            let (kept, errors): (Object, Object) = std::mem::take(responses)
                .into_iter()
                .partition(|(status, _)| is_kept(status));
            *responses = kept;
            let errors: Object = errors
                .iter()
                .map(|(status, response)| (status.clone(), outline_of(response)))
                .collect();
            let count = errors.len();
            if count > 0 {
                operation.insert(marker::ERRORS.to_owned(), Value::Object(errors));
            }
            count
        }))
    },
};
