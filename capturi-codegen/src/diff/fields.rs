//! The fields of models.

use super::{
    Found,
    Impact::{self, Behaviour, Breaking, Compatible},
    Impacts, advice,
    apis::Apis,
    facts,
    models::Ways,
    pairs::pairs,
    types::Fit,
};
use crate::api::{Direction, Field, Model, Object, Reading, Type};

/// Compares the fields of a model.
pub(super) fn compare(
    apis: &Apis<'_>,
    subject: &str,
    (old, before): (&Model, &Object),
    (new, after): (&Model, &Object),
    found: &mut Found,
) {
    let ways = Ways::of(old, new);
    let paired = pairs(
        &before.fields,
        &after.fields,
        [
            &|before: &Field, after: &Field| before.wire == after.wire,
            &|before: &Field, after: &Field| before.name == after.name,
        ],
    );
    for field in paired.removed {
        // A server ignores what it does not know.
        let deployed = ways.worse(Behaviour, lost(field.reading).or_worse(Behaviour));
        found.add(
            subject,
            format!("field `{}` removed", field.name),
            Impacts::of(Breaking, deployed),
            advice::TAKE_OUT,
        );
    }
    for field in paired.added {
        add_field(apis, subject, ways, (new, before), field, found);
    }
    for (before, after) in paired.both {
        let mut one = Compared {
            apis,
            subject,
            ways,
            before,
            after,
            found: &mut *found,
        };
        one.key();
        if !one.value() {
            one.promise();
        }
        one.direction();
        one.facts();
    }
}

/// What a client makes of a member that does not come.
fn lost(reading: Reading) -> Impact {
    match reading {
        Reading::Required | Reading::Utc => Breaking,
        Reading::OrDefault | Reading::UtcOrDefault => Behaviour,
        Reading::Optional | Reading::OptionalUtc | Reading::Clearable => Compatible,
    }
}

fn add_field(
    apis: &Apis<'_>,
    subject: &str,
    ways: Ways,
    (model, before): (&Model, &Object),
    field: &Field,
    found: &mut Found,
) {
    let (kind, upgrading, advice) = match (ways.is_sent, field.ty.is_optional()) {
        (true, true) if model.has_default => ("optional field", Compatible, None),
        (true, true) => (
            "field",
            Breaking,
            Some("add it where you construct the model"),
        ),
        (true, false) => ("required field", Breaking, Some(advice::GIVE)),
        (false, _) => ("field", Compatible, None),
    };
    // It used to be among all other members.
    let (upgrading, kept) = match before.rest.as_ref().map(|rest| &rest.ty) {
        Some(Type::Map(value)) => (
            upgrading.or_worse(Behaviour),
            apis.responses.fit(value, &field.ty),
        ),
        Some(_) => (upgrading.or_worse(Behaviour), Fit::All),
        None => (upgrading, Fit::All),
    };
    let sent = match field.is_required {
        true => Breaking,
        false => Compatible,
    };
    found.add(
        subject,
        format!("{kind} `{}` added", field.name),
        Impacts::of(upgrading, ways.worse(sent, kept.returned())),
        advice,
    );
}

/// A field that both models have.
struct Compared<'a> {
    apis: &'a Apis<'a>,
    subject: &'a str,
    ways: Ways,
    before: &'a Field,
    after: &'a Field,
    found: &'a mut Found,
}

