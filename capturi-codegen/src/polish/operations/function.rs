//! Taking apart the function that progenitor wrote for an operation.

use quote::ToTokens as _;
use syn::{
    Expr, ExprField, ExprMethodCall, File, ImplItem, ImplItemFn, Item, Local, Member, Pat, Stmt,
    Type, parse_quote, visit_mut::VisitMut,
};

/// The functions of progenitor's client, one for each operation.
pub(super) fn functions(file: &File) -> Vec<ImplItemFn> {
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

/// The value of `let name = value;` in a function.
pub(super) fn local<'a>(function: &'a ImplItemFn, name: &str) -> Option<&'a Expr> {
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
pub(super) fn without_progenitor_calls(request: Expr) -> Result<Expr, String> {
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
pub(super) struct OnClient;

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
pub(super) fn owned(ty: &Type) -> Type {
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
