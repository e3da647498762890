//! progenitor's part: which Rust types the schemas become.
//!
//! It is given the schemas alone, and of them what makes a type: each property under a name that we
//! find again. Of what it makes, the types are taken as the data that they are; the code that it would
//! write for them is not used.

use std::{
    any::Any,
    cell::Cell,
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use serde::Deserialize as _;
use serde_json::{Value, json};
use typify::{TypeDetails, TypeEnumVariant, TypeId, TypeSpace};

use crate::{
    Error,
    api::Type,
    document::{Document, Object, references},
    names::field_name,
};

/// The path of an operation that progenitor looks at once it has read all schemas, and refuses: else it
/// would write code for them, which takes longer than all that we ask of it.
const AFTER_THE_SCHEMAS: &str = "/}";

/// What a model is, as far as its schema's types tell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outline {
    Object {
        /// The type of each property, by its name in JSON.
        fields: BTreeMap<String, Type>,
        /// The type of all others together.
        rest: Option<Type>,
    },
    /// Each variant with its name, and what it holds.
    Variants(Vec<(String, Option<Type>)>),
    Alias(Type),
}

/// What the document's schemas are, by their names.
///
/// Where progenitor refuses one, it is named; to `keep_going`, that model is any JSON.
pub(crate) fn outlines(
    document: &mut Document,
    keep_going: bool,
) -> Result<BTreeMap<String, Outline>, Error> {
    let mut skeletons = Skeletons::of(document.schemas());
    let error = match skeletons.outlines() {
        Ok(outlines) => return Ok(outlines),
        Err(error) => error,
    };
    let culprits = skeletons.culprits();
    if culprits.is_empty() {
        return Err(error);
    }
    if !keep_going {
        let named = culprits
            .into_iter()
            .map(|(name, error)| format!("model `{name}`: {error}"));
        return Err(Error::Progenitor(named.collect::<Vec<_>>().join("; ")));
    }
    for (name, error) in culprits {
        document.schemas_mut().insert(name.clone(), json!({}));
        document.leave_out(format!("model `{name}` is any JSON: {error}"));
    }
    Skeletons::of(document.schemas()).outlines()
}

/// Schemas with nothing in them but what makes types.
struct Skeletons {
    /// In the document's order, which is that in which typify breaks circles.
    schemas: Object,
    /// The properties of each, in the order of the names that they are given.
    properties: BTreeMap<String, Vec<String>>,
}

/// What makes a type of a schema.
fn bare(schema: &Value) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    let all = |schemas: &Value| match schemas {
        Value::Array(schemas) => schemas.iter().map(bare).collect(),
        other => other.clone(),
    };
    let kept = schema.iter().filter_map(|(keyword, value)| {
        let value = match (keyword.as_str(), value) {
            ("$ref" | "enum" | "format" | "nullable" | "required" | "type", value) => value.clone(),
            ("items" | "additionalProperties", value) => bare(value),
            ("allOf" | "oneOf", value) => all(value),
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter();
                properties
                    .map(|(name, schema)| (name.clone(), bare(schema)))
                    .collect()
            }
            _ => return None,
        };
        Some((keyword.clone(), value))
    });
    Value::Object(kept.collect())
}

/// Gives each property of an object a name that Rust takes as it is, and that no other has. In the order
/// of their names in Rust, which is that in which typify breaks circles.
fn rename_properties(schema: &mut Value) -> Vec<String> {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return Vec::new();
    };
    let mut names: Vec<String> = properties.keys().cloned().collect();
    names.sort();
    names.sort_by_cached_key(|name| field_name(name));
    let given: BTreeMap<&str, String> = names
        .iter()
        .enumerate()
        .map(|(number, name)| (name.as_str(), property(number)))
        .collect();
    *properties = std::mem::take(properties)
        .into_iter()
        .map(|(name, schema)| (given[name.as_str()].clone(), schema))
        .collect();
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        // What is required and has no property may be anything, and is left to the rest.
        *required = required
            .iter()
            .filter_map(|name| Some(json!(given.get(name.as_str()?)?)))
            .collect();
    }
    names
}

fn property(number: usize) -> String {
    format!("p{number:05}")
}

impl Skeletons {
    fn of(schemas: &Object) -> Self {
        let mut properties = BTreeMap::new();
        let schemas = schemas.iter().map(|(name, schema)| {
            let mut schema = bare(schema);
            properties.insert(name.clone(), rename_properties(&mut schema));
            (name.clone(), schema)
        });
        Self {
            schemas: schemas.collect(),
            properties,
        }
    }

