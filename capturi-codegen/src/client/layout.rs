//! From syntax to text. prettyplease writes the tokens of a macro it does not know one after the
//! other; `read_model!` and `stubs!` are tables that are committed and read, so they are laid out
//! here.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::format_ident;
use syn::{File, Item};

/// The macros whose content is a table: entries of a head and a block of rows.
const TABLES: [&str; 2] = ["read_model", "stubs"];

/// How far the entries of a table are indented: they stand in a macro in a module.
const INDENT: &str = "        ";

/// The source of the file, its tables with a line for each row.
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

/// Puts a placeholder for the content of a table, and keeps the content as text.
fn take_table(item: &mut Item, tables: &mut Vec<String>) {
    let Item::Macro(invocation) = item else {
        return;
    };
    let name = invocation.mac.path.segments.last();
    if name.is_some_and(|last| TABLES.iter().any(|table| last.ident == table)) {
        let place = format_ident!("{}", placeholder(tables.len()));
        let tokens = std::mem::replace(&mut invocation.mac.tokens, quote::quote!(#place));
        tables.push(entries(tokens));
    }
}

/// `head { rows }`, each on lines of its own.
fn entries(tokens: TokenStream) -> String {
    let mut entries = Vec::new();
    let mut head = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let head = line(std::mem::take(&mut head));
                entries.push(format!("{head} {{{}}}", rows(group.stream())));
            }
            other => head.extend([other]),
        }
    }
    entries.join(&format!("\n{INDENT}"))
}

/// A line for each part that ends in a comma.
fn rows(tokens: TokenStream) -> String {
    let mut rows = String::new();
    let mut row = TokenStream::new();
    for token in tokens {
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            let row = line(std::mem::take(&mut row));
            rows.push_str(&format!("\n{INDENT}    {row},"));
        } else {
            row.extend([token]);
        }
    }
    if !rows.is_empty() {
        rows.push_str(&format!("\n{INDENT}"));
    }
    rows
}

/// The tokens with the spaces that people put between them.
fn line(tokens: TokenStream) -> String {
    let mut line = String::new();
    let mut after_word = false;
    let mut in_path = false;
    for token in tokens {
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        match token {
            TokenTree::Group(group) => {
                let inner = self::line(group.stream());
                line.push_str(&match group.delimiter() {
                    Delimiter::Bracket => format!("[{inner}]"),
                    Delimiter::Brace => format!("{{ {inner} }}"),
                    Delimiter::Parenthesis | Delimiter::None => format!("({inner})"),
                });
            }
            TokenTree::Punct(punct) => match (punct.as_char(), punct.spacing()) {
                (':', Spacing::Joint) => {
                    line.push(':');
                    in_path = true;
                }
                (':', Spacing::Alone) if in_path => {
                    line.push(':');
                    in_path = false;
                }
                (':' | ',', _) => line.push_str(&format!("{} ", punct.as_char())),
                ('=', Spacing::Joint) => line.push_str(" ="),
                ('>', _) if line.ends_with(" =") => line.push_str("> "),
                ('|', _) => line.push_str(" | "),
                (other, _) => line.push(other),
            },
            word => {
                if after_word {
                    line.push(' ');
                }
                line.push_str(&word.to_string());
            }
        }
        after_word = is_word;
    }
    line
}
