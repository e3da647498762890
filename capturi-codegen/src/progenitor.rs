//! progenitor's part: models, operations and their parameters, as Rust.
//!
//! Its positional style is used because the builder style also writes a builder for every model,
//! two thirds of its output. The polish step `operations` turns each function into the builder
//! that callers see.

use serde::Deserialize as _;

use crate::{Error, document::Document};

/// Lets progenitor write its client for the document.
pub(crate) fn generate(document: &Document) -> Result<syn::File, Error> {
    let spec =
        openapiv3::OpenAPI::deserialize(document.value()).map_err(|error| Error::NotOpenApi {
            reason: error.to_string(),
        })?;
    let mut settings = progenitor::GenerationSettings::new();
    settings
        .with_interface(progenitor::InterfaceStyle::Positional)
        // Maps keep one order, so that what we write is the same on every run.
        .with_map_type("::std::collections::BTreeMap");
    let tokens = progenitor::Generator::new(&settings)
        .generate_tokens(&spec)
        .map_err(|error| Error::Progenitor(error.to_string()))?;
    Ok(syn::parse2(tokens)?)
}
