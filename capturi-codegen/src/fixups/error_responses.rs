//! Errors come with `ProblemDetails`, with another body, or with none, even within one operation.
//! The client has one error type that reads whatever came, so the generated code does not need to
//! know: an operation returns what is left, the bodies of its successes.

use serde_json::Value;

use super::{Fixup, no_content::is_success};
use crate::step::Expected;

pub(super) const FIXUP: Fixup = Fixup {
    name: "error_responses",
    reason: "error responses are read by the client's one error type, whatever their body",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_operations(|_, _, operation| {
            let Some(Value::Object(responses)) = operation.get_mut("responses") else {
                return 0;
            };
            let before = responses.len();
            let no_success = !responses.keys().any(|status| is_success(status));
            // `default` is an error unless it is the only thing said about success.
            responses.retain(|status, _| is_success(status) || (no_success && status == "default"));
            before - responses.len()
        }))
    },
};
