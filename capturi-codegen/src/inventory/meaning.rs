//! The meaning of a type: the names that lead to it, and the shape at their end.

use crate::api::{Api, Enum, Object, Shape, Type, Union};

#[derive(Clone, Debug)]
pub(super) struct Meaning<'a> {
    /// The models on the way: a name may stand for another one.
    pub(super) names: Vec<&'a str>,
    pub(super) end: End<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum End<'a> {
    Object(&'a Object),
    Enum(&'a Enum),
    Union(&'a Union),
    /// A type that is no model.
    Type(&'a Type),
    /// No model has the name.
    Missing,
}

impl<'a> Meaning<'a> {
    pub(super) fn of(api: &'a Api, ty: &'a Type) -> Self {
        let mut meaning = Self::missing();
        meaning.follow(api, ty);
        meaning
    }

    pub(super) fn of_model(api: &'a Api, name: &str) -> Self {
        let mut meaning = Self::missing();
        if let Some(ty) = meaning.step(api, name) {
            meaning.follow(api, ty);
        }
        meaning
    }

    /// Whether the type holds any JSON, or any JSON object.
    pub(super) fn is_anything(&self) -> bool {
        matches!(self.end, End::Type(Type::Json | Type::JsonObject))
    }

    fn missing() -> Self {
        Self {
            names: Vec::new(),
            end: End::Missing,
        }
    }

    fn follow(&mut self, api: &'a Api, ty: &'a Type) {
        let mut next = Some(ty);
        while let Some(ty) = next {
            next = match ty.plain() {
                Type::Model(name) => self.step(api, name),
                plain => {
                    self.end = End::Type(plain);
                    None
                }
            };
        }
    }

    /// Notes the name of a model and its shape; returns the type that the model is a name for.
    fn step(&mut self, api: &'a Api, name: &str) -> Option<&'a Type> {
        let known = api.models.get_key_value(name);
        let Some((name, model)) = known.filter(|(name, _)| !self.names.contains(&name.as_str()))
        else {
            self.end = End::Missing;
            return None;
        };
        self.names.push(name);
        self.end = match &model.shape {
            Shape::Object(object) => End::Object(object),
            Shape::Enum(of) => End::Enum(of),
            Shape::Union(union) => End::Union(union),
            Shape::Alias(ty) => return Some(ty),
        };
        None
    }
}
