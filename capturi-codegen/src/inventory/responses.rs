//! Every response is there: its status, its media types, the names of its headers, and the type of
//! a success.

use serde_json::Value;

use super::{
    Comparison,
    bodies::are_same,
    operations::Described,
    reading::{Spot, is_json, listed, members},
};
use crate::{
    api::{Content, Operation},
    left_out::Fact,
};

impl<'a> Comparison<'a> {
    pub(super) fn responses(&mut self, described: &Described<'a>, operation: &'a Operation) {
        let responses: Vec<(&str, &Value)> = members(described.value, "responses")
            .filter(|(status, _)| !status.starts_with("x-"))
            .filter_map(|(status, response)| Some((status, self.reading.followed(response)?)))
            .collect();
        for (status, response) in &responses {
            self.response(described, operation, status, response);
        }
        let no_success = !responses.iter().any(|(status, _)| status.starts_with('2'));
        // `default` is an error unless the document names no success.
        let successes = responses
            .into_iter()
            .filter(|(status, _)| status.starts_with('2') || (no_success && *status == "default"));
        let successes: Vec<(&str, &Value)> = successes
            .filter(|(_, response)| members(response, "content").next().is_some())
            .collect();
        // The answer to HEAD has no body, whatever the document says.
        if operation.method != "HEAD" {
            let are_json = successes
                .iter()
                .all(|(_, response)| json_of(response).is_some());
            for (status, response) in successes {
                self.success(described, operation, status, response, are_json);
            }
        }
    }

    fn response(
        &mut self,
        described: &Described<'a>,
        operation: &Operation,
        status: &str,
        response: &Value,
    ) {
        let at = format!("the response {status} of `{}`", described.name);
        let mut statuses = operation.statuses.iter();
        let Some(known) = statuses.find(|one| one.status == status) else {
            self.findings.lose(format!("{at} is missing"));
            return;
        };
        for (media_type, _) in members(response, "content") {
            if !known.media_types.iter().any(|one| one == media_type) {
                self.findings
                    .lose(format!("{at} as `{media_type}` is missing"));
            }
        }
        for (header, _) in members(response, "headers") {
            if !known.headers.iter().any(|one| one == header) {
                self.findings
                    .lose(format!("the header `{header}` of {at} is missing"));
            }
        }
        let links = listed(members(response, "links").map(|(name, _)| name));
        if !links.is_empty() {
            self.findings.leave_out(format!(
                "the links {links} of {at}: the client follows none by itself"
            ));
        }
    }

    /// Compares the body of a success with the reply.
    fn success(
        &mut self,
        described: &Described<'a>,
        operation: &'a Operation,
        status: &str,
        response: &'a Value,
        are_json: bool,
    ) {
        let at = format!("the response {status} of `{}`", described.name);
        let json = json_of(response);
        match (&operation.reply.content, json) {
            (Content::Json(ty), Some((_, schema))) => {
                let spot = Spot::of_operation(at.clone());
                self.schemas.push((spot.clone(), schema));
                self.hold(spot, schema, ty);
            }
            (Content::ByStatus(variants), Some((_, schema))) => {
                let variant = variants.iter().find(|one| one.status == status);
                let spot = Spot::of_operation(at.clone());
                self.schemas.push((spot.clone(), schema));
                match variant {
                    Some(variant) => self.hold(spot, schema, &variant.ty),
                    None => self.findings.lose(format!("the type of {at} is missing")),
                }
            }
            (Content::Json(_) | Content::ByStatus(_), None) => {
                self.findings
                    .lose(format!("the body of {at}, which is no JSON, is missing"));
            }
            (Content::Bytes, Some(_)) if !are_json => self.findings.leave_out(format!(
                "the type of {at}: another success is no JSON, so bytes are returned"
            )),
            (Content::Bytes, Some((_, schema))) if !self.is_binary(schema) => {
                self.findings.lose(format!("the type of {at} is missing"));
            }
            (Content::Bytes, _) => {}
            (Content::Nothing, _) => {
                self.findings.lose(format!("the body of {at} is missing"));
            }
        }
        if operation.reply.content == Content::Bytes && json.is_none() {
            for (media_type, described) in members(response, "content") {
                if self.says_type(&described["schema"]) {
                    self.findings.leave_out(format!(
                        "the type of {at} as `{media_type}`, which is no JSON: its bytes are returned"
                    ));
                }
            }
        }
        let Some((taken, schema)) = json else { return };
        for (media_type, other) in members(response, "content") {
            let fact = Fact::Form {
                operation: described.name.clone(),
                of: "response",
                media_type: media_type.to_owned(),
            };
            let other = other.get("schema").unwrap_or(&Value::Null);
            if media_type != taken && !self.explains(&fact) && !are_same(schema, other) {
                self.findings
                    .leave_out(format!("{at} as `{media_type}`: it is taken as `{taken}`"));
            }
        }
    }

    /// Whether a schema describes more than a text or bytes.
    pub(super) fn says_type(&self, schema: &'a Value) -> bool {
        let words = ["properties", "items", "enum", "allOf", "oneOf", "anyOf"];
        let kinds = ["object", "array", "integer", "number", "boolean"];
        let schema = self.reading.followed(schema).unwrap_or(schema);
        words.iter().any(|word| schema.get(*word).is_some())
            || schema["type"]
                .as_str()
                .is_some_and(|kind| kinds.contains(&kind))
    }

    /// Whether a schema says that a text is bytes.
    fn is_binary(&self, schema: &'a Value) -> bool {
        let schema = self.reading.followed(schema).unwrap_or(schema);
        schema["format"] == "binary"
            || schema["type"] == "file"
            || schema.get("contentMediaType").is_some()
    }
}

/// The media type of a response that is JSON, with its schema.
fn json_of(response: &Value) -> Option<(&str, &Value)> {
    let mut content = members(response, "content");
    let (name, media_type) = content.find(|(name, _)| is_json(name))?;
    Some((name, media_type.get("schema").unwrap_or(&Value::Null)))
}
