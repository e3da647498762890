//! Models: a struct, an enum of values, an enum of models, or a struct around another type; each with
//! how it is read and written.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{
    beside_models,
    layout::{Tables, entry},
    prose::docs,
};
use crate::api::{Api, Enum, Field, Model, Object, Reading, Shape, Type, Union, Variant, Wire};

pub(super) fn definition(api: &Api, model: &Model, tables: &mut Tables) -> TokenStream {
    match &model.shape {
        Shape::Object(object) => structure(model, object, tables),
        Shape::Enum(values) => enumeration(model, values),
        Shape::Union(variants) => union(model, variants),
        Shape::Alias(ty) => alias(api, model, ty),
    }
}

fn name(model: &Model) -> Ident {
    format_ident!("{}", model.name)
}

/// Its docs, what it derives, and whether it may grow: a new field in a response breaks no caller, a
/// request is written by callers.
fn head(model: &Model, traits: &TokenStream, serde: &TokenStream) -> TokenStream {
    let docs = docs(model.docs.as_deref(), model.is_deprecated);
    let default = model.has_default.then(|| quote!(Default,));
    let may_grow = (!model.is_request).then(|| quote!(#[non_exhaustive]));
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq, #traits)]
        #serde
        #may_grow
    }
}

/// For every model, serde's derive would write an enum of its fields with three visitors, and beside the
/// reading of a map that of a sequence, which JSON never uses: most of the time that the crate would take
/// to build. `read_model!` needs of each field its names and one word for how it is read. It knows no
/// field that takes up the rest: a model with one keeps its derive.
fn structure(model: &Model, object: &Object, tables: &mut Tables) -> TokenStream {
    let name = name(model);
    if let Some(rest) = &object.rest {
        let derives = quote!(::serde::Serialize, ::serde::Deserialize);
        let head = head(model, &derives, &TokenStream::new());
        let fields = object.fields.iter().map(|field| self::field(field, true));
        let (rest, ty) = (format_ident!("{}", rest.name), beside_models(&rest.ty));
        return quote! {
            #head
            pub struct #name {
                #(#fields,)*
                #[serde(flatten)]
                pub #rest: #ty,
            }
        };
    }
    let head = head(model, &quote!(::serde::Serialize), &TokenStream::new());
    let fields = object.fields.iter().map(|field| self::field(field, false));
    let rows = entry(&model.name, object.fields.iter().map(row));
    let rows = tables.keep(rows);
    quote! {
        #head
        pub struct #name { #(#fields,)* }
        crate::read_model! { #rows }
    }
}

fn field(field: &Field, is_derived: bool) -> TokenStream {
    let docs = docs(field.docs.as_deref(), field.is_deprecated);
    let (ident, wire, ty) = (
        format_ident!("{}", field.name),
        &field.wire,
        beside_models(&field.ty),
    );
    let mut options = Vec::new();
    if field.name != *wire {
        options.push(quote!(rename = #wire));
    }
    if field.ty.is_optional() && !field.is_required {
        options.push(quote!(skip_serializing_if = "Option::is_none"));
    }
    if is_derived {
        options.extend(derived_reading(field));
    }
    let serde = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
    quote! { #docs #serde pub #ident: #ty }
}

/// How serde's derive reads it, which asks for every field that has a function of its own.
fn derived_reading(field: &Field) -> Vec<TokenStream> {
    let by = |function: &str, may_be_missing: bool| {
        let mut options = Vec::new();
        options.extend(may_be_missing.then(|| quote!(default)));
        options.push(quote!(deserialize_with = #function));
        options
    };
    match field.reading {
        Reading::Required if field.ty.is_optional() => by("Option::deserialize", false),
        Reading::Required | Reading::Optional => Vec::new(),
        Reading::OrDefault => by("crate::lenient::or_default", true),
        Reading::Utc => by("crate::lenient::utc", false),
        Reading::OptionalUtc => by("crate::lenient::utc", true),
        Reading::UtcOrDefault => by("crate::lenient::utc_or_default", true),
        Reading::Clearable => by("crate::lenient::present", true),
    }
}

/// `field: "name" | "Alias" => how`
fn row(field: &Field) -> String {
    let names = std::iter::once(&field.wire).chain(&field.alias);
    let names: Vec<String> = names.map(|name| format!("{name:?}")).collect();
    let how = match field.reading {
        Reading::Required => "required",
        Reading::Optional => "optional",
        Reading::OrDefault => "or_default",
        Reading::Utc => "utc",
        Reading::OptionalUtc => "optional_utc",
        Reading::UtcOrDefault => "utc_or_default",
        Reading::Clearable => "clearable",
    };
    format!("{}: {} => {how}", field.name, names.join(" | "))
}

fn alias(api: &Api, model: &Model, ty: &Type) -> TokenStream {
    let derives = quote!(::serde::Serialize, ::serde::Deserialize);
    let head = head(model, &derives, &quote!(#[serde(transparent)]));
    let (name, inner) = (name(model), beside_models(ty));
    let as_text = as_text(api, &name, ty);
    quote! {
        #head
        pub struct #name(pub #inner);
        impl ::std::ops::Deref for #name {
            type Target = #inner;
            fn deref(&self) -> &#inner {
                &self.0
            }
        }
        impl From<#inner> for #name {
            fn from(value: #inner) -> Self {
                Self(value)
            }
        }
        #as_text
    }
}

/// What is written as a text, and read from one, where the type that the alias is for can be.
fn as_text(api: &Api, name: &Ident, ty: &Type) -> Option<TokenStream> {
    if !has_text(api, ty, 0) {
        return None;
    }
    let inner = beside_models(ty);
    Some(quote! {
        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl ::std::str::FromStr for #name {
            type Err = <#inner as ::std::str::FromStr>::Err;
            fn from_str(value: &str) -> Result<Self, Self::Err> {
                value.parse().map(Self)
            }
        }
        impl TryFrom<&str> for #name {
            type Error = <#inner as ::std::str::FromStr>::Err;
            fn try_from(value: &str) -> Result<Self, Self::Error> {
                value.parse()
            }
        }
    })
}

/// `depth` ends aliases that are for each other.
fn has_text(api: &Api, ty: &Type, depth: usize) -> bool {
    match ty {
        Type::Text | Type::Boolean | Type::Number(_) => true,
        Type::Uuid | Type::DateTime | Type::Date => true,
        Type::Model(_) => match api.model(ty).map(|model| &model.shape) {
            Some(Shape::Enum(_)) => true,
            Some(Shape::Alias(ty)) => depth < api.models.len() && has_text(api, ty, depth + 1),
            _ => false,
        },
        _ => false,
    }
}

fn enumeration(model: &Model, of: &Enum) -> TokenStream {
    let docs = docs(model.docs.as_deref(), model.is_deprecated);
    let (name, unknown) = (name(model), format_ident!("{}", of.unknown));
    let names: Vec<&str> = of.values.iter().map(|value| value.name.as_str()).collect();
    let variants: Vec<Ident> = names.iter().map(|name| format_ident!("{name}")).collect();
    let numbers: Option<Vec<i64>> = of
        .values
        .iter()
        .map(|value| match value.wire {
            Wire::Number(number) => Some(number),
            Wire::Text(_) => None,
        })
        .collect();
    let (kept, behaviour) = match numbers {
        Some(numbers) => {
            let values: Vec<Literal> = numbers.into_iter().map(Literal::i64_unsuffixed).collect();
            (
                quote!(i64),
                quote! {
                    impl #name {
                        #[doc = " The value as it stands in JSON."]
                        pub fn as_i64(&self) -> i64 {
                            match self {
                                #(Self::#variants => #values,)*
                                Self::#unknown(value) => *value,
                            }
                        }
                    }
                    impl From<i64> for #name {
                        fn from(value: i64) -> Self {
                            match value {
                                #(#values => Self::#variants,)*
                                other => Self::#unknown(other),
                            }
                        }
                    }
                    crate::open_number_enum!(#name { #(#names => #variants,)* });
                },
            )
        }
        None => {
            let values = of.values.iter().map(|value| match &value.wire {
                Wire::Text(text) => text.clone(),
                Wire::Number(number) => number.to_string(),
            });
            let values: Vec<String> = values.collect();
            (
                quote!(String),
                quote! {
                    impl #name {
                        #[doc = " The value as it stands in JSON."]
                        pub fn as_str(&self) -> &str {
                            match self {
                                #(Self::#variants => #values,)*
                                Self::#unknown(value) => value,
                            }
                        }
                    }
                    impl From<&str> for #name {
                        fn from(value: &str) -> Self {
                            match value {
                                #(#values => Self::#variants,)*
                                other => Self::#unknown(other.to_owned()),
                            }
                        }
                    }
                    crate::open_enum!(#name);
                },
            )
        }
    };
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that the document does not name, as it was sent."]
            #unknown(#kept),
        }
        #behaviour
    }
}

