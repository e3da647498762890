//! Operations: which of them are there, and how they are called.

use super::{
    Found,
    Impact::{Behaviour, Breaking, Compatible},
    Impacts, advice,
    apis::Apis,
    arguments, facts,
    pairs::pairs,
    replies, service,
};
use crate::api::{Body, Operation, Paging, Turn};

pub(super) fn compare(apis: &Apis<'_>, found: &mut Found) {
    let paired = pairs(
        &apis.old.operations,
        &apis.new.operations,
        [
            &is_at_the_same_place,
            &|old: &Operation, new: &Operation| old.name == new.name,
        ],
    );
    for operation in paired.removed {
        found.add(
            &subject(operation),
            "removed",
            Impacts::of(Breaking, Breaking),
            "call it no longer, before the server changes",
        );
    }
    for operation in paired.added {
        let change = format!("added: {} {}", operation.method, operation.path);
        found.add(&subject(operation), change, Impacts::NONE, None);
    }
    for (old, new) in paired.both {
        if old.name != new.name {
            let change = format!("renamed to `{}`", new.name);
            let impacts = Impacts::of(Breaking, Compatible);
            found.add(&subject(old), change, impacts, advice::RENAME);
        }
        compare_operation(apis, &subject(new), old, new, found);
    }
}

fn subject(operation: &Operation) -> String {
    format!("operation `{}`", operation.name)
}

fn is_at_the_same_place(old: &Operation, new: &Operation) -> bool {
    old.method == new.method && template(&old.path) == template(&new.path)
}

/// The path without the names of its parameters, which are not sent.
fn template(path: &str) -> String {
    let mut parts = path.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("{}");
        text.push_str(part.split_once('}').map_or("", |(_, after)| after));
    }
    text
}

fn compare_operation(
    apis: &Apis<'_>,
    subject: &str,
    old: &Operation,
    new: &Operation,
    found: &mut Found,
) {
    if !is_at_the_same_place(old, new) {
        let (from, to) = (&old.path, &new.path);
        found.add(
            subject,
            format!("{} {from} became {} {to}", old.method, new.method),
            Impacts::of(Behaviour, Breaking),
            advice::TOGETHER,
        );
    }
    compare_sending(subject, old, new, found);
    arguments::compare(apis, subject, old, new, found);
    replies::compare(apis, subject, old, new, found);
    compare_paging(subject, old.paging.as_ref(), new.paging.as_ref(), found);
    service::servers(subject, &old.servers, &new.servers, found);
    if old.security.is_some() || new.security.is_some() {
        let before = old.security.as_ref().or(apis.old.security.as_ref());
        let after = new.security.as_ref().or(apis.new.security.as_ref());
        service::security(subject, before, after, found);
    }
    facts::deprecation(subject, None, old.is_deprecated, new.is_deprecated, found);
}

fn compare_sending(subject: &str, old: &Operation, new: &Operation, found: &mut Found) {
    match (old.is_safe, new.is_safe) {
        (false, true) => found.add(
            subject,
            "is sent again after a failure that may pass",
            Impacts::of(Behaviour, Compatible),
            "check that it may run twice",
        ),
        (true, false) => found.add(
            subject,
            "is no longer sent again after a failure",
            Impacts::of(Behaviour, Compatible),
            "send it again in your code, if it may run twice",
        ),
        _ => {}
    }
    match (old.is_versioned, new.is_versioned) {
        (false, true) => found.add(
            subject,
            "takes the client's `api-version`",
            Impacts::of(Behaviour, Breaking),
            advice::TOGETHER,
        ),
        (true, false) => found.add(
            subject,
            "no longer takes the client's `api-version`",
            Impacts::of(Behaviour, Behaviour),
            "check which version answers",
        ),
        _ => {}
    }
    if let (Some(before), Some(after)) = (&old.body, &new.body)
        && before != after
    {
        let (before, after) = (media_type(before), media_type(after));
        found.add(
            subject,
            format!("sends its body as `{after}` instead of `{before}`"),
            Impacts::of(Behaviour, Breaking),
            advice::TOGETHER,
        );
    }
}

fn media_type(body: &Body) -> &str {
    match body {
        Body::Json(media_type) | Body::Raw(media_type) => media_type,
        Body::Form => "application/x-www-form-urlencoded",
        Body::Parts => "multipart/form-data",
    }
}

fn compare_paging(subject: &str, old: Option<&Paging>, new: Option<&Paging>, found: &mut Found) {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (Some(old), None) => {
            // A client that numbers its pages gets the first one again, and fails; one that waits
            // for a token takes the first page for all.
            let deployed = match old.turn {
                Turn::NumberInBody | Turn::NumberInQuery => Breaking,
                Turn::Token => Behaviour,
            };
            let impacts = Impacts::of(Breaking, deployed);
            let advice = "read what `send` returns";
            found.add(subject, "has no `stream` any more", impacts, advice);
            return;
        }
        (None, Some(_)) => {
            found.add(subject, "has a `stream`", Impacts::NONE, None);
            return;
        }
        (None, None) => return,
    };
    if old.item != new.item {
        // The type of the page tells what an old client reads.
        found.add(
            subject,
            format!("streams `{}` instead of `{}`", new.item, old.item),
            Impacts::of(Breaking, Compatible),
            "change the type in your code",
        );
    }
    if (old.turn, &old.list) != (new.turn, &new.list) {
        found.add(
            subject,
            "turns its pages otherwise",
            Impacts::of(Behaviour, Breaking),
            advice::TOGETHER,
        );
    }
    if (old.first, old.size) != (new.first, new.size) {
        found.add(
            subject,
            "counts its pages otherwise",
            Impacts::of(Behaviour, Behaviour),
            "check the first page that you ask for, and the size",
        );
    }
}
