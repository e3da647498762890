//! Compares the API with the document. Nothing is corrected here: if a fixup, a rule or progenitor
//! has lost a part of the document, that is an error.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    Error, Origin, Report, Settings,
    api::{Api, Object, Shape, Union},
    document::{Document, is_json, reference},
    fixups::new_names,
};

/// The contents of the document before any fixup changed it.
pub(crate) struct Inventory {
    /// The properties of each model, by the name of its type.
    models: BTreeMap<String, Properties>,
}

#[derive(Default)]
struct Properties {
    names: BTreeSet<String>,
    /// The properties that are text: a union may take over one of them as its tag.
    texts: BTreeSet<String>,
}

impl Inventory {
    pub(crate) fn of(document: &Document) -> Self {
        let renamed = new_names(document.schemas());
        let models = document.schemas().iter().map(|(name, schema)| {
            let mut properties = Properties::default();
            properties.collect(document, schema, &mut BTreeSet::new());
            let name = renamed.get(name).unwrap_or(name).clone();
            (name, properties)
        });
        Self {
            models: models.collect(),
        }
    }

    /// Counts what the API has; fails with a list of everything that it lacks.
    pub(crate) fn check(
        &self,
        api: &Api,
        document: &Document,
        settings: Settings,
        report: &mut Report,
    ) -> Result<(), Error> {
        let tags = tags(api);
        let mut lost = Vec::new();
        for (name, properties) in &self.models {
            match api.models.get(name).map(|model| &model.shape) {
                None => lost.push(format!("model `{name}` is missing")),
                Some(Shape::Object(object)) => {
                    lost.extend(properties.lost(name, object, tags.get(name.as_str())));
                }
                Some(Shape::Alias(_)) => {
                    // A variant whose only property is the tag has none of its own.
                    let tag = tags.get(name.as_str());
                    lost.extend(properties.lost(name, &Object::default(), tag));
                }
                Some(Shape::Union(union)) => {
                    for object in union.variants.iter().filter_map(|one| api.object(&one.ty)) {
                        let tag = union.tag.as_ref().map(|tag| tag.wire.as_str());
                        lost.extend(properties.lost(name, object, tag.as_ref()));
                    }
                }
                Some(Shape::Enum(_)) => {}
            }
        }
        report.models = api.models.len();
        let mut seen: Vec<(&str, &Union)> = Vec::new();
        for (name, model) in &api.models {
            match &model.shape {
                Shape::Alias(_) => report.structs += 1,
                Shape::Object(object) => {
                    report.structs += 1;
                    if object.fields.is_empty()
                        && object.rest.is_none()
                        && !self.models.contains_key(name)
                        && has_properties(document, name)
                    {
                        lost.push(format!("model `{name}` has no fields"));
                    }
                }
                Shape::Enum(of) => {
                    report.enums += 1;
                    if of.values.is_empty() {
                        lost.push(format!("model `{name}` is an enum without a value"));
                    }
                }
                Shape::Union(union) => {
                    report.unions += 1;
                    if union.variants.is_empty() {
                        lost.push(format!("model `{name}` is a union without a variant"));
                    }
                    if union.tag.is_none() {
                        let warning = "has no tag: the variant that keeps most is taken";
                        report.warnings.push(format!("union `{name}` {warning}"));
                    }
                    // Two equal unions are allowed only if the document itself has both.
                    let twin = seen.iter().find(|(_, other)| *other == union);
                    if let Some((other, _)) = twin
                        && !(self.models.contains_key(name) && self.models.contains_key(*other))
                    {
                        let same = format!("the unions `{name}` and `{other}` are the same");
                        match settings.origin {
                            Origin::Own => lost.push(same),
                            Origin::Foreign => report.warnings.push(same),
                        }
                    }
                    seen.push((name, union));
                }
            }
        }
        report.operations = api.operations.len();
        let generated: BTreeSet<&str> =
            api.operations.iter().map(|one| one.name.as_str()).collect();
        for operation in document.operations() {
            let name = operation.name();
            if !generated.contains(name.as_str()) {
                lost.push(format!("operation `{name}` is missing"));
            }
        }
        match lost.is_empty() || settings.keep_going {
            true => {
                report.unexplained = lost;
                Ok(())
            }
            false => Err(Error::Unfaithful(lost)),
        }
    }
}

impl Properties {
    fn collect<'a>(
        &mut self,
        document: &'a Document,
        schema: &'a Value,
        seen: &mut BTreeSet<&'a str>,
    ) {
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match reference(part) {
                Some(name) if !seen.insert(name) => {}
                Some(name) => {
                    let part = document.schemas().get(name).unwrap_or(part);
                    self.collect(document, part, seen);
                }
                None => self.collect(document, part, seen),
            }
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            self.names.insert(name.clone());
            if document.is_text(property) {
                self.texts.insert(name.clone());
            }
        }
    }

    /// The properties that the model lacks; `tag` is the property that a union took over.
    fn lost(&self, name: &str, object: &Object, tag: Option<&&str>) -> Vec<String> {
        let fields: BTreeSet<&str> = object.fields.iter().map(|one| one.wire.as_str()).collect();
        self.names
            .iter()
            .filter(|property| !fields.contains(property.as_str()))
            .filter(|property| tag != Some(&property.as_str()) || !self.texts.contains(*property))
            .map(|property| format!("field `{property}` of `{name}` is missing"))
            .collect()
    }
}

