//! A step of the pipeline: a small, named, justified change.

/// What every fixup and every rule tells about itself.
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

/// One correction and how often it applied.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// The fixup or rule, or the overlay action's target.
    pub name: String,
    /// Why it is needed.
    pub reason: String,
    /// The number of places it changed.
    pub places: usize,
    pub(crate) expected: Expected,
}
