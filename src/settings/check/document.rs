//! Compares the API's answers with an OpenAPI document. The comparison is strict where the client
//! is lenient, so that every difference is found.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::Path,
};

use chrono::{DateTime, NaiveDateTime};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::failure::{Failure, place_in_json};

const BUILT_IN: &str = include_str!("../../../spec/upstream.json");

/// The most references or levels of `allOf` to follow, so that a cycle ends.
const DEEPEST: usize = 64;

pub(super) struct Document(Value);

/// A difference, and the place in a row where it was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    /// The JSON path, with a star for the items of lists and the keys of maps.
    pub(super) path: String,
    pub(super) what: Difference,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    /// The document does not have this member.
    UnknownMember,
    /// The document does not have this value of an enum; the value itself is not told.
    UnknownValue,
    /// The document does not have this variant of a union.
    UnknownVariant,
    /// A member is missing that the client can't do without.
    Missing,
    /// `null`, which the document does not allow.
    Null,
    /// A value of another type than the document says; the text names that type.
    Expected(&'static str),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownMember => f.write_str("unknown member"),
            Self::UnknownValue => f.write_str("unknown value"),
            Self::UnknownVariant => f.write_str("unknown variant"),
            Self::Missing => f.write_str("missing"),
            Self::Null => f.write_str("null, though it is not nullable"),
            Self::Expected(what) => write!(f, "expected {what}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

impl Document {
    pub(super) fn built_in() -> Result<Self, Failure> {
        Self::parse(BUILT_IN, "the built-in document")
    }

    pub(super) fn read(file: &Path) -> Result<Self, Failure> {
        let shown = file.display().to_string();
        let text = fs::read_to_string(file)
            .map_err(|error| Failure::usage(format!("can't read {shown}")).because(error))?;
        Self::parse(text.trim_start_matches('\u{feff}'), &shown)
    }

    fn parse(text: &str, shown: &str) -> Result<Self, Failure> {
        let document: Value = serde_json::from_str(text).map_err(|error| {
            Failure::usage(format!("{shown} is not JSON: {}", place_in_json(&error)))
        })?;
        match document["paths"].is_object() {
            true => Ok(Self(document)),
            false => Err(Failure::usage(format!("{shown} is no OpenAPI document"))),
        }
    }

    /// The JSON schema of an operation's 200 response.
    pub(super) fn success(&self, method: &str, path: &str) -> Option<&Value> {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        let content = operation["responses"]["200"]["content"].as_object()?;
        let json = content.iter().find(|(name, _)| name.contains("json"))?;
        json.1.get("schema")
    }

    /// The differences of an answer: first those outside of its list, marked `false`, then those of
    /// each row in the list, marked `true`.
    pub(super) fn rows(
        &self,
        schema: &Value,
        answer: &Value,
        list: &str,
    ) -> Vec<(bool, BTreeSet<Finding>)> {
        let mut around = answer.clone();
        let list_itself = around.get_mut(list).filter(|rows| rows.is_array());
        let rows = list_itself.map(Value::take);
        let rows = rows.as_ref().and_then(Value::as_array);
        if rows.is_some() {
            around[list] = Value::Array(Vec::new());
        }
        let mut compared = Comparison::new(self);
        compared.value(schema, &around, "$");
        let mut all = vec![(false, compared.findings)];
        let item = self.properties(schema).remove(list);
        let item = item.map(|list| self.resolved(list)["items"].clone());
        for row in rows.into_iter().flatten() {
            let mut compared = Comparison::new(self);
            if let Some(item) = &item {
                compared.value(item, row, &format!("$.{list}[*]"));
            }
            all.push((true, compared.findings));
        }
        all
    }

    /// The schema that a reference leads to; [`properties`](Self::properties) merges an `allOf` of
    /// several parts.
    fn resolved<'d>(&'d self, schema: &'d Value) -> &'d Value {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            let reference = schema["$ref"].as_str();
            let pointer = reference.and_then(|reference| reference.strip_prefix('#'));
            let target = pointer.and_then(|pointer| self.0.pointer(pointer));
            // .NET wraps a reference that is nullable or has a description in an `allOf` of one
            // part.
            let wrapped = schema["allOf"].as_array().filter(|parts| parts.len() == 1);
            let is_bare = schema.get("properties").is_none();
            schema = match (target, wrapped) {
                (Some(target), _) => target,
                (None, Some(parts)) if is_bare => &parts[0],
                _ => break,
            };
        }
        schema
    }

    /// The properties of an object, including those of the models that it extends.
    fn properties<'d>(&'d self, schema: &'d Value) -> BTreeMap<&'d str, &'d Value> {
        let mut found = BTreeMap::new();
        self.collect(schema, &mut found, DEEPEST);
        found
    }

    fn collect<'d>(
        &'d self,
        schema: &'d Value,
        found: &mut BTreeMap<&'d str, &'d Value>,
        depth: usize,
    ) {
        let schema = self.resolved(schema);
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.collect(part, found, depth);
        }
        let own = schema["properties"].as_object().into_iter().flatten();
        found.extend(own.map(|(name, property)| (name.as_str(), property)));
    }

    /// The schema of all other members, if the document allows any.
    fn rest<'d>(&'d self, schema: &'d Value, depth: usize) -> Option<&'d Value> {
        let schema = self.resolved(schema);
        let depth = depth.checked_sub(1)?;
        let own = &schema["additionalProperties"];
        if own.is_object() || *own == true {
            return Some(own);
        }
        let mut parts = schema["allOf"].as_array().into_iter().flatten();
        parts.find_map(|part| self.rest(part, depth))
    }

    /// The property that identifies a variant, an enum of one value, and that value.
    fn tag<'d>(&'d self, variant: &'d Value) -> Option<(&'d str, &'d Value)> {
        let mut properties = self.properties(variant).into_iter();
        properties.find_map(|(name, property)| {
            let values = self.resolved(property)["enum"].as_array()?;
            (values.len() == 1).then(|| (name, &values[0]))
        })
    }
}

