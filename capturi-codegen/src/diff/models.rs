//! Models: which of them are there, and what they are. Their names are not on the wire, so a model that
//! is renamed or gone matters to code alone; the places that had it are compared by themselves.

use super::{
    Found,
    Impact::{self, Behaviour, Breaking, Compatible},
    Impacts, advice,
    apis::Apis,
    facts, fields, variants,
};
use crate::api::{Model, Object, Rest, Shape};

pub(super) fn compare(apis: &Apis<'_>, found: &mut Found) {
    let (old, new) = (&apis.old.models, &apis.new.models);
    for before in old.values() {
        let name = before.name.as_str();
        let subject = subject(before);
        let renamed = apis.renamed.get(name).copied();
        if let Some(renamed) = renamed {
            let change = format!("renamed to `{renamed}`");
            let impacts = Impacts::of(Breaking, Compatible);
            found.add(&subject, change, impacts, advice::RENAME);
        }
        match new.get(renamed.unwrap_or(name)) {
            Some(after) => compare_model(apis, before, after, found),
            None => {
                let impacts = Impacts::of(Breaking, Compatible);
                found.add(&subject, "removed", impacts, advice::TAKE_OUT);
            }
        }
    }
    let is_renamed = |model: &Model| apis.renamed.values().any(|name| *name == model.name);
    for model in new.values() {
        if !old.contains_key(&model.name) && !is_renamed(model) {
            found.add(&subject(model), "added", Impacts::NONE, None);
        }
    }
}

/// The ways that a model travels in both APIs.
#[derive(Clone, Copy)]
pub(super) struct Ways {
    pub(super) is_sent: bool,
    pub(super) is_returned: bool,
}

impl Ways {
    pub(super) fn of(old: &Model, new: &Model) -> Self {
        Self {
            is_sent: old.is_request && new.is_request,
            is_returned: old.is_response && new.is_response,
        }
    }

    /// The worse of the impacts on requests and on responses, of those that have the model.
    pub(super) fn worse(self, sent: Impact, returned: Impact) -> Impact {
        let impact = |is_such: bool, impact: Impact| match is_such {
            true => impact,
            false => Compatible,
        };
        impact(self.is_sent, sent).or_worse(impact(self.is_returned, returned))
    }
}

fn subject(model: &Model) -> String {
    format!("model `{}`", model.name)
}

fn compare_model(apis: &Apis<'_>, old: &Model, new: &Model, found: &mut Found) {
    let subject = &subject(new);
    match (&old.shape, &new.shape) {
        (Shape::Object(before), Shape::Object(after)) => {
            compare_construction(subject, old, new, found);
            fields::compare(apis, subject, (old, before), (new, after), found);
            compare_rests(apis, subject, (old, before), (new, after), found);
        }
        (Shape::Enum(before), Shape::Enum(after)) => {
            variants::enums(subject, (old, before), (new, after), found);
        }
        (Shape::Union(before), Shape::Union(after)) => {
            variants::unions(apis, subject, (old, before), (new, after), found);
        }
        (Shape::Alias(before), Shape::Alias(after)) if before == after => {}
        (before, after) => {
            let fit = apis.responses.fit_of_shapes(old, new);
            let sent = apis.requests.fit_of_shapes(new, old).sent();
            let deployed = Ways::of(old, new).worse(sent, fit.returned());
            let change = format!("is {} instead of {}", kind(after), kind(before));
            let impacts = Impacts::of(Breaking, deployed);
            found.add(subject, change, impacts, fit.advice_to_readers());
        }
    }
    facts::deprecation(subject, None, old.is_deprecated, new.is_deprecated, found);
}

fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Object(_) => "a struct".to_owned(),
        Shape::Enum(_) => "an enum".to_owned(),
        Shape::Union(_) => "a union".to_owned(),
        Shape::Alias(ty) => format!("a name for `{ty}`"),
    }
}

/// Compares whether and how callers construct the model.
fn compare_construction(subject: &str, old: &Model, new: &Model, found: &mut Found) {
    match (old.is_request, new.is_request) {
        (true, false) => found.add(
            subject,
            "is no longer sent, so it can't be constructed",
            Impacts::of(Breaking, Compatible),
            advice::TAKE_OUT,
        ),
        (false, true) => {
            let change = "is sent too, so it can be constructed";
            found.add(subject, change, Impacts::NONE, None);
        }
        _ => {}
    }
    if old.is_request && new.is_request && old.has_default && !new.has_default {
        found.add(
            subject,
            "has no default any more",
            Impacts::of(Breaking, Compatible),
            "give all fields where you construct it",
        );
    }
}

/// Compares the fields that keep the members without a field of their own.
fn compare_rests(
    apis: &Apis<'_>,
    subject: &str,
    (old, before): (&Model, &Object),
    (new, after): (&Model, &Object),
    found: &mut Found,
) {
    let ways = Ways::of(old, new);
    let named = |rest: &Rest| format!("field `{}`, for all other members,", rest.name);
    match (&before.rest, &after.rest) {
        (Some(before), Some(after)) if before == after => {}
        (Some(before), Some(after)) => {
            let sent = apis.requests.fit(&after.ty, &before.ty);
            let returned = apis.responses.fit(&before.ty, &after.ty);
            let (after_ty, before_ty) = (&after.ty, &before.ty);
            let deployed = ways.worse(sent.sent(), returned.returned());
            found.add(
                subject,
                format!("{} is `{after_ty}` instead of `{before_ty}`", named(after)),
                Impacts::of(Breaking, deployed),
                returned.advice_to_readers(),
            );
        }
        (Some(before), None) => found.add(
            subject,
            format!("{} removed", named(before)),
            Impacts::of(Breaking, Behaviour),
            advice::TAKE_OUT,
        ),
        (None, Some(after)) => {
            let (upgrading, advice) = match (ways.is_sent, new.has_default) {
                (true, false) => (Breaking, Some("add it where you construct the model")),
                (true, true) => (
                    Compatible,
                    Some("add it where you construct the model without `..Default::default()`"),
                ),
                (false, _) => (Compatible, None),
            };
            let change = format!("{} added", named(after));
            found.add(subject, change, Impacts::of(upgrading, Compatible), advice);
        }
        (None, None) => {}
    }
}
