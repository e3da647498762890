//! Documents that can't become a client are refused with a clear error, never with a panic.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_codegen::{Error, Origin, generate};
use serde_json::json;
use support::{document, returns};

fn refusal(document: &str) -> Error {
    generate(document, None, Origin::Foreign).unwrap_err()
}

#[test]
fn text_that_is_not_json() {
    assert!(matches!(
        refusal("openapi: 3.0.1"),
        Error::NotJson {
            what: "document",
            ..
        }
    ));
}

#[test]
fn json_that_is_no_openapi_document() {
    for text in [
        "[]",
        "{}",
        r#"{"openapi":"3.0.1"}"#,
        r#"{"swagger":"2.0","paths":{}}"#,
    ] {
        assert!(matches!(refusal(text), Error::NotOpenApi { .. }), "{text}");
    }
}

#[test]
fn a_reference_into_nowhere() {
    let error = refusal(&document(&returns("Nowhere"), &json!({})));
    assert_eq!(
        error.to_string(),
        "not an OpenAPI 3.0 document: a `$ref` points to the schema `Nowhere`, which does not exist"
    );
}

#[test]
fn what_makes_progenitor_panic() {
    // A path parameter that its path does not have.
    let paths = json!({ "/thing": { "get": {
        "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "other", "in": "path", "required": true, "schema": { "type": "string" } }],
        "responses": { "204": { "description": "" } },
    } } });
    let error = refusal(&document(&paths, &json!({})));
    assert!(
        error
            .to_string()
            .starts_with("progenitor refused the document: it panicked"),
        "{error}"
    );
}

#[test]
fn components_of_the_wrong_shape() {
    let text = r#"{"openapi":"3.0.1","info":{"title":"","version":""},"paths":{},"components":{"schemas":{"A":1}}}"#;
    assert_eq!(
        refusal(text).to_string(),
        "not an OpenAPI 3.0 document: the schema `A` is not an object"
    );
}
