//! The `Api` as data: the facts that the document states of fields and operations.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_codegen::api::{
    Api, Body, Content, Direction, Field, Operation, Place, Presence, Reading, Shape, Style, Type,
};
use serde_json::json;
use support::{document, generated};

fn api() -> Api {
    let paths = json!({ "/pets/{id}": { "put": {
        "operationId": "change_pet",
        "deprecated": true,
        "servers": [{ "url": "https://pets.example" }],
        "security": [{ "key": [] }],
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } },
            { "name": "tags", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "string" } } },
            { "name": "since", "in": "query", "deprecated": true,
              "content": { "application/json": { "schema": { "type": "string", "format": "date-time" } } } },
        ],
        "requestBody": { "content": { "application/merge-patch+json": { "schema": support::reference("Pet") } } },
        "responses": {
            "200": { "description": "", "content": { "application/json": { "schema": support::reference("Pet") } } },
            "204": { "description": "" },
            "404": { "description": "", "content": { "application/problem+json": { "schema": { "type": "object" } } } },
            "default": { "description": "" },
        },
    } } });
    let schemas = json!({ "Pet": { "type": "object", "description": "An animal.", "required": ["name"], "properties": {
        "uid": { "type": "string", "format": "uuid", "readOnly": true },
        "name": { "type": "string", "maxLength": 40, "pattern": "^[a-z]+$", "description": "What it is called." },
        "secret": { "type": "string", "writeOnly": true, "deprecated": true },
        "legs": { "type": "integer", "format": "int32", "default": 4, "nullable": true },
    } } });
    generated(&document(&paths, &schemas)).api
}

fn field<'a>(api: &'a Api, name: &str) -> &'a Field {
    let Shape::Object(pet) = &api.models["Pet"].shape else {
        panic!("Pet has fields");
    };
    pet.fields.iter().find(|one| one.name == name).unwrap()
}

fn operation(api: &Api) -> &Operation {
    &api.operations[0]
}

#[test]
fn a_field_has_all_that_the_document_says_of_it() {
    let api = api();
    let pet = &api.models["Pet"];
    assert!(pet.is_request && pet.is_response && !pet.is_deprecated);
    assert_eq!(pet.docs.as_deref(), Some("An animal."));
    let name = field(&api, "name");
    assert!(name.is_required && name.is_promised && !name.is_nullable);
    assert_eq!((&name.ty, name.reading), (&Type::Text, Reading::Required));
    assert_eq!(name.docs.as_deref(), Some("What it is called."));
    assert_eq!(name.limits["maxLength"], 40);
    assert_eq!(name.limits["pattern"], "^[a-z]+$");
    assert_eq!(field(&api, "uid").direction, Direction::FromServer);
    let secret = field(&api, "secret");
    assert_eq!(secret.direction, Direction::ToServer);
    assert!(secret.is_deprecated);
    let legs = field(&api, "legs");
    assert_eq!(legs.default, Some(json!(4)));
    assert!(legs.is_nullable && legs.limits.is_empty());
    assert_eq!(legs.ty.to_string(), "Option<i32>");
}

#[test]
fn an_operation_has_all_that_the_document_says_of_it() {
    let api = api();
    let operation = operation(&api);
    assert_eq!(
        (operation.method.as_str(), operation.path.as_str()),
        ("PUT", "/pets/{id}")
    );
    assert!(operation.is_deprecated && !operation.is_safe);
    assert_eq!(operation.servers, ["https://pets.example"]);
    assert_eq!(operation.security, Some(json!([{ "key": [] }])));
    assert_eq!(
        operation.body,
        Some(Body::Json("application/merge-patch+json".to_owned()))
    );
    assert_eq!(
        operation.reply.content,
        Content::Json(Type::Model("Pet".to_owned()))
    );
    assert!(operation.reply.is_optional);
    let statuses = operation.statuses.iter();
    let statuses: Vec<(&str, Vec<&str>)> = statuses
        .map(|one| {
            let media_types = one.media_types.iter().map(String::as_str);
            (one.status.as_str(), media_types.collect())
        })
        .collect();
    assert_eq!(
        statuses,
        [
            ("200", vec!["application/json"]),
            ("204", vec![]),
            ("404", vec!["application/problem+json"]),
            ("default", vec![]),
        ]
    );
}

#[test]
fn an_argument_has_its_place_and_its_style() {
    let api = api();
    let [id, tags, since, body] = operation(&api).arguments.as_slice() else {
        panic!("{:?}", operation(&api).arguments);
    };
    assert_eq!((id.place, id.presence), (Place::Path, Presence::Required));
    assert_eq!(id.ty, Type::Uuid);
    assert_eq!(tags.place, Place::Query(Style::Joined(",")));
    assert_eq!(tags.presence, Presence::Optional);
    assert_eq!(tags.ty.to_string(), "Vec<String>");
    assert_eq!(since.content.as_deref(), Some("application/json"));
    assert_eq!(since.ty, Type::DateTime);
    assert!(since.is_deprecated);
    assert_eq!(body.place, Place::Body);
}

#[test]
fn an_argument_has_the_limits_and_the_default_of_its_schema_or_of_its_model() {
    let paths = json!({ "/pets": { "get": {
        "operationId": "list_pets",
        "parameters": [
            { "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 100, "default": 20 } },
            { "name": "tag", "in": "query", "schema": support::reference("Tag") },
        ],
        "responses": { "204": { "description": "" } },
    } } });
    let schemas = json!({ "Tag": { "type": "string", "maxLength": 10, "default": "cat" } });
    let api = generated(&document(&paths, &schemas)).api;
    let [limit, tag] = operation(&api).arguments.as_slice() else {
        panic!("{:?}", operation(&api).arguments);
    };
    assert_eq!(limit.limits["maximum"], 100);
    assert_eq!(limit.default, Some(json!(20)));
    assert_eq!(tag.limits["maxLength"], 10);
    assert_eq!(tag.default, Some(json!("cat")));
}

#[test]
fn the_servers_and_the_security_of_all_operations_are_the_api_s() {
    let paths = json!({ "/pets": { "get": { "responses": { "204": { "description": "" } } } } });
    let mut described: serde_json::Value =
        serde_json::from_str(&document(&paths, &json!({}))).unwrap();
    described["servers"] = json!([{ "url": "https://pets.example" }]);
    described["security"] = json!([{ "bearer": [] }]);
    let api = generated(&described.to_string()).api;
    assert_eq!(api.servers, ["https://pets.example"]);
    assert_eq!(api.security, Some(json!([{ "bearer": [] }])));
    assert!(operation(&api).servers.is_empty() && operation(&api).security.is_none());
}

#[test]
fn a_model_is_sent_and_returned_if_what_it_was_taken_out_of_is() {
    let paths = json!({ "/pets": { "put": {
        "requestBody": support::json_body("Pet"),
        "responses": { "200": support::json_body("Pet") },
    } } });
    let schemas = json!({ "Pet": { "type": "object", "properties": {
        "home": { "type": "object", "properties": { "floor": { "type": "integer" } } },
    } } });
    let api = generated(&document(&paths, &schemas)).api;
    let home = &api.models["PetHome"];
    assert!(home.is_request && home.is_response);
}
