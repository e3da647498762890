//! Two properties may differ only in what Rust drops from a name (`fooBar` and `foo_bar`), and a
//! property may be called as the field that takes up the rest. Each field gets a name of its own.

use std::collections::BTreeSet;

use quote::format_ident;
use syn::{Meta, parse_quote};

use super::{
    Polish,
    syntax::{is_flattened, serde_options, set_serde_options, structs, wire_name},
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "field_names",
    reason: "fields whose names would be the same get names of their own",
    expected: Expected::OneDay,
    apply: |file, _| {
        let mut count = 0;
        for item in structs(file) {
            let mut taken = BTreeSet::new();
            for field in &mut item.fields {
                let Some(ident) = field.ident.clone() else {
                    continue;
                };
                let mut name = ident.to_string();
                let mut number = 2;
                while !taken.insert(name.clone()) {
                    name = format!("{}_{number}", ident.to_string().trim_start_matches("r#"));
                    number += 1;
                }
                if ident == name {
                    continue;
                }
                if !is_flattened(field)
                    && let Some(wire) = wire_name(field)
                {
                    let mut options: Vec<Meta> = serde_options(&field.attrs)
                        .filter(|option| !option.path().is_ident("rename"))
                        .collect();
                    options.insert(0, parse_quote!(rename = #wire));
                    set_serde_options(&mut field.attrs, &options);
                }
                field.ident = Some(format_ident!("{name}"));
                count += 1;
            }
        }
        Ok(count)
    },
};
