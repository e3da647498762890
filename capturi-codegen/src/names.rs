//! Names that are valid in Rust, made from the names in documents.

use std::collections::BTreeSet;

use deunicode::deunicode;
use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use proc_macro2::Ident;
use unicode_ident::{is_xid_continue, is_xid_start};

/// The variant for what the document does not name, of every enum and union. No other variant has its
/// name, so that it stays the same whatever the document names one day.
pub(crate) const UNKNOWN: &str = "Unknown";

/// The name of the field that keeps the members without a field of their own.
pub(crate) const REST: &str = "extra";

/// The names that a builder, its `send` and its stub use themselves.
const OF_BUILDERS: [&str; 31] = [
    "answer",
    "as_json",
    "client",
    "cookies",
    "deep",
    "delay",
    "fails",
    "fails_with",
    "form",
    "header",
    "into_request",
    "joined",
    "new",
    "of_operation",
    "pages",
    "pairs",
    "request",
    "returns",
    "returns_bytes",
    "returns_each",
    "returns_malformed",
    "returns_nothing",
    "segment",
    "send",
    "send_raw",
    "send_until_found",
    "sent",
    "stream",
    "times",
    "until_found",
    "url",
];

/// The names that the client and its mock use themselves, or that the builders' module imports.
pub(crate) const OF_CLIENTS: [&str; 40] = [
    "base_url",
    "body",
    "builder",
    "by_status",
    "call",
    "calls",
    "client",
    "client_builder",
    "clone",
    "error",
    "fmt",
    "from_env",
    "http",
    "into_optional",
    "items",
    "json",
    "multipart",
    "new",
    "nothing",
    "operation",
    "option",
    "optional",
    "pages",
    "paging",
    "parameter",
    "raw",
    "raw_json",
    "request_builder",
    "response",
    "result",
    "self",
    "some",
    "start",
    "string",
    "stub",
    "try_from",
    "try_into",
    "upload",
    "vec",
    "ok",
];

/// Whether Rust accepts the text as a name, keywords excluded.
pub(crate) fn is_ident(name: &str) -> bool {
    syn::parse_str::<Ident>(name).is_ok()
}

/// The name of a field as typify spells it; two properties may get the same name.
pub(crate) fn field_name(wire: &str) -> String {
    let spelled = match wire {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        wire => {
            let wire = wire.replace('\'', "");
            wire.replace(|one| !is_xid_continue(one), "-")
                .to_snake_case()
        }
    };
    let name = match spelled.chars().next() {
        Some(first) if is_xid_start(first) => spelled,
        _ => format!("x{spelled}"),
    };
    // `gen` is a keyword since edition 2024, but syn accepts it as a name.
    match is_ident(&name) && name != "gen" {
        true => name,
        false => format!("{name}_"),
    }
}

/// The names of a builder's arguments, each of which is taken once.
#[derive(Default)]
pub(crate) struct ArgumentNames(BTreeSet<String>);

impl ArgumentNames {
    /// A name for an argument, as close to its name in the API as Rust allows.
    pub(crate) fn take(&mut self, wire: &str) -> String {
        let mut name = deunicode(wire).to_snake_case();
        name.retain(|character| character.is_ascii_alphanumeric() || character == '_');
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            name.insert_str(0, "parameter_");
        }
        if OF_BUILDERS.contains(&name.as_str()) || !is_ident(&name) {
            name.push('_');
        }
        let base = name.trim_end_matches('_').to_owned();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{base}_{number}");
            number += 1;
        }
        name
    }
}

/// The names of an enum's variants, each of which is taken once.
#[derive(Default)]
pub(crate) struct VariantNames(BTreeSet<String>);

impl VariantNames {
    /// A name for the variant that stands for a text.
    pub(crate) fn take(&mut self, text: &str) -> String {
        let spelled: String = deunicode(text).chars().map(spell).collect();
        let mut name = spelled.to_upper_camel_case();
        if name.is_empty() {
            name = "Empty".to_owned();
        }
        if !is_ident(&name) {
            name = format!("Value{name}");
        }
        if name == UNKNOWN {
            name.push_str("Value");
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

/// Spells signs out, so that values that differ only in signs get different names.
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
