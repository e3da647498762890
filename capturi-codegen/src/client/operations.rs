//! Operations: a builder for each, whose `send` builds the request and passes it to the one
//! hand-written function, `Client::call`.

use heck::ToUpperCamelCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    arguments::{
        argument_of_function, ident, in_headers, in_query, plain_json, sending, setter, value,
    },
    outside, paging,
    prose::rustdoc,
    stubs,
};
use crate::api::{Api, Argument, Content, Operation, Place};

/// A placeholder for the table of stubs.
const STUBS: &str = "__stubs__";

/// The functions of the client, the builders and the stubs.
pub(super) fn source(api: &Api) -> Result<String, syn::Error> {
    let functions = api.operations.iter().map(function);
    let definitions = api.operations.iter().map(definition);
    let builders = api.operations.iter().map(builder);
    let replies: Vec<_> = api.operations.iter().filter_map(reply).collect();
    let replies = (!replies.is_empty()).then(|| {
        quote! {
            #[doc = " The successes of operations whose type depends on the status."]
            pub mod reply {
                use super::super::types;

                #(#replies)*
            }
        }
    });
    let stubs = format_ident!("{STUBS}");
    let file = syn::parse2(quote! {
        #[cfg(feature = "client")]
        impl crate::Client {
            #(#functions)*
        }

        #[doc = " One builder for each operation."]
        #[cfg(feature = "client")]
        pub mod builder {
            use super::types;
            use crate::{
                as_json, cookies, deep, joined, pairs, segment, until_found, IntoOptional,
                decode::{ByStatus, Json, Nothing, Optional, Raw, RawJson},
                Body, Client, Error, Items, Multipart, Operation, Pages, Paging, Parameter,
                Response, Upload,
            };
            use reqwest::RequestBuilder;

            #[doc = " Every operation, in the order of the document."]
            pub const OPERATIONS: &[Operation] = &[#(#builders::OPERATION),*];

            #(#definitions)*

            #replies

            #[cfg(feature = "mock")]
            crate::mock::stubs! { #stubs }
        }
    })?;
    Ok(prettyplease::unparse(&file).replacen(STUBS, &stubs::table(api), 1))
}

/// The name of an operation's builder.
pub(super) fn builder(operation: &Operation) -> Ident {
    format_ident!("{}", operation.name.to_upper_camel_case())
}

/// The function of the client that starts the builder.
fn function(operation: &Operation) -> TokenStream {
    let (name, builder) = (format_ident!("{}", operation.name), builder(operation));
    let docs = docs(operation);
    let deprecated = operation
        .is_deprecated
        .then(|| quote!(#[deprecated = "the API's document marks it so"]));
    let parameters = operation.in_the_path().map(argument_of_function);
    let values = operation.in_the_path().map(ident);
    quote! {
        #(#[doc = #docs])*
        #deprecated
        pub fn #name(&self, #(#parameters),*) -> builder::#builder<'_> {
            builder::#builder::new(self, #(#values),*)
        }
    }
}

/// The calls that say how an operation is sent, after its `Operation::new`.
pub(crate) fn traits(operation: &Operation) -> TokenStream {
    let safe = operation.is_safe.then(|| quote!(.safe()));
    let unversioned = (!operation.is_versioned).then(|| quote!(.unversioned()));
    quote!(#safe #unversioned)
}

fn docs(operation: &Operation) -> Vec<String> {
    let lines = |text: &Option<String>| text.as_deref().map(rustdoc).unwrap_or_default();
    let mut docs = lines(&operation.summary);
    let optional = operation
        .reply
        .is_optional
        .then(|| " `None` where the server answers 204 No Content.".to_owned());
    let request = format!(" `{} {}`", operation.method, operation.path);
    for paragraph in [
        lines(&operation.description),
        operation.in_the_path().filter_map(described).collect(),
        optional.into_iter().collect(),
        vec![request],
        headers(operation),
        errors(operation),
    ] {
        if !paragraph.is_empty() {
            if !docs.is_empty() {
                docs.push(String::new());
            }
            docs.extend(paragraph);
        }
    }
    docs
}

/// A parameter of the path, as an item of a list.
fn described(argument: &Argument) -> Option<String> {
    let text = rustdoc(argument.docs.as_deref()?).join("");
    Some(format!(" - `{}`:{text}", argument.name))
}

/// The headers of responses that the document names, by status.
fn headers(operation: &Operation) -> Vec<String> {
    let named = operation
        .statuses
        .iter()
        .filter(|one| !one.headers.is_empty());
    let named: Vec<String> = named
        .map(|one| {
            let line = format!("{}: `{}`", one.status, one.headers.join("`, `"));
            format!(" -{}", rustdoc(&line).join(""))
        })
        .collect();
    if named.is_empty() {
        return named;
    }
    let mut lines = vec![
        " The document names these headers of responses:".to_owned(),
        String::new(),
    ];
    lines.extend(named);
    lines
}

/// The statuses other than success that the document names.
fn errors(operation: &Operation) -> Vec<String> {
    let statuses: Vec<_> = operation
        .statuses
        .iter()
        .map(|status_of| status_of.status.as_str())
        .filter(|status| status.starts_with(['4', '5']))
        .collect();
    let named = match statuses.as_slice() {
        [status] => format!("the status {status}"),
        [others @ .., last] => format!("the statuses {} and {last}", others.join(", ")),
        [] => return Vec::new(),
    };
    let errors =
        format!(" Fails as every call may ([`crate::Error`]); the document names {named}.");
    vec![" # Errors".to_owned(), String::new(), errors]
}

fn definition(operation: &Operation) -> TokenStream {
    let builder = builder(operation);
    let (name, method, path) = (&operation.name, &operation.method, &operation.path);
    let arguments = &operation.arguments;
    let fields: Vec<_> = arguments.iter().map(ident).collect();
    let types: Vec<_> = arguments.iter().map(|one| outside(&one.ty)).collect();
    let setters = arguments.iter().filter_map(setter);
    let parameters = operation.in_the_path().map(argument_of_function);
    let set = operation.in_the_path().map(ident);
    let others = arguments.iter().filter(|one| one.place != Place::Path);
    let unset = others.map(ident);
    let values = arguments.iter().map(value);
    let (url, request) = (url(operation), request(operation));
    let (decoder, output) = (decoder(operation), output(operation));
    let send_raw = send_raw(operation);
    let listing = listing(operation);
    let until_found = until_found(operation, &output);
    let safe = traits(operation);
    let docs = format!(" A call of [`Client::{name}`], to be filled in and sent.");
    let one_page = match operation.paging {
        Some(_) => " One page is read, as a whole: `stream` and `pages` read all, item by item.",
        None => "",
    };
    let send_docs = format!(" Sends `{method} {path}`.{one_page}");
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
            pub const OPERATION: Operation = Operation::new(#name, #method, #path)#safe;
            pub(super) fn new(client: &'a Client, #(#parameters),*) -> Self {
                Self {
                    client,
                    #(#set: Parameter::of(#set),)*
                    #(#unset: Parameter::default(),)*
                }
            }
            #(#setters)*
            #[doc = #send_docs]
            pub async fn send(self) -> Result<Response<#output>, Error> {
                let client = self.client;
                client.call::<#decoder>(self.into_request()?, &Self::OPERATION).await
            }
            #send_raw
            #until_found
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

/// The enum of a reply whose type depends on the status.
fn reply(operation: &Operation) -> Option<TokenStream> {
    let Content::ByStatus(variants) = &operation.reply.content else {
        return None;
    };
    let name = builder(operation);
    let docs = format!(
        " A success of [`Client::{0}`](crate::Client::{0}).",
        operation.name
    );
    let variant_docs = variants
        .iter()
        .map(|one| format!(" Answered with the status {}.", one.status));
    let names: Vec<_> = variants
        .iter()
        .map(|one| format_ident!("{}", one.name))
        .collect();
    let types: Vec<_> = variants.iter().map(|one| outside(&one.ty)).collect();
    let mut statuses: Vec<_> = variants
        .iter()
        .zip(names.iter().zip(&types))
        .map(|(one, (name, ty))| (status_range(&one.status), name, ty))
        .collect();
    // The first range that has the status counts, so that single statuses go first.
    statuses.sort_by_key(|((low, high), ..)| high - low);
    let arms = statuses
        .iter()
        .map(|((low, high), name, ty)| quote!(#low..=#high => #name(#ty)));
    Some(quote! {
        #[doc = #docs]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #variant_docs] #names(#types),)*
            #[doc = " Answered with a success that the document does not name."]
            Other(::serde_json::Value),
        }
        crate::decode::by_status!(#name { #(#arms),* });
    })
}

/// The lowest and the highest status that a key of the document stands for.
fn status_range(status: &str) -> (u16, u16) {
    match status.parse() {
        Ok(status) => (status, status),
        Err(_) => (200, 299),
    }
}

fn send_raw(operation: &Operation) -> Option<TokenStream> {
    if let Content::Bytes | Content::Nothing = operation.reply.content {
        return None;
    }
    let (decoder, output) = match operation.reply.is_optional {
        true => (quote!(Optional<RawJson>), quote!(Option<Body>)),
        false => (quote!(RawJson), quote!(Body)),
    };
    let docs = format!(
        " Sends `{} {}`, and leaves the JSON of the response unread.",
        operation.method, operation.path
    );
    Some(quote! {
        #[doc = #docs]
        pub async fn send_raw(self) -> Result<Response<#output>, Error> {
            let client = self.client;
            client.call::<#decoder>(self.into_request()?, &Self::OPERATION).await
        }
    })
}

/// The function that asks again until the result exists.
fn until_found(operation: &Operation, output: &TokenStream) -> Option<TokenStream> {
    let waits = operation.reply.is_optional && operation.is_safe;
    waits.then(|| {
        quote! {
            #[doc = " As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,"]
            #[doc = " 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there."]
            pub async fn send_until_found(
                self,
                limit: ::std::time::Duration,
            ) -> Result<Response<#output>, Error> {
                until_found(limit, || self.clone().send()).await
            }
        }
    })
}

/// The functions `stream` and `pages` of a listing.
fn listing(operation: &Operation) -> Option<TokenStream> {
    let listing = operation.paging.as_ref()?;
    let (paging, item) = (paging(listing), format_ident!("{}", listing.item));
    Some(quote! {
        #[doc = " Every item of every page, one page in memory at a time. An item that does not fit is an"]
        #[doc = " [`Error::Item`], after which the stream goes on."]
        pub fn stream(self) -> Items<types::#item> {
            self.pages().into_items()
        }
        #[doc = " The pages, each with its items, its JSON, and where to go on after it."]
        pub fn pages(self) -> Pages<types::#item> {
            Pages::new(self.client, Self::OPERATION, #paging, self.into_request())
        }
    })
}

/// `format!("{}/path/{}", client.base_url(), segment(&uid))`
fn url(operation: &Operation) -> TokenStream {
    let mut text = "{}".to_owned();
    let mut values = Vec::new();
    let mut rest = operation.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        let mut arguments = operation.arguments.iter();
        match arguments.find(|one| one.place == Place::Path && one.wire == name) {
            Some(argument) => {
                text.push_str("{}");
                let ident = ident(argument);
                values.push(quote!(segment(&#ident)));
            }
            // The fixup `path_parameters` has given every placeholder a parameter.
            None => text.push_str(&format!("{{{{{name}}}}}")),
        }
        rest = after;
    }
    text.push_str(rest);
    quote!(format!(#text, client.base_url(), #(#values),*))
}

/// Statements that define `request`.
fn request(operation: &Operation) -> TokenStream {
    let start = match operation.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" => {
            let verb = format_ident!("{}", operation.method.to_lowercase());
            quote!(client.http().#verb(url))
        }
        method => {
            let method = format_ident!("{method}");
            quote!(client.http().request(http::Method::#method, url))
        }
    };
    let query = operation.arguments.iter().filter_map(in_query);
    let headers: Vec<_> = operation.arguments.iter().filter_map(in_headers).collect();
    let mutable = (!headers.is_empty()).then(|| quote!(mut));
    // A request has one header for all its cookies.
    let has_cookies = operation
        .arguments
        .iter()
        .any(|one| one.place == Place::Cookie);
    let (collect, send) = match has_cookies {
        true => (
            Some(quote!(let mut sent = Vec::new();)),
            Some(quote! {
                if let Some(cookies) = cookies(sent) {
                    request = request.header("cookie", cookies);
                }
            }),
        ),
        false => (None, None),
    };
    let (json, body) = (plain_json(operation), sending(operation));
    quote! {
        let #mutable request = #start #(#query)* #json;
        #collect
        #(#headers)*
        #send
        #body
    }
}

/// The type that reads a reply.
fn decoder(operation: &Operation) -> TokenStream {
    let decoder = match &operation.reply.content {
        Content::Json(ty) => {
            let ty = outside(ty);
            quote!(Json<#ty>)
        }
        Content::ByStatus(_) => {
            let name = builder(operation);
            quote!(ByStatus<reply::#name>)
        }
        Content::Bytes => quote!(Raw),
        Content::Nothing => quote!(Nothing),
    };
    match operation.reply.is_optional {
        true => quote!(Optional<#decoder>),
        false => decoder,
    }
}

/// The type of the value that is read from a reply.
fn output(operation: &Operation) -> TokenStream {
    let output = match &operation.reply.content {
        Content::Json(ty) => outside(ty),
        Content::ByStatus(_) => {
            let name = builder(operation);
            quote!(reply::#name)
        }
        Content::Bytes => quote!(Body),
        Content::Nothing => quote!(()),
    };
    match operation.reply.is_optional {
        true => quote!(Option<#output>),
        false => output,
    }
}
