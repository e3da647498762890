//! A step of the pipeline: a small, named, justified change.

use crate::report::Change;

/// What every fixup and every polish step tells about itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<F> {
    /// The name of its file.
    pub(crate) name: &'static str,
    /// What is wrong without it, in one line.
    pub(crate) reason: &'static str,
    /// Whether our own document is known to need it.
    pub(crate) expected: Expected,
    /// The change; returns the number of places.
    pub(crate) apply: F,
}

impl<F> Step<F> {
    /// What the report says of this step.
    pub(crate) fn changed(&self, places: usize) -> Change {
        Change {
            name: self.name.to_owned(),
            reason: self.reason.to_owned(),
            places,
            expected: self.expected,
        }
    }
}

/// Whether a step must find something to change in our own document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The document has this trait today; a step that finds nothing is out of date.
    Today,
    /// The document may get this trait tomorrow, or others have it.
    OneDay,
}
