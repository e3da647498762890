//! Generates the `capturi-api` client from an OpenAPI document.
//!
//! The document travels one way:
//!
//! ```text
//! JSON or YAML -> overlay -> fixups -> progenitor -> polish -> verified, formatted Rust
//! ```
//!
//! - The **overlay** holds corrections that are data: names, places ([OpenAPI Overlay 1.0]).
//! - A **fixup** corrects what is wrong with the document by rule, before progenitor sees it.
//! - **progenitor**, with typify, writes the models.
//! - A **polish** step changes the Rust; the one called `operations` writes the operations.
//! - At last the result is held against the document: nothing may be lost silently.
//!
//! ```
//! use capturi_codegen::{Origin, generate};
//!
//! let document = r##"{
//!   "openapi": "3.0.1",
//!   "info": { "title": "Pets", "version": "v1" },
//!   "paths": { "/pets/{id}": { "get": {
//!     "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }],
//!     "responses": { "200": { "description": "The pet.", "content": { "application/json": {
//!       "schema": { "$ref": "#/components/schemas/Pet" } } } } }
//!   } } },
//!   "components": { "schemas": { "Pet": { "type": "object", "properties": { "name": { "type": "string" } } } } }
//! }"##;
//! let generated = generate(document, None, Origin::Foreign)?;
//! assert!(generated.source.contains("pub struct GetPetsById"));
//! assert_eq!(generated.report.operations, 1);
//! # Ok::<(), capturi_codegen::Error>(())
//! ```
//!
//! [OpenAPI Overlay 1.0]: https://spec.openapis.org/overlay/v1.0.0.html

mod commands;
mod diff;
mod document;
mod error;
mod fixups;
mod layout;
mod names;
mod overlay;
mod paging;
mod polish;
mod progenitor;
mod report;
mod step;
mod verify;

pub use commands::command_table;
pub use diff::{Diff, Difference, Impact, Verdict, diff};
pub use error::Error;
pub use report::Report;
pub use step::Change;

use document::Document;
use overlay::Overlay;
use verify::Inventory;

/// Whose document it is, which decides what a correction without a match means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The document in `spec/`: a correction that no longer applies is an error, so that it is
    /// noticed.
    Own,
    /// Any other document: a correction that does not apply is a warning in the report.
    Foreign,
}

/// How a document is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// Whose document it is.
    pub origin: Origin,
    /// Whether a model that can't be expressed is made any JSON, and reported, instead of being an
    /// error.
    pub keep_going: bool,
}

impl Settings {
    /// The settings for a document of this origin; the first model that can't be expressed ends
    /// the generation.
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            keep_going: false,
        }
    }

    /// Whether the rest is generated where a model can't be expressed.
    #[must_use]
    pub fn keep_going(mut self, keep_going: bool) -> Self {
        self.keep_going = keep_going;
        self
    }
}

impl From<Origin> for Settings {
    fn from(origin: Origin) -> Self {
        Self::new(origin)
    }
}

/// A generated client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The Rust source: module `types`, and with the feature `client` the operations.
    pub source: String,
    /// What was generated, what was changed on the way, what was left out.
    pub report: Report,
}

/// Generates the client for `document` (JSON or YAML), corrected by `overlay` (JSON, OpenAPI Overlay
/// 1.0).
///
/// The same input gives the same bytes.
///
/// # Errors
///
/// If an input is malformed, progenitor refuses the corrected document, a step meets what it can't
/// express, the result lacks something that the document has or, with [`Origin::Own`], a
/// correction matches nothing or anything had to be left out.
pub fn generate(
    document: &str,
    overlay: Option<&str>,
    settings: impl Into<Settings>,
) -> Result<Generated, Error> {
    let settings = settings.into();
    let mut report = Report::default();
    let mut document = overlaid(document, overlay, &mut report)?;
    let inventory = Inventory::of(&document);
    report.openapi = document.version().to_owned();
    report.documented_operations = document.operations().len();
    report.documented_models = document.schemas().len();
    fix(&mut document, &mut report)?;
    let mut file = progenitor::generate(&mut document, settings.keep_going)?;
    for polish in polish::ALL {
        let places = (polish.apply)(&mut file, &document)?;
        report.polish.push(polish.changed(places));
    }
    report.left_out = document.left_out().to_vec();
    report.settle(settings)?;
    inventory.check(&file, &document, settings, &mut report)?;

    let source = format!(
        "// Generated from the OpenAPI document by capturi-codegen: do not edit.\n\
         // `cargo xtask generate` writes it anew.\n\n{}",
        layout::unparse(file)
    );
    Ok(Generated { source, report })
}

/// The document after overlay and fixups: what models and operations are written from.
///
/// # Errors
///
/// As [`generate`], as far as it comes.
pub fn correct(document: &str, overlay: Option<&str>) -> Result<serde_json::Value, Error> {
    let mut report = Report::default();
    let mut document = overlaid(document, overlay, &mut report)?;
    fix(&mut document, &mut report)?;
    Ok(document.into_value())
}

fn overlaid(document: &str, overlay: Option<&str>, report: &mut Report) -> Result<Document, Error> {
    let mut document = Document::parse(document)?;
    if let Some(overlay) = overlay {
        report.overlay = Overlay::parse(overlay)?.apply(&mut document)?;
    }
    Ok(document)
}

fn fix(document: &mut Document, report: &mut Report) -> Result<(), Error> {
    for fixup in fixups::ALL {
        let places = (fixup.apply)(document)?;
        report.fixups.push(fixup.changed(places));
    }
    Ok(())
}
