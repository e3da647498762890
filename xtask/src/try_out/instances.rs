//! Random values of a document's schemas, as a .NET server writes them.
//!
//! This is the judge of the generator, so it shares no code with it: it reads the document as it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// A value is no deeper than this, unless its schema requires it.
const DEPTH: usize = 5;

/// Where even what is required goes deeper, there is no value.
const MOST_DEPTH: usize = 14;

const SCHEMAS: &str = "#/components/schemas/";

/// The tag that tells a model apart from others: its key and its value.
type Tag = (String, String);

pub(super) struct Instances<'a> {
    document: &'a Value,
    random: fastrand::Rng,
    /// The tags of each model.
    tags: BTreeMap<&'a str, Vec<Tag>>,
    /// The models that extend each base which has a discriminator.
    derived: BTreeMap<&'a str, Vec<&'a str>>,
    /// Whether the document says which values of a response are always there.
    tells_required: bool,
}

/// An object's schema, with all that its `allOf`s add.
#[derive(Default)]
struct Members<'a> {
    properties: BTreeMap<&'a str, &'a Value>,
    required: BTreeSet<&'a str>,
    others: Option<&'a Value>,
    /// One of each list applies, too.
    choices: Vec<&'a Vec<Value>>,
    /// A part that is no object.
    simple: Option<&'a Value>,
}

impl<'a> Instances<'a> {
    pub(super) fn new(document: &'a Value, seed: u64) -> Self {
        let mut instances = Self {
            document,
            random: fastrand::Rng::with_seed(seed),
            tags: BTreeMap::new(),
            derived: BTreeMap::new(),
            tells_required: false,
        };
        instances.learn_tags();
        instances.tells_required = instances.learn_required();
        instances
    }

    /// The names of the component schemas.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let schemas = self.document["components"]["schemas"].as_object();
        schemas.into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// Whether the model is only there to be extended, so that no value of it is sent as such.
    pub(super) fn is_abstract(&self, name: &str) -> bool {
        fn refers(value: &Value, pointer: &str, is_part: bool) -> [bool; 2] {
            let here = value["$ref"] == pointer;
            let mut found = [here && is_part, here && !is_part];
            let mut look = |value: &Value, is_part| {
                let [extends, uses] = refers(value, pointer, is_part);
                found = [found[0] || extends, found[1] || uses];
            };
            match value {
                Value::Object(object) => object
                    .iter()
                    .for_each(|(key, one)| look(one, key == "allOf")),
                Value::Array(items) => items.iter().for_each(|one| look(one, is_part)),
                _ => {}
            }
            found
        }
        refers(self.document, &format!("{SCHEMAS}{name}"), false) == [true, false]
    }

    /// A value of a component schema, if it has finite ones.
    pub(super) fn of(&mut self, name: &str) -> Option<Value> {
        let schema = json!({ "$ref": format!("{SCHEMAS}{name}") });
        let schema = self.resolve(&schema)?;
        self.named(schema, name, 0)
    }

