//! The models: the facts in the document, joined with the types that progenitor made.

use std::collections::BTreeMap;

use serde_json::Value;

use super::types::{default, limits};
use crate::{
    Error,
    api::{
        Direction, Enum, EnumValue, Field, Model, Object, Reading, Rest, Shape, Type, Union,
        Variant, Wire,
    },
    document::{Document, array, is_true, marker, reference, text},
    names::{REST, field_name},
    progenitor::Outline,
};

pub(super) fn read(
    document: &Document,
    mut outlines: BTreeMap<String, Outline>,
) -> Result<BTreeMap<String, Model>, Error> {
    let models = document.schemas().iter().map(|(name, schema)| {
        let refuse = |reason: String| Error::Unsupported {
            step: "models",
            at: name.clone(),
            reason,
        };
        let outline = outlines.remove(name);
        let outline = outline.ok_or_else(|| refuse("progenitor made no type of it".to_owned()))?;
        let model = Model {
            name: name.clone(),
            schema: text(schema, marker::SCHEMA_NAME),
            shape: shape(document, schema, outline).map_err(refuse)?,
            is_request: schema[marker::REQUEST_MODEL] == true,
            is_response: schema[marker::RESPONSE_MODEL] == true
                || schema[marker::REQUEST_MODEL] != true,
            has_default: false,
            docs: text(schema, "description"),
            is_deprecated: schema["deprecated"] == true,
        };
        Ok((name.clone(), model))
    });
    models.collect()
}

/// Fails if the schema and the type that was made of it differ.
fn shape(document: &Document, schema: &Value, outline: Outline) -> Result<Shape, String> {
    match outline {
        // progenitor makes a union of one variant that variant; it may get others one day.
        Outline::Alias(ty) if schema.get("discriminator").is_some() => {
            let only = reference(&schema["oneOf"][0])
                .unwrap_or_default()
                .to_owned();
            let variant = Type::Model(only.clone());
            let variant = match ty {
                Type::Boxed(_) => Type::Boxed(Box::new(variant)),
                _ => variant,
            };
            union(vec![(only, Some(variant))]).map(Shape::Union)
        }
        Outline::Alias(ty) => Ok(Shape::Alias(ty)),
        Outline::Object { fields, rest } => {
            object(document, schema, fields, rest).map(Shape::Object)
        }
        Outline::Variants(variants) => match schema.get("oneOf") {
            Some(_) => union(variants).map(Shape::Union),
            None => values(schema, variants).map(Shape::Enum),
        },
    }
}

fn object(
    document: &Document,
    schema: &Value,
    mut types: BTreeMap<String, Type>,
    rest: Option<Type>,
) -> Result<Object, String> {
    let required = schema.as_object().map(|schema| array(schema, "required"));
    let required = required.unwrap_or_default();
    let properties = schema["properties"].as_object();
    let fields = properties.into_iter().flatten().map(|(wire, property)| {
        let ty = types.remove(wire);
        let ty = ty.ok_or_else(|| format!("the property `{wire}` has no type"))?;
        let is_required = required.iter().any(|name| name == wire.as_str());
        Ok(field(document, wire, property, ty, is_required))
    });
    let fields = fields.collect::<Result<_, String>>()?;
    if let Some(wire) = types.keys().next() {
        return Err(format!(
            "the type has a property `{wire}` that the schema lacks"
        ));
    }
    Ok(Object {
        fields,
        rest: rest.map(|ty| Rest {
            name: REST.to_owned(),
            ty,
        }),
        is_closed: schema["additionalProperties"] == false,
    })
}

fn field(document: &Document, wire: &str, property: &Value, ty: Type, is_required: bool) -> Field {
    Field {
        name: field_name(wire),
        wire: wire.to_owned(),
        alias: None,
        reading: match ty.is_optional() && !is_required {
            true => Reading::Optional,
            // A nullable field that has to be there is required, too.
            false => Reading::Required,
        },
        ty,
        is_required,
        is_promised: property[marker::REQUIRED] == true,
        is_nullable: property["nullable"] == true,
        direction: match property.as_object() {
            Some(property) if is_true(property, marker::READ_ONLY) => Direction::FromServer,
            Some(property) if is_true(property, marker::WRITE_ONLY) => Direction::ToServer,
            _ => Direction::Both,
        },
        default: default(document, property),
        limits: limits(document, property),
        docs: text(property, "description"),
        is_deprecated: property["deprecated"] == true,
    }
}

/// The value on the wire for each variant: its text in the document, unless a fixup replaced that
/// text by a name.
fn values(schema: &Value, variants: Vec<(String, Option<Type>)>) -> Result<Enum, String> {
    let texts = schema.as_object().map(|schema| array(schema, "enum"));
    let texts: Vec<&str> = texts
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    if texts.len() != variants.len() || variants.iter().any(|(_, ty)| ty.is_some()) {
        let counts = (variants.len(), texts.len());
        return Err(format!("{} variants for {} values", counts.0, counts.1));
    }
    let wires = schema.get(marker::ENUM_VALUES);
    let value = |((name, _), text): ((String, _), &str)| EnumValue {
        name,
        wire: match wires.map(|wires| &wires[text]) {
            Some(Value::Number(number)) => Wire::Number(number.as_i64().unwrap_or_default()),
            Some(Value::String(text)) => Wire::Text(text.clone()),
            _ => Wire::Text(text.to_owned()),
        },
    };
    Ok(Enum {
        values: variants.into_iter().zip(texts).map(value).collect(),
    })
}

fn union(variants: Vec<(String, Option<Type>)>) -> Result<Union, String> {
    let variants = variants.into_iter().map(|(name, ty)| match ty {
        Some(ty) => Ok(Variant {
            name,
            tags: Vec::new(),
            ty,
        }),
        None => Err(format!("the variant `{name}` holds nothing")),
    });
    Ok(Union {
        tag: None,
        variants: variants.collect::<Result<_, _>>()?,
    })
}
