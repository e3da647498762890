//! The OpenAPI document as the fixups see it: JSON, and functions to walk it.
//!
//! Fixups pass their findings on to `Api` as `x-` members of the document (the constants in
//! [`marker`]), so that the document is the only thing that they change.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    Error,
    left_out::{Fact, LeftOut},
};

/// Extension members that carry knowledge through the pipeline.
pub(crate) mod marker {
    /// From the overlay, on a schema: the name of its Rust type.
    pub(crate) const RUST_NAME: &str = "x-rust-name";
    /// From the overlay, on a schema: webhooks send it (and all that it reaches) in either key
    /// case.
    pub(crate) const WEBHOOK_ENTITY: &str = "x-webhook-entity";
    /// On an operation: it takes the parameter `api-version` in its query.
    pub(crate) const VERSIONED: &str = "x-versioned";
    /// From the overlay, on an operation: it changes nothing, whatever its method.
    pub(crate) const SAFE: &str = "x-safe";
    /// From the overlay, on an operation with numbered pages: the number of the first page.
    pub(crate) const FIRST_PAGE: &str = "x-first-page";
    /// From the overlay, on an operation with numbered pages: the number of items to ask for.
    pub(crate) const PAGE_SIZE: &str = "x-page-size";
    /// On a schema: the schema that it extended through `allOf`.
    pub(crate) const BASE: &str = "x-base";
    /// On a schema: a request body or parameter reaches it.
    pub(crate) const REQUEST_MODEL: &str = "x-request-model";
    /// The model is reached by a response.
    pub(crate) const RESPONSE_MODEL: &str = "x-response-model";
    /// On a schema: the body of a PATCH reaches it.
    pub(crate) const PATCH_MODEL: &str = "x-patch-model";
    /// The marks that tell what reaches a schema. What is made of a schema inherits them.
    pub(crate) const REACH: [&str; 3] = [REQUEST_MODEL, RESPONSE_MODEL, PATCH_MODEL];
    /// On a property: an explicit `null` has a meaning of its own (it clears the value).
    pub(crate) const CLEARABLE: &str = "x-clearable";
    /// On an enum: the value on the wire for each of its names.
    pub(crate) const ENUM_VALUES: &str = "x-enum-values";
    /// On a component schema: its name in the document, which the server writes as a tag.
    pub(crate) const SCHEMA_NAME: &str = "x-schema-name";
    /// On a union: its variants have the tag as a field of their own.
    pub(crate) const KEEPS_TAG: &str = "x-keeps-tag";
    /// On a schema: the value that the server assumes if none is sent.
    pub(crate) const DEFAULT: &str = "x-default";
    /// On a schema: the limits of what the server accepts, by keyword.
    pub(crate) const LIMITS: &str = "x-limits";
    /// On a property: the document itself requires it.
    pub(crate) const REQUIRED: &str = "x-required";
    /// On a property: only the server sends it.
    pub(crate) const READ_ONLY: &str = "x-read-only";
    /// On a property: only callers send it.
    pub(crate) const WRITE_ONLY: &str = "x-write-only";
    /// On the document: it says which values a response always has.
    pub(crate) const TELLS_REQUIRED: &str = "x-tells-required";
    /// On an operation: the statuses of failures, each with its outline.
    pub(crate) const ERRORS: &str = "x-errors";
    /// On an operation: the statuses of successes without a body beside one with a body, each with
    /// its outline.
    pub(crate) const NO_CONTENT: &str = "x-no-content";
    /// On an operation: 204 stands for "nothing there".
    pub(crate) const OPTIONAL_RESPONSE: &str = "x-optional-response";
}

/// The methods under which a path item holds operations.
pub(crate) const VERBS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The beginning of every pointer to a component schema.
const SCHEMAS: &str = "#/components/schemas/";

/// A JSON object, under a short name.
pub(crate) type Object = Map<String, Value>;

/// An OpenAPI document on its way through the pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    value: Value,
    /// The parts that can't be expressed and were loosened.
    left_out: Vec<LeftOut>,
}

/// One operation of the document.
pub(crate) struct Operation<'a> {
    pub(crate) verb: &'a str,
    pub(crate) path: &'a str,
    pub(crate) object: &'a Object,
}