    /// The members that tell the model apart from others. A union carries them, so that a model which is
    /// only used in unions need not.
    pub(super) fn tags_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let tags = self.tags.get(name).into_iter().flatten();
        tags.map(|(tag, _)| tag.as_str())
    }

    fn learn_tags(&mut self) {
        let schemas = self.document["components"]["schemas"].as_object();
        for (name, _) in schemas.into_iter().flatten() {
            let members = self.members(&self.document["components"]["schemas"][name]);
            for (tag, property) in members.properties {
                if let Some([only]) = property["enum"].as_array().map(Vec::as_slice)
                    && let Some(only) = only.as_str()
                {
                    let tag = (tag.to_owned(), only.to_owned());
                    self.tags.entry(name).or_default().push(tag);
                }
            }
        }
        for (name, schema) in schemas.into_iter().flatten() {
            let Some(tag) = schema["discriminator"]["propertyName"].as_str() else {
                continue;
            };
            let mut models: Vec<(&str, &str)> = match schema["discriminator"]["mapping"].as_object()
            {
                Some(mapping) => mapping
                    .iter()
                    .filter_map(|(value, model)| Some((model_of(model.as_str()?), value.as_str())))
                    .collect(),
                None => {
                    let variants = ["oneOf", "anyOf"].map(|one| schema[one].as_array());
                    let variants = variants.into_iter().flatten().flatten();
                    let named = variants
                        .filter_map(|one| one["$ref"].as_str())
                        .map(model_of);
                    named.map(|model| (model, model)).collect()
                }
            };
            // Models that the mapping does not name stand for their own names.
            let derived = self.names().filter(|one| self.extends(one, name));
            let implied: Vec<&str> = derived
                .filter(|one| !models.iter().any(|(model, _)| model == one))
                .collect();
            models.extend(implied.into_iter().map(|model| (model, model)));
            for (model, value) in models {
                let tag = (tag.to_owned(), value.to_owned());
                self.tags.entry(model).or_default().push(tag);
                if self.extends(model, name) {
                    self.derived.entry(name).or_default().push(model);
                }
            }
        }
    }

    /// Whether the model has this base among its `allOf`s, at any depth.
    fn extends(&self, model: &str, base: &str) -> bool {
        let mut seen = BTreeSet::from([model]);
        let mut open = vec![&self.document["components"]["schemas"][model]];
        while let Some(schema) = open.pop() {
            for part in schema["allOf"].as_array().into_iter().flatten() {
                match part["$ref"].as_str().map(model_of) {
                    Some(name) if name == base => return true,
                    Some(name) if seen.insert(name) => {
                        open.push(&self.document["components"]["schemas"][name]);
                    }
                    Some(_) => {}
                    None => open.push(part),
                }
            }
        }
        false
    }

    /// .NET always writes a value that can't be null. Where a model of a response requires some of these
    /// and not others, the document's word counts.
    fn learn_required(&self) -> bool {
        let [mut sent, mut reached] = [BTreeSet::new(), BTreeSet::new()];
        let paths = self.document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
        for (_, operation) in operations {
            self.reach(&operation["requestBody"], &mut sent);
            self.reach(&operation["parameters"], &mut sent);
            self.reach(&operation["responses"], &mut reached);
        }
        reached.difference(&sent).any(|name| {
            let schema = &self.document["components"]["schemas"][name];
            let members = self.members(schema);
            let values = members.properties.iter().filter(|(name, property)| {
                let mut tags = self.tags.values().flatten();
                if tags.any(|(tag, _)| tag == *name) {
                    return false;
                }
                let schema = self.resolve(property).unwrap_or(&Value::Null);
                let is_value = |kind: &str| types(schema).contains(&kind);
                ["string", "integer", "number", "boolean"]
                    .into_iter()
                    .any(is_value)
                    && !is_nullable(schema)
            });
            let required = values.map(|(name, _)| members.required.contains(name));
            required.collect::<BTreeSet<_>>().len() == 2
        })
    }

    fn reach(&self, value: &'a Value, reached: &mut BTreeSet<&'a str>) {
        let mapping = value["mapping"].as_object().into_iter().flatten();
        let mapped = mapping.filter_map(|(_, model)| model.as_str());
        for name in value["$ref"]
            .as_str()
            .into_iter()
            .chain(mapped)
            .map(model_of)
        {
            if reached.insert(name) {
                self.reach(&self.document["components"]["schemas"][name], reached);
            }
        }
        match value {
            Value::Object(object) => object.values().for_each(|one| self.reach(one, reached)),
            Value::Array(items) => items.iter().for_each(|one| self.reach(one, reached)),
            _ => {}
        }
    }

    fn resolve<'b>(&self, mut schema: &'b Value) -> Option<&'b Value>
    where
        'a: 'b,
    {
        for _ in 0..32 {
            let Some(pointer) = schema["$ref"].as_str() else {
                return Some(schema);
            };
            schema = self.document.pointer(pointer.strip_prefix('#')?)?;
        }
        None
    }

    fn members<'b>(&self, schema: &'b Value) -> Members<'b>
    where
        'a: 'b,
    {
        let mut members = Members::default();
        self.gather(schema, &mut members, 0);
        members
    }

    fn gather<'b>(&self, schema: &'b Value, members: &mut Members<'b>, depth: usize)
    where
        'a: 'b,
    {
        for part in schema["allOf"].as_array().into_iter().flatten() {
            if let Some(part) = self.resolve(part)
                && depth < MOST_DEPTH
            {
                self.gather(part, members, depth + 1);
            }
        }
        let properties = schema["properties"].as_object().into_iter().flatten();
        members
            .properties
            .extend(properties.map(|(name, one)| (name.as_str(), one)));
        let required = schema["required"].as_array().into_iter().flatten();
        members.required.extend(required.filter_map(Value::as_str));
        if let Some(others @ (Value::Object(_) | Value::Bool(true))) =
            schema.get("additionalProperties")
        {
            members.others = Some(others);
        }
        let choices = ["oneOf", "anyOf"].map(|one| schema[one].as_array());
        members.choices.extend(choices.into_iter().flatten());
        let is_simple = !types(schema).is_empty() && !types(schema).contains(&"object");
        if is_simple || schema.get("enum").is_some() || schema.get("const").is_some() {
            members.simple = Some(schema);
        }
    }

    /// A value of the schema, with the tag of the model of this name.
    fn named(&mut self, schema: &Value, name: &str, depth: usize) -> Option<Value> {
        if let Some(derived) = self.derived.get(name).cloned()
            && !derived.is_empty()
        {
            let model = derived[self.random.usize(..derived.len())];
            if model != name {
                let pointer = json!({ "$ref": format!("{SCHEMAS}{model}") });
                let schema = self.resolve(&pointer)?.clone();
                return self.named(&schema, model, depth + 1);
            }
        }
        let mut value = self.value(schema, depth)?;
        let has = |tag: &str| self.members(schema).properties.contains_key(tag);
        if let Value::Object(object) = &mut value {
            for (tag, text) in self.tags.get(name).into_iter().flatten() {
                if has(tag) {
                    object.insert(tag.clone(), json!(text));
                }
            }
        }
        Some(value)
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        if depth > MOST_DEPTH {
            return None;
        }
        if let Some(pointer) = schema["$ref"].as_str() {
            let target = self.resolve(schema)?;
            let name = pointer.strip_prefix(SCHEMAS).unwrap_or_default();
            return self.named(target, name, depth + 1);
        }
        if let Some(fixed) = schema.get("const") {
            return Some(fixed.clone());
        }
        let members = self.members(schema);
        if let Some(values) = members.simple.and_then(|simple| simple["enum"].as_array()) {
            return self
                .one_of(values.iter().filter(|one| !one.is_null()))
                .cloned();
        }
        let mut chosen = Map::new();
        for choices in &members.choices {
            let choice = self.one_of(choices.iter())?;
            let tag = schema["discriminator"]["propertyName"].as_str();
            match self.value(choice, depth + 1)? {
                Value::Object(object) => {
                    chosen.extend(object);
                    let model = choice["$ref"].as_str().map_or("", model_of);
                    let tags = self.tags.get(model).into_iter().flatten();
                    let tags = tags.filter(|(name, _)| Some(name.as_str()) == tag);
                    chosen.extend(tags.map(|(name, text)| (name.clone(), json!(text))));
                }
                simple if members.properties.is_empty() => return Some(simple),
                _ => {}
            }
        }
        if !members.properties.is_empty() || members.others.is_some() || !chosen.is_empty() {
            return self.object(&members, chosen, depth);
        }
        self.simple(members.simple.unwrap_or(schema), depth)
    }

    fn object(
        &mut self,
        members: &Members,
        mut object: Map<String, Value>,
        depth: usize,
    ) -> Option<Value> {
        for (name, property) in &members.properties {
            let schema = self.resolve(property)?;
            let is_required = members.required.contains(name);
            let can_be_null = is_nullable(schema) || is_nullable(property);
            if !is_required
                && self.may_be_missing(schema, can_be_null)
                && (depth >= DEPTH || self.random.bool())
            {
                continue;
            }
            let value = match can_be_null && self.random.u8(..4) == 0 {
                true => Some(Value::Null),
                false => self.value(property, depth + 1),
            };
            match value {
                Some(value) => object.insert((*name).to_owned(), value),
                None if can_be_null => object.insert((*name).to_owned(), Value::Null),
                None if is_required => return None,
                None => continue,
            };
        }
        if let Some(others) = members.others {
            for number in 0..self.random.usize(..3) {
                if let Some(value) = self.value(others, depth + 1) {
                    object.insert(format!("key {number}"), value);
                }
            }
        }
        Some(Value::Object(object))
    }

    fn may_be_missing(&self, schema: &Value, can_be_null: bool) -> bool {
        let is_object = self.members(schema).simple.is_none();
        let is_list = types(schema).contains(&"array");
        can_be_null || is_object || is_list || self.tells_required
    }

    fn simple(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let kinds = types(schema);
        let numeric = kinds
            .iter()
            .find(|kind| ["integer", "number"].contains(kind));
        let kind = match (numeric, schema.get("pattern")) {
            // .NET 9 says so of a number that it also reads from a text.
            (Some(number), Some(_)) => *number,
            _ => *self.one_of(kinds.iter().filter(|kind| **kind != "null"))?,
        };
        let format = schema["format"].as_str().unwrap_or_default();
        Some(match (kind, format) {
            ("boolean", _) => json!(self.random.bool()),
            ("integer", "int64") => json!(self.random.i64(..)),
            ("integer" | "number", "int32") => json!(self.random.i32(..)),
            ("number", "int64") => json!(self.random.i64(..)),
            ("integer", _) => json!(self.random.i32(0..100)),
            ("number", "float") => json!(f64::from(self.random.i16(..)) / 8.0),
            ("number", _) => json!(self.random.f64() * 1e6),
            ("string", "uuid" | "guid") => json!(self.uuid()),
            ("string", "date-time") => json!(self.moment()),
            ("string", "date") => json!(format!(
                "20{:02}-0{}-1{}",
                self.random.u8(10..99),
                self.random.u8(1..10),
                self.random.u8(..10)
            )),
            ("string", _) => json!(self.text()),
            ("array", _) => {
                let most = if depth >= DEPTH { 0 } else { 3 };
                let anything = Value::Bool(true);
                let items = schema.get("items").unwrap_or(&anything);
                let count = self.random.usize(..=most);
                let items = (0..count).filter_map(|_| self.value(items, depth + 1));
                Value::Array(items.collect())
            }
            _ => self.anything(),
        })
    }

    fn one_of<'b, T: ?Sized>(&mut self, choices: impl Iterator<Item = &'b T>) -> Option<&'b T> {
        let choices: Vec<&T> = choices.collect();
        (!choices.is_empty()).then(|| choices[self.random.usize(..choices.len())])
    }

    fn anything(&mut self) -> Value {
        let number = self.random.u8(..);
        json!({ "any": [number, "thing"] })
    }

    fn text(&mut self) -> String {
        let length = self.random.usize(1..12);
        let letters = "aåBæZ 0_-+\"\\/ø待";
        let letters: Vec<char> = letters.chars().collect();
        (0..length)
            .map(|_| letters[self.random.usize(..letters.len())])
            .collect()
    }

    fn uuid(&mut self) -> String {
        let digits = format!("{:032x}", self.random.u128(..));
        let parts = [
            &digits[..8],
            &digits[8..12],
            &digits[12..16],
            &digits[16..20],
            &digits[20..],
        ];
        parts.join("-")
    }

    fn moment(&mut self) -> String {
        let (day, hour) = (self.random.u8(10..29), self.random.u8(10..24));
        let fraction = ["", ".5", ".1234567"][self.random.usize(..3)];
        let offset = ["Z", "+00:00", "+02:00"][self.random.usize(..3)];
        format!("2026-03-{day}T{hour}:07:09{fraction}{offset}")
    }
}

fn model_of(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or(pointer)
}

/// The schema's types, in either version's spelling.
fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_nullable(schema: &Value) -> bool {
    let variants = ["oneOf", "anyOf"].map(|one| schema[one].as_array());
    let mut variants = variants.into_iter().flatten().flatten();
    schema["nullable"] == true
        || types(schema).contains(&"null")
        || variants.any(|variant| variant["type"] == "null")
}
