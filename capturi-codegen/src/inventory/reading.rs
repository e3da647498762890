//! The inventory's own reading of a document.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::{Map, Value};

/// The beginning of every pointer to a component schema.
const SCHEMAS: &str = "#/components/schemas/";

/// The kinds that a schema's `type` may name.
const KINDS: [&str; 7] = [
    "string", "boolean", "integer", "number", "array", "object", "null",
];

/// The most references to follow: more than in any chain that ends.
const DEEPEST: usize = 16;

pub(super) struct Reading<'a> {
    pub(super) root: &'a Value,
    renamed: &'a BTreeMap<String, String>,
    /// The component schemas, by the names of their models.
    models: BTreeMap<&'a str, &'a Value>,
}

/// A place in the document, as it is named to people.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// The part of an operation; nothing for a model.
    of: Option<String>,
    /// The way from there through properties, items (`[]`) and members without a name (`{}`).
    path: String,
}

/// What some schemas say together of one value.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    /// What they say themselves.
    pub(super) own: Part<'a>,
    /// What is said by the schemas that they extend.
    pub(super) inherited: Part<'a>,
    /// The kinds of values that each of them allows; nothing if none names a `type`.
    pub(super) kinds: Option<BTreeSet<&'a str>>,
}

#[derive(Debug, Default)]
pub(super) struct Part<'a> {
    pub(super) properties: Vec<(&'a str, &'a Value)>,
    /// The values that each `enum` and `const` allows, `null` excluded.
    pub(super) values: Vec<Vec<&'a Value>>,
    pub(super) items: Vec<&'a Value>,
    /// The schemas of the members without a name of their own.
    pub(super) members: Vec<&'a Value>,
    pub(super) alternatives: Vec<Alternatives<'a>>,
    pub(super) discriminators: Vec<&'a Map<String, Value>>,
    /// Whether a value is a text.
    pub(super) is_text: bool,
}

