//! Questions about an [`Api`] that several of its readers ask.

use super::{
    Api, Argument, Body, Content, Enum, Field, Model, Object, Operation, Place, Reading, Shape,
    Type, Wire,
};

impl Api {
    /// The model of this type, without its `Option` or box.
    pub(crate) fn model(&self, ty: &Type) -> Option<&Model> {
        match ty.plain() {
            Type::Model(name) => self.models.get(name),
            _ => None,
        }
    }

    /// The model of this type, if it has fields.
    pub(crate) fn object(&self, ty: &Type) -> Option<&Object> {
        match &self.model(ty)?.shape {
            Shape::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The list of a page and the model of its items, if the page has exactly one list of objects.
    pub(crate) fn only_list<'a>(&'a self, page: &'a Object) -> Option<(&'a str, &'a str)> {
        let mut lists = page.fields.iter().filter_map(|field| {
            let Type::List(item) = field.ty.present() else {
                return None;
            };
            let Type::Model(name) = &**item else {
                return None;
            };
            self.object(item)
                .map(|_| (field.wire.as_str(), name.as_str()))
        });
        let first = lists.next()?;
        lists.next().is_none().then_some(first)
    }

    /// The models with fields, each with its name.
    pub(crate) fn objects_mut(&mut self) -> impl Iterator<Item = (&String, &mut Object)> {
        let models = self.models.iter_mut();
        models.filter_map(|(name, model)| match &mut model.shape {
            Shape::Object(object) => Some((name, object)),
            _ => None,
        })
    }
}

impl Field {
    /// Whether `null` means something else than leaving the field out.
    pub fn is_clearable(&self) -> bool {
        self.reading == Reading::Clearable
    }
}

impl Enum {
    /// Whether the values are numbers on the wire.
    pub(crate) fn has_numbers(&self) -> bool {
        let mut values = self.values.iter();
        values.all(|value| matches!(value.wire, Wire::Number(_)))
    }
}

impl Operation {
    /// The parameters of the path, in its order.
    pub fn in_the_path(&self) -> impl Iterator<Item = &Argument> {
        let arguments = self.arguments.iter();
        let mut found: Vec<_> = arguments.filter(|one| one.place == Place::Path).collect();
        found.sort_by_key(|one| self.path.find(&format!("{{{}}}", one.wire)));
        found.into_iter()
    }

    /// The argument that is the body.
    pub(crate) fn body_argument(&self) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| argument.place == Place::Body)
    }

    /// The type of a JSON body.
    pub(crate) fn json_body(&self) -> Option<&Type> {
        match &self.body {
            Some(Body::Json(_)) => self.body_argument().map(|argument| &argument.ty),
            _ => None,
        }
    }

    /// The type of a JSON reply.
    pub(crate) fn json_reply(&self) -> Option<&Type> {
        match &self.reply.content {
            Content::Json(ty) => Some(ty),
            Content::ByStatus(_) | Content::Bytes | Content::Nothing => None,
        }
    }

    /// The types of the successes that are JSON.
    pub(crate) fn reply_types(&self) -> Vec<&Type> {
        match &self.reply.content {
            Content::Json(ty) => vec![ty],
            Content::ByStatus(variants) => variants.iter().map(|one| &one.ty).collect(),
            Content::Bytes | Content::Nothing => Vec::new(),
        }
    }
}
