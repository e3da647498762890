//! progenitor knows no discriminator: it tries the variants of a union in listed order and takes
//! the first that happens to fit.
//!
//! The union reads its tag instead. What no variant takes, an unknown tag or a malformed variant,
//! is kept as JSON in a last variant.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::{Fields, Item, ItemEnum, Type, parse_quote};

use super::{
    Polish,
    open_enums::unknown_variant,
    syntax::{arguments, is_impl_for, outer_name, type_items},
};
use crate::{
    Error,
    document::{Document, marker, named_model},
    names::VariantNames,
    step::Expected,
};

const NAME: &str = "tagged_unions";

pub(super) const POLISH: Polish = Polish {
    name: NAME,
    reason: "unions are read by their tag and keep unknown variants as JSON",
    expected: Expected::Today,
    apply: |file, document| {
        let items = type_items(file);
        let mut polished = BTreeSet::new();
        let mut readers = Vec::new();
        for item in items.iter_mut() {
            if let Item::Enum(item) = item
                && let Some((tag, mapping)) = discriminator(document, &item.ident.to_string())
            {
                let name = item.ident.to_string();
                let keeps_tag = document.is_marked(&name, marker::KEEPS_TAG);
                readers.extend(tag_variants(item, tag, &mapping, keeps_tag)?);
                polished.insert(name);
            }
        }
        items.retain(|item| !is_impl_for(item, &polished));
        items.extend(readers);
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
        .filter_map(|(value, model)| Some((value.as_str(), named_model(model)?)))
        .collect();
    Some((tag, mapping))
}

/// The variants of a union: the name of each, the values of its tag, and its type.
fn variants(
    item: &ItemEnum,
    mapping: &[(&str, &str)],
) -> Result<Vec<(Ident, Vec<String>, Type)>, Error> {
    let mut names = VariantNames::default();
    let mut tagged = Vec::new();
    for variant in &item.variants {
        let Fields::Unnamed(fields) = &variant.fields else {
            return Err(unsupported(
                item,
                format!("`{}` is no model", variant.ident),
            ));
        };
        let ty = &fields.unnamed[0].ty;
        let model = model_within(ty).unwrap_or_default();
        let values: Vec<String> = mapping
            .iter()
            .filter(|(_, name)| *name == model)
            .map(|(value, _)| (*value).to_owned())
            .collect();
        let Some(first) = values.first() else {
            return Err(unsupported(item, format!("no tag stands for `{model}`")));
        };
        let ident = format_ident!("{}", names.take(first));
        tagged.push((ident, values, ty.clone()));
    }
    let covered: usize = tagged.iter().map(|(_, values, _)| values.len()).sum();
    if covered != mapping.len() {
        let counts = format!("{} tags for {covered} variants", mapping.len());
        return Err(unsupported(item, counts));
    }
    Ok(tagged)
}

fn unsupported(item: &ItemEnum, reason: String) -> Error {
    Error::Unsupported {
        step: NAME,
        at: item.ident.to_string(),
        reason,
    }
}

/// The union with its tag as serde's; of a union that keeps its tags the reader comes with it.
fn tag_variants(
    item: &mut ItemEnum,
    tag: &str,
    mapping: &[(&str, &str)],
    keeps_tag: bool,
) -> Result<Option<Item>, Error> {
    let tagged = variants(item, mapping)?;
    let unknown = format_ident!(
        "{}",
        unknown_variant(tagged.iter().map(|(ident, ..)| ident))
    );
    item.variants.clear();
    for (ident, values, ty) in &tagged {
        let (first, others) = (&values[0], &values[1..]);
        item.variants.push(match keeps_tag {
            true => parse_quote!(#ident(#ty)),
            false => parse_quote!(#[serde(rename = #first #(, alias = #others)*)] #ident(#ty)),
        });
    }
    let untagged = (!keeps_tag).then(|| quote!(#[serde(untagged)]));
    item.variants.push(parse_quote! {
        #[doc = " A variant that the document does not name, or one that does not fit its model, as it was sent."]
        #untagged
        #unknown(::serde_json::Value)
    });
    item.attrs
        .retain(|attribute| attribute.path().is_ident("doc"));
    if keeps_tag {
        item.attrs
            .push(parse_quote!(#[derive(Clone, Debug, PartialEq)]));
    } else {
        item.attrs.push(
            parse_quote!(#[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]),
        );
        item.attrs.push(parse_quote!(#[serde(tag = #tag)]));
    }
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    if !keeps_tag {
        return Ok(None);
    }
    let name = &item.ident;
    let rows = tagged
        .iter()
        .map(|(ident, values, _)| quote!(#(#values)|* => #ident,));
    Ok(Some(parse_quote! {
        crate::tagged_union!(#name by #tag { #(#rows)* } else #unknown);
    }))
}

/// The model of a variant, out of its box where the union is recursive.
fn model_within(ty: &Type) -> Option<String> {
    match outer_name(ty)?.as_str() {
        "Box" => arguments(ty).first().and_then(|inner| outer_name(inner)),
        name => Some(name.to_owned()),
    }
}
