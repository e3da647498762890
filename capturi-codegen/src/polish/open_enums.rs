//! A closed enum fails the whole response when the server sends a value that is new.
//!
//! Every enum gets a last variant that keeps such a value, so that it round-trips.

use std::collections::BTreeSet;

use proc_macro2::Literal;
use serde_json::Value;
use syn::{Fields, Item, ItemEnum, Variant, parse_quote};

use super::{
    Polish,
    syntax::{is_impl_for, serde_value, type_items},
};
use crate::{
    document::{Document, marker},
    step::Expected,
};

pub(super) const POLISH: Polish = Polish {
    name: "open_enums",
    reason: "string enums keep unknown values in a last variant",
    expected: Expected::Today,
    apply: |file, document| {
        let items = type_items(file);
        let mut count = 0;
        let mut polished = Vec::with_capacity(items.len());
        let closed: BTreeSet<String> = items
            .iter()
            .filter_map(|item| match item {
                Item::Enum(item) if is_closed(item) => Some(item.ident.to_string()),
                _ => None,
            })
            .collect();
        for item in std::mem::take(items) {
            match item {
                Item::Enum(item) if is_closed(&item) => {
                    let values = values(document, &item);
                    polished.extend(open(item, &values));
                    count += 1;
                }
                item if is_impl_for(&item, &closed) => {}
                item => polished.push(item),
            }
        }
        *items = polished;
        Ok(count)
    },
};

fn is_closed(item: &ItemEnum) -> bool {
    !item.variants.is_empty()
        && item
            .variants
            .iter()
            .all(|variant| matches!(variant.fields, Fields::Unit))
}

/// The name of the variant for what is not known: `Unknown`, unless the document has that value.
pub(super) fn unknown_variant<'a>(known: impl IntoIterator<Item = &'a syn::Ident>) -> &'static str {
    if known.into_iter().any(|variant| variant == "Unknown") {
        "Unrecognized"
    } else {
        "Unknown"
    }
}

/// What is sent for a variant.
enum Wire {
    Text(String),
    Number(i64),
}

/// What is sent for each variant: its own name, unless a fixup had to find one.
fn values(document: &Document, item: &ItemEnum) -> Vec<Wire> {
    let schema = document.schema(&item.ident.to_string());
    let values = schema.and_then(|schema| schema.get(marker::ENUM_VALUES));
    item.variants
        .iter()
        .map(|variant| {
            let name =
                serde_value(&variant.attrs, "rename").unwrap_or_else(|| variant.ident.to_string());
            match values.map(|values| &values[&name]) {
                Some(Value::Number(number)) => Wire::Number(number.as_i64().unwrap_or_default()),
                Some(Value::String(text)) => Wire::Text(text.clone()),
                _ => Wire::Text(name),
            }
        })
        .collect()
}

fn open(item: ItemEnum, values: &[Wire]) -> Vec<Item> {
    let mut texts = Vec::new();
    let mut numbers = Vec::new();
    for value in values {
        match value {
            Wire::Text(text) => texts.push(text.as_str()),
            Wire::Number(number) => numbers.push(Literal::i64_unsuffixed(*number)),
        }
    }
    match numbers.is_empty() {
        true => open_text(item, &texts),
        false => open_numbers(item, &numbers),
    }
}

fn open_numbers(mut item: ItemEnum, values: &[Literal]) -> Vec<Item> {
    let name = &item.ident;
    let variants: Vec<_> = item
        .variants
        .iter()
        .map(|variant| variant.ident.clone())
        .collect();
    let names = variants.iter().map(ToString::to_string);
    let unknown = quote::format_ident!("{}", unknown_variant(&variants));
    let behaviour: Vec<Item> = vec![
        parse_quote! {
            impl #name {
                #[doc = " The value as it stands in JSON."]
                pub fn as_i64(&self) -> i64 {
                    match self {
                        #(Self::#variants => #values,)*
                        Self::#unknown(value) => *value,
                    }
                }
            }
        },
        parse_quote! {
            impl From<i64> for #name {
                fn from(value: i64) -> Self {
                    match value {
                        #(#values => Self::#variants,)*
                        other => Self::#unknown(other),
                    }
                }
            }
        },
        parse_quote! { crate::open_number_enum!(#name { #(#names => #variants,)* }); },
    ];
    close(
        &mut item,
        parse_quote! {
            #[doc = " A value that the document does not name, as it was sent."]
            #unknown(i64)
        },
    );
    std::iter::once(Item::Enum(item)).chain(behaviour).collect()
}

fn open_text(mut item: ItemEnum, values: &[&str]) -> Vec<Item> {
    let name = &item.ident;
    let unknown = quote::format_ident!(
        "{}",
        unknown_variant(item.variants.iter().map(|variant| &variant.ident))
    );
    let variants: Vec<_> = item
        .variants
        .iter()
        .map(|variant| variant.ident.clone())
        .collect();
    let behaviour: Vec<Item> = vec![
        parse_quote! {
            impl #name {
                #[doc = " The value as it stands in JSON."]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #values,)*
                        Self::#unknown(value) => value,
                    }
                }
            }
        },
        parse_quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#values => Self::#variants,)*
                        other => Self::#unknown(other.to_owned()),
                    }
                }
            }
        },
        parse_quote! { crate::open_enum!(#name); },
    ];
    close(
        &mut item,
        parse_quote! {
            #[doc = " A value that the document does not name, as it was sent."]
            #unknown(String)
        },
    );
    std::iter::once(Item::Enum(item)).chain(behaviour).collect()
}

/// Adds the last variant, and the attributes of every such enum.
fn close(item: &mut ItemEnum, unknown: Variant) {
    for variant in &mut item.variants {
        variant
            .attrs
            .retain(|attribute| !attribute.path().is_ident("serde"));
    }
    item.variants.push(unknown);
    item.attrs
        .retain(|attribute| attribute.path().is_ident("doc"));
    item.attrs
        .push(parse_quote!(#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
}
