//! Names that Rust takes, made from those that documents have.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase as _;
use proc_macro2::Ident;

/// Whether Rust takes it as a name, keywords excluded.
pub(crate) fn is_ident(name: &str) -> bool {
    syn::parse_str::<Ident>(name).is_ok()
}

/// The names of an enum's variants, each of which is taken once.
#[derive(Default)]
pub(crate) struct VariantNames(BTreeSet<String>);

impl VariantNames {
    /// A name for what a text stands for.
    pub(crate) fn take(&mut self, text: &str) -> String {
        let spelled: String = text.chars().map(spell).collect();
        let mut name = spelled.to_upper_camel_case();
        if name.is_empty() {
            name = "Empty".to_owned();
        }
        if !is_ident(&name) {
            name = format!("Value{name}");
        }
        let base = name.clone();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{base}Alternative{number}");
            number += 1;
        }
        name
    }
}

/// What tells values apart that differ in signs alone.
fn spell(character: char) -> String {
    match character {
        '+' => " plus ".to_owned(),
        '*' => " star ".to_owned(),
        '%' => " percent ".to_owned(),
        '<' => " less ".to_owned(),
        '>' => " greater ".to_owned(),
        '=' => " equal ".to_owned(),
        one if one.is_ascii_alphanumeric() => one.to_string(),
        _ => " ".to_owned(),
    }
}
