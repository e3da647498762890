//! What a client can't express is named in the report, with its place and its reason.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{document, generated, json_body, reference, returns, takes};

fn thing() -> Value {
    json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } })
}

/// The lines for a document that `edit` has changed; it has one operation, `POST /thing`.
fn left_out(edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let text = document(&takes("post", "Thing"), &thing());
    let mut document: Value = serde_json::from_str(&text).unwrap();
    edit(&mut document);
    generated(&document.to_string()).report.left_out
}

/// The lines for a model of this schema.
fn of_schema(schema: &Value) -> Vec<String> {
    of_schemas(&json!({ "Thing": schema }))
}

fn of_schemas(schemas: &Value) -> Vec<String> {
    let text = document(&returns("Thing"), schemas);
    let text = text.replace("3.0.1", "3.1.0");
    generated(&text).report.left_out
}

fn operation(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/thing"]["post"]
}

#[test]
fn what_a_server_sends_by_itself() {
    let lines = left_out(|document| {
        document["webhooks"] = json!({ "thingMade": { "post": {} } });
        operation(document)["callbacks"] = json!({ "done": {}, "failed": {} });
        operation(document)["responses"]["204"]["links"] = json!({ "next": {} });
    });
    assert_eq!(
        lines,
        [
            "the webhook `thingMade`: the client receives no requests",
            "the callbacks `done`, `failed` of `POST /thing`: the client receives no requests",
            "the links `next` of the response 204 of `POST /thing`: the client follows none by itself",
        ]
    );
}

#[test]
fn servers_of_paths_and_operations() {
    let lines = left_out(|document| {
        document["servers"] = json!([{ "url": "https://all.example" }]);
        document["paths"]["/thing"]["servers"] = json!([{ "url": "https://path.example" }]);
        operation(document)["servers"] =
            json!([{ "url": "https://a.example" }, { "url": "https://b.example" }]);
    });
    assert_eq!(
        lines,
        [
            "the server https://path.example of `/thing`: the client calls its base URL",
            "the server https://a.example, https://b.example of `POST /thing`: the client calls its \
             base URL",
        ]
    );
}

#[test]
fn ways_to_authenticate_that_the_client_lacks() {
    let lines = left_out(|document| {
        document["components"]["securitySchemes"] = json!({
            "bearer": { "type": "http", "scheme": "Bearer" },
            "digest": { "type": "http", "scheme": "digest" },
            "header": { "type": "apiKey", "in": "header", "name": "X-Key" },
            "query": { "type": "apiKey", "in": "query", "name": "key" },
            "oauth": { "type": "oauth2", "flows": {} },
        });
        document["security"] = json!([{ "bearer": [] }, {}, { "header": [], "query": [] }]);
    });
    assert_eq!(
        lines,
        [
            "the security scheme `digest`: the client sends a token, and answers no challenge",
            "the security scheme `query`: the client sends its token in a header",
            "the security scheme `oauth`: the client sends a token as `Bearer`, but does not obtain one",
            "the security schemes `header`, `query` together: the client sends one token",
        ]
    );
}

