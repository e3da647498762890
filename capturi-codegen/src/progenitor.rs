//! The types of the schemas, which progenitor makes with typify.
//!
//! progenitor gets only the schemas, reduced to the keywords that make types, with each property
//! under a name that can be found again. Its types are read as data; the code that it would write
//! for them is not used.

use std::{
    any::Any,
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::{Arc, Once},
};

use serde::Deserialize as _;
use serde_json::{Value, json};
use typify::{TypeDetails, TypeEnumVariant, TypeId, TypeSpace};

use crate::{
    Error,
    api::Type,
    document::{Document, Object, references},
    names::{REST, field_name},
};

/// The path of an operation that progenitor reads after all schemas, and refuses. Otherwise it
/// would write code for them, which takes longer than everything else that we ask of it.
const AFTER_THE_SCHEMAS: &str = "/}";

/// The shape of a model, as far as the types of its schema tell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outline {
    Object {
        /// The type of each property, by its name in JSON.
        fields: BTreeMap<String, Type>,
        /// The type of all other members together.
        rest: Option<Type>,
    },
    /// The variants: the name of each, and the type of its value.
    Variants(Vec<(String, Option<Type>)>),
    Alias(Type),
}

/// The outlines of the document's schemas, by their names.
///
/// If progenitor refuses a schema, the error names it; with `keep_going`, that model becomes any
/// JSON instead.
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

/// Schemas reduced to the keywords that make types.
struct Skeletons {
    /// The schemas in the document's order: typify breaks cycles in this order.
    schemas: Object,
    names: Arc<PropertyNames>,
}

/// The names under which progenitor gets the properties. Rust accepts them unchanged, and no two
/// are equal. Their order is that of the properties' Rust names, as typify also depends on it to
/// break cycles.
struct PropertyNames {
    wires: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl PropertyNames {
    fn of(schemas: &Object) -> Self {
        let properties = schemas
            .values()
            .filter_map(|schema| schema["properties"].as_object());
        let names: BTreeSet<(String, &String)> = properties
            .flat_map(Object::keys)
            .map(|wire| (field_name(wire), wire))
            .collect();
        let wires: Vec<String> = names.into_iter().map(|(_, wire)| wire.clone()).collect();
        let numbers = wires.iter().cloned().zip(0..).collect();
        Self { wires, numbers }
    }

    fn given(&self, wire: &str) -> Option<String> {
        Some(format!("p{:06}", self.numbers.get(wire)?))
    }

    fn wire(&self, given: &str) -> Option<&String> {
        self.wires
            .get(given.strip_prefix('p')?.parse::<usize>().ok()?)
    }
}

/// The schema, reduced to the keywords that make its type.
fn bare(schema: &Value, is_inside: bool) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    let all = |schemas: &Value| match schemas {
        Value::Array(schemas) => schemas.iter().map(|one| bare(one, true)).collect(),
        other => other.clone(),
    };
    let is_union = schema.contains_key("oneOf");
    let kept = schema.iter().filter_map(|(keyword, value)| {
        // What stands beside variants is theirs by now.
        if is_union && ["additionalProperties", "required", "type"].contains(&keyword.as_str()) {
            return None;
        }
        let value = match (keyword.as_str(), value) {
            ("$ref" | "enum" | "format" | "nullable" | "required" | "type", value) => value.clone(),
            // An inline object that has no properties may get some later.
            ("additionalProperties", Value::Bool(false)) if is_inside => return None,
            ("items" | "additionalProperties", value) => match bare(value, true) {
                // progenitor ignores what stands beside a `$ref`.
                inner if inner.get("$ref").is_some() && inner["nullable"] == true => {
                    json!({ "allOf": [{ "$ref": inner["$ref"] }], "nullable": true })
                }
                inner => inner,
            },
            ("allOf" | "oneOf", value) => all(value),
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter();
                properties
                    .map(|(name, schema)| (name.clone(), bare(schema, true)))
                    .collect()
            }
            _ => return None,
        };
        Some((keyword.clone(), value))
    });
    Value::Object(kept.collect())
}

