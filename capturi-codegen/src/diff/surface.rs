//! What callers of a generated client can name: its operations and models, read from the code.

use std::collections::BTreeMap;

use syn::{
    Expr, Fields, FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, ReturnType, Type,
    visit::Visit,
};

use crate::{
    Error,
    polish::{derives, has_serde_word, wire_name},
};

#[derive(Default)]
pub(super) struct Surface {
    pub(super) operations: BTreeMap<String, Operation>,
    pub(super) models: BTreeMap<String, Model>,
}

#[derive(Default)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) is_safe: bool,
    pub(super) arguments: BTreeMap<String, Argument>,
    pub(super) returns: String,
    pub(super) has_stream: bool,
}

pub(super) struct Argument {
    pub(super) ty: String,
    pub(super) is_required: bool,
}

pub(super) enum Model {
    Struct(Struct),
    /// The value of each variant.
    Enum(BTreeMap<String, String>),
    /// The type of each variant.
    Union(BTreeMap<String, String>),
    /// Another name for a type.
    Alias(String),
}

pub(super) struct Struct {
    pub(super) fields: BTreeMap<String, Field>,
    /// Whether callers write it themselves.
    pub(super) is_request: bool,
    pub(super) has_default: bool,
}

#[derive(PartialEq)]
pub(super) struct Field {
    pub(super) ty: String,
    pub(super) wire: String,
}

impl Surface {
    pub(super) fn of(source: &str) -> Result<Self, Error> {
        let mut surface = Self::default();
        for item in syn::parse_file(source)?.items {
            match item {
                Item::Mod(module) if module.ident == "types" => {
                    for item in module.content.into_iter().flat_map(|(_, items)| items) {
                        surface.add_type(item);
                    }
                }
                Item::Mod(module) if module.ident == "builder" => {
                    for item in module.content.into_iter().flat_map(|(_, items)| items) {
                        if let Item::Impl(block) = item
                            && let Some((name, operation)) = operation(&block)
                        {
                            surface.operations.insert(name, operation);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(surface)
    }

    fn add_type(&mut self, item: Item) {
        match item {
            Item::Struct(item) => {
                self.models.insert(item.ident.to_string(), structure(&item));
            }
            Item::Enum(item) => {
                self.models.insert(item.ident.to_string(), variants(&item));
            }
            // What is sent for each variant stands in `as_str` or `as_i64`.
            Item::Impl(block) if block.trait_.is_none() => {
                let name = text(&block.self_ty);
                if let Some(Model::Enum(values)) = self.models.get_mut(&name) {
                    Values(values).visit_item_impl(&block);
                }
            }
            _ => {}
        }
    }
}

fn structure(item: &ItemStruct) -> Model {
    if let Fields::Unnamed(fields) = &item.fields
        && let Some(field) = fields.unnamed.first()
    {
        return Model::Alias(text(&field.ty));
    }
    let fields = item.fields.iter().filter_map(|field| {
        let name = field.ident.as_ref()?.to_string();
        let wire = wire_name(field).unwrap_or_else(|| name.clone());
        let ty = text(&field.ty);
        Some((name, Field { ty, wire }))
    });
    Model::Struct(Struct {
        fields: fields.collect(),
        is_request: !item
            .attrs
            .iter()
            .any(|one| one.path().is_ident("non_exhaustive")),
        has_default: derives(&item.attrs, "Default"),
    })
}

fn variants(item: &ItemEnum) -> Model {
    let named = |variant: &syn::Variant| {
        let ty = variant.fields.iter().next().map(|field| text(&field.ty));
        (variant.ident.to_string(), ty.unwrap_or_default())
    };
    let all: BTreeMap<String, String> = item.variants.iter().map(named).collect();
    let is_union = all
        .values()
        .any(|ty| !["", "String", "i64"].contains(&ty.as_str()))
        || has_serde_word(&item.attrs, "untagged");
    match is_union {
        true => Model::Union(all),
        false => Model::Enum(all),
    }
}

/// Collects `Self::Variant => "value"`.
struct Values<'a>(&'a mut BTreeMap<String, String>);

impl Visit<'_> for Values<'_> {
    fn visit_arm(&mut self, arm: &syn::Arm) {
        let variant = text(&arm.pat);
        let variant = variant.strip_prefix("Self::").unwrap_or(&variant);
        if let (Some(value), Expr::Lit(literal)) = (self.0.get_mut(variant), &*arm.body) {
            *value = text(literal);
        }
    }
}

/// The operation of a builder: what its constant says, its setters, and what its functions return.
fn operation(block: &ItemImpl) -> Option<(String, Operation)> {
    let mut found = Operation::default();
    let mut name = None;
    for item in &block.items {
        match item {
            ImplItem::Const(constant) if constant.ident == "OPERATION" => {
                let mut texts = Texts(Vec::new());
                texts.visit_expr(&constant.expr);
                let mut texts = texts.0.into_iter();
                name = texts.next();
                found.method = texts.next()?;
                found.path = texts.next()?;
                found.is_safe = text(&constant.expr).ends_with(".safe()");
            }
            ImplItem::Fn(function) => {
                let ident = function.sig.ident.to_string();
                match ident.as_str() {
                    "new" => {}
                    "send" => {
                        if let ReturnType::Type(_, ty) = &function.sig.output {
                            found.returns = text(ty);
                        }
                    }
                    "into_request" => required(&text(&function.block), &mut found.arguments),
                    "stream" => found.has_stream = true,
                    "pages" | "send_raw" => {}
                    _ => {
                        let ty = function.sig.inputs.iter().find_map(argument)?;
                        let argument = Argument {
                            ty,
                            is_required: false,
                        };
                        found.arguments.insert(ident, argument);
                    }
                }
            }
            _ => {}
        }
    }
    Some((name?, found))
}

/// `T` of `value: impl TryInto<T>`.
fn argument(input: &FnArg) -> Option<String> {
    let FnArg::Typed(input) = input else {
        return None;
    };
    let Type::ImplTrait(_) = &*input.ty else {
        return None;
    };
    let ty = text(&input.ty);
    let inner = ty.strip_prefix("implTryInto<")?.strip_suffix('>')?;
    Some(inner.to_owned())
}

/// Marks the arguments that `send` asks for.
fn required(send: &str, arguments: &mut BTreeMap<String, Argument>) {
    for (name, argument) in arguments {
        argument.is_required = send.contains(&format!("let{name}={name}.required("));
    }
}

/// The literal texts of an expression, in their order.
struct Texts(Vec<String>);

impl Visit<'_> for Texts {
    fn visit_lit_str(&mut self, literal: &syn::LitStr) {
        self.0.push(literal.value());
    }
}

/// Tokens without spaces, which stand differently before and after formatting.
fn text(tokens: &impl quote::ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.chars().filter(|one| !one.is_whitespace()).collect()
}
