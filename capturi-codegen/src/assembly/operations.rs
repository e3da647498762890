//! The operations: their arguments, the way in which they are sent, and their replies.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase as _;
use serde_json::{Value, json};

use super::{
    paging,
    types::{default, limits, maybe, present},
};
use crate::{
    api::{
        Api, Argument, Body, Content, Operation, Part, Place, Presence, Reply, ResponseStatus,
        StatusVariant, Style, Type,
    },
    document::{self, Document, Object, array, is_json, is_true, marker, outline_of, text_of},
    names::ArgumentNames,
};

pub(super) fn read(document: &Document, api: &Api) -> Vec<Operation> {
    let operations = document.operations().into_iter();
    operations
        .map(|operation| read_one(document, api, &operation))
        .collect()
}

fn read_one(document: &Document, api: &Api, described: &document::Operation<'_>) -> Operation {
    let object = described.object;
    let mut names = ArgumentNames::default();
    let parameters = array(object, "parameters").iter();
    let mut arguments: Vec<Argument> = parameters
        .filter_map(Value::as_object)
        .filter_map(|described| parameter(document, described, &mut names))
        .collect();
    let body = body(document, api, object, &mut names).map(|(body, more)| {
        arguments.extend(more);
        body
    });
    let mut operation = Operation {
        name: described.name(),
        method: described.verb.to_uppercase(),
        path: described.path.to_owned(),
        is_safe: described.is_safe(),
        is_versioned: is_true(object, marker::VERSIONED),
        summary: text_of(object, "summary"),
        description: text_of(object, "description"),
        is_deprecated: is_true(object, "deprecated"),
        arguments,
        body,
        reply: match described.verb {
            "head" => Reply {
                content: Content::Nothing,
                is_optional: false,
            },
            _ => reply(object),
        },
        statuses: statuses(object),
        paging: None,
        servers: servers(object.get("servers")),
        security: object.get("security").cloned(),
    };
    operation.paging = paging::find(api, &operation, object);
    operation
}

/// The addresses in a list of servers.
pub(super) fn servers(listed: Option<&Value>) -> Vec<String> {
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    listed
        .filter_map(|server| server["url"].as_str().map(str::to_owned))
        .collect()
}

fn parameter(
    document: &Document,
    described: &Object,
    names: &mut ArgumentNames,
) -> Option<Argument> {
    let wire = described.get("name")?.as_str()?;
    let place = match described.get("in")?.as_str()? {
        "path" => Place::Path,
        "query" => Place::Query(style(described)),
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        _ => return None,
    };
    // A parameter may be described as content of one media type instead.
    let content = described.get("content").and_then(Value::as_object);
    let content = content.and_then(|content| content.iter().next());
    let schema = described.get("schema").or_else(|| content?.1.get("schema"));
    Some(Argument {
        name: names.take(wire),
        wire: wire.to_owned(),
        ty: schema.map_or(Type::Text, present),
        presence: presence(place == Place::Path || is_true(described, "required")),
        place,
        content: content.map(|(media_type, _)| media_type.clone()),
        default: schema.and_then(|schema| default(document, schema)),
        limits: schema.map_or_else(BTreeMap::new, |schema| limits(document, schema)),
        docs: text_of(described, "description"),
        is_deprecated: is_true(described, "deprecated"),
    })
}

/// The style of a parameter; the default is `form`, exploded.
fn style(parameter: &Object) -> Style {
    let exploded = parameter.get("explode").and_then(Value::as_bool);
    match (parameter.get("style").and_then(Value::as_str), exploded) {
        (Some("deepObject"), _) => Style::Deep,
        (Some("spaceDelimited"), Some(false) | None) => Style::Joined(" "),
        (Some("pipeDelimited"), Some(false) | None) => Style::Joined("|"),
        (_, Some(false)) => Style::Joined(","),
        _ => Style::Exploded,
    }
}

fn presence(is_required: bool) -> Presence {
    match is_required {
        true => Presence::Required,
        false => Presence::Optional,
    }
}

