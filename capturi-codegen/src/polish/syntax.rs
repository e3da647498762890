//! Reading and writing the Rust syntax that typify and progenitor emit.

use std::collections::BTreeSet;

use proc_macro2::TokenTree;
use quote::ToTokens as _;
use syn::{Attribute, Field, File, GenericArgument, Item, ItemEnum, Meta, PathArguments, Type};

/// A generated type.
pub(crate) enum Model<'a> {
    Struct(&'a syn::ItemStruct),
    Enum(&'a ItemEnum),
}

/// The generated types of a file, by name.
pub(crate) fn models(file: &File) -> impl Iterator<Item = (String, Model<'_>)> {
    let items = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    items
        .into_iter()
        .flat_map(|(_, items)| items)
        .filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), Model::Struct(item))),
            Item::Enum(item) => Some((item.ident.to_string(), Model::Enum(item))),
            _ => None,
        })
}

/// The items of the module `types`.
pub(super) fn type_items(file: &mut File) -> &mut Vec<Item> {
    let position = file
        .items
        .iter()
        .position(|item| matches!(item, Item::Mod(module) if module.ident == "types"));
    let position = position.unwrap_or_else(|| {
        file.items.push(syn::parse_quote!(
            pub mod types {}
        ));
        file.items.len() - 1
    });
    match &mut file.items[position] {
        Item::Mod(module) => &mut module.content.get_or_insert_default().1,
        _ => unreachable!("found as a module above"),
    }
}

/// The structs of the module `types`.
pub(super) fn structs(file: &mut File) -> impl Iterator<Item = &mut syn::ItemStruct> {
    type_items(file).iter_mut().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    })
}

/// The key under which serde reads and writes a field.
pub(crate) fn wire_name(field: &Field) -> Option<String> {
    serde_value(&field.attrs, "rename").or_else(|| {
        let ident = field.ident.as_ref()?.to_string();
        Some(ident.trim_start_matches("r#").to_owned())
    })
}

/// Whether a field takes up what no other field names.
pub(super) fn is_flattened(field: &Field) -> bool {
    has_serde_word(&field.attrs, "flatten")
}

/// Whether `#[serde(word)]` stands among the attributes.
pub(crate) fn has_serde_word(attributes: &[Attribute], word: &str) -> bool {
    serde_tokens(attributes).any(|token| matches!(token, TokenTree::Ident(ident) if ident == word))
}

/// Whether a trait of this name is among those that are derived.
pub(crate) fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("derive")
            && attribute.to_token_stream().to_string().contains(name)
    })
}

/// The value of `#[serde(key = "value")]`.
///
/// Looks at tokens rather than parsing the attribute: every step asks this of every field.
pub(super) fn serde_value(attributes: &[Attribute], key: &str) -> Option<String> {
    let mut tokens = serde_tokens(attributes);
    tokens.find(|token| matches!(token, TokenTree::Ident(ident) if ident == key))?;
    match (tokens.next()?, tokens.next()?) {
        (TokenTree::Punct(equals), TokenTree::Literal(value)) if equals.as_char() == '=' => Some(
            syn::parse_str::<syn::LitStr>(&value.to_string())
                .ok()?
                .value(),
        ),
        _ => None,
    }
}

fn serde_tokens(attributes: &[Attribute]) -> impl Iterator<Item = TokenTree> {
    attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.clone()),
            _ => None,
        })
        .flatten()
}

/// All options of all `#[serde(…)]` attributes.
pub(super) fn serde_options(attributes: &[Attribute]) -> impl Iterator<Item = Meta> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        .filter_map(|attribute| {
            attribute
                .parse_args_with(
                    syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated,
                )
                .ok()
        })
        .flatten()
}

/// Replaces the `#[serde(…)]` attributes by one with these options; none where there are none.
pub(super) fn set_serde_options(attributes: &mut Vec<Attribute>, options: &[Meta]) {
    attributes.retain(|attribute| !attribute.path().is_ident("serde"));
    if !options.is_empty() {
        attributes.push(syn::parse_quote!(#[serde(#(#options),*)]));
    }
}

/// Removes every documentation comment.
pub(super) fn strip_docs(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
}

/// The last segment of a path type: `Option` of `::std::option::Option<T>`.
pub(crate) fn outer_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The type arguments of a path type: `K`, `V` of `BTreeMap<K, V>`.
pub(super) fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else {
        return Vec::new();
    };
    let Some(PathArguments::AngleBracketed(arguments)) =
        path.path.segments.last().map(|segment| &segment.arguments)
    else {
        return Vec::new();
    };
    arguments
        .args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

/// `T` of `Option<T>`.
pub(super) fn option_of(ty: &Type) -> Option<&Type> {
    match (outer_name(ty).as_deref(), arguments(ty).as_slice()) {
        (Some("Option"), [inner]) => Some(inner),
        _ => None,
    }
}

/// Every type name within a type, itself included: `Option`, `Vec`, `X` of `Option<Vec<X>>`.
pub(super) fn names_within(ty: &Type) -> Vec<String> {
    let mut names: Vec<String> = outer_name(ty).into_iter().collect();
    for argument in arguments(ty) {
        names.extend(names_within(argument));
    }
    names
}

/// Whether an item is an `impl` block for a type of one of these names.
pub(super) fn is_impl_for(item: &Item, names: &BTreeSet<String>) -> bool {
    match item {
        Item::Impl(block) => match &*block.self_ty {
            Type::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|ident| names.contains(&ident.to_string())),
            _ => false,
        },
        _ => false,
    }
}
