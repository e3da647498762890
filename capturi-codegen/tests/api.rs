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
    assert!(pet.is_request && !pet.is_deprecated);
    assert_eq!(pet.docs.as_deref(), Some("An animal."));
    let name = field(&api, "name");
    assert!(name.is_required && !name.is_nullable);
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
