//! A discriminator names the property that tells the variants of a union apart, but often not its
//! values. .NET also writes it on a base that all variants extend, where a value of the base may be
//! any variant.
//!
//! Every discriminator gets the mapping of its values to models, and a base that is referred to
//! becomes the union of the models that extend it. If variants also stand outside of the union,
//! their tag stays a field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Fixup, unions::forget_tag};
use crate::{
    document::{Document, Object, array, marker, named_model, reference, reference_to, references},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "discriminators",
    reason: "discriminators get their values, and polymorphic bases become unions",
    expected: Expected::OneDay,
    apply: |document| {
        let mut has_any = false;
        document.find_schemas("discriminator", &mut |_| has_any = true);
        if !has_any {
            return Ok(0);
        }
        let before = document.clone();
        let count = document.change_schemas(|schema| usize::from(gather(&before, schema)));
        let count = count + settle_bases(document);
        let before = document.clone();
        let count = count
            + document.change_schemas(|schema| {
                if !schema.contains_key("discriminator") {
                    return 0;
                }
                match mapping(&before, schema) {
                    Some(mapping) => {
                        let models: BTreeSet<&String> = mapping.values().collect();
                        let variants: Vec<Value> =
                            models.into_iter().map(|name| reference_to(name)).collect();
                        if variants.len() < array(schema, "oneOf").len() {
                            schema["oneOf"] = json!(variants);
                        }
                        schema["discriminator"]["mapping"] = json!(mapping);
                    }
                    None => {
                        schema.shift_remove("discriminator");
                    }
                }
                1
            });
        settle_tags(document);
        Ok(count)
    },
};

/// Gives a union without a discriminator the one that its variants have, if each of them maps a value to
/// itself.
fn gather(document: &Document, union: &mut Object) -> bool {
    if union.contains_key("discriminator") {
        return false;
    }
    let mut tag = None;
    let mut mapping = BTreeMap::new();
    for variant in array(union, "oneOf") {
        let Some((name, schema)) = document.resolve(variant) else {
            return false;
        };
        let Some(discriminator) = schema.get("discriminator") else {
            return false;
        };
        let of_variant = discriminator["propertyName"].as_str();
        let own = given(discriminator).find(|(_, model)| model == name);
        let (Some(of_variant), Some((value, model))) = (of_variant, own) else {
            return false;
        };
        if *tag.get_or_insert(of_variant) != of_variant || mapping.insert(value, model).is_some() {
            return false;
        }
    }
    let Some(tag) = tag else { return false };
    union.insert(
        "discriminator".to_owned(),
        json!({ "propertyName": tag, "mapping": mapping }),
    );
    true
}

/// The values of a union's discriminator and the models that they stand for.
fn mapping(document: &Document, union: &Object) -> Option<BTreeMap<String, String>> {
    let discriminator = union.get("discriminator")?;
    let tag = discriminator["propertyName"].as_str()?;
    let variants: Option<BTreeSet<&str>> = array(union, "oneOf").iter().map(reference).collect();
    let variants = variants.filter(|variants| !variants.is_empty())?;
    // Only a text can be a tag.
    let is_text = |variant: &&str| {
        let properties = document
            .schema(variant)
            .and_then(|schema| schema.get("properties"));
        properties
            .and_then(|properties| properties.get(tag))
            .is_none_or(|property| document.is_text(property))
    };
    if !variants.iter().all(is_text) {
        return None;
    }
    let mut mapping: BTreeMap<String, String> = given(discriminator)
        .filter(|(_, model)| variants.contains(model.as_str()))
        .collect();
    for variant in variants {
        if !mapping.values().any(|model| model == variant) {
            mapping.insert(wire_name(document, variant), variant.to_owned());
        }
    }
    Some(mapping)
}

/// The mapping that the document gives: values and their models.
fn given(discriminator: &Value) -> impl Iterator<Item = (String, String)> {
    let mapping = discriminator["mapping"].as_object();
    mapping
        .into_iter()
        .flatten()
        .filter_map(|(value, model)| Some((value.clone(), named_model(model)?.to_owned())))
}

fn wire_name(document: &Document, model: &str) -> String {
    let schema = document.schema(model);
    let name = schema.and_then(|schema| schema.get(marker::SCHEMA_NAME)?.as_str());
    name.unwrap_or(model).to_owned()
}

/// The value that stands for a model in any discriminator.
fn tag_elsewhere(document: &Document, model: &str) -> Option<String> {
    let mut found = None;
    document.find_schemas("discriminator", &mut |schema| {
        let mut mapped = given(&schema["discriminator"]);
        if found.is_none() {
            found = mapped
                .find(|(_, other)| other == model)
                .map(|(value, _)| value);
        }
    });
    found
}

