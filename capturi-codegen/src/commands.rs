//! The operations as a table that a command line is built from: their names, the places of their
//! parameters and body members, and the form of their responses.

use std::collections::BTreeSet;

use heck::ToKebabCase as _;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::{
    Error,
    api::{Api, Argument, Content, Field, Operation, Place, Presence, Shape, Type, Wire},
    client::{paging, traits},
};

/// Rust source of the table, an expression of type `&[Operation]`.
pub(crate) fn table(api: &Api, reserved: &[&str]) -> Result<String, Error> {
    let commands = api
        .operations
        .iter()
        .map(|operation| command(api, operation, reserved));
    let table = syn::parse2(quote! { const TABLE: &[Operation] = &[#(#commands),*]; })?;
    let source = prettyplease::unparse(&table);
    let expression = source
        .trim_end()
        .trim_start_matches("const TABLE: &[Operation] =")
        .trim_end_matches(';');
    Ok(format!("{}\n", expression.trim()))
}

fn command(api: &Api, operation: &Operation, reserved: &[&str]) -> TokenStream {
    let (id, method, path) = (&operation.name, &operation.method, &operation.path);
    let name = id.to_kebab_case();
    let safe = traits(operation);
    let summary = text(operation.summary.as_deref());
    let description = text(operation.description.as_deref());
    let mut flags = Flags::new(reserved);
    let sent = operation.arguments.iter().filter_map(|argument| {
        let place = match argument.place {
            Place::Path => "Path",
            Place::Query(_) => "Query",
            Place::Header => "Header",
            // Cookies are not sent, and a body is given whole or member by member.
            Place::Cookie | Place::Body | Place::Part(_) => return None,
        };
        Some(flags.argument(api, argument, place))
    });
    let mut parameters: Vec<TokenStream> = sent.collect();
    let body = operation.json_body().and_then(|body| api.object(body));
    let members = body.into_iter().flat_map(|body| &body.fields);
    parameters.extend(members.map(|member| flags.member(api, member)));
    let has_body = operation.body.is_some();
    let reply = reply(api, operation);
    let paging = match &operation.paging {
        Some(of) => {
            let paging = paging(of);
            quote!(Some(capturi_api::#paging))
        }
        None => quote!(None),
    };
    quote! {
        Operation {
            command: #name,
            operation: capturi_api::Operation::new(#id, #method, #path) #safe,
            summary: #summary,
            description: #description,
            has_body: #has_body,
            parameters: &[#(#parameters),*],
            reply: #reply,
            paging: #paging,
        }
    }
}

/// The flags of a command, each of which may be taken once.
struct Flags(BTreeSet<String>);

/// A parameter of a command, which becomes a flag.
struct Parameter<'a> {
    wire: &'a str,
    place: &'static str,
    ty: &'a Type,
    is_required: bool,
    is_clearable: bool,
    /// The smallest and the largest number that the server accepts.
    range: [Option<i64>; 2],
    docs: Option<&'a str>,
}

impl Flags {
    fn new(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|&flag| flag.to_owned()).collect())
    }

    fn take(&mut self, wire: &str, place: &str) -> String {
        let short = match wire.to_kebab_case() {
            short if short.is_empty() => "parameter".to_owned(),
            short => short,
        };
        let long = format!("{short}-{}", place.to_lowercase());
        let numbered = (2..).map(|number| format!("{long}-{number}"));
        let free = [short, long.clone()]
            .into_iter()
            .chain(numbered)
            .find(|flag| self.0.insert(flag.clone()));
        free.unwrap_or(long)
    }

    fn argument(&mut self, api: &Api, argument: &Argument, place: &'static str) -> TokenStream {
        let parameter = Parameter {
            wire: &argument.wire,
            place,
            ty: &argument.ty,
            is_required: argument.presence == Presence::Required,
            is_clearable: false,
            range: [None; 2],
            docs: argument.docs.as_deref(),
        };
        self.parameter(api, &parameter)
    }

    /// A member of the body.
    fn member(&mut self, api: &Api, field: &Field) -> TokenStream {
        let parameter = Parameter {
            wire: &field.wire,
            place: "Body",
            ty: &field.ty,
            is_required: field.is_required,
            is_clearable: field.is_clearable(),
            range: ["minimum", "maximum"].map(|limit| field.limits.get(limit)?.as_i64()),
            docs: field.docs.as_deref(),
        };
        self.parameter(api, &parameter)
    }

    fn parameter(&mut self, api: &Api, parameter: &Parameter<'_>) -> TokenStream {
        let (wire, place) = (parameter.wire, parameter.place);
        let flag = self.take(wire, place);
        let place = format_ident!("{place}");
        let (kind, is_list) = match parameter.ty.plain() {
            // A list of objects is given as JSON, in a single flag.
            Type::List(item) => match kind(api, item) {
                Kind::Json => (Kind::Json, false),
                kind => (kind, true),
            },
            ty => (kind(api, ty), false),
        };
        let (is_required, is_clearable) = (parameter.is_required, parameter.is_clearable);
        let [minimum, maximum] = parameter.range.map(|limit| match limit {
            Some(limit) => quote!(Some(#limit)),
            None => quote!(None),
        });
        let help = match (&kind, members(api, parameter.ty)) {
            (Kind::Json, Some(members)) => format!("{} (JSON: {members})", text(parameter.docs)),
            _ => text(parameter.docs).to_owned(),
        };
        let kind = kind.tokens();
        quote! {
            Parameter {
                flag: #flag,
                name: #wire,
                place: Place::#place,
                kind: #kind,
                is_list: #is_list,
                is_required: #is_required,
                is_clearable: #is_clearable,
                minimum: #minimum,
                maximum: #maximum,
                help: #help,
            }
        }
    }
}

/// The first members of an object that a parameter is given as, or that a list of them holds.
fn members(api: &Api, ty: &Type) -> Option<String> {
    const SHOWN: usize = 4;
    let of = |ty: &Type| {
        let fields = &api.object(ty)?.fields;
        let shown = fields.iter().take(SHOWN);
        let mut shown: Vec<String> = shown
            .map(|field| format!("\"{}\": …", field.wire))
            .collect();
        shown.extend((fields.len() > SHOWN).then(|| "…".to_owned()));
        (!shown.is_empty()).then(|| format!("{{{}}}", shown.join(", ")))
    };
    match ty.plain() {
        Type::List(item) => of(item).map(|item| format!("[{item}]")),
        ty => of(ty),
    }
}

enum Kind {
    Uuid,
    DateTime,
    Integer,
    Number,
    Boolean,
    Text,
    Choice(Vec<String>),
    Json,
}

impl Kind {
    fn tokens(&self) -> TokenStream {
        let name = match self {
            Self::Choice(values) => return quote!(Kind::Choice(&[#(#values),*])),
            Self::Uuid => "Uuid",
            Self::DateTime => "DateTime",
            Self::Integer => "Integer",
            Self::Number => "Number",
            Self::Boolean => "Boolean",
            Self::Text => "Text",
            Self::Json => "Json",
        };
        let name = format_ident!("{name}");
        quote!(Kind::#name)
    }
}

fn kind(api: &Api, ty: &Type) -> Kind {
    match ty.plain() {
        Type::Uuid => Kind::Uuid,
        Type::DateTime => Kind::DateTime,
        Type::Number("f32" | "f64") => Kind::Number,
        Type::Number(_) => Kind::Integer,
        Type::Boolean => Kind::Boolean,
        Type::Text | Type::Date => Kind::Text,
        model @ Type::Model(_) => match api.model(model).map(|model| &model.shape) {
            Some(Shape::Enum(of)) => {
                let texts = of.values.iter().map(|value| match &value.wire {
                    Wire::Text(text) => Some(text.clone()),
                    Wire::Number(_) => None,
                });
                let texts: Option<Vec<String>> = texts.collect();
                texts.map_or(Kind::Integer, Kind::Choice)
            }
            // This ends, as the fixup `single_wrappers` breaks aliases of themselves.
            Some(Shape::Alias(ty)) => kind(api, ty),
            _ => Kind::Json,
        },
        _ => Kind::Json,
    }
}

fn reply(api: &Api, operation: &Operation) -> TokenStream {
    let ty = match &operation.reply.content {
        Content::Json(ty) => ty,
        Content::ByStatus(_) => return quote!(Reply::Object),
        Content::Bytes | Content::Nothing => return quote!(Reply::Bytes),
    };
    let listed = api.object(ty).and_then(|page| api.only_list(page));
    let Some((list, item)) = listed else {
        return quote!(Reply::Object);
    };
    let item = Type::Model(item.to_owned());
    let fields = api.object(&item).into_iter().flat_map(|item| &item.fields);
    let mut columns: Vec<(u8, &str)> = fields
        .filter_map(|field| {
            // The item's own uid first, then what people read; uids of other things last.
            let rank = match kind(api, &field.ty) {
                Kind::Json => return None,
                Kind::Uuid if field.wire == "uid" => 0,
                Kind::Uuid => 3,
                Kind::Text | Kind::Choice(_) => 1,
                _ => 2,
            };
            Some((rank, field.wire.as_str()))
        })
        .collect();
    columns.sort_by_key(|(rank, _)| *rank);
    let columns = columns.into_iter().map(|(_, name)| name);
    quote!(Reply::List { list: #list, columns: &[#(#columns),*] })
}

fn text(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
}
