//! The impact of each kind of change on callers, tested on whole documents.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_codegen::{Impact, VersionBump, diff};
use serde_json::{Value, json};
use support::{document, generated, json_body, reference};

/// A document with an operation that takes `New` and returns `Pet`.
fn document_value() -> Value {
    let paths = json!({ "/pets/{id}": { "put": {
        "operationId": "change_pet",
        "description": "Changes a pet.",
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "note", "in": "query", "schema": { "type": "string" } },
        ],
        "requestBody": json_body("New"),
        "responses": { "200": json_body("Pet") },
    } } });
    let schemas = json!({
        "New": { "type": "object", "properties": { "name": { "type": "string" } } },
        "Pet": { "type": "object", "properties": {
            "name": { "type": "string" },
            "kind": reference("Kind"),
            "home": reference("Home"),
        } },
        "Kind": { "type": "string", "enum": ["Cat", "Dog"] },
        "Home": {
            "oneOf": [reference("Flat"), reference("House")],
            "discriminator": { "propertyName": "type", "mapping": { "flat": "Flat", "house": "House" } },
        },
        "Flat": { "type": "object", "properties": { "floor": { "type": "integer" } } },
        "House": { "type": "object", "properties": { "garden": { "type": "boolean" } } },
    });
    serde_json::from_str(&document(&paths, &schemas)).unwrap()
}

/// The verdict on an edit of the document, and the changes without their subjects.
fn changes(edit: impl FnOnce(&mut Value)) -> (VersionBump, Vec<(Impact, String)>) {
    let old = document_value();
    let mut new = old.clone();
    edit(&mut new);
    let api = |document: &Value| generated(&document.to_string()).api;
    let diff = diff(&api(&old), &api(&new));
    let changes = diff.changes.into_iter();
    (
        diff.verdict,
        changes
            .map(|one| (one.impact, format!("{}: {}", one.subject, one.change)))
            .collect(),
    )
}

#[track_caller]
fn one_change(impact: Impact, expected: &str, edit: impl FnOnce(&mut Value)) {
    let (verdict, changes) = changes(edit);
    assert_eq!(changes, [(impact, expected.to_owned())]);
    let wanted = match impact {
        Impact::Breaking => VersionBump::Major,
        _ => VersionBump::Minor,
    };
    assert_eq!(verdict, wanted);
}

fn operation(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/pets/{id}"]["put"]
}

fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

#[test]
fn no_change_and_a_change_of_the_documentation() {
    assert_eq!(changes(|_| {}), (VersionBump::None, Vec::new()));
    let described = changes(|document| operation(document)["description"] = json!("Changes it."));
    assert_eq!(described, (VersionBump::Patch, Vec::new()));
}

#[test]
fn operations_come_go_and_are_renamed() {
    one_change(
        Impact::Compatible,
        "operation `get_homes`: added: GET /homes",
        |document| {
            document["paths"]["/homes"] =
                json!({ "get": { "responses": { "204": { "description": "" } } } });
        },
    );
    one_change(
        Impact::Breaking,
        "operation `change_pet`: renamed to `edit_pet`",
        |document| {
            operation(document)["operationId"] = json!("edit_pet");
        },
    );
    let (verdict, changes) = changes(|document| document["paths"] = json!({}));
    assert_eq!(verdict, VersionBump::Major);
    assert!(changes.contains(&(
        Impact::Breaking,
        "operation `change_pet`: removed".to_owned()
    )));
}

#[test]
fn operations_move_and_return_something_else() {
    one_change(
        Impact::Behaviour,
        "operation `change_pet`: PUT /pets/{id} became POST /pets/{id}",
        |document| {
            let moved = operation(document).take();
            document["paths"] = json!({ "/pets/{id}": { "post": moved } });
        },
    );
    one_change(
        Impact::Breaking,
        "operation `change_pet`: returns `Home` instead of `Pet`",
        |document| operation(document)["responses"]["200"] = json_body("Home"),
    );
    one_change(
        Impact::Behaviour,
        "operation `change_pet`: is sent again after a failure that may pass",
        |document| operation(document)["x-safe"] = json!(true),
    );
}

#[test]
fn parameters_come_go_and_change() {
    let parameter = |required: bool| json!({ "name": "size", "in": "query", "required": required, "schema": { "type": "integer" } });
    let add = |parameter: Value| {
        move |document: &mut Value| {
            operation(document)["parameters"]
                .as_array_mut()
                .unwrap()
                .push(parameter);
        }
    };
    one_change(
        Impact::Compatible,
        "operation `change_pet`: optional parameter `size` added",
        add(parameter(false)),
    );
    one_change(
        Impact::Breaking,
        "operation `change_pet`: required parameter `size` added",
        add(parameter(true)),
    );
    one_change(
        Impact::Breaking,
        "operation `change_pet`: parameter `note` removed",
        |document| {
            operation(document)["parameters"]
                .as_array_mut()
                .unwrap()
                .pop();
        },
    );
    one_change(
        Impact::Breaking,
        "operation `change_pet`: parameter `note` takes `bool` instead of `String`",
        |document| operation(document)["parameters"][1]["schema"] = json!({ "type": "boolean" }),
    );
    one_change(
        Impact::Breaking,
        "operation `change_pet`: parameter `note` became required",
        |document| operation(document)["parameters"][1]["required"] = json!(true),
    );
}

