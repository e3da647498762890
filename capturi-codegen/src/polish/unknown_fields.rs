//! `additionalProperties: false` on every model makes serde refuse unknown fields: the first
//! field that Capturi adds would break every caller.

use syn::Meta;

use super::{
    Polish,
    syntax::{has_serde_word, serde_options, set_serde_options, structs},
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "unknown_fields",
    reason: "models ignore fields that the document does not name",
    expected: Expected::Today,
    apply: |file, _| {
        let mut count = 0;
        for item in structs(file) {
            if !has_serde_word(&item.attrs, "deny_unknown_fields") {
                continue;
            }
            let options: Vec<Meta> = serde_options(&item.attrs)
                .filter(|option| !option.path().is_ident("deny_unknown_fields"))
                .collect();
            set_serde_options(&mut item.attrs, &options);
            count += 1;
        }
        Ok(count)
    },
};