impl Operation<'_> {
    /// Whether the operation has no side effects, so that it may be retried.
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.verb, "get" | "head") || is_true(self.object, marker::SAFE)
    }

    /// The operation's name, or its verb and path where it has none.
    pub(crate) fn name(&self) -> String {
        match self.object.get("operationId").and_then(Value::as_str) {
            Some(id) => id.to_owned(),
            None => format!("{} {}", self.verb.to_uppercase(), self.path),
        }
    }
}

impl Document {
    /// Reads a document; a byte order mark, which .NET may write, is skipped.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value = match serde_json::from_str(text) {
            Ok(value) => value,
            // JSON is YAML, too, but its own parser tells better what is wrong with it.
            Err(source) if text.trim_start().starts_with('{') => {
                return Err(Error::NotJson {
                    what: "document",
                    source,
                });
            }
            Err(_) => from_yaml(text)?,
        };
        let mut document = Self::of(value);
        document.check_shape()?;
        Ok(document)
    }

    fn check_shape(&mut self) -> Result<(), Error> {
        let refuse = |reason: &str| Error::NotOpenApi {
            reason: reason.to_owned(),
        };
        let root = self
            .value
            .as_object_mut()
            .ok_or_else(|| refuse("the top level is not an object"))?;
        let version = root.get("openapi").and_then(Value::as_str).unwrap_or("");
        if !version.starts_with("3.0.") && !version.starts_with("3.1.") {
            return Err(Error::NotOpenApi {
                reason: format!("`openapi` is {version:?}, expected \"3.0.x\" or \"3.1.x\""),
            });
        }
        if !root.get("paths").is_some_and(Value::is_object) {
            return Err(refuse("`paths` is missing or not an object"));
        }
        let components = root.entry("components").or_insert_with(|| json!({}));
        let schemas = components
            .as_object_mut()
            .ok_or_else(|| refuse("`components` is not an object"))?
            .entry("schemas")
            .or_insert_with(|| json!({}));
        let schemas = schemas
            .as_object()
            .ok_or_else(|| refuse("`components.schemas` is not an object"))?;
        let is_schema = |schema: &Value| schema.is_object() || schema.is_boolean();
        if let Some((name, _)) = schemas.iter().find(|(_, schema)| !is_schema(schema)) {
            return Err(Error::NotOpenApi {
                reason: format!("the schema `{name}` is not an object"),
            });
        }
        Ok(())
    }

    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// A document from its JSON, such as [`into_value`](Self::into_value) returns.
    pub(crate) fn of(value: Value) -> Self {
        Self {
            value,
            left_out: Vec::new(),
        }
    }

    pub(crate) fn into_value(self) -> Value {
        self.value
    }

    /// Notes a part that can't be expressed, and the reason.
    pub(crate) fn leave_out(&mut self, line: String) {
        let explains = None;
        self.left_out.push(LeftOut { line, explains });
    }

    /// The same for a part that the inventory would miss.
    pub(crate) fn leave_out_fact(&mut self, fact: Fact, line: String) {
        let explains = Some(fact);
        self.left_out.push(LeftOut { line, explains });
    }

    pub(crate) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    pub(crate) fn value_mut(&mut self) -> &mut Value {
        &mut self.value
    }

    /// The OpenAPI version of the document.
    pub(crate) fn version(&self) -> &str {
        self.value["openapi"].as_str().unwrap_or_default()
    }

    /// The component schemas.
    pub(crate) fn schemas(&self) -> &Object {
        match &self.value["components"]["schemas"] {
            Value::Object(schemas) => schemas,
            _ => unreachable!("checked when the document was read"),
        }
    }

    /// The component schemas, to be changed.
    pub(crate) fn schemas_mut(&mut self) -> &mut Object {
        match &mut self.value["components"]["schemas"] {
            Value::Object(schemas) => schemas,
            _ => unreachable!("checked when the document was read"),
        }
    }

    /// The component schema of this name.
    pub(crate) fn schema(&self, name: &str) -> Option<&Object> {
        self.schemas().get(name).and_then(Value::as_object)
    }

    /// Whether the component schema of this name carries a marker.
    pub(crate) fn is_marked(&self, name: &str, marker: &str) -> bool {
        self.schema(name)
            .is_some_and(|schema| is_true(schema, marker))
    }

    /// The component schema that a `$ref` leads to, with its name: a schema may be a mere `$ref` to
    /// another.
    pub(crate) fn resolve(&self, schema: &Value) -> Option<(&str, &Object)> {
        let mut seen = BTreeSet::new();
        let mut name = reference(schema)?;
        loop {
            let (known, schema) = self.schemas().get_key_value(name)?;
            match reference(schema) {
                Some(next) if seen.insert(next) => name = next,
                Some(_) => return None,
                None => return Some((known, schema.as_object()?)),
            }
        }
    }

    /// The schema that a `$ref` stands for, or the schema itself.
    pub(crate) fn resolved<'a>(&'a self, schema: &'a Value) -> Option<&'a Object> {
        match self.resolve(schema) {
            Some((_, object)) => Some(object),
            None => schema.as_object(),
        }
    }

    /// The schema without the references and the compositions of one part around it; nothing if these
    /// lead in a circle.
    fn unwrapped<'a>(&'a self, mut schema: &'a Value) -> Option<&'a Object> {
        let mut seen = BTreeSet::new();
        loop {
            schema = match reference(schema) {
                Some(name) if !seen.insert(name) => return None,
                Some(name) => self.schemas().get(name)?,
                None => {
                    let object = schema.as_object()?;
                    let parts = ["allOf", "oneOf", "anyOf"].map(|one| array(object, one));
                    match parts.into_iter().find(|parts| parts.len() == 1) {
                        Some(parts) => &parts[0],
                        None => return Some(object),
                    }
                }
            };
        }
    }

    /// Whether a value of this schema is a text, as a tag has to be.
    pub(crate) fn is_text(&self, schema: &Value) -> bool {
        let Some(schema) = self.unwrapped(schema) else {
            return false;
        };
        let is_string = |kind: &Value| {
            kind == "string"
                || kind
                    .as_array()
                    .is_some_and(|kinds| kinds.contains(&"string".into()))
        };
        schema.get("type").is_some_and(is_string)
            || schema.get("const").is_some_and(Value::is_string)
            || schema
                .get("enum")
                .and_then(Value::as_array)
                .is_some_and(|values| values.iter().all(Value::is_string))
    }

    /// Every operation, in the document's order.
    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let Some(paths) = self.value["paths"].as_object() else {
            return Vec::new();
        };
        let mut operations = Vec::new();
        for (path, item) in paths {
            for (verb, operation) in item.as_object().into_iter().flatten() {
                if let (true, Some(object)) =
                    (VERBS.contains(&verb.as_str()), operation.as_object())
                {
                    operations.push(Operation { verb, path, object });
                }
            }
        }
        operations
    }

    /// Calls `change` with every operation (method, path, operation), and adds up its counts.
    pub(crate) fn change_operations(
        &mut self,
        mut change: impl FnMut(&str, &str, &mut Object) -> usize,
    ) -> usize {
        let Some(paths) = self.value["paths"].as_object_mut() else {
            return 0;
        };
        let mut count = 0;
        for (path, item) in paths.iter_mut() {
            for (verb, operation) in item.as_object_mut().into_iter().flatten() {
                if let (true, Some(object)) =
                    (VERBS.contains(&verb.as_str()), operation.as_object_mut())
                {
                    count += change(verb, path, object);
                }
            }
        }
        count
    }

    /// Calls `look` with every schema that has this member.
    pub(crate) fn find_schemas<'a>(&'a self, member: &str, look: &mut impl FnMut(&'a Object)) {
        find(&self.value["paths"], member, look);
        find(&self.value["components"], member, look);
    }

    /// Calls `change` with every schema, outer before inner, wherever it stands (components,
    /// parameters, bodies, responses), and adds up its counts.
    pub(crate) fn change_schemas(&mut self, mut change: impl FnMut(&mut Object) -> usize) -> usize {
        let mut count = 0;
        for schema in self.schemas_mut().values_mut() {
            count += change_schema(schema, &mut change);
        }
        count += change_inline_schemas(&mut self.value["paths"], &mut change);
        if let Some(components) = self.value["components"].as_object_mut() {
            for (_, section) in components.iter_mut().filter(|(name, _)| *name != "schemas") {
                count += change_inline_schemas(section, &mut change);
            }
        }
        count
    }
}

