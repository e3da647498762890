//! The values of enums, and the variants of unions.

use super::{
    Found,
    Impact::{Behaviour, Breaking, Compatible},
    Impacts, advice,
    apis::Apis,
    models::Ways,
    pairs::pairs,
    types::{Fit, reads_names},
};
use crate::api::{Enum, EnumValue, Model, Union, Variant, Wire};

const STOP_SENDING: &str = "take it out of your code, and deploy that before the server changes";
const HANDLE: &str = "handle it; until then, it arrives as unknown";

/// Compares the values of an enum, by their form on the wire.
pub(super) fn enums(
    subject: &str,
    (old, before): (&Model, &Enum),
    (new, after): (&Model, &Enum),
    found: &mut Found,
) {
    let ways = Ways::of(old, new);
    if before.has_numbers() != after.has_numbers() {
        let returned = match reads_names(before, after) {
            true => Compatible,
            false => Breaking,
        };
        let kind = |of: &Enum| match of.has_numbers() {
            true => "numbers",
            false => "texts",
        };
        let (now, then) = (kind(after), kind(before));
        found.add(
            subject,
            format!(
                "its values are {now} on the wire instead of {then}: {}",
                shown(after)
            ),
            Impacts::of(Breaking, ways.worse(Breaking, returned)),
            advice::TOGETHER,
        );
        return;
    }
    let paired = pairs(
        &before.values,
        &after.values,
        [
            &|before: &EnumValue, after: &EnumValue| before.wire == after.wire,
            &|before: &EnumValue, after: &EnumValue| before.name == after.name,
        ],
    );
    for value in paired.removed {
        let change = format!("value `{}` removed", value.name);
        remove_variant(subject, ways, change, found);
    }
    for value in paired.added {
        add_variant(
            subject,
            ways,
            format!("value `{}` added", value.name),
            found,
        );
    }
    let mut renamed = Vec::new();
    for (before, after) in paired.both {
        if before.wire != after.wire {
            let (now, then) = (wire(&after.wire), wire(&before.wire));
            found.add(
                subject,
                format!("value `{}` is {now} instead of {then}", after.name),
                Impacts::of(Behaviour, ways.worse(Breaking, Behaviour)),
                advice::TOGETHER,
            );
        } else if before.name != after.name {
            renamed.push(format!("`{}` -> `{}`", before.name, after.name));
        }
    }
    if !renamed.is_empty() {
        found.add(
            subject,
            format!("values renamed: {}", renamed.join(", ")),
            Impacts::of(Breaking, Compatible),
            "rename them in your code",
        );
    }
}

/// Adds the removal of a value or variant.
fn remove_variant(subject: &str, ways: Ways, change: String, found: &mut Found) {
    let impacts = Impacts::of(Breaking, ways.worse(Breaking, Compatible));
    let advice = match ways.is_sent {
        true => STOP_SENDING,
        false => advice::TAKE_OUT,
    };
    found.add(subject, change, impacts, advice);
}

/// Adds a value or variant that used to arrive as unknown, if responses have it.
fn add_variant(subject: &str, ways: Ways, change: String, found: &mut Found) {
    match ways.is_returned {
        true => found.add(subject, change, Impacts::of(Behaviour, Behaviour), HANDLE),
        false => found.add(subject, change, Impacts::NONE, None),
    }
}

fn wire(wire: &Wire) -> String {
    match wire {
        Wire::Text(text) => format!("`{text:?}`"),
        Wire::Number(number) => format!("`{number}`"),
    }
}

fn shown(of: &Enum) -> String {
    let values: Vec<String> = of.values.iter().map(|value| wire(&value.wire)).collect();
    values.join(", ")
}

/// Compares the variants of a union, by their tags or, where there are none, by their types.
pub(super) fn unions(
    apis: &Apis<'_>,
    subject: &str,
    (old, before): (&Model, &Union),
    (new, after): (&Model, &Union),
    found: &mut Found,
) {
    let ways = Ways::of(old, new);
    compare_tags(subject, ways, before, after, found);
    let paired = pairs(
        &before.variants,
        &after.variants,
        [
            &|before: &Variant, after: &Variant| {
                before.tags.iter().any(|tag| after.tags.contains(tag))
                    || (before.tags.is_empty() || after.tags.is_empty())
                        && apis.responses.fit(&before.ty, &after.ty) == Fit::All
            },
            &|before: &Variant, after: &Variant| before.name == after.name,
        ],
    );
    for variant in paired.removed {
        let change = format!("variant `{}` removed", variant.name);
        remove_variant(subject, ways, change, found);
    }
    for variant in paired.added {
        add_variant(
            subject,
            ways,
            format!("variant `{}` added", variant.name),
            found,
        );
    }
    for (before, after) in paired.both {
        compare_variant(apis, subject, ways, (before, after), found);
    }
}

/// A client that looks for a tag in vain keeps the JSON as unknown. One that looks for none takes the
/// variant that fits best.
fn compare_tags(subject: &str, ways: Ways, old: &Union, new: &Union, found: &mut Found) {
    let tag = |union: &Union| union.tag.as_ref().map(|tag| tag.wire.clone());
    let (before, after) = (tag(old), tag(new));
    if before == after {
        return;
    }
    let sent = match after {
        Some(_) => Breaking,
        None => Compatible,
    };
    let returned = match before {
        Some(_) => Behaviour,
        None => Compatible,
    };
    let shown = |tag: Option<String>| match tag {
        Some(wire) => format!("`{wire}`"),
        None => "their shapes".to_owned(),
    };
    found.add(
        subject,
        format!(
            "its variants are told apart by {} instead of {}",
            shown(after),
            shown(before)
        ),
        Impacts::of(Behaviour, ways.worse(sent, returned)),
        advice::TOGETHER,
    );
}

fn compare_variant(
    apis: &Apis<'_>,
    subject: &str,
    ways: Ways,
    (before, after): (&Variant, &Variant),
    found: &mut Found,
) {
    let name = &after.name;
    if before.name != after.name {
        found.add(
            subject,
            format!("variant `{}` renamed to `{name}`", before.name),
            Impacts::of(Breaking, Compatible),
            advice::RENAME,
        );
    }
    if before.ty != after.ty {
        // A variant that does not fit its model is kept as unknown.
        let returned = match apis.responses.fit(&before.ty, &after.ty) {
            Fit::All => Compatible,
            Fit::Loosely | Fit::Partly | Fit::Not => Behaviour,
        };
        let sent = apis.requests.fit(&after.ty, &before.ty).sent();
        found.add(
            subject,
            format!(
                "variant `{name}` is `{}` instead of `{}`",
                after.ty, before.ty
            ),
            Impacts::of(Breaking, ways.worse(sent, returned)),
            "change the type in your code",
        );
    }
    // Where the tag itself came or went, that is told for the whole union.
    let have_tags = !before.tags.is_empty() && !after.tags.is_empty();
    if have_tags && before.tags != after.tags {
        // A client writes the first tag, and reads all.
        let is_taken = before
            .tags
            .first()
            .is_some_and(|tag| after.tags.contains(tag));
        let is_known = after.tags.iter().all(|tag| before.tags.contains(tag));
        let sent = if is_taken { Compatible } else { Breaking };
        let returned = if is_known { Compatible } else { Behaviour };
        let listed = |tags: &[String]| format!("`{}`", tags.join("`, `"));
        let (now, then) = (listed(&after.tags), listed(&before.tags));
        found.add(
            subject,
            format!("variant `{name}` is told by {now} instead of {then}"),
            Impacts::of(Behaviour, ways.worse(sent, returned)),
            advice::TOGETHER,
        );
    }
}
