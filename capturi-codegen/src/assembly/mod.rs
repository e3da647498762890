//! Builds the [`Api`] from the corrected document and the types that progenitor made of its
//! schemas.

mod models;
mod operations;
mod paging;
mod rules;
mod types;

use std::collections::BTreeMap;

use crate::{Error, api::Api, document::Document, progenitor::Outline, step::Change};

/// The API that a document describes, and the rules that were applied to it.
pub(crate) fn assemble(
    document: &Document,
    outlines: BTreeMap<String, Outline>,
) -> Result<(Api, Vec<Change>), Error> {
    let mut api = Api {
        models: models::read(document, outlines)?,
        operations: Vec::new(),
        servers: operations::servers(document.value().get("servers")),
        security: document.value().get("security").cloned(),
    };
    let mut changes = Vec::new();
    for rule in rules::ALL {
        let places = (rule.apply)(&mut api, document)?;
        changes.push(rule.changed(places));
    }
    api.operations = operations::read(document, &api);
    Ok((api, changes))
}