fn union(model: &Model, union: &Union) -> TokenStream {
    let docs = docs(model.docs.as_deref(), model.is_deprecated);
    let (name, unknown) = (name(model), format_ident!("{}", union.unknown));
    let idents: Vec<Ident> = union.variants.iter().map(variant).collect();
    let types: Vec<TokenStream> = union
        .variants
        .iter()
        .map(|variant| beside_models(&variant.ty))
        .collect();
    let Some(tag) = &union.tag else {
        let conversions = conversions(&name, union);
        return quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#idents(#types),)*
                #[doc = " What fits no variant, as it was sent."]
                #unknown(::serde_json::Value),
            }
            #conversions
            crate::untagged_union!(#name { #(#idents,)* } else #unknown);
        };
    };
    let wire = &tag.wire;
    let kept = " A variant that the document does not name, or one that does not fit its model, as it was sent.";
    if tag.is_kept {
        let tags = union.variants.iter().map(|variant| &variant.tags);
        let rows = tags
            .zip(&idents)
            .map(|(tags, ident)| quote!(#(#tags)|* => #ident,));
        return quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#idents(#types),)*
                #[doc = #kept]
                #unknown(::serde_json::Value),
            }
            crate::tagged_union!(#name by #wire { #(#rows)* } else #unknown);
        };
    }
    let names = union.variants.iter().map(|variant| {
        let mut tags = variant.tags.iter();
        let first = tags.next();
        quote!(#[serde(rename = #first #(, alias = #tags)*)])
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(tag = #wire)]
        #[non_exhaustive]
        pub enum #name {
            #(#names #idents(#types),)*
            #[doc = #kept]
            #[serde(untagged)]
            #unknown(::serde_json::Value),
        }
    }
}

fn variant(variant: &Variant) -> Ident {
    format_ident!("{}", variant.name)
}

/// From what the variants hold, unless two hold the same.
fn conversions(name: &Ident, union: &Union) -> TokenStream {
    let is_only = |ty: &Type| union.variants.iter().filter(|one| one.ty == *ty).count() == 1;
    let conversions = union.variants.iter().filter(|one| is_only(&one.ty));
    let conversions = conversions.map(|one| {
        let (variant, ty) = (variant(one), beside_models(&one.ty));
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        }
    });
    quote!(#(#conversions)*)
}
