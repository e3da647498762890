//! Traits of schemas in other documents, on small documents with one trait each.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{
    document, generated, item, places, reference, returned, returns, source, squeeze, takes,
};

#[test]
fn variants_that_say_what_is_required_are_none() {
    let source = returned(&json!({ "Thing": { "type": "object",
        "properties": { "a": { "type": "string" }, "b": { "type": "integer" } },
        "anyOf": [{ "required": ["a"] }, { "required": ["b"] }],
    } }));
    let thing = item(&source, "pub struct Thing");
    assert!(
        thing.contains("pub a: String") && thing.contains("pub b: i64"),
        "{thing}"
    );
}

#[test]
fn properties_beside_variants_are_one_object_with_all_of_them() {
    let generated = generated(&document(
        &returns("Thing"),
        &json!({
            "Thing": { "type": "object", "properties": { "a": { "type": "string" } },
                "oneOf": [reference("Other"), { "type": "object", "properties": { "c": { "type": "boolean" } } }] },
            "Other": { "type": "object", "properties": { "a": { "type": "integer" }, "b": { "type": "integer" } } },
        }),
    ));
    let source = squeeze(&generated.source);
    let thing = item(&source, "pub struct Thing");
    for field in ["pub a: String", "pub b: Option<i64>", "pub c: Option<bool>"] {
        assert!(thing.contains(field), "{thing}");
    }
    assert_eq!(places(&generated, "variants_beside_properties"), 1);
    assert!(generated.report.left_out.is_empty());
}

#[test]
fn variants_that_a_discriminator_tells_apart_share_the_properties_beside_them() {
    let source = returned(&json!({
        "Thing": { "type": "object", "properties": { "kind": { "type": "string" }, "name": { "type": "string" } },
            "oneOf": [reference("Cat"), reference("Dog")],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "Cat", "dog": "Dog" } } },
        "Cat": { "type": "object", "properties": { "lives": { "type": "integer" } } },
        "Dog": { "type": "object", "properties": { "good": { "type": "boolean" } } },
    }));
    assert!(source.contains("#[serde(tag = \"kind\")]"), "{source}");
    for (variant, own) in [("Cat", "pub lives: i64"), ("Dog", "pub good: bool")] {
        let model = item(&source, &format!("pub struct {variant}"));
        assert!(
            model.contains("pub name: String") && model.contains(own),
            "{model}"
        );
    }
}

#[test]
fn a_nullable_model_is_optional_where_it_is_used() {
    let source = returned(&json!({
        "Thing": { "type": "object", "properties": { "level": reference("Level") } },
        "Level": { "allOf": [{ "type": "string", "enum": ["low", "high"], "nullable": true }] },
    }));
    assert!(source.contains("pub level: Option<Level>"), "{source}");
    assert!(source.contains("pub enum Level { Low, High,"), "{source}");
}

#[test]
fn signs_that_rust_takes_in_no_name_are_dropped() {
    let source = returned(&json!({ "Thing": { "type": "object", "properties": {
        "m²": { "type": "number" }, "CO₂": { "type": "number" }, "½": { "type": "number" },
        "gen": { "type": "number" },
    } } }));
    let thing = item(&source, "pub struct Thing");
    for field in ["pub m: f64", "pub co: f64", "pub x: f64", "pub gen_: f64"] {
        assert!(thing.contains(field), "{thing}");
    }
}

#[test]
fn a_model_inside_of_another_is_called_as_rust_spells_it() {
    let source = returned(&json!({ "Thing": { "type": "object", "properties": {
        "xAxis": { "type": "object", "properties": { "y": { "type": "string", "enum": ["up", "down"] } } },
    } } }));
    assert!(source.contains("pub struct ThingXAxis {"), "{source}");
    assert!(source.contains("pub enum ThingXAxisY {"), "{source}");
    let axes = returned(&json!({ "ThingA": { "type": "object", "properties": {
        "xAxis": { "type": "string", "enum": ["up", "down"] },
    } }, "Thing": reference("ThingA") }));
    assert!(axes.contains("pub enum ThingAxAxis {"), "{axes}");
}

#[test]
fn an_object_of_anything_in_a_request_can_be_left_out() {
    let source = source(&document(
        &takes("post", "Thing"),
        &json!({ "Thing": { "type": "object", "properties": { "meta": { "type": "object", "properties": {} } } } }),
    ));
    assert!(
        source.contains("pub meta: Option<::serde_json::Map<String, ::serde_json::Value>>"),
        "{source}"
    );
}

#[test]
fn defaults_make_no_other_type() {
    let property = |default: bool| {
        let text = match default {
            true => json!({ "type": "string", "default": "a" }),
            false => json!({ "type": "string" }),
        };
        json!({ "oneOf": [text, { "type": "integer" }] })
    };
    let source = returned(
        &json!({ "Thing": { "type": "object", "properties": { "a": property(true), "b": property(false) } } }),
    );
    let variants = |name: &str| item(&source, name).replace("ThingB", "ThingA");
    assert_eq!(variants("pub enum ThingA"), variants("pub enum ThingB"));
}
