//! OpenAPI Overlay 1.0: our corrections of the document, as data.
//!
//! An action selects nodes with a JSONPath and either removes them or merges a value into them.
//! In an update, members of objects are merged, primitives replaced and arrays appended to;
//! replacing an array is therefore a `remove`, then an `update`.
//! <https://spec.openapis.org/overlay/v1.0.0.html>

use jsonpath_rust::{JsonPath as _, parser::parse_json_path};
use serde_json::Value;

use crate::{Change, Error, document::Document, step::Expected};

/// A parsed overlay, ready to be applied.
#[derive(Debug)]
pub(crate) struct Overlay {
    actions: Vec<Action>,
}

#[derive(Debug)]
struct Action {
    target: String,
    description: String,
    edit: Edit,
}

#[derive(Debug)]
enum Edit {
    Update(Value),
    Remove,
}

impl Overlay {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(|source| Error::NotJson {
            what: "overlay",
            source,
        })?;
        let refuse = |reason: &str| Error::Overlay {
            action: 0,
            reason: reason.to_owned(),
        };
        match value["overlay"].as_str() {
            Some(version) if version.starts_with("1.0.") => {}
            _ => return Err(refuse("`overlay` must be \"1.0.x\"")),
        }
        let actions = value["actions"]
            .as_array()
            .ok_or_else(|| refuse("`actions` is missing or not an array"))?;
        let actions = actions
            .iter()
            .enumerate()
            .map(|(index, action)| {
                Action::parse(action).map_err(|reason| Error::Overlay {
                    action: index + 1,
                    reason,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { actions })
    }

    /// Applies every action in order; returns how many nodes each action changed.
    pub(crate) fn apply(&self, document: &mut Document) -> Result<Vec<Change>, Error> {
        let mut applied = Vec::with_capacity(self.actions.len());
        for (index, action) in self.actions.iter().enumerate() {
            let places = action
                .apply(document.value_mut())
                .map_err(|reason| Error::Overlay {
                    action: index + 1,
                    reason,
                })?;
            applied.push(Change {
                name: action.target.clone(),
                reason: action.description.clone(),
                places,
                expected: Expected::Today,
            });
        }
        Ok(applied)
    }
}

impl Action {
    fn parse(action: &Value) -> Result<Self, String> {
        let target = action["target"]
            .as_str()
            .ok_or("`target` is missing or not a string")?;
        // The query is only used as text below; parsing it here finds a mistake even when the
        // document has nothing that it could match.
        parse_json_path(target)
            .map_err(|error| format!("`{target}` is not a JSONPath: {error}"))?;
        let edit = match (action["remove"].as_bool(), action.get("update")) {
            (Some(true), _) => Edit::Remove,
            (_, Some(update)) => Edit::Update(update.clone()),
            _ => return Err("needs `update` or `remove: true`".to_owned()),
        };
        Ok(Self {
            target: target.to_owned(),
            description: action["description"].as_str().unwrap_or("").to_owned(),
            edit,
        })
    }

    fn apply(&self, root: &mut Value) -> Result<usize, String> {
        let mut pointers: Vec<Vec<String>> = root
            .query_only_path(&self.target)
            .map_err(|error| error.to_string())?
            .iter()
            .map(|path| segments(path))
            .collect();
        // From the last to the first, so that removing an item of an array moves no other target.
        pointers.sort_by_key(|pointer| {
            pointer
                .iter()
                .map(|segment| segment.parse::<usize>().unwrap_or(0))
                .collect::<Vec<_>>()
        });
        for pointer in pointers.iter().rev() {
            match &self.edit {
                Edit::Remove => remove(root, pointer),
                Edit::Update(update) => {
                    let node = navigate(root, pointer).ok_or("the target has moved")?;
                    match node {
                        Value::Array(items) => items.push(update.clone()),
                        Value::Object(_) if update.is_object() => merge(node, update),
                        Value::Object(_) => return Err("`update` must be an object".to_owned()),
                        _ => return Err("the target is neither object nor array".to_owned()),
                    }
                }
            }
        }
        Ok(pointers.len())
    }
}

/// Splits a normalized path (`$['paths']['/x'][0]`) into its member names and indexes.
fn segments(path: &str) -> Vec<String> {
    let mut segments = Vec::new();
    let mut rest = path.trim_start_matches('$');
    while let Some(inner) = rest.strip_prefix('[') {
        if let Some(quoted) = inner.strip_prefix('\'') {
            let mut name = String::new();
            let mut characters = quoted.char_indices();
            let mut end = quoted.len();
            while let Some((at, character)) = characters.next() {
                match character {
                    '\\' => name.extend(characters.next().map(|(_, escaped)| escaped)),
                    '\'' => {
                        end = at + 1;
                        break;
                    }
                    other => name.push(other),
                }
            }
            segments.push(name);
            rest = quoted[end..].trim_start_matches(']');
        } else {
            let (index, after) = inner.split_once(']').unwrap_or((inner, ""));
            segments.push(index.to_owned());
            rest = after;
        }
    }
    segments
}

fn navigate<'a>(root: &'a mut Value, pointer: &[String]) -> Option<&'a mut Value> {
    pointer.iter().try_fold(root, |node, segment| match node {
        Value::Object(object) => object.get_mut(segment),
        Value::Array(items) => items.get_mut(segment.parse::<usize>().ok()?),
        _ => None,
    })
}

fn remove(root: &mut Value, pointer: &[String]) {
    let Some((last, parents)) = pointer.split_last() else {
        return;
    };
    match navigate(root, parents) {
        Some(Value::Object(object)) => {
            object.shift_remove(last);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = last.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

fn merge(node: &mut Value, update: &Value) {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => {
            for (member, value) in update {
                match node.get_mut(member) {
                    Some(existing) => merge(existing, value),
                    None => {
                        node.insert(member.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(node), Value::Array(update)) => node.extend(update.iter().cloned()),
        (node, update) => *node = update.clone(),
    }
}
