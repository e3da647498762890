//! The client's source: models, a builder for each operation, and the stubs of the mock.

mod arguments;
mod layout;
mod models;
mod operations;
mod paging;
mod prose;

use quote::quote;

use crate::{Error, api::Api};

pub(crate) use paging::paging;

/// The source of the client of this API.
pub(crate) fn source(api: &Api) -> Result<String, Error> {
    let models = api.models.values();
    let models = models.map(|model| models::definition(api, model));
    let operations = operations::definitions(api);
    let file = syn::parse2(quote! {
        #[doc = " The models that operations take and return."]
        pub mod types {
            #(#models)*
        }
        #operations
    })?;
    Ok(format!(
        "// Generated from the OpenAPI document by capturi-codegen: do not edit.\n\
         // `cargo xtask generate` writes it anew.\n\n{}",
        layout::unparse(file)
    ))
}
