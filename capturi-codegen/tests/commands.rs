//! The table that a command line is built from.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use capturi_codegen::{Origin, command_table};

const DOCUMENT: &str = r##"{
  "openapi": "3.0.1",
  "info": { "title": "Pets", "version": "v1" },
  "paths": {
    "/pets/{id}": { "put": {
      "operationId": "ChangePet",
      "summary": "Change a pet",
      "parameters": [
        { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } },
        { "name": "output", "in": "query", "schema": { "type": "integer" } },
        { "name": "X-Trace", "in": "header", "schema": { "type": "string" } },
        { "name": "tags", "in": "query", "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Tag" } } },
        { "name": "level", "in": "query", "schema": { "$ref": "#/components/schemas/Level" } },
        { "name": "session", "in": "cookie", "schema": { "type": "string" } }
      ],
      "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } },
      "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } } }
    } },
    "/pets": { "get": {
      "parameters": [
        { "name": "pageNumber", "in": "query", "schema": { "type": "integer" } },
        { "name": "pageSize", "in": "query", "schema": { "type": "integer" } }
      ],
      "responses": { "200": { "description": "", "content": { "application/json": { "schema": {
        "type": "object", "properties": { "total": { "type": "integer" }, "pets": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } } } } } } } }
    } },
    "/pets/{id}/photo": { "get": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
      "responses": { "200": { "description": "", "content": { "image/png": {} } } }
    } }
  },
  "components": { "schemas": {
    "Level": { "type": "integer", "enum": [1, 2], "x-enumNames": ["Low", "High"] },
    "Tag": { "type": "string", "enum": ["Small", "Large"] },
    "Pet": { "type": "object", "required": ["name"], "properties": {
      "ownerUid": { "type": "string", "format": "uuid" },
      "id": { "type": "integer" },
      "born": { "type": "string", "format": "date-time" },
      "name": { "type": "string" },
      "home": { "type": "object", "properties": { "city": { "type": "string" } } }
    } }
  } }
}"##;

/// The table as one line, so that its layout does not matter.
fn table() -> String {
    in_one_line(&command_table(DOCUMENT, None, Origin::Foreign, &["output"]).unwrap())
}

fn in_one_line(source: &str) -> String {
    let line: String = source.split_whitespace().collect();
    line.replace(",}", "}")
        .replace(",]", "]")
        .replace(",)", ")")
}

#[track_caller]
fn has(part: &str) {
    let wanted = in_one_line(part);
    let table = table();
    assert!(table.contains(&wanted), "{part}\nis not in\n{table}");
}

#[test]
fn operations_have_names_verbs_and_paths() {
    has(
        r#"command: "change-pet", operation: capturi_api::Operation::new("change_pet", "PUT", "/pets/{id}").unversioned(), summary: "Change a pet""#,
    );
    has(r#"capturi_api::Operation::new("get_pets", "GET", "/pets").safe()"#);
}

#[test]
fn parameters_go_where_they_belong_and_cookies_nowhere() {
    has(r#"Parameter { flag: "x-trace", name: "X-Trace", place: Place::Header, kind: Kind::Text"#);
    has(
        r#"flag: "tags", name: "tags", place: Place::Query, kind: Kind::Choice(&["Small", "Large"]), is_list: true"#,
    );
    has(r#"flag: "level", name: "level", place: Place::Query, kind: Kind::Integer"#);
    assert!(!table().contains("session"));
}

#[test]
fn members_of_the_body_have_flags_and_objects_are_json() {
    has(
        r#"flag: "name", name: "name", place: Place::Body, kind: Kind::Text, is_list: false, is_required: true"#,
    );
    has(r#"flag: "born", name: "born", place: Place::Body, kind: Kind::DateTime"#);
    has(r#"flag: "home", name: "home", place: Place::Body, kind: Kind::Json"#);
}

#[test]
fn a_flag_is_taken_once() {
    has(r#"flag: "output-query", name: "output""#);
    has(r#"flag: "id", name: "id", place: Place::Path"#);
    has(r#"flag: "id-body", name: "id", place: Place::Body"#);
}

#[test]
fn listings_have_columns_and_pages() {
    has(r#"reply: Reply::List { list: "pets", columns: &["name", "id", "born", "ownerUid"] }"#);
    has(r#"paging: Some(capturi_api::Paging::by_number("pets", 0i32))"#);
    has("reply: Reply::Object, paging: None");
    has("reply: Reply::Bytes, paging: None");
}
