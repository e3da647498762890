//! The API as one model, from which everything is generated and compared.
//!
//! It is plain data. Every name stands in its Rust form beside its form on the wire, every
//! reference is resolved to its model, and every type is the Rust type.
//!
//! Defaults, directions, security and most limits are in no client that we write: the diff compares
//! them, and programs that read an `Api` may use them. The client's docs name the statuses and headers, a
//! warning names an operation's own server, and the command table has the ranges of numbers.

mod look_up;
mod types;

use std::collections::BTreeMap;

use serde_json::Value;

pub use types::Type;

/// An API.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Api {
    /// The models that operations take and return, by name.
    pub models: BTreeMap<String, Model>,
    /// The operations, in the document's order.
    pub operations: Vec<Operation>,
    /// The addresses of the servers. The client does not use them: its base URL is a setting.
    pub servers: Vec<String>,
    /// The security requirements of operations without their own, as they are in the document.
    pub security: Option<Value>,
}

/// A named type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// The name of the model's type.
    pub name: String,
    /// The name of the model's schema in the document; none if that schema stands inside of another.
    pub schema: Option<String>,
    /// The shape of the model.
    pub shape: Shape,
    /// Whether a request reaches the model, so that callers construct it.
    pub is_request: bool,
    /// Whether a response reaches the model, so that clients read it. A model that nothing reaches
    /// counts as one.
    pub is_response: bool,
    /// Whether the model implements `Default`.
    pub has_default: bool,
    /// The description.
    pub docs: Option<String>,
    /// Whether the model is deprecated.
    pub is_deprecated: bool,
}

/// The shape of a model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// A struct with named fields.
    Object(Object),
    /// One of several values, or an unknown value.
    Enum(Enum),
    /// One of several models, or unknown JSON.
    Union(Union),
    /// A name for another type: a list, a map, a simple value, another model.
    Alias(Type),
}

/// A model with fields.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Object {
    /// The fields, in the document's order.
    pub fields: Vec<Field>,
    /// The field that keeps the members without a field of their own, if the document describes
    /// them.
    pub rest: Option<Rest>,
    /// Whether the document forbids other members.
    pub is_closed: bool,
}

/// The field that keeps the members without a field of their own.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rest {
    /// The field's name in Rust.
    pub name: String,
    /// The field's type, a map.
    pub ty: Type,
}

/// A field of a model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// The field's name in Rust.
    pub name: String,
    /// The field's key in JSON.
    pub wire: String,
    /// Another key that the field is read under.
    pub alias: Option<String>,
    /// The field's type.
    pub ty: Type,
    /// Whether the corrected document requires the field: a response always has it then.
    pub is_required: bool,
    /// Whether the document itself requires the field, before the corrections.
    pub is_promised: bool,
    /// Whether the field's value may be `null`.
    pub is_nullable: bool,
    /// The way in which the field is read.
    pub reading: Reading,
    /// The side that may send the field.
    pub direction: Direction,
    /// The value that the server assumes if the field is not sent.
    pub default: Option<Value>,
    /// The limits of what the server accepts, by keyword (`maxLength`, `pattern`). They are never
    /// checked on a response.
    pub limits: BTreeMap<String, Value>,
    /// The description.
    pub docs: Option<String>,
    /// Whether the field is deprecated.
    pub is_deprecated: bool,
}

/// The way in which a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reading {
    /// The field has to be there.
    Required,
    /// The field is `None` if it is missing or `null`.
    Optional,
    /// The field is its type's empty value if it is missing or `null`.
    OrDefault,
    /// A date-time in the field, at any depth, is UTC if it has no offset.
    Utc,
    /// The field is `None` if it is missing or `null`; a date-time without an offset is UTC.
    OptionalUtc,
    /// The field is its type's empty value if it is missing or `null`; a date-time without an
    /// offset is UTC.
    UtcOrDefault,
    /// The field tells `null` from a missing value.
    Clearable,
}

/// The side that may send a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direction {
    /// Callers and the server may send the field.
    Both,
    /// Only the server sends the field (`readOnly`).
    FromServer,
    /// Only callers send the field (`writeOnly`).
    ToServer,
}

/// A model that is one of several values. Other values are kept in a variant `Unknown`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enum {
    /// The values that the document names.
    pub values: Vec<EnumValue>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumValue {
    /// The value's variant.
    pub name: String,
    /// The value on the wire.
    pub wire: Wire,
}

/// A value of an enum on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wire {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

/// A model that is one of several models. Other JSON is kept in a variant `Unknown`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Union {
    /// The member that tells the variants apart. Without a tag, the variant that keeps most of the
    /// JSON is read.
    pub tag: Option<Tag>,
    /// The variants that the document names.
    pub variants: Vec<Variant>,
}

