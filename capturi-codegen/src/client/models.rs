//! Models: a struct, an enum of values, an enum of models, or a struct around another type, each
//! with the code that reads and writes it. Most models are written in their final layout;
//! prettyplease lays out the others, and models with lines that are too long.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    beside_models,
    layout::{INDENT, entry, laid_out, written},
    prose::{comment, docs},
};
use crate::{
    api::{Api, Enum, Field, Model, Object, Reading, Shape, Type, Union, Variant, Wire},
    names::UNKNOWN,
};

/// The model's items as they stand in the module `types`.
pub(super) fn definition(api: &Api, model: &Model) -> Result<String, syn::Error> {
    match &model.shape {
        Shape::Object(object) => structure(model, object),
        Shape::Enum(values) => enumeration(model, values),
        Shape::Union(variants) => laid_out(union(model, variants)),
        Shape::Alias(ty) => laid_out(alias(api, model, ty)),
    }
}

fn name(model: &Model) -> Ident {
    format_ident!("{}", model.name)
}

/// For every model, serde's derive would write an enum of its fields, three visitors, and the
/// reading of a sequence, which JSON never uses: most of the crate's build time. `read_model!`
/// needs only the names of each field and a word for the way in which it is read. It has no form
/// for the field that keeps the rest, so a model with such a field keeps its derive.
fn structure(model: &Model, object: &Object) -> Result<String, syn::Error> {
    let is_derived = object.rest.is_some();
    let mut text = comment("", model.docs.as_deref(), model.is_deprecated);
    let default = match model.has_default {
        true => "Default, ",
        false => "",
    };
    let reading = match is_derived {
        true => ", ::serde::Deserialize",
        false => "",
    };
    text.push_str(&format!(
        "#[derive(Clone, Debug, {default}PartialEq, ::serde::Serialize{reading})]\n"
    ));
    // A new field must break no caller that reads a response; callers construct requests.
    if !model.is_request {
        text.push_str("#[non_exhaustive]\n");
    }
    let fields = object
        .fields
        .iter()
        .map(|field| self::field(field, is_derived));
    let rest = object.rest.iter().map(|rest| {
        let ty = rest.ty.written("");
        format!(
            "{INDENT}#[serde(flatten)]\n{INDENT}pub {}: {ty},\n",
            rest.name
        )
    });
    text.push_str(&block(
        &format!("pub struct {}", model.name),
        fields.chain(rest),
    ));
    let mut written = written(&text)?;
    if !is_derived {
        let rows = entry(&model.name, object.fields.iter().map(row));
        written.push_str(&format!(
            "{INDENT}crate::read_model! {{\n{INDENT}{INDENT}{rows}\n{INDENT}}}\n"
        ));
    }
    Ok(written)
}

/// `head { lines }`
fn block(head: &str, lines: impl IntoIterator<Item = String>) -> String {
    let lines: String = lines.into_iter().collect();
    match lines.is_empty() {
        true => format!("{head} {{}}\n"),
        false => format!("{head} {{\n{lines}}}\n"),
    }
}

fn field(field: &Field, is_derived: bool) -> String {
    let mut text = comment(INDENT, field.docs.as_deref(), field.is_deprecated);
    let mut options = Vec::new();
    if field.name != field.wire {
        options.push(format!("rename = {:?}", field.wire));
    }
    if field.ty.is_optional() && !field.is_required {
        options.push("skip_serializing_if = \"Option::is_none\"".to_owned());
    }
    if is_derived {
        options.extend(derived_reading(field));
    }
    if !options.is_empty() {
        text.push_str(&format!("{INDENT}#[serde({})]\n", options.join(", ")));
    }
    let ty = field.ty.written("");
    text.push_str(&format!("{INDENT}pub {}: {ty},\n", field.name));
    text
}

