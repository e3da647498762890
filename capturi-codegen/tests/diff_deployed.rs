//! What a client that is already built makes of a changed server: fields, values, variants and types,
//! in requests and in responses.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_codegen::{
    Impact::{self, Behaviour, Breaking, Compatible},
    diff,
};
use serde_json::{Value, json};
use support::{
    changes::{
        apis, difference, lines, name_of, note, operation, schema, tells, tells_also, tells_between,
    },
    json_body, reference,
};

fn property<'a>(document: &'a mut Value, model: &str, name: &str) -> &'a mut Value {
    &mut schema(document, model)["properties"][name]
}

fn remove(document: &mut Value, model: &str, name: &str) {
    let properties = schema(document, model)["properties"].as_object_mut();
    properties.unwrap().remove(name);
}

/// Makes callers send a `Kind` and a `Home`, too.
fn sent_too(document: &mut Value) {
    *property(document, "New", "kind") = reference("Kind");
    *property(document, "New", "home") = reference("Home");
}

#[test]
fn fields_of_a_response() {
    tells(
        &["compatible compatible model `Pet`: field `age` added"],
        |document| *property(document, "Pet", "age") = json!({ "type": "integer" }),
    );
    // A text that does not come is read as an empty one; an enum has no such value.
    tells(
        &["breaking behaviour model `Pet`: field `name` removed"],
        |document| remove(document, "Pet", "name"),
    );
    tells(
        &["breaking breaking model `Pet`: field `kind` removed"],
        |document| remove(document, "Pet", "kind"),
    );
    tells(
        &["breaking behaviour model `Pet`: field `home` removed"],
        |document| remove(document, "Pet", "home"),
    );
    tells(
        &["breaking behaviour model `Pet`: field `name` became nullable or optional"],
        |document| property(document, "Pet", "name")["nullable"] = json!(true),
    );
    tells(
        &["breaking breaking model `Pet`: field `kind` became nullable or optional"],
        |document| {
            *property(document, "Pet", "kind") =
                json!({ "allOf": [reference("Kind")], "nullable": true });
        },
    );
}

#[test]
fn a_field_that_a_response_need_not_have_any_more() {
    let required =
        |names: Value| move |document: &mut Value| schema(document, "Pet")["required"] = names;
    // The document tells values apart then.
    tells_between(
        &["breaking breaking model `Pet`: field `kind` became nullable or optional"],
        required(json!(["name", "kind"])),
        required(json!(["name"])),
    );
    tells_between(
        &["behaviour behaviour model `Pet`: field `name` may be missing"],
        required(json!(["name", "kind"])),
        required(json!(["kind"])),
    );
    tells(&[], required(json!(["name", "kind"])));
}

#[test]
fn fields_of_a_request() {
    let age =
        |document: &mut Value| *property(document, "New", "age") = json!({ "type": "integer" });
    tells(
        &["compatible compatible model `New`: optional field `age` added"],
        age,
    );
    tells(
        &["breaking breaking model `New`: required field `age` added"],
        |document| {
            age(document);
            schema(document, "New")["required"] = json!(["age"]);
        },
    );
    tells(
        &["breaking breaking model `New`: field `name` became required"],
        |document| schema(document, "New")["required"] = json!(["name"]),
    );
    tells_between(
        &["breaking behaviour model `New`: field `name` removed"],
        age,
        |document| remove(document, "New", "name"),
    );
    tells(
        &["behaviour behaviour model `New`: field `name` is set by the server alone"],
        |document| property(document, "New", "name")["readOnly"] = json!(true),
    );
}

