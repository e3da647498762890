//! The name of an operation, and the way in which it is sent.

use std::fmt;

/// One operation of the API, as errors and traces name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its name, such as `get_conversation`.
    pub name: &'static str,
    /// Its HTTP method, such as `GET`.
    pub method: &'static str,
    /// Its path as the document writes it, such as `/integrations/conversations/{uid}`.
    pub path: &'static str,
    /// Whether it is free of side effects, so that it may be sent again after a failure.
    pub safe: bool,
    /// Whether it takes the client's `api-version` in its query.
    pub versioned: bool,
}

impl Operation {
    /// An operation of your own, with side effects and `api-version`; for [`RawRequest::as_operation`].
    ///
    /// [`RawRequest::as_operation`]: crate::RawRequest::as_operation
    pub const fn new(name: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            name,
            method,
            path,
            safe: false,
            versioned: true,
        }
    }

    /// The same operation, without `api-version`.
    #[must_use]
    pub const fn unversioned(mut self) -> Self {
        self.versioned = false;
        self
    }

    /// Whether this path is the operation's, with a value in each place: an empty value, `.` or `..`
    /// would reach another operation. One without a path is at any.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        let template = self.path.split('?').next().unwrap_or_default();
        if template.is_empty() {
            return true;
        }
        let mut segments = path.split('/');
        let are_there = template.split('/').all(|part| match segments.next() {
            Some(segment) => !segment.is_empty() || part.is_empty(),
            None => false,
        });
        are_there && segments.next().is_none()
    }

    /// The same operation, free of side effects.
    #[must_use]
    pub const fn safe(mut self) -> Self {
        self.safe = true;
        self
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
