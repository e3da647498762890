//! OpenAPI Overlay 1.0, seen from outside: the effect of an overlay on the generated code.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_codegen::{Error, Origin, generate};
use serde_json::{Value, json};
use support::{document, returns, squeeze};

fn thing() -> String {
    document(
        &returns("Thing"),
        &json!({ "Thing": { "type": "object", "properties": {
            "a": { "type": "string" },
            "b": { "type": "string" },
            "state": { "type": "string", "enum": ["one", "two"] },
        } } }),
    )
}

fn with(actions: &Value) -> Result<String, Error> {
    let overlay =
        json!({ "overlay": "1.0.0", "info": { "title": "", "version": "1" }, "actions": actions });
    generate(&thing(), Some(&overlay.to_string()), Origin::Foreign)
        .map(|generated| squeeze(&generated.source))
}

#[test]
fn an_update_merges_into_objects() {
    let source = with(&json!([
        { "target": "$.components.schemas.Thing.properties", "update": { "c": { "type": "string" } } },
        { "target": "$.paths['/thing'].get", "update": { "operationId": "fetch" } },
    ]))
    .unwrap();
    assert!(
        source.contains("pub c: String") && source.contains("pub a: String"),
        "{source}"
    );
    assert!(source.contains("pub fn fetch(&self)"), "{source}");
}

#[test]
fn a_remove_takes_members_and_items_away() {
    let source = with(&json!([
        { "target": "$.components.schemas.Thing.properties.b", "remove": true },
        { "target": "$.components.schemas.Thing.properties.state.enum[?@ == 'one']", "remove": true },
        { "target": "$.components.schemas.Thing.properties.state.enum", "update": "three" },
    ]))
    .unwrap();
    assert!(!source.contains("pub b:"), "{source}");
    assert!(
        !source.contains("One,") && source.contains("Two, Three,"),
        "{source}"
    );
}

#[test]
fn an_action_on_many_places_changes_them_all() {
    let source = with(&json!([
        { "target": "$.components.schemas.Thing.properties[?@.type == 'string']", "update": { "nullable": true } },
    ]))
    .unwrap();
    assert!(
        source.contains("pub a: Option<String>") && source.contains("pub b: Option<String>"),
        "{source}"
    );
}

#[test]
fn an_action_that_matches_nothing_is_refused_on_our_own_document() {
    let overlay = json!({ "overlay": "1.0.0", "actions": [
        { "target": "$.components.schemas.Gone", "update": {}, "description": "It was once there." },
    ] });
    let error = generate(&thing(), Some(&overlay.to_string()), Origin::Own).unwrap_err();
    assert_eq!(
        error.to_string(),
        "$.components.schemas.Gone matched nothing in the document: It was once there."
    );
}

#[test]
fn a_malformed_overlay_is_refused_with_the_place() {
    let refusal = |overlay: Value| {
        generate(&thing(), Some(&overlay.to_string()), Origin::Foreign)
            .unwrap_err()
            .to_string()
    };
    assert!(refusal(json!({ "overlay": "2.0.0" })).contains("must be \"1.0.x\""));
    assert!(refusal(json!({ "overlay": "1.0.0" })).contains("`actions`"));
    let action = |action: Value| refusal(json!({ "overlay": "1.0.0", "actions": [action] }));
    assert!(action(json!({ "update": {} })).starts_with("overlay, action 1: `target`"));
    assert!(action(json!({ "target": "$.paths" })).contains("needs `update` or `remove: true`"));
    assert!(
        action(json!({ "target": "not a path", "remove": true })).contains("is not a JSONPath")
    );
    assert!(
        action(json!({ "target": "$.info.title", "update": "x" }))
            .contains("neither object nor array")
    );
}