impl Compared<'_> {
    fn add(&mut self, change: String, impacts: Impacts, advice: Option<&'static str>) {
        self.found.add(self.subject, change, impacts, advice);
    }

    /// Compares the name and the key in JSON. For a client that is already built, another key is
    /// another member.
    fn key(&mut self) {
        let (before, after) = (self.before, self.after);
        if before.wire != after.wire {
            let sent = match after.is_required {
                true => Breaking,
                false => Behaviour,
            };
            let returned = match before.alias.as_ref() == Some(&after.wire) {
                true => Compatible,
                false => lost(before.reading).or_worse(Behaviour),
            };
            let change = format!(
                "field `{}` is `{}` in JSON instead of `{}`",
                after.name, after.wire, before.wire
            );
            let impacts = Impacts::of(Behaviour, self.ways.worse(sent, returned));
            self.add(change, impacts, Some(advice::TOGETHER));
        } else if before.name != after.name {
            let change = format!("field `{}` renamed to `{}`", before.name, after.name);
            let impacts = Impacts::of(Breaking, Compatible);
            self.add(change, impacts, Some(advice::RENAME));
        }
    }

    /// Compares the type, and whether the value may be missing or `null`. Returns whether there is a
    /// change.
    fn value(&mut self) -> bool {
        let (before, after) = (self.before, self.after);
        let is_same_type = before.ty == after.ty;
        if is_same_type
            && (before.is_required, before.is_nullable) == (after.is_required, after.is_nullable)
        {
            return false;
        }
        let fit = self.fit_of_response();
        let deployed = self.ways.worse(self.sent(), fit.returned());
        let name = &after.name;
        let change = if after.ty == before.ty.clone().optional() {
            format!("field `{name}` became nullable or optional")
        } else if before.ty == after.ty.clone().optional() {
            format!("field `{name}` became required")
        } else if !is_same_type {
            format!(
                "field `{name}` is `{}` instead of `{}`",
                after.ty, before.ty
            )
        } else {
            let is = |field: &Field| match (field.is_required, field.is_nullable) {
                (true, true) => "required, and may be null",
                (true, false) => "required",
                (false, true) => "optional, and may be null",
                (false, false) => "optional",
            };
            format!("field `{name}` is {} instead of {}", is(after), is(before))
        };
        let upgrading = match (is_same_type, self.ways.is_sent) {
            (false, _) => Breaking,
            (true, true) => Behaviour,
            (true, false) => Compatible,
        };
        let advice = match (upgrading, self.ways.is_sent && self.sent() == Breaking) {
            (_, true) => Some("change your code, and deploy that before the server changes"),
            (Compatible, _) => None,
            _ if self.ways.is_returned => Some(fit.advice_to_readers()),
            _ => Some("change the type in your code"),
        };
        self.add(change, Impacts::of(upgrading, deployed), advice);
        true
    }

    /// What the new server makes of the field in an old client's request.
    fn sent(&self) -> Impact {
        let (before, after) = (self.before, self.after);
        let fit = self.apis.requests.fit(after.ty.plain(), before.ty.plain());
        // A `None` is left out, unless it has to be there.
        let may_be_null = before.is_clearable() || (before.is_required && before.ty.is_optional());
        let is_refused = (!before.is_required && after.is_required)
            || (may_be_null && !after.is_nullable && !after.is_clearable());
        match is_refused {
            true => Breaking,
            false => fit.sent(),
        }
    }

    /// What an old client makes of the field in the new server's response.
    fn fit_of_response(&self) -> Fit {
        let (before, after) = (self.before, self.after);
        let fit = self.apis.responses.fit(before.ty.plain(), after.ty.plain());
        // What the client requires follows from more than the document says; only a promise that is
        // taken back is a change of the server's.
        let may_be_missing = before.is_promised && !after.is_promised;
        let may_be_null = !before.is_nullable && after.is_nullable && !before.ty.is_optional();
        match (may_be_missing || may_be_null, lost(before.reading)) {
            (true, Breaking) => fit.max(Fit::Partly),
            (true, Behaviour) => fit.max(Fit::Loosely),
            _ => fit,
        }
    }

    /// Compares whether the document says that a response has the field, where this makes no
    /// difference to the field's type.
    fn promise(&mut self) {
        let (before, after) = (self.before, self.after);
        if !self.ways.is_returned || !before.is_promised || after.is_promised {
            return;
        }
        let upgrading = match lost(after.reading) {
            Compatible => Compatible,
            _ => Behaviour,
        };
        let advice = match lost(before.reading) {
            Breaking => "ask for the field to stay required: an answer without it can't be read",
            _ => "check what your code makes of an empty value",
        };
        let impacts = Impacts::of(upgrading, lost(before.reading));
        let change = format!("field `{}` may be missing", after.name);
        self.add(change, impacts, Some(advice));
    }

    fn direction(&mut self) {
        let (before, after) = (self.before, self.after);
        if before.direction == after.direction {
            return;
        }
        let (change, impacts, advice) = match after.direction {
            Direction::FromServer if self.ways.is_sent => (
                "is set by the server alone",
                Impacts::of(Behaviour, Behaviour),
                Some("send it no longer: it is ignored"),
            ),
            Direction::ToServer if self.ways.is_returned => (
                "is never returned",
                Impacts::of(Behaviour, lost(before.reading).or_worse(Behaviour)),
                Some("read it no longer"),
            ),
            Direction::FromServer => ("is set by the server alone", Impacts::NONE, None),
            Direction::ToServer => ("is never returned", Impacts::NONE, None),
            Direction::Both => ("is sent and returned", Impacts::NONE, None),
        };
        let name = &after.name;
        self.add(format!("field `{name}` {change}"), impacts, advice);
    }

    fn facts(&mut self) {
        let (before, after) = (self.before, self.after);
        let what = format!("field `{}`", after.name);
        let found = &mut *self.found;
        // Nothing that a server returns is held against limits.
        if self.ways.is_sent {
            facts::limits(self.subject, &what, &before.limits, &after.limits, found);
        }
        if self.ways.is_sent && !before.is_required && !after.is_required {
            let defaults = (before.default.as_ref(), after.default.as_ref());
            facts::default(self.subject, &what, defaults.0, defaults.1, found);
        }
        let marks = (before.is_deprecated, after.is_deprecated);
        facts::deprecation(self.subject, Some(&what), marks.0, marks.1, found);
    }
}
