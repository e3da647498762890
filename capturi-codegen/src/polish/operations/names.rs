//! Names that can stand beside those that generated and hand-written code have already.

use std::collections::BTreeSet;

use heck::ToSnakeCase as _;
use proc_macro2::Ident;
use quote::format_ident;

use crate::names::is_ident;

/// What a builder, its `send` and its stub have of their own.
const OF_BUILDERS: [&str; 21] = [
    "answer",
    "client",
    "delay",
    "fails",
    "fails_with",
    "form",
    "header",
    "into_request",
    "new",
    "of_operation",
    "pages",
    "request",
    "returns",
    "returns_bytes",
    "returns_each",
    "returns_nothing",
    "send",
    "send_raw",
    "stream",
    "times",
    "url",
];

/// What the client and its mock have of their own, and what the module of the builders imports.
pub(crate) const OF_CLIENTS: [&str; 36] = [
    "base_url",
    "body",
    "builder",
    "call",
    "calls",
    "client",
    "client_builder",
    "clone",
    "error",
    "fmt",
    "from_env",
    "http",
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
    "upload",
    "vec",
    "ok",
];

/// The names of one builder's arguments.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A name for an argument, as it is in the API as far as Rust allows.
    pub(super) fn take(&mut self, name: &str) -> Ident {
        let mut ident = name.to_snake_case();
        ident.retain(|character| character.is_ascii_alphanumeric() || character == '_');
        if !ident.starts_with(|first: char| first.is_ascii_alphabetic()) {
            ident.insert_str(0, "parameter_");
        }
        if OF_BUILDERS.contains(&ident.as_str()) || !is_ident(&ident) {
            ident.push('_');
        }
        let base = ident.trim_end_matches('_').to_owned();
        let mut number = 2;
        while !self.0.insert(ident.clone()) {
            ident = format!("{base}_{number}");
            number += 1;
        }
        format_ident!("{ident}")
    }
}
