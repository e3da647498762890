//! The two APIs that are compared, and the directions in which values travel between them.

use std::{cell::RefCell, collections::BTreeMap};

use super::types::Traffic;
use crate::api::{Api, Model, Shape};

/// Two APIs, and what travels between a client of the old one and a server of the new one.
pub(super) struct Apis<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    /// The models that only got another name: the old one and the new one.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    pub(super) requests: Traffic<'a>,
    pub(super) responses: Traffic<'a>,
}

impl<'a> Apis<'a> {
    pub(super) fn of(old: &'a Api, new: &'a Api) -> Self {
        let renamed = renamed(&old.models, &new.models);
        let back = renamed.iter().map(|(old, new)| (*new, *old)).collect();
        Self {
            old,
            new,
            requests: Traffic {
                reader: new,
                writer: old,
                renamed: back,
                known: RefCell::default(),
            },
            responses: Traffic {
                reader: old,
                writer: new,
                renamed: renamed.clone(),
                known: RefCell::default(),
            },
            renamed,
        }
    }
}

/// The models that are gone, each with a new model of the same shape.
fn renamed<'a>(
    old: &'a BTreeMap<String, Model>,
    new: &'a BTreeMap<String, Model>,
) -> BTreeMap<&'a str, &'a str> {
    let added = new.values().filter(|model| !old.contains_key(&model.name));
    let mut added: Vec<(&Model, Shape)> = added.map(|model| (model, bare(model))).collect();
    let mut renamed = BTreeMap::new();
    for before in old.values().filter(|model| !new.contains_key(&model.name)) {
        let shape = bare(before);
        let same = added.iter().position(|(_, other)| *other == shape);
        if let Some(index) = same {
            renamed.insert(before.name.as_str(), added.remove(index).0.name.as_str());
        }
    }
    renamed
}

/// The shape of a model without its documentation.
fn bare(model: &Model) -> Shape {
    let mut shape = model.shape.clone();
    if let Shape::Object(object) = &mut shape {
        for field in &mut object.fields {
            field.docs = None;
        }
    }
    shape
}
