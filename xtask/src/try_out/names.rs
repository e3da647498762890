//! A document that takes every name which generated code uses itself: as a schema, a property, a
//! parameter, a value of an enum and an operation.

use std::collections::BTreeSet;

use capturi_codegen::{Origin, generate};
use serde_json::{Map, Value, json};

use crate::Error;

/// The document; `example` is one whose generated code has all that generated code may have.
pub(super) fn document(example: &str) -> Result<Value, Error> {
    let source = generate(example, None, Origin::Foreign)?.source;
    let of_example = letters(example);
    let words: BTreeSet<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("///"))
        .flat_map(|line| line.split(|one: char| !one.is_alphanumeric() && one != '_'))
        .filter(|word| word.starts_with(|first: char| first.is_alphabetic() || first == '_'))
        // What the document itself names proves nothing.
        .filter(|word| !of_example.contains(&letters(word)))
        .collect();
    let text = || json!({ "type": "string" });
    let properties = || -> Map<String, Value> {
        let properties = words.iter().map(|word| ((*word).to_owned(), text()));
        properties.collect()
    };
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = words.iter().map(|word| {
        let of_itself =
            json!({ "type": "object", "properties": { *word: reference(word), "text": text() } });
        ((*word).to_owned(), of_itself)
    });
    let mut schemas: Map<String, Value> = schemas.collect();
    schemas.insert(
        "AllFields".to_owned(),
        json!({ "type": "object", "properties": properties() }),
    );
    schemas.insert(
        "AllValues".to_owned(),
        json!({ "type": "string", "enum": words }),
    );
    let content = |name: &str| json!({ "application/json": { "schema": reference(name) } });
    let in_query = words
        .iter()
        .map(|word| json!({ "name": word, "in": "query", "schema": text() }));
    let mut paths = json!({ "/all": { "post": {
        "parameters": in_query.collect::<Vec<_>>(),
        "requestBody": { "content": content("AllFields") },
        "responses": { "200": { "description": "", "content": content("AllValues") } },
    } } });
    for word in &words {
        paths[format!("/one/{word}/{{{word}}}")] = json!({ "get": {
            "operationId": word,
            "parameters": [{ "name": word, "in": "path", "required": true, "schema": text() }],
            "responses": { "200": { "description": "", "content": content(word) } },
        } });
    }
    Ok(json!({
        "openapi": "3.0.1",
        "info": { "title": "Names", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    }))
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|one| one.is_alphanumeric());
    letters.collect::<String>().to_lowercase()
}
