//! Every form of a body is there, with its parts.

use serde_json::{Map, Value};

use super::{
    Comparison,
    meaning::{End, Meaning},
    operations::{Described, is_object},
    reading::{Spot, is_json, members},
};
use crate::{
    api::{Argument, Body, Operation, Part, Place, Type},
    left_out::Fact,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// The keywords that tell what a value is made of; all others describe it, or forbid some values.
const OF_TYPES: [&str; 16] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "discriminator",
    "enum",
    "format",
    "items",
    "nullable",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "required",
    "type",
];

impl<'a> Comparison<'a> {
    pub(super) fn body(&mut self, described: &Described<'a>, operation: &'a Operation) {
        let body = described.value.get("requestBody");
        let Some(body) = body.and_then(|body| self.reading.followed(body)) else {
            return;
        };
        let content: Vec<(&str, &Value)> = members(body, "content").collect();
        let Some((first, _)) = content.first().copied() else {
            return;
        };
        let at = format!("the body of `{}`", described.name);
        let find = |fits: &dyn Fn(&str) -> bool| {
            let mut names = content.iter().map(|(name, _)| *name);
            names.find(|name| fits(name))
        };
        // Of several forms, the one that says most has to be taken.
        let json = find(&|name: &str| name == "application/json").or_else(|| find(&is_json));
        let parts = find(&|name: &str| name.starts_with("multipart/"));
        let form = find(&|name: &str| name == FORM);
        let text = find(&|name: &str| name.starts_with("text/"));
        let best = json.or(parts).or(form).or(text).unwrap_or(first);
        let media_type = content.iter().find(|(name, _)| *name == best);
        let Some((_, media_type)) = media_type.copied() else {
            return;
        };
        let schema = media_type.get("schema").unwrap_or(&Value::Null);
        let spot = Spot::of_operation(at.clone());
        self.schemas.push((spot.clone(), schema));
        let taken = match &operation.body {
            Some(Body::Json(sent)) if json.is_some() => {
                sent == "application/json" || content.iter().any(|(name, _)| name == sent)
            }
            Some(Body::Parts) => json.is_none() && parts.is_some(),
            Some(Body::Form) => json.or(parts).is_none() && form.is_some(),
            Some(Body::Raw(sent)) => {
                json.or(parts).or(form).is_none() && (sent == best || best.contains('*'))
            }
            Some(Body::Json(_)) => false,
            None => {
                if parts == Some(best) && schema.as_object().is_none() {
                    self.no_parts(&at, best);
                    return;
                }
                false
            }
        };
        if !taken {
            self.findings.lose(format!("{at} as `{best}` is missing"));
            return;
        }
        match (&operation.body, operation.body_argument()) {
            (Some(Body::Parts), _) => self.parts(&at, best, operation, schema),
            (Some(Body::Json(_) | Body::Form), Some(argument)) => {
                self.hold(spot, schema, &argument.ty);
            }
            (_, Some(_)) => {
                if self.says_type(schema) {
                    self.findings.leave_out(format!(
                        "the type of {at} as `{best}`, which is no JSON: it is sent as it is given"
                    ));
                }
            }
            (_, None) => self
                .findings
                .lose(format!("{at} is missing among the arguments")),
        }
        self.encoding(&at, operation, media_type);
        for (name, other) in content {
            let other = other.get("schema").unwrap_or(&Value::Null);
            let fact = Fact::Form {
                operation: described.name.clone(),
                of: "body",
                media_type: name.to_owned(),
            };
            // Bytes are not the same under another name, unless that is any.
            let is_raw = matches!(operation.body, Some(Body::Raw(_)));
            let says_same = match is_raw {
                true => name.contains('*'),
                false => are_same(schema, other),
            };
            if name != best && !says_same && !self.explains(&fact) {
                self.findings
                    .leave_out(format!("{at} as `{name}`: it is sent as `{best}`"));
            }
        }
    }

    fn no_parts(&mut self, at: &str, media_type: &str) {
        self.findings.leave_out(format!(
            "{at} as `{media_type}`, which describes no parts: none is sent"
        ));
    }

