//! A union without a tag is read as the first variant that happens to fit, and models ignore what
//! they do not know: the first nearly always does.
//!
//! The variant is taken that keeps most of what was sent; what none takes is kept as JSON in a last
//! variant.

use std::collections::BTreeSet;

use quote::{ToTokens as _, format_ident};
use syn::{Fields, Item, ItemEnum, parse_quote};

use super::{
    Polish,
    open_enums::unknown_variant,
    syntax::{has_serde_word, is_impl_for, type_items},
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "untagged_unions",
    reason: "unions without a tag take the variant that keeps most, and keep what none takes",
    expected: Expected::OneDay,
    apply: |file, _| {
        let items = type_items(file);
        let mut polished = BTreeSet::new();
        let mut readers = Vec::new();
        for item in items.iter_mut() {
            if let Item::Enum(item) = item
                && has_serde_word(&item.attrs, "untagged")
                && item
                    .variants
                    .iter()
                    .all(|variant| holds_one(&variant.fields))
            {
                readers.push(open(item));
                polished.insert(item.ident.to_string());
            }
        }
        items.retain(|item| !is_impl_for(item, &polished) || is_conversion(item));
        items.extend(readers);
        Ok(polished.len())
    },
};

fn holds_one(fields: &Fields) -> bool {
    matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
}

/// `impl From<Variant> for Union`, the one of typify's that a further variant leaves true.
fn is_conversion(item: &Item) -> bool {
    matches!(item, Item::Impl(block) if block.trait_.as_ref().is_some_and(|(path, ..)| {
        path.segments.last().is_some_and(|last| {
            last.ident == "From" && !last.arguments.to_token_stream().to_string().contains('&')
        })
    }))
}

fn open(item: &mut ItemEnum) -> Item {
    let variants: Vec<_> = item
        .variants
        .iter()
        .map(|variant| variant.ident.clone())
        .collect();
    let unknown = format_ident!("{}", unknown_variant(&variants));
    for variant in &mut item.variants {
        variant
            .attrs
            .retain(|attribute| !attribute.path().is_ident("serde"));
    }
    item.variants.push(parse_quote! {
        #[doc = " What fits no variant, as it was sent."]
        #unknown(::serde_json::Value)
    });
    item.attrs
        .retain(|attribute| attribute.path().is_ident("doc"));
    item.attrs
        .push(parse_quote!(#[derive(Clone, Debug, PartialEq)]));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    let name = &item.ident;
    parse_quote! { crate::untagged_union!(#name { #(#variants,)* } else #unknown); }
}
