//! The rules: which change means what to callers.

use std::collections::BTreeMap;

use super::{
    Difference, Impact,
    surface::{Argument, Field, Model, Operation, Struct, Surface},
};

pub(super) fn surfaces(old: &Surface, new: &Surface) -> Vec<Difference> {
    let mut found = Found::default();
    operations(old, new, &mut found);
    models(&old.models, &new.models, &mut found);
    found.0
}

#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    fn add(&mut self, impact: Impact, subject: &str, change: impl Into<String>) {
        self.0.push(Difference {
            impact,
            subject: subject.to_owned(),
            change: change.into(),
        });
    }
}

fn operations(old: &Surface, new: &Surface, found: &mut Found) {
    let is_gone = |name: &&String| !new.operations.contains_key(*name);
    let is_new = |name: &&String| !old.operations.contains_key(*name);
    let mut renamed = Vec::new();
    for name in old.operations.keys().filter(is_gone) {
        let before = &old.operations[name];
        let subject = format!("operation `{name}`");
        let after = new.operations.iter().find(|(other, operation)| {
            is_new(other) && operation.method == before.method && operation.path == before.path
        });
        match after {
            Some((other, operation)) => {
                found.add(Impact::Breaking, &subject, format!("renamed to `{other}`"));
                renamed.push(other);
                compare_operation(&format!("operation `{other}`"), before, operation, found);
            }
            None => found.add(Impact::Breaking, &subject, "removed"),
        }
    }
    for (name, operation) in &new.operations {
        let subject = format!("operation `{name}`");
        match old.operations.get(name) {
            Some(before) => compare_operation(&subject, before, operation, found),
            None if renamed.contains(&name) => {}
            None => {
                let place = format!("added: {} {}", operation.method, operation.path);
                found.add(Impact::Compatible, &subject, place);
            }
        }
    }
}

fn compare_operation(subject: &str, old: &Operation, new: &Operation, found: &mut Found) {
    if (&old.method, &old.path) != (&new.method, &new.path) {
        let change = format!(
            "{} {} became {} {}",
            old.method, old.path, new.method, new.path
        );
        found.add(Impact::Behaviour, subject, change);
    }
    if old.is_safe != new.is_safe {
        let change = match new.is_safe {
            true => "is sent again after a failure that may pass",
            false => "is no longer sent again after a failure",
        };
        found.add(Impact::Behaviour, subject, change);
    }
    if old.returns != new.returns {
        let change = format!(
            "returns {} instead of {}",
            shown(&new.returns),
            shown(&old.returns)
        );
        found.add(Impact::Breaking, subject, change);
    }
    match (old.has_stream, new.has_stream) {
        (true, false) => found.add(Impact::Breaking, subject, "has no `stream` any more"),
        (false, true) => found.add(Impact::Compatible, subject, "has a `stream`"),
        _ => {}
    }
    for (name, before) in &old.arguments {
        match new.arguments.get(name) {
            Some(after) => compare_argument(subject, name, before, after, found),
            None => found.add(
                Impact::Breaking,
                subject,
                format!("parameter `{name}` removed"),
            ),
        }
    }
    for (name, argument) in &new.arguments {
        if !old.arguments.contains_key(name) {
            let (impact, kind) = match argument.is_required {
                true => (Impact::Breaking, "required"),
                false => (Impact::Compatible, "optional"),
            };
            found.add(impact, subject, format!("{kind} parameter `{name}` added"));
        }
    }
}

fn compare_argument(subject: &str, name: &str, old: &Argument, new: &Argument, found: &mut Found) {
    if old.ty != new.ty {
        let change = format!(
            "parameter `{name}` takes {} instead of {}",
            shown(&new.ty),
            shown(&old.ty)
        );
        found.add(Impact::Breaking, subject, change);
    }
    match (old.is_required, new.is_required) {
        (false, true) => {
            found.add(
                Impact::Breaking,
                subject,
                format!("parameter `{name}` became required"),
            );
        }
        (true, false) => {
            found.add(
                Impact::Compatible,
                subject,
                format!("parameter `{name}` became optional"),
            );
        }
        _ => {}
    }
}