#[test]
fn parameters_that_are_sent_otherwise_or_not_at_all() {
    let lines = left_out(|document| {
        let schema = json!({ "type": "string" });
        operation(document)["parameters"] = json!([
            { "name": "gone", "in": "path", "required": true, "schema": schema },
            { "name": "old", "in": "formData", "schema": schema },
            { "name": "csv", "in": "query", "content": { "text/csv": { "schema": schema } } },
            { "name": "kind", "in": "query",
              "content": { "application/json": { "schema": { "type": "string", "enum": ["a"] } } } },
            { "name": "raw", "in": "query", "allowReserved": true, "schema": schema },
            { "name": "flag", "in": "query", "allowEmptyValue": true, "schema": { "type": "boolean" } },
            { "name": "odd", "in": "query", "style": "matrix", "schema": schema },
            { "name": "deep", "in": "query", "style": "deepObject", "schema": { "type": "object",
              "properties": { "inner": { "type": "object", "properties": { "x": { "type": "string" } } } } } },
        ]);
    });
    assert_eq!(
        lines,
        [
            "the parameter `gone` of `POST /thing`: it does not stand in the path",
            "the parameter `old` of `POST /thing`: there is no place `formData` for a parameter",
            "the parameter `csv` of `POST /thing` as `text/csv`: it is sent as text",
            "the parameter `raw` of `POST /thing`: reserved characters are sent percent-encoded",
            "the parameter `flag` of `POST /thing`: it is not sent without a value",
            "the parameter `odd` of `POST /thing`: there is no such style in a query, so it is sent \
             as a form",
            "the parameter `deep` of `POST /thing`: an object inside of it is sent as JSON",
        ]
    );
}

#[test]
fn forms_of_a_body_and_how_its_parts_are_written() {
    let lines = left_out(|document| {
        let form = |more: Value| json!({ "schema": { "type": "object", "properties": { "a": { "type": "string" }, "b": more } } });
        let mut parts = form(json!({ "type": "integer" }));
        parts["encoding"] = json!({
            "a": { "contentType": "text/plain; charset=utf-8", "style": "form" },
            "b": { "contentType": "application/xml", "headers": { "X-Part": {} }, "explode": false },
        });
        operation(document)["requestBody"]["content"] = json!({
            "multipart/form-data": parts,
            "application/x-www-form-urlencoded": form(json!({ "type": "boolean" })),
        });
    });
    assert_eq!(
        lines,
        [
            "the part `b` of the body of `POST /thing`: it is sent as `text/plain`, not as \
             `application/xml`",
            "the part `b` of the body of `POST /thing`: its headers are not sent",
            "the part `b` of the body of `POST /thing`: each item of a list is sent by itself, and an \
             object as JSON",
            "the body of `POST /thing` as `application/x-www-form-urlencoded`: it is sent as \
             `multipart/form-data`",
        ]
    );
}

#[test]
fn a_form_without_parts() {
    let lines = left_out(|document| {
        operation(document)["requestBody"]["content"] = json!({ "multipart/form-data": { "schema": { "type": "string", "format": "binary" } } });
    });
    assert_eq!(
        lines,
        [
            "the body of `POST /thing` as `multipart/form-data`, which describes no parts: none is \
             sent"
        ]
    );
}

#[test]
fn keywords_that_are_not_known_are_named_once() {
    let lines = of_schema(&json!({ "type": "object", "properties": {
        "a": { "type": "string", "sparkle": true },
        "b": { "type": "array", "items": { "type": "string", "sparkle": false } },
        "c": { "type": "array", "prefixItems": [{ "type": "string" }] },
    } }));
    assert_eq!(
        lines,
        [
            "`prefixItems` of `Thing.c`: an item has no type of its own for its place in the list",
            "`sparkle` of `Thing.a` and 1 more: no keyword of this name is known",
        ]
    );
}

#[test]
fn keywords_that_lose_nothing_are_not_named() {
    let lines = of_schema(&json!({
        "$id": "thing", "$comment": "A thing.", "title": "Thing", "type": "object",
        "properties": {
            "a": { "type": "string", "contentEncoding": "base64", "not": { "const": "b" }, "xml": { "name": "A" } },
            "b": { "type": "object", "propertyNames": { "pattern": "^x" }, "if": {}, "then": { "required": ["c"] } },
        },
        "dependentRequired": { "a": ["b"] }, "unevaluatedProperties": false, "x-own": 1,
    }));
    assert_eq!(lines, Vec::<String>::new());
}

