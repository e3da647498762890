//! The rules that decide what each change means to callers.

use std::collections::BTreeMap;

use super::{Difference, Impact};
use crate::api::{
    Api, Argument, Content, Field, Model, Object, Operation, Presence, Shape, Union, Wire,
};

pub(super) fn apis(old: &Api, new: &Api) -> Vec<Difference> {
    let mut found = Found::default();
    operations(&by_name(old), &by_name(new), &mut found);
    models(&old.models, &new.models, &mut found);
    found.0
}

type Operations<'a> = BTreeMap<&'a str, &'a Operation>;

fn by_name(api: &Api) -> Operations<'_> {
    let operations = api.operations.iter();
    operations.map(|one| (one.name.as_str(), one)).collect()
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

fn operations(old: &Operations<'_>, new: &Operations<'_>, found: &mut Found) {
    let mut renamed = Vec::new();
    for (name, before) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        let subject = format!("operation `{name}`");
        let after = new.values().find(|after| {
            !old.contains_key(after.name.as_str())
                && after.method == before.method
                && after.path == before.path
        });
        match after {
            Some(after) => {
                let name = &after.name;
                found.add(Impact::Breaking, &subject, format!("renamed to `{name}`"));
                renamed.push(name.as_str());
                compare_operation(&format!("operation `{name}`"), before, after, found);
            }
            None => found.add(Impact::Breaking, &subject, "removed"),
        }
    }
    for (name, operation) in new {
        let subject = format!("operation `{name}`");
        match old.get(name) {
            Some(before) => compare_operation(&subject, before, operation, found),
            None if renamed.contains(name) => {}
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
    let (before, after) = (returned(old), returned(new));
    if before != after {
        let change = format!("returns `{after}` instead of `{before}`");
        found.add(Impact::Breaking, subject, change);
    }
    match (old.paging.is_some(), new.paging.is_some()) {
        (true, false) => found.add(Impact::Breaking, subject, "has no `stream` any more"),
        (false, true) => found.add(Impact::Compatible, subject, "has a `stream`"),
        _ => {}
    }
    if old.body != new.body && old.body.is_some() && new.body.is_some() {
        found.add(Impact::Behaviour, subject, "sends its body otherwise");
    }
    if old.paging != new.paging && old.paging.is_some() && new.paging.is_some() {
        found.add(Impact::Behaviour, subject, "turns its pages otherwise");
    }
    for before in &old.arguments {
        let name = &before.name;
        match new.arguments.iter().find(|after| after.name == *name) {
            Some(after) => compare_argument(subject, before, after, found),
            None => {
                let change = format!("parameter `{name}` removed");
                found.add(Impact::Breaking, subject, change);
            }
        }
    }
    for argument in &new.arguments {
        let name = &argument.name;
        if !old.arguments.iter().any(|before| before.name == *name) {
            let (impact, kind) = match argument.presence {
                Presence::Required => (Impact::Breaking, "required"),
                Presence::Optional | Presence::Defaulted => (Impact::Compatible, "optional"),
            };
            found.add(impact, subject, format!("{kind} parameter `{name}` added"));
        }
    }
}

/// The type that `send` returns in a response.
fn returned(operation: &Operation) -> String {
    let content = match &operation.reply.content {
        Content::Json(ty) => ty.to_string(),
        Content::ByStatus(_) => operation.reply_name(),
        Content::Bytes => "Body".to_owned(),
        Content::Nothing => "()".to_owned(),
    };
    match operation.reply.is_optional {
        true => format!("Option<{content}>"),
        false => content,
    }
}

fn compare_argument(subject: &str, old: &Argument, new: &Argument, found: &mut Found) {
    let name = &new.name;
    if old.ty != new.ty {
        let change = format!(
            "parameter `{name}` takes `{}` instead of `{}`",
            new.ty, old.ty
        );
        found.add(Impact::Breaking, subject, change);
    }
    if (&old.wire, old.place, &old.content) != (&new.wire, new.place, &new.content) {
        let change = format!("parameter `{name}` is sent otherwise");
        found.add(Impact::Behaviour, subject, change);
    }
    let is_required = |argument: &Argument| argument.presence == Presence::Required;
    match (is_required(old), is_required(new)) {
        (false, true) => {
            let change = format!("parameter `{name}` became required");
            found.add(Impact::Breaking, subject, change);
        }
        (true, false) => {
            let change = format!("parameter `{name}` became optional");
            found.add(Impact::Compatible, subject, change);
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
    match (&old.shape, &new.shape) {
        (Shape::Object(before), Shape::Object(after)) => {
            compare_reach(subject, old, new, found);
            compare_objects(subject, (old, before), (new, after), found);
        }
        (Shape::Enum(before), Shape::Enum(after)) => {
            let values = |of: &crate::api::Enum| -> Variants {
                let values = of.values.iter();
                values
                    .map(|value| (value.name.clone(), shown(&value.wire)))
                    .collect()
            };
            let (before, after) = (values(before), values(after));
            compare_variants(subject, "value", &before, &after, Impact::Behaviour, found);
        }
        (Shape::Union(before), Shape::Union(after)) => {
            let types = |union: &Union| -> Variants {
                let variants = union.variants.iter();
                variants
                    .map(|one| (one.name.clone(), format!("`{}`", one.ty)))
                    .collect()
            };
            compare_tags(subject, before, after, found);
            let types = (types(before), types(after));
            compare_variants(
                subject,
                "variant",
                &types.0,
                &types.1,
                Impact::Breaking,
                found,
            );
        }
        (Shape::Alias(before), Shape::Alias(after)) if before == after => {}
        (Shape::Alias(before), Shape::Alias(after)) => {
            let change = format!("is `{after}` instead of `{before}`");
            found.add(Impact::Breaking, subject, change);
        }
        (before, after) => {
            let change = format!("is {} instead of {}", kind(after), kind(before));
            found.add(Impact::Breaking, subject, change);
        }
    }
}

fn compare_tags(subject: &str, old: &Union, new: &Union, found: &mut Found) {
    let tags = |union: &Union| -> Vec<(String, Vec<String>)> {
        let variants = union.variants.iter();
        variants
            .filter(|one| {
                let others = [&old.variants, &new.variants];
                others
                    .iter()
                    .all(|variants| variants.iter().any(|other| other.name == one.name))
            })
            .map(|one| (one.name.clone(), one.tags.clone()))
            .collect()
    };
    if old.tag != new.tag || tags(old) != tags(new) {
        found.add(
            Impact::Behaviour,
            subject,
            "its variants are told apart otherwise",
        );
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Object(_) => "a struct",
        Shape::Enum(_) => "an enum",
        Shape::Union(_) => "a union",
        Shape::Alias(_) => "a name for another type",
    }
}

/// The value on the wire, as it is shown.
fn shown(wire: &Wire) -> String {
    match wire {
        Wire::Text(text) => format!("`{text:?}`"),
        Wire::Number(number) => format!("`{number}`"),
    }
}

fn compare_reach(subject: &str, old: &Model, new: &Model, found: &mut Found) {
    match (old.is_request, new.is_request) {
        (true, false) => {
            let change = "is no longer sent, so it can't be written";
            found.add(Impact::Breaking, subject, change);
        }
        (false, true) => {
            let change = "is sent too, so it can be written";
            found.add(Impact::Compatible, subject, change);
        }
        _ => {}
    }
    if old.is_request && old.has_default && !new.has_default {
        found.add(Impact::Breaking, subject, "has no default any more");
    }
}

fn compare_objects(
    subject: &str,
    (old, before): (&Model, &Object),
    (new, after): (&Model, &Object),
    found: &mut Found,
) {
    for field in &before.fields {
        let name = &field.name;
        match after.fields.iter().find(|other| other.name == *name) {
            Some(other) => compare_field(subject, field, other, found),
            None => found.add(Impact::Breaking, subject, format!("field `{name}` removed")),
        }
    }
    compare_rests(subject, before, after, found);
    for field in &after.fields {
        let name = &field.name;
        if before.fields.iter().any(|other| other.name == *name) {
            continue;
        }
        let is_written = old.is_request && new.is_request;
        let (impact, kind) = match (is_written, field.ty.is_optional()) {
            (true, true) if new.has_default => (Impact::Compatible, "optional field"),
            (true, true) => (Impact::Breaking, "field"),
            (true, false) => (Impact::Breaking, "required field"),
            (false, _) => (Impact::Compatible, "field"),
        };
        found.add(impact, subject, format!("{kind} `{name}` added"));
    }
}

/// Compares the fields that keep the members without a field of their own.
fn compare_rests(subject: &str, old: &Object, new: &Object, found: &mut Found) {
    match (&old.rest, &new.rest) {
        (Some(before), Some(after)) if before == after => {}
        (Some(before), Some(after)) => {
            let (name, before, after) = (&after.name, &before.ty, &after.ty);
            let change =
                format!("field `{name}`, for all others, is `{after}` instead of `{before}`");
            found.add(Impact::Breaking, subject, change);
        }
        (Some(before), None) => {
            let change = format!("field `{}`, for all others, removed", before.name);
            found.add(Impact::Breaking, subject, change);
        }
        (None, Some(after)) => {
            let change = format!("field `{}`, for all others, added", after.name);
            found.add(Impact::Behaviour, subject, change);
        }
        (None, None) => {}
    }
}

fn compare_field(subject: &str, old: &Field, new: &Field, found: &mut Found) {
    let name = &new.name;
    if old.ty != new.ty {
        let change = if new.ty == old.ty.clone().optional() {
            format!("field `{name}` became nullable or optional")
        } else if old.ty == new.ty.clone().optional() {
            format!("field `{name}` became required")
        } else {
            format!("field `{name}` is `{}` instead of `{}`", new.ty, old.ty)
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

/// The variants: the value or type that each name stands for.
type Variants = BTreeMap<String, String>;

/// Compares variants; `impact` is the impact of a variant that now stands for something else.
fn compare_variants(
    subject: &str,
    what: &str,
    old: &Variants,
    new: &Variants,
    impact: Impact,
    found: &mut Found,
) {
    for (name, before) in old {
        match new.get(name) {
            Some(after) if after == before => {}
            Some(after) => {
                let change = format!("{what} `{name}` is {after} instead of {before}");
                found.add(impact, subject, change);
            }
            None => {
                let change = format!("{what} `{name}` removed");
                found.add(Impact::Breaking, subject, change);
            }
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        let change = format!("{what} `{name}` added, which used to arrive as unknown");
        found.add(Impact::Behaviour, subject, change);
    }
}