fn find<'a>(value: &'a Value, member: &str, look: &mut impl FnMut(&'a Object)) {
    match value {
        Value::Object(object) => {
            if object.contains_key(member) {
                look(object);
            }
            object.values().for_each(|value| find(value, member, look));
        }
        Value::Array(items) => items.iter().for_each(|item| find(item, member, look)),
        _ => {}
    }
}

/// A schema without the facts that do not affect its type: schemas that differ only in facts are
/// the same.
pub(crate) fn without_facts(schema: &Value) -> Value {
    const FACTS: [&str; 4] = [
        marker::DEFAULT,
        marker::LIMITS,
        marker::READ_ONLY,
        marker::WRITE_ONLY,
    ];
    match schema {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !FACTS.contains(&name.as_str()))
            .map(|(name, member)| (name.clone(), without_facts(member)))
            .collect(),
        Value::Array(items) => items.iter().map(without_facts).collect(),
        other => other.clone(),
    }
}

/// The name of the component schema that a `$ref` points to.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    pointed_to(schema.get("$ref")?.as_str()?)
}

/// A `$ref` to a component schema.
pub(crate) fn reference_to(name: &str) -> Value {
    json!({ "$ref": pointer_to(name) })
}

/// The name of the component schema at this pointer.
pub(crate) fn pointed_to(pointer: &str) -> Option<&str> {
    pointer.strip_prefix(SCHEMAS)
}

