//! progenitor's part: models, operations and their parameters, as Rust.
//!
//! Its positional style is used because the builder style also writes a builder for every model,
//! two thirds of its output. The polish step `operations` turns each function into the builder
//! that callers see.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

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
    // Both progenitor and typify panic on what they have not thought of.
    let tokens = catch_unwind(AssertUnwindSafe(|| {
        progenitor::Generator::new(&settings).generate_tokens(&spec)
    }))
    .map_err(|panic| Error::Progenitor(format!("it panicked: {}", message(&*panic))))?
    .map_err(|error| Error::Progenitor(error.to_string()))?;
    Ok(syn::parse2(tokens)?)
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a message")
}
