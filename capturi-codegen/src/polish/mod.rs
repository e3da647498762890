//! What is changed in the Rust that progenitor wrote, one file per finding.
//!
//! The steps run in the order of [`ALL`]; each returns the number of places it changed and may
//! look things up in the document as the fixups left it.

mod clearable_fields;
mod field_names;
mod field_order;
mod foreign_conversions;
mod lenient_fields;
mod model_attributes;
mod open_enums;
mod operations;
mod plain_paths;
mod prose;
mod readers;
mod syntax;
mod tagged_unions;
mod unknown_fields;
mod untagged_unions;
mod webhook_keys;

use crate::{Error, document::Document, step::Step};

/// A change to the generated Rust.
pub(crate) type Polish = Step<fn(&mut syn::File, &Document) -> Result<usize, Error>>;

/// All polish steps, in the order in which they run.
pub(crate) const ALL: &[Polish] = &[
    foreign_conversions::POLISH,
    field_names::POLISH,
    open_enums::POLISH,
    tagged_unions::POLISH,
    untagged_unions::POLISH,
    unknown_fields::POLISH,
    model_attributes::POLISH,
    lenient_fields::POLISH,
    clearable_fields::POLISH,
    field_order::POLISH,
    webhook_keys::POLISH,
    readers::POLISH,
    prose::POLISH,
    operations::POLISH,
    plain_paths::POLISH,
];

pub(crate) use operations::OF_CLIENTS;
pub(crate) use syntax::{Model, derives, has_serde_word, models, wire_name};