/// The attributes for a field that serde's derive has to read by a function of ours.
fn derived_reading(field: &Field) -> Vec<String> {
    let by = |function: &str, may_be_missing: bool| {
        let mut options = Vec::new();
        options.extend(may_be_missing.then(|| "default".to_owned()));
        options.push(format!("deserialize_with = \"{function}\""));
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
    let docs = docs(model.docs.as_deref(), model.is_deprecated);
    let default = model.has_default.then(|| quote!(Default,));
    let may_grow = (!model.is_request).then(|| quote!(#[non_exhaustive]));
    let (name, inner) = (name(model), beside_models(ty));
    let as_text = as_text(api, &name, ty);
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        #may_grow
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

/// Conversions to and from text, if the aliased type has them.
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

/// Whether the type has a text form; `depth` ends aliases of each other.
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

fn enumeration(model: &Model, of: &Enum) -> Result<String, syn::Error> {
    let (name, unknown) = (&model.name, UNKNOWN);
    let are_numbers = of.has_numbers();
    let (kept, function, returned, given, known, other) = match are_numbers {
        true => ("i64", "as_i64", "i64", "i64", "*value", "other"),
        false => (
            "String",
            "as_str",
            "&str",
            "&str",
            "value",
            "other.to_owned()",
        ),
    };
    let values: Vec<(&str, String)> = of
        .values
        .iter()
        .map(|value| {
            let wire = match &value.wire {
                Wire::Text(text) => format!("{text:?}"),
                Wire::Number(number) if are_numbers => number.to_string(),
                Wire::Number(number) => format!("\"{number}\""),
            };
            (value.name.as_str(), wire)
        })
        .collect();
    let lines = |line: fn(&str, &str) -> String| -> String {
        let lines = values.iter().map(|(name, wire)| line(name, wire));
        lines.collect()
    };
    let variants = lines(|name, _| format!("    {name},\n"));
    let to_wire = lines(|name, wire| format!("            Self::{name} => {wire},\n"));
    let from_wire = lines(|name, wire| format!("            {wire} => Self::{name},\n"));
    let rows = lines(|name, _| format!(" {name:?} => {name},"));
    let behaviour = match are_numbers {
        true => format!("crate::open_number_enum!({name} {{{rows} }});"),
        false => format!("crate::open_enum!({name});"),
    };
    let comment = comment("", model.docs.as_deref(), model.is_deprecated);
    written(&format!(
        "{comment}#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum {name} {{
{variants}    /// A value that the document does not name, as it was sent.
    {unknown}({kept}),
}}
impl {name} {{
    /// The value as it stands in JSON.
    pub fn {function}(&self) -> {returned} {{
        match self {{
{to_wire}            Self::{unknown}(value) => {known},
        }}
    }}
}}
impl From<{given}> for {name} {{
    fn from(value: {given}) -> Self {{
        match value {{
{from_wire}            other => Self::{unknown}({other}),
        }}
    }}
}}
{behaviour}
"
    ))
}

fn union(model: &Model, union: &Union) -> TokenStream {
    let docs = docs(model.docs.as_deref(), model.is_deprecated);
    let (name, unknown) = (name(model), format_ident!("{UNKNOWN}"));
    let idents: Vec<Ident> = union.variants.iter().map(variant).collect();
    let types: Vec<TokenStream> = union
        .variants
        .iter()
        .map(|variant| beside_models(&variant.ty))
        .collect();
    let wire = union.tag.as_ref().map(|tag| &tag.wire);
    let kept = match wire {
        Some(_) => {
            " A variant that the document does not name, or one that does not fit its model, as it was sent."
        }
        None => " What fits no variant, as it was sent.",
    };
    // serde's derive can't read these unions.
    let reader = match &union.tag {
        None => {
            let conversions = conversions(&name, union);
            Some(quote! {
                #conversions
                crate::untagged_union!(#name { #(#idents,)* } else #unknown);
            })
        }
        Some(tag) if tag.is_kept => {
            let tags = union.variants.iter().map(|variant| &variant.tags);
            let rows = tags
                .zip(&idents)
                .map(|(tags, ident)| quote!(#(#tags)|* => #ident,));
            Some(quote!(crate::tagged_union!(#name by #wire { #(#rows)* } else #unknown);))
        }
        Some(_) => None,
    };
    if let Some(reader) = reader {
        return quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#idents(#types),)*
                #[doc = #kept]
                #unknown(::serde_json::Value),
            }
            #reader
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

/// Conversions from the variants' types, except types that several variants have.
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
