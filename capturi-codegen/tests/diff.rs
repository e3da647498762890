//! The two verdicts on each kind of change, tested on whole documents: operations, models, and the
//! forms in which a diff is written. `diff_deployed.rs` has the rules that follow from how a deployed
//! client reads and writes.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_codegen::{VersionBump, diff};
use serde_json::{Value, json};
use support::{
    changes::{
        difference, name_of, note, operation, pets, schema, tells, tells_also, tells_between,
    },
    json_body, reference,
};

fn parameters(document: &mut Value) -> &mut Vec<Value> {
    operation(document)["parameters"].as_array_mut().unwrap()
}

#[test]
fn no_change_and_a_change_of_the_documentation() {
    let same = difference(|_| {}, |_| {});
    assert_eq!(
        (same.version_bump, same.deployed),
        (VersionBump::None, None)
    );
    let described = difference(
        |_| {},
        |document| operation(document)["description"] = json!("Changes it."),
    );
    assert_eq!(described.version_bump, VersionBump::Patch);
    assert!(described.changes.is_empty() && !described.breaks_deployed());
}

#[test]
fn operations_come_go_and_are_renamed() {
    tells(
        &["compatible compatible operation `get_homes`: added: GET /homes"],
        |document| {
            document["paths"]["/homes"] =
                json!({ "get": { "responses": { "204": { "description": "" } } } });
        },
    );
    tells(
        &["breaking compatible operation `change_pet`: renamed to `edit_pet`"],
        |document| operation(document)["operationId"] = json!("edit_pet"),
    );
    tells_also(
        "breaking breaking operation `change_pet`: removed",
        |document| document["paths"] = json!({}),
    );
    tells(
        &["behaviour breaking operation `change_pet`: PUT /pets/{id} became POST /pets/{id}"],
        |document| {
            let moved = operation(document).take();
            document["paths"] = json!({ "/pets/{id}": { "post": moved } });
        },
    );
    tells(
        &[
            "behaviour compatible operation `change_pet`: is sent again after a failure that may pass",
        ],
        |document| operation(document)["x-safe"] = json!(true),
    );
    tells(
        &["compatible compatible operation `change_pet`: is deprecated"],
        |document| operation(document)["deprecated"] = json!(true),
    );
}

#[test]
fn the_name_of_a_parameter_in_the_path_is_not_sent() {
    tells(
        &[
            "compatible compatible operation `change_pet`: parameter `id` is called `pet_id`, in the path",
        ],
        |document| {
            operation(document)["parameters"][0]["name"] = json!("petId");
            let item = document["paths"]["/pets/{id}"].take();
            document["paths"] = json!({ "/pets/{petId}": item });
        },
    );
}

#[test]
fn parameters_come_go_and_become_required() {
    let size = |required: bool| json!({ "name": "size", "in": "query", "required": required, "schema": { "type": "integer" } });
    tells(
        &["compatible compatible operation `change_pet`: optional parameter `size` added"],
        |document| parameters(document).push(size(false)),
    );
    tells(
        &["breaking breaking operation `change_pet`: required parameter `size` added"],
        |document| parameters(document).push(size(true)),
    );
    tells(
        &["breaking behaviour operation `change_pet`: parameter `note` removed"],
        |document| drop(parameters(document).pop()),
    );
    tells(
        &["breaking breaking operation `change_pet`: parameter `note` became required"],
        |document| note(document)["required"] = json!(true),
    );
    tells_between(
        &["compatible compatible operation `change_pet`: parameter `note` became optional"],
        |document| note(document)["required"] = json!(true),
        |document| note(document)["required"] = json!(false),
    );
    tells(
        &["compatible compatible operation `change_pet`: parameter `note` is deprecated"],
        |document| note(document)["deprecated"] = json!(true),
    );
}

#[test]
fn parameters_and_bodies_are_sent_otherwise() {
    tells(
        &[
            "behaviour behaviour operation `change_pet`: parameter `note` is `Note` in the query instead of `note` in the query",
        ],
        |document| note(document)["name"] = json!("Note"),
    );
    tells(
        &[
            "behaviour behaviour operation `change_pet`: parameter `note` is `note` in the headers instead of `note` in the query",
        ],
        |document| note(document)["in"] = json!("header"),
    );
    let list = json!({ "type": "array", "items": { "type": "string" } });
    tells_between(
        &[
            "behaviour breaking operation `change_pet`: parameter `note` is written as one text, joined by `,` instead of as one pair for each item",
        ],
        |document| note(document)["schema"] = list,
        |document| note(document)["explode"] = json!(false),
    );
    // One value looks the same in either style.
    tells(&[], |document| note(document)["explode"] = json!(false));
    tells(
        &[
            "behaviour breaking operation `change_pet`: parameter `note` is written as `application/json` instead of as plain text",
        ],
        |document| {
            *note(document) = json!({ "name": "note", "in": "query",
                "content": { "application/json": { "schema": { "type": "string" } } } });
        },
    );
    tells(
        &[
            "behaviour breaking operation `change_pet`: sends its body as `application/x-www-form-urlencoded` instead of `application/json`",
        ],
        |document| {
            let content = &mut operation(document)["requestBody"]["content"];
            *content =
                json!({ "application/x-www-form-urlencoded": content["application/json"].take() });
        },
    );
}

