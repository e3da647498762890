//! From syntax to text. prettyplease writes the tokens of a macro it does not know one after the
//! other; `read_model!` is a table, and is committed and read, so it is laid out here.

use proc_macro2::{TokenStream, TokenTree};
use quote::format_ident;
use syn::{File, Item};

/// The source of the file, its readers with a line for each field.
pub(crate) fn unparse(mut file: File) -> String {
    let mut tables = Vec::new();
    for item in &mut file.items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &mut module.content
        {
            for item in items {
                take_table(item, &mut tables);
            }
        }
    }
    let mut source = String::new();
    let text = prettyplease::unparse(&file);
    let mut rest = text.as_str();
    for (number, table) in tables.iter().enumerate() {
        let place = placeholder(number);
        if let Some((before, after)) = rest.split_once(&place) {
            source.push_str(before);
            source.push_str(table);
            rest = after;
        }
    }
    source.push_str(rest);
    source
}

fn placeholder(number: usize) -> String {
    format!("__table_{number}__")
}

/// Puts a placeholder for the content of a `read_model!`, and keeps the content as text.
fn take_table(item: &mut Item, tables: &mut Vec<String>) {
    let Item::Macro(invocation) = item else {
        return;
    };
    let tokens = &mut invocation.mac.tokens;
    let is_reader = invocation
        .mac
        .path
        .segments
        .last()
        .is_some_and(|last| last.ident == "read_model");
    let mut parts = tokens.clone().into_iter();
    if let (true, Some(TokenTree::Ident(model)), Some(TokenTree::Group(fields))) =
        (is_reader, parts.next(), parts.next())
    {
        let place = format_ident!("{}", placeholder(tables.len()));
        tables.push(format!("{model} {{\n{}        }}", rows(fields.stream())));
        *tokens = quote::quote!(#place);
    }
}

fn rows(fields: TokenStream) -> String {
    let mut rows = String::new();
    let mut row = String::new();
    for token in fields {
        match token.to_string().as_str() {
            "," => {
                rows.push_str(&format!("            {},\n", row.trim()));
                row.clear();
            }
            ":" => row.push_str(": "),
            "|" => row.push_str(" | "),
            // `=>` comes as two tokens.
            "=" => row.push_str(" ="),
            ">" => row.push_str("> "),
            word => row.push_str(word),
        }
    }
    rows
}
