//! progenitor writes each operation as one function with positional arguments, where a new
//! optional parameter breaks every caller, and a body that knows nothing of tokens, retries or
//! 204, and that adds a header `api-version: <info.version>` nobody asked for.
//!
//! Each becomes a builder whose `send` builds the request as progenitor would, then leaves it to
//! the one hand-written function, `Client::call`.

use heck::ToUpperCamelCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use serde_json::Value;
use syn::{
    Expr, ExprField, ExprMethodCall, File, FnArg, ImplItem, ImplItemFn, Item, Local, Member, Pat,
    ReturnType, Stmt, Type, parse_quote, visit_mut::VisitMut,
};

use super::{
    Model, Polish, models,
    prose::rustdoc,
    syntax::{arguments, option_of, outer_name},
};
use crate::{
    Error,
    document::{Document, Object, Operation, array, is_true, marker},
    step::Expected,
};

const NAME: &str = "operations";

pub(super) const POLISH: Polish = Polish {
    name: NAME,
    reason: "operations are builders that end in Client::call",
    expected: Expected::Today,
    apply: |file, document| {
        let defaults = models_with_default(file);
        let calls = functions(file)
            .into_iter()
            .map(|function| Call::read(&function, document, &defaults))
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
    /// How the body of the response is read.
    decoder: TokenStream,
    /// What reading it returns.
    output: TokenStream,
}

struct Argument {
    ident: Ident,
    ty: Type,
    presence: Presence,
    docs: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
    /// Sent as its default when it is not set.
    Defaulted,
}

impl<'a> Call<'a> {
    fn read(
        function: &ImplItemFn,
        document: &'a Document,
        defaults: &[String],
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
                    .push(Argument::read(input, operation.object, defaults).map_err(&unsupported)?);
            }
        }
        let url = local(function, "url").ok_or_else(|| unsupported("has no URL".to_owned()))?;
        let request =
            local(function, "request").ok_or_else(|| unsupported("has no request".to_owned()))?;
        let mut chain = without_progenitor_calls(request.clone()).map_err(&unsupported)?;
        let mut url = url.clone();
        OnClient.visit_expr_mut(&mut url);
        OnClient.visit_expr_mut(&mut chain);
        let (decoder, output) = response(function, operation.object)
            .ok_or_else(|| unsupported("has an unknown return type".to_owned()))?;
        Ok(Self {
            operation,
            id,
            arguments,
            url,
            request: chain,
            decoder,
            output,
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
        let (url, request, decoder, output) =
            (&self.url, &self.request, &self.decoder, &self.output);
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
                pub const OPERATION: Operation = Operation::new(#id, #verb, #path);
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
            }
        }
    }
}

impl Argument {
    fn read(input: &syn::PatType, operation: &Object, defaults: &[String]) -> Result<Self, String> {
        let Pat::Ident(pattern) = &*input.pat else {
            return Err("has an argument without a name".to_owned());
        };
        let ident = pattern.ident.clone();
        let (ty, mut presence) = match option_of(&input.ty) {
            Some(inner) => (owned(inner), Presence::Optional),
            None => (owned(&input.ty), Presence::Required),
        };
        if outer_name(&ty).as_deref() == Some("B") {
            return Err("a body that is not JSON is not supported yet".to_owned());
        }
        if ["client", "new", "send", "stream"].contains(&ident.to_string().as_str()) {
            return Err(format!("a parameter named `{ident}` is not supported yet"));
        }
        let (place, description, required) = if ident == "body" {
            let body = operation.get("requestBody").unwrap_or(&Value::Null);
            if body["required"] != true
                && outer_name(&ty).is_some_and(|name| defaults.contains(&name))
            {
                presence = Presence::Defaulted;
            }
            (
                "The body of the request".to_owned(),
                body["description"].as_str(),
                presence,
            )
        } else {
            let parameter = array(operation, "parameters").iter().find(|parameter| {
                use heck::ToSnakeCase as _;
                let name = parameter["name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_snake_case();
                ident.to_string().trim_end_matches('_') == name
            });
            let parameter = parameter.unwrap_or(&Value::Null);
            let place = match (parameter["name"].as_str(), parameter["in"].as_str()) {
                (Some(name), Some(place)) => format!("`{name}` in the {place}"),
                _ => format!("`{ident}`"),
            };
            (place, parameter["description"].as_str(), presence)
        };
        let required = match required {
            Presence::Required => "required",
            Presence::Optional => "left out unless set",
            Presence::Defaulted => "the model's default unless set",
        };
        let mut docs = description.map(rustdoc).unwrap_or_default();
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(format!(" {place}; {required}."));
        Ok(Self {
            ident,
            ty,
            presence,
            docs,
        })
    }

    fn setter(&self) -> TokenStream {
        let (ident, ty, docs) = (&self.ident, &self.ty, &self.docs);
        quote! {
            #(#[doc = #docs])*
            pub fn #ident(mut self, value: impl TryInto<#ty>) -> Self {
                self.#ident.set(value);
                self
            }
        }
    }

