//! The operations of a document as a table that a command line is built from: what each is called,
//! where its parameters and the members of its body go, and what its response looks like.

use std::collections::BTreeSet;

use heck::ToKebabCase as _;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::{
    Error, correct,
    document::{Document, Object, Operation, array, is_true, marker},
    paging::{NUMBER, SIZE, TOKEN, Turn},
};

/// Rust source of the operations of `document`, corrected by `overlay`: an expression of type
/// `&[Operation]`. `Operation` and what it is made of are defined by whoever includes it.
///
/// `reserved` are flags that the command line has of its own: a parameter of such a name gets a
/// longer one.
///
/// # Errors
///
/// As [`generate`](crate::generate), as far as its fixups.
pub fn command_table(
    document: &str,
    overlay: Option<&str>,
    reserved: &[&str],
) -> Result<String, Error> {
    let document = Document::of(correct(document, overlay)?);
    let commands = document
        .operations()
        .iter()
        .map(|operation| command(&document, operation, reserved))
        .collect::<Vec<_>>();
    let table = syn::parse2(quote! { const TABLE: &[Operation] = &[#(#commands),*]; })?;
    let source = prettyplease::unparse(&table);
    let expression = source
        .trim_end()
        .trim_start_matches("const TABLE: &[Operation] =")
        .trim_end_matches(';');
    Ok(format!("{}\n", expression.trim()))
}

fn command(document: &Document, operation: &Operation<'_>, reserved: &[&str]) -> TokenStream {
    let id = operation.name();
    let (name, verb, path) = (
        id.to_kebab_case(),
        operation.verb.to_uppercase(),
        operation.path,
    );
    let safe = operation.is_safe().then(|| quote!(.safe()));
    let [summary, description] =
        ["summary", "description"].map(|member| text(operation.object, member));
    let body = json_schema(operation.object.get("requestBody"));
    let mut flags = Flags::new(reserved);
    let mut parameters: Vec<TokenStream> = array(operation.object, "parameters")
        .iter()
        .filter_map(Value::as_object)
        .filter_map(|parameter| {
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let place = Place::of(parameter.get("in")?.as_str()?)?;
            let required = is_true(parameter, "required");
            let name = parameter.get("name")?.as_str()?;
            let help = text(parameter, "description");
            Some(flags.parameter(document, name, place, schema, required, help))
        })
        .collect();
    let members = body
        .map(|schema| members(document, schema))
        .unwrap_or_default();
    parameters.extend(members.iter().map(|member| {
        let help = text(
            member.schema.as_object().unwrap_or(&Object::new()),
            "description",
        );
        flags.parameter(
            document,
            member.name,
            Place::Body,
            member.schema,
            member.required,
            help,
        )
    }));
    let has_body = operation.object.contains_key("requestBody");
    let reply = reply(document, operation);
    let paging = paging(document, operation, &members);
    quote! {
        Operation {
            command: #name,
            operation: capturi_api::Operation::new(#id, #verb, #path) #safe,
            summary: #summary,
            description: #description,
            has_body: #has_body,
            parameters: &[#(#parameters),*],
            reply: #reply,
            paging: #paging,
        }
    }
}

#[derive(Clone, Copy)]
enum Place {
    Path,
    Query,
    Header,
    Body,
}

impl Place {
    /// Cookies are not sent.
    fn of(name: &str) -> Option<Self> {
        match name {
            "path" => Some(Self::Path),
            "query" => Some(Self::Query),
            "header" => Some(Self::Header),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Path => "Path",
            Self::Query => "Query",
            Self::Header => "Header",
            Self::Body => "Body",
        }
    }
}

/// The flags of a command, each of which may be taken once.
struct Flags(BTreeSet<String>);

impl Flags {
    fn new(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|&flag| flag.to_owned()).collect())
    }

    fn take(&mut self, name: &str, place: Place) -> String {
        let short = name.to_kebab_case();
        let short = if short.is_empty() {
            "parameter".to_owned()
        } else {
            short
        };
        let long = format!("{short}-{}", place.name().to_lowercase());
        let numbered = (2..).map(|number| format!("{long}-{number}"));
        let free = [short, long.clone()]
            .into_iter()
            .chain(numbered)
            .find(|flag| self.0.insert(flag.clone()));
        free.unwrap_or(long)
    }

    fn parameter(
        &mut self,
        document: &Document,
        name: &str,
        place: Place,
        schema: &Value,
        required: bool,
        help: String,
    ) -> TokenStream {
        let flag = self.take(name, place);
        let place = format_ident!("{}", place.name());
        let clearable = schema
            .as_object()
            .is_some_and(|schema| is_true(schema, marker::CLEARABLE));
        let schema = resolved(document, schema);
        let items = schema.get("items").filter(|_| schema["type"] == "array");
        let (kind, is_list) = match items.map(|items| kind(&resolved(document, items))) {
            // A list of objects is given as one piece of JSON.
            Some(Kind::Json) => (Kind::Json, false),
            Some(kind) => (kind, true),
            None => (kind(&schema), false),
        };
        let kind = kind.tokens();
        quote! {
            Parameter {
                flag: #flag,
                name: #name,
                place: Place::#place,
                kind: #kind,
                is_list: #is_list,
                is_required: #required,
                is_clearable: #clearable,
                help: #help,
            }
        }
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

fn kind(schema: &Value) -> Kind {
    // Names that a fixup found for values that have none.
    if let Some(values) = schema[marker::ENUM_VALUES].as_object() {
        let texts: Option<Vec<String>> = values
            .values()
            .map(|value| value.as_str().map(str::to_owned))
            .collect();
        return texts.map_or(Kind::Integer, Kind::Choice);
    }
    let values: Option<Vec<String>> = schema["enum"].as_array().and_then(|values| {
        values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect()
    });
    if let Some(values) = values {
        return Kind::Choice(values);
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => Kind::Uuid,
        (Some("string"), Some("date-time")) => Kind::DateTime,
        (Some("string"), _) => Kind::Text,
        (Some("integer"), _) => Kind::Integer,
        (Some("number"), _) => Kind::Number,
        (Some("boolean"), _) => Kind::Boolean,
        _ => Kind::Json,
    }
}

/// A property of an object.
struct Member<'a> {
    name: &'a str,
    schema: &'a Value,
    required: bool,
}

/// The properties of an object's schema.
fn members<'a>(document: &'a Document, schema: &'a Value) -> Vec<Member<'a>> {
    let Some(object) = document.resolved(schema) else {
        return Vec::new();
    };
    let required = array(object, "required");
    let properties = object.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| Member {
            name,
            schema,
            required: required.iter().any(|one| one == name.as_str()),
        })
        .collect()
}

/// The schema that a `$ref` stands for, alone or in the only part of an `allOf`.
fn resolved(document: &Document, schema: &Value) -> Value {
    let part = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([part]) => part,
        _ => schema,
    };
    match document.resolved(part) {
        Some(object) => Value::Object(object.clone()),
        None => part.clone(),
    }
}

fn json_schema(content: Option<&Value>) -> Option<&Value> {
    let content = content?.get("content")?;
    Some(&content.get("application/json")?["schema"])
}

/// The schema of the response to a success.
fn success<'a>(operation: &Operation<'a>) -> Option<&'a Value> {
    let responses = operation.object.get("responses")?.as_object()?;
    let (_, response) = responses
        .iter()
        .find(|(status, _)| status.starts_with('2') && *status != "204")?;
    Some(response)
}

