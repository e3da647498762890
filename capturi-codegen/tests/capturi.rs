//! The whole Capturi document, through the whole pipeline.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capturi_codegen::{Error, Generated, Origin, generate};
use serde_json::{Value, json};
use syn::{Fields, Item, ItemEnum, ItemStruct};

const DOCUMENT: &str = include_str!("../../spec/upstream.json");
const OVERLAY: &str = include_str!("../../spec/overlay.json");

const OPERATIONS: [&str; 28] = [
    "list_audits",
    "list_conversation_comments",
    "list_comments",
    "list_conversations",
    "list_conversation_changes",
    "get_conversation",
    "get_transcript",
    "update_conversation_metadata",
    "list_questionnaires",
    "get_questionnaire",
    "list_questionnaire_answer_changes",
    "list_filters",
    "get_filter",
    "list_filter_folders",
    "get_filter_folder",
    "list_scores",
    "get_score",
    "list_trackers",
    "get_tracker",
    "list_tracker_folders",
    "get_tracker_folder",
    "create_live_topics",
    "get_live_topics",
    "get_live_topic_details",
    "create_live_topic_trends",
    "list_live_topic_phrases",
    "list_live_topic_conversations",
    "list_live_topic_phrase_conversations",
];

fn capturi() -> Generated {
    generate(DOCUMENT, Some(OVERLAY), Origin::Own).unwrap()
}

struct Types {
    structs: Vec<ItemStruct>,
    enums: Vec<ItemEnum>,
}

fn types(source: &str) -> Types {
    let file = syn::parse_file(source).unwrap();
    let items = file
        .items
        .into_iter()
        .find_map(|item| match item {
            Item::Mod(module) if module.ident == "types" => Some(module.content.unwrap().1),
            _ => None,
        })
        .unwrap();
    let mut types = Types {
        structs: Vec::new(),
        enums: Vec::new(),
    };
    for item in items {
        match item {
            Item::Struct(item) => types.structs.push(item),
            Item::Enum(item) => types.enums.push(item),
            _ => {}
        }
    }
    types
}

#[test]
fn all_28_operations_have_their_names() {
    let source = support::squeeze(&capturi().source);
    for name in OPERATIONS {
        assert!(
            source.contains(&format!("pub fn {name}(")),
            "{name} is missing"
        );
    }
    assert_eq!(source.matches("pub async fn send(").count(), 28);
    // Three listings have tokens, three have numbered pages.
    assert_eq!(source.matches("Paging::by_token(").count(), 3);
    assert_eq!(source.matches("Paging::by_number(").count(), 3);
    // 21 GETs, and 4 listings that are POSTs.
    assert_eq!(source.matches(".safe();").count(), 25);
}

#[test]
fn all_196_schemas_become_164_structs_25_enums_and_7_unions() {
    let generated = capturi();
    let types = types(&generated.source);
    assert_eq!(types.structs.len(), 164);
    let (open, unions): (Vec<_>, Vec<_>) = types.enums.iter().partition(|item| {
        item.variants
            .iter()
            .any(|variant| matches!(variant.fields, Fields::Unit))
    });
    assert_eq!((open.len(), unions.len()), (25, 7));
    for item in open {
        let last = item.variants.last().unwrap();
        assert_eq!(
            quote::quote!(#last).to_string().split("] ").last().unwrap(),
            "Unknown (String)",
            "{}",
            item.ident
        );
    }
    for item in unions {
        let last = item.variants.last().unwrap();
        assert!(
            quote::quote!(#last)
                .to_string()
                .ends_with("Unknown (:: serde_json :: Value)"),
            "{}",
            item.ident
        );
    }
    let report = generated.report;
    assert_eq!(
        (
            report.operations,
            report.structs,
            report.enums,
            report.unions
        ),
        (28, 164, 25, 7)
    );
    assert!(report.left_out.is_empty() && report.warnings.is_empty());
}

/// Compares with the document itself; `allOf` is resolved here, not by the generator.
#[test]
fn every_struct_has_every_property_of_its_schema() {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let types = types(&capturi().source);
    let mut compared = 0;
    for item in &types.structs {
        let name = item.ident.to_string();
        let Some(schema) = schemas.get(&name) else {
            assert!(
                name.ends_with("ConditionalQuestionView"),
                "{name} is not in the document"
            );
            continue;
        };
        let mut properties = properties(schemas, schema);
        // The tag of a variant belongs to the union.
        properties.retain(|(name, property)| {
            name != "type"
                || property["enum"]
                    .as_array()
                    .is_none_or(|values| values.len() != 1)
        });
        let open = schema.get("additionalProperties") == Some(&json!({}))
            || name == "HttpValidationProblemDetails";
        assert_eq!(
            item.fields.len(),
            properties.len() + usize::from(open),
            "{name}"
        );
        compared += 1;
    }
    assert_eq!(compared, 162);
    let full = types
        .structs
        .iter()
        .find(|item| item.ident == "IntegrationConversationView")
        .unwrap();
    assert_eq!(full.fields.len(), 32);
}

fn properties(schemas: &serde_json::Map<String, Value>, schema: &Value) -> Vec<(String, Value)> {
    if let Some(name) = schema["$ref"].as_str() {
        return properties(schemas, &schemas[name.rsplit('/').next().unwrap()]);
    }
    let mut found: Vec<(String, Value)> = Vec::new();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        found.extend(properties(schemas, part));
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        found.retain(|(known, _)| known != name);
        found.push((name.clone(), property.clone()));
    }
    found
}

#[test]
fn nothing_is_closed_or_impossible() {
    let source = capturi().source;
    assert!(!source.contains("deny_unknown_fields"));
    for item in types(&source).enums {
        assert!(!item.variants.is_empty(), "{} has no value", item.ident);
    }
}

#[test]
fn requests_and_responses_are_told_apart() {
    let source = capturi().source;
    let types = types(&source);
    let requests = types
        .structs
        .iter()
        .filter(|item| {
            !item
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("non_exhaustive"))
        })
        .count();
    // Requests reach 19 schemas: 13 models and 6 enums.
    assert_eq!(requests, 13);
    assert_eq!(types.structs.len() - requests, 151);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(capturi().source, capturi().source);
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    let marked = format!("\u{feff}{DOCUMENT}");
    assert_eq!(
        generate(&marked, Some(OVERLAY), Origin::Own)
            .unwrap()
            .source,
        capturi().source
    );
}

#[test]
fn a_correction_that_no_longer_applies_is_an_error_on_our_document_and_a_warning_elsewhere() {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut() {
            let parameters = operation["parameters"].as_array_mut().unwrap();
            parameters.retain(|parameter| parameter["name"] != "api-version");
        }
    }
    let document = document.to_string();
    let error = generate(&document, Some(OVERLAY), Origin::Own).unwrap_err();
    assert!(
        matches!(&error, Error::MatchedNothing { step, .. } if step == "api_version"),
        "{error}"
    );
    let generated = generate(&document, Some(OVERLAY), Origin::Foreign).unwrap();
    assert_eq!(generated.report.warnings, ["api_version matched nothing"]);
}

#[test]
fn an_operation_that_is_new_is_generated_without_our_doing() {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    document["paths"]["/integrations/coaching/{uid}"] = json!({ "get": {
        "parameters": [{ "name": "uid", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }],
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ConversationView" } } } } },
    } });
    let generated = generate(&document.to_string(), Some(OVERLAY), Origin::Own).unwrap();
    assert!(
        generated
            .source
            .contains("pub fn get_integrations_coaching_by_uid(")
    );
    assert_eq!(generated.report.operations, 29);
}
