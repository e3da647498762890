//! Small documents, and functions to look at what is generated from them.
#![allow(dead_code, unreachable_pub)] // each test file uses a part
#![allow(clippy::panic)]

pub mod changes;

use capturi_codegen::{Generated, Origin, generate};
use serde_json::{Value, json};

/// A document with these paths and component schemas.
pub fn document(paths: &Value, schemas: &Value) -> String {
    json!({
        "openapi": "3.0.1",
        "info": { "title": "Test", "version": "v1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
    .to_string()
}

/// Paths with one operation, `GET /thing`, that returns the schema of this name.
pub fn returns(schema: &str) -> Value {
    json!({ "/thing": { "get": {
        "operationId": "get_thing",
        "responses": { "200": json_body(schema) }
    } } })
}

/// Paths with one operation, `verb /thing`, that takes the schema of this name.
pub fn takes(verb: &str, schema: &str) -> Value {
    json!({ "/thing": { verb: {
        "operationId": "send_thing",
        "requestBody": json_body(schema),
        "responses": { "204": { "description": "Done." } }
    } } })
}

/// A body of type `application/json`.
pub fn json_body(schema: &str) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": reference(schema) } } })
}

/// A `$ref` to a component schema.
pub fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// The client of a foreign document, generated without an overlay.
pub fn generated(document: &str) -> Generated {
    generate(document, None, Origin::Foreign).unwrap_or_else(|error| panic!("{error}"))
}

/// The source with every run of white space as one space, so that tests don't depend on layout.
pub fn source(document: &str) -> String {
    squeeze(&generated(document).source)
}

/// The source for schemas of which `GET /thing` returns `Thing`.
pub fn returned(schemas: &Value) -> String {
    source(&document(&returns("Thing"), schemas))
}

/// The text with every run of white space as one space.
pub fn squeeze(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The definition of one item: from its `pub struct` or `pub enum` to the closing brace.
pub fn item<'a>(source: &'a str, head: &str) -> &'a str {
    let start = source
        .find(&format!("{head} {{"))
        .unwrap_or_else(|| panic!("no `{head}` in:\n{source}"));
    let end = source[start..].find('}').unwrap_or(0);
    &source[start..=start + end]
}

/// The number of places that a step changed.
pub fn places(generated: &Generated, step: &str) -> usize {
    generated
        .report
        .changes()
        .find(|change| change.name == step)
        .unwrap_or_else(|| panic!("no step `{step}`"))
        .places
}
