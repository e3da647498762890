//! .NET writes an enum as integers, with names (if at all) in an extension, and texts may have the
//! same name in Rust, or none: `+1`, an empty text. Each value gets a name; a marker keeps the
//! value on the wire.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase as _;
use serde_json::{Value, json};

use super::Fixup;
use crate::{
    document::{Object, array, marker},
    names::{UNKNOWN, VariantNames, is_ident},
    step::Expected,
};

/// The extensions in which generators of documents write the names of integers.
pub(super) const NAMES: [&str; 4] = [
    "x-enumNames",
    "x-enum-varnames",
    "x-enum-varNames",
    "x-enum-names",
];

pub(super) const FIXUP: Fixup = Fixup {
    name: "enum_values",
    reason: "values that are integers, or that have no name of their own in Rust, get one",
    expected: Expected::OneDay,
    apply: |document| {
        let mut count = 0;
        for schema in document.schemas_mut().values_mut() {
            if let Some(schema) = schema.as_object_mut() {
                count += usize::from(name_values(schema));
            }
        }
        Ok(count)
    },
};

fn name_values(schema: &mut Object) -> bool {
    let listed = array(schema, "enum").to_vec();
    if listed.is_empty() {
        return false;
    }
    let given = NAMES
        .iter()
        .find_map(|name| schema.get(*name)?.as_array().cloned());
    let given = given.filter(|given| given.len() == listed.len());
    // A value that is listed twice has its first name.
    let (mut values, mut given_names) = (Vec::new(), Vec::new());
    for (index, value) in listed.iter().enumerate() {
        if !values.contains(value) {
            values.push(value.clone());
            given_names.push(given.as_ref().and_then(|given| given[index].as_str()));
        }
    }
    let names = match () {
        () if values.iter().all(Value::is_i64) => {
            let mut names = VariantNames::default();
            let name = |(value, given): (&Value, &Option<&str>)| match given {
                Some(given) => names.take(given),
                None => names.take(&format!(
                    "value {}",
                    value.to_string().replace('-', "minus ")
                )),
            };
            values
                .iter()
                .zip(&given_names)
                .map(name)
                .collect::<Vec<_>>()
        }
        () if values.iter().all(Value::is_string) => {
            let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            if are_names(&texts) {
                let is_repeated = values.len() < listed.len();
                schema.insert("enum".to_owned(), Value::Array(values));
                return is_repeated;
            }
            let mut names = VariantNames::default();
            texts.into_iter().map(|text| names.take(text)).collect()
        }
        // Mixed values, or fractions: only the type remains.
        () => {
            schema.shift_remove("enum");
            return true;
        }
    };
    let wire: Object = names.iter().cloned().zip(values).collect();
    schema.insert("type".to_owned(), json!("string"));
    schema.shift_remove("format");
    schema.insert("enum".to_owned(), json!(names));
    schema.insert(marker::ENUM_VALUES.to_owned(), Value::Object(wire));
    true
}

/// Whether typify finds a distinct name for each text.
fn are_names(texts: &[&str]) -> bool {
    let plain = |text: &&str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text
                .chars()
                .all(|one| one.is_ascii_alphanumeric() || "_- .".contains(one))
    };
    let names: BTreeSet<String> = texts
        .iter()
        .map(|text| text.to_upper_camel_case())
        .collect();
    let is_free = |name: &String| is_ident(name) && name != UNKNOWN;
    texts.iter().all(plain) && names.len() == texts.len() && names.iter().all(is_free)
}
