//! The inventory of a document: what it names and how that is composed (operations, parameters, bodies, statuses,
//! properties, values, alternatives, tags, items, members) is in the [`Api`], or it is left out with a
//! reason; what is in neither is an error. The types of plain values, and whether a value may be missing or
//! `null`, are not compared: random values that make a round trip are their judge.
//!
//! 1. [`Inventory::take`] keeps the document as it is before any fixup changes it.
//! 2. [`Inventory::hold_against`] reads the facts out of it and looks for each in the `Api`.
//!
//! Nothing is corrected here, and nothing but the names of models is shared with the code that builds the `Api`: `$ref`,
//! `allOf` and types are read anew in [`reading`]. Two readers with one blind spot would agree on a
//! loss. Where a part has no place in the `Api` for a reason that the document itself tells, the
//! inventory writes the line for the report.

mod alternatives;
mod bodies;
mod census;
mod discriminators;
mod document_level;
mod keywords;
mod meaning;
mod operations;
mod properties;
mod reading;
mod responses;
mod schemas;
#[cfg(test)]
mod tests;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use crate::{
    api::{Api, Shape, Type},
    document::Document,
    fixups::new_names,
    left_out::{Fact, LeftOut},
};
use meaning::Meaning;
use reading::{Reading, Spot};
use schemas::{Key, Walk};

/// A document before any fixup has changed it.
pub(crate) struct Inventory {
    document: Value,
    /// The schemas whose names change, with the names of their models.
    renamed: BTreeMap<String, String>,
}

/// The facts that the `Api` lacks.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Those with a reason, one line each.
    pub(crate) left_out: Vec<String>,
    /// Those without, one line each.
    pub(crate) lost: Vec<String>,
}

impl Inventory {
    /// Takes the inventory of a document that no fixup has changed yet.
    pub(crate) fn take(document: &Document) -> Self {
        Self {
            document: document.value().clone(),
            renamed: new_names(document.schemas()),
        }
    }

    /// Looks for every fact in the `Api`; `explained` are the parts that fixups have left out.
    pub(crate) fn hold_against(&self, api: &Api, explained: &[LeftOut]) -> Findings {
        let reading = Reading::new(&self.document, &self.renamed);
        let mut comparison = Comparison {
            unions: Unions::of(api),
            used: used(api),
            reading,
            api,
            explained,
            findings: Findings::default(),
            held: RefCell::default(),
            schemas: Vec::new(),
        };
        comparison.document_level();
        comparison.operations();
        comparison.models();
        comparison.keywords();
        comparison.findings
    }

    /// Whether a model stands in the document by this name.
    fn documents(&self, model: &str) -> bool {
        let schemas = &self.document["components"]["schemas"];
        self.renamed.values().any(|name| name == model)
            || (schemas.get(model).is_some() && !self.renamed.contains_key(model))
    }
}

impl Findings {
    /// Notes a fact that the `Api` lacks for a reason; once, wherever it is found again.
    fn leave_out(&mut self, line: String) {
        if !self.left_out.contains(&line) {
            self.left_out.push(line);
        }
    }

    /// Notes a fact that the `Api` lacks without a reason.
    fn lose(&mut self, line: String) {
        if !self.lost.contains(&line) {
            self.lost.push(line);
        }
    }

    fn extend(&mut self, more: Self) {
        more.left_out
            .into_iter()
            .for_each(|line| self.leave_out(line));
        more.lost.into_iter().for_each(|line| self.lose(line));
    }
}

/// A document and the `Api` that was made of it, while they are compared.
struct Comparison<'a> {
    reading: Reading<'a>,
    api: &'a Api,
    unions: Unions<'a>,
    /// The models that stand in a field, an argument, a reply or another model.
    used: BTreeSet<&'a str>,
    explained: &'a [LeftOut],
    findings: Findings,
    /// The trials that were made, and how they ended.
    held: RefCell<BTreeMap<Key, bool>>,
    /// The schemas inside of operations, for a look at their keywords.
    schemas: Vec<(Spot, &'a Value)>,
}

impl<'a> Comparison<'a> {
    /// Compares the component schemas with their models.
    fn models(&mut self) {
        let models: Vec<_> = self.reading.models().collect();
        let mut findings = Findings::default();
        for (model, schema) in models {
            if self.api.models.contains_key(model) {
                let mut walk = Walk::new(self);
                walk.model(model, schema);
                findings.extend(walk.done());
            } else {
                findings.lose(format!("the model `{model}` is missing"));
            }
        }
        self.findings.extend(findings);
    }

    /// Compares a schema of an operation with the type that it became.
    fn hold(&mut self, spot: Spot, schema: &'a Value, ty: &'a Type) {
        let mut walk = Walk::new(self);
        walk.schema(spot, schema, Meaning::of(self.api, ty));
        let findings = walk.done();
        self.findings.extend(findings);
    }

    /// Whether a fixup has left this fact out, with a reason.
    fn explains(&self, fact: &Fact) -> bool {
        let mut explained = self.explained.iter();
        explained.any(|one| one.explains.as_ref() == Some(fact))
    }
}

/// The tags of the unions, which may stand for a property of their variants.
#[derive(Default)]
struct Unions<'a> {
    /// The tags that a model lost to the unions that it is a variant of.
    taken_over: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The tags with each of their values.
    values: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Unions<'a> {
    fn of(api: &'a Api) -> Self {
        let mut unions = Self::default();
        for model in api.models.values() {
            let Shape::Union(union) = &model.shape else {
                continue;
            };
            let Some(tag) = &union.tag else { continue };
            for variant in &union.variants {
                let values = variant.tags.iter();
                unions
                    .values
                    .extend(values.map(|value| (tag.wire.as_str(), value.as_str())));
                if let (Some(model), false) = (variant.ty.model_within(), tag.is_kept) {
                    let tags = unions.taken_over.entry(model).or_default();
                    tags.insert(&tag.wire);
                }
            }
        }
        unions
    }
}

/// The models that any type of the `Api` contains.
fn used(api: &Api) -> BTreeSet<&str> {
    let of_models = api.models.values().flat_map(|model| match &model.shape {
        Shape::Object(object) => {
            let fields = object.fields.iter().map(|field| &field.ty);
            fields
                .chain(object.rest.iter().map(|rest| &rest.ty))
                .collect::<Vec<_>>()
        }
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(ty) => vec![ty],
        Shape::Enum(_) => Vec::new(),
    });
    let of_operations = api.operations.iter().flat_map(|operation| {
        let arguments = operation.arguments.iter().map(|argument| &argument.ty);
        arguments.chain(operation.reply_types())
    });
    of_models
        .chain(of_operations)
        .filter_map(Type::model_within)
        .collect()
}
