//! Arguments: parameters, the body, and the parts of a form.

use super::{
    Found,
    Impact::{self, Behaviour, Breaking, Compatible},
    Impacts, advice,
    apis::Apis,
    facts,
    pairs::pairs,
    types::is_one_text,
};
use crate::{
    api::{Argument, Operation, Place, Presence, Style},
    document::is_json,
};

pub(super) fn compare(
    apis: &Apis<'_>,
    subject: &str,
    old: &Operation,
    new: &Operation,
    found: &mut Found,
) {
    let is_same = same_on_the_wire(old, new);
    let paired = pairs(
        &old.arguments,
        &new.arguments,
        [&is_same, &|before: &Argument, after: &Argument| {
            before.name == after.name
        }],
    );
    for argument in paired.removed {
        // A server ignores what it does not know.
        found.add(
            subject,
            format!("{} removed", noun(argument)),
            Impacts::of(Breaking, Behaviour),
            advice::TAKE_OUT,
        );
    }
    for argument in paired.added {
        let noun = noun(argument);
        match argument.presence {
            Presence::Required => found.add(
                subject,
                format!("required {noun} added"),
                Impacts::of(Breaking, Breaking),
                advice::GIVE,
            ),
            Presence::Optional | Presence::Defaulted => {
                let change = format!("optional {noun} added");
                found.add(subject, change, Impacts::NONE, None);
            }
        }
    }
    if are_swapped(old, new) {
        found.add(
            subject,
            "the parameters of the path stand in another order",
            Impacts::of(Breaking, Compatible),
            "give the arguments in the new order: it may compile in the old one",
        );
    }
    for (before, after) in paired.both {
        let mut one = Compared {
            apis,
            subject,
            before,
            after,
            found: &mut *found,
        };
        one.place();
        one.writing();
        one.kind();
        one.presence();
        one.facts();
    }
}

/// Whether two arguments are sent under one name at one place. The path does not have the names of its
/// parameters, so one with a new name is known by its position.
fn same_on_the_wire(old: &Operation, new: &Operation) -> impl Fn(&Argument, &Argument) -> bool {
    let are_as_many = old.in_the_path().count() == new.in_the_path().count();
    let has =
        |operation: &Operation, wire: &str| operation.in_the_path().any(|one| one.wire == wire);
    move |before: &Argument, after: &Argument| match (before.place, after.place) {
        (Place::Path, Place::Path)
            if are_as_many && !has(new, &before.wire) && !has(old, &after.wire) =>
        {
            position(old, before) == position(new, after)
        }
        (one, other) => place(one) == place(other) && same_name(before, after),
    }
}

/// Names of headers are the same in capitals.
fn same_name(before: &Argument, after: &Argument) -> bool {
    match before.place {
        Place::Header => before.wire.eq_ignore_ascii_case(&after.wire),
        _ => before.wire == after.wire,
    }
}

/// Whether the parameters that both paths have stand in another order in the new one.
fn are_swapped(old: &Operation, new: &Operation) -> bool {
    let names = |of: &Operation, other: &Operation| -> Vec<String> {
        let both = of.in_the_path().map(|one| one.wire.clone());
        both.filter(|wire| other.in_the_path().any(|one| one.wire == *wire))
            .collect()
    };
    names(old, new) != names(new, old)
}

fn position(operation: &Operation, argument: &Argument) -> Option<usize> {
    let mut parameters = operation.in_the_path();
    parameters.position(|one| one.name == argument.name)
}

fn noun(argument: &Argument) -> String {
    match argument.place {
        Place::Body => "body".to_owned(),
        Place::Part(_) => format!("part `{}`", argument.name),
        _ => format!("parameter `{}`", argument.name),
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query(_) => "query",
        Place::Header => "headers",
        Place::Cookie => "cookies",
        Place::Body => "body",
        Place::Part(_) => "form",
    }
}

/// An argument that both operations have.
struct Compared<'a> {
    apis: &'a Apis<'a>,
    subject: &'a str,
    before: &'a Argument,
    after: &'a Argument,
    found: &'a mut Found,
}

