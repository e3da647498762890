//! The 200 of the transcript has no schema, so other generators drop the body. A success without a
//! described body is returned as bytes or as a stream.

use serde_json::json;

use super::{Fixup, no_content::successes};
use crate::step::Expected;

pub(super) const FIXUP: Fixup = Fixup {
    name: "undescribed_bodies",
    reason: "a 200 without a schema returns the body as bytes instead of dropping it",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_operations(|verb, _, operation| {
            if verb == "head" {
                return 0;
            }
            let only_no_content = operation
                .get("responses")
                .and_then(|responses| responses.as_object())
                .is_some_and(|responses| !responses.contains_key("200"));
            if only_no_content {
                return 0;
            }
            let mut count = 0;
            for response in successes(operation) {
                let described = response
                    .get("content")
                    .and_then(|content| content.as_object())
                    .is_some_and(|content| !content.is_empty());
                if !described {
                    response.insert(
                        "content".to_owned(),
                        json!({ "application/octet-stream": {} }),
                    );
                    count += 1;
                }
            }
            count
        }))
    },
};
