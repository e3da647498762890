//! What models derive, and whether they may grow.
//!
//! A new field in a response must not break a caller, so those models are `#[non_exhaustive]`;
//! a request is written by the caller, as a struct with `..Default::default()`.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, parse_quote, visit::Visit};

use super::{
    Polish,
    syntax::{names_within, type_items},
};
use crate::{document::marker, step::Expected};

/// Types of the standard library and of chrono and uuid that fields have and that have a default.
const HAVE_DEFAULT: [&str; 20] = [
    "Option", "Vec", "BTreeMap", "Map", "String", "bool", "i8", "i16", "i32", "i64", "u8", "u16",
    "u32", "u64", "f32", "f64", "Value", "Uuid", "DateTime", "Box",
];

pub(super) const POLISH: Polish = Polish {
    name: "model_attributes",
    reason: "response models are non_exhaustive; request models derive Default",
    expected: Expected::Today,
    apply: |file, document| {
        let items = type_items(file);
        // Default is derived below, for the models that callers write and for no others.
        items.retain(|item| !is_default_impl(item));
        let defaultable = defaultable(items);
        let mut count = 0;
        for item in items.iter_mut() {
            let Item::Struct(item) = item else { continue };
            let name = item.ident.to_string();
            let request = document.is_marked(&name, marker::REQUEST_MODEL);
            item.attrs
                .retain(|attribute| !attribute.path().is_ident("derive"));
            let derives = if request && defaultable.contains(&name) {
                parse_quote!(#[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)])
            } else {
                parse_quote!(#[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)])
            };
            // Before serde's own attributes, which it brings.
            let docs = item
                .attrs
                .iter()
                .take_while(|attribute| attribute.path().is_ident("doc"));
            let docs = docs.count();
            item.attrs.insert(docs, derives);
            if !request {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
            }
            count += 1;
        }
        drop_unused_error(items);
        Ok(count)
    },
};

fn is_default_impl(item: &Item) -> bool {
    matches!(item, Item::Impl(block) if block
        .trait_
        .as_ref()
        .and_then(|(path, ..)| path.segments.last())
        .is_some_and(|last| last.ident == "Default"))
}

/// The structs all of whose fields have a default.
fn defaultable(items: &[Item]) -> BTreeSet<String> {
    let mut candidates: BTreeMap<String, Vec<String>> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some((
                item.ident.to_string(),
                item.fields
                    .iter()
                    .flat_map(|field| needed(&field.ty))
                    .collect(),
            )),
            _ => None,
        })
        .collect();
    loop {
        let names: BTreeSet<String> = candidates.keys().cloned().collect();
        let before = names.len();
        candidates.retain(|_, needs| {
            needs
                .iter()
                .all(|need| HAVE_DEFAULT.contains(&need.as_str()) || names.contains(need))
        });
        if candidates.len() == before {
            return names;
        }
    }
}

/// The types whose default the default of this type needs.
fn needed(ty: &syn::Type) -> Vec<String> {
    let mut names = names_within(ty);
    match names.first().map(String::as_str) {
        Some("Option" | "Vec" | "BTreeMap" | "Map" | "DateTime") => names.truncate(1),
        None => names.push("a type without a name".to_owned()),
        _ => {}
    }
    names
}

/// typify's conversion error serves the closed enums that are gone by now.
fn drop_unused_error(items: &mut Vec<Item>) {
    let mut search = Search(false);
    for item in items.iter() {
        if let Item::Impl(block) = item {
            search.visit_item_impl(block);
        }
    }
    let used = search.0;
    if !used {
        items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "error"));
    }
}

/// Whether anything is called as typify's conversion error.
struct Search(bool);

impl Visit<'_> for Search {
    fn visit_ident(&mut self, ident: &syn::Ident) {
        self.0 |= ident == "ConversionError";
    }
}
