//! A small document that tests change, and the changes as they are told.

use capturi_codegen::{Diff, api::Api, diff};
use serde_json::{Value, json};

use super::{document, generated, json_body, reference};

/// A document with an operation that takes `New` and returns `Pet`.
pub fn pets() -> Value {
    let paths = json!({ "/pets/{id}": { "put": {
        "operationId": "change_pet",
        "description": "Changes a pet.",
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "note", "in": "query", "schema": { "type": "string" } },
        ],
        "requestBody": json_body("New"),
        "responses": { "200": json_body("Pet") },
    } } });
    let schemas = json!({
        "New": { "type": "object", "properties": { "name": { "type": "string" } } },
        "Pet": { "type": "object", "properties": {
            "name": { "type": "string" },
            "kind": reference("Kind"),
            "home": reference("Home"),
        } },
        "Kind": { "type": "string", "enum": ["Cat", "Dog"] },
        "Home": {
            "oneOf": [reference("Flat"), reference("House")],
            "discriminator": { "propertyName": "type", "mapping": { "flat": "Flat", "house": "House" } },
        },
        "Flat": { "type": "object", "properties": { "floor": { "type": "integer" } } },
        "House": { "type": "object", "properties": { "garden": { "type": "boolean" } } },
    });
    match serde_json::from_str(&document(&paths, &schemas)) {
        Ok(document) => document,
        Err(error) => panic!("{error}"),
    }
}

/// The operation of the document.
pub fn operation(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/pets/{id}"]["put"]
}

/// The parameter `note` in the query.
pub fn note(document: &mut Value) -> &mut Value {
    &mut operation(document)["parameters"][1]
}

/// The schema of this name.
pub fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

/// The property `name` of a schema.
pub fn name_of<'a>(document: &'a mut Value, model: &str) -> &'a mut Value {
    &mut schema(document, model)["properties"]["name"]
}

/// The APIs of the document after `before`, and after both edits.
pub fn apis(before: impl FnOnce(&mut Value), after: impl FnOnce(&mut Value)) -> [Api; 2] {
    let mut old = pets();
    before(&mut old);
    let mut new = old.clone();
    after(&mut new);
    [old, new].map(|document| generated(&document.to_string()).api)
}

/// What `after` changes in the document as `before` leaves it.
pub fn difference(before: impl FnOnce(&mut Value), after: impl FnOnce(&mut Value)) -> Diff {
    let [old, new] = apis(before, after);
    diff(&old, &new)
}

/// The changes, one line each: `upgrading deployed subject: change`.
pub fn lines(diff: &Diff) -> Vec<String> {
    let changes = diff.changes.iter();
    changes
        .map(|one| {
            format!(
                "{} {} {}: {}",
                one.upgrading, one.deployed, one.subject, one.change
            )
        })
        .collect()
}

/// Checks that exactly these changes are told.
#[track_caller]
pub fn tells(expected: &[&str], after: impl FnOnce(&mut Value)) {
    tells_between(expected, |_| {}, after);
}

/// Checks that exactly these changes are told of the document as `before` leaves it.
#[track_caller]
pub fn tells_between(
    expected: &[&str],
    before: impl FnOnce(&mut Value),
    after: impl FnOnce(&mut Value),
) {
    assert_eq!(lines(&difference(before, after)), expected);
}

/// Checks that this change is among those that are told.
#[track_caller]
pub fn tells_also(expected: &str, after: impl FnOnce(&mut Value)) {
    let told = lines(&difference(|_| {}, after));
    assert!(told.iter().any(|line| line == expected), "{told:#?}");
}
