//! The mistakes of the document and their corrections, one file each.
//!
//! A fixup changes the document so that progenitor, which makes types of the schemas, and `Api`,
//! which reads the rest, find in it what the vendor means. Fixups run in the order of [`ALL`]; each
//! returns the number of places that it changed.

mod api_version;
mod discriminators;
mod enum_values;
mod error_responses;
mod ignored_headers;
mod inheritance;
mod inline_models;
mod limits;
mod model_reach;
mod no_content;
mod nullable_models;
mod openapi_31;
mod operation_ids;
mod other_forms;
mod path_parameters;
mod references;
mod request_media_types;
mod requiredness;
mod schema_keywords;
mod schema_names;
mod single_wrappers;
mod undescribed_bodies;
mod unions;
mod variants_beside_properties;

pub(crate) use schema_names::new_names;

use crate::{Error, document::Document, step::Step};

/// A correction of the document, in code because it is a rule rather than a list of places.
pub(crate) type Fixup = Step<fn(&mut Document) -> Result<usize, Error>>;

/// All fixups, in the order in which they run.
pub(crate) const ALL: &[Fixup] = &[
    references::FIXUP,
    openapi_31::FIXUP,
    schema_keywords::FIXUP,
    operation_ids::FIXUP,
    path_parameters::FIXUP,
    schema_names::FIXUP,
    api_version::FIXUP,
    ignored_headers::FIXUP,
    model_reach::FIXUP,
    other_forms::FIXUP,
    request_media_types::FIXUP,
    no_content::FIXUP,
    error_responses::FIXUP,
    undescribed_bodies::FIXUP,
    single_wrappers::FIXUP,
    inline_models::DERIVED,
    inheritance::FIXUP,
    variants_beside_properties::FIXUP,
    requiredness::TOLD,
    discriminators::FIXUP,
    unions::FIXUP,
    inline_models::FIXUP,
    nullable_models::FIXUP,
    enum_values::FIXUP,
    limits::FIXUP,
    requiredness::FIXUP,
];
