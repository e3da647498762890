//! progenitor writes each operation as one function with positional arguments, where a new
//! optional parameter breaks every caller, and a body that knows nothing of tokens, retries or 204;
//! forms, files and headers it refuses. So it is given the models alone.
//!
//! Each operation becomes a builder whose `send` builds the request, then leaves it to the one
//! hand-written function, `Client::call`.

mod argument;
mod body;
mod names;
mod pages;
mod reply;
mod types;

use heck::ToUpperCamelCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{File, Item, parse_quote};

use super::{Model, Polish, models, prose::rustdoc};
use crate::{
    document::{Document, Operation, array, is_true, marker},
    step::Expected,
};
use argument::{Argument, Place};
use body::Body;
use names::Names;
pub(crate) use names::OF_CLIENTS;
use pages::{Models, Pages};
use reply::Reply;

pub(super) const POLISH: Polish = Polish {
    name: "operations",
    reason: "operations are builders that end in Client::call",
    expected: Expected::Today,
    apply: |file, document| {
        let structs = structs_by_name(file);
        let calls: Vec<Call<'_>> = document
            .operations()
            .into_iter()
            .map(|operation| Call::read(operation, document, &structs))
            .collect();
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

/// What an operation needs, taken from the document.
struct Call<'a> {
    operation: Operation<'a>,
    id: Ident,
    arguments: Vec<Argument>,
    body: Option<Body>,
    reply: Reply,
    /// How its pages are turned, if it has any.
    pages: Option<Pages>,
}

impl<'a> Call<'a> {
    fn read(operation: Operation<'a>, document: &Document, models: &Models) -> Self {
        let mut names = Names::default();
        let mut arguments: Vec<Argument> = array(operation.object, "parameters")
            .iter()
            .filter_map(Value::as_object)
            .filter_map(|parameter| Argument::parameter(parameter, &mut names))
            .collect();
        let body = Body::read(document, operation.object, models, &mut names);
        let body = body.map(|(body, parts)| {
            arguments.extend(parts);
            body
        });
        let reply = Reply::read(operation.object);
        let pages = reply
            .model()
            .filter(|_| !reply.is_optional)
            .and_then(|model| {
                let body = body.as_ref().and_then(|body| body.json_model(&arguments));
                Pages::find(&operation, &arguments, body, model, models)
            });
        Self {
            id: format_ident!("{}", operation.name()),
            operation,
            arguments,
            body,
            reply,
            pages,
        }
    }

    /// `format!("{}/path/{}", client.base_url(), segment(&uid))`
    fn url(&self) -> TokenStream {
        let mut text = "{}".to_owned();
        let mut values = Vec::new();
        let mut rest = self.operation.path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            let argument = self
                .arguments
                .iter()
                .find(|argument| argument.place == Place::Path && argument.name == name);
            match argument {
                Some(argument) => {
                    text.push_str("{}");
                    let ident = &argument.ident;
                    values.push(quote!(segment(&#ident)));
                }
                // The fixup `path_parameters` gives each its parameter.
                None => text.push_str(&format!("{{{{{name}}}}}")),
            }
            rest = after;
        }
        text.push_str(rest);
        quote!(format!(#text, client.base_url(), #(#values),*))
    }

    /// Statements that end in a `request`.
    fn request(&self) -> TokenStream {
        let start = match self.operation.verb {
            verb @ ("get" | "post" | "put" | "patch" | "delete" | "head") => {
                let verb = format_ident!("{verb}");
                quote!(client.http().#verb(url))
            }
            verb => {
                let verb = format_ident!("{}", verb.to_uppercase());
                quote!(client.http().request(http::Method::#verb, url))
            }
        };
        let chain = self.arguments.iter().filter_map(Argument::in_request);
        let headers: Vec<_> = self
            .arguments
            .iter()
            .filter_map(Argument::in_headers)
            .collect();
        let mutable = (!headers.is_empty()).then(|| quote!(mut));
        let plain = self
            .body
            .as_ref()
            .and_then(|body| body.as_plain_json(&self.arguments));
        let (json, body) = match (plain, &self.body) {
            (Some(ident), _) => (Some(quote!(.json(&#ident))), None),
            (None, Some(body)) => (None, Some(body.in_request(&self.arguments))),
            (None, None) => (None, None),
        };
        quote! {
            let #mutable request = #start #(#chain)* #json;
            #(#headers)*
            #body
        }
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
        let (url, request) = (self.url(), self.request());
        let (decoder, output) = (self.reply.decoder(), self.reply.output());
        let raw_docs =
            format!(" Sends `{verb} {path}`, and leaves the JSON of the response unread.");
        let send_raw = self.reply.model().map(|_| {
            let (decoder, output) = match self.reply.is_optional {
                true => (quote!(Optional<RawJson>), quote!(Option<Body>)),
                false => (quote!(RawJson), quote!(Body)),
            };
            quote! {
                #[doc = #raw_docs]
                pub async fn send_raw(self) -> Result<Response<#output>, Error> {
                    let client = self.client;
                    client.call::<#decoder>(self.into_request()?, &Self::OPERATION).await
                }
            }
        });
        let listing = self.pages.as_ref().map(Pages::functions);
        let safe = self.operation.is_safe().then(|| quote!(.safe()));
        let docs = format!(" A call of [`Client::{id}`], to be filled in and sent.");
        let one_page = match self.pages {
            Some(_) => {
                " One page is read, as a whole: `stream` and `pages` read all, item by item."
            }
            None => "",
        };
        let send_docs = format!(" Sends `{verb} {path}`.{one_page}");
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
                pub async fn send(self) -> Result<Response<#output>, Error> {
                    let client = self.client;
                    client.call::<#decoder>(self.into_request()?, &Self::OPERATION).await
                }
                #send_raw
                #listing
                fn into_request(self) -> Result<RequestBuilder, Error> {
                    let Self { client, #(#fields,)* } = self;
                    #(#values)*
                    let url = #url;
                    #request
                    Ok(request)
                }
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
                use super::types;
                use crate::{
                    deep, joined, pairs, segment,
                    decode::{Json, Nothing, Optional, Raw, RawJson},
                    Body, Client, Error, Items, Multipart, Operation, Pages, Paging, Parameter,
                    Response, Upload,
                };
                use reqwest::RequestBuilder;

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