/// The member of a union's variants that tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tag {
    /// The tag's key in JSON.
    pub wire: String,
    /// Whether the variants also have the tag as a field.
    pub is_kept: bool,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variant {
    /// The variant's name in Rust.
    pub name: String,
    /// The values of the tag that stand for the variant; empty if the union has no tag.
    pub tags: Vec<String>,
    /// The type of the variant's value.
    pub ty: Type,
}

/// An operation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the operation's function.
    pub name: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// Whether the operation changes nothing, so that it may be retried.
    pub is_safe: bool,
    /// Whether the operation takes the client's `api-version` in its query.
    pub is_versioned: bool,
    /// A short summary.
    pub summary: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// Whether the operation is deprecated.
    pub is_deprecated: bool,
    /// The parameters, then the body or the parts of its form.
    pub arguments: Vec<Argument>,
    /// The way in which the body is sent.
    pub body: Option<Body>,
    /// The content of a success.
    pub reply: Reply,
    /// Every status that the document names.
    pub statuses: Vec<ResponseStatus>,
    /// The way in which the pages follow each other, if the operation answers in pages.
    pub paging: Option<Paging>,
    /// The operation's own servers, if it has any.
    pub servers: Vec<String>,
    /// The operation's own security requirements, if it has any, as they are in the document.
    pub security: Option<Value>,
}

/// An argument that callers give to an operation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Argument {
    /// The argument's name in Rust.
    pub name: String,
    /// The argument's name in the API.
    pub wire: String,
    /// The argument's type.
    pub ty: Type,
    /// Whether the argument has to be given.
    pub presence: Presence,
    /// The place of the argument in the request.
    pub place: Place,
    /// The media type of the argument, if the document describes it by `content`.
    pub content: Option<String>,
    /// The value that the server assumes if the argument is not sent.
    pub default: Option<Value>,
    /// The limits of what the server accepts, by keyword (`maxLength`, `pattern`).
    pub limits: BTreeMap<String, Value>,
    /// The description.
    pub docs: Option<String>,
    /// Whether the argument is deprecated.
    pub is_deprecated: bool,
}

/// Whether an argument has to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// `send` fails without the argument.
    Required,
    /// The argument is left out unless it is set.
    Optional,
    /// A default is sent unless the argument is set.
    Defaulted,
}

/// The place of an argument in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A parameter in the path.
    Path,
    /// A parameter in the query.
    Query(Style),
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
    /// A part of a form.
    Part(Part),
}

/// The style of a list or an object in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// Each item or member is a pair of its own.
    Exploded,
    /// The items of a list are joined by this separator.
    Joined(&'static str),
    /// Each member is written as `name[member]=value`.
    Deep,
}

/// The kind of a form's part.
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

/// The way in which a body is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// JSON of this media type.
    Json(String),
    /// A form whose fields are the members of the model.
    Form,
    /// A form of parts, each of which is an argument.
    Parts,
    /// Raw content of this media type.
    Raw(String),
}

/// The content of a success.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The content.
    pub content: Content,
    /// Whether the server may answer 204 instead.
    pub is_optional: bool,
}

/// The body of a success.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// JSON of this type.
    Json(Type),
    /// JSON whose type depends on the status.
    ByStatus(Vec<StatusVariant>),
    /// Bytes, as the server sends them.
    Bytes,
    /// No body.
    Nothing,
}

/// The JSON of the successes with one status.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusVariant {
    /// The status: `200`, `2XX` or `default`.
    pub status: String,
    /// The variant's name in Rust.
    pub name: String,
    /// The type of the JSON.
    pub ty: Type,
}

/// A status that an operation may be answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseStatus {
    /// The status: `200`, `4XX` or `default`.
    pub status: String,
    /// Whether the operation succeeded then: `default` is a success where the document names no other.
    pub is_success: bool,
    /// The media types of the body.
    pub media_types: Vec<String>,
    /// The names of the headers that the document describes.
    pub headers: Vec<String>,
}

/// The way in which the pages of a listing follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// The means of asking for the next page.
    pub turn: Turn,
    /// The member of a page that holds the items.
    pub list: String,
    /// The model of an item.
    pub item: String,
    /// The number of the first page.
    pub first: i32,
    /// The number of items to ask for.
    pub size: Option<i32>,
}

/// The means of asking for the next page of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Turn {
    /// The response's token goes into the next request's body.
    Token,
    /// A page number goes into the request's body.
    NumberInBody,
    /// A page number goes into the query.
    NumberInQuery,
}