/// The body of an operation and its arguments. Of several media types, the one that says most is
/// taken.
fn body(
    document: &Document,
    api: &Api,
    operation: &Object,
    names: &mut ArgumentNames,
) -> Option<(Body, Vec<Argument>)> {
    let described = operation.get("requestBody")?.as_object()?;
    let content = described.get("content")?.as_object()?;
    let named = |wanted: fn(&str) -> bool| {
        let (name, media_type) = content.iter().find(|(name, _)| wanted(name))?;
        let schema = media_type.get("schema").unwrap_or(&Value::Null);
        Some((name.as_str(), schema))
    };
    let whole = |body, ty, names: &mut ArgumentNames| {
        Some((body, vec![whole_body(described, api, ty, names)]))
    };
    if let Some((name, schema)) = named(is_json) {
        return whole(Body::Json(name.to_owned()), present(schema), names);
    }
    if let Some((_, schema)) = named(|name| name.starts_with("multipart/")) {
        let mut parts = Vec::new();
        let form = document.resolved(schema)?;
        form_parts(document, form, ("", DEEPEST_PART), names, &mut parts);
        return Some((Body::Parts, parts));
    }
    if let Some((_, schema)) = named(|name| name == "application/x-www-form-urlencoded") {
        return whole(Body::Form, present(schema), names);
    }
    if let Some((name, _)) = named(|name| name.starts_with("text/")) {
        return whole(Body::Raw(name.to_owned()), Type::Text, names);
    }
    let (name, _) = content.iter().next()?;
    let name = match name.contains('*') {
        true => "application/octet-stream",
        false => name,
    };
    let bytes = Type::list(Type::Number("u8"));
    whole(Body::Raw(name.to_owned()), bytes, names)
}

fn whole_body(described: &Object, api: &Api, ty: Type, names: &mut ArgumentNames) -> Argument {
    let has_default = api.model(&ty).is_some_and(|model| model.has_default);
    Argument {
        name: names.take("body"),
        wire: "body".to_owned(),
        ty,
        presence: match (is_true(described, "required"), has_default) {
            (true, _) => Presence::Required,
            (false, true) => Presence::Defaulted,
            (false, false) => Presence::Optional,
        },
        place: Place::Body,
        content: None,
        default: None,
        limits: BTreeMap::new(),
        docs: text_of(described, "description"),
        is_deprecated: false,
    }
}

/// Adds the parts of a form, whose names begin with `prefix`; objects with files are looked into to this `depth`. .NET 9 writes each parameter of a form as a
/// part of an `allOf`. JSON holds no files, so that an object with files in it is sent member by member,
/// as .NET reads it.
fn form_parts(
    document: &Document,
    form: &Object,
    (prefix, depth): (&str, usize),
    names: &mut ArgumentNames,
    parts: &mut Vec<Argument>,
) {
    for part in array(form, "allOf") {
        if let Some(part) = document.resolved(part) {
            form_parts(document, part, (prefix, depth), names, parts);
        }
    }
    let required = array(form, "required");
    let properties = form.get("properties").and_then(Value::as_object);
    for (name, schema) in properties.into_iter().flatten() {
        let wire = format!("{prefix}{name}");
        match document.resolved(schema) {
            Some(object) if holds_file(document, object, depth) => {
                form_parts(
                    document,
                    object,
                    (&format!("{wire}."), depth - 1),
                    names,
                    parts,
                );
            }
            _ => {
                let is_required = required.iter().any(|one| one == name.as_str());
                parts.push(part(document, &wire, schema, is_required, names));
            }
        }
    }
}

/// The most objects inside of each other in which files are looked for: objects may contain themselves.
const DEEPEST_PART: usize = 2;

/// Whether an object has a file in it.
fn holds_file(document: &Document, object: &Object, depth: usize) -> bool {
    let properties = object.get("properties").and_then(Value::as_object);
    let mut schemas = properties.into_iter().flat_map(Object::values);
    depth > 0
        && schemas.any(|schema| {
            let inner = document.resolved(schema);
            is_file(document, schema)
                || inner.is_some_and(|inner| holds_file(document, inner, depth - 1))
        })
}

