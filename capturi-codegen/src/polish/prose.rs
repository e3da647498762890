//! Descriptions are prose, not rustdoc: a bracket becomes a broken link, an indented line a
//! doctest. typify besides repeats each model's whole schema in its comment.
//!
//! All comments on models are written anew from the document, escaped; `deprecated` becomes the
//! attribute.

use serde_json::Value;
use syn::{Attribute, Item, parse_quote};

use super::{
    Polish,
    syntax::{strip_docs, type_items, wire_name},
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "prose",
    reason: "descriptions become rustdoc that builds without warnings",
    expected: Expected::Today,
    apply: |file, document| {
        let mut count = 0;
        for item in type_items(file) {
            let (ident, attributes) = match &mut *item {
                Item::Struct(item) => (item.ident.to_string(), &mut item.attrs),
                Item::Enum(item) => (item.ident.to_string(), &mut item.attrs),
                _ => continue,
            };
            strip_docs(attributes);
            let schema = document.schemas().get(&ident).unwrap_or(&Value::Null);
            count += describe(attributes, schema);
            if let Item::Struct(item) = item {
                for field in &mut item.fields {
                    strip_docs(&mut field.attrs);
                    if let Some(name) = wire_name(field) {
                        count += describe(&mut field.attrs, &schema["properties"][&name]);
                    }
                }
            }
        }
        Ok(count)
    },
};

fn describe(attributes: &mut Vec<Attribute>, schema: &Value) -> usize {
    if schema["deprecated"] == true {
        attributes.insert(0, parse_quote!(#[deprecated]));
    }
    let Some(text) = schema["description"].as_str() else {
        return 0;
    };
    let lines = rustdoc(text);
    let docs = lines
        .iter()
        .map(|line| -> Attribute { parse_quote!(#[doc = #line]) });
    attributes.splice(0..0, docs);
    1
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