/// Makes a union of each base that has a discriminator and is referred to.
fn settle_bases(document: &mut Document) -> usize {
    let mut count = 0;
    let bases: Vec<(String, Object)> = document
        .schemas()
        .iter()
        .filter_map(|(name, schema)| Some((name, schema.as_object()?)))
        .filter(|(_, schema)| schema.contains_key("discriminator") && !schema.contains_key("oneOf"))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let mut referred_to: BTreeMap<String, i64> = BTreeMap::new();
    count_references(document.value(), 1, &mut referred_to);
    for (base, schema) in bases {
        let discriminator = &schema["discriminator"];
        let mut variants: BTreeMap<String, String> = given(discriminator)
            .filter(|(_, model)| document.schema(model).is_some())
            .collect();
        for model in derived(document, &base) {
            if !variants.values().any(|known| *known == model) {
                variants.insert(wire_name(document, &model), model);
            }
        }
        // A mapping to nobody but itself tells the text of the tag, and no variants.
        if variants.values().all(|model| *model == base) {
            variants.clear();
        }
        // progenitor makes a union of one variant that variant, without what the base has.
        if variants.len() == 1 {
            variants
                .entry(tag_elsewhere(document, &base).unwrap_or_else(|| wire_name(document, &base)))
                .or_insert_with(|| base.clone());
        }
        let is_referred_to = referred_to.get(&base).is_some_and(|count| *count > 0);
        if variants.is_empty() || !is_referred_to || !discriminator["propertyName"].is_string() {
            if let Some(schema) = document
                .schemas_mut()
                .get_mut(&base)
                .and_then(Value::as_object_mut)
            {
                schema.shift_remove("discriminator");
            }
            continue;
        }
        // A base that is a variant itself keeps its properties under another name.
        if variants.values().any(|model| *model == base) {
            let mut own = format!("{base}Itself");
            while document.schema(&own).is_some() {
                own.push('2');
            }
            let mut itself = schema.clone();
            itself.shift_remove("discriminator");
            itself.shift_remove(marker::SCHEMA_NAME);
            let itself = Value::Object(itself);
            count_references(&itself, 1, &mut referred_to);
            document.schemas_mut().insert(own.clone(), itself);
            for model in variants.values_mut().filter(|model| **model == base) {
                model.clone_from(&own);
            }
        }
        let models: BTreeSet<&String> = variants.values().collect();
        let mut union = json!({
            "oneOf": models.into_iter().map(|name| reference_to(name)).collect::<Vec<_>>(),
            "discriminator": { "propertyName": discriminator["propertyName"], "mapping": variants },
        });
        for (member, value) in &schema {
            if member == "description" || member.starts_with("x-") {
                union[member] = value.clone();
            }
        }
        count_references(&union, 1, &mut referred_to);
        // The references that only the base had are gone now.
        if let Some(before) = document.schemas_mut().insert(base, union) {
            count_references(&before, -1, &mut referred_to);
        }
        count += 1;
    }
    count
}

/// The models that extend this model, directly or indirectly.
fn derived(document: &Document, base: &str) -> Vec<String> {
    let extends = |schema: &Object| schema.get(marker::BASE)?.as_str().map(str::to_owned);
    document
        .schemas()
        .iter()
        .filter(|(_, schema)| {
            let mut seen = BTreeSet::new();
            let mut next = schema.as_object().and_then(extends);
            while let Some(name) = next {
                if name == base {
                    return true;
                }
                next = match seen.insert(name.clone()) {
                    true => document.schema(&name).and_then(extends),
                    false => None,
                };
            }
            false
        })
        .map(|(name, _)| name.clone())
        .collect()
}

/// Adds `by` to the count of each model for every reference to it.
fn count_references(value: &Value, by: i64, counts: &mut BTreeMap<String, i64>) {
    let mut names = Vec::new();
    references(value, &mut names);
    for name in names {
        *counts.entry(name.to_owned()).or_default() += by;
    }
}

/// Decides for all unions whether the tag stays in the variants: it does if any variant needs it.
fn settle_tags(document: &mut Document) {
    let mut unions: Vec<(String, Vec<String>)> = Vec::new();
    document.find_schemas("discriminator", &mut |schema| {
        if let Some(discriminator) = schema.get("discriminator") {
            let tag = discriminator["propertyName"].as_str().unwrap_or_default();
            unions.push((
                tag.to_owned(),
                given(discriminator).map(|(_, model)| model).collect(),
            ));
        }
    });
    let mut alone = BTreeSet::new();
    super::unions::referred_to_alone(document.value(), &mut alone);
    let keeps = |tag: &str, variants: &[String]| {
        variants.iter().any(|variant| {
            let elsewhere = unions
                .iter()
                .filter(|(_, others)| others.contains(variant))
                .any(|(other, _)| other != tag);
            let is_union = document
                .schema(variant)
                .is_some_and(|schema| schema.contains_key("oneOf"));
            alone.contains(variant) || elsewhere || is_union
        })
    };
    let kept: Vec<(String, Vec<String>)> = unions
        .iter()
        .filter(|(tag, variants)| keeps(tag, variants))
        .cloned()
        .collect();
    let is_kept = |tag: &str, variants: &[String]| {
        kept.iter().any(|(other, others)| {
            other == tag && others.iter().any(|variant| variants.contains(variant))
        })
    };
    let mut forgotten = Vec::new();
    document.change_schemas(|schema| {
        let Some(discriminator) = schema.get("discriminator") else {
            return 0;
        };
        let tag = discriminator["propertyName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let variants: Vec<String> = given(discriminator).map(|(_, model)| model).collect();
        if is_kept(&tag, &variants) {
            schema.insert(marker::KEEPS_TAG.to_owned(), json!(true));
        } else {
            forgotten.extend(variants.into_iter().map(|variant| (variant, tag.clone())));
        }
        0
    });
    for (variant, tag) in forgotten {
        forget_tag(document, &variant, &tag);
    }
    for (tag, variants) in kept {
        for variant in variants {
            let schema = document.schemas_mut().get_mut(&variant);
            let properties = schema.and_then(|schema| schema.get_mut("properties"));
            if let Some(properties) = properties.and_then(Value::as_object_mut) {
                properties
                    .entry(&tag)
                    .or_insert_with(|| json!({ "type": "string" }));
            }
        }
    }
}
