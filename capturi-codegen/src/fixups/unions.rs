//! A place for one of several models, told apart by a `type` of one value, is written as an inline
//! `oneOf`. progenitor makes an untagged enum of each such place: ten copies of the same type, and
//! the first variant that happens to fit wins.
//!
//! All these models extend one base schema, which has no meaning by itself. The union takes the
//! base's place and name; the variants lose their `type`, which the union's tag now carries.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Document, array, marker, reference, reference_to},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "unions",
    reason: "oneOf of models with a one-value tag becomes one tagged union in place of their base",
    expected: Expected::Today,
    apply: |document| {
        let unions = find(document);
        // Each variant extends one base, so it is in one union.
        let base_of: BTreeMap<&str, &str> = unions
            .iter()
            .flat_map(|(base, union)| {
                let variants = union.variants.values();
                variants.map(|name| (name.as_str(), base.as_str()))
            })
            .collect();
        let count = document.change_schemas(|schema| {
            if schema.contains_key("discriminator") {
                return 0;
            }
            let variants = array(schema, "oneOf").iter();
            let mut bases = variants.map(|one| base_of.get(reference(one)?).copied());
            let Some(Some(base)) = bases.next() else {
                return 0;
            };
            if !bases.all(|other| other == Some(base)) {
                return 0;
            }
            schema.shift_remove("oneOf");
            schema.insert("$ref".to_owned(), reference_to(base)["$ref"].take());
            1
        });
        let mut alone = BTreeSet::new();
        referred_to_alone(document.value(), &mut alone);
        for (base, union) in unions {
            // A variant that is also used without its union needs its tag there.
            let keeps_tag = union.variants.values().any(|name| alone.contains(name));
            if !keeps_tag {
                for name in union.variants.values() {
                    forget_tag(document, name, &union.tag);
                }
            }
            union.replace(document, &base, keeps_tag);
        }
        Ok(count)
    },
};

struct Union {
    tag: String,
    /// The schema names by the value of the tag.
    variants: BTreeMap<String, String>,
}

impl Union {
    /// Whether both are told apart by one tag, whose values mean the same in both.
    fn is_like(&self, other: &Self) -> bool {
        self.tag == other.tag
            && other
                .variants
                .iter()
                .all(|(value, model)| self.variants.get(value).is_none_or(|known| known == model))
    }

    fn replace(self, document: &mut Document, base: &str, keeps_tag: bool) {
        let before = document.schema(base);
        let kept = ["description", marker::SCHEMA_NAME].map(|member| {
            let value = before.and_then(|schema| schema.get(member));
            (member, value.cloned())
        });
        let mut schema = json!({
            "oneOf": self.variants.values().map(|name| reference_to(name)).collect::<Vec<_>>(),
            "discriminator": { "propertyName": self.tag, "mapping": self.variants },
        });
        for (member, value) in kept {
            if let Some(value) = value {
                schema[member] = value;
            }
        }
        if keeps_tag {
            schema[marker::KEEPS_TAG] = json!(true);
        }
        for mark in marker::REACH {
            if document.is_marked(base, mark) {
                schema[mark] = json!(true);
            }
        }
        document.schemas_mut().insert(base.to_owned(), schema);
    }
}

/// All unions of the document by the name of their base; places with the same base are one union.
fn find(document: &Document) -> BTreeMap<String, Union> {
    let mut unions: BTreeMap<String, Union> = BTreeMap::new();
    document.find_schemas("oneOf", &mut |schema| {
        if !schema.contains_key("discriminator")
            && let Some((base, union)) = read(document, array(schema, "oneOf"))
        {
            let known = unions.entry(base).or_insert_with(|| Union {
                tag: union.tag.clone(),
                variants: BTreeMap::new(),
            });
            // Another union of models with the same base stays where it is.
            if known.is_like(&union) {
                known.variants.extend(union.variants);
            }
        }
    });
    // Where the base itself is meant, it has to stay.
    let mut alone = BTreeSet::new();
    referred_to_alone(document.value(), &mut alone);
    unions.retain(|base, _| !alone.contains(base));
    unions
}

/// The schemas that are referred to outside of unions with a tag.
pub(super) fn referred_to_alone(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            found.extend(reference(value).map(str::to_owned));
            let has_tag = object.contains_key("discriminator");
            for (member, value) in object {
                if member != "oneOf" || !has_tag {
                    referred_to_alone(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| referred_to_alone(item, found)),
        _ => {}
    }
}

fn read(document: &Document, variants: &[Value]) -> Option<(String, Union)> {
    let (_, first) = document.resolve(variants.first()?)?;
    let base = first.get(marker::BASE)?.as_str()?;
    let same_base = |variant: &Value| {
        let (_, schema) = document.resolve(variant)?;
        (schema.get(marker::BASE)?.as_str()? == base).then_some(())
    };
    variants.iter().try_for_each(same_base)?;
    let properties = first.get("properties")?.as_object()?;
    let union = properties
        .keys()
        .find_map(|tag| by_tag(document, variants, tag))?;
    Some((base.to_owned(), union))
}

/// The union of these variants by this property, if each variant has a distinct value for it.
fn by_tag(document: &Document, variants: &[Value], tag: &str) -> Option<Union> {
    let mut union = Union {
        tag: tag.to_owned(),
        variants: BTreeMap::new(),
    };
    for variant in variants {
        let (name, schema) = document.resolve(variant)?;
        let value = one_value(schema.get("properties")?.get(tag)?)?;
        let other = union.variants.insert(value.to_owned(), name.to_owned());
        if other.is_some() {
            return None;
        }
    }
    Some(union)
}

fn one_value(property: &Value) -> Option<&str> {
    match property.get("enum")?.as_array()?.as_slice() {
        [only] => only.as_str(),
        _ => None,
    }
}

pub(super) fn forget_tag(document: &mut Document, variant: &str, tag: &str) {
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
