//! For every document, the pipeline returns an error that names a place, or source that is Rust,
//! and the same on each run.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use capturi_codegen::{Error, Origin, Settings, generate};
use proptest::{
    collection::vec, prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner,
};
use serde_json::{Map, Value, json};

const MODELS: [&str; 5] = ["Pet", "pet", "Option", "Owner", "Home.Address"];
const PROPERTIES: [&str; 7] = [
    "name",
    "Name",
    "type",
    "self",
    "some_thing",
    "someThing",
    "1st",
];
const VALUES: [&str; 5] = ["Cat", "cat", "+1", "", "a b"];

fn reference() -> impl Strategy<Value = Value> {
    select(&MODELS[..]).prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
}

fn leaf() -> impl Strategy<Value = Value> {
    let simple = select(
        &[
            ("string", None),
            ("string", Some("uuid")),
            ("string", Some("date-time")),
            ("string", Some("odd")),
            ("integer", Some("int32")),
            ("number", Some("decimal")),
            ("boolean", None),
            ("object", None),
            ("array", None),
        ][..],
    )
    .prop_map(|(kind, format)| match format {
        Some(format) => json!({ "type": kind, "format": format }),
        None => json!({ "type": kind }),
    });
    let texts = vec(select(&VALUES[..]), 1..4)
        .prop_map(|values| json!({ "type": "string", "enum": values }));
    let numbers =
        vec(-2..3i64, 1..4).prop_map(|values| json!({ "type": "integer", "enum": values }));
    prop_oneof![4 => simple, 3 => reference(), 1 => texts, 1 => numbers, 1 => Just(json!({})), 1 => Just(json!(true))]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        let object = vec((select(&PROPERTIES[..]), inner.clone()), 0..5).prop_map(|properties| {
            let names: Vec<&str> = properties.iter().map(|(name, _)| *name).take(1).collect();
            let properties: Map<String, Value> = properties
                .into_iter()
                .map(|(name, schema)| (name.to_owned(), schema))
                .collect();
            json!({ "type": "object", "properties": properties, "required": names })
        });
        prop_oneof![
            4 => object,
            1 => inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            1 => inner.clone().prop_map(|values| json!({ "type": "object", "additionalProperties": values })),
            1 => vec(inner.clone(), 1..4).prop_map(|parts| json!({ "oneOf": parts })),
            1 => vec(inner.clone(), 1..3).prop_map(|parts| json!({ "anyOf": parts, "nullable": true })),
            1 => vec(inner.clone(), 1..3).prop_map(|parts| json!({ "allOf": parts })),
            1 => (vec(reference(), 1..3), select(&PROPERTIES[..])).prop_map(|(parts, tag)| {
                json!({ "oneOf": parts, "discriminator": { "propertyName": tag } })
            }),
            1 => inner.prop_map(|mut schema| {
                if let Some(schema) = schema.as_object_mut() {
                    schema.insert("default".to_owned(), json!(7));
                    schema.insert("title".to_owned(), json!("Pet"));
                    schema.insert("nullable".to_owned(), json!(true));
                }
                schema
            }),
        ]
    })
}

fn operation() -> impl Strategy<Value = Value> {
    let place = select(&["query", "header", "cookie", "path"][..]);
    let parameter = (select(&PROPERTIES[..]), place, schema())
        .prop_map(|(name, place, schema)| json!({ "name": name, "in": place, "schema": schema }));
    let media_type = select(
        &[
            "application/json",
            "multipart/form-data",
            "text/plain",
            "image/png",
            "application/x-www-form-urlencoded",
        ][..],
    );
    (vec(parameter, 0..4), media_type, schema(), schema(), select(&["200", "201", "204", "default"][..])).prop_map(
        |(parameters, media_type, body, response, status)| {
            json!({
                "parameters": parameters,
                "requestBody": { "content": { media_type: { "schema": body } } },
                "responses": { status: { "description": "", "content": { "application/json": { "schema": response } } } },
            })
        },
    )
}

fn document() -> impl Strategy<Value = Value> {
    let verbs = || select(&["get", "post", "delete"][..]);
    let paths = select(&["/pets", "/pets/{name}", "/Pets/{1st}/self", "/"][..]);
    let operations = vec((paths, verbs(), operation()), 0..4);
    (vec(schema(), MODELS.len()), operations).prop_map(|(schemas, operations)| {
        let schemas: Map<String, Value> = MODELS
            .iter()
            .map(|&name| name.to_owned())
            .zip(schemas)
            .collect();
        let mut paths = json!({});
        for (path, verb, operation) in operations {
            paths[path][verb] = operation;
        }
        json!({
            "openapi": "3.0.1",
            "info": { "title": "", "version": "" },
            "paths": paths,
            "components": { "schemas": schemas },
        })
    })
}

/// Of random documents, hardly any is refused because a part of it would be lost.
#[test]
fn nearly_every_document_becomes_a_faithful_client() {
    let cases = std::env::var("CAPTURI_CASES").map_or(500, |cases| cases.parse().unwrap());
    let mut runner = TestRunner::deterministic();
    let mut refused = Vec::new();
    for _ in 0..cases {
        let document = document().new_tree(&mut runner).unwrap().current();
        let text = document.to_string();
        if let Err(error) = generate(&text, None, Origin::Foreign) {
            let reason = error.to_string();
            assert!(reason.len() > 10, "{reason}\n{text}");
            refused.push((matches!(error, Error::Unfaithful(_)), reason, text));
        }
    }
    let unfaithful = refused.iter().filter(|(is_unfaithful, ..)| *is_unfaithful);
    let unfaithful: Vec<_> = unfaithful.collect();
    println!(
        "{cases} documents, {} refused, {} of them not faithful",
        refused.len(),
        unfaithful.len()
    );
    for (_, reason, _) in &refused {
        println!("  {reason}");
    }
    // What is refused composes what contradicts itself, or unions that contain each other.
    assert!(unfaithful.len() * 250 <= cases, "{unfaithful:#?}");
}

fn names(source: &str) -> Vec<&str> {
    source
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix("pub fn ")?
                .split_once("(&self) -> builder::")
        })
        .map(|(name, _)| name)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn the_result_is_rust_or_an_error_that_says_something(document in document()) {
        let text = document.to_string();
        let settings = Settings::new(Origin::Foreign).keep_going(true);
        match generate(&text, None, settings) {
            Ok(generated) => {
                prop_assert!(syn::parse_file(&generated.source).is_ok(), "{}", generated.source);
                prop_assert_eq!(generate(&text, None, settings).unwrap().source, generated.source);
            }
            Err(error) => prop_assert!(error.to_string().len() > 10, "{}\n{}", error, text),
        }
    }

    #[test]
    fn the_names_of_operations_do_not_depend_on_unrelated_ones(document in document()) {
        let settings = Settings::new(Origin::Foreign).keep_going(true);
        let Ok(before) = generate(&document.to_string(), None, settings) else {
            return Ok(());
        };
        let mut more = document;
        more["paths"]["/unrelated/{thing}"] = json!({ "get": { "responses": { "204": { "description": "" } } } });
        let after = generate(&more.to_string(), None, settings).unwrap();
        let after = names(&after.source);
        for name in names(&before.source) {
            prop_assert!(after.contains(&name), "{} is not in {:?}", name, after);
        }
    }
}
