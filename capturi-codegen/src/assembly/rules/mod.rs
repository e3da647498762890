//! The rules by which models differ from the document, or from the types that progenitor would
//! make: one file per rule, each with its reason, and counted. [`ALL`] has their order.

mod clearable_fields;
mod default_values;
mod field_names;
mod lenient_fields;
mod open_enums;
mod tagged_unions;
mod unknown_fields;
mod untagged_unions;
mod webhook_keys;

use crate::{Error, api::Api, document::Document, step::Step};

/// A rule for models; returns the number of places that it applied to.
pub(super) type Rule = Step<fn(&mut Api, &Document) -> Result<usize, Error>>;

pub(super) const ALL: &[Rule] = &[
    field_names::RULE,
    open_enums::RULE,
    tagged_unions::RULE,
    untagged_unions::RULE,
    unknown_fields::RULE,
    default_values::RULE,
    lenient_fields::RULE,
    clearable_fields::RULE,
    webhook_keys::RULE,
];
