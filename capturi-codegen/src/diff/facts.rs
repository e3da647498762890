//! The facts that the document states of a field or an argument beside its type: limits, defaults,
//! deprecations. No generated code holds them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Found,
    Impact::{Behaviour, Breaking},
    Impacts, advice,
};

/// Compares the limits of what the server accepts for `what`.
pub(super) fn limits(
    subject: &str,
    what: &str,
    old: &BTreeMap<String, Value>,
    new: &BTreeMap<String, Value>,
    found: &mut Found,
) {
    let (mut tightened, mut loosened) = (Vec::new(), Vec::new());
    let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for keyword in keywords {
        let (before, after) = (old.get(keyword), new.get(keyword));
        let shown = match (before, after) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(before), Some(after)) => format!("`{keyword}` {after} instead of {before}"),
            (None, Some(after)) => format!("`{keyword}` {after}"),
            (_, None) => format!("no `{keyword}`"),
        };
        match is_tighter(keyword, before, after) {
            true => tightened.push(shown),
            false => loosened.push(shown),
        }
    }
    if !tightened.is_empty() {
        found.add(
            subject,
            format!("{what} is limited further: {}", tightened.join(", ")),
            Impacts::of(Behaviour, Breaking),
            "send no value beyond the new limit",
        );
    }
    if !loosened.is_empty() {
        let change = format!("{what} is limited less: {}", loosened.join(", "));
        found.add(subject, change, Impacts::NONE, None);
    }
}

/// Whether the server accepts less under the new limit. A pattern may mean anything, so another one
/// counts as tighter.
fn is_tighter(keyword: &str, old: Option<&Value>, new: Option<&Value>) -> bool {
    let Some(new) = new else {
        return false;
    };
    let numbers = (old.and_then(Value::as_f64), new.as_f64());
    match (keyword, numbers) {
        ("minLength" | "minItems", (old, Some(new))) => new > old.unwrap_or(0.0),
        ("minimum" | "exclusiveMinimum", (Some(old), Some(new))) => new > old,
        (
            "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties",
            (Some(old), Some(new)),
        ) => new < old,
        ("multipleOf", (Some(old), Some(new))) => old % new != 0.0,
        // `false` is how a document says that there is no such limit.
        _ => *new != false,
    }
}

/// Compares the values that the server assumes if `what` is not sent.
pub(super) fn default(
    subject: &str,
    what: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    found: &mut Found,
) {
    if old == new {
        return;
    }
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    let (before, after) = (shown(old), shown(new));
    found.add(
        subject,
        format!("if {what} is not sent, the server assumes {after} instead of {before}"),
        Impacts::of(Behaviour, Behaviour),
        "send the value that you rely on",
    );
}

/// Compares whether `what` is deprecated; without `what`, the subject itself.
pub(super) fn deprecation(
    subject: &str,
    what: Option<&str>,
    old: bool,
    new: bool,
    found: &mut Found,
) {
    let change = match (old, new) {
        (false, true) => "is deprecated",
        (true, false) => "is no longer deprecated",
        _ => return,
    };
    let change = match what {
        Some(what) => format!("{what} {change}"),
        None => change.to_owned(),
    };
    let advice = new.then_some(advice::DEPRECATED);
    found.add(subject, change, Impacts::NONE, advice);
}
