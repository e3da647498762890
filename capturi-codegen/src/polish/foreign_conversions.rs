//! typify converts into every model from what it holds, also where the model is another name for a
//! `Box` or a list: conversions that the standard library has already. And a union may get the
//! same conversion twice.

use std::collections::BTreeSet;

use quote::ToTokens as _;
use syn::Item;

use super::{
    Polish, models,
    syntax::{outer_name, type_items},
};
use crate::step::Expected;

pub(super) const POLISH: Polish = Polish {
    name: "foreign_conversions",
    reason: "conversions into types that are not ours, or that are there twice, are dropped",
    expected: Expected::OneDay,
    apply: |file, _| {
        let ours: BTreeSet<String> = models(file).map(|(name, _)| name).collect();
        let items = type_items(file);
        let before = items.len();
        let mut seen = BTreeSet::new();
        items.retain(|item| {
            let Item::Impl(block) = item else {
                return true;
            };
            let Some((path, ..)) = &block.trait_ else {
                return true;
            };
            let is_ours = outer_name(&block.self_ty).is_some_and(|name| ours.contains(&name));
            let header = (
                path.to_token_stream().to_string(),
                block.self_ty.to_token_stream().to_string(),
            );
            // References have conversions of their own.
            let is_reference = matches!(&*block.self_ty, syn::Type::Reference(_));
            (is_ours || is_reference) && seen.insert(header)
        });
        Ok(before - items.len())
    },
};
