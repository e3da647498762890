//! Replies: the body of a success, and the statuses.

use std::collections::BTreeSet;

use super::{
    Found,
    Impact::{Behaviour, Breaking},
    Impacts,
    apis::Apis,
    pairs::pairs,
    types::Fit,
};
use crate::{
    api::{Content, Operation, Reply, ResponseStatus, Type},
    document::is_json,
};

pub(super) fn compare(
    apis: &Apis<'_>,
    subject: &str,
    old: &Operation,
    new: &Operation,
    found: &mut Found,
) {
    let (before, after) = (returned(&old.reply), returned(&new.reply));
    if before != after {
        let fit = fit(apis, old, new);
        found.add(
            subject,
            format!("returns `{after}` instead of `{before}`"),
            Impacts::of(Breaking, fit.returned()),
            fit.advice_to_readers(),
        );
    }
    compare_statuses(subject, old, new, found);
}

/// The type that `send` returns in a response.
fn returned(reply: &Reply) -> String {
    let content = match &reply.content {
        Content::Json(ty) => ty.to_string(),
        Content::ByStatus(variants) => {
            let shown = variants
                .iter()
                .map(|one| format!("{} for {}", one.ty, one.status));
            shown.collect::<Vec<_>>().join(", ")
        }
        Content::Bytes => "Body".to_owned(),
        Content::Nothing => "()".to_owned(),
    };
    match reply.is_optional {
        true => format!("Option<{content}>"),
        false => content,
    }
}

/// What a client of the old API makes of the new one's replies.
fn fit(apis: &Apis<'_>, old: &Operation, new: &Operation) -> Fit {
    let content = match (&old.reply.content, &new.reply.content) {
        // A body that is not expected is ignored.
        (Content::Nothing, _) => Fit::All,
        (Content::Bytes, Content::Bytes) => Fit::All,
        (Content::Bytes, _) => Fit::Loosely,
        (Content::Json(_) | Content::ByStatus(_), Content::Json(_) | Content::ByStatus(_)) => {
            let fits = by_status(new).into_iter().map(|(status, after)| {
                let known = expected(&old.reply, status);
                // What is unknown is kept as JSON.
                known.map_or(Fit::Loosely, |known| apis.responses.fit(known, after))
            });
            fits.max().unwrap_or(Fit::All)
        }
        (Content::Json(_) | Content::ByStatus(_), Content::Nothing) if old.reply.is_optional => {
            Fit::Loosely
        }
        (Content::Json(_) | Content::ByStatus(_), _) => Fit::Not,
    };
    let without_body = match &old.reply.content {
        _ if old.reply.is_optional || !new.reply.is_optional => Fit::All,
        Content::Json(_) | Content::ByStatus(_) => Fit::Partly,
        Content::Bytes => Fit::Loosely,
        Content::Nothing => Fit::All,
    };
    content.max(without_body)
}

/// The types of the JSON that is returned, with their statuses.
fn by_status(operation: &Operation) -> Vec<(&str, &Type)> {
    match &operation.reply.content {
        Content::ByStatus(variants) => {
            let variants = variants.iter();
            variants.map(|one| (one.status.as_str(), &one.ty)).collect()
        }
        Content::Json(ty) => {
            let statuses = operation.statuses.iter().filter(|status| status.is_success);
            let statuses = statuses.filter(|status| !status.media_types.is_empty());
            let mut found: Vec<_> = statuses
                .map(|status| (status.status.as_str(), ty))
                .collect();
            if found.is_empty() {
                found.push(("default", ty));
            }
            found
        }
        Content::Bytes | Content::Nothing => Vec::new(),
    }
}

/// The type that a client expects with this status: that of the status, or of a range around it.
fn expected<'a>(reply: &'a Reply, status: &str) -> Option<&'a Type> {
    match &reply.content {
        Content::Json(ty) => Some(ty),
        Content::ByStatus(variants) => {
            let same = variants.iter().find(|one| one.status == status);
            let is_range = |status: &str| status.parse::<u16>().is_err();
            let around = variants.iter().find(|one| is_range(&one.status));
            same.or(around).map(|one| &one.ty)
        }
        Content::Bytes | Content::Nothing => None,
    }
}

/// The client treats all successes alike and has one error for all failures, so a status by itself
/// matters only to code that asks for it.
fn compare_statuses(subject: &str, old: &Operation, new: &Operation, found: &mut Found) {
    // The type that is returned has told of its success.
    let is_told = |status: &&ResponseStatus| status.is_success && old.reply != new.reply;
    let same = |before: &ResponseStatus, after: &ResponseStatus| before.status == after.status;
    let paired = pairs(
        &old.statuses,
        &new.statuses,
        [&same, &|_: &ResponseStatus, _: &ResponseStatus| false],
    );
    let removed = paired.removed.into_iter();
    for status in removed.filter(|status| !is_told(status)) {
        let change = format!("status `{}` removed", status.status);
        let advice = "take out code that waits for it";
        found.add(subject, change, Impacts::NONE, advice);
    }
    let added = paired.added.into_iter();
    for status in added.filter(|status| !is_told(status)) {
        let media_types = shown(status);
        let change = format!("status `{}` added, with {media_types}", status.status);
        let advice = match status.is_success {
            true => None,
            false => Some("handle it, unless it is an error like any other"),
        };
        found.add(subject, change, Impacts::NONE, advice);
    }
    let both = paired.both.into_iter();
    for (before, after) in both.filter(|(_, after)| !is_told(after)) {
        if media_types(before) == media_types(after) {
            continue;
        }
        let has_json = |status: &ResponseStatus| status.media_types.iter().any(|one| is_json(one));
        let (impacts, advice) = match after.is_success {
            true if old.reply.content == Content::Bytes => (
                Impacts::of(Behaviour, Behaviour),
                Some("check what your code makes of the bytes"),
            ),
            false if has_json(before) && !has_json(after) => (
                Impacts::of(Behaviour, Behaviour),
                Some("go by the status: the error may come without problem details"),
            ),
            _ => (Impacts::NONE, None),
        };
        let change = format!(
            "status `{}` comes with {} instead of {}",
            after.status,
            shown(after),
            shown(before)
        );
        found.add(subject, change, impacts, advice);
    }
}

fn media_types(status: &ResponseStatus) -> BTreeSet<&String> {
    status.media_types.iter().collect()
}

fn shown(status: &ResponseStatus) -> String {
    match status.media_types.as_slice() {
        [] => "no body".to_owned(),
        media_types => format!("`{}`", media_types.join("`, `")),
    }
}
