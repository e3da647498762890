//! progenitor's part: the models, as Rust.
//!
//! It is given the schemas alone. The polish step `operations` writes the operations from the
//! document itself.

use std::{
    any::Any,
    cell::Cell,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::{
    Error,
    document::{Document, Object, references},
};

/// Lets progenitor write its models for the document's schemas.
///
/// Where it can't, the model that it can't write is named; to `keep_going`, that model is any JSON.
pub(crate) fn generate(document: &mut Document, keep_going: bool) -> Result<syn::File, Error> {
    let written = borrowed(document, models);
    let error = match written {
        Ok(file) => return Ok(file),
        Err(error) => error,
    };
    let culprits = culprits(document);
    if culprits.is_empty() {
        return Err(error);
    }
    if !keep_going {
        let named = culprits
            .into_iter()
            .map(|(name, error)| format!("model `{name}`: {error}"));
        return Err(Error::Progenitor(named.collect::<Vec<_>>().join("; ")));
    }
    for (name, error) in culprits {
        document.schemas_mut().insert(name.clone(), json!({}));
        document.leave_out(format!("model `{name}` is any JSON: {error}"));
    }
    borrowed(document, models)
}

/// Lends the schemas, which are large, instead of copying them.
fn borrowed<T>(document: &mut Document, run: impl FnOnce(&mut Object) -> T) -> T {
    let mut schemas = std::mem::take(document.schemas_mut());
    let result = run(&mut schemas);
    *document.schemas_mut() = schemas;
    result
}

/// The models that progenitor can't write, with what it says of each.
fn culprits(document: &Document) -> Vec<(String, String)> {
    let mut alone = document.clone();
    let mut culprits = Vec::new();
    for name in document.schemas().keys() {
        let mut schemas = closure(&alone, name);
        if let Err(error) = models(&mut schemas) {
            // The model itself, if all that it refers to can be written without it.
            let mut others = schemas;
            others.insert(name.clone(), json!({}));
            if models(&mut others).is_ok() {
                culprits.push((name.clone(), error.to_string()));
                alone.schemas_mut().insert(name.clone(), json!({}));
            }
        }
    }
    culprits
}

/// A model and all that it refers to.
fn closure(document: &Document, name: &str) -> Object {
    let mut found = vec![name];
    let mut schemas = Object::new();
    while let Some(name) = found.pop() {
        if let Some(schema) = document.schemas().get(name)
            && schemas.insert(name.to_owned(), schema.clone()).is_none()
        {
            references(schema, &mut found);
        }
    }
    schemas
}

/// Lets progenitor write models for these schemas, which refer to none but each other.
fn models(schemas: &mut Object) -> Result<syn::File, Error> {
    let mut document = json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": "" },
        "paths": {},
        "components": { "schemas": std::mem::take(schemas) },
    });
    let spec = openapiv3::OpenAPI::deserialize(&document);
    if let Value::Object(lent) = document["components"]["schemas"].take() {
        *schemas = lent;
    }
    let spec = spec.map_err(|error| Error::NotOpenApi {
        reason: error.to_string(),
    })?;
    let mut settings = progenitor::GenerationSettings::new();
    settings
        .with_interface(progenitor::InterfaceStyle::Positional)
        // Maps keep one order, so that what we write is the same on every run.
        .with_map_type("::std::collections::BTreeMap");
    // Both progenitor and typify panic on what they have not thought of.
    let tokens = quietly(|| progenitor::Generator::new(&settings).generate_tokens(&spec))
        .map_err(|panic| Error::Progenitor(format!("it panicked: {}", message(&*panic))))?
        .map_err(|error| Error::Progenitor(error.to_string()))?;
    Ok(syn::parse2(tokens)?)
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic, on this thread without the message on standard error: the error that is returned has it.
fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    QUIET.set(false);
    result
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use quote::ToTokens as _;
    use serde_json::json;

    use super::*;

    /// A document as no fixup would leave it: the values of `Bad` have one name in Rust.
    fn impossible() -> Document {
        Document::of(json!({ "components": { "schemas": {
            "Good": { "type": "object", "properties": { "bad": { "$ref": "#/components/schemas/Bad" } } },
            "Bad": { "type": "string", "enum": ["a b", "a-b", "aB"] },
        } } }))
    }

    #[test]
    fn the_model_that_can_not_be_written_is_named() {
        let error = generate(&mut impossible(), false);
        let error = error.err().unwrap().to_string();
        assert!(
            error.contains("model `Bad`") && !error.contains("Good"),
            "{error}"
        );
    }

    #[test]
    fn to_keep_going_it_is_any_json_and_reported() {
        let mut document = impossible();
        let file = generate(&mut document, true).unwrap();
        let code = file.to_token_stream().to_string();
        assert!(
            code.contains("pub struct Bad (pub :: serde_json :: Value)"),
            "{code}"
        );
        let [reported] = document.left_out() else {
            unreachable!("{:?}", document.left_out());
        };
        assert!(
            reported.starts_with("model `Bad` is any JSON: "),
            "{reported}"
        );
    }
}