/// The pointer to a component schema.
pub(crate) fn pointer_to(name: &str) -> String {
    format!("{SCHEMAS}{name}")
}

/// The model that a discriminator names, with or without the path to it.
pub(crate) fn named_model(model: &Value) -> Option<&str> {
    let model = model.as_str()?;
    Some(pointed_to(model).unwrap_or(model))
}

/// Whether this member of an object is set to `true`.
pub(crate) fn is_true(object: &Object, member: &str) -> bool {
    object.get(member).and_then(Value::as_bool) == Some(true)
}

/// The value of a schema's member, if it is a text.
pub(crate) fn text(schema: &Value, member: &str) -> Option<String> {
    text_of(schema.as_object()?, member)
}

/// The value of an object's member, if it is a text.
pub(crate) fn text_of(object: &Object, member: &str) -> Option<String> {
    object.get(member)?.as_str().map(str::to_owned)
}

/// Whether a schema has properties.
pub(crate) fn has_properties(schema: &Object) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|properties| !properties.is_empty())
}

/// The outline of a response: the names of its media types and headers, which stay when a fixup
/// takes the response out.
pub(crate) fn outline_of(response: &Value) -> Value {
    let names = |member: &str| -> Value {
        let members = response[member].as_object();
        members
            .into_iter()
            .flat_map(Object::keys)
            .cloned()
            .collect()
    };
    json!({ "mediaTypes": names("content"), "headers": names("headers") })
}

/// Whether a media type is a form of JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let name = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    name == "application/json" || name == "text/json" || name.ends_with("+json")
}

/// The items of an array member; empty if the member is missing.
pub(crate) fn array<'a>(object: &'a Object, member: &str) -> &'a [Value] {
    object
        .get(member)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The names of all component schemas that this part of a document refers to directly.
pub(crate) fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            found.extend(reference(value));
            object.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn change_schema(schema: &mut Value, change: &mut impl FnMut(&mut Object) -> usize) -> usize {
    let Some(object) = schema.as_object_mut() else {
        return 0;
    };
    let mut count = change(object);
    for (member, value) in object.iter_mut() {
        match (member.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for property in properties.values_mut() {
                    count += change_schema(property, change);
                }
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                for part in parts {
                    count += change_schema(part, change);
                }
            }
            ("items" | "additionalProperties" | "not", inner) => {
                count += change_schema(inner, change);
            }
            _ => {}
        }
    }
    count
}

/// Changes the schemas inside of operations: the values of members called `schema`.
fn change_inline_schemas(
    value: &mut Value,
    change: &mut impl FnMut(&mut Object) -> usize,
) -> usize {
    match value {
        Value::Object(object) => object
            .iter_mut()
            .map(|(member, value)| match member.as_str() {
                "schema" => change_schema(value, change),
                "example" | "examples" => 0,
                _ => change_inline_schemas(value, change),
            })
            .sum(),
        Value::Array(items) => items
            .iter_mut()
            .map(|item| change_inline_schemas(item, change))
            .sum(),
        _ => 0,
    }
}

/// Reads YAML 1.2, in which `no` and `on` are texts. Almost any text is YAML, but only an object can be a
/// document.
fn from_yaml(text: &str) -> Result<Value, Error> {
    let options = serde_saphyr::options! { strict_booleans: true };
    let value: Value = serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| Error::NotYaml(error.to_string()))?;
    match value.is_object() {
        true => Ok(value),
        false => Err(Error::NotYaml("the top level is not an object".to_owned())),
    }
}
