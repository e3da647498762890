//! The parts of a document that a client can't express, as fixups name them for the report.

/// A part that can't be expressed.
#[derive(Clone, Debug)]
pub(crate) struct LeftOut {
    /// The part and the reason, in one line.
    pub(crate) line: String,
    /// The fact that the inventory would miss without this explanation. Most parts become any JSON,
    /// which holds everything: they explain nothing.
    pub(crate) explains: Option<Fact>,
}

/// A fact of the document that `Api` may lack if a fixup tells why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A media type of a body or a response.
    Form {
        /// The method, in capitals, and the path.
        operation: String,
        /// The place in the operation: `body` or `response`.
        of: &'static str,
        media_type: String,
    },
    /// A variant beside properties that has none of its own.
    VariantBesideProperties,
}