#[test]
fn fields_are_the_same_if_their_keys_are() {
    let text = || json!({ "type": "string" });
    tells_between(
        &[
            "breaking compatible model `Pet`: field `foo_bar` renamed to `foo_bar_2`",
            "compatible compatible model `Pet`: field `foo_bar` added",
        ],
        |document| *property(document, "Pet", "fooBar") = text(),
        |document| *property(document, "Pet", "FooBar") = text(),
    );
    tells_between(
        &[
            "behaviour behaviour model `Pet`: field `foo_bar` is `foo_bar` in JSON instead of `fooBar`",
        ],
        |document| *property(document, "Pet", "fooBar") = text(),
        |document| {
            remove(document, "Pet", "fooBar");
            *property(document, "Pet", "foo_bar") = text();
        },
    );
    tells(
        &["behaviour breaking model `Pet`: field `kind` is `Kind` in JSON instead of `kind`"],
        |document| {
            remove(document, "Pet", "kind");
            *property(document, "Pet", "Kind") = reference("Kind");
        },
    );
}

#[test]
fn a_model_that_is_opened() {
    let open = |model: &'static str| {
        move |document: &mut Value| {
            schema(document, model)["additionalProperties"] = json!({ "type": "integer" });
        }
    };
    tells(
        &["compatible compatible model `Pet`: field `extra`, for all other members, added"],
        open("Pet"),
    );
    tells(
        &["compatible compatible model `New`: field `extra`, for all other members, added"],
        open("New"),
    );
    // A day has no default, so callers name every field.
    tells_between(
        &["breaking compatible model `New`: field `extra`, for all other members, added"],
        |document| {
            *property(document, "New", "born") = json!({ "type": "string", "format": "date" });
            schema(document, "New")["required"] = json!(["born"]);
        },
        open("New"),
    );
    // What an old client keeps among all other members has to be of their type.
    tells_between(
        &["behaviour breaking model `Pet`: field `owner` added"],
        open("Pet"),
        |document| *property(document, "Pet", "owner") = json!({ "type": "string" }),
    );
}

#[test]
fn values() {
    let values =
        |values: Value| move |document: &mut Value| schema(document, "Kind")["enum"] = values;
    tells(
        &["behaviour behaviour model `Kind`: value `Bird` added"],
        values(json!(["Cat", "Dog", "Bird"])),
    );
    tells(
        &["breaking compatible model `Kind`: value `Dog` removed"],
        values(json!(["Cat"])),
    );
    tells_between(
        &["breaking breaking model `Kind`: value `Dog` removed"],
        sent_too,
        values(json!(["Cat"])),
    );
    tells(
        &["behaviour behaviour model `Kind`: value `Cat` is `\"cat\"` instead of `\"Cat\"`"],
        values(json!(["cat", "Dog"])),
    );
    // Another value takes the name.
    tells_between(
        &[
            "breaking compatible model `Kind`: values renamed: `Grun` -> `GrunAlternative2`",
            "behaviour behaviour model `Kind`: value `Grun` added",
        ],
        values(json!(["Gr\u{fc}n"])),
        values(json!(["Grun", "Gr\u{fc}n"])),
    );
}

#[test]
fn numbers_get_names_or_become_texts() {
    let numbers = || json!({ "type": "integer", "enum": [1, 2] });
    let named =
        || json!({ "type": "integer", "enum": [1, 2], "x-enum-varnames": ["Active", "Closed"] });
    let texts = || json!({ "type": "string", "enum": ["Active", "Closed"] });
    let kind = |kind: Value| move |document: &mut Value| *schema(document, "Kind") = kind;
    tells_between(
        &[
            "breaking compatible model `Kind`: values renamed: `Value1` -> `Active`, `Value2` -> `Closed`",
        ],
        kind(numbers()),
        kind(named()),
    );
    let told = "model `Kind`: its values are texts on the wire instead of numbers: `\"Active\"`, `\"Closed\"`";
    tells_between(
        &[format!("breaking breaking {told}").as_str()],
        kind(numbers()),
        kind(texts()),
    );
    // A client reads the names of its variants, but sends numbers.
    tells_between(
        &[format!("breaking compatible {told}").as_str()],
        kind(named()),
        kind(texts()),
    );
    tells_between(
        &[format!("breaking breaking {told}").as_str()],
        |document| {
            sent_too(document);
            kind(named())(document);
        },
        kind(texts()),
    );
}

