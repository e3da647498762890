//! OpenAPI ignores parameters of the header that are named `Accept`, `Content-Type` or `Authorization`:
//! media types and security say what they are. .NET writes them where a controller reads such a header.

use super::{Fixup, api_version::drop_parameters};
use crate::step::Expected;

const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

pub(super) const FIXUP: Fixup = Fixup {
    name: "ignored_headers",
    reason: "the parameters Accept, Content-Type and Authorization are ignored, as OpenAPI says",
    expected: Expected::OneDay,
    apply: |document| {
        Ok(document.change_operations(|_, _, operation| {
            drop_parameters(operation, |one| {
                let name = one["name"].as_str().unwrap_or_default().to_lowercase();
                one["in"] == "header" && IGNORED.contains(&name.as_str())
            })
        }))
    },
};
