//! From models and operations to text, as rustfmt would have it.
//!
//! prettyplease lays out any syntax, but it needs it parsed, which takes most of the time. So what is
//! written as it should look stays so, if its lines are short enough. And of a macro that it does not
//! know, it writes the tokens one after the other: `read_model!` and `stubs!` are tables that are
//! committed and read, so they are laid out here.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

/// How far a module's items, a block's lines and so on are indented.
pub(super) const INDENT: &str = "    ";
/// Characters of a line that prettyplease does not break.
const LONGEST: usize = 89;

/// Items that are laid out already, each at the start of a line, as they stand in a module.
pub(super) fn written(items: &str) -> Result<String, syn::Error> {
    let is_comment = |line: &str| line.trim_start().starts_with("///");
    let fits = |line: &str| line.chars().count() + INDENT.len() <= LONGEST || is_comment(line);
    // A line break of its own kind would end a comment.
    if items.contains('\r') || !items.lines().all(fits) {
        return laid_out(syn::parse_str::<TokenStream>(items)?);
    }
    let mut indented = String::with_capacity(items.len() * 5 / 4);
    for line in items.lines() {
        // Writing into a text does not fail.
        let _ = writeln!(indented, "{INDENT}{line}");
    }
    Ok(indented)
}

/// Items, laid out as they stand in a module.
pub(super) fn laid_out(items: TokenStream) -> Result<String, syn::Error> {
    let module = prettyplease::unparse(&syn::parse2(quote! { mod types { #items } })?);
    let lines = module.lines().skip(1);
    let mut lines: Vec<&str> = lines.collect();
    lines.pop();
    Ok(lines.iter().map(|line| format!("{line}\n")).collect())
}

/// An entry of a table in a macro in a module: `head { rows }`, each row on a line of its own.
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

/// The entries of such a table.
pub(super) fn table(entries: impl IntoIterator<Item = String>) -> String {
    let entries: Vec<String> = entries.into_iter().collect();
    entries.join(&format!("\n{INDENT}{INDENT}"))
}