/// The one list of objects in a response, and its items.
fn listed<'a>(document: &'a Document, operation: &Operation<'a>) -> Option<(&'a str, &'a Value)> {
    let schema = json_schema(success(operation))?;
    let mut lists = members(document, schema).into_iter().filter_map(|member| {
        let items = member.schema.get("items")?;
        (!members(document, items).is_empty()).then_some((member.name, items))
    });
    let first = lists.next()?;
    lists.next().is_none().then_some(first)
}

fn reply(document: &Document, operation: &Operation<'_>) -> TokenStream {
    let is_json = json_schema(success(operation)).is_some();
    if !is_json {
        return quote!(Reply::Bytes);
    }
    let Some((list, items)) = listed(document, operation) else {
        return quote!(Reply::Object);
    };
    let mut columns: Vec<(u8, &str)> = members(document, items)
        .into_iter()
        .filter_map(|member| {
            // Its own uid first, what people read next, what it refers to last.
            let rank = match kind(&resolved(document, member.schema)) {
                Kind::Json => return None,
                Kind::Uuid if member.name == "uid" => 0,
                Kind::Uuid => 3,
                Kind::Text | Kind::Choice(_) => 1,
                _ => 2,
            };
            Some((rank, member.name))
        })
        .collect();
    columns.sort_by_key(|(rank, _)| *rank);
    let columns = columns.into_iter().map(|(_, name)| name);
    quote!(Reply::List { list: #list, columns: &[#(#columns),*] })
}

fn paging(document: &Document, operation: &Operation<'_>, body: &[Member<'_>]) -> TokenStream {
    let none = quote!(None);
    let Some((list, _)) = listed(document, operation) else {
        return none;
    };
    let has = |members: &[Member<'_>], name: &str| members.iter().any(|member| member.name == name);
    let response = json_schema(success(operation)).map(|schema| members(document, schema));
    let in_query = |name: &str| {
        array(operation.object, "parameters")
            .iter()
            .any(|parameter| parameter["name"] == name && parameter["in"] == "query")
    };
    let turn = if has(body, TOKEN) && has(&response.unwrap_or_default(), TOKEN) {
        Turn::Token
    } else if has(body, NUMBER) && has(body, SIZE) {
        Turn::NumberInBody
    } else if in_query(NUMBER) && in_query(SIZE) {
        Turn::NumberInQuery
    } else {
        return none;
    };
    let paging = turn.paging(operation, list);
    quote!(Some(capturi_api::#paging))
}

fn text(object: &Object, member: &str) -> String {
    let text = object
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default();
    text.trim().to_owned()
}