/// A comparison, with the differences found so far.
struct Comparison<'d> {
    document: &'d Document,
    findings: BTreeSet<Finding>,
}

impl<'d> Comparison<'d> {
    fn new(document: &'d Document) -> Self {
        Self {
            document,
            findings: BTreeSet::new(),
        }
    }

    fn found(&mut self, path: &str, what: Difference) {
        let path = path.to_owned();
        self.findings.insert(Finding { path, what });
    }

    fn value(&mut self, stated: &Value, value: &Value, path: &str) {
        let schema = self.document.resolved(stated);
        let kind = kind(schema);
        if value.is_null() {
            // .NET never marks a reference to an object as nullable, though its value may be null.
            if kind != Some("object") && !is_nullable(stated) && !is_nullable(schema) {
                self.found(path, Difference::Null);
            }
            return;
        }
        if let Some(variants) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            return self.variant(variants, value, path);
        }
        if let Some(values) = schema["enum"].as_array() {
            return match (
                values.contains(value),
                value.is_object() || value.is_array(),
            ) {
                (true, _) => {}
                (false, true) => self.found(path, Difference::Expected("a value of an enum")),
                (false, false) => self.found(path, Difference::UnknownValue),
            };
        }
        let format = schema["format"].as_str();
        let expected = match (kind, format, value) {
            (Some("object"), _, Value::Object(members)) => {
                return self.members(schema, members, path);
            }
            (Some("array"), _, Value::Array(items)) => {
                for item in items {
                    self.value(&schema["items"], item, &format!("{path}[*]"));
                }
                return;
            }
            (Some("string"), Some("uuid"), Value::String(text)) if is_uuid(text) => return,
            (Some("string"), Some("date-time"), Value::String(text)) if is_time(text) => return,
            (Some("string"), Some("uuid"), _) => "a uuid",
            (Some("string"), Some("date-time"), _) => "a date-time",
            (Some("string"), _, Value::String(_)) | (Some("boolean"), _, Value::Bool(_)) => return,
            (Some("integer"), _, number) if number.is_i64() || number.is_u64() => return,
            (Some("number"), _, Value::Number(_)) | (None, ..) => return,
            (Some("object"), ..) => "an object",
            (Some("array"), ..) => "a list",
            (Some("string"), ..) => "a text",
            (Some("boolean"), ..) => "true or false",
            (Some("integer"), ..) => "a whole number",
            (Some(_), ..) => "a number",
        };
        self.found(path, Difference::Expected(expected));
    }

    fn members(&mut self, schema: &Value, members: &Map<String, Value>, path: &str) {
        let properties = self.document.properties(schema);
        let rest = self.document.rest(schema, DEEPEST);
        for (name, value) in members {
            match (properties.get(name.as_str()), rest) {
                (Some(property), _) => self.value(property, value, &format!("{path}.{name}")),
                (None, Some(rest)) => self.value(rest, value, &format!("{path}.*")),
                // An object without declared properties may have any members.
                (None, None) if properties.is_empty() => {}
                (None, None) => {
                    let name = if is_name(name) { name } else { "*" };
                    self.found(&format!("{path}.{name}"), Difference::UnknownMember);
                }
            }
        }
        for (name, property) in properties {
            if !members.contains_key(name) && self.is_needed(property) {
                self.found(&format!("{path}.{name}"), Difference::Missing);
            }
        }
    }

    /// Whether the client needs a property: an enum, a uuid or a date-time has no empty value.
    fn is_needed(&self, property: &Value) -> bool {
        let schema = self.document.resolved(property);
        let has_no_empty_value = schema["enum"].is_array()
            || matches!(schema["format"].as_str(), Some("uuid" | "date-time"));
        has_no_empty_value && !is_nullable(property) && !is_nullable(schema)
    }

    fn variant(&mut self, variants: &[Value], value: &Value, path: &str) {
        let document = self.document;
        let tagged = variants
            .iter()
            .filter_map(|variant| Some((variant, document.tag(variant)?)));
        let tagged: Vec<_> = tagged.collect();
        let its = tagged
            .iter()
            .find(|(_, (name, tag))| value.get(*name) == Some(*tag));
        match its {
            Some((variant, _)) => return self.value(variant, value, path),
            None if tagged.len() == variants.len() => {}
            None => {
                let fits = variants.iter().any(|variant| {
                    let mut tried = Self::new(document);
                    tried.value(variant, value, path);
                    tried.findings.is_empty()
                });
                if fits {
                    return;
                }
            }
        }
        self.found(path, Difference::UnknownVariant);
    }
}