#[test]
fn variants() {
    let boat = |document: &mut Value| {
        let variants = schema(document, "Home")["oneOf"].as_array_mut();
        variants.unwrap().push(reference("Boat"));
        *schema(document, "Boat") =
            json!({ "type": "object", "properties": { "sail": { "type": "boolean" } } });
    };
    tells_also(
        "behaviour behaviour model `Home`: variant `Boat` added",
        boat,
    );
    let no_house = |document: &mut Value| {
        let home = schema(document, "Home");
        home["oneOf"] = json!([reference("Flat")]);
        home["discriminator"]["mapping"] = json!({ "flat": "Flat" });
    };
    tells_also(
        "breaking compatible model `Home`: variant `House` removed",
        no_house,
    );
    let told = lines(&difference(sent_too, no_house));
    let removed = "breaking breaking model `Home`: variant `House` removed";
    assert!(told.iter().any(|line| line == removed), "{told:#?}");
    let mapping = |mapping: Value| {
        move |document: &mut Value| schema(document, "Home")["discriminator"]["mapping"] = mapping
    };
    tells(
        &["behaviour behaviour model `Home`: variant `Flat` is told by `FLAT` instead of `flat`"],
        mapping(json!({ "FLAT": "Flat", "house": "House" })),
    );
    tells_also(
        "behaviour behaviour model `Home`: its variants are told apart by `kind` instead of `type`",
        |document| schema(document, "Home")["discriminator"]["propertyName"] = json!("kind"),
    );
}

/// The impact on deployed clients if this field becomes another type; it is the only change.
#[track_caller]
fn deployed(model: &str, before: &Value, after: &Value) -> Impact {
    let set = |value: Value| move |document: &mut Value| *name_of(document, model) = value;
    let diff = difference(set(before.clone()), set(after.clone()));
    let told = lines(&diff);
    assert_eq!(told.len(), 1, "{told:#?}");
    let subject = format!("model `{model}`");
    assert_eq!(
        (&diff.changes[0].subject, diff.changes[0].upgrading),
        (&subject, Breaking)
    );
    diff.changes[0].deployed
}

#[test]
fn types_become_wider_and_narrower() {
    let of = |name: &str| json!({ "type": name });
    let formatted = |name: &str, format: &str| json!({ "type": name, "format": format });
    let (int, long) = (formatted("integer", "int32"), formatted("integer", "int64"));
    let (uuid, time, day) = (
        formatted("string", "uuid"),
        formatted("string", "date-time"),
        formatted("string", "date"),
    );
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let map = |values: &Value| json!({ "type": "object", "additionalProperties": values });
    let (text, any, kind) = (of("string"), json!({}), reference("Kind"));
    for (narrow, wide, from_wide) in [
        // The third is what a client makes of a narrow type that became wide in a response.
        (&int, &long, Breaking),
        (&of("integer"), &of("number"), Breaking),
        (&uuid, &text, Breaking),
        (&time, &text, Breaking),
        (&kind, &text, Behaviour),
        (&text, &any, Breaking),
        (&list(&int), &list(&long), Breaking),
        (&list(&kind), &list(&text), Behaviour),
        (&map(&uuid), &map(&text), Breaking),
    ] {
        assert_eq!(deployed("Pet", narrow, wide), from_wide, "{narrow} {wide}");
        assert_eq!(deployed("Pet", wide, narrow), Compatible, "{wide} {narrow}");
        assert_eq!(deployed("New", narrow, wide), Compatible, "{narrow} {wide}");
        assert_eq!(deployed("New", wide, narrow), Breaking, "{wide} {narrow}");
    }
    for (one, other) in [
        (&text, &of("boolean")),
        (&day, &time),
        (&kind, &of("integer")),
    ] {
        for model in ["Pet", "New"] {
            assert_eq!(deployed(model, one, other), Breaking, "{one} {other}");
            assert_eq!(deployed(model, other, one), Breaking, "{other} {one}");
        }
    }
}