fn models(old: &BTreeMap<String, Model>, new: &BTreeMap<String, Model>, found: &mut Found) {
    for (name, before) in old {
        let subject = format!("model `{name}`");
        match new.get(name) {
            Some(after) => compare_model(&subject, before, after, found),
            None => found.add(Impact::Breaking, &subject, "removed"),
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        found.add(Impact::Compatible, &format!("model `{name}`"), "added");
    }
}

fn compare_model(subject: &str, old: &Model, new: &Model, found: &mut Found) {
    match (old, new) {
        (Model::Struct(old), Model::Struct(new)) => compare_struct(subject, old, new, found),
        (Model::Enum(old), Model::Enum(new)) => compare_variants(subject, "value", old, new, found),
        (Model::Union(old), Model::Union(new)) => {
            compare_variants(subject, "variant", old, new, found);
        }
        (Model::Alias(old), Model::Alias(new)) if old == new => {}
        (Model::Alias(old), Model::Alias(new)) => {
            let change = format!("is {} instead of {}", shown(new), shown(old));
            found.add(Impact::Breaking, subject, change);
        }
        (old, new) => {
            let change = format!("is {} instead of {}", kind(new), kind(old));
            found.add(Impact::Breaking, subject, change);
        }
    }
}

fn kind(model: &Model) -> &'static str {
    match model {
        Model::Struct(_) => "a struct",
        Model::Enum(_) => "an enum",
        Model::Union(_) => "a union",
        Model::Alias(_) => "a name for another type",
    }
}

fn compare_struct(subject: &str, old: &Struct, new: &Struct, found: &mut Found) {
    match (old.is_request, new.is_request) {
        (true, false) => {
            found.add(
                Impact::Breaking,
                subject,
                "is no longer sent, so it can't be written",
            );
        }
        (false, true) => found.add(
            Impact::Compatible,
            subject,
            "is sent too, so it can be written",
        ),
        _ => {}
    }
    if old.is_request && old.has_default && !new.has_default {
        found.add(Impact::Breaking, subject, "has no default any more");
    }
    for (name, before) in &old.fields {
        match new.fields.get(name) {
            Some(after) => compare_field(subject, name, before, after, found),
            None => found.add(Impact::Breaking, subject, format!("field `{name}` removed")),
        }
    }
    for (name, field) in &new.fields {
        if old.fields.contains_key(name) {
            continue;
        }
        let is_optional = field.ty.starts_with("Option<");
        let (impact, kind) = match (old.is_request && new.is_request, is_optional) {
            (true, true) if new.has_default => (Impact::Compatible, "optional field"),
            (true, true) => (Impact::Breaking, "field"),
            (true, false) => (Impact::Breaking, "required field"),
            (false, _) => (Impact::Compatible, "field"),
        };
        found.add(impact, subject, format!("{kind} `{name}` added"));
    }
}

fn compare_field(subject: &str, name: &str, old: &Field, new: &Field, found: &mut Found) {
    if old.ty != new.ty {
        let optional = |ty: &str| format!("Option<{ty}>");
        let change = if new.ty == optional(&old.ty) {
            format!("field `{name}` became nullable or optional")
        } else if old.ty == optional(&new.ty) {
            format!("field `{name}` became required")
        } else {
            format!(
                "field `{name}` is {} instead of {}",
                shown(&new.ty),
                shown(&old.ty)
            )
        };
        found.add(Impact::Breaking, subject, change);
    }
    if old.wire != new.wire {
        let change = format!(
            "field `{name}` is `{}` in JSON instead of `{}`",
            new.wire, old.wire
        );
        found.add(Impact::Behaviour, subject, change);
    }
}

fn compare_variants(
    subject: &str,
    what: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    found: &mut Found,
) {
    for (name, before) in old {
        match new.get(name) {
            Some(after) if after == before => {}
            Some(after) => {
                let impact = match what {
                    "value" => Impact::Behaviour,
                    _ => Impact::Breaking,
                };
                let change = format!(
                    "{what} `{name}` is {} instead of {}",
                    shown(after),
                    shown(before)
                );
                found.add(impact, subject, change);
            }
            None => found.add(
                Impact::Breaking,
                subject,
                format!("{what} `{name}` removed"),
            ),
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        let change = format!("{what} `{name}` added, which used to arrive as unknown");
        found.add(Impact::Behaviour, subject, change);
    }
}

/// A type as people write it.
fn shown(ty: &str) -> String {
    let short = ty
        .replace("::chrono::DateTime<::chrono::offset::Utc>", "DateTime<Utc>")
        .replace("::serde_json::", "")
        .replace("::uuid::", "")
        .replace("::std::collections::", "")
        .replace("types::", "")
        .replace(',', ", ");
    match short
        .strip_prefix("Result<Response<")
        .and_then(|rest| rest.strip_suffix(">, Error>"))
    {
        Some(inner) => format!("`{inner}`"),
        None => format!("`{short}`"),
    }
}
