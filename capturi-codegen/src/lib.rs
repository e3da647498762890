//! Generates the `capturi-api` client from an OpenAPI document.
//!
//! The document travels one way:
//!
//! ```text
//! document -> overlay -> fixups -> progenitor -> Api -> client, mock stubs, command table, diff, report
//! ```
//!
//! - The **overlay** holds corrections as data: names, marks on places ([OpenAPI Overlay 1.0]).
//! - A **fixup** corrects a mistake of the document by a rule, before progenitor sees it.
//! - **progenitor**, with typify, turns the schemas into types.
//! - The **[`Api`]** models the whole API: its models, changed by our rules, and its operations,
//!   with every name settled. All outputs are written from it alone.
//! - Finally, the **inventory** holds every fact of the document, as it was before the fixups,
//!   against the `Api`: each is there, or the report names it with a reason.
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

pub mod api;
mod assembly;
mod client;
mod commands;
mod diff;
mod document;
mod error;
mod fixups;
mod inventory;
mod left_out;
mod names;
mod overlay;
mod progenitor;
mod report;
mod step;

pub use diff::{Diff, Difference, Impact, VersionBump, diff};
pub use error::Error;
pub use report::Report;
pub use step::Change;

use std::time::Instant;

use api::Api;
use document::Document;
use inventory::Inventory;
use overlay::Overlay;

/// The origin of a document, which decides what a correction without a match means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The document in `spec/`: a correction that no longer applies is an error, so that it is
    /// noticed.
    Own,
    /// Any other document: a correction that does not apply is a warning in the report.
    Foreign,
}

/// The settings of a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The origin of the document.
    pub origin: Origin,
    /// Whether a model that can't be expressed becomes any JSON, and is reported, instead of being
    /// an error.
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

    /// Sets whether a model that can't be expressed becomes any JSON, instead of being an error.
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
    /// The API that the source was written from.
    pub api: Api,
    /// The report: what was generated, changed and left out.
    pub report: Report,
}

/// Generates the client for `document` (JSON or YAML), corrected by `overlay` (JSON, OpenAPI
/// Overlay 1.0).
///
/// The same input gives the same bytes.
///
/// # Errors
///
/// If an input is malformed, progenitor refuses the corrected document, a step can't express a part
/// of it, the result lacks a part of it or, with [`Origin::Own`], a correction matches nothing or a
/// part had to be left out.
pub fn generate(
    document: &str,
    overlay: Option<&str>,
    settings: impl Into<Settings>,
) -> Result<Generated, Error> {
    let mut report = Report::default();
    let api = read(document, overlay, settings.into(), &mut report)?;
    let source = timed(&mut report, "writing", |_| client::source(&api))?;
    Ok(Generated {
        source,
        api,
        report,
    })
}

/// Generates the table of operations that a command line is built from, as Rust source: an
/// expression of type `&[Operation]`. Where it is included, `Operation`, `Parameter`, `Place`,
/// `Kind` and `Reply` have to be in scope, and the crate `capturi_api`.
///
/// `reserved` are the command line's own flags: a parameter with such a name gets a longer flag.
///
/// # Errors
///
/// As [`generate`].
pub fn command_table(
    document: &str,
    overlay: Option<&str>,
    settings: impl Into<Settings>,
    reserved: &[&str],
) -> Result<String, Error> {
    let api = read(document, overlay, settings.into(), &mut Report::default())?;
    commands::table(&api, reserved)
}

/// The API that a document describes; `report` gets an account of the steps.
fn read(
    document: &str,
    overlay: Option<&str>,
    settings: Settings,
    report: &mut Report,
) -> Result<Api, Error> {
    let mut document = timed(report, "reading", |report| {
        overlaid(document, overlay, report)
    })?;
    let inventory = Inventory::take(&document);
    document.version().clone_into(&mut report.openapi);
    report.documented_operations = document.operations().len();
    report.documented_models = document.schemas().len();
    timed(report, "fixups", |report| fix(&mut document, report))?;
    let outlines = timed(report, "progenitor", |_| {
        progenitor::outlines(&mut document, settings.keep_going)
    })?;
    let api = timed(report, "assembly", |report| {
        let (api, rules) = assembly::assemble(&document, outlines)?;
        report.rules = rules;
        Ok::<_, Error>(api)
    })?;
    let mut lost = timed(report, "inventory", |report| {
        let found = inventory.hold_against(&api, document.left_out());
        let named = document.left_out().iter().map(|part| part.line.clone());
        report.left_out = named.chain(found.left_out).collect();
        found.lost
    });
    lost.extend(inventory.count(&api, settings, report));
    report.settle(settings)?;
    if !lost.is_empty() && !settings.keep_going {
        return Err(Error::Unfaithful(lost));
    }
    report.unexplained = lost;
    Ok(api)
}

fn timed<T>(report: &mut Report, step: &'static str, run: impl FnOnce(&mut Report) -> T) -> T {
    let started = Instant::now();
    let done = run(report);
    report.times.push((step, started.elapsed()));
    done
}

/// Reads a document: JSON, or YAML 1.2.
///
/// # Errors
///
/// If the text is neither, or no OpenAPI document of version 3.0 or 3.1.
pub fn parse(document: &str) -> Result<serde_json::Value, Error> {
    Document::parse(document).map(Document::into_value)
}

/// The document after overlay and fixups, from which everything else is made.
///
/// # Errors
///
/// As [`generate`], for these steps.
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