    /// The models that progenitor refuses, with what it says of each.
    fn culprits(&mut self) -> Vec<(String, String)> {
        let names: Vec<String> = self.schemas.keys().cloned().collect();
        let mut culprits = Vec::new();
        for name in names {
            let mut closure = self.closure(&name);
            if let Err(error) = closure.outlines() {
                // The model itself, if all that it refers to can be told without it.
                closure.forget(&name);
                if closure.outlines().is_ok() {
                    self.forget(&name);
                    culprits.push((name, error.to_string()));
                }
            }
        }
        culprits
    }

    /// Lets a schema be anything.
    fn forget(&mut self, name: &str) {
        self.schemas.insert(name.to_owned(), json!({}));
        self.properties.insert(name.to_owned(), Vec::new());
    }

    /// A model and all that it refers to.
    fn closure(&self, name: &str) -> Self {
        let mut found = vec![name];
        let mut schemas = Object::new();
        while let Some(name) = found.pop() {
            if let Some(schema) = self.schemas.get(name)
                && schemas.insert(name.to_owned(), schema.clone()).is_none()
            {
                references(schema, &mut found);
            }
        }
        Self {
            schemas,
            properties: self.properties.clone(),
        }
    }

    /// What these schemas are, which refer to none but each other.
    fn outlines(&mut self) -> Result<BTreeMap<String, Outline>, Error> {
        let generator = self.generator()?;
        let space = Space(generator.get_type_space());
        let mut outlines = BTreeMap::new();
        for ty in space.0.iter_types() {
            let details = ty.details();
            let is_model = matches!(
                details,
                TypeDetails::Enum(_) | TypeDetails::Struct(_) | TypeDetails::Newtype(_)
            );
            if is_model {
                let name = ty.name();
                let Some(properties) = self.properties.get(&name) else {
                    return Err(unexpected(&name, "a type that no schema has the name of"));
                };
                let outline = space.outline(&name, &details, properties)?;
                outlines.insert(name, outline);
            }
        }
        match self
            .schemas
            .keys()
            .find(|name| !outlines.contains_key(*name))
        {
            Some(name) => Err(unexpected(name, "no type of that name")),
            None => Ok(outlines),
        }
    }

    /// progenitor, once it has read these schemas.
    fn generator(&mut self) -> Result<progenitor::Generator, Error> {
        let mut document = json!({
            "openapi": "3.0.3",
            "info": { "title": "", "version": "" },
            "paths": { AFTER_THE_SCHEMAS: { "get": { "operationId": "end", "responses": {} } } },
            "components": { "schemas": std::mem::take(&mut self.schemas) },
        });
        let spec = openapiv3::OpenAPI::deserialize(&document);
        if let Value::Object(lent) = document["components"]["schemas"].take() {
            self.schemas = lent;
        }
        let spec = spec.map_err(|error| Error::NotOpenApi {
            reason: error.to_string(),
        })?;
        let mut settings = progenitor::GenerationSettings::new();
        settings.with_interface(progenitor::InterfaceStyle::Positional);
        let mut generator = progenitor::Generator::new(&settings);
        // Both progenitor and typify panic on what they have not thought of.
        match quietly(|| generator.generate_tokens(&spec)) {
            Ok(Ok(_) | Err(progenitor::Error::InvalidPath(_))) => Ok(generator),
            Ok(Err(error)) => Err(Error::Progenitor(error.to_string())),
            Err(panic) => {
                let panic = format!("it panicked: {}", message(&*panic));
                Err(Error::Progenitor(panic))
            }
        }
    }
}

fn unexpected(model: &str, found: &str) -> Error {
    Error::Progenitor(format!("model `{model}`: it made {found}"))
}

/// typify's types.
struct Space<'a>(&'a TypeSpace);

