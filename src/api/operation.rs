//! The operations of the API, as the build step wrote them from the document.

/// One operation, from what a caller types to what comes back.
pub(crate) struct Operation {
    /// Its name on the command line, such as `get-conversation`.
    pub(super) command: &'static str,
    pub(super) operation: capturi_api::Operation,
    pub(super) summary: &'static str,
    pub(super) description: &'static str,
    pub(super) has_body: bool,
    pub(super) parameters: &'static [Parameter],
    pub(super) reply: Reply,
    /// How its pages follow each other, if it has any.
    pub(super) paging: Option<capturi_api::Paging>,
}

/// A parameter, or a member of the body.
pub(super) struct Parameter {
    /// Its flag, without the dashes.
    pub(super) flag: &'static str,
    /// Its name in the API.
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) kind: Kind,
    /// Whether it may be given several times.
    pub(super) is_list: bool,
    pub(super) is_required: bool,
    /// Whether `null` clears the value.
    pub(super) is_clearable: bool,
    /// The least and the largest number that the server accepts.
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) help: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // Capturi has no header parameters today; a newer document may.
pub(super) enum Place {
    Path,
    Query,
    Header,
    Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    DateTime,
    Integer,
    Number,
    Boolean,
    Text,
    /// One of these.
    Choice(&'static [&'static str]),
    /// A piece of JSON.
    Json,
}

/// What a success carries.
#[derive(Clone, Copy)]
pub(super) enum Reply {
    /// An object, or a list without a name.
    Object,
    /// An object with a list; the columns are what its items have that fits into a table.
    List {
        list: &'static str,
        columns: &'static [&'static str],
    },
    /// What is not JSON: a transcript.
    Bytes,
}

pub(super) static OPERATIONS: &[Operation] = include!(concat!(env!("OUT_DIR"), "/operations.rs"));
