//! ASP.NET lists four media types for one JSON body (`application/json-patch+json`,
//! `application/json`, `text/json`, `application/*+json`). A body is sent as the first of them,
//! which would call every body a JSON Patch.

use serde_json::Value;

use super::Fixup;
use crate::{
    document::{Object, is_json},
    step::Expected,
};

pub(super) const FIXUP: Fixup = Fixup {
    name: "request_media_types",
    reason: "a JSON body listed under several media types is sent as application/json",
    expected: Expected::Today,
    apply: |document| {
        Ok(document.change_operations(|_, _, operation| {
            let Some(Value::Object(content)) = operation
                .get_mut("requestBody")
                .and_then(|body| body.get_mut("content"))
            else {
                return 0;
            };
            if content.len() < 2 {
                return 0;
            }
            let Some(media_type) = content
                .get("application/json")
                .or_else(|| first_json(content))
                .cloned()
            else {
                return 0;
            };
            content.clear();
            content.insert("application/json".to_owned(), media_type);
            1
        }))
    },
};

fn first_json(content: &Object) -> Option<&Value> {
    content
        .iter()
        .find(|(name, _)| is_json(name))
        .map(|(_, media_type)| media_type)
}