/// Where the client sends an operation otherwise than the document says.
pub(crate) fn sent_otherwise(api: &Api) -> impl Iterator<Item = String> {
    api.operations.iter().flat_map(|operation| {
        let name = &operation.name;
        let server = operation.servers.first().map(|server| {
            format!("the server {server} of the operation `{name}`: the client calls its base URL")
        });
        let described = operation.arguments.iter().filter_map(move |argument| {
            let content = argument.content.as_deref()?;
            let wire = &argument.wire;
            (!is_json(content)).then(|| {
                format!("the parameter `{wire}` of `{name}` as `{content}`: it is sent as text")
            })
        });
        server.into_iter().chain(described)
    })
}

/// The tag of each variant of a union, by the variant's name.
fn tags(api: &Api) -> BTreeMap<&str, &str> {
    let unions = api.models.values().filter_map(|model| match &model.shape {
        Shape::Union(union) => Some((union.tag.as_ref()?, &union.variants)),
        _ => None,
    });
    let tags = unions.flat_map(|(tag, variants)| {
        let models = variants.iter().filter_map(|one| one.ty.model_within());
        models.map(|model| (model, tag.wire.as_str()))
    });
    tags.collect()
}

fn has_properties(document: &Document, model: &str) -> bool {
    let schema = document.schema(model);
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
    properties.is_none_or(|properties| !properties.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{assembly::assemble, fix, progenitor};

    const PETS: &str = r##"{ "openapi": "3.0.1", "info": { "title": "", "version": "" },
        "paths": { "/pet": { "get": { "operationId": "get_pet", "responses": {} } } },
        "components": { "schemas": {
            "Animal": { "type": "object", "properties": { "legs": { "type": "integer" } } },
            "Pet": { "allOf": [{ "$ref": "#/components/schemas/Animal" }, {
                "allOf": [{ "properties": { "age": { "type": "integer" } } }],
                "properties": { "name": { "type": "string" },
                    "kind": { "type": "string", "enum": ["Cat"] } } }] },
            "Home": { "oneOf": [{ "$ref": "#/components/schemas/Animal" }, { "$ref": "#/components/schemas/Pet" }] }
        } } }"##;

    /// The losses that are found after `spoil` has changed the API of a document.
    fn lost(spoil: impl FnOnce(&mut Api)) -> Vec<String> {
        let mut document = Document::parse(PETS).unwrap();
        let inventory = Inventory::of(&document);
        fix(&mut document, &mut Report::default()).unwrap();
        let outlines = progenitor::outlines(&mut document, false).unwrap();
        let (mut api, _) = assemble(&document, outlines).unwrap();
        spoil(&mut api);
        let settings = Origin::Own.into();
        match inventory.check(&api, &document, settings, &mut Report::default()) {
            Ok(()) => Vec::new(),
            Err(Error::Unfaithful(lost)) => lost,
            Err(other) => vec![other.to_string()],
        }
    }

    fn fields<'a>(api: &'a mut Api, model: &str) -> &'a mut Object {
        match &mut api.models.get_mut(model).unwrap().shape {
            Shape::Object(object) => object,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn nothing_is_lost_where_everything_is_there() {
        assert_eq!(lost(|_| {}), Vec::<String>::new());
    }

    #[test]
    fn an_empty_model_loses_what_it_and_its_base_have() {
        assert_eq!(
            lost(|api| fields(api, "Pet").fields.clear()),
            ["age", "kind", "legs", "name"]
                .map(|name| format!("field `{name}` of `Pet` is missing"))
        );
    }

    #[test]
    fn a_missing_model_and_a_missing_operation_are_lost() {
        let lost = lost(|api| {
            api.models.remove("Pet");
            api.operations.clear();
        });
        assert_eq!(
            lost,
            ["model `Pet` is missing", "operation `get_pet` is missing"]
        );
    }

    #[test]
    fn an_impossible_enum_and_an_empty_inline_model_are_refused() {
        let lost = lost(|api| {
            let mut inline = api.models["Animal"].clone();
            inline.shape = Shape::Object(Object::default());
            api.models.insert("Inline".to_owned(), inline);
            let kind = &mut api.models.get_mut("PetKind").unwrap().shape;
            if let Shape::Enum(kind) = kind {
                kind.values.clear();
            }
        });
        assert_eq!(
            lost,
            [
                "model `Inline` has no fields",
                "model `PetKind` is an enum without a value",
            ]
        );
    }

    #[test]
    fn two_unions_of_the_same_variants_are_refused() {
        let lost = lost(|api| {
            let twin = api.models["Home"].clone();
            api.models.insert("Twin".to_owned(), twin);
        });
        assert_eq!(lost, ["the unions `Twin` and `Home` are the same"]);
    }
}
