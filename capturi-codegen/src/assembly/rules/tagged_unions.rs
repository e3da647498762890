//! progenitor does not support discriminators: it tries the variants of a union in listed order and
//! takes the first that happens to fit.
//!
//! Here the union is read by its tag. JSON that no variant takes (an unknown tag, a malformed
//! variant) is kept in a last variant.

use super::Rule;
use crate::{
    Error,
    api::{Shape, Tag, Union},
    document::{Document, marker, named_model},
    names::VariantNames,
    step::Expected,
};

const NAME: &str = "tagged_unions";

pub(super) const RULE: Rule = Rule {
    name: NAME,
    reason: "unions are read by their tag and keep unknown variants as JSON",
    expected: Expected::Today,
    apply: |api, document| {
        let mut count = 0;
        for (name, model) in &mut api.models {
            if let Shape::Union(union) = &mut model.shape
                && let Some((tag, mapping)) = discriminator(document, name)
            {
                settle(union, &mapping).map_err(|reason| Error::Unsupported {
                    step: NAME,
                    at: name.clone(),
                    reason,
                })?;
                union.tag = Some(Tag {
                    wire: tag.to_owned(),
                    is_kept: document.is_marked(name, marker::KEEPS_TAG),
                });
                count += 1;
            }
        }
        Ok(count)
    },
};

/// The tag of a union and its values, each with the model that it stands for.
fn discriminator<'a>(
    document: &'a Document,
    union: &str,
) -> Option<(&'a str, Vec<(&'a str, &'a str)>)> {
    let discriminator = document.schema(union)?.get("discriminator")?;
    let tag = discriminator.get("propertyName")?.as_str()?;
    let mapping = discriminator.get("mapping")?.as_object()?;
    let mapping = mapping
        .iter()
        .filter_map(|(value, model)| Some((value.as_str(), named_model(model)?)))
        .collect();
    Some((tag, mapping))
}

/// Names the variants after their tags.
fn settle(union: &mut Union, mapping: &[(&str, &str)]) -> Result<(), String> {
    let mut names = VariantNames::default();
    for variant in &mut union.variants {
        let model = variant.ty.model_within().unwrap_or_default();
        let tags = mapping.iter().filter(|(_, name)| *name == model);
        variant.tags = tags.map(|(value, _)| (*value).to_owned()).collect();
        let Some(first) = variant.tags.first() else {
            return Err(format!("no tag stands for `{model}`"));
        };
        variant.name = names.take(first);
    }
    let covered: usize = union.variants.iter().map(|one| one.tags.len()).sum();
    if covered != mapping.len() {
        return Err(format!("{} tags for {covered} variants", mapping.len()));
    }
    Ok(())
}
