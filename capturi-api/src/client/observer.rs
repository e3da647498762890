//! Telling an application of every attempt, for its metrics.

use std::{fmt, sync::Arc, time::Duration};

use http::StatusCode;

use super::Operation;

/// An attempt of a call that has ended; [`ClientBuilder::observe`](crate::ClientBuilder::observe) hands
/// it to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation that was called.
    pub operation: Operation,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The status of the response; `None` if there was none.
    pub status: Option<StatusCode>,
    /// The time until the response began, or until the client gave up.
    pub elapsed: Duration,
}

/// The function that is told, if there is one.
#[derive(Clone, Default)]
pub(super) struct Observer(Option<Arc<Function>>);

type Function = dyn Fn(&Attempt) + Send + Sync;

impl Observer {
    pub(super) fn new(observer: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(observer)))
    }

    pub(super) fn tell(&self, attempt: Attempt) {
        if let Some(observer) = &self.0 {
            observer(&attempt);
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Observer").field(&self.0.is_some()).finish()
    }
}
