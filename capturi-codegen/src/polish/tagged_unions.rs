//! progenitor knows no discriminator: it tries the variants of a union in listed order and takes
//! the first that happens to fit.
//!
//! The union reads its tag instead. What no variant takes, an unknown tag or a malformed variant,
//! is kept as JSON in a last variant.

use heck::ToUpperCamelCase as _;
use quote::format_ident;
use serde_json::Value;
use syn::{Fields, Item, ItemEnum, Type, parse_quote};

use super::{
    Polish,
    open_enums::unknown_variant,
    syntax::{arguments, is_impl_for, outer_name, type_items},
};
use crate::{Error, document::Document, step::Expected};

const NAME: &str = "tagged_unions";

pub(super) const POLISH: Polish = Polish {
    name: NAME,
    reason: "unions are read by their tag and keep unknown variants as JSON",
    expected: Expected::Today,
    apply: |file, document| {
        let items = type_items(file);
        let mut polished = Vec::new();
        for item in items.iter_mut() {
            if let Item::Enum(item) = item
                && let Some((tag, mapping)) = discriminator(document, &item.ident.to_string())
            {
                tag_variants(item, tag, &mapping)?;
                polished.push(item.ident.to_string());
            }
        }
        items.retain(|item| !polished.iter().any(|name| is_impl_for(item, name)));
        Ok(polished.len())
    },
};

/// The tag of a union and its values by the name of the model they stand for.
fn discriminator<'a>(
    document: &'a Document,
    union: &str,
) -> Option<(&'a str, Vec<(&'a str, &'a str)>)> {
    let discriminator = document.schema(union)?.get("discriminator")?;
    let tag = discriminator.get("propertyName")?.as_str()?;
    let mapping = discriminator.get("mapping")?.as_object()?;
    let mapping = mapping
        .iter()
        .filter_map(|(value, model)| Some((value.as_str(), model_name(model)?)))
        .collect();
    Some((tag, mapping))
}

fn model_name(model: &Value) -> Option<&str> {
    let model = model.as_str()?;
    Some(model.strip_prefix("#/components/schemas/").unwrap_or(model))
}

fn tag_variants(item: &mut ItemEnum, tag: &str, mapping: &[(&str, &str)]) -> Result<(), Error> {
    let unsupported = |reason: String| Error::Unsupported {
        step: NAME,
        at: item.ident.to_string(),
        reason,
    };
    let mut tagged = Vec::new();
    for variant in &item.variants {
        let Fields::Unnamed(fields) = &variant.fields else {
            return Err(unsupported(format!("`{}` is no model", variant.ident)));
        };
        let ty = &fields.unnamed[0].ty;
        let model = model_within(ty).unwrap_or_default();
        let value = mapping
            .iter()
            .find(|(_, name)| *name == model)
            .map(|(value, _)| *value)
            .ok_or_else(|| unsupported(format!("no tag stands for `{model}`")))?;
        tagged.push((
            format_ident!("{}", value.to_upper_camel_case()),
            value,
            ty.clone(),
        ));
    }
    if tagged.len() != mapping.len() {
        return Err(unsupported(format!(
            "{} tags for {} variants",
            mapping.len(),
            tagged.len()
        )));
    }
    let unknown = format_ident!(
        "{}",
        unknown_variant(tagged.iter().map(|(ident, ..)| ident))
    );
    item.variants.clear();
    for (ident, value, ty) in tagged {
        item.variants
            .push(parse_quote!(#[serde(rename = #value)] #ident(#ty)));
    }
    item.variants.push(parse_quote! {
        #[doc = " A variant that the document does not name, or one that does not fit its model, as it was sent."]
        #[serde(untagged)]
        #unknown(::serde_json::Value)
    });
    item.attrs
        .retain(|attribute| attribute.path().is_ident("doc"));
    item.attrs.push(
        parse_quote!(#[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]),
    );
    item.attrs.push(parse_quote!(#[serde(tag = #tag)]));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    Ok(())
}

/// The model of a variant, out of its box where the union is recursive.
fn model_within(ty: &Type) -> Option<String> {
    match outer_name(ty)?.as_str() {
        "Box" => arguments(ty).first().and_then(|inner| outer_name(inner)),
        name => Some(name.to_owned()),
    }
}
