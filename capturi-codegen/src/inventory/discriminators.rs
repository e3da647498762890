//! Every value that a discriminator maps is a tag of the union, and stands for the model that it is
//! mapped to.

use serde_json::{Map, Value};

use super::{
    alternatives::{is_model, is_null},
    meaning::{End, Meaning},
    reading::Facts,
    schemas::{Place, Walk},
};
use crate::api::Union;

/// A discriminator, as the document describes it.
struct Described<'a> {
    tag: &'a str,
    /// The values, with the models that they name.
    mapping: Vec<(&'a str, Option<&'a str>)>,
    /// The alternatives beside it; nothing for one that is no model by name.
    alternatives: Vec<Option<&'a str>>,
}

impl<'a> Walk<'_, 'a> {
    pub(super) fn discriminators(&mut self, place: &Place<'a>, facts: &Facts<'a>) {
        for discriminator in &facts.own.discriminators {
            let spot = &place.spot;
            let Some(described) = self.described(place, discriminator, facts) else {
                self.findings.leave_out(format!(
                    "the discriminator of {spot}, which names no property: it is ignored"
                ));
                continue;
            };
            let tag = described.tag;
            let union = match place.meaning.end {
                End::Union(union) => Some(union),
                _ => None,
            };
            if let Some(union) = union
                && let Some(known) = &union.tag
            {
                if known.wire == tag {
                    self.tags(place, union, &described);
                } else {
                    self.lose(place, &format!("the tag `{tag}` of {spot}"), "is");
                }
            } else if !self.tells_nothing(union, &described) {
                match self.untold(place, union, &described) {
                    Some(reason) => self
                        .findings
                        .leave_out(format!("the tag `{tag}` of {spot}: {reason}")),
                    None => self.lose(place, &format!("the tag `{tag}` of {spot}"), "is"),
                }
            }
        }
    }

    fn described(
        &self,
        place: &Place<'a>,
        discriminator: &'a Map<String, Value>,
        facts: &Facts<'a>,
    ) -> Option<Described<'a>> {
        let reading = &self.with.reading;
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let mapping = mapping.into_iter().flatten().map(|(value, model)| {
            let model = model.as_str().and_then(|model| reading.model_meant(model));
            (value.as_str(), model)
        });
        let alternatives = facts.own.alternatives.iter();
        let alternatives = alternatives.flat_map(|list| &list.schemas).copied();
        let alternatives = alternatives.filter(|schema| !is_null(schema));
        let is_itself = |model: &Option<&'a str>| {
            model.is_some_and(|model| place.meaning.names.contains(&model))
        };
        Some(Described {
            tag: discriminator.get("propertyName")?.as_str()?,
            mapping: mapping.collect(),
            alternatives: alternatives
                .map(|schema| reading.single_model(schema))
                .filter(|model| !is_itself(model))
                .collect(),
        })
    }

    fn tags(&mut self, place: &Place<'a>, union: &'a Union, described: &Described<'a>) {
        let (spot, tag) = (&place.spot, described.tag);
        let api = self.with.api;
        for (value, model) in &described.mapping {
            let is_told = |model: &str| {
                union.variants.iter().any(|variant| {
                    variant.tags.iter().any(|one| one == value)
                        && is_model(&Meaning::of(api, &variant.ty), model)
                })
            };
            let at = format!("the value `{value}` of the tag `{tag}` of {spot}");
            match model {
                None => self.findings.leave_out(format!("{at}: it names no model")),
                Some(model) if is_told(model) => {}
                Some(model)
                    if !described.alternatives.is_empty()
                        && !described.alternatives.contains(&Some(*model)) =>
                {
                    self.findings
                        .leave_out(format!("{at}: `{model}` is no alternative"));
                }
                Some(_) => self.findings.lose(format!("{at} is missing")),
            }
        }
    }

    /// Whether a discriminator says nothing of the values of its tag, or other unions tell them.
    fn tells_nothing(&self, union: Option<&Union>, described: &Described<'a>) -> bool {
        let values = &self.with.unions.values;
        let mut mapped = described.mapping.iter();
        union.is_none() && mapped.all(|(value, _)| values.contains(&(described.tag, *value)))
    }

    /// The reason why a discriminator tells no variants apart, if the document has one.
    fn untold(
        &self,
        place: &Place<'a>,
        union: Option<&'a Union>,
        described: &Described<'a>,
    ) -> Option<&'static str> {
        let alternatives = &described.alternatives;
        let names = &place.meaning.names;
        let mut variants = alternatives.iter().flatten();
        if variants.any(|model| self.with.reading.leads_to(model, names)) {
            return Some("a variant has it as a variant, so what keeps most of a value is read");
        }
        let named = described.mapping.iter().filter_map(|(_, model)| *model);
        if union.is_some() {
            if alternatives.iter().any(Option::is_none) {
                return Some("not all of the variants are models by name");
            }
            let is_object = |model: &str| {
                let meaning = Meaning::of_model(self.with.api, model);
                match meaning.end {
                    End::Object(_) => true,
                    End::Union(union) => union.tag.is_some(),
                    _ => false,
                }
            };
            if !alternatives.iter().flatten().all(|model| is_object(model)) {
                return Some("not all of the variants are objects");
            }
            let base = place.meaning.names.first().copied();
            let models = alternatives.iter().copied().flatten();
            let mut models = models.chain(named).chain(base);
            let no_text = models.any(|model| !self.has_text(model, described.tag));
            return no_text.then_some("it is no text, so what keeps most of a value is read");
        }
        let is_beside = |word: &str| place.schemas.iter().any(|one| one.get(word).is_some());
        match alternatives.len() {
            0 => {}
            1 => return Some("there is only one variant"),
            _ if is_beside("properties") || is_beside("allOf") => {
                return Some("its variants are read as one object");
            }
            _ => return None,
        }
        let Some(base) = place.meaning.names.first().filter(|_| place.is_model) else {
            return Some("no model can extend what has no name");
        };
        if !described
            .mapping
            .iter()
            .any(|(_, model)| model.is_some_and(|model| model != *base))
        {
            return Some("it names no other model");
        }
        (!self.with.used.contains(base)).then_some("the model is used only by those that extend it")
    }

    /// Whether a model's tag, if it has one, is a text at first sight.
    fn has_text(&self, model: &str, tag: &str) -> bool {
        let reading = &self.with.reading;
        let schema = reading.schema_of(model).map(|schema| reading.alone(schema));
        let Some(property) = schema.and_then(|schema| reading.property(schema, tag)) else {
            return true;
        };
        property.get("allOf").is_none() && reading.is_text(&[property])
    }
}
