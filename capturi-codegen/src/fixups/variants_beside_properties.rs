//! A schema may have properties beside variants: a value then has its own properties and those of
//! its variant. progenitor merges them into types that no schema has the name of, and loses what it
//! can't merge.
//!
//! Such a model gets the properties of all its variants, which may be missing. If a discriminator
//! tells the variants apart, the variants get the shared properties instead. A variant that only
//! names `required` properties ("one of these") is no variant.

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, Object, array, has_properties, reference},
    left_out::Fact,
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "variants_beside_properties",
    reason: "properties beside oneOf or anyOf make one object, or are shared by the variants of a union",
    expected: Expected::OneDay,
    apply: |document| {
        let mut has_any = false;
        document.find_schemas("oneOf", &mut |schema| has_any |= has_both(schema));
        if !has_any {
            return Ok(0);
        }
        let mut count = share(document);
        let before = document.clone();
        let mut lost = Vec::new();
        count += document.change_schemas(|schema| match has_both(schema) {
            true => {
                lost.extend(absorb(&before, schema));
                1
            }
            false => 0,
        });
        for variant in lost {
            document.leave_out_fact(Fact::VariantBesideProperties, variant);
        }
        Ok(count)
    },
};

fn has_both(schema: &Object) -> bool {
    let is_map = schema
        .get("additionalProperties")
        .is_some_and(|others| *others != json!(false));
    (has_properties(schema) || is_map) && !array(schema, "oneOf").is_empty()
}

/// Gives the variants of unions with a discriminator the properties that stand beside them. None is required
/// there: a variant may also stand alone.
fn share(document: &mut Document) -> usize {
    let unions = document.schemas().iter().filter_map(|(name, schema)| {
        let schema = schema.as_object()?;
        let variants: Option<Vec<&str>> = array(schema, "oneOf").iter().map(reference).collect();
        let variants = variants?.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let is_union = schema.contains_key("discriminator") && has_both(schema);
        // What is no object can't share properties.
        let are_objects = variants.iter().all(|variant| {
            let variant = document.schema(variant);
            variant.is_some_and(|variant| has_properties(variant) || says_nothing(variant))
        });
        let is_union = is_union && has_properties(schema) && are_objects;
        is_union.then(|| (name.clone(), variants, schema["properties"].clone()))
    });
    let unions: Vec<_> = unions.collect();
    for (union, variants, shared) in &unions {
        for variant in variants {
            let variant = document.schemas_mut().get_mut(variant);
            if let Some(variant) = variant.and_then(Value::as_object_mut) {
                let own = variant.entry("properties").or_insert_with(|| json!({}));
                add(own, shared, false);
                variant.entry("type").or_insert_with(|| json!("object"));
            }
        }
        let union = document.schemas_mut().get_mut(union);
        if let Some(union) = union.and_then(Value::as_object_mut) {
            for keyword in ["properties", "required", "type"] {
                union.shift_remove(keyword);
            }
        }
    }
    unions.len()
}

/// Makes one object of a schema and its variants; reports the variants that are no object.
fn absorb(document: &Document, schema: &mut Object) -> Vec<String> {
    let mut lost = Vec::new();
    let variants = schema.shift_remove("oneOf").unwrap_or_default();
    schema.shift_remove("discriminator");
    schema.insert("type".to_owned(), json!("object"));
    schema.entry("properties").or_insert_with(|| json!({}));
    for variant in variants.as_array().into_iter().flatten() {
        let Some(variant) = document.resolved(variant) else {
            continue;
        };
        match variant.get("properties") {
            Some(properties) => add(&mut schema["properties"], properties, true),
            None if says_nothing(variant) => {}
            None => lost.push(
                "a variant beside properties that is no object with properties: its values are not read"
                    .to_owned(),
            ),
        }
    }
    lost
}

fn says_nothing(variant: &Object) -> bool {
    let words = ["required", "description", "type", "additionalProperties"];
    let is_object = variant.get("type").is_none_or(|kind| kind == "object");
    is_object
        && variant
            .keys()
            .all(|word| words.contains(&word.as_str()) || word.starts_with("x-"))
}

/// Adds the properties that are missing.
fn add(own: &mut Value, more: &Value, may_be_missing: bool) {
    for (name, property) in more.as_object().into_iter().flatten() {
        if own.get(name).is_none() {
            own[name] = property.clone();
            if may_be_missing {
                own[name]["nullable"] = json!(true);
            }
        }
    }
}
