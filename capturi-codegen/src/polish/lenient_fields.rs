//! .NET may write a date-time without an offset, which `DateTime<Utc>` refuses, and `null` where
//! the document says there is none; either would cost the whole response.
//!
//! Date-times without offset are read as UTC. In models that only responses reach, a bool,
//! number, string, list or map that is missing or `null` reads as its empty value.

use syn::{Field, Meta, parse_quote};

use super::{
    Polish,
    syntax::{
        is_flattened, names_within, option_of, outer_name, serde_options, set_serde_options,
        structs,
    },
};
use crate::{document::marker, step::Expected};

pub(super) const POLISH: Polish = Polish {
    name: "lenient_fields",
    reason: "date-times without offset are UTC; null or nothing in a plain field is its empty value",
    expected: Expected::Today,
    apply: |file, document| {
        let mut count = 0;
        for item in structs(file) {
            let request = document.is_marked(&item.ident.to_string(), marker::REQUEST_MODEL);
            for field in &mut item.fields {
                count += usize::from(relax(field, request));
            }
        }
        Ok(count)
    },
};

fn relax(field: &mut Field, request: bool) -> bool {
    if field.ident.is_none() || is_flattened(field) {
        return false;
    }
    let has_time = names_within(&field.ty)
        .iter()
        .any(|name| name == "DateTime");
    let has_empty_value = matches!(
        outer_name(&field.ty).as_deref(),
        Some(
            "bool"
                | "i8"
                | "i16"
                | "i32"
                | "i64"
                | "u8"
                | "u16"
                | "u32"
                | "u64"
                | "f32"
                | "f64"
                | "String"
                | "Vec"
                | "BTreeMap"
                | "Map"
        )
    );
    let read: Meta = match (has_empty_value && !request, has_time) {
        (true, true) => parse_quote!(deserialize_with = "crate::lenient::utc_or_default"),
        (true, false) => parse_quote!(deserialize_with = "crate::lenient::or_default"),
        (false, true) => parse_quote!(deserialize_with = "crate::lenient::utc"),
        (false, false) => return false,
    };
    let mut options: Vec<Meta> = serde_options(&field.attrs).collect();
    // serde asks for every field that has a function of its own, optional or not.
    let may_be_missing = (has_empty_value && !request) || option_of(&field.ty).is_some();
    if may_be_missing && !options.iter().any(|one| one.path().is_ident("default")) {
        options.push(parse_quote!(default));
    }
    options.push(read);
    set_serde_options(&mut field.attrs, &options);
    true
}