/// The type of a schema; in OpenAPI 3.1 it may be a list with `null`.
fn kind(schema: &Value) -> Option<&str> {
    let types = schema["type"].as_array().into_iter().flatten();
    let mut types = types.filter_map(Value::as_str);
    let named = schema["type"]
        .as_str()
        .or(types.find(|name| *name != "null"));
    let is_object = schema.get("properties").is_some() || schema.get("allOf").is_some();
    named.or(is_object.then_some("object"))
}

fn is_nullable(schema: &Value) -> bool {
    let has = |member: &str, is_null: fn(&Value) -> bool| {
        schema[member]
            .as_array()
            .is_some_and(|items| items.iter().any(is_null))
    };
    schema["nullable"] == true
        || has("type", |name| name == "null")
        || has("enum", Value::is_null)
        || has("oneOf", |variant| variant["type"] == "null")
        || has("anyOf", |variant| variant["type"] == "null")
}

fn is_uuid(text: &str) -> bool {
    text.parse::<Uuid>().is_ok()
}

/// Whether the text is a date-time; .NET may leave out the offset.
fn is_time(text: &str) -> bool {
    DateTime::parse_from_rfc3339(text).is_ok() || text.parse::<NaiveDateTime>().is_ok()
}

/// Whether a key looks like a member's name in camelCase, rather than data that is used as a key.
fn is_name(key: &str) -> bool {
    key.len() <= 40
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.chars().all(|one| one.is_ascii_alphanumeric())
        && key.chars().filter(char::is_ascii_digit).count() <= 3
}
