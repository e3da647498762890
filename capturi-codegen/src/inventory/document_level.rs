//! What stands around the operations: webhooks, and the ways to authenticate.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Comparison,
    reading::{items, listed, members},
};

impl Comparison<'_> {
    pub(super) fn document_level(&mut self) {
        let root = self.reading.root;
        for (name, _) in members(root, "webhooks") {
            self.findings.leave_out(format!(
                "the webhook `{name}`: the client receives no requests"
            ));
        }
        for (name, scheme) in members(&root["components"], "securitySchemes") {
            let scheme = self.reading.followed(scheme).unwrap_or(scheme);
            if let Some(reason) = beyond(scheme) {
                self.findings
                    .leave_out(format!("the security scheme `{name}`: {reason}"));
            }
        }
        let mut requirements: Vec<&Value> = items(root, "security").collect();
        for (_, item) in members(root, "paths") {
            for (_, operation) in item.as_object().into_iter().flatten() {
                requirements.extend(items(operation, "security"));
            }
        }
        let mut seen = BTreeSet::new();
        for requirement in requirements.into_iter().filter_map(Value::as_object) {
            let together = listed(requirement.keys().map(String::as_str));
            if requirement.len() > 1 && seen.insert(together.clone()) {
                self.findings.leave_out(format!(
                    "the security schemes {together} together: the client sends one token"
                ));
            }
        }
    }
}

/// The reason why the client can't authenticate by a scheme. It sends one token: as it is or as
/// `Bearer` in the header `Authorization`, or in another header.
fn beyond(scheme: &Value) -> Option<&'static str> {
    let text = |member: &str| scheme[member].as_str().unwrap_or_default();
    match text("type") {
        "apiKey" if text("in") == "header" => None,
        "apiKey" => Some("the client sends its token in a header"),
        "http" => match text("scheme").to_ascii_lowercase().as_str() {
            "bearer" | "basic" => None,
            _ => Some("the client sends a token, and answers no challenge"),
        },
        "oauth2" | "openIdConnect" => {
            Some("the client sends a token as `Bearer`, but does not obtain one")
        }
        _ => Some("the client sends a token in a header"),
    }
}
