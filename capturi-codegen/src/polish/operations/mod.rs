//! progenitor writes each operation as one function with positional arguments, where a new
//! optional parameter breaks every caller, and a body that knows nothing of tokens, retries or
//! 204, and that adds a header `api-version: <info.version>` nobody asked for.
//!
//! Each becomes a builder whose `send` builds the request as progenitor would, then leaves it to
//! the one hand-written function, `Client::call`.

mod argument;
mod function;
mod pages;
mod reply;

use heck::ToUpperCamelCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Expr, File, FnArg, ImplItemFn, Item, parse_quote, visit_mut::VisitMut as _};

use super::{Model, Polish, models, prose::rustdoc};
use crate::{
    Error,
    document::{Document, Operation, is_true, marker},
    step::Expected,
};
use argument::Argument;
use function::{OnClient, functions, local, without_progenitor_calls};
use pages::{Models, Pages};
use reply::Reply;

const NAME: &str = "operations";

pub(super) const POLISH: Polish = Polish {
    name: NAME,
    reason: "operations are builders that end in Client::call",
    expected: Expected::Today,
    apply: |file, document| {
        let structs = structs_by_name(file);
        let calls = functions(file)
            .into_iter()
            .map(|function| Call::read(&function, document, &structs))
            .collect::<Result<Vec<_>, _>>()?;
        // Of progenitor's client only the types stay; the client itself is written by hand.
        file.items
            .retain(|item| matches!(item, Item::Mod(module) if module.ident == "types"));
        for item in &mut file.items {
            if let Item::Mod(module) = item {
                module.attrs =
                    vec![parse_quote!(#[doc = " The models that operations take and return."])];
            }
        }
        file.items.extend(emit(&calls));
        Ok(calls.len())
    },
};

/// What an operation needs, taken from progenitor's function and the document.
struct Call<'a> {
    operation: Operation<'a>,
    id: Ident,
    arguments: Vec<Argument>,
    /// The `format!` of the URL.
    url: Expr,
    /// `client.http().get(url).query(…).json(…)`.
    request: Expr,
    reply: Reply,
    /// How its pages are turned, if it has any.
    pages: Option<Pages>,
}

impl<'a> Call<'a> {
    fn read(
        function: &ImplItemFn,
        document: &'a Document,
        structs: &Models,
    ) -> Result<Self, Error> {
        let id = function.sig.ident.clone();
        let unsupported = |reason: String| Error::Unsupported {
            step: NAME,
            at: id.to_string(),
            reason,
        };
        let operation = document
            .operations()
            .into_iter()
            .find(|operation| {
                operation.object.get("operationId") == Some(&Value::String(id.to_string()))
            })
            .ok_or_else(|| unsupported("is not in the document".to_owned()))?;
        let mut arguments = Vec::new();
        for input in &function.sig.inputs {
            if let FnArg::Typed(input) = input {
                arguments
                    .push(Argument::read(input, operation.object, structs).map_err(&unsupported)?);
            }
        }
        let url = local(function, "url").ok_or_else(|| unsupported("has no URL".to_owned()))?;
        let request =
            local(function, "request").ok_or_else(|| unsupported("has no request".to_owned()))?;
        let mut chain = without_progenitor_calls(request.clone()).map_err(&unsupported)?;
        let mut url = url.clone();
        OnClient.visit_expr_mut(&mut url);
        OnClient.visit_expr_mut(&mut chain);
        let reply = Reply::read(function, operation.object)
            .ok_or_else(|| unsupported("has an unknown return type".to_owned()))?;
        let pages = reply
            .model()
            .and_then(|model| Pages::find(&operation, &arguments, model, structs));
        Ok(Self {
            operation,
            id,
            arguments,
            url,
            request: chain,
            reply,
            pages,
        })
    }

    fn builder(&self) -> Ident {
        format_ident!("{}", self.id.to_string().to_upper_camel_case())
    }

    /// The function of the client that starts the builder.
    fn entry(&self) -> TokenStream {
        let (id, builder) = (&self.id, self.builder());
        let docs = self.docs();
        quote! {
            #(#[doc = #docs])*
            pub fn #id(&self) -> builder::#builder<'_> {
                builder::#builder::new(self)
            }
        }
    }

    fn docs(&self) -> Vec<String> {
        let text = |member: &str| {
            let text = self.operation.object.get(member).and_then(Value::as_str);
            text.map(rustdoc).unwrap_or_default()
        };
        let mut docs = text("summary");
        let request = format!(
            " `{} {}`",
            self.operation.verb.to_uppercase(),
            self.operation.path
        );
        let mut paragraph = |lines: Vec<String>| {
            if !lines.is_empty() {
                if !docs.is_empty() {
                    docs.push(String::new());
                }
                docs.extend(lines);
            }
        };
        paragraph(text("description"));
        if is_true(self.operation.object, marker::OPTIONAL_RESPONSE) {
            paragraph(vec![
                " `None` where the server answers 204 No Content.".to_owned(),
            ]);
        }
        paragraph(vec![request]);
        docs
    }

    fn definition(&self) -> TokenStream {
        let builder = self.builder();
        let (id, verb, path) = (
            self.id.to_string(),
            self.operation.verb.to_uppercase(),
            self.operation.path,
        );
        let fields: Vec<_> = self.arguments.iter().map(|one| &one.ident).collect();
        let types: Vec<_> = self.arguments.iter().map(|one| &one.ty).collect();
        let setters = self.arguments.iter().map(Argument::setter);
        let values = self.arguments.iter().map(Argument::value);
        let (url, request) = (&self.url, &self.request);
        let (decoder, output) = (self.reply.decoder(), self.reply.output());
        let stream = self.pages.as_ref().map(Pages::stream);
        let safe = self.operation.is_safe().then(|| quote!(.safe()));
        let docs = format!(" A call of [`Client::{id}`], to be filled in and sent.");
        let send_docs = format!(" Sends `{verb} {path}`.");
        quote! {
            #[doc = #docs]
            #[derive(Clone, Debug)]
            #[must_use = "nothing is sent before `send`"]
            pub struct #builder<'a> {
                client: &'a Client,
                #(#fields: Parameter<#types>,)*
            }
            impl<'a> #builder<'a> {
                #[doc = " The operation's name, method and path."]
                pub const OPERATION: Operation = Operation::new(#id, #verb, #path)#safe;
                pub(super) fn new(client: &'a Client) -> Self {
                    Self { client, #(#fields: Parameter::default(),)* }
                }
                #(#setters)*
                #[doc = #send_docs]
                pub async fn send(self) -> Result<ResponseValue<#output>, Error> {
                    let Self { client, #(#fields,)* } = self;
                    #(#values)*
                    let url = #url;
                    let request = #request;
                    client.call::<#decoder>(request, &Self::OPERATION).await
                }
                #stream
            }
        }
    }

    /// The operation's entry in the table of the mock server.
    fn stub(&self) -> TokenStream {
        let (id, builder, words) = (&self.id, self.builder(), self.reply.words());
        let parameters = self.arguments.iter().filter_map(Argument::in_stub);
        quote! { #id: #builder => [#words] { #(#parameters,)* } }
    }
}

fn emit(calls: &[Call<'_>]) -> Vec<Item> {
    let entries = calls.iter().map(Call::entry);
    let definitions = calls.iter().map(Call::definition);
    let stubs = calls.iter().map(Call::stub);
    let builders = calls.iter().map(Call::builder);
    vec![
        parse_quote! {
            #[cfg(feature = "client")]
            impl crate::Client {
                #(#entries)*
            }
        },
        parse_quote! {
            #[doc = " One builder for each operation."]
            #[cfg(feature = "client")]
            pub mod builder {
                use progenitor_client::{encode_path, QueryParam};

                use super::types;
                use crate::{
                    decode::{Json, Nothing, Optional, Raw},
                    Body, Client, Error, Items, Operation, Parameter, ResponseValue,
                };

                #[doc = " Every operation, in the order of the document."]
                pub const OPERATIONS: &[Operation] = &[#(#builders::OPERATION),*];

                #(#definitions)*

                #[cfg(feature = "mock")]
                crate::mock::stubs! { #(#stubs)* }
            }
        },
    ]
}

fn structs_by_name(file: &File) -> Models {
    models(file)
        .filter_map(|(name, model)| match model {
            Model::Struct(item) => Some((name, item.clone())),
            Model::Enum(_) => None,
        })
        .collect()
}