    /// Takes the argument's value out of the builder, or returns the error.
    fn value(&self) -> TokenStream {
        let ident = &self.ident;
        let name = ident.to_string();
        let take = match self.presence {
            Presence::Required => quote!(required),
            Presence::Optional => quote!(optional),
            Presence::Defaulted => quote!(or_default),
        };
        quote! { let #ident = #ident.#take(&Self::OPERATION, #name)?; }
    }
}

fn emit(calls: &[Call<'_>]) -> Vec<Item> {
    let entries = calls.iter().map(Call::entry);
    let definitions = calls.iter().map(Call::definition);
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
                    Body, Client, Error, Operation, Parameter, ResponseValue,
                };

                #(#definitions)*
            }
        },
    ]
}

/// The functions of progenitor's client, one for each operation.
fn functions(file: &File) -> Vec<ImplItemFn> {
    file.items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(block) if block.trait_.is_none() => Some(block),
            _ => None,
        })
        .flat_map(|block| &block.items)
        .filter_map(|item| match item {
            ImplItem::Fn(function) if function.sig.asyncness.is_some() => Some(function.clone()),
            _ => None,
        })
        .collect()
}

fn models_with_default(file: &File) -> Vec<String> {
    models(file)
        .filter(|(_, model)| match model {
            Model::Struct(item) => item.attrs.iter().any(|attribute| {
                attribute.path().is_ident("derive")
                    && attribute.to_token_stream().to_string().contains("Default")
            }),
            Model::Enum(_) => false,
        })
        .map(|(name, _)| name)
        .collect()
}

/// The value of `let name = value;` in a function.
fn local<'a>(function: &'a ImplItemFn, name: &str) -> Option<&'a Expr> {
    function
        .block
        .stmts
        .iter()
        .find_map(|statement| match statement {
            Stmt::Local(Local {
                pat: Pat::Ident(pattern),
                init: Some(init),
                ..
            }) if pattern.ident == name => Some(&*init.expr),
            _ => None,
        })
}

/// The request without what `Client::call` does: `Accept`, the odd header map, `build`.
fn without_progenitor_calls(request: Expr) -> Result<Expr, String> {
    match request {
        Expr::Try(inner) => without_progenitor_calls(*inner.expr),
        Expr::MethodCall(call) => {
            let receiver = without_progenitor_calls(*call.receiver.clone())?;
            match call.method.to_string().as_str() {
                "build" | "headers" => Ok(receiver),
                "header"
                    if call.args[0]
                        .to_token_stream()
                        .to_string()
                        .ends_with("ACCEPT") =>
                {
                    Ok(receiver)
                }
                "form_urlencoded" | "body" | "header" => {
                    Err("a body that is not JSON is not supported yet".to_owned())
                }
                _ => Ok(Expr::MethodCall(ExprMethodCall {
                    receiver: Box::new(receiver),
                    ..call
                })),
            }
        }
        other => Ok(other),
    }
}

/// `self.baseurl` and `self.client` become what our client calls them.
struct OnClient;

impl VisitMut for OnClient {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match member_of_self(expression).as_deref() {
            Some("baseurl") => *expression = parse_quote!(client.base_url()),
            Some("client") => *expression = parse_quote!(client.http()),
            _ => syn::visit_mut::visit_expr_mut(self, expression),
        }
    }

    fn visit_macro_mut(&mut self, invocation: &mut syn::Macro) {
        let parsed = invocation
            .parse_body_with(syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated);
        if let Ok(mut arguments) = parsed {
            arguments
                .iter_mut()
                .for_each(|argument| self.visit_expr_mut(argument));
            invocation.tokens = arguments.into_token_stream();
        }
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path
            .segments
            .first()
            .is_some_and(|first| first.ident == "progenitor_client")
        {
            path.segments = std::mem::take(&mut path.segments)
                .into_iter()
                .skip(1)
                .collect();
        }
    }
}

/// `member` of `self.member`.
fn member_of_self(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Field(ExprField {
            base,
            member: Member::Named(member),
            ..
        }) => match &**base {
            Expr::Path(path) if path.path.is_ident("self") => Some(member.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// The type that a builder keeps for an argument that progenitor borrows.
fn owned(ty: &Type) -> Type {
    match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => parse_quote!(String),
            Type::Slice(slice) => {
                let item = &slice.elem;
                parse_quote!(Vec<#item>)
            }
            other => other.clone(),
        },
        other => other.clone(),
    }
}

/// How a response is read, and what that returns: from `Result<ResponseValue<T>, Error<E>>`.
fn response(function: &ImplItemFn, operation: &Object) -> Option<(TokenStream, TokenStream)> {
    let ReturnType::Type(_, result) = &function.sig.output else {
        return None;
    };
    let success = arguments(arguments(result).first()?)
        .first()
        .copied()?
        .clone();
    let (decoder, output) = match &success {
        Type::Tuple(_) => (quote!(Nothing), quote!(())),
        ty if outer_name(ty).as_deref() == Some("ByteStream") => (quote!(Raw), quote!(Body)),
        ty => (quote!(Json<#ty>), quote!(#ty)),
    };
    Some(if is_true(operation, marker::OPTIONAL_RESPONSE) {
        (quote!(Optional<#decoder>), quote!(Option<#output>))
    } else {
        (decoder, output)
    })
}
