//! The vendor's documentation shows a webhook's keys in PascalCase in one place, in camelCase in
//! another. Every field that a webhook entity reaches is read under either name.
//!
//! An alias costs nothing to read. It does not reach into tagged unions or flattened maps, which
//! buffer what they read, so one of those on the way is an error rather than a lost field.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Field, Fields, Meta, parse_quote};

use super::{
    Model, Polish, models,
    syntax::{is_flattened, names_within, serde_options, set_serde_options, structs, wire_name},
};
use crate::{
    Error,
    document::{Document, is_true, marker},
    step::Expected,
};

const NAME: &str = "webhook_keys";

pub(super) const POLISH: Polish = Polish {
    name: NAME,
    reason: "what a webhook sends is read with camelCase and with PascalCase keys",
    expected: Expected::Today,
    apply: |file, document| {
        let reached = reached(file, document)?;
        let mut count = 0;
        for item in structs(file) {
            if !reached.contains(&item.ident.to_string()) {
                continue;
            }
            let names: Vec<Option<String>> = item.fields.iter().map(wire_name).collect();
            for field in &mut item.fields {
                count += add_alias(field, &names).map_err(|reason| Error::Unsupported {
                    step: NAME,
                    at: item.ident.to_string(),
                    reason,
                })?;
            }
        }
        Ok(count)
    },
};

/// The structs that the webhook entities reach, themselves included.
fn reached(file: &mut syn::File, document: &Document) -> Result<BTreeSet<String>, Error> {
    let mut open: Vec<String> = document
        .schemas()
        .iter()
        .filter(|(_, schema)| {
            schema
                .as_object()
                .is_some_and(|schema| is_true(schema, marker::WEBHOOK_ENTITY))
        })
        .map(|(name, _)| name.clone())
        .collect();
    let known: BTreeMap<String, Model<'_>> = models(file).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        let refuse = |reason: &str| Error::Unsupported {
            step: NAME,
            at: name.clone(),
            reason: reason.to_owned(),
        };
        match known.get(&name) {
            Some(Model::Struct(item)) => {
                if !reached.insert(name.clone()) {
                    continue;
                }
                for field in &item.fields {
                    if is_flattened(field) {
                        return Err(refuse("a flattened map hides keys in PascalCase"));
                    }
                    open.extend(names_within(&field.ty));
                }
            }
            Some(Model::Enum(item)) => {
                let is_union = item.variants.iter().any(|variant| {
                    matches!(&variant.fields, Fields::Unnamed(fields)
                        if names_within(&fields.unnamed[0].ty) != ["String"])
                });
                if is_union {
                    return Err(refuse("a tagged union hides keys in PascalCase"));
                }
            }
            None => {}
        }
    }
    Ok(reached)
}

fn add_alias(field: &mut Field, names: &[Option<String>]) -> Result<usize, String> {
    let Some(name) = wire_name(field) else {
        return Ok(0);
    };
    let mut characters = name.chars();
    let pascal: String = characters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(characters)
        .collect();
    if pascal == name {
        return Ok(0);
    }
    if names.contains(&Some(pascal.clone())) {
        return Err(format!("has both `{name}` and `{pascal}`"));
    }
    let mut options: Vec<Meta> = serde_options(&field.attrs).collect();
    options.push(parse_quote!(alias = #pascal));
    set_serde_options(&mut field.attrs, &options);
    Ok(1)
}
