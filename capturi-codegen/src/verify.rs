//! Holds the generated code against the document. Nothing here corrects anything: what a fixup, a
//! polish step or progenitor lost on the way is an error, not a reader's job to notice.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens as _;
use serde_json::Value;
use syn::{Fields, File, ImplItem, Item};

use crate::{
    Error, Origin, Report, Settings,
    document::{Document, reference},
    fixups::new_names,
    polish::{Model, has_serde_word, models, wire_name},
};

/// What the document has, read before any fixup changed it.
pub(crate) struct Inventory {
    /// The properties of each model, by the name of its type; those that tell variants apart
    /// apart.
    models: BTreeMap<String, Properties>,
}

#[derive(Default)]
struct Properties {
    names: BTreeSet<String>,
    /// Those that are text: a union may take one of them over as its tag.
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

    /// Fails with everything that the generated code lacks; counts what it has.
    pub(crate) fn check(
        &self,
        file: &File,
        document: &Document,
        settings: Settings,
        report: &mut Report,
    ) -> Result<(), Error> {
        let models: BTreeMap<String, Model<'_>> = models(file).collect();
        let tags = tags(document);
        let mut lost = Vec::new();
        for (name, properties) in &self.models {
            match models.get(name) {
                None => lost.push(format!("model `{name}` is missing")),
                Some(Model::Struct(item)) => {
                    lost.extend(properties.lost(name, item, tags.get(name)));
                }
                Some(Model::Enum(_)) => {}
            }
        }
        report.models = models.len();
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, model) in &models {
            match model {
                Model::Struct(item) => {
                    report.structs += 1;
                    if has_serde_word(&item.attrs, "deny_unknown_fields") {
                        lost.push(format!("model `{name}` refuses unknown fields"));
                    }
                    if item.fields.is_empty()
                        && !self.models.contains_key(name)
                        && has_properties(document, name)
                    {
                        lost.push(format!("model `{name}` has no fields"));
                    }
                }
                Model::Enum(item) if item.variants.is_empty() => {
                    lost.push(format!("model `{name}` is an enum without a value"));
                }
                Model::Enum(item) => {
                    let is_union = has_payload(item);
                    report.unions += usize::from(is_union);
                    report.enums += usize::from(!is_union);
                    if is_union && !is_tagged(document, name) {
                        let warning = "has no tag: the variant that keeps most is taken";
                        report.warnings.push(format!("union `{name}` {warning}"));
                    }
                    let variants = item.variants.to_token_stream().to_string();
                    // The document may say the same twice; we may not.
                    if is_union
                        && let Some(other) = seen.insert(variants, name)
                        && !(self.models.contains_key(name) && self.models.contains_key(other))
                    {
                        let same = format!("the unions `{name}` and `{other}` are the same");
                        match settings.origin {
                            Origin::Own => lost.push(same),
                            Origin::Foreign => report.warnings.push(same),
                        }
                    }
                }
            }
        }
        let generated = generated_operations(file);
        report.operations = generated.len();
        for operation in document.operations() {
            let name = operation.name();
            if !generated.contains(&name) {
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

    /// What the struct lacks; `tag` is what a union took over.
    fn lost(&self, name: &str, item: &syn::ItemStruct, tag: Option<&String>) -> Vec<String> {
        let fields: BTreeSet<String> = item.fields.iter().filter_map(wire_name).collect();
        self.names
            .iter()
            .filter(|property| !fields.contains(*property))
            .filter(|property| tag != Some(*property) || !self.texts.contains(*property))
            .map(|property| format!("field `{property}` of `{name}` is missing"))
            .collect()
    }
}

/// The tag of each variant of a union, by the variant's name.
fn tags(document: &Document) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    for schema in document.schemas().values() {
        let discriminator = &schema["discriminator"];
        let Some(tag) = discriminator["propertyName"].as_str() else {
            continue;
        };
        for variant in discriminator["mapping"].as_object().into_iter().flatten() {
            if let Some(name) = variant.1.as_str() {
                tags.insert(name.to_owned(), tag.to_owned());
            }
        }
    }
    tags
}

fn has_properties(document: &Document, model: &str) -> bool {
    let schema = document.schema(model);
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
    properties.is_none_or(|properties| !properties.is_empty())
}

fn is_tagged(document: &Document, union: &str) -> bool {
    document
        .schema(union)
        .is_some_and(|schema| schema.contains_key("discriminator"))
}

/// Whether the enum has a variant with anything but text in it.
fn has_payload(item: &syn::ItemEnum) -> bool {
    item.variants.iter().any(|variant| match &variant.fields {
        Fields::Unit => false,
        fields => fields.iter().any(|field| {
            !matches!(
                field.ty.to_token_stream().to_string().as_str(),
                "String" | "i64"
            )
        }),
    })
}

/// The names of the functions that start an operation.
fn generated_operations(file: &File) -> BTreeSet<String> {
    file.items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(block) => Some(&block.items),
            _ => None,
        })
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// What is lost when this code is generated for a document with a model `Pet { name, age }`,
    /// a base `Animal { legs }` that it extends, and an operation `get_pet`.
    fn lost(code: &str) -> Vec<String> {
        let document = Document::parse(
            r##"{ "openapi": "3.0.1", "info": { "title": "", "version": "" },
                "paths": { "/pet": { "get": { "operationId": "get_pet", "responses": {} } } },
                "components": { "schemas": {
                    "Animal": { "type": "object", "properties": { "legs": { "type": "integer" } } },
                    "Pet": { "allOf": [{ "$ref": "#/components/schemas/Animal" }, {
                        "allOf": [{ "properties": { "age": { "type": "integer" } } }],
                        "properties": { "name": { "type": "string" } } }] }
                } } }"##,
        )
        .unwrap();
        let file = syn::parse_file(code).unwrap();
        match Inventory::of(&document).check(
            &file,
            &document,
            Origin::Own.into(),
            &mut Report::default(),
        ) {
            Ok(()) => Vec::new(),
            Err(Error::Unfaithful(lost)) => lost,
            Err(other) => vec![other.to_string()],
        }
    }

    const OPERATION: &str = "impl Client { pub fn get_pet(&self) {} }";
    const ANIMAL: &str = "pub struct Animal { pub legs: i64 }";

    #[test]
    fn nothing_is_lost_where_everything_is_there() {
        let pet = "pub struct Pet { pub legs: i64, pub age: i64, pub name: String }";
        let code = format!("pub mod types {{ {ANIMAL} {pet} }} {OPERATION}");
        assert_eq!(lost(&code), Vec::<String>::new());
    }

    #[test]
    fn an_empty_model_loses_what_it_and_its_base_have() {
        let code = format!("pub mod types {{ {ANIMAL} pub struct Pet {{}} }} {OPERATION}");
        assert_eq!(
            lost(&code),
            ["age", "legs", "name"].map(|name| format!("field `{name}` of `Pet` is missing"))
        );
    }

    #[test]
    fn a_missing_model_and_a_missing_operation_are_lost() {
        let code = format!("pub mod types {{ {ANIMAL} }}");
        assert_eq!(
            lost(&code),
            ["model `Pet` is missing", "operation `get_pet` is missing"]
        );
    }

    #[test]
    fn an_impossible_enum_an_empty_inline_model_and_a_closed_model_are_refused() {
        let pet = "#[serde(deny_unknown_fields)]
            pub struct Pet { pub legs: i64, pub age: i64, pub name: String }";
        let code = format!(
            "pub mod types {{ {ANIMAL} {pet} pub enum Never {{}} pub struct Inline {{}} }} {OPERATION}"
        );
        assert_eq!(
            lost(&code),
            [
                "model `Inline` has no fields",
                "model `Never` is an enum without a value",
                "model `Pet` refuses unknown fields",
            ]
        );
    }

    #[test]
    fn two_unions_of_the_same_variants_are_refused() {
        let pet = "pub struct Pet { pub legs: i64, pub age: i64, pub name: String }";
        let unions = "pub enum A { Pet(Pet) } pub enum B { Pet(Pet) }";
        let code = format!("pub mod types {{ {ANIMAL} {pet} {unions} }} {OPERATION}");
        assert_eq!(lost(&code), ["the unions `B` and `A` are the same"]);
    }
}
