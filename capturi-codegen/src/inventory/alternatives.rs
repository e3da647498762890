//! Every alternative of a `oneOf` or `anyOf` is a variant of a union, or a part of an object.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    meaning::{End, Meaning},
    reading::{Alternatives, Facts, items},
    schemas::{Place, Walk},
};
use crate::{
    api::{Object, Type, Union},
    left_out::Fact,
};

/// The most alternatives inside of each other that are compared.
const DEEPEST: usize = 8;

impl<'a> Walk<'_, 'a> {
    pub(super) fn alternatives(&mut self, place: &Place<'a>, facts: &Facts<'a>) {
        for list in &facts.own.alternatives {
            let schemas = distinct(&list.schemas);
            let mut all = list.schemas.clone();
            all.retain(|schema| !is_null(schema));
            // A union is no variant of itself.
            let schemas = self.without_itself(place, schemas);
            let is_itself = |schema: &&'a Value| {
                let model = self.with.reading.single_model(schema);
                model.is_some_and(|model| place.meaning.names.contains(&model))
            };
            all.retain(|schema| !is_itself(schema));
            let is_alone = all.len() == 1
                && facts.own.properties.is_empty()
                && facts.own.discriminators.is_empty();
            match place.meaning.end {
                // Alone, it is the thing itself.
                _ if is_alone => {
                    let meaning = place.meaning.clone();
                    self.visit(place.alternative(schemas, meaning));
                }
                End::Union(union) => self.variants(place, union, list, &schemas),
                End::Object(object) => self.beside(place, object, list, &schemas, facts),
                _ => {
                    for schema in schemas {
                        if !self.fits(schema, &place.meaning) {
                            self.miss(place, list, schema);
                        }
                    }
                }
            }
        }
        for list in &facts.inherited.alternatives {
            self.extended(place, list);
        }
    }

    fn without_itself(&self, place: &Place<'a>, mut schemas: Vec<&'a Value>) -> Vec<&'a Value> {
        schemas.retain(|schema| {
            let model = self.with.reading.single_model(schema);
            // Nor is a union of which it is a variant: the variants of both are there.
            let reading = &self.with.reading;
            !model.is_some_and(|model| reading.leads_to(model, &place.meaning.names))
        });
        schemas
    }

    /// Whether an alternative is a union that leads back here.
    pub(super) fn is_circular(&self, place: &Place<'a>) -> bool {
        let names = &place.meaning.names;
        let reading = &self.with.reading;
        let mut models = place
            .schemas
            .iter()
            .flat_map(|schema| ["oneOf", "anyOf"].map(|keyword| items(schema, keyword)))
            .flatten()
            .filter_map(|variant| reading.single_model(variant));
        models.any(|model| !names.contains(&model) && reading.leads_to(model, names))
    }

    fn variants(
        &mut self,
        place: &Place<'a>,
        union: &'a Union,
        list: &Alternatives<'a>,
        schemas: &[&'a Value],
    ) {
        let api = self.with.api;
        for &schema in schemas {
            let mut meanings = union.variants.iter().map(|one| Meaning::of(api, &one.ty));
            let fitting = meanings.find(|meaning| self.fits(schema, meaning));
            match fitting {
                Some(meaning) => {
                    self.visit(place.alternative(vec![schema], meaning));
                }
                None => self.miss(place, list, schema),
            }
        }
    }

    fn miss(&mut self, place: &Place<'a>, list: &Alternatives<'a>, schema: &'a Value) {
        let name = self.alternative(list, schema);
        let spot = &place.spot;
        match list.in_all_of {
            true => self.findings.leave_out(format!(
                "{name} of {spot}, beside or inside of an `allOf`: only the properties there are read"
            )),
            false => self.lose(place, &format!("{name} of {spot}"), "is"),
        }
    }

    /// Properties beside alternatives make one object, with the properties of all of them.
    fn beside(
        &mut self,
        place: &Place<'a>,
        object: &'a Object,
        list: &Alternatives<'a>,
        schemas: &[&'a Value],
        facts: &Facts<'a>,
    ) {
        let spot = &place.spot;
        let own: BTreeSet<&str> = facts.properties().map(|(name, _)| name).collect();
        let mut taken = BTreeSet::new();
        for &schema in schemas {
            let name = self.alternative(list, schema);
            let said = self.with.reading.facts(&[schema], &[]);
            if said.properties().next().is_none() {
                let part = &said.own;
                let fact = Fact::VariantBesideProperties;
                if self.with.explains(&fact) {
                    continue;
                }
                if part.members.is_empty() || !part.alternatives.is_empty() {
                    self.miss(place, list, schema);
                } else {
                    self.findings.leave_out(format!(
                        "the members without a name of {name} of {spot}: those beside it are kept"
                    ));
                }
                continue;
            }
            if !said.own.alternatives.is_empty() {
                self.findings.leave_out(format!(
                    "the alternatives inside of {name} of {spot}, beside properties: only its own \
                     properties are read"
                ));
            }
            for (property, schema) in said.properties() {
                let field = object.fields.iter().find(|field| field.wire == property);
                let Some(field) = field else {
                    match list.in_all_of {
                        true => self.miss(place, list, schema),
                        false => self.findings.lose(format!(
                            "the property `{property}` of {name} of {spot} is missing"
                        )),
                    }
                    continue;
                };
                let meaning = Meaning::of(self.with.api, &field.ty);
                if !own.contains(property) && taken.insert(property) {
                    let spot = spot.property(property);
                    self.visit(place.inner(spot, vec![schema], meaning));
                } else if !self.holds(vec![schema], &meaning) {
                    self.findings.leave_out(format!(
                        "the property `{property}` of {name} of {spot}: it is read as the one of \
                         the same name before it"
                    ));
                }
            }
        }
    }

    /// The alternatives of a schema that is extended. A variant that extends its union is one of
    /// them.
    fn extended(&mut self, place: &Place<'a>, list: &Alternatives<'a>) {
        let schemas = self.without_itself(place, distinct(&list.schemas));
        if let End::Union(union) = place.meaning.end {
            self.variants(place, union, list, &schemas);
            return;
        }
        let is_one = schemas.iter().any(|one| self.fits(one, &place.meaning));
        if !is_one && !schemas.is_empty() {
            let spot = &place.spot;
            self.findings.leave_out(format!(
                "the alternatives of what {spot} extends: only the properties beside them are read"
            ));
        }
    }

    /// Whether the type is what a schema describes, and holds all that it says.
    fn fits(&self, schema: &'a Value, meaning: &Meaning<'a>) -> bool {
        if meaning.is_anything() {
            return true;
        }
        if let Some(model) = self.with.reading.single_model(schema) {
            return is_model(meaning, model);
        }
        self.depth > DEEPEST
            || (self.is_of_kind(schema, meaning) && self.holds(vec![schema], meaning))
    }

    fn is_of_kind(&self, schema: &'a Value, meaning: &Meaning<'a>) -> bool {
        let schema = self.with.reading.followed(schema);
        let Some(schema) = schema.and_then(Value::as_object) else {
            return true;
        };
        let has_values = ["enum", "const"]
            .iter()
            .any(|keyword| schema.contains_key(*keyword));
        if matches!(meaning.end, End::Enum(_)) {
            let parts = ["allOf", "oneOf", "anyOf"];
            return has_values || parts.iter().any(|keyword| schema.contains_key(*keyword));
        }
        let kinds: Vec<&str> = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind.as_str()],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        let format = schema.get("format").and_then(Value::as_str);
        kinds
            .iter()
            .any(|kind| kind_fits(kind, format.unwrap_or_default(), meaning.end))
    }

    /// The name of an alternative: its model's, or its number.
    fn alternative(&self, list: &Alternatives<'a>, schema: &'a Value) -> String {
        if let Some(model) = self.with.reading.single_model(schema) {
            return format!("the alternative `{model}`");
        }
        let mut all = list.schemas.iter();
        let number = all.position(|one| std::ptr::eq(*one, schema));
        match number {
            Some(number) => format!("the alternative {}", number + 1),
            None => "an alternative".to_owned(),
        }
    }
}