impl Space<'_> {
    fn outline(
        &self,
        name: &str,
        details: &TypeDetails<'_>,
        properties: &[String],
    ) -> Result<Outline, Error> {
        match details {
            TypeDetails::Newtype(alias) => Ok(Outline::Alias(self.ty(name, &alias.inner())?)),
            TypeDetails::Enum(of) => {
                let variants = of.variants().map(|(variant, details)| {
                    let ty = match details {
                        TypeEnumVariant::Simple => None,
                        TypeEnumVariant::Tuple(types) => match types.as_slice() {
                            [ty] => Some(self.ty(name, ty)?),
                            _ => return Err(unexpected(name, "a variant of several values")),
                        },
                        TypeEnumVariant::Struct(_) => {
                            return Err(unexpected(name, "a variant with fields"));
                        }
                    };
                    Ok((variant.to_owned(), ty))
                });
                Ok(Outline::Variants(variants.collect::<Result<_, _>>()?))
            }
            TypeDetails::Struct(of) => {
                let mut types: BTreeMap<&str, TypeId> = of.properties().collect();
                let mut fields = BTreeMap::new();
                for (number, wire) in properties.iter().enumerate() {
                    let Some(ty) = types.remove(property(number).as_str()) else {
                        let lost = format!("no field of the property `{wire}`");
                        return Err(unexpected(name, &lost));
                    };
                    fields.insert(wire.clone(), self.ty(name, &ty)?);
                }
                let rest = match types.into_values().next() {
                    Some(ty) => Some(self.ty(name, &ty)?),
                    None => None,
                };
                Ok(Outline::Object { fields, rest })
            }
            _ => Err(unexpected(name, "a type that is no model")),
        }
    }

    /// The type of this id, somewhere in this model.
    fn ty(&self, model: &str, id: &TypeId) -> Result<Type, Error> {
        let ty = self.0.get_type(id);
        let ty = ty.map_err(|error| Error::Progenitor(error.to_string()))?;
        let boxed = |inner: &TypeId| Ok::<_, Error>(Box::new(self.ty(model, inner)?));
        Ok(match ty.details() {
            TypeDetails::Enum(_) | TypeDetails::Struct(_) | TypeDetails::Newtype(_) => {
                Type::Model(ty.name())
            }
            TypeDetails::Option(inner) => Type::Optional(boxed(&inner)?),
            TypeDetails::Vec(item) => Type::List(boxed(&item)?),
            TypeDetails::Map(_, value) => match boxed(&value)? {
                value if *value == Type::Json => Type::JsonObject,
                value => Type::Map(value),
            },
            // A box in the `Option` can be left out, an `Option` in the box can't.
            TypeDetails::Box(inner) => match self.ty(model, &inner)? {
                Type::Optional(inner) => Type::Optional(Box::new(Type::Boxed(inner))),
                inner => Type::Boxed(Box::new(inner)),
            },
            TypeDetails::String => Type::Text,
            TypeDetails::Builtin(path) => Type::of_path(path)
                .ok_or_else(|| unexpected(model, &format!("the type `{path}`")))?,
            _ => return Err(unexpected(model, &format!("the type `{}`", ty.name()))),
        })
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic, on this thread without the message on standard error: the error that is returned has it.
fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    QUIET.set(false);
    result
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    /// A document as no fixup would leave it: the values of `Bad` have one name in Rust.
    fn impossible() -> Document {
        Document::of(json!({ "components": { "schemas": {
            "Good": { "type": "object", "properties": { "bad": { "$ref": "#/components/schemas/Bad" } } },
            "Bad": { "type": "string", "enum": ["a b", "a-b", "aB"] },
        } } }))
    }

    #[test]
    fn the_model_that_is_refused_is_named() {
        let error = outlines(&mut impossible(), false).unwrap_err().to_string();
        assert!(
            error.contains("model `Bad`") && !error.contains("Good"),
            "{error}"
        );
    }

    #[test]
    fn to_keep_going_it_is_any_json_and_reported() {
        let mut document = impossible();
        let outlines = outlines(&mut document, true).unwrap();
        assert_eq!(outlines["Bad"], Outline::Alias(Type::Json));
        let [reported] = document.left_out() else {
            unreachable!("{:?}", document.left_out());
        };
        assert!(
            reported.starts_with("model `Bad` is any JSON: "),
            "{reported}"
        );
    }

    #[test]
    fn properties_are_found_again_whatever_their_names() {
        let mut document = Document::of(json!({ "components": { "schemas": { "Thing": {
            "type": "object",
            "required": ["fooBar"],
            "properties": {
                "fooBar": { "type": "string" },
                "foo_bar": { "type": "boolean" },
                "@type": { "type": "string", "format": "uuid" },
                "extra": { "type": "string" },
            },
            "additionalProperties": { "type": "integer" },
        } } } }));
        let outlines = outlines(&mut document, false).unwrap();
        let Outline::Object { fields, rest } = &outlines["Thing"] else {
            unreachable!("{outlines:?}");
        };
        assert_eq!(fields["fooBar"], Type::Text);
        assert_eq!(fields["foo_bar"], Type::Boolean.optional());
        assert_eq!(fields["@type"], Type::Uuid.optional());
        assert_eq!(*rest, Some(Type::Map(Box::new(Type::Number("i64")))));
    }
}