    /// Every part of a multipart form is an argument.
    fn parts(&mut self, at: &str, media_type: &str, operation: &'a Operation, schema: &'a Value) {
        let facts = self.reading.facts(&[schema], &[]);
        if facts.properties().next().is_none() {
            self.no_parts(at, media_type);
        }
        let mut open: Vec<(String, &Value)> = Vec::new();
        open.extend(
            facts
                .properties()
                .map(|(name, schema)| (name.to_owned(), schema)),
        );
        open.reverse();
        while let Some((name, schema)) = open.pop() {
            let name = name.as_str();
            let Some(argument) = part(operation, name) else {
                // Where an object has files in it, its members are parts.
                let inner = format!("{name}.");
                let mut arguments = operation.arguments.iter();
                let facts = self.reading.facts(&[schema], &[]);
                if arguments.any(|one| one.wire.starts_with(&inner)) {
                    let members = facts.properties();
                    open.extend(members.map(|(name, schema)| (format!("{inner}{name}"), schema)));
                } else {
                    let lost = format!("the part `{name}` of {at} is missing");
                    self.findings.lose(lost);
                }
                continue;
            };
            if argument.place == Place::Part(Part::Value) {
                let facts = self.reading.facts(&[schema], &[]);
                let items = self.reading.facts(&facts.own.items, &[]);
                let mut members = facts.properties().chain(items.properties());
                if members.any(|(_, member)| member["format"] == "binary") {
                    self.findings.leave_out(format!(
                        "the files inside of the part `{name}` of {at}: it is sent as JSON, which holds none"
                    ));
                }
                let spot = Spot::of_operation(at.to_owned()).property(name);
                self.hold(spot, schema, &argument.ty);
            }
        }
        let alternatives = facts.own.alternatives.iter();
        let alternatives = alternatives.chain(&facts.inherited.alternatives);
        if alternatives.flat_map(|list| &list.schemas).next().is_some() {
            self.findings.leave_out(format!(
                "the alternatives of {at}: only the parts beside them are sent"
            ));
        }
        if !facts.own.members.is_empty() || !facts.inherited.members.is_empty() {
            self.findings.leave_out(format!(
                "the parts without a name of {at}: only those with a name are sent"
            ));
        }
    }

    /// What a form says of the way in which its parts are written.
    fn encoding(&mut self, at: &str, operation: &'a Operation, media_type: &Value) {
        let is_multipart = operation.body == Some(Body::Parts);
        if !is_multipart && operation.body != Some(Body::Form) {
            return;
        }
        for (name, encoding) in members(media_type, "encoding") {
            let argument = part(operation, name);
            let part = format!("the part `{name}` of {at}");
            let mut leave_out = |reason: &str| {
                self.findings.leave_out(format!("{part}: {reason}"));
            };
            let sent = match argument {
                Some(argument) if argument.place == Place::Part(Part::Value) => {
                    media_type_of(&Meaning::of(self.api, &argument.ty))
                }
                // Callers name the media type of a file.
                Some(_) => None,
                None => Some("text/plain"),
            };
            if let (Some(wanted), Some(sent)) = (encoding["contentType"].as_str(), sent)
                && !wanted.split(',').any(|one| is_like(one.trim(), sent))
            {
                leave_out(&format!("it is sent as `{sent}`, not as `{wanted}`"));
            }
            if members(encoding, "headers").next().is_some() {
                leave_out("its headers are not sent");
            }
            let style = encoding["style"].as_str().unwrap_or("form");
            if style != "form" || encoding["explode"] == false {
                leave_out("each item of a list is sent by itself, and an object as JSON");
            }
            if encoding["allowReserved"] == true {
                leave_out("reserved characters are sent percent-encoded");
            }
        }
    }
}

/// The argument that is this part of a form.
fn part<'a>(operation: &'a Operation, name: &str) -> Option<&'a Argument> {
    let mut arguments = operation.arguments.iter();
    arguments.find(|one| matches!(one.place, Place::Part(_)) && one.wire == name)
}

/// The media type that a value is sent as; nothing for one of several types.
fn media_type_of(meaning: &Meaning<'_>) -> Option<&'static str> {
    match meaning.end {
        End::Type(Type::Json | Type::List(_)) => None,
        _ if is_object(meaning) => Some("application/json"),
        _ => Some("text/plain"),
    }
}

fn is_like(wanted: &str, sent: &str) -> bool {
    let wanted = wanted.split(';').next().unwrap_or_default().trim();
    wanted == sent || wanted == "*/*" || (sent == "application/json" && is_json(wanted))
}

/// Whether two schemas describe values of the same type.
pub(super) fn are_same(one: &Value, other: &Value) -> bool {
    types_of(one) == types_of(other)
}

/// A schema without all that describes it.
fn types_of(schema: &Value) -> Value {
    let all = |schemas: &Map<String, Value>| -> Value {
        let schemas = schemas.iter();
        schemas
            .map(|(name, schema)| (name.clone(), types_of(schema)))
            .collect()
    };
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let members = members.iter().filter_map(|(member, value)| {
        let value = match (member.as_str(), value) {
            (word, _) if !OF_TYPES.contains(&word) => return None,
            ("properties" | "patternProperties", Value::Object(schemas)) => all(schemas),
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(schemas)) => {
                schemas.iter().map(types_of).collect()
            }
            ("items" | "additionalProperties", schema) => types_of(schema),
            (_, value) => value.clone(),
        };
        Some((member.clone(), value))
    });
    members.collect()
}