/// The schemas of a `oneOf` or `anyOf`.
#[derive(Debug)]
pub(super) struct Alternatives<'a> {
    pub(super) schemas: Vec<&'a Value>,
    /// Whether an `allOf` stands around or beside them.
    pub(super) in_all_of: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(root: &'a Value, renamed: &'a BTreeMap<String, String>) -> Self {
        let schemas = root["components"]["schemas"].as_object();
        let models = schemas.into_iter().flatten().map(|(name, schema)| {
            let model = renamed.get(name).unwrap_or(name);
            (model.as_str(), schema)
        });
        Self {
            models: models.collect(),
            root,
            renamed,
        }
    }

    /// The component schemas, by the names of their models.
    pub(super) fn models(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.models.iter().map(|(model, schema)| (*model, *schema))
    }

    /// The component schema that became this model.
    pub(super) fn schema_of(&self, model: &str) -> Option<&'a Value> {
        self.models.get(model).copied()
    }

    /// The model of the component schema at this pointer.
    pub(super) fn model(&self, pointer: &str) -> Option<&'a str> {
        self.model_named(pointer.strip_prefix(SCHEMAS)?)
    }

    /// The model that a discriminator means, with or without the path to it.
    pub(super) fn model_meant(&self, text: &str) -> Option<&'a str> {
        self.model_named(text.strip_prefix(SCHEMAS).unwrap_or(text))
    }

    fn model_named(&self, name: &str) -> Option<&'a str> {
        let schemas = self.root["components"]["schemas"].as_object()?;
        let (name, _) = schemas.get_key_value(name)?;
        Some(self.renamed.get(name).unwrap_or(name))
    }

    /// The value itself, or what its `$ref` leads to; nothing if that is nowhere or a circle.
    pub(super) fn followed(&self, value: &'a Value) -> Option<&'a Value> {
        let mut value = value;
        for _ in 0..DEEPEST {
            let Some(pointer) = pointer(value) else {
                return Some(value);
            };
            value = self.target(pointer)?;
        }
        None
    }

    fn target(&self, pointer: &str) -> Option<&'a Value> {
        let root = self.root;
        let component = pointer.strip_prefix(SCHEMAS);
        let component = component.and_then(|name| root["components"]["schemas"].get(name));
        if component.is_some() {
            return component;
        }
        let fragment = percent_encoding::percent_decode_str(pointer.strip_prefix('#')?);
        root.pointer(&fragment.decode_utf8().ok()?)
    }

    /// The model that a schema is a mere reference to, through wrappers of one part.
    pub(super) fn single_model(&self, schema: &'a Value) -> Option<&'a str> {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            if let Some(pointer) = pointer(schema) {
                match self.model(pointer) {
                    Some(model) => return Some(model),
                    None => schema = self.target(pointer)?,
                }
                continue;
            }
            let says_more = members(schema, "properties").next().is_some();
            if says_more || schema.get("discriminator").is_some() {
                return None;
            }
            let wrapper = schema;
            let wrappers = ["allOf", "oneOf", "anyOf"].into_iter();
            let mut parts = wrappers.filter_map(|keyword| wrapper.get(keyword)?.as_array());
            schema = parts.find_map(|parts| match parts.as_slice() {
                [only] => Some(only),
                _ => None,
            })?;
        }
        None
    }

    /// Whether a model is one of these, or a union that has one of them among its variants, at any depth.
    pub(super) fn leads_to(&self, model: &'a str, names: &[&str]) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![model];
        while let Some(model) = open.pop() {
            if names.contains(&model) {
                return true;
            }
            let schema = self.schema_of(model).filter(|_| seen.insert(model));
            let Some(schema) = schema else { continue };
            if members(schema, "properties").next().is_some() {
                continue;
            }
            for keyword in ["oneOf", "anyOf"] {
                let variants = items(schema, keyword);
                open.extend(variants.filter_map(|one| self.single_model(one)));
            }
        }
        false
    }

    /// The schema without the wrappers of one alternative around it.
    pub(super) fn alone(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            let wrapped = ["oneOf", "anyOf"]
                .iter()
                .find_map(|one| schema.get(*one)?.as_array());
            schema = match wrapped.map(Vec::as_slice) {
                Some([only]) => only,
                _ => break,
            };
        }
        schema
    }

    /// What these schemas say together. A reference to a model of these `names` says no more: the
    /// type is that model, which is compared by itself, and what it does not say is said by no
    /// other reference.
    pub(super) fn facts(&self, schemas: &[&'a Value], names: &[&str]) -> Facts<'a> {
        let mut facts = Facts::default();
        let mut is_named = false;
        let mut seen = BTreeSet::new();
        let several = schemas.len() > 1;
        // The schema, whether it is a part of several, and whether a reference among these led to it.
        let mut open: Vec<(&'a Value, bool, bool)> = Vec::new();
        open.extend(schemas.iter().rev().map(|schema| (*schema, several, false)));
        // No recursion: a document may be as deep as it likes.
        while let Some((schema, is_part, is_inherited)) = open.pop() {
            let Some(object) = schema.as_object() else {
                continue;
            };
            if let Some(pointer) = pointer(schema) {
                let model = self.model(pointer);
                if model.is_some_and(|model| names.contains(&model)) {
                    is_named = true;
                } else if seen.insert(pointer)
                    && let Some(target) = self.target(pointer)
                {
                    open.push((target, is_part, is_inherited || is_part));
                }
                continue;
            }
            let parts = object.get("allOf").and_then(Value::as_array);
            let part = match is_inherited {
                true => &mut facts.inherited,
                false => &mut facts.own,
            };
            part.read(object, is_part || parts.is_some());
            facts.restrict(kinds(object));
            let parts = parts.into_iter().flatten().rev();
            open.extend(parts.map(|part| (part, true, is_inherited)));
        }
        if is_named {
            facts.kinds = None;
            facts.inherited = Part::default();
        }
        facts
    }

    /// Whether a value of these schemas is a text.
    pub(super) fn is_text(&self, schemas: &[&'a Value]) -> bool {
        let mut facts = self.facts(schemas, &[]);
        for _ in 0..DEEPEST {
            if facts.own.is_text || facts.inherited.is_text {
                return true;
            }
            // An alternative that is alone is the thing itself.
            facts = match facts.own.alternatives.as_slice() {
                [only] if only.schemas.len() == 1 => self.facts(&only.schemas, &[]),
                _ => return false,
            };
        }
        false
    }

    /// The property of a schema, or of what it extends.
    pub(super) fn property(&self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        let facts = self.facts(&[schema], &[]);
        let mut properties = facts.properties();
        properties.find_map(|(property, schema)| (property == name).then_some(schema))
    }
}

impl<'a> Facts<'a> {
    fn restrict(&mut self, kinds: Option<BTreeSet<&'a str>>) {
        self.kinds = match (self.kinds.take(), kinds) {
            (Some(before), Some(kinds)) => Some(before.intersection(&kinds).copied().collect()),
            (before, kinds) => before.or(kinds),
        };
    }

    pub(super) fn has_alternatives(&self) -> bool {
        let lists = [&self.own.alternatives, &self.inherited.alternatives];
        lists.iter().any(|list| !list.is_empty())
    }

    /// Whether no value fits all schemas.
    pub(super) fn is_impossible(&self) -> bool {
        self.kinds.as_ref().is_some_and(BTreeSet::is_empty)
    }

    pub(super) fn properties(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let all = self.own.properties.iter();
        all.chain(&self.inherited.properties).copied()
    }
}

impl<'a> Part<'a> {
    fn read(&mut self, schema: &'a Map<String, Value>, in_all_of: bool) {
        let get = |member: &str| schema.get(member);
        if allows(schema, "object") {
            let properties = get("properties").and_then(Value::as_object);
            let properties = properties.into_iter().flatten();
            self.properties
                .extend(properties.map(|(name, schema)| (name.as_str(), schema)));
            self.members
                .extend(get("additionalProperties").filter(|rest| rest.is_object()));
            let patterns = get("patternProperties").and_then(Value::as_object);
            self.members
                .extend(patterns.into_iter().flat_map(Map::values));
            self.members
                .extend(get("unevaluatedProperties").filter(|rest| **rest == true));
        }
        // Without a type, properties tell that a value is an object.
        if allows(schema, "array")
            && (get("type").is_some() || get("properties").is_none())
            && let Some(items) = get("items").filter(|items| items.is_object())
        {
            self.items.push(items);
        }
        let values = get("enum").and_then(Value::as_array).into_iter().flatten();
        let values: Vec<_> = values.filter(|value| !value.is_null()).collect();
        let constant: Vec<_> = get("const")
            .into_iter()
            .filter(|value| !value.is_null())
            .collect();
        self.is_text |= says_text(get("type"));
        for values in [values, constant] {
            if !values.is_empty() {
                self.is_text |= values.iter().all(|value| value.is_string());
                self.values.push(values);
            }
        }
        // Of both, only `oneOf` is read; the keywords tell so.
        let alternatives = get("oneOf").or_else(|| get("anyOf"));
        if let Some(schemas) = alternatives.and_then(Value::as_array) {
            self.alternatives.push(Alternatives {
                schemas: schemas.iter().collect(),
                in_all_of,
            });
        }
        let discriminator = get("discriminator").and_then(Value::as_object);
        self.discriminators.extend(discriminator);
    }
}

impl Spot {
    pub(super) fn of_model(name: &str) -> Self {
        Self {
            of: None,
            path: name.to_owned(),
        }
    }

    pub(super) fn of_operation(part: String) -> Self {
        Self {
            of: Some(part),
            path: String::new(),
        }
    }

    pub(super) fn property(&self, name: &str) -> Self {
        match self.path.is_empty() {
            true => self.with(name),
            false => self.with(&format!(".{name}")),
        }
    }

    pub(super) fn items(&self) -> Self {
        self.with("[]")
    }

    pub(super) fn members(&self) -> Self {
        self.with("{}")
    }

    fn with(&self, more: &str) -> Self {
        Self {
            of: self.of.clone(),
            path: format!("{}{more}", self.path),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            None => write!(f, "`{}`", self.path),
            Some(of) if self.path.is_empty() => f.write_str(of),
            Some(of) => write!(f, "`{}` in {of}", self.path),
        }
    }
}

/// The text of a `$ref`.
pub(super) fn pointer(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The members of an object's member.
pub(super) fn members<'a>(
    value: &'a Value,
    member: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let members = value.get(member).and_then(Value::as_object);
    let members = members.into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

/// The items of an object's member.
pub(super) fn items<'a>(value: &'a Value, member: &str) -> impl Iterator<Item = &'a Value> {
    let items = value.get(member).and_then(Value::as_array);
    items.into_iter().flatten()
}

/// A value as people read it: a text without its quotes.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Names with commas between them, each in backticks.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Whether a media type is a form of JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    ["application/json", "text/json"].contains(&name.as_str()) || name.ends_with("+json")
}

/// The kinds of values that a schema names, other than `null`; an integer is a number, too.
fn kinds(schema: &Map<String, Value>) -> Option<BTreeSet<&str>> {
    let mut kinds: BTreeSet<&str> = match schema.get("type")? {
        Value::String(kind) => BTreeSet::from([kind.as_str()]),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    if kinds.contains("number") {
        kinds.insert("integer");
    }
    let is_known = kinds.iter().all(|kind| KINDS.contains(kind));
    kinds.remove("null");
    (is_known && !kinds.is_empty()).then_some(kinds)
}

/// Whether a schema allows values of this kind: a keyword for other kinds says nothing of them.
fn allows(schema: &Map<String, Value>, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == kind || !KINDS.contains(&name.as_str()),
        Some(Value::Array(names)) => names.iter().any(|name| name == kind),
        _ => true,
    }
}

fn says_text(kind: Option<&Value>) -> bool {
    match kind {
        Some(Value::Array(names)) => names.iter().any(|name| name == "string"),
        Some(kind) => kind == "string",
        None => false,
    }
}