#[test]
fn limits_and_defaults_of_parameters() {
    let limited = |limit: u32| {
        move |document: &mut Value| note(document)["schema"]["maxLength"] = json!(limit)
    };
    tells_between(
        &[
            "behaviour breaking operation `change_pet`: parameter `note` is limited further: `maxLength` 20 instead of 40",
        ],
        limited(40),
        limited(20),
    );
    tells_between(
        &[
            "compatible compatible operation `change_pet`: parameter `note` is limited less: `maxLength` 40 instead of 20",
        ],
        limited(20),
        limited(40),
    );
    // The limits of the model that a parameter refers to are the parameter's.
    tells_between(
        &[
            "behaviour breaking operation `change_pet`: parameter `note` is limited further: `pattern` \"^a\"",
        ],
        |document| {
            note(document)["schema"] = reference("Note");
            *schema(document, "Note") = json!({ "type": "string" });
        },
        |document| schema(document, "Note")["pattern"] = json!("^a"),
    );
    tells_between(
        &[
            "behaviour behaviour operation `change_pet`: if parameter `note` is not sent, the server assumes 2 instead of 1",
        ],
        |document| note(document)["schema"]["default"] = json!(1),
        |document| note(document)["schema"]["default"] = json!(2),
    );
}

#[test]
fn replies() {
    let responses = |document: &mut Value, status: &str, response: Value| {
        operation(document)["responses"][status] = response;
    };
    tells(
        &["breaking breaking operation `change_pet`: returns `Home` instead of `Pet`"],
        |document| responses(document, "200", json_body("Home")),
    );
    tells(
        &["breaking breaking operation `change_pet`: returns `Option<Pet>` instead of `Pet`"],
        |document| responses(document, "204", json!({ "description": "" })),
    );
    tells_between(
        &["breaking compatible operation `change_pet`: returns `Pet` instead of `Option<Pet>`"],
        |document| responses(document, "204", json!({ "description": "" })),
        |document| operation(document)["responses"] = json!({ "200": json_body("Pet") }),
    );
    let of_type = |media_type: &str| json!({ "description": "", "content": { media_type: {} } });
    tells(
        &["breaking breaking operation `change_pet`: returns `Body` instead of `Pet`"],
        |document| responses(document, "200", of_type("text/plain")),
    );
    tells(
        &["compatible compatible operation `change_pet`: status `409` added, with no body"],
        |document| responses(document, "409", json!({ "description": "" })),
    );
    tells_between(
        &["compatible compatible operation `change_pet`: status `409` removed"],
        |document| responses(document, "409", json!({ "description": "" })),
        |document| operation(document)["responses"] = json!({ "200": json_body("Pet") }),
    );
    tells_between(
        &[
            "behaviour behaviour operation `change_pet`: status `409` comes with `text/html` instead of `application/problem+json`",
        ],
        |document| responses(document, "409", of_type("application/problem+json")),
        |document| responses(document, "409", of_type("text/html")),
    );
}

#[test]
fn pages() {
    let number =
        |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "integer" } });
    let before = |document: &mut Value| {
        document["paths"]["/pets"] = json!({ "get": {
            "operationId": "list_pets",
            "parameters": [number("pageNumber"), number("pageSize")],
            "responses": { "200": json_body("Page") },
        } });
        *schema(document, "Page") = json!({ "type": "object", "properties": {
            "items": { "type": "array", "items": reference("Pet") },
        } });
    };
    tells_between(
        &[
            "breaking breaking operation `list_pets`: has no `stream` any more",
            "breaking behaviour operation `list_pets`: parameter `page_size` removed",
        ],
        before,
        |document| document["paths"]["/pets"]["get"]["parameters"] = json!([number("pageNumber")]),
    );
}

#[test]
fn security_and_servers() {
    let asks = |required: Value| move |document: &mut Value| document["security"] = required;
    let bearer = || json!([{ "bearer": [] }]);
    tells(
        &["behaviour breaking the API: asks for `bearer` instead of no authentication"],
        asks(bearer()),
    );
    tells_between(
        &["compatible compatible the API: asks for `bearer` or `key` instead of `bearer`"],
        asks(bearer()),
        asks(json!([{ "bearer": [] }, { "key": [] }])),
    );
    tells_between(
        &["behaviour breaking the API: asks for `bearer` (write) instead of `bearer`"],
        asks(bearer()),
        asks(json!([{ "bearer": ["write"] }])),
    );
    tells_between(
        &[
            "compatible compatible operation `change_pet`: asks for no authentication instead of `bearer`",
        ],
        asks(bearer()),
        |document| operation(document)["security"] = json!([]),
    );
    let servers = |urls: &[&str]| {
        let servers: Vec<Value> = urls.iter().map(|url| json!({ "url": url })).collect();
        move |document: &mut Value| document["servers"] = json!(servers)
    };
    tells_between(
        &["behaviour behaviour the API: its servers are `https://b` instead of `https://a`"],
        servers(&["https://a"]),
        servers(&["https://b"]),
    );
    tells_between(
        &[
            "compatible compatible the API: its servers are `https://a`, `https://b` instead of `https://a`",
        ],
        servers(&["https://a"]),
        servers(&["https://a", "https://b"]),
    );
    tells(
        &[
            "behaviour behaviour operation `change_pet`: its servers are `https://b` instead of none",
        ],
        |document| operation(document)["servers"] = json!([{ "url": "https://b" }]),
    );
}

