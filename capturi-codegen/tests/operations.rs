//! Mistakes in the operations of a document, on small documents with one trait each.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{document, generated, json_body, places, reference, returns, source, takes};

#[test]
fn an_operation_without_a_name_is_named_after_its_verb_and_path() {
    let paths = json!({ "/users/{id}/roles": { "get": {
        "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
        "responses": { "200": json_body("Roles") }
    } } });
    let schemas =
        json!({ "Roles": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let source = source(&document(&paths, &schemas));
    assert!(source.contains("pub fn get_users_roles_by_id("), "{source}");
}

#[test]
fn an_operations_name_does_not_depend_on_its_neighbours() {
    let schemas = json!({ "A": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let one = |path: &str| {
        (
            path.to_owned(),
            json!({ "get": { "responses": { "200": json_body("A") } } }),
        )
    };
    let alone = json!(std::collections::BTreeMap::from([one("/b/c")]));
    let among = json!(std::collections::BTreeMap::from([
        one("/a"),
        one("/b/c"),
        one("/b-c"),
        one("/z")
    ]));
    let name = "pub fn get_b_c(&self)";
    assert!(source(&document(&alone, &schemas)).contains(name));
    let crowded = source(&document(&among, &schemas));
    assert!(crowded.contains(name));
    assert_eq!(crowded.matches("pub fn get_").count(), 4, "{crowded}");
}

#[test]
fn a_body_listed_under_four_media_types_is_one_json_body() {
    let mut paths = takes("post", "Thing");
    let schema = json!({ "schema": reference("Thing") });
    paths["/thing"]["post"]["requestBody"]["content"] = json!({
        "application/json-patch+json": schema,
        "application/json": schema,
        "text/json": schema,
        "application/*+json": schema,
    });
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let generated = generated(&document(&paths, &schemas));
    assert_eq!(places(&generated, "request_media_types"), 1);
    assert!(generated.source.contains(".json(&body)"));
}

#[test]
fn a_204_beside_a_200_makes_the_result_an_option() {
    let mut paths = returns("Thing");
    paths["/thing"]["get"]["responses"]["204"] = json!({ "description": "None." });
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let source = source(&document(&paths, &schemas));
    assert!(
        source.contains("Result<Response<Option<types::Thing>>, Error>"),
        "{source}"
    );
}

#[test]
fn a_204_alone_returns_nothing() {
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let source = source(&document(&takes("post", "Thing"), &schemas));
    assert!(source.contains("Result<Response<()>, Error>"), "{source}");
}

#[test]
fn errors_with_different_bodies_and_with_none_are_left_to_the_client() {
    let mut paths = returns("Thing");
    paths["/thing"]["get"]["responses"]["400"] = json_body("Problem");
    paths["/thing"]["get"]["responses"]["403"] = json!({ "description": "No body." });
    paths["/thing"]["get"]["responses"]["default"] = json_body("Thing");
    let schemas = json!({
        "Thing": { "type": "object", "properties": { "a": { "type": "string" } } },
        "Problem": { "type": "object", "properties": { "b": { "type": "string" } } },
    });
    let generated = generated(&document(&paths, &schemas));
    assert_eq!(places(&generated, "error_responses"), 3);
    assert_eq!(
        generated.report.structs, 2,
        "the model of an error is no less a model"
    );
}

#[test]
fn a_200_without_a_schema_returns_its_body() {
    let mut paths = returns("Thing");
    paths["/thing"]["get"]["responses"]["200"] = json!({ "description": "A file." });
    let source = source(&document(&paths, &json!({})));
    assert!(source.contains("Result<Response<Body>, Error>"), "{source}");
}

#[test]
fn the_api_version_is_no_argument() {
    let mut paths = returns("Thing");
    paths["/thing"]["get"]["parameters"] = json!([
        { "name": "api-version", "in": "query", "required": true, "schema": { "type": "string" } },
        { "name": "limit", "in": "query", "schema": { "type": "integer", "format": "int32" } },
    ]);
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let source = source(&document(&paths, &schemas));
    assert!(
        !source.contains("api_version") && !source.contains("api-version"),
        "{source}"
    );
    let setter = "pub fn limit<Given>(mut self, value: impl IntoOptional<i32, Given>) -> Self";
    assert!(source.contains(setter), "{source}");
}

#[test]
fn a_body_that_is_not_required_defaults() {
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let source = source(&document(&takes("post", "Thing"), &schemas));
    assert!(
        source.contains("body.or_default(&Self::OPERATION, \"body\")?"),
        "{source}"
    );
}

#[test]
fn descriptions_of_operations_become_their_documentation() {
    let mut paths = returns("Thing");
    paths["/thing"]["get"]["summary"] = json!("Gets [the] thing");
    paths["/thing"]["get"]["description"] =
        json!("    Indented, as if it were code.\nSee https://example.com/x.");
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let source = generated(&document(&paths, &schemas)).source;
    assert!(source.contains(r"/// Gets \[the\] thing"), "{source}");
    assert!(
        source.contains("/// Indented, as if it were code.\n"),
        "{source}"
    );
    assert!(
        source.contains("/// See <https://example.com/x>.\n"),
        "{source}"
    );
    assert!(source.contains("/// `GET /thing`\n"), "{source}");
}

#[test]
fn a_get_and_what_the_overlay_marks_are_safe_to_send_again() {
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let get = source(&document(&returns("Thing"), &schemas));
    assert!(
        get.contains(r#"Operation::new("get_thing", "GET", "/thing") .safe()"#),
        "{get}"
    );
    let mut paths = takes("post", "Thing");
    let post = source(&document(&paths, &schemas));
    assert!(!post.contains(".safe()"), "{post}");
    paths["/thing"]["post"]["x-safe"] = json!(true);
    let listing = source(&document(&paths, &schemas));
    assert!(listing.contains(".safe()"), "{listing}");
}

#[test]
fn a_listing_with_a_continuation_token_gets_a_stream() {
    let mut paths = takes("post", "Filter");
    paths["/thing"]["post"]["responses"] = json!({ "200": json_body("Page") });
    let mut schemas = json!({
        "Filter": { "type": "object", "properties": { "continuationToken": { "type": "string", "nullable": true } } },
        "Page": { "type": "object", "properties": {
            "things": { "type": "array", "items": reference("Thing") },
            "continuationToken": { "type": "string", "nullable": true },
        } },
        "Thing": { "type": "object", "properties": { "a": { "type": "string" } } },
    });
    let listing = source(&document(&paths, &schemas));
    assert!(
        listing.contains("pub fn stream(self) -> Items<types::Thing>")
            && listing.contains(r#"Paging::by_token("things")"#),
        "{listing}"
    );

    schemas["Page"]["properties"]
        .as_object_mut()
        .unwrap()
        .remove("continuationToken");
    let page = source(&document(&paths, &schemas));
    assert!(!page.contains("pub fn stream"), "{page}");
}

#[test]
fn a_listing_with_numbered_pages_gets_a_stream() {
    let mut paths = returns("Page");
    let number = |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "integer", "format": "int32" } });
    paths["/thing"]["get"]["parameters"] = json!([number("pageNumber"), number("pageSize")]);
    paths["/thing"]["get"]["x-first-page"] = json!(1);
    let schemas = json!({
        "Page": { "type": "object", "properties": { "things": { "type": "array", "items": reference("Thing"), "nullable": true } } },
        "Thing": { "type": "object", "properties": { "a": { "type": "string" } } },
    });
    let source = source(&document(&paths, &schemas));
    assert!(
        source.contains(r#"Paging::by_number("things", 1i32),"#),
        "{source}"
    );
}

#[test]
fn an_operation_without_responses_has_the_parameters_of_its_path() {
    let mut document: serde_json::Value =
        serde_json::from_str(&document(&json!({}), &json!({}))).unwrap();
    document["openapi"] = json!("3.1.0");
    document["components"]["parameters"] = json!({ "Trace":
        { "name": "trace", "in": "query", "schema": { "type": "string" } } });
    let shared = json!({ "$ref": "#/components/parameters/Trace" });
    document["paths"]["/thing"] =
        json!({ "parameters": [shared], "post": { "operationId": "send_thing" } });
    let api = generated(&document.to_string()).api;
    assert_eq!(api.operations[0].arguments[0].wire, "trace");
}

#[test]
fn parameters_of_the_path_are_arguments_in_its_order() {
    let parameter = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let paths = json!({ "/a/{first}/b/{second}/c/{first}": { "get": {
        "operationId": "get_thing",
        "parameters": [parameter("second"), parameter("first")],
        "responses": { "200": json_body("Thing"), "404": { "description": "no" } }
    } } });
    let schemas =
        json!({ "Thing": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let source = source(&document(&paths, &schemas));
    let function = source.split("pub fn get_thing(").nth(1).unwrap();
    let (arguments, _) = function.split_once("->").unwrap();
    assert_eq!(arguments.matches("impl TryInto<").count(), 2, "{arguments}");
    assert!(
        arguments.find("first:") < arguments.find("second:"),
        "{arguments}"
    );
    assert!(
        source.contains("the document names the status 404"),
        "{source}"
    );
}
