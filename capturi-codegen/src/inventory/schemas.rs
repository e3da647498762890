//! Walks a schema and the type that it became side by side: every value of an enum, all items and
//! all members without a name are there.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;

use super::{
    Comparison, Findings,
    meaning::{End, Meaning},
    reading::{Facts, Spot, written},
};
use crate::api::{Enum, Type, Wire};

/// A walk through schemas and the types that they became.
pub(super) struct Walk<'c, 'a> {
    pub(super) with: &'c Comparison<'a>,
    pub(super) findings: Findings,
    /// The number of walks that try this one.
    pub(super) depth: usize,
    open: VecDeque<Place<'a>>,
    /// The places that were visited, by the address of the schema and the type: schemas may lead in
    /// a circle.
    seen: BTreeSet<Key>,
}

/// Schemas that describe one value together, and the type that they became.
pub(super) struct Place<'a> {
    pub(super) spot: Spot,
    pub(super) schemas: Vec<&'a Value>,
    pub(super) meaning: Meaning<'a>,
    /// Whether the schemas are those of the model itself, not a reference to it.
    pub(super) is_model: bool,
    /// Whether the schemas are alternatives in a part of an `allOf`.
    is_part: bool,
}

impl<'a> Place<'a> {
    /// Another place inside of this one.
    pub(super) fn inner(&self, spot: Spot, schemas: Vec<&'a Value>, meaning: Meaning<'a>) -> Self {
        Self {
            spot,
            schemas,
            meaning,
            is_model: false,
            is_part: false,
        }
    }

    /// The same place, seen as alternatives of it.
    pub(super) fn alternative(&self, schemas: Vec<&'a Value>, meaning: Meaning<'a>) -> Self {
        Self {
            is_part: self.is_composed(),
            ..self.inner(self.spot.clone(), schemas, meaning)
        }
    }

    /// Whether several schemas say something of the value together.
    fn is_composed(&self) -> bool {
        let has_parts = |schema: &&Value| schema.get("allOf").is_some();
        self.is_part || self.schemas.len() > 1 || self.schemas.iter().any(has_parts)
    }
}