fn is_binary(document: &Document, schema: &Value) -> bool {
    // .NET 9 refers to a schema `IFormFile`.
    let schema = document.resolved(schema);
    schema.is_some_and(|schema| schema.get("format") == Some(&json!("binary")))
}

/// Whether a part is a file, or a list of files.
fn is_file(document: &Document, schema: &Value) -> bool {
    is_binary(document, schema) || is_list_of_files(document, schema)
}

fn is_list_of_files(document: &Document, schema: &Value) -> bool {
    let list = document.resolved(schema);
    let list = list.filter(|list| list.get("type") == Some(&json!("array")));
    list.and_then(|list| list.get("items"))
        .is_some_and(|items| is_binary(document, items))
}

fn part(
    document: &Document,
    name: &str,
    schema: &Value,
    is_required: bool,
    names: &mut ArgumentNames,
) -> Argument {
    let (part, ty) = match (
        is_list_of_files(document, schema),
        is_binary(document, schema),
    ) {
        (true, _) => (Part::Files, Type::list(Type::Upload)),
        (false, true) => (Part::File, Type::Upload),
        (false, false) => (Part::Value, present(schema)),
    };
    Argument {
        name: names.take(name),
        wire: name.to_owned(),
        ty,
        presence: presence(is_required),
        place: Place::Part(part),
        content: None,
        default: default(document, schema),
        limits: limits(document, schema),
        docs: document::text(schema, "description"),
        is_deprecated: schema["deprecated"] == true,
    }
}

fn reply(operation: &Object) -> Reply {
    let responses = operation.get("responses").and_then(Value::as_object);
    let contents: Vec<(&String, Content)> = responses
        .into_iter()
        .flatten()
        .filter_map(|(status, response)| Some((status, response.get("content")?.as_object()?)))
        .filter_map(|(status, body)| Some((status, content(body)?)))
        .collect();
    let variants = contents.iter().map(|(status, content)| match content {
        Content::Json(ty) => Some(StatusVariant {
            name: format!("Status{}", status.to_upper_camel_case()),
            status: (*status).clone(),
            ty: ty.clone(),
        }),
        _ => None,
    });
    let content = match variants.collect::<Option<Vec<_>>>() {
        None => Content::Bytes,
        Some(variants) => match variants.as_slice() {
            [] => Content::Nothing,
            [first, others @ ..] if others.iter().all(|other| other.ty == first.ty) => {
                Content::Json(first.ty.clone())
            }
            _ => Content::ByStatus(variants),
        },
    };
    Reply {
        // Without a body, a 204 means the same as any other success.
        is_optional: content != Content::Nothing && is_true(operation, marker::OPTIONAL_RESPONSE),
        content,
    }
}

/// JSON if the response may be JSON, otherwise bytes.
fn content(content: &Object) -> Option<Content> {
    if content.is_empty() {
        return None;
    }
    let json = content.iter().find(|(name, _)| is_json(name));
    Some(match json {
        Some((_, media_type)) if media_type["schema"]["format"] == "binary" => Content::Bytes,
        Some((_, media_type)) => Content::Json(maybe(&media_type["schema"])),
        None => Content::Bytes,
    })
}

/// The successes, then the statuses that fixups took out: successes without a body beside another
/// one, and the errors.
fn statuses(operation: &Object) -> Vec<ResponseStatus> {
    let members = |member: &str| {
        let members = operation.get(member).and_then(Value::as_object);
        members.into_iter().flatten()
    };
    let successes = members("responses")
        .map(|(status, response)| status_of(status, &outline_of(response), true));
    let no_content =
        members(marker::NO_CONTENT).map(|(status, outline)| status_of(status, outline, true));
    let errors = members(marker::ERRORS).map(|(status, outline)| status_of(status, outline, false));
    successes.chain(no_content).chain(errors).collect()
}

fn status_of(status: &str, outline: &Value, is_success: bool) -> ResponseStatus {
    let texts = |member: &str| {
        let texts = outline[member].as_array().into_iter().flatten();
        texts.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    ResponseStatus {
        status: status.to_owned(),
        is_success,
        media_types: texts("mediaTypes"),
        headers: texts("headers"),
    }
}
