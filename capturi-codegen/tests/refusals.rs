//! Documents that can't become a client are refused with a clear error, never with a panic. If only
//! a part can't be expressed, that part is named.
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
    let error = refusal(r#"{ "openapi": nonsense }"#);
    assert!(matches!(
        error,
        Error::NotJson {
            what: "document",
            ..
        }
    ));
    assert!(matches!(refusal("<html>"), Error::NotYaml(_)));
    let error = refusal("openapi: 3.0.1\npaths:\n  /a: [\n").to_string();
    assert!(error.contains("line 3"), "where it breaks: {error}");
}

#[test]
fn json_that_is_no_openapi_document() {
    for text in [
        "{}",
        r#"{"openapi":"3.0.1"}"#,
        r#"{"swagger":"2.0","paths":{}}"#,
        "openapi: 3.0.1",
    ] {
        assert!(matches!(refusal(text), Error::NotOpenApi { .. }), "{text}");
    }
}

#[test]
fn a_reference_into_nowhere_is_any_json_and_reported() {
    let broken = document(&returns("Nowhere"), &json!({}));
    let generated = generate(&broken, None, Origin::Foreign).unwrap();
    let lost =
        "`$ref` to \"#/components/schemas/Nowhere\", which does not exist: any JSON is taken there";
    assert_eq!(generated.report.left_out, [lost]);
    assert!(generated.source.contains("Response<::serde_json::Value>"));
}

#[test]
fn what_our_own_document_would_lose_is_an_error() {
    let broken = document(&returns("Nowhere"), &json!({}));
    let error = generate(&broken, None, Origin::Own).unwrap_err();
    assert!(matches!(error, Error::Unfaithful(_)), "{error}");
}

#[test]
fn components_of_the_wrong_shape() {
    let text = r#"{"openapi":"3.0.1","info":{"title":"","version":""},"paths":{},"components":{"schemas":{"A":1}}}"#;
    assert_eq!(
        refusal(text).to_string(),
        "not an OpenAPI 3.0 or 3.1 document: the schema `A` is not an object"
    );
}

#[test]
fn a_schema_that_leads_to_itself_ends_wherever_it_stands() {
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let tagged = json!({ "propertyName": "kind" });
    let circles = [
        json!({ "Loop": to("Loop") }),
        json!({ "Loop": { "allOf": [to("Loop")] } }),
        json!({ "Loop": { "allOf": [{ "allOf": [to("Other")] }] }, "Other": { "allOf": [to("Loop")] } }),
        json!({ "Loop": to("Other"), "Other": { "allOf": [to("Loop"), { "type": "object" }] } }),
        json!({ "Loop": { "oneOf": [to("Loop")] } }),
        json!({ "Loop": { "anyOf": [to("Loop"), { "type": "integer" }] } }),
        json!({ "Loop": { "oneOf": [to("Loop"), to("Other")], "discriminator": tagged },
            "Other": { "allOf": [to("Loop")] } }),
        json!({ "Loop": { "allOf": [to("Other")], "oneOf": [to("Other")] }, "Other": to("Loop") }),
        json!({ "Loop": { "type": "array", "items": to("Loop") } }),
        json!({ "Loop": { "type": "object", "additionalProperties": to("Loop") } }),
        json!({ "Loop": { "properties": { "kind": to("Loop") }, "required": ["kind"] } }),
    ];
    for mut schemas in circles {
        let user = json!({ "type": "object", "discriminator": tagged,
            "properties": { "kind": to("Loop"), "all": { "allOf": [to("Loop")] } } });
        schemas["User"] = user;
        schemas["Derived"] = json!({ "allOf": [to("User"), to("Loop")] });
        schemas["Union"] = json!({ "oneOf": [to("User"), to("Loop")], "discriminator": tagged });
        let content = |media_type: &str| json!({ media_type: { "schema": to("Loop") } });
        let operation = |media_type: &str| {
            json!({
                "parameters": [{ "name": "q", "in": "query", "schema": to("Loop") }],
                "requestBody": { "content": content(media_type) },
                "responses": { "200": { "description": "", "content": content("application/json") } },
            })
        };
        let paths = json!({ "/a": {
            "post": operation("application/json"),
            "put": operation("multipart/form-data"),
            "patch": operation("application/x-www-form-urlencoded"),
        } });
        if let Err(error) = generate(&document(&paths, &schemas), None, Origin::Foreign) {
            assert!(error.to_string().len() > 10, "{error}");
        }
    }
}
