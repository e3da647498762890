//! A closed enum fails the whole response when the server sends a value that is new.
//!
//! Every string enum gets a last variant that keeps such a value, so that it round-trips.

use syn::{Fields, Item, ItemEnum, parse_quote};

use super::{
    Polish,
    syntax::{is_impl_for, serde_value, type_items},
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "open_enums",
    reason: "string enums keep unknown values in a last variant",
    expected: Expected::Today,
    apply: |file, _| {
        let items = type_items(file);
        let mut count = 0;
        let mut polished = Vec::with_capacity(items.len());
        let closed: Vec<String> = items
            .iter()
            .filter_map(|item| match item {
                Item::Enum(item) if is_closed(item) => Some(item.ident.to_string()),
                _ => None,
            })
            .collect();
        for item in std::mem::take(items) {
            match item {
                Item::Enum(item) if is_closed(&item) => {
                    polished.extend(open(item));
                    count += 1;
                }
                item if closed.iter().any(|name| is_impl_for(&item, name)) => {}
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

fn open(mut item: ItemEnum) -> Vec<Item> {
    let name = &item.ident;
    let unknown = quote::format_ident!(
        "{}",
        unknown_variant(item.variants.iter().map(|variant| &variant.ident))
    );
    let (variants, values): (Vec<_>, Vec<_>) = item
        .variants
        .iter()
        .map(|variant| {
            let value =
                serde_value(&variant.attrs, "rename").unwrap_or_else(|| variant.ident.to_string());
            (variant.ident.clone(), value)
        })
        .unzip();
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
    for variant in &mut item.variants {
        variant
            .attrs
            .retain(|attribute| !attribute.path().is_ident("serde"));
    }
    item.variants.push(parse_quote! {
        #[doc = " A value that the document does not name, as it was sent."]
        #unknown(String)
    });
    item.attrs
        .retain(|attribute| attribute.path().is_ident("doc"));
    item.attrs
        .push(parse_quote!(#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    std::iter::once(Item::Enum(item)).chain(behaviour).collect()
}
