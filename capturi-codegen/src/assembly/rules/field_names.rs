//! Two properties may differ only in characters that their Rust names lose (`fooBar` and
//! `foo_bar`), and a property may be called like the field that keeps the rest. Each field gets a
//! unique name.

use std::collections::BTreeSet;

use super::Rule;
use crate::{api::Object, step::Expected};

pub(super) const RULE: Rule = Rule {
    name: "field_names",
    reason: "fields whose names would be the same get names of their own",
    expected: Expected::OneDay,
    apply: |api, _| Ok(api.objects_mut().map(|(_, object)| settle(object)).sum()),
};

/// Names do not depend on the order in the document: they stay when a property is added in front.
fn settle(object: &mut Object) -> usize {
    let mut fields: Vec<_> = object.fields.iter_mut().collect();
    fields.sort_by(|one, other| (&one.name, &one.wire).cmp(&(&other.name, &other.wire)));
    let names = fields.into_iter().map(|field| &mut field.name);
    let names = names.chain(object.rest.as_mut().map(|rest| &mut rest.name));
    let mut taken = BTreeSet::new();
    let mut count = 0;
    for name in names {
        let base = name.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            *name = format!("{base}_{number}");
            number += 1;
        }
        count += usize::from(*name != base);
    }
    count
}
