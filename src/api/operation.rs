//! The table of the API's operations, which the build step writes from the document.

/// An operation: its command, its parameters and its reply.
pub(crate) struct Operation {
    /// Its name on the command line, such as `get-conversation`.
    pub(super) command: &'static str,
    pub(super) operation: capturi_api::Operation,
    pub(super) summary: &'static str,
    pub(super) description: &'static str,
    pub(super) has_body: bool,
    pub(super) parameters: &'static [Parameter],
    pub(super) reply: Reply,
    /// The way in which its pages follow each other, if it has pages.
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
    /// Whether the flag may be given several times.
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
    /// One of these values.
    Choice(&'static [&'static str]),
    /// Any JSON.
    Json,
}

/// The body of a successful response.
#[derive(Clone, Copy)]
pub(super) enum Reply {
    /// An object, or a list without a name.
    Object,
    /// An object with a list; `columns` are the members of its items that fit into a table.
    List {
        list: &'static str,
        columns: &'static [&'static str],
    },
    /// A body that is not JSON, such as a transcript.
    Bytes,
}

pub(super) static OPERATIONS: &[Operation] = include!(concat!(env!("OUT_DIR"), "/operations.rs"));