impl<'c, 'a> Walk<'c, 'a> {
    pub(super) fn new(with: &'c Comparison<'a>) -> Self {
        Self {
            with,
            findings: Findings::default(),
            depth: 0,
            open: VecDeque::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Walks a component schema and its model.
    pub(super) fn model(&mut self, name: &str, schema: &'a Value) {
        self.visit(Place {
            spot: Spot::of_model(name),
            schemas: vec![schema],
            meaning: Meaning::of_model(self.with.api, name),
            is_model: true,
            is_part: false,
        });
        self.run();
    }

    /// Walks any other schema.
    pub(super) fn schema(&mut self, spot: Spot, schema: &'a Value, meaning: Meaning<'a>) {
        self.visit(Place {
            spot,
            schemas: vec![schema],
            meaning,
            is_model: false,
            is_part: false,
        });
        self.run();
    }

    /// Whether the type holds all that the schemas say; what is found is forgotten.
    pub(super) fn holds(&self, schemas: Vec<&'a Value>, meaning: &Meaning<'a>) -> bool {
        let key = key(&schemas, meaning);
        if let Some(held) = key
            .as_ref()
            .and_then(|key| self.with.held.borrow().get(key).copied())
        {
            return held;
        }
        let mut trial = Self::new(self.with);
        trial.depth = self.depth + 1;
        trial.visit(Place {
            spot: Spot::of_model(""),
            schemas,
            meaning: meaning.clone(),
            is_model: false,
            is_part: false,
        });
        trial.run();
        let held = trial.findings.lost.is_empty();
        if let Some(key) = key {
            self.with.held.borrow_mut().insert(key, held);
        }
        held
    }

    pub(super) fn done(self) -> Findings {
        self.findings
    }

    /// Puts a place on the list of those to visit.
    pub(super) fn visit(&mut self, place: Place<'a>) {
        self.open.push_back(place);
    }

    // A list of places rather than recursion: no document overflows the stack.
    fn run(&mut self) {
        while let Some(mut place) = self.open.pop_front() {
            place.schemas.retain(|schema| schema.is_object());
            if let Some(key) = key(&place.schemas, &place.meaning)
                && self.seen.insert(key)
            {
                self.compare(&place);
            }
        }
    }

    fn compare(&mut self, place: &Place<'a>) {
        if let End::Missing = place.meaning.end {
            let lost = format!("the model of {} is missing", place.spot);
            self.findings.lose(lost);
            return;
        }
        if place.meaning.is_anything() {
            return;
        }
        let is_circular = self.is_circular(place);
        if is_circular {
            self.findings.leave_out(format!(
                "the alternatives of {}, which is one of its own alternatives: those of both are read as one union",
                place.spot
            ));
        }
        let known = match place.is_model {
            true => place.meaning.names.get(1..).unwrap_or_default(),
            false => place.meaning.names.as_slice(),
        };
        let facts = self.with.reading.facts(&place.schemas, known);
        if facts.is_impossible() {
            self.findings.leave_out(format!(
                "a part of the `allOf` of {}: no value fits all of them, so only some are read",
                place.spot
            ));
            return;
        }
        self.values(place, &facts);
        self.properties(place, &facts);
        self.items(place, &facts);
        self.members(place, &facts);
        if !is_circular {
            self.alternatives(place, &facts);
            self.discriminators(place, &facts);
        }
    }

    fn values(&mut self, place: &Place<'a>, facts: &Facts<'a>) {
        let lists = facts.own.values.iter().chain(&facts.inherited.values);
        let lists: Vec<&Vec<&Value>> = lists.collect();
        let Some(first) = lists.first() else { return };
        let spot = &place.spot;
        if let End::Enum(of) = place.meaning.end {
            // A value has to be in all lists, so one that is there as a whole is enough.
            let is_there = |list: &&Vec<&Value>| list.iter().all(|value| has_value(of, value));
            if !lists.iter().any(is_there) {
                for value in first.iter().filter(|value| !has_value(of, value)) {
                    self.lose(
                        place,
                        &format!("the value `{}` of {spot}", written(value)),
                        "is",
                    );
                }
            }
            return;
        }
        let both = |list: &&Vec<&Value>| {
            [true, false]
                .iter()
                .all(|truth| list.iter().any(|value| *value == truth))
        };
        if lists.iter().any(both) {
            return;
        }
        let can_be_enum = |list: &&Vec<&Value>| {
            list.iter().all(|value| value.is_string()) || list.iter().all(|value| value.is_i64())
        };
        if !lists.iter().any(can_be_enum) {
            self.findings.leave_out(format!(
                "the values of {spot}, which are neither all texts nor all integers: any value of \
                 the type is taken"
            ));
        } else {
            self.lose(place, &format!("the values of {spot}"), "are");
        }
    }

    fn items(&mut self, place: &Place<'a>, facts: &Facts<'a>) {
        let items = facts.own.items.iter().chain(&facts.inherited.items);
        let items: Vec<&Value> = items.copied().collect();
        if items.is_empty() {
            return;
        }
        let spot = &place.spot;
        match place.meaning.end {
            End::Type(Type::List(item)) => {
                let meaning = Meaning::of(self.with.api, item);
                self.visit(place.inner(spot.items(), items, meaning));
            }
            End::Enum(_) => self.findings.leave_out(format!(
                "the list of {spot}, beside an `enum`: one of the values is taken"
            )),
            _ => self.lose(place, &format!("the items of {spot}"), "are"),
        }
    }

    fn members(&mut self, place: &Place<'a>, facts: &Facts<'a>) {
        let members = facts.own.members.iter().chain(&facts.inherited.members);
        let members: Vec<&Value> = members.copied().collect();
        if members.is_empty() {
            return;
        }
        let spot = &place.spot;
        let rest = match place.meaning.end {
            End::Type(ty @ Type::Map(_)) => Some(ty),
            End::Object(object) => object.rest.as_ref().map(|rest| &rest.ty),
            End::Union(union) => {
                let is_open = |ty| match Meaning::of(self.with.api, ty).end {
                    End::Object(object) => object.rest.is_some(),
                    _ => true,
                };
                if !union.variants.iter().all(|variant| is_open(&variant.ty)) {
                    self.findings.leave_out(format!(
                        "the members without a name of {spot}: those of its variants are kept"
                    ));
                }
                return;
            }
            End::Enum(_) | End::Type(_) | End::Missing => None,
        };
        match rest {
            Some(Type::Map(value)) => {
                let meaning = Meaning::of(self.with.api, value);
                self.visit(place.inner(spot.members(), members, meaning));
            }
            // Any JSON holds all of them.
            Some(_) => {}
            None => self.lose(
                place,
                &format!("the members without a name of {spot}"),
                "are",
            ),
        }
    }

    /// Notes a fact that the type lacks. Where an `allOf` composes what is no object, one part is taken, and
    /// the others are named.
    pub(super) fn lose(&mut self, place: &Place<'a>, fact: &str, verb: &str) {
        match place.is_composed() {
            true => self.findings.leave_out(format!(
                "{fact}: of the parts of its `allOf`, others are read"
            )),
            false => self.findings.lose(format!("{fact} {verb} missing")),
        }
    }
}

/// Schemas and the type that they became: the address of the first schema, their number, and the type.
pub(super) type Key = (usize, usize, String);

fn key(schemas: &[&Value], meaning: &Meaning<'_>) -> Option<Key> {
    let first = schemas.first()?;
    let name = match (meaning.names.last(), meaning.end) {
        (Some(name), _) => (*name).to_owned(),
        (None, End::Type(ty)) => ty.to_string(),
        (None, _) => String::new(),
    };
    let address = std::ptr::from_ref::<Value>(first).addr();
    Some((address, schemas.len(), name))
}

fn has_value(of: &Enum, value: &Value) -> bool {
    of.values.iter().any(|one| match &one.wire {
        Wire::Text(text) => value.as_str() == Some(text.as_str()),
        Wire::Number(number) => value.as_i64() == Some(*number),
    })
}