#[test]
fn models_come_and_go_and_become_something_else() {
    tells(&["compatible compatible model `Boat`: added"], |document| {
        *schema(document, "Boat") =
            json!({ "type": "object", "properties": { "sail": { "type": "boolean" } } });
    });
    tells_also(
        "breaking behaviour model `Kind`: is a name for `String` instead of an enum",
        |document| *schema(document, "Kind") = json!({ "type": "string" }),
    );
    tells(
        &["compatible compatible model `Pet`: is deprecated"],
        |document| schema(document, "Pet")["deprecated"] = json!(true),
    );
}

#[test]
fn the_name_of_a_model_is_not_sent() {
    tells(
        &[
            "breaking compatible model `Kind`: renamed to `Species`",
            "breaking compatible model `Pet`: field `kind` is `Species` instead of `Kind`",
        ],
        |document| {
            let kind = schema(document, "Kind").take();
            *schema(document, "Species") = kind;
            let schemas = document["components"]["schemas"].as_object_mut().unwrap();
            schemas.remove("Kind");
            schema(document, "Pet")["properties"]["kind"] = reference("Species");
        },
    );
}

#[test]
fn a_value_that_is_called_unknown_is_a_value_like_any_other() {
    tells(
        &["behaviour behaviour model `Kind`: value `UnknownValue` added"],
        |document| schema(document, "Kind")["enum"] = json!(["Cat", "Dog", "Unknown"]),
    );
}

#[test]
fn limits_and_defaults_of_fields_are_about_requests() {
    tells_between(
        &[
            "behaviour breaking model `New`: field `name` is limited further: `maxLength` 20 instead of 40",
        ],
        |document| name_of(document, "New")["maxLength"] = json!(40),
        |document| name_of(document, "New")["maxLength"] = json!(20),
    );
    tells_between(
        &[
            "behaviour behaviour model `New`: if field `name` is not sent, the server assumes 2 instead of nothing",
        ],
        |_| {},
        |document| name_of(document, "New")["default"] = json!(2),
    );
    tells(
        &["compatible compatible model `New`: field `name` is deprecated"],
        |document| name_of(document, "New")["deprecated"] = json!(true),
    );
    tells(&[], |document| {
        name_of(document, "Pet")["maxLength"] = json!(20);
        name_of(document, "Pet")["default"] = json!("Rex");
    });
}

#[test]
fn a_diff_is_text_markdown_and_json() {
    let removed = difference(
        |_| {},
        |document| schema(document, "Kind")["enum"] = json!(["Cat"]),
    );
    let advice = "take it out of your code";
    assert_eq!(
        removed.to_string(),
        format!(
            "upgrading   deployed    change\n\
             breaking    compatible  model `Kind`: value `Dog` removed\n{:24}-> {advice}\n\
             upgrading  major\n\
             deployed   compatible\n",
            ""
        )
    );
    assert_eq!(
        removed.to_markdown(),
        format!(
            "### Breaking\n\n- model `Kind`: value `Dog` removed; {advice}\n\n\
             Upgrading: major. Deployed clients: compatible.\n"
        )
    );
    assert_eq!(
        serde_json::to_value(&removed).unwrap(),
        json!({ "format": 1, "version_bump": "major", "deployed": "compatible", "changes": [{
            "subject": "model `Kind`",
            "change": "value `Dog` removed",
            "upgrading": "breaking",
            "deployed": "compatible",
            "advice": advice,
        }] })
    );
    let added = difference(
        |_| {},
        |document| schema(document, "Kind")["enum"] = json!(["Cat", "Dog", "Bird"]),
    );
    assert_eq!(
        added.to_markdown(),
        "### Changed\n\n- model `Kind`: value `Bird` added (deployed clients: behaviour); handle it; \
         until then, it arrives as unknown\n\nUpgrading: minor. Deployed clients: behaviour.\n"
    );
}

#[test]
fn a_diff_without_changes_is_text_and_json_too() {
    let api = support::generated(&pets().to_string()).api;
    let same = diff(&api, &api);
    assert_eq!(same.to_string(), "upgrading  none\ndeployed   none\n");
    assert_eq!(
        serde_json::to_value(&same).unwrap(),
        json!({ "format": 1, "version_bump": "none", "deployed": "none", "changes": [] })
    );
}
