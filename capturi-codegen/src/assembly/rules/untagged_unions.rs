//! serde reads a union without a tag as the first variant that fits, and models ignore unknown
//! members: the first variant nearly always fits.
//!
//! Here the variant that keeps most of the JSON is taken; JSON that fits no variant is kept in a
//! last variant.

use super::Rule;
use crate::{api::Shape, names::VariantNames, step::Expected};

pub(super) const RULE: Rule = Rule {
    name: "untagged_unions",
    reason: "unions without a tag take the variant that keeps most, and keep what none takes",
    expected: Expected::OneDay,
    apply: |api, _| {
        let mut count = 0;
        for model in api.models.values_mut() {
            if let Shape::Union(union) = &mut model.shape
                && union.tag.is_none()
            {
                let mut names = VariantNames::default();
                for variant in &mut union.variants {
                    variant.name = names.take(&variant.name);
                }
                count += 1;
            }
        }
        Ok(count)
    },
};
