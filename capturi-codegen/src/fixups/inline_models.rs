//! An object, an enum or a union inside of another schema, a parameter, a body or a response has no
//! name, and two of them may be given the same one. Each becomes a model with a unique name: the
//! name of the model or operation, followed by that of the place in it.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase as _;
use serde_json::{Value, json};

use super::{Fixup, no_content::successes};
use crate::{
    document::{Document, Object, array, has_properties, is_json, is_true, marker, reference_to},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "inline_models",
    reason: "objects, enums and unions inside of others become models with names of their own",
    expected: Expected::OneDay,
    apply: |document| Ok(hoist(document, needs_name)),
};

/// The same for derived models. It runs before the fixup `inheritance`, which changes named models
/// only.
pub(super) const DERIVED: Fixup = Fixup {
    name: "inline_derived_models",
    reason: "what extends a model inside of another becomes a model with a name of its own",
    expected: Expected::OneDay,
    apply: |document| Ok(hoist(document, |schema| schema.get("allOf").is_some())),
};

fn hoist(document: &mut Document, needs_name: fn(&Value) -> bool) -> usize {
    let mut hoist = Hoist::new(document.schemas(), needs_name);
    let names: Vec<String> = document.schemas().keys().cloned().collect();
    for name in names {
        let mut schema = document.schemas()[&name].clone();
        hoist.marks = marks(&schema);
        hoist.inside(&mut schema, &name);
        document.schemas_mut().insert(name, schema);
    }
    document.change_operations(|verb, _, operation| {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or(verb)
            .to_upper_camel_case();
        hoist.operation(operation, &id, verb);
        0
    });
    let count = hoist.models.len();
    document.schemas_mut().extend(hoist.models);
    count
}

/// The members that describe the place of a model, not only the model.
const OF_PLACES: [&str; 5] = [
    "description",
    "deprecated",
    marker::DEFAULT,
    marker::READ_ONLY,
    marker::WRITE_ONLY,
];

struct Hoist {
    needs_name: fn(&Value) -> bool,
    taken: BTreeSet<String>,
    models: Object,
    /// The marks of the model that is being walked; models that are taken out of it inherit them.
    marks: Object,
}

impl Hoist {
    fn new(schemas: &Object, needs_name: fn(&Value) -> bool) -> Self {
        Self {
            needs_name,
            taken: schemas.keys().cloned().collect(),
            models: Object::new(),
            marks: Object::new(),
        }
    }

    /// Walks the parts of a schema that is a model itself.
    fn inside(&mut self, schema: &mut Value, name: &str) {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        for (member, value) in object.iter_mut() {
            match (member.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    for (property, schema) in properties {
                        let inner = format!("{name}{}", property.to_upper_camel_case());
                        self.replace(schema, &inner);
                    }
                }
                ("items", value) => self.replace(value, &format!("{name}Item")),
                ("additionalProperties", value) => self.replace(value, &format!("{name}Value")),
                ("oneOf", Value::Array(variants)) => {
                    for (number, variant) in variants.iter_mut().enumerate() {
                        self.replace(variant, &format!("{name}Variant{}", number + 1));
                    }
                }
                ("allOf", Value::Array(parts)) => {
                    parts.iter_mut().for_each(|part| self.inside(part, name));
                }
                _ => {}
            }
        }
    }

    /// Walks the parts of a schema, then takes the schema out if it needs a name.
    fn replace(&mut self, schema: &mut Value, name: &str) {
        self.inside(schema, name);
        if !(self.needs_name)(schema) {
            return;
        }
        // The name is spelled like a type's.
        let name = name.to_upper_camel_case();
        let mut free = name.clone();
        let mut number = 2;
        while !self.taken.insert(free.clone()) {
            free = format!("{name}{number}");
            number += 1;
        }
        let mut reference = reference_to(&free);
        let mut model = std::mem::take(schema);
        if let Some(object) = model.as_object_mut() {
            if let Some(nullable) = object.shift_remove("nullable") {
                reference["nullable"] = nullable;
            }
            for member in OF_PLACES {
                if let Some(value) = object.get(member) {
                    reference[member] = value.clone();
                }
            }
            object.extend(self.marks.clone());
        }
        self.models.insert(free, model);
        *schema = reference;
    }

    fn operation(&mut self, operation: &mut Object, id: &str, verb: &str) {
        self.marks = Object::from_iter([(marker::REQUEST_MODEL.to_owned(), json!(true))]);
        if verb == "patch" {
            self.marks
                .insert(marker::PATCH_MODEL.to_owned(), json!(true));
        }
        for parameter in operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            let name = parameter["name"]
                .as_str()
                .unwrap_or_default()
                .to_upper_camel_case();
            if let Some(schema) = parameter.get_mut("schema") {
                self.replace(schema, &format!("{id}{name}"));
            }
            for (_, schema) in contents(parameter) {
                self.replace(schema, &format!("{id}{name}"));
            }
        }
        let body = operation.get_mut("requestBody");
        for (media_type, schema) in body.into_iter().flat_map(contents) {
            let name = format!("{id}Body");
            // The properties of a multipart form are arguments, so the form is no model.
            match media_type.starts_with("multipart/") {
                true => self.inside(schema, &name),
                false => self.replace(schema, &name),
            }
        }
        self.marks = Object::new();
        let successes = successes(operation).count();
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            // Of several forms, the first that is JSON is read.
            if let Some((_, schema)) = contents(response).find(|(name, _)| is_json(name)) {
                let status = if successes > 1 { status.as_str() } else { "" };
                self.replace(schema, &format!("{id}Response{status}"));
            }
        }
    }
}

/// The schemas of a body or a response by their media types.
fn contents(body: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let content = body.get_mut("content").and_then(Value::as_object_mut);
    content
        .into_iter()
        .flatten()
        .filter_map(|(name, media_type)| Some((name, media_type.get_mut("schema")?)))
}

fn needs_name(schema: &Value) -> bool {
    let Some(object) = schema.as_object() else {
        return false;
    };
    has_properties(object)
        || !array(object, "enum").is_empty()
        || array(object, "oneOf").len() > 1
        || object.contains_key("discriminator")
        || object.contains_key("allOf")
}

fn marks(schema: &Value) -> Object {
    let Some(object) = schema.as_object() else {
        return Object::new();
    };
    marker::REACH
        .into_iter()
        .filter(|mark| is_true(object, mark))
        .map(|mark| (mark.to_owned(), json!(true)))
        .collect()
}