#[test]
fn words_beside_a_reference_or_another_word() {
    let mut schemas = thing();
    schemas["Other"] = json!({ "type": "object", "properties": { "b": { "type": "string" } } });
    schemas["Thing"]["properties"]["other"] = json!({ "$ref": "#/components/schemas/Other", "properties": { "c": { "type": "string" } } });
    schemas["Thing"]["properties"]["both"] = json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }], "anyOf": [reference("Other")] });
    assert_eq!(
        of_schemas(&schemas),
        [
            "`anyOf` of `Thing.both`: beside `oneOf`, only that is read",
            "`properties` of `Thing.other`: beside a `$ref`, only what that refers to is read",
        ]
    );
}

#[test]
fn values_that_are_no_enum_in_rust() {
    let lines = of_schema(&json!({ "type": "object", "properties": {
        "a": { "type": "number", "enum": [0.5, 1.5] },
        "b": { "type": "boolean", "enum": [true] },
        "c": { "type": "boolean", "enum": [true, false] },
    } }));
    let reason = "which are neither all texts nor all integers: any value of the type is taken";
    assert_eq!(
        lines,
        ["a", "b"].map(|name| format!("the values of `Thing.{name}`, {reason}"))
    );
}

#[test]
fn a_tag_that_tells_no_variants_apart() {
    let mut schemas = thing();
    schemas["Thing"]["properties"]["pet"] = json!({
        "oneOf": [reference("Cat"), reference("Dog")],
        "discriminator": { "propertyName": "kind", "mapping": { "1": "Cat", "2": "Dog" } },
    });
    for (name, own) in [("Cat", "purr"), ("Dog", "bark")] {
        schemas[name] = json!({ "type": "object",
            "properties": { "kind": { "type": "integer" }, own: { "type": "string" } } });
    }
    assert_eq!(
        of_schemas(&schemas),
        ["the tag `kind` of `Thing.pet`: it is no text, so what keeps most of a value is read"]
    );
}

#[test]
fn values_of_a_tag_that_stand_for_no_variant() {
    let lines = of_schemas(&json!({
        "Thing": { "oneOf": [reference("Cat"), reference("Dog")],
            "discriminator": { "propertyName": "kind",
                "mapping": { "cat": "Cat", "dog": "Dog", "cow": "Cow", "emu": "Emu" } } },
        "Cat": { "type": "object", "properties": {
            "kind": { "type": "string", "enum": ["cat", "lion"] }, "purr": { "type": "string" } } },
        "Dog": { "type": "object", "properties": { "bark": { "type": "string" } } },
        "Emu": { "type": "object", "properties": { "run": { "type": "string" } } },
    }));
    assert_eq!(
        lines,
        [
            "the value `lion` of `Cat.kind`, a tag: it stands for no variant",
            "the value `cow` of the tag `kind` of `Thing`: it names no model",
            "the value `emu` of the tag `kind` of `Thing`: `Emu` is no alternative",
        ]
    );
}

#[test]
fn media_types_of_a_response_that_say_something_else() {
    let lines = left_out(|document| {
        let mut response = json_body("Thing");
        response["content"]["text/csv"] = json!({ "schema": { "type": "string" } });
        response["content"]["text/json"] = response["content"]["application/json"].clone();
        operation(document)["responses"]["200"] = response;
    });
    assert_eq!(
        lines,
        ["the response of `POST /thing` as `text/csv`: it is taken as JSON"]
    );
}

#[test]
fn the_headers_of_responses_are_in_the_api_and_in_the_docs() {
    let text = document(&takes("post", "Thing"), &thing());
    let mut document: Value = serde_json::from_str(&text).unwrap();
    operation(&mut document)["responses"]["204"]["headers"] =
        json!({ "X-Count": { "schema": { "type": "integer" } }, "Location": {} });
    let generated = generated(&document.to_string());
    assert_eq!(
        generated.api.operations[0].statuses[0].headers,
        ["X-Count", "Location"]
    );
    let docs = "/// - 204: `X-Count`, `Location`\n";
    assert!(generated.source.contains(docs), "{}", generated.source);
}
