//! From syntax to text. prettyplease writes the tokens of a macro that it does not know one after the
//! other; `read_model!` and `stubs!` are tables that are committed and read, so they are laid out
//! here, and put into the text at last.

use std::fmt::Write as _;

use proc_macro2::Ident;
use quote::format_ident;
use syn::File;

/// How far the entries of a table are indented: they stand in a macro in a module.
const INDENT: &str = "        ";

/// The tables of a file, each a text of its own.
#[derive(Default)]
pub(super) struct Tables(Vec<String>);

impl Tables {
    /// Keeps a table; gives what stands for it until the file is written.
    pub(super) fn keep(&mut self, table: String) -> Ident {
        self.0.push(table);
        format_ident!("{}", place(self.0.len() - 1))
    }

    /// The source of the file, with its tables.
    pub(super) fn unparse(&self, file: &File) -> String {
        let text = prettyplease::unparse(file);
        let mut source = String::with_capacity(text.len() * 3 / 2);
        let mut rest = text.as_str();
        for (number, table) in self.0.iter().enumerate() {
            if let Some((before, after)) = rest.split_once(&place(number)) {
                source.push_str(before);
                source.push_str(table);
                rest = after;
            }
        }
        source.push_str(rest);
        source
    }
}

fn place(number: usize) -> String {
    format!("__table_{number}__")
}

/// An entry of a table: `head { rows }`, each row on a line of its own.
pub(super) fn entry(head: &str, rows: impl IntoIterator<Item = String>) -> String {
    let mut entry = format!("{head} {{");
    let empty = entry.len();
    for row in rows {
        // Writing into a text does not fail.
        let _ = write!(entry, "\n{INDENT}    {row},");
    }
    if entry.len() > empty {
        let _ = write!(entry, "\n{INDENT}");
    }
    entry.push('}');
    entry
}

/// The entries of a table.
pub(super) fn table(entries: impl IntoIterator<Item = String>) -> String {
    let entries: Vec<String> = entries.into_iter().collect();
    entries.join(&format!("\n{INDENT}"))
}
