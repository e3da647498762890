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
    assert!(!error.to_string().is_empty());
}

#[test]
fn components_of_the_wrong_shape() {
    let text = r#"{"openapi":"3.0.1","info":{"title":"","version":""},"paths":{},"components":{"schemas":{"A":1}}}"#;
    assert_eq!(
        refusal(text).to_string(),
        "not an OpenAPI 3.0 document: the schema `A` is not an object"
    );
}
