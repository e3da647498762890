//! Descriptions are prose, not rustdoc: a bracket would become a broken link, an indented line a
//! doctest. So they are escaped; `deprecated` becomes the attribute.

use proc_macro2::TokenStream;
use quote::quote;

/// The doc attributes of an item, and `#[deprecated]` if it is deprecated.
pub(super) fn docs(text: Option<&str>, is_deprecated: bool) -> TokenStream {
    let lines = text.map(rustdoc).unwrap_or_default();
    let deprecated =
        is_deprecated.then(|| quote!(#[deprecated = "the API's document marks it so"]));
    quote! { #(#[doc = #lines])* #deprecated }
}

/// The docs of an item as text, with `indent` before each line.
pub(super) fn comment(indent: &str, text: Option<&str>, is_deprecated: bool) -> String {
    let lines = text.map(rustdoc).unwrap_or_default();
    let lines = lines.iter().map(|line| format!("{indent}///{line}\n"));
    let deprecated = is_deprecated
        .then(|| format!("{indent}#[deprecated = \"the API's document marks it so\"]\n"));
    lines.chain(deprecated).collect()
}

/// Lines for `#[doc]` attributes: what Markdown or rustdoc would take for markup is escaped, code
/// between a pair of backticks is kept, URLs become links.
pub(super) fn rustdoc(text: &str) -> Vec<String> {
    text.trim()
        .lines()
        .map(|line| {
            let line = line.trim();
            if line.is_empty() {
                return String::new();
            }
            let words: Vec<String> = line.split(' ').map(link).collect();
            let words = words.join(" ");
            format!(" {}", escape(&words))
        })
        .collect()
}

fn link(word: &str) -> String {
    let start = ["https://", "http://"]
        .iter()
        .find_map(|scheme| word.find(scheme));
    let Some(start) = start else {
        return word.to_owned();
    };
    let (before, url) = word.split_at(start);
    let end = url
        .trim_end_matches(['.', ',', ';', ':', ')', '"', '\'', '>', ']'])
        .len();
    let (url, after) = url.split_at(end);
    // Marked by a character that no text has, so that the escaping leaves the brackets alone.
    format!(
        "{}\u{1}{url}\u{2}{}",
        before.trim_end_matches('<'),
        after.trim_start_matches('>')
    )
}

fn escape(line: &str) -> String {
    let code_is_balanced = line.matches('`').count().is_multiple_of(2) && !line.starts_with("```");
    let mut in_code = false;
    let mut in_link = false;
    let mut escaped = String::with_capacity(line.len() + 8);
    for (at, character) in line.chars().enumerate() {
        match character {
            '\u{1}' => {
                in_link = true;
                escaped.push('<');
            }
            '\u{2}' => {
                in_link = false;
                escaped.push('>');
            }
            '`' if code_is_balanced => {
                in_code = !in_code;
                escaped.push('`');
            }
            '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\' if !in_code && !in_link => {
                escaped.push('\\');
                escaped.push(character);
            }
            '#' | '-' | '+' | '=' | '~' | '|' if at == 0 => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
