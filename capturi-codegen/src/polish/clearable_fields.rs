//! In the body of a PATCH, "not sent" leaves a value as it is and `null` clears it: two meanings
//! that one `Option` can't hold.

use serde_json::Value;
use syn::{Meta, parse_quote};

use super::{
    Polish,
    syntax::{option_of, serde_options, set_serde_options, structs, wire_name},
};
use crate::{
    document::{is_true, marker},
    step::Expected,
};

pub(super) const POLISH: Polish = Polish {
    name: "clearable_fields",
    reason: "nullable fields of a PATCH body are Option<Option<T>>: Some(None) clears the value",
    expected: Expected::Today,
    apply: |file, document| {
        let mut count = 0;
        for item in structs(file) {
            let Some(schema) = document
                .schema(&item.ident.to_string())
                .filter(|schema| is_true(schema, marker::PATCH_MODEL))
            else {
                continue;
            };
            let properties = schema.get("properties").unwrap_or(&Value::Null);
            for field in &mut item.fields {
                let clearable = wire_name(field)
                    .is_some_and(|name| properties[&name][marker::CLEARABLE] == true);
                if !clearable || option_of(&field.ty).is_none() {
                    continue;
                }
                let inner = &field.ty;
                field.ty = parse_quote!(::std::option::Option<#inner>);
                let mut options: Vec<Meta> = serde_options(&field.attrs)
                    .filter(|option| !option.path().is_ident("deserialize_with"))
                    .collect();
                if !options.iter().any(|one| one.path().is_ident("default")) {
                    options.push(parse_quote!(default));
                }
                options.push(parse_quote!(deserialize_with = "crate::lenient::present"));
                set_serde_options(&mut field.attrs, &options);
                count += 1;
            }
        }
        Ok(count)
    },
};
