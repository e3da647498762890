//! Every operation is there, with all its parameters.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Comparison,
    meaning::{End, Meaning},
    reading::{Spot, is_json, items, listed, members},
};
use crate::api::{Api, Argument, Operation, Place, Style, Type};

/// The methods under which a path holds operations.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The headers that OpenAPI takes no parameters for.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

/// An operation as the document describes it.
pub(super) struct Described<'a> {
    /// The method and the path.
    pub(super) name: String,
    pub(super) path: &'a str,
    pub(super) value: &'a Value,
}

impl<'a> Comparison<'a> {
    pub(super) fn operations(&mut self) {
        let api = self.api;
        let known = api.operations.iter().map(|operation| {
            let name = format!("{} {}", operation.method, operation.path);
            (name, operation)
        });
        let known: BTreeMap<String, &'a Operation> = known.collect();
        let root = self.reading.root;
        for (path, item) in members(root, "paths") {
            if path.starts_with("x-") {
                continue;
            }
            // The fixup `references` names what leads nowhere.
            let Some(item) = self.reading.followed(item) else {
                continue;
            };
            self.servers(path, item);
            for (method, value) in item.as_object().into_iter().flatten() {
                if !METHODS.contains(&method.as_str()) || !value.is_object() {
                    continue;
                }
                let name = format!("{} {path}", method.to_uppercase());
                let Some(operation) = known.get(&name) else {
                    self.findings
                        .lose(format!("the operation `{name}` is missing"));
                    continue;
                };
                let described = Described { name, path, value };
                self.servers(&described.name, value);
                self.callbacks(&described);
                let parameters = self.parameters(item, value);
                for (index, parameter) in parameters.iter().enumerate() {
                    let is_same = |one: &&&Value| is_one_parameter(one, parameter);
                    let before = parameters[..index].iter().filter(is_same).count();
                    self.parameter(&described, operation, parameter, before);
                }
                self.body(&described, operation);
                self.responses(&described, operation);
            }
        }
    }

    /// The servers of a path or an operation.
    fn servers(&mut self, name: &str, value: &Value) {
        let is_same = value.get("servers") == self.reading.root.get("servers");
        let urls: Vec<&str> = items(value, "servers")
            .filter_map(|server| server["url"].as_str())
            .collect();
        if !urls.is_empty() && !is_same {
            let urls = urls.join(", ");
            self.findings.leave_out(format!(
                "the server {urls} of `{name}`: the client calls its base URL"
            ));
        }
    }

    fn callbacks(&mut self, described: &Described<'a>) {
        let names = listed(members(described.value, "callbacks").map(|(name, _)| name));
        if !names.is_empty() {
            self.findings.leave_out(format!(
                "the callbacks {names} of `{}`: the client receives no requests",
                described.name
            ));
        }
    }