/// Whether a type is this model, or what a base that is a variant itself became.
pub(super) fn is_model(meaning: &Meaning<'_>, model: &str) -> bool {
    meaning.names.iter().any(|name| {
        let more = name.strip_prefix(model);
        more.is_some_and(|more| more.is_empty() || more.starts_with("Itself"))
    })
}

/// The alternatives that a value may be, each once. `null` is none, and neither is one that only
/// demands what others describe.
fn distinct<'a>(schemas: &[&'a Value]) -> Vec<&'a Value> {
    let mut found: Vec<&'a Value> = Vec::new();
    for &schema in schemas {
        let says = schema.as_object().is_some_and(says_something);
        if says && !is_null(schema) && !found.contains(&schema) {
            found.push(schema);
        }
    }
    found
}

pub(super) fn is_null(schema: &Value) -> bool {
    let is_only = |member: &str| match schema.get(member) {
        Some(Value::Array(values)) => values.iter().all(is_nothing),
        Some(value) => is_nothing(value),
        None => false,
    };
    is_only("type")
        || is_only("enum")
        || schema.get("const").is_some_and(Value::is_null)
        || (schema.get("nullable").is_some()
            && schema.as_object().is_some_and(|one| one.len() == 1))
        || *schema == serde_json::json!({ "type": "object", "nullable": true })
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value == "null"
}

/// Whether a schema says more than what is required, or that a value is an object.
fn says_something(schema: &Map<String, Value>) -> bool {
    const SAYING: [&str; 8] = [
        "$ref",
        "allOf",
        "anyOf",
        "const",
        "enum",
        "items",
        "oneOf",
        "patternProperties",
    ];
    let members = |member: &str| schema.get(member).and_then(Value::as_object);
    SAYING.iter().any(|keyword| schema.contains_key(*keyword))
        || members("properties").is_some_and(|properties| !properties.is_empty())
        || members("additionalProperties").is_some()
        || schema.get("type").is_some_and(|kind| kind != "object")
}

fn kind_fits(kind: &str, format: &str, end: End<'_>) -> bool {
    let is_whole = |name: &str| !name.starts_with('f');
    match end {
        End::Union(_) | End::Type(Type::Json) => true,
        End::Object(_) | End::Type(Type::JsonObject | Type::Map(_)) => kind == "object",
        End::Type(Type::List(_)) => kind == "array",
        End::Type(Type::Boolean) => kind == "boolean",
        End::Type(Type::Number(name)) => match kind {
            "integer" => is_whole(name),
            // .NET writes integers so, too.
            "number" => is_whole(name) == format.contains("int"),
            _ => false,
        },
        End::Type(Type::Uuid) => kind == "string" && ["uuid", "guid"].contains(&format),
        End::Type(Type::DateTime) => kind == "string" && format == "date-time",
        End::Type(Type::Date) => kind == "string" && format == "date",
        End::Type(Type::Text | Type::Upload) => {
            kind == "string" && !["uuid", "guid", "date-time", "date"].contains(&format)
        }
        End::Type(Type::Model(_) | Type::Optional(_) | Type::Boxed(_)) => false,
        End::Enum(_) | End::Missing => false,
    }
}
