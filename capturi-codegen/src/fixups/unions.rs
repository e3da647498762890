//! A place that takes one of several models, told apart by their one-value `type`, is written as
//! an inline `oneOf`. progenitor makes an untagged enum of each place: ten copies of the same
//! type, and the first variant that happens to fit wins.
//!
//! All such models extend one base schema, which by itself means nothing. The union takes the
//! base's place and name; the variants lose their `type`, which the union's tag now carries.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, Object, array, marker, reference, reference_to},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "unions",
    reason: "oneOf of models with a one-value tag becomes one tagged union in place of their base",
    expected: Expected::Today,
    apply: |document| {
        let unions = find(document);
        let mut count = 0;
        for (base, union) in &unions {
            count += document.change_schemas(|schema| {
                let variants = array(schema, "oneOf");
                if variants.is_empty() || !variants.iter().all(|one| union.contains(one)) {
                    return 0;
                }
                schema.shift_remove("oneOf");
                schema.insert("$ref".to_owned(), reference_to(base)["$ref"].take());
                1
            });
        }
        for (base, union) in unions {
            for name in union.variants.values() {
                forget_tag(document, name, &union.tag);
            }
            union.replace(document, &base);
        }
        Ok(count)
    },
};

struct Union {
    tag: String,
    /// Tag value to schema name.
    variants: BTreeMap<String, String>,
}

impl Union {
    fn contains(&self, variant: &Value) -> bool {
        reference(variant).is_some_and(|name| self.variants.values().any(|known| known == name))
    }

    fn replace(self, document: &mut Document, base: &str) {
        let description = document
            .schema(base)
            .and_then(|schema| schema.get("description"))
            .cloned();
        let mut schema = json!({
            "oneOf": self.variants.values().map(|name| reference_to(name)).collect::<Vec<_>>(),
            "discriminator": { "propertyName": self.tag, "mapping": self.variants },
        });
        if let Some(description) = description {
            schema["description"] = description;
        }
        document.schemas_mut().insert(base.to_owned(), schema);
    }
}

/// All unions of the document by the name of their base; places with the same base are one union.
fn find(document: &Document) -> BTreeMap<String, Union> {
    let mut unions: BTreeMap<String, Union> = BTreeMap::new();
    // Reading through the changing walk keeps one walk in the code; nothing is changed here.
    document.clone().change_schemas(|schema| {
        if let Some((base, union)) = read(document, array(schema, "oneOf")) {
            unions
                .entry(base)
                .and_modify(|known| known.variants.extend(union.variants.clone()))
                .or_insert(union);
        }
        0
    });
    unions
}

fn read(document: &Document, variants: &[Value]) -> Option<(String, Union)> {
    let (_, first) = document.resolve(variants.first()?)?;
    let base = first.get(marker::BASE)?.as_str()?;
    let (tag, _) = tag(first)?;
    let mut union = Union {
        tag: tag.to_owned(),
        variants: BTreeMap::new(),
    };
    for variant in variants {
        let (name, schema) = document.resolve(variant)?;
        if schema.get(marker::BASE)?.as_str()? != base {
            return None;
        }
        let value = one_value(&schema["properties"][tag])?;
        union.variants.insert(value.to_owned(), name.to_owned());
    }
    Some((base.to_owned(), union))
}

/// The property that has only one possible value, and that value.
fn tag(schema: &Object) -> Option<(&str, &str)> {
    schema
        .get("properties")?
        .as_object()?
        .iter()
        .find_map(|(name, property)| Some((name.as_str(), one_value(property)?)))
}

fn one_value(property: &Value) -> Option<&str> {
    match property.get("enum")?.as_array()?.as_slice() {
        [only] => only.as_str(),
        _ => None,
    }
}

fn forget_tag(document: &mut Document, variant: &str, tag: &str) {
    let Some(schema) = document.schemas_mut().get_mut(variant) else {
        return;
    };
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.shift_remove(tag);
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != tag);
    }
}
