//! The API as one model: what is generated, compared and told is read from here, and from nothing
//! else.
//!
//! Of some facts, nothing that we write makes use: defaults, limits, directions, servers, security and
//! statuses are there for programs that read an `Api` of their own.
//!
//! It is plain data. Every name is the one that it has in Rust, beside the one that it has on the wire;
//! every reference is resolved to the model that it means; every type is the one that Rust has for it.

mod types;

use std::collections::BTreeMap;

use serde_json::Value;

pub use types::Type;

/// An API.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Api {
    /// What operations take and return, by name.
    pub models: BTreeMap<String, Model>,
    /// In the document's order.
    pub operations: Vec<Operation>,
}

/// A named type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// The name of its type.
    pub name: String,
    /// What it is.
    pub shape: Shape,
    /// Whether a request reaches it, so that callers write it themselves.
    pub is_request: bool,
    /// Whether it has a value that can be left to `Default`.
    pub has_default: bool,
    /// Its description.
    pub docs: Option<String>,
    /// Whether its use is discouraged.
    pub is_deprecated: bool,
}

/// What a model is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// Named fields.
    Object(Object),
    /// One of several values, or another one.
    Enum(Enum),
    /// One of several models, or something else.
    Union(Union),
    /// A name for another type: a list, a map, a simple value, another model.
    Alias(Type),
}

/// A model with fields.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Object {
    /// In the document's order.
    pub fields: Vec<Field>,
    /// The field that keeps all members that no other field is for, if the document says what they are.
    pub rest: Option<Rest>,
    /// Whether the document says that it has no other fields.
    pub is_closed: bool,
}

/// The field that keeps all members that no other field is for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rest {
    /// Its name in Rust.
    pub name: String,
    /// A map.
    pub ty: Type,
}

/// A field of a model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// Its name in Rust.
    pub name: String,
    /// Its key in JSON.
    pub wire: String,
    /// Another key that it is read under.
    pub alias: Option<String>,
    /// Its type.
    pub ty: Type,
    /// Whether the document requires it, as corrected: in a response, that it is always there.
    pub is_required: bool,
    /// Whether its value may be `null`.
    pub is_nullable: bool,
    /// How it is read.
    pub reading: Reading,
    /// Who may send it.
    pub direction: Direction,
    /// What the server takes it for when it is not sent.
    pub default: Option<Value>,
    /// What the server accepts, by keyword (`maxLength`, `pattern`); never checked on what it sends.
    pub limits: BTreeMap<String, Value>,
    /// Its description.
    pub docs: Option<String>,
    /// Whether its use is discouraged.
    pub is_deprecated: bool,
}

/// How a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reading {
    /// It has to be there.
    Required,
    /// `None` when it is missing or `null`.
    Optional,
    /// Its type's empty value when it is missing or `null`.
    OrDefault,
    /// A date-time, or something with one in it: without an offset it is UTC.
    Utc,
    /// `None` when it is missing or `null`; else a date-time without an offset is UTC.
    OptionalUtc,
    /// Its type's empty value when it is missing or `null`; else a date-time without an offset is UTC.
    UtcOrDefault,
    /// `null` is told from missing.
    Clearable,
}

/// Who may send a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direction {
    /// Callers and the server.
    Both,
    /// The server alone (`readOnly`).
    FromServer,
    /// Callers alone (`writeOnly`).
    ToServer,
}

/// A model that is one of several values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enum {
    /// Those that the document names.
    pub values: Vec<EnumValue>,
    /// The variant for the others.
    pub unknown: String,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumValue {
    /// Its variant.
    pub name: String,
    /// What is sent for it.
    pub wire: Wire,
}

/// What is sent for a value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wire {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

/// A model that is one of several.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Union {
    /// What tells its variants apart; without it, the one that keeps most of what was sent is taken.
    pub tag: Option<Tag>,
    /// Those that the document names.
    pub variants: Vec<Variant>,
    /// The variant for anything else.
    pub unknown: String,
}

/// The member of a union's variants that tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tag {
    /// Its key in JSON.
    pub wire: String,
    /// Whether the variants have it as a field of their own, too.
    pub is_kept: bool,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variant {
    /// Its name in Rust.
    pub name: String,
    /// The values of the tag that stand for it; none in a union without a tag.
    pub tags: Vec<String>,
    /// What it holds.
    pub ty: Type,
}

/// An operation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// Its function.
    pub name: String,
    /// Its HTTP method, in capitals.
    pub method: String,
    /// Its path, with its parameters in braces.
    pub path: String,
    /// Whether it changes nothing, so that it may be sent again.
    pub is_safe: bool,
    /// What it does, in a few words.
    pub summary: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Whether its use is discouraged.
    pub is_deprecated: bool,
    /// Parameters, then the body or the parts of its form.
    pub arguments: Vec<Argument>,
    /// How the body is sent.
    pub body: Option<Body>,
    /// What a success carries.
    pub reply: Reply,
    /// Every status that the document names.
    pub statuses: Vec<ResponseStatus>,
    /// How its pages are turned, if it has any.
    pub paging: Option<Paging>,
    /// Where it is served, if elsewhere than the document's other operations.
    pub servers: Vec<String>,
    /// What it asks for instead of what the document asks for in general, as the document has it.
    pub security: Option<Value>,
}