/// Gives each property of a model its name for progenitor.
fn rename_properties(schema: &mut Value, names: &PropertyNames) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        *properties = std::mem::take(properties)
            .into_iter()
            .filter_map(|(wire, schema)| Some((names.given(&wire)?, schema)))
            .collect();
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            // A required name without a property makes no type.
            *required = required
                .iter()
                .filter_map(|wire| Some(json!(names.given(wire.as_str()?)?)))
                .collect();
        }
    }
}

impl Skeletons {
    fn of(schemas: &Object) -> Self {
        let names = Arc::new(PropertyNames::of(schemas));
        let schemas = schemas.iter().map(|(name, schema)| {
            let mut schema = bare(schema, false);
            rename_properties(&mut schema, &names);
            (name.clone(), schema)
        });
        Self {
            schemas: schemas.collect(),
            names,
        }
    }

    /// The models that progenitor refuses, each with the reason.
    fn culprits(&mut self) -> Vec<(String, String)> {
        let names: Vec<String> = self.schemas.keys().cloned().collect();
        let mut culprits = Vec::new();
        for name in names {
            let mut closure = self.closure(&name);
            if let Err(error) = closure.outlines() {
                // The model itself is at fault if progenitor accepts the rest without it.
                closure.forget(&name);
                if closure.outlines().is_ok() {
                    self.forget(&name);
                    let reason = match error {
                        Error::Progenitor(reason) => reason,
                        other => other.to_string(),
                    };
                    culprits.push((name, reason));
                }
            }
        }
        culprits
    }

    /// Replaces a schema with one that accepts anything.
    fn forget(&mut self, name: &str) {
        self.schemas.insert(name.to_owned(), json!({}));
    }

    /// A model and all models that it refers to.
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
            names: self.names.clone(),
        }
    }

    /// The outlines of these schemas, which refer only to each other.
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
                if !self.schemas.contains_key(&name) {
                    return Err(unexpected(&name, "a type that no schema has the name of"));
                }
                let outline = space.outline(&name, &details, &self.names)?;
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

    /// A generator of progenitor's that has read these schemas.
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
        // Both progenitor and typify panic on schemas that they do not expect.
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
    Error::Progenitor(format!("it made {found} of `{model}`"))
}

/// typify's types.
struct Space<'a>(&'a TypeSpace);

impl Space<'_> {
    fn outline(
        &self,
        name: &str,
        details: &TypeDetails<'_>,
        names: &PropertyNames,
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
                let (mut fields, mut rest) = (BTreeMap::new(), None);
                for (given, ty) in of.properties() {
                    let ty = self.ty(name, &ty)?;
                    match names.wire(given) {
                        Some(wire) => drop(fields.insert(wire.clone(), ty)),
                        None if given == REST => rest = Some(ty),
                        None => return Err(unexpected(name, &format!("a field `{given}`"))),
                    }
                }
                Ok(Outline::Object { fields, rest })
            }
            _ => Err(unexpected(name, "a type that is no model")),
        }
    }

    /// The type with this id, which occurs in this model.
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
            // A box in an `Option` can be left out, an `Option` in a box can't.
            TypeDetails::Box(inner) => match self.ty(model, &inner)? {
                Type::Optional(inner) => Type::Optional(Box::new(Type::Boxed(inner))),
                inner => Type::Boxed(Box::new(inner)),
            },
            TypeDetails::String => Type::Text,
            TypeDetails::Builtin(path) => {
                builtin(path).ok_or_else(|| unexpected(model, &format!("the type `{path}`")))?
            }
            _ => return Err(unexpected(model, &format!("the type `{}`", ty.name()))),
        })
    }
}

/// The type that typify calls by this path.
fn builtin(path: &str) -> Option<Type> {
    const NUMBERS: [&str; 10] = [
        "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64",
    ];
    Some(match path {
        "bool" => Type::Boolean,
        "::uuid::Uuid" => Type::Uuid,
        "::chrono::DateTime<::chrono::offset::Utc>" => Type::DateTime,
        "::chrono::naive::NaiveDate" => Type::Date,
        "::serde_json::Value" => Type::Json,
        number => Type::Number(NUMBERS.into_iter().find(|name| *name == number)?),
    })
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs a function that may panic. The panic prints no message, as the returned error has it.
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

    /// A document that no fixup would produce: the values of `Bad` have the same name in Rust.
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
            reported.line.starts_with("model `Bad` is any JSON: "),
            "{reported:?}"
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