#[test]
fn fields_of_a_response() {
    one_change(
        Impact::Compatible,
        "model `Pet`: field `age` added",
        |document| {
            schema(document, "Pet")["properties"]["age"] = json!({ "type": "integer" });
        },
    );
    one_change(
        Impact::Breaking,
        "model `Pet`: field `name` removed",
        |document| {
            let properties = schema(document, "Pet")["properties"]
                .as_object_mut()
                .unwrap();
            properties.remove("name");
        },
    );
    one_change(
        Impact::Breaking,
        "model `Pet`: field `name` became nullable or optional",
        |document| schema(document, "Pet")["properties"]["name"]["nullable"] = json!(true),
    );
    one_change(
        Impact::Breaking,
        "model `Pet`: field `name` is `i64` instead of `String`",
        |document| schema(document, "Pet")["properties"]["name"] = json!({ "type": "integer" }),
    );
}

#[test]
fn fields_of_a_request() {
    one_change(
        Impact::Compatible,
        "model `New`: optional field `age` added",
        |document| {
            schema(document, "New")["properties"]["age"] = json!({ "type": "integer" });
        },
    );
    one_change(
        Impact::Breaking,
        "model `New`: required field `age` added",
        |document| {
            schema(document, "New")["properties"]["age"] = json!({ "type": "integer" });
            schema(document, "New")["required"] = json!(["age"]);
        },
    );
    one_change(
        Impact::Breaking,
        "model `New`: field `name` became required",
        |document| {
            schema(document, "New")["required"] = json!(["name"]);
        },
    );
}

#[test]
fn values_and_variants() {
    one_change(
        Impact::Behaviour,
        "model `Kind`: value `Bird` added, which used to arrive as unknown",
        |document| schema(document, "Kind")["enum"] = json!(["Cat", "Dog", "Bird"]),
    );
    one_change(
        Impact::Breaking,
        "model `Kind`: value `Dog` removed",
        |document| {
            schema(document, "Kind")["enum"] = json!(["Cat"]);
        },
    );
    let (verdict, found) = changes(|document| {
        schema(document, "Home")["oneOf"]
            .as_array_mut()
            .unwrap()
            .push(reference("Boat"));
        *schema(document, "Boat") =
            json!({ "type": "object", "properties": { "sail": { "type": "boolean" } } });
    });
    assert_eq!(verdict, VersionBump::Minor);
    let added = "model `Home`: variant `Boat` added, which used to arrive as unknown";
    assert!(
        found.contains(&(Impact::Behaviour, added.to_owned())),
        "{found:?}"
    );
    let (verdict, found) = changes(|document| {
        schema(document, "Home")["oneOf"]
            .as_array_mut()
            .unwrap()
            .pop();
        let mapping = &mut schema(document, "Home")["discriminator"]["mapping"];
        mapping.as_object_mut().unwrap().remove("house");
    });
    assert_eq!(verdict, VersionBump::Major);
    assert_eq!(found[0].0, Impact::Breaking, "{found:?}");
}

#[test]
fn models_come_and_go_and_become_something_else() {
    one_change(Impact::Compatible, "model `Boat`: added", |document| {
        *schema(document, "Boat") =
            json!({ "type": "object", "properties": { "sail": { "type": "boolean" } } });
    });
    let (verdict, found) =
        changes(|document| *schema(document, "Kind") = json!({ "type": "string" }));
    assert_eq!(verdict, VersionBump::Major);
    assert!(
        found
            .iter()
            .any(|(_, change)| change
                == "model `Kind`: is a name for another type instead of an enum"),
        "{found:?}"
    );
}

#[test]
fn a_diff_is_text_markdown_and_json() {
    let old = generated(&document_value().to_string()).api;
    let mut new = document_value();
    schema(&mut new, "Kind")["enum"] = json!(["Cat"]);
    let diff = diff(&old, &generated(&new.to_string()).api);
    assert_eq!(
        diff.to_string(),
        "breaking    model `Kind`: value `Dog` removed\nverdict     major\n"
    );
    assert_eq!(
        diff.to_markdown(),
        "### Breaking\n\n- model `Kind`: value `Dog` removed\n\nVerdict: major.\n"
    );
    assert_eq!(
        serde_json::to_value(&diff).unwrap(),
        json!({ "verdict": "major", "changes": [
            { "impact": "breaking", "subject": "model `Kind`", "change": "value `Dog` removed" },
        ] })
    );
}

#[test]
fn what_takes_up_the_rest_and_what_is_unknown() {
    let (verdict, found) = changes(|document| {
        let home = schema(document, "Home");
        home["discriminator"]["mapping"] = json!({ "unknown": "Flat", "house": "House" });
    });
    assert_eq!(verdict, VersionBump::Major);
    let unknown = "model `Home`: what is unknown is `Unrecognized` instead of `Unknown`";
    let change = (Impact::Breaking, unknown.to_owned());
    assert!(found.contains(&change), "{found:?}");
    one_change(
        Impact::Behaviour,
        "model `Pet`: field `extra`, for all others, added",
        |document| schema(document, "Pet")["additionalProperties"] = json!({ "type": "integer" }),
    );
}

#[test]
fn what_is_sent_otherwise() {
    one_change(
        Impact::Behaviour,
        "operation `change_pet`: parameter `note` is sent otherwise",
        |document| operation(document)["parameters"][1]["in"] = json!("header"),
    );
    one_change(
        Impact::Behaviour,
        "operation `change_pet`: sends its body otherwise",
        |document| {
            let content = &mut operation(document)["requestBody"]["content"];
            *content =
                json!({ "application/x-www-form-urlencoded": content["application/json"].take() });
        },
    );
    one_change(
        Impact::Behaviour,
        "model `Home`: its variants are told apart otherwise",
        |document| {
            schema(document, "Home")["discriminator"]["mapping"] =
                json!({ "FLAT": "Flat", "house": "House" });
        },
    );
}
