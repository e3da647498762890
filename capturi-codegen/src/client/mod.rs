//! The client's source: models, a builder for each operation, and the stubs of the mock.

mod arguments;
mod layout;
mod models;
mod operations;
mod paging;
mod prose;
mod stubs;

use proc_macro2::TokenStream;

use crate::{
    Error,
    api::{Api, Type},
};

pub(crate) use operations::traits;
pub(crate) use paging::paging;

/// The source of the client of this API.
pub(crate) fn source(api: &Api) -> Result<String, Error> {
    let models = api.models.values();
    let models: String = models
        .map(|model| models::definition(api, model))
        .collect::<Result<_, _>>()?;
    Ok(format!(
        "// Generated from the OpenAPI document by capturi-codegen: do not edit.\n\
         // `cargo xtask generate` writes it anew.\n\n\
         /// The models that operations take and return.\n\
         pub mod types {{\n{models}}}\n{}",
        operations::source(api)?
    ))
}

/// A type as the module `types` names it.
fn beside_models(ty: &Type) -> TokenStream {
    tokens(&ty.written(""))
}

/// A type as code outside of the module `types` names it.
fn outside(ty: &Type) -> TokenStream {
    tokens(&outside_text(ty))
}

fn outside_text(ty: &Type) -> String {
    ty.written("types::")
}

fn tokens(ty: &str) -> TokenStream {
    // The name of a type always consists of tokens.
    ty.parse().unwrap_or_default()
}
