//! Every property is a field, or the tag that a union took over from its variants.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    meaning::{End, Meaning},
    reading::{Facts, items},
    schemas::{Place, Walk},
};
use crate::api::{Object, Type, Union};

impl<'a> Walk<'_, 'a> {
    pub(super) fn properties(&mut self, place: &Place<'a>, facts: &Facts<'a>) {
        // A value follows all schemas that a property of one name has.
        let mut order = Vec::new();
        let mut by_name: BTreeMap<&'a str, Vec<&'a Value>> = BTreeMap::new();
        for (name, schema) in facts.properties() {
            let schemas = by_name.entry(name).or_default();
            if schemas.is_empty() {
                order.push(name);
            }
            schemas.push(schema);
        }
        for name in order {
            let schemas = by_name.remove(name).unwrap_or_default();
            match place.meaning.end {
                End::Object(object) => self.field(place, object, name, schemas),
                End::Union(union) => self.shared(place, union, name, schemas),
                _ if self.takes_any_member(&place.meaning) => {}
                _ if facts.has_alternatives() => self.findings.leave_out(format!(
                    "the property `{name}` of {}, beside alternatives that are no objects: it is not read",
                    place.spot
                )),
                _ => self.no_field(place, name, &schemas),
            }
        }
    }

    fn field(
        &mut self,
        place: &Place<'a>,
        object: &'a Object,
        name: &'a str,
        schemas: Vec<&'a Value>,
    ) {
        match object.fields.iter().find(|field| field.wire == name) {
            Some(field) => {
                let meaning = Meaning::of(self.with.api, &field.ty);
                self.visit(place.inner(place.spot.property(name), schemas, meaning));
            }
            None => self.no_field(place, name, &schemas),
        }
    }

    /// A property without a field has to be the tag of the union that the model is a variant of.
    fn no_field(&mut self, place: &Place<'a>, name: &'a str, schemas: &[&'a Value]) {
        if self.is_taken_over(&place.meaning, name) && self.with.reading.is_text(schemas) {
            self.tag_values(place, name, schemas);
        } else {
            let spot = &place.spot;
            let lost = format!("the property `{name}` of {spot} is missing");
            self.findings.lose(lost);
        }
    }

    fn is_taken_over(&self, meaning: &Meaning<'a>, property: &str) -> bool {
        let taken_over = &self.with.unions.taken_over;
        meaning.names.iter().any(|model| {
            let tags = taken_over.get(model);
            tags.is_some_and(|tags| tags.contains(property))
        })
    }

    /// The values of a tag choose the variant, so each has to stand for one.
    fn tag_values(&mut self, place: &Place<'a>, tag: &'a str, schemas: &[&'a Value]) {
        for schema in schemas {
            let values = items(schema, "enum").chain(schema.get("const"));
            for value in values.filter_map(Value::as_str) {
                if !self.with.unions.values.contains(&(tag, value)) {
                    let property = place.spot.property(tag);
                    self.findings.leave_out(format!(
                        "the value `{value}` of {property}, a tag: it stands for no variant"
                    ));
                }
            }
        }
    }

    /// A property of a union is a property of all its variants, or its tag.
    fn shared(
        &mut self,
        place: &Place<'a>,
        union: &'a Union,
        name: &'a str,
        schemas: Vec<&'a Value>,
    ) {
        let mut seen = Vec::new();
        let mut unions = vec![union];
        while let Some(union) = unions.pop() {
            if union.tag.as_ref().is_some_and(|tag| tag.wire == name)
                && self.with.reading.is_text(&schemas)
            {
                self.tag_values(place, name, &schemas);
                continue;
            }
            for variant in &union.variants {
                let meaning = Meaning::of(self.with.api, &variant.ty);
                let model = meaning.names.last().copied().unwrap_or_default();
                match meaning.end {
                    End::Object(object) => {
                        let documented = self.with.reading.schema_of(model);
                        let says_it = documented
                            .is_some_and(|own| self.with.reading.property(own, name).is_some());
                        let is_there = object.fields.iter().any(|field| field.wire == name);
                        // A variant that says it is compared by itself.
                        if !says_it || !is_there {
                            let variant = place.inner(place.spot.clone(), Vec::new(), meaning);
                            self.field(&variant, object, name, schemas.clone());
                        }
                    }
                    End::Union(nested) if !seen.contains(&model) => {
                        seen.push(model);
                        unions.push(nested);
                    }
                    End::Union(_) => {}
                    _ if self.takes_any_member(&meaning) => {}
                    _ => {
                        let variant = place.inner(place.spot.clone(), Vec::new(), meaning);
                        self.no_field(&variant, name, &schemas);
                    }
                }
            }
        }
    }

    /// Whether a type keeps members of any name and type.
    pub(super) fn takes_any_member(&self, meaning: &Meaning<'a>) -> bool {
        match meaning.end {
            End::Type(Type::Map(value)) => Meaning::of(self.with.api, value).is_anything(),
            _ => meaning.is_anything(),
        }
    }
}
