//! A path and its parameters may disagree in case (`{Id}` and `id`), or either may lack a
//! parameter.

use serde_json::{Value, json};

use super::Fixup;
use crate::step::Expected;

pub(super) const FIXUP: Fixup = Fixup {
    name: "path_parameters",
    reason: "a path has the parameters that stand in it, by the names that they have there",
    expected: Expected::OneDay,
    apply: |document| {
        let mut styles = Vec::new();
        let count = document.change_operations(|verb, path, operation| {
            let wanted = placeholders(path);
            let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
            let Some(parameters) = parameters.as_array_mut() else {
                return 0;
            };
            let mut count = 0;
            for parameter in parameters.iter_mut().filter(|one| one["in"] == "path") {
                if let Some(style @ ("label" | "matrix")) = parameter["style"].as_str() {
                    let (verb, name) = (verb.to_uppercase(), &parameter["name"]);
                    styles.push(format!(
                        "the style `{style}` of the parameter {name} of `{verb} {path}`: it is sent as a \
                         simple value"
                    ));
                }
                let name = parameter["name"].as_str().unwrap_or_default();
                let meant = wanted.iter().find(|one| one.eq_ignore_ascii_case(name));
                if let Some(meant) = meant.filter(|meant| **meant != name) {
                    parameter["name"] = json!(meant);
                    count += 1;
                }
            }
            let before = parameters.len();
            parameters.retain(|one| {
                one["in"] != "path" || wanted.iter().any(|name| one["name"] == **name)
            });
            count += before - parameters.len();
            for name in wanted {
                let is_there = |one: &Value| one["in"] == "path" && one["name"] == *name;
                if !parameters.iter().any(is_there) {
                    parameters.push(json!({
                        "name": name, "in": "path", "required": true, "schema": { "type": "string" },
                    }));
                    count += 1;
                }
            }
            if parameters.is_empty() {
                operation.shift_remove("parameters");
            }
            count
        });
        for style in styles {
            document.leave_out(style);
        }
        Ok(count)
    },
};

/// The names between braces.
fn placeholders(path: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in path.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
