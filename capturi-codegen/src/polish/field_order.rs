//! typify sorts fields by name, which puts `custom_prop10` before `custom_prop2` and tears apart
//! what the document keeps together. Fields stand in the document's order.

use serde_json::Value;
use syn::{Fields, Item};

use super::{
    Polish,
    syntax::{type_items, wire_name},
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "field_order",
    reason: "fields stand in the document's order, not in that of the alphabet",
    expected: Expected::Today,
    apply: |file, document| {
        let mut count = 0;
        for item in type_items(file) {
            let Item::Struct(item) = item else { continue };
            let properties = document
                .schema(&item.ident.to_string())
                .and_then(|schema| schema.get("properties"))
                .and_then(Value::as_object);
            let (Some(properties), Fields::Named(fields)) = (properties, &mut item.fields) else {
                continue;
            };
            let position = |field: &syn::Field| {
                let name = wire_name(field).unwrap_or_default();
                // What takes up the rest (flatten) stays last.
                properties
                    .keys()
                    .position(|key| *key == name)
                    .unwrap_or(usize::MAX)
            };
            let mut ordered: Vec<(usize, syn::Field)> = std::mem::take(&mut fields.named)
                .into_iter()
                .map(|field| (position(&field), field))
                .collect();
            count += usize::from(!ordered.is_sorted_by_key(|(position, _)| *position));
            ordered.sort_by_key(|(position, _)| *position);
            fields.named = ordered.into_iter().map(|(_, field)| field).collect();
        }
        Ok(count)
    },
};