impl Compared<'_> {
    fn add(&mut self, change: String, impacts: Impacts, advice: Option<&'static str>) {
        self.found.add(self.subject, change, impacts, advice);
    }

    /// Compares the name, and the place with the name there.
    fn place(&mut self) {
        let (before, after) = (self.before, self.after);
        let (from, to) = (place(before.place), place(after.place));
        let noun = noun(before);
        let is_renamed = before.name != after.name;
        if (before.place, after.place) == (Place::Path, Place::Path) {
            if is_renamed {
                let change = format!("{noun} is called `{}`, in the path", after.name);
                let advice = "rename it where a test's stub is restricted by it";
                self.add(change, Impacts::NONE, Some(advice));
            }
        } else if from != to || !same_name(before, after) {
            let is_in_a_path = [before.place, after.place].contains(&Place::Path);
            let upgrading = if is_in_a_path { Breaking } else { Behaviour };
            let change = format!(
                "{noun} is `{}` in the {to} instead of `{}` in the {from}",
                after.wire, before.wire
            );
            let impacts = Impacts::of(upgrading, if_required(after.presence));
            self.add(change, impacts, Some(advice::TOGETHER));
        } else if is_renamed {
            let change = format!("{noun} renamed to `{}`", after.name);
            let impacts = Impacts::of(Breaking, Compatible);
            self.add(change, impacts, Some(advice::RENAME));
        }
    }

    /// Compares the way in which the value is written at its place.
    fn writing(&mut self) {
        let (before, after) = (self.before, self.after);
        let styles = match (before.place, after.place) {
            (Place::Query(one), Place::Query(other)) if one != other => Some((one, other)),
            _ => None,
        };
        let noun = noun(after);
        let change = if before.content != after.content {
            let shown = |argument: &Argument| match &argument.content {
                Some(media_type) => format!("as `{media_type}`"),
                None => "as plain text".to_owned(),
            };
            format!(
                "{noun} is written {} instead of {}",
                shown(after),
                shown(before)
            )
        } else if let Some((one, other)) = styles
            && !is_one_text(self.apis.new, &after.ty)
        {
            let (one, other) = (shown(one), shown(other));
            format!("{noun} is written {other} instead of {one}")
        } else {
            return;
        };
        let impacts = Impacts::of(Behaviour, Breaking);
        self.add(change, impacts, Some(advice::TOGETHER));
    }

    fn kind(&mut self) {
        let (before, after) = (self.before, self.after);
        if before.ty == after.ty {
            return;
        }
        let is_json = after.content.as_deref().is_some_and(is_json);
        let requests = &self.apis.requests;
        let fit = match after.place == Place::Body || is_json {
            true => requests.fit(&after.ty, &before.ty),
            false => requests.fit_as_text(&after.ty, &before.ty),
        };
        let change = format!(
            "{} takes `{}` instead of `{}`",
            noun(after),
            after.ty,
            before.ty
        );
        let advice = match fit.sent() {
            Breaking => "give a value of the new type, and deploy that together with the server",
            _ => "give a value of the new type",
        };
        self.add(change, Impacts::of(Breaking, fit.sent()), Some(advice));
    }

    fn presence(&mut self) {
        use Presence::{Defaulted, Optional, Required};
        let (change, impacts, advice) = match (self.before.presence, self.after.presence) {
            (Optional, Required) => (
                "became required",
                Impacts::of(Breaking, Breaking),
                Some(advice::GIVE),
            ),
            // A client sends the default of a body that is not given.
            (Defaulted, Required) => (
                "became required",
                Impacts::of(Breaking, Compatible),
                Some("give it in your code"),
            ),
            (Required, Optional | Defaulted) => ("became optional", Impacts::NONE, None),
            (Optional, Defaulted) => (
                "is sent even if it is not given, and takes no `Option`",
                Impacts::of(Breaking, Compatible),
                Some("give the value itself"),
            ),
            (Defaulted, Optional) => (
                "is sent only if it is given",
                Impacts::of(Behaviour, Compatible),
                Some("give it in your code"),
            ),
            _ => return,
        };
        self.add(format!("{} {change}", noun(self.after)), impacts, advice);
    }

    fn facts(&mut self) {
        let (before, after) = (self.before, self.after);
        let noun = noun(after);
        let found = &mut *self.found;
        facts::limits(self.subject, &noun, &before.limits, &after.limits, found);
        // What was required was always sent.
        if before.presence != Presence::Required && after.presence != Presence::Required {
            let defaults = (before.default.as_ref(), after.default.as_ref());
            facts::default(self.subject, &noun, defaults.0, defaults.1, found);
        }
        let marks = (before.is_deprecated, after.is_deprecated);
        facts::deprecation(self.subject, Some(&noun), marks.0, marks.1, found);
    }
}

/// The impact on a client that does not send a value where it is expected.
fn if_required(presence: Presence) -> Impact {
    match presence {
        Presence::Required => Breaking,
        Presence::Optional | Presence::Defaulted => Behaviour,
    }
}

fn shown(style: Style) -> String {
    match style {
        Style::Exploded => "as one pair for each item".to_owned(),
        Style::Joined(separator) => format!("as one text, joined by `{separator}`"),
        Style::Deep => "as `name[member]`".to_owned(),
    }
}
