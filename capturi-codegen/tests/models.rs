//! Mistakes in the models of a document, on small documents with one trait each.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{
    document, generated, item, places, reference, returned, returns, source, squeeze, takes,
};

#[test]
fn a_derived_model_has_the_fields_of_its_base() {
    let source = returned(&json!({
        "Base": {
            "type": "object", "additionalProperties": false, "required": ["uid"],
            "properties": { "uid": { "type": "string", "format": "uuid" } },
        },
        "Middle": { "allOf": [reference("Base"), {
            "type": "object", "additionalProperties": false, "required": ["count"],
            "properties": { "count": { "type": "integer", "format": "int32" } },
        }] },
        "Thing": { "allOf": [reference("Middle"), {
            "type": "object", "additionalProperties": false, "required": ["name"],
            "properties": { "name": { "type": "string" } },
        }] },
    }));
    let thing = item(&source, "pub struct Thing");
    for field in [
        "pub uid: ::uuid::Uuid",
        "pub count: i32",
        "pub name: String",
    ] {
        assert!(thing.contains(field), "{thing}");
    }
}

#[test]
fn a_model_that_extends_itself_has_its_own_fields_and_is_reported() {
    let schemas = json!({
        "Thing": { "allOf": [reference("Thing"), { "type": "object", "properties": { "a": { "type": "string" } } }] },
    });
    let generated = generated(&document(&returns("Thing"), &schemas));
    assert_eq!(
        generated.report.left_out,
        ["model `Thing` extends itself through `Thing`"]
    );
    assert!(item(&squeeze(&generated.source), "pub struct Thing").contains("pub a: String"));
}

#[test]
fn closed_models_ignore_unknown_fields() {
    let generated = generated(&document(
        &returns("Thing"),
        &json!({ "Thing": {
        "type": "object", "additionalProperties": false,
        "properties": { "a": { "type": "string" } },
    } }),
    ));
    assert_eq!(places(&generated, "unknown_fields"), 1);
    assert!(!generated.source.contains("deny_unknown_fields"));
}