/// What callers give to an operation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Argument {
    /// Its name in Rust.
    pub name: String,
    /// Its name in the API.
    pub wire: String,
    /// Its type.
    pub ty: Type,
    /// Whether it has to be given.
    pub presence: Presence,
    /// Where it goes.
    pub place: Place,
    /// The media type that it is written in, if the document describes it by its `content`.
    pub content: Option<String>,
    /// Its description.
    pub docs: Option<String>,
    /// Whether its use is discouraged.
    pub is_deprecated: bool,
}

/// Whether an argument has to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// `send` fails without it.
    Required,
    /// It is left out unless it is set.
    Optional,
    /// Its default is sent unless it is set.
    Defaulted,
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query(Style),
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// It is the body.
    Body,
    /// Into a part of a form.
    Part(Part),
}

/// How a list or an object is written in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// Each item or member for itself.
    Exploded,
    /// The items of a list with this between them.
    Joined(&'static str),
    /// `name[member]=value`
    Deep,
}

/// What a part of a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// A value, as text or JSON.
    Value,
    /// A file.
    File,
    /// Any number of files.
    Files,
}

/// How a body is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// As JSON of this media type.
    Json(String),
    /// As a form whose fields are the members of the model.
    Form,
    /// As a form of parts, each an argument of its own.
    Parts,
    /// As it is, of this media type.
    Raw(String),
}

/// What a success carries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// Its content.
    pub content: Content,
    /// Whether the server may answer 204 instead.
    pub is_optional: bool,
}

/// What the body of a success is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// JSON of this type.
    Json(Type),
    /// Whatever the server sends.
    Bytes,
    /// Nothing.
    Nothing,
}

/// A status that an operation may be answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseStatus {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// Its media types.
    pub media_types: Vec<String>,
}

/// How the pages of a listing follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// What turns them.
    pub turn: Turn,
    /// The member of a page that has its items.
    pub list: String,
    /// The model of an item.
    pub item: String,
    /// The number of the first page.
    pub first: i32,
    /// How many items to ask for.
    pub size: Option<i32>,
}

/// What turns the pages of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Turn {
    /// The response's token goes into the next request's body.
    Token,
    /// A number in the request's body.
    NumberInBody,
    /// A number in the query.
    NumberInQuery,
}

impl Api {
    /// The model of this type, out of its `Option` or box.
    pub(crate) fn model(&self, ty: &Type) -> Option<&Model> {
        match ty.plain() {
            Type::Model(name) => self.models.get(name),
            _ => None,
        }
    }

    /// The model of this type, if it has fields.
    pub(crate) fn object(&self, ty: &Type) -> Option<&Object> {
        match &self.model(ty)?.shape {
            Shape::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The only list of objects in a page, and the model of its items.
    pub(crate) fn only_list<'a>(&'a self, page: &'a Object) -> Option<(&'a str, &'a str)> {
        let mut lists = page.fields.iter().filter_map(|field| {
            let Type::List(item) = field.ty.present() else {
                return None;
            };
            let Type::Model(name) = &**item else {
                return None;
            };
            self.object(item)
                .map(|_| (field.wire.as_str(), name.as_str()))
        });
        let first = lists.next()?;
        lists.next().is_none().then_some(first)
    }

    /// The models with fields, each with its name.
    pub(crate) fn objects_mut(&mut self) -> impl Iterator<Item = (&String, &mut Object)> {
        let models = self.models.iter_mut();
        models.filter_map(|(name, model)| match &mut model.shape {
            Shape::Object(object) => Some((name, object)),
            _ => None,
        })
    }
}

impl Field {
    /// Whether `null` says something else than leaving it out.
    pub fn is_clearable(&self) -> bool {
        self.reading == Reading::Clearable
    }
}

impl Operation {
    /// The argument that is the body.
    pub(crate) fn body_argument(&self) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| argument.place == Place::Body)
    }

    /// The type of a JSON body.
    pub(crate) fn json_body(&self) -> Option<&Type> {
        match &self.body {
            Some(Body::Json(_)) => self.body_argument().map(|argument| &argument.ty),
            _ => None,
        }
    }

    /// The type of a JSON reply.
    pub(crate) fn json_reply(&self) -> Option<&Type> {
        match &self.reply.content {
            Content::Json(ty) => Some(ty),
            Content::Bytes | Content::Nothing => None,
        }
    }
}
