//! A step of the pipeline: a small, named, justified change.

/// A fixup or a rule: its name, its reason and its change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<F> {
    /// The name of the step's file.
    pub(crate) name: &'static str,
    /// The reason for the step, in one line.
    pub(crate) reason: &'static str,
    /// Whether our own document is known to need the step.
    pub(crate) expected: Expected,
    /// The change; returns the number of places that it changed.
    pub(crate) apply: F,
}

impl<F> Step<F> {
    /// The entry of this step in the report.
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
    /// The document may get this trait one day, or other documents have it.
    OneDay,
}

/// One correction and how often it applied.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// The fixup or rule, or the overlay action's target.
    pub name: String,
    /// The reason for the correction.
    pub reason: String,
    /// The number of places that it changed.
    pub places: usize,
    pub(crate) expected: Expected,
}
