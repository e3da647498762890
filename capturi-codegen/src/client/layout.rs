//! Writes models and operations as text, laid out as by rustfmt.
//!
//! prettyplease lays out any syntax, but needs it parsed, which takes most of the time. So text
//! that is written in its final layout is kept if its lines are short enough. prettyplease also
//! writes the tokens of an unknown macro one after the other, so the tables in `read_model!` and
//! `stubs!`, which are committed and read, are laid out here.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

/// One level of indentation.
pub(super) const INDENT: &str = "    ";
/// The longest line, in characters, that prettyplease does not break.
const LONGEST: usize = 89;

/// Puts items into a module. They are laid out already, each at the start of a line.
pub(super) fn written(items: &str) -> Result<String, syn::Error> {
    let is_comment = |line: &str| line.trim_start().starts_with("///");
    let fits = |line: &str| line.chars().count() + INDENT.len() <= LONGEST || is_comment(line);
    // A carriage return would end a comment.
    if items.contains('\r') || !items.lines().all(fits) {
        return laid_out(syn::parse_str::<TokenStream>(items)?);
    }
    let mut indented = String::with_capacity(items.len() * 5 / 4);
    for line in items.lines() {
        // Writing into a `String` does not fail.
        let _ = writeln!(indented, "{INDENT}{line}");
    }
    Ok(indented)
}

/// Lays out items as they stand in a module.
pub(super) fn laid_out(items: TokenStream) -> Result<String, syn::Error> {
    let module = prettyplease::unparse(&syn::parse2(quote! { mod types { #items } })?);
    let lines = module.lines().skip(1);
    let mut lines: Vec<&str> = lines.collect();
    lines.pop();
    Ok(lines.iter().map(|line| format!("{line}\n")).collect())
}

/// An entry of a table in a macro: `head { rows }`, each row on a line of its own.
pub(super) fn entry(head: &str, rows: impl IntoIterator<Item = String>) -> String {
    let mut entry = format!("{head} {{");
    let empty = entry.len();
    for row in rows {
        let _ = write!(entry, "\n{INDENT}{INDENT}{INDENT}{row},");
    }
    if entry.len() > empty {
        let _ = write!(entry, "\n{INDENT}{INDENT}");
    }
    entry.push('}');
    entry
}

/// The entries of a table in a macro.
pub(super) fn table(entries: impl IntoIterator<Item = String>) -> String {
    let entries: Vec<String> = entries.into_iter().collect();
    entries.join(&format!("\n{INDENT}{INDENT}"))
}