#[test]
fn an_enum_keeps_what_it_does_not_know() {
    let source = returned(&json!({
        "Thing": { "type": "object", "properties": { "state": reference("State") } },
        "State": { "type": "string", "enum": ["new", "in-progress"] },
    }));
    let state = item(&source, "pub enum State");
    assert!(
        state.contains("New, InProgress,") && state.contains("Unknown(String)"),
        "{state}"
    );
    assert!(
        source.contains(r#""in-progress" => Self::InProgress"#),
        "{source}"
    );
    assert!(item(&source, "pub struct Thing").contains("pub state: State"));
}

#[test]
fn an_enum_that_knows_unknown_has_another_name_for_it() {
    let source = returned(&json!({
        "Thing": { "type": "object", "properties": { "state": reference("State") } },
        "State": { "type": "string", "enum": ["Unknown", "Known"] },
    }));
    let state = item(&source, "pub enum State");
    assert!(
        state.contains("UnknownValue, Known,") && state.contains("Unknown(String)"),
        "{state}"
    );
}

fn animals() -> Value {
    let animal = |tag: &str, property: &str| {
        json!({ "allOf": [reference("Animal"), { "type": "object", "properties": {
            "type": { "type": "string", "enum": [tag] }, property: { "type": "string" },
        } }] })
    };
    json!({
        "Animal": { "type": "object", "properties": { "name": { "type": "string" } } },
        "Cat": animal("cat", "purr"),
        "Dog": animal("dog", "bark"),
        "Thing": { "type": "object", "properties": {
            "pet": { "oneOf": [reference("Cat"), reference("Dog")], "nullable": true },
            "pets": { "type": "array", "items": { "oneOf": [reference("Cat"), reference("Dog")] } },
        } },
    })
}

#[test]
fn a_union_takes_the_place_of_its_base_and_the_tag_of_its_variants() {
    let generated = generated(&document(&returns("Thing"), &animals()));
    assert_eq!(
        places(&generated, "unions"),
        2,
        "both places are the one union"
    );
    assert_eq!(generated.report.unions, 1);
    let source = squeeze(&generated.source);
    let animal = item(&source, "pub enum Animal");
    assert!(
        source.contains(r#"#[serde(tag = "type")] #[non_exhaustive] pub enum Animal"#),
        "{source}"
    );
    assert!(
        animal.contains(r#"#[serde(rename = "cat")] Cat(Cat)"#),
        "{animal}"
    );
    assert!(
        animal.contains("#[serde(untagged)] Unknown(::serde_json::Value)"),
        "{animal}"
    );
    let cat = item(&source, "pub struct Cat");
    assert!(
        !cat.contains("type") && cat.contains("name") && cat.contains("purr"),
        "{cat}"
    );
    let thing = item(&source, "pub struct Thing");
    assert!(
        thing.contains("pub pet: Option<Animal>") && thing.contains("pub pets: Vec<Animal>"),
        "{thing}"
    );
}

#[test]
fn a_union_is_told_by_the_property_that_differs() {
    let mut schemas = animals();
    for name in ["Cat", "Dog"] {
        let own = &mut schemas[name]["allOf"][1]["properties"];
        // This property has one value, too, but the same in both variants.
        own["kind"] = json!({ "type": "string", "enum": ["animal"] });
        own["a"] = own["type"].take();
        own.as_object_mut().unwrap().remove("type");
    }
    let source = returned(&schemas);
    assert!(source.contains(r#"#[serde(tag = "a")]"#), "{source}");
    assert!(item(&source, "pub struct Cat").contains("kind"), "{source}");
}

#[test]
fn a_variant_that_also_stands_alone_keeps_its_tag() {
    let mut schemas = animals();
    schemas["Thing"]["properties"]["cat"] = reference("Cat");
    let source = returned(&schemas);
    assert!(
        item(&source, "pub struct Cat").contains("type_"),
        "{source}"
    );
    assert!(
        source.contains(r#"crate::tagged_union!(Animal by "type""#),
        "{source}"
    );
}

#[test]
fn a_model_may_extend_two_that_share_a_base() {
    let extends = |bases: &[&str], property: &str| {
        let mut parts: Vec<Value> = bases.iter().map(|base| reference(base)).collect();
        parts.push(json!({ "type": "object", "properties": { property: { "type": "string" } } }));
        json!({ "allOf": parts })
    };
    let source = returned(&json!({
        "Root": { "type": "object", "properties": { "root": { "type": "string" } } },
        "Left": extends(&["Root"], "left"),
        "Right": extends(&["Root"], "right"),
        "Thing": extends(&["Left", "Right"], "own"),
    }));
    let thing = item(&source, "pub struct Thing");
    for field in ["root", "left", "right", "own"] {
        assert!(thing.contains(&format!("pub {field}: String")), "{thing}");
    }
}

#[test]
fn names_that_collide_in_rust_are_told_apart() {
    let source = returned(&json!({
        "Thing": { "type": "object", "properties": { "a": reference("Thing_"), "b": reference("thing") } },
        "Thing_": { "type": "object", "properties": { "inner": { "type": "string" } } },
        "thing": { "type": "object", "properties": { "other": { "type": "string" } } },
    }));
    assert!(
        item(&source, "pub struct Thing2").contains("inner"),
        "{source}"
    );
    assert!(
        item(&source, "pub struct Thing3").contains("other"),
        "{source}"
    );
    let thing = item(&source, "pub struct Thing");
    assert!(
        thing.contains("pub a: Option<Thing2>") && thing.contains("pub b: Option<Thing3>"),
        "{thing}"
    );
}

#[test]
fn a_response_has_plain_fields_where_dotnet_writes_no_null() {
    let source = returned(&json!({
        "Thing": { "type": "object", "properties": {
            "uid": { "type": "string", "format": "uuid" },
            "at": { "type": "string", "format": "date-time" },
            "flag": { "type": "boolean" },
            "count": { "type": "integer", "format": "int32" },
            "ratio": { "type": "number", "format": "double" },
            "name": { "type": "string" },
            "list": { "type": "array", "items": { "type": "string" } },
            "map": { "type": "object", "additionalProperties": { "type": "string" } },
            "maybe": { "type": "string", "nullable": true },
            "maybeList": { "type": "array", "items": { "type": "string" }, "nullable": true },
            "other": reference("Other"),
        } },
        "Other": { "type": "object", "properties": { "a": { "type": "string" } } },
    }));
    let thing = item(&source, "pub struct Thing");
    for field in [
        "pub uid: ::uuid::Uuid",
        "pub at: ::chrono::DateTime<",
        "pub flag: bool",
        "pub count: i32",
        "pub ratio: f64",
        "pub name: String",
        "pub list: Vec<String>",
        "pub map: ::std::collections::BTreeMap<String, String>",
        "pub maybe: Option<String>",
        "pub maybe_list: Option<Vec<String>>",
        "pub other: Option<Other>",
    ] {
        assert!(thing.contains(field), "`{field}` in {thing}");
    }
    for reading in [
        r#"uid: "uid" => required,"#,
        r#"at: "at" => utc,"#,
        r#"flag: "flag" => or_default,"#,
        r#"list: "list" => or_default,"#,
        r#"maybe: "maybe" => optional,"#,
        r#"maybe_list: "maybeList" => optional,"#,
    ] {
        assert!(source.contains(reading), "`{reading}` in {source}");
    }
    assert!(
        source.contains("#[non_exhaustive] pub struct Thing"),
        "{source}"
    );
}

#[test]
fn the_word_of_a_document_counts_that_says_which_values_are_always_there() {
    let uuid = json!({ "type": "string", "format": "uuid" });
    let mut schemas = json!({
        "Thing": { "type": "object", "required": ["uid", "other"], "properties": {
            "uid": uuid, "parent": uuid, "alias": reference("Identity"), "kind": reference("Kind"),
            "count": { "type": "integer", "format": "int32" },
            "other": reference("Other"),
        } },
        "Identity": uuid,
        "Kind": { "type": "string", "enum": ["a", "b"] },
        "Other": { "type": "object", "properties": { "uid": uuid } },
    });
    let source = returned(&schemas);
    let thing = item(&source, "pub struct Thing");
    for field in [
        "pub uid: ::uuid::Uuid",
        "pub parent: Option<::uuid::Uuid>",
        "pub alias: Option<Identity>",
        "pub kind: Option<Kind>",
        "pub count: i32",
        "pub other: Other",
    ] {
        assert!(thing.contains(field), "`{field}` in {thing}");
    }
    let other = item(&source, "pub struct Other");
    assert!(other.contains("pub uid: Option<::uuid::Uuid>"), "{other}");

    // What is required here says nothing of values.
    schemas["Thing"]["required"] = json!(["other"]);
    let source = returned(&schemas);
    let thing = item(&source, "pub struct Thing");
    for field in [
        "pub parent: ::uuid::Uuid",
        "pub alias: Identity",
        "pub kind: Kind",
    ] {
        assert!(thing.contains(field), "`{field}` in {thing}");
    }
}

#[test]
fn a_request_sends_only_what_is_set() {
    let source = source(&document(
        &takes("post", "Thing"),
        &json!({
            "Thing": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string" },
                "count": { "type": "integer", "format": "int32" },
                "list": { "type": "array", "items": { "type": "string" } },
                "maybe": { "type": "string", "nullable": true },
            } },
        }),
    ));
    let thing = item(&source, "pub struct Thing");
    for field in [
        "pub name: String",
        "pub count: Option<i32>",
        "pub list: Option<Vec<String>>",
        "pub maybe: Option<String>",
    ] {
        assert!(thing.contains(field), "`{field}` in {thing}");
    }
    assert!(
        source.contains("#[derive(Clone, Debug, Default, PartialEq"),
        "{source}"
    );
    assert!(
        !source.contains("non_exhaustive] pub struct Thing"),
        "{source}"
    );
}

#[test]
fn a_nullable_field_of_a_patch_can_be_cleared() {
    let source = source(&document(
        &takes("patch", "Thing"),
        &json!({
            "Thing": { "type": "object", "properties": {
                "note": { "type": "string", "nullable": true },
                "name": { "type": "string" },
            } },
        }),
    ));
    let thing = item(&source, "pub struct Thing");
    assert!(
        thing.contains("pub note: Option<Option<String>>"),
        "{thing}"
    );
    assert!(source.contains(r#"note: "note" => clearable,"#), "{source}");
    assert!(thing.contains("pub name: Option<String>"), "{thing}");
}

#[test]
fn limits_are_not_checked() {
    let generated = generated(&document(
        &returns("Thing"),
        &json!({ "Thing": {
        "type": "object", "properties": {
            "name": { "type": "string", "maxLength": 3, "pattern": "^a" },
            "count": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 5 },
        },
    } }),
    ));
    assert_eq!(places(&generated, "limits"), 4);
    let source = squeeze(&generated.source);
    let thing = item(&source, "pub struct Thing");
    assert!(
        thing.contains("pub name: String") && thing.contains("pub count: i32"),
        "{thing}"
    );
}

#[test]
fn a_wrapped_reference_is_the_reference_and_keeps_its_description() {
    let generated = generated(&document(
        &returns("Thing"),
        &json!({
            "Thing": { "type": "object", "properties": { "other": {
                "allOf": [reference("Other")], "nullable": true, "description": "The other <one>.",
            } } },
            "Other": { "type": "object", "properties": { "a": { "type": "string" } } },
        }),
    ));
    assert!(
        generated.source.contains(r"/// The other \<one\>."),
        "{}",
        generated.source
    );
    assert!(generated.source.contains("pub other: Option<Other>"));
    assert_eq!(generated.report.structs, 2);
}

#[test]
fn fields_stand_in_the_documents_order() {
    let source = returned(&json!({ "Thing": { "type": "object", "properties": {
        "zebra": { "type": "string" }, "prop2": { "type": "string" }, "prop10": { "type": "string" },
    } } }));
    let thing = item(&source, "pub struct Thing");
    let at = |name: &str| thing.find(name).unwrap();
    assert!(
        at("zebra") < at("prop2:") && at("prop2:") < at("prop10"),
        "{thing}"
    );
}

#[test]
fn a_webhook_entity_is_read_with_keys_in_either_case() {
    let mut schemas = json!({
        "Thing": { "type": "object", "x-webhook-entity": true, "properties": {
            "someName": { "type": "string" }, "other": reference("Other"),
        } },
        "Other": { "type": "object", "properties": { "deepName": { "type": "string" } } },
        "Apart": { "type": "object", "properties": { "farName": { "type": "string" } } },
    });
    let source = returned(&schemas);
    for names in [
        r#"some_name: "someName" | "SomeName" =>"#,
        r#"other: "other" | "Other" =>"#,
        r#"deep_name: "deepName" | "DeepName" =>"#,
    ] {
        assert!(source.contains(names), "{source}");
    }
    assert!(!source.contains("FarName"), "{source}");

    schemas["Other"]["additionalProperties"] = json!({ "type": "string" });
    let error = capturi_codegen::generate(
        &document(&returns("Thing"), &schemas),
        None,
        capturi_codegen::Origin::Foreign,
    )
    .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Other: a flattened map hides keys"),
        "{error}"
    );
}

#[test]
fn a_webhook_entity_with_a_union_in_it_is_refused() {
    let mut schemas = animals();
    schemas["Thing"]["x-webhook-entity"] = json!(true);
    let error = capturi_codegen::generate(
        &document(&returns("Thing"), &schemas),
        None,
        capturi_codegen::Origin::Foreign,
    )
    .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Animal: a tagged union hides keys"),
        "{error}"
    );
}

#[test]
fn what_is_deprecated_says_so() {
    let source = returned(&json!({ "Thing": { "type": "object", "properties": {
        "old": { "type": "string", "deprecated": true, "description": "Old." },
    } } }));
    assert!(source.contains("#[deprecated = "), "{source}");
}