    /// The parameters of an operation, then those of its path that it does not replace.
    fn parameters(&self, item: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
        let reading = &self.reading;
        let followed = |value: &'a Value| {
            items(value, "parameters").filter_map(move |one| reading.followed(one))
        };
        let mut parameters: Vec<&Value> = followed(operation).collect();
        let own = parameters.len();
        for shared in followed(item) {
            if !parameters
                .iter()
                .take(own)
                .any(|one| is_one_parameter(one, shared))
            {
                parameters.push(shared);
            }
        }
        parameters
    }

    /// Compares a parameter with its argument; `before` is the number of earlier ones of the same name and
    /// place.
    fn parameter(
        &mut self,
        described: &Described<'a>,
        operation: &'a Operation,
        parameter: &'a Value,
        before: usize,
    ) {
        // A `$ref` into nowhere has no name; the fixup `references` names it.
        let (Some(name), Some(place)) = (parameter["name"].as_str(), parameter["in"].as_str())
        else {
            return;
        };
        let at = format!("the parameter `{name}` of `{}`", described.name);
        let header = name.to_ascii_lowercase();
        match place {
            "query" if name == "api-version" && operation.is_versioned => return,
            "header" if IGNORED.contains(&header.as_str()) => return,
            "path" if !stands_in(described.path, name) => {
                self.findings
                    .leave_out(format!("{at}: it does not stand in the path"));
                return;
            }
            "path" | "query" | "header" | "cookie" => {}
            other => {
                self.findings
                    .leave_out(format!("{at}: there is no place `{other}` for a parameter"));
                return;
            }
        }
        let arguments = operation.arguments.iter();
        let mut arguments = arguments.filter(|argument| match argument.place {
            // A path may spell its parameter otherwise, which is the spelling that counts.
            Place::Path => place == "path" && argument.wire.eq_ignore_ascii_case(name),
            Place::Query(_) => place == "query" && argument.wire == name,
            Place::Header => place == "header" && argument.wire == name,
            Place::Cookie => place == "cookie" && argument.wire == name,
            Place::Body | Place::Part(_) => false,
        });
        let Some(argument) = arguments.nth(before) else {
            let lost = format!("{at} (in: {place}) is missing");
            self.findings.lose(lost);
            return;
        };
        self.manner(&at, parameter, argument);
        let content = members(parameter, "content").next();
        if let Some((media_type, _)) = content.filter(|(media_type, _)| !is_json(media_type)) {
            self.findings
                .leave_out(format!("{at} as `{media_type}`: it is sent as text"));
        }
        let schema = parameter.get("schema").or_else(|| content?.1.get("schema"));
        if let Some(schema) = schema {
            let spot = Spot::of_operation(at);
            self.schemas.push((spot.clone(), schema));
            self.hold(spot, schema, &argument.ty);
        }
    }

    /// The manner in which a parameter is written. The fixup `path_parameters` names the styles
    /// `label` and `matrix`.
    fn manner(&mut self, at: &str, parameter: &Value, argument: &'a Argument) {
        let style = parameter["style"].as_str().unwrap_or_default();
        let is_exploded = parameter["explode"] == true;
        let meaning = Meaning::of(self.api, &argument.ty);
        let is_object = is_object(&meaning);
        let mut leave_out = |reason: &str| self.findings.leave_out(format!("{at}: {reason}"));
        match argument.place {
            Place::Query(how) => {
                let known = ["", "form", "spaceDelimited", "pipeDelimited", "deepObject"];
                if !known.contains(&style) {
                    leave_out("there is no such style in a query, so it is sent as a form");
                }
                if how == Style::Deep && has_objects(self.api, &meaning) {
                    leave_out("an object inside of it is sent as JSON");
                }
            }
            Place::Path if !["", "simple", "label", "matrix"].contains(&style) => {
                leave_out("there is no such style in a path, so it is sent as a simple value");
            }
            Place::Header if !["", "simple"].contains(&style) => {
                leave_out("there is no such style in a header, so it is sent as a simple value");
            }
            Place::Cookie if !["", "form"].contains(&style) => {
                leave_out("there is no such style in a cookie, so it is sent as a simple value");
            }
            _ => {}
        }
        let is_simple = matches!(argument.place, Place::Path | Place::Header | Place::Cookie);
        if is_simple && is_exploded && is_object {
            leave_out("the members of an object are sent with commas between name and value");
        }
        if parameter["allowReserved"] == true {
            leave_out("reserved characters are sent percent-encoded");
        }
        if parameter["allowEmptyValue"] == true
            && !matches!(
                meaning.end,
                End::Type(Type::Text | Type::Json) | End::Enum(_)
            )
        {
            leave_out("it is not sent without a value");
        }
    }
}

/// Whether a value of the type is an object.
pub(super) fn is_object(meaning: &Meaning<'_>) -> bool {
    match meaning.end {
        End::Object(_) | End::Union(_) => true,
        End::Type(ty) => matches!(ty, Type::JsonObject | Type::Map(_)),
        End::Enum(_) | End::Missing => false,
    }
}

/// Whether an object has other objects in it.
fn has_objects<'a>(api: &'a Api, meaning: &Meaning<'a>) -> bool {
    let is_nested = |ty: &'a Type| {
        let item = match ty.plain() {
            Type::List(item) => item,
            ty => ty,
        };
        is_object(&Meaning::of(api, item))
    };
    match meaning.end {
        End::Object(object) => object.fields.iter().any(|field| is_nested(&field.ty)),
        End::Type(Type::Map(value)) => is_nested(value),
        _ => false,
    }
}

/// Whether a path has a placeholder of this name.
fn stands_in(path: &str, name: &str) -> bool {
    path.split('{').skip(1).any(|part| {
        let placeholder = part.split('}').next().unwrap_or_default();
        placeholder.eq_ignore_ascii_case(name)
    })
}

/// Whether two descriptions are of one parameter.
fn is_one_parameter(one: &Value, other: &Value) -> bool {
    let is_same_name = match (one["name"].as_str(), other["name"].as_str()) {
        // A path may spell its parameter otherwise.
        (Some(one_name), Some(name)) if one["in"] == "path" => one_name.eq_ignore_ascii_case(name),
        (one, other) => one == other,
    };
    is_same_name && one["in"] == other["in"]
}
