//! For every model, serde's derive writes an enum of its fields with three visitors, and beside
//! the reading of a map that of a sequence, which JSON never uses: most of the time that the crate
//! takes to build.
//!
//! A model is read by `read_model!` instead, which needs of each field its names and one word for
//! how it is read. A model with something that the macro does not know keeps its derive.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Fields, Item, ItemStruct, Meta, parse_quote};

use super::{
    Polish,
    syntax::{
        has_serde_word, is_flattened, option_of, serde_options, serde_value, set_serde_options,
        type_items, wire_name,
    },
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "readers",
    reason: "models are read by a macro that builds faster than serde's derive",
    expected: Expected::Today,
    apply: |file, _| {
        let items = type_items(file);
        let mut count = 0;
        let mut polished = Vec::with_capacity(items.len() * 2);
        for mut item in std::mem::take(items) {
            let reader = match &mut item {
                Item::Struct(model) => read_by_macro(model),
                _ => None,
            };
            polished.push(item);
            count += usize::from(reader.is_some());
            polished.extend(reader);
        }
        *items = polished;
        Ok(count)
    },
};

fn read_by_macro(model: &mut ItemStruct) -> Option<Item> {
    let Fields::Named(fields) = &mut model.fields else {
        return None;
    };
    let readings: Vec<TokenStream> = fields.named.iter().map(reading).collect::<Option<_>>()?;
    for field in &mut fields.named {
        let written: Vec<Meta> = serde_options(&field.attrs)
            .filter(|option| {
                option.path().is_ident("rename") || option.path().is_ident("skip_serializing_if")
            })
            .collect();
        set_serde_options(&mut field.attrs, &written);
    }
    for attribute in &mut model.attrs {
        if let Meta::List(list) = &mut attribute.meta
            && list.path.is_ident("derive")
        {
            let derives = list.parse_args_with(
                syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated,
            );
            let kept: Vec<syn::Path> = derives
                .into_iter()
                .flatten()
                .filter(|path| {
                    path.segments
                        .last()
                        .is_some_and(|last| last.ident != "Deserialize")
                })
                .collect();
            list.tokens = quote!(#(#kept),*);
        }
    }
    let name = &model.ident;
    Some(parse_quote! { crate::read_model! { #name { #(#readings,)* } } })
}

/// `field: "name" | "Alias" => how`, if the macro knows how.
fn reading(field: &Field) -> Option<TokenStream> {
    if is_flattened(field) || has_serde_word(&field.attrs, "skip") {
        return None;
    }
    let ident = field.ident.as_ref()?;
    let name = wire_name(field)?;
    let alias = serde_value(&field.attrs, "alias");
    let names = std::iter::once(name).chain(alias);
    let is_optional = option_of(&field.ty).is_some();
    if serde_value(&field.attrs, "default").is_some() {
        return None;
    }
    let how = match (
        serde_value(&field.attrs, "deserialize_with").as_deref(),
        is_optional,
    ) {
        (None, true) => quote!(optional),
        (None, false) if has_serde_word(&field.attrs, "default") => return None,
        (None, false) => quote!(required),
        (Some("crate::lenient::or_default"), _) => quote!(or_default),
        (Some("crate::lenient::utc"), true) => quote!(optional_utc),
        (Some("crate::lenient::utc"), false) => quote!(utc),
        (Some("crate::lenient::utc_or_default"), _) => quote!(utc_or_default),
        (Some("crate::lenient::present"), _) => quote!(clearable),
        // typify's way of saying that a nullable field has to be there.
        (Some("::std::option::Option::deserialize"), true) => quote!(required),
        (Some(_), _) => return None,
    };
    Some(quote!(#ident: #(#names)|* => #how))
}
