//! Holds the generated code against the document. Nothing here corrects anything: what a fixup, a
//! polish step or progenitor lost on the way is an error, not a reader's job to notice.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens as _;
use serde_json::Value;
use syn::{Fields, File, ImplItem, Item};

use crate::{
    Error, Report,
    document::Document,
    polish::{Model, has_serde_word, models, wire_name},
};

/// Fails with everything that the generated code lacks; counts what it has.
pub(crate) fn check(file: &File, document: &Document, report: &mut Report) -> Result<(), Error> {
    let models: BTreeMap<String, Model<'_>> = models(file).collect();
    let mut lost = Vec::new();
    for (name, schema) in document.schemas() {
        match models.get(name) {
            None => lost.push(format!("model `{name}` is missing")),
            Some(Model::Struct(item)) => lost.extend(lost_fields(name, schema, item)),
            Some(Model::Enum(_)) => {}
        }
    }
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (name, model) in &models {
        match model {
            Model::Struct(item) => {
                report.structs += 1;
                if has_serde_word(&item.attrs, "deny_unknown_fields") {
                    lost.push(format!("model `{name}` refuses unknown fields"));
                }
            }
            Model::Enum(item) if item.variants.is_empty() => {
                lost.push(format!("model `{name}` is an enum without a value"));
            }
            Model::Enum(item) => {
                let is_union = has_payload(item);
                report.unions += usize::from(is_union);
                report.enums += usize::from(!is_union);
                if is_union
                    && let Some(other) =
                        seen.insert(item.variants.to_token_stream().to_string(), name)
                {
                    lost.push(format!("the unions `{name}` and `{other}` are the same"));
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
    if lost.is_empty() {
        Ok(())
    } else {
        Err(Error::Unfaithful(lost))
    }
}

fn lost_fields(name: &str, schema: &Value, item: &syn::ItemStruct) -> Vec<String> {
    let Some(properties) = schema["properties"].as_object() else {
        return Vec::new();
    };
    let fields: BTreeSet<String> = item.fields.iter().filter_map(wire_name).collect();
    properties
        .keys()
        .filter(|property| !fields.contains(*property))
        .map(|property| format!("field `{property}` of `{name}` is missing"))
        .collect()
}

/// Whether the enum has a variant with anything but text in it.
fn has_payload(item: &syn::ItemEnum) -> bool {
    item.variants.iter().any(|variant| match &variant.fields {
        Fields::Unit => false,
        fields => fields
            .iter()
            .any(|field| field.ty.to_token_stream().to_string() != "String"),
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