#[test]
fn a_parameter_is_text_whatever_its_type() {
    let schemas = |schema: Value| {
        move |document: &mut Value| operation(document)["parameters"][1]["schema"] = schema
    };
    let list = json!({ "type": "array", "items": { "type": "string" } });
    for (before, after, expected) in [
        (
            json!({ "type": "integer" }),
            json!({ "type": "string" }),
            "compatible operation `change_pet`: parameter `note` takes `String` instead of `i64`",
        ),
        (
            json!({ "type": "string" }),
            json!({ "type": "boolean" }),
            "breaking operation `change_pet`: parameter `note` takes `bool` instead of `String`",
        ),
        (
            json!({ "type": "string" }),
            list,
            "compatible operation `change_pet`: parameter `note` takes `Vec<String>` instead of `String`",
        ),
    ] {
        tells_between(
            &[format!("breaking {expected}").as_str()],
            schemas(before),
            schemas(after),
        );
    }
}

#[test]
fn a_model_under_another_name_is_compared_by_its_fields() {
    let another = |more: Value| {
        move |document: &mut Value| {
            let mut animal = schema(document, "Pet").clone();
            for (name, property) in more.as_object().unwrap() {
                animal["properties"][name] = property.clone();
            }
            *schema(document, "Animal") = animal;
            operation(document)["responses"]["200"] = json_body("Animal");
        }
    };
    tells_also(
        "breaking compatible operation `change_pet`: returns `Animal` instead of `Pet`",
        another(json!({ "age": { "type": "integer" } })),
    );
    tells_also(
        "breaking breaking operation `change_pet`: returns `Animal` instead of `Pet`",
        another(json!({ "name": { "type": "integer" } })),
    );
}

#[test]
fn a_success_that_goes_away_leaves_the_others() {
    let also = |document: &mut Value| {
        operation(document)["responses"]["201"] = json_body("New");
    };
    let without = |status: &'static str| {
        move |document: &mut Value| {
            let responses = operation(document)["responses"].as_object_mut().unwrap();
            responses.remove(status);
        }
    };
    for (gone, left) in [("201", "Pet"), ("200", "New")] {
        let told = lines(&difference(also, without(gone)));
        let line = format!(
            "breaking compatible operation `change_pet`: returns `{left}` instead of `Pet for 200, New for 201`"
        );
        assert!(told.contains(&line), "{told:#?}");
    }
}

#[test]
fn arguments_of_a_path_that_change_places_have_to_be_swapped() {
    let order = |path: &'static str| {
        move |document: &mut Value| {
            let text = json!({ "type": "string" });
            let mut moved = operation(document).take();
            moved["parameters"] = json!([
                { "name": "id", "in": "path", "required": true, "schema": text },
                { "name": "owner", "in": "path", "required": true, "schema": text },
            ]);
            document["paths"] = json!({ path: { "put": moved } });
        }
    };
    let [old, _] = apis(order("/pets/{id}/of/{owner}"), |_| {});
    let [new, _] = apis(order("/owners/{owner}/pets/{id}"), |_| {});
    let told = lines(&diff(&old, &new));
    let line = "breaking compatible operation `change_pet`: the parameters of the path stand in another order";
    assert!(told.iter().any(|one| one == line), "{told:#?}");
}

#[test]
fn names_of_headers_are_the_same_in_capitals() {
    let header = |name: &'static str| {
        move |document: &mut Value| {
            let text = json!({ "type": "string" });
            note(document)["in"] = json!("header");
            note(document)["name"] = json!(name);
            note(document)["schema"] = text;
        }
    };
    tells_between(&[], header("X-Trace"), header("x-trace"));
}
