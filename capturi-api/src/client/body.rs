//! A response body that is not JSON, or that the caller wants as it comes.

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_TYPE;

use super::{Error, Operation};

/// A body that has not been read yet: a transcript, or the response to a raw call.
pub struct Body {
    operation: Operation,
    response: reqwest::Response,
}

impl Body {
    pub(crate) fn new(operation: Operation, response: reqwest::Response) -> Self {
        Self {
            operation,
            response,
        }
    }

    /// The media type that the server sent, such as `text/plain; charset=utf-8`.
    pub fn content_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Reads the whole body.
    ///
    /// # Errors
    ///
    /// If the connection breaks off or stalls.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let operation = self.operation;
        self.response
            .bytes()
            .await
            .map_err(|error| transport(operation, error))
    }

    /// Reads the body piece by piece, so that it never is in memory as a whole.
    ///
    /// The stream ends with an error if the connection breaks off or stalls.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        BodyStream {
            operation: self.operation,
            bytes: Box::pin(self.response.bytes_stream()),
        }
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Body")
            .field("operation", &self.operation.name)
            .field("content_type", &self.content_type())
            .finish_non_exhaustive()
    }
}

pub(super) fn transport(operation: Operation, error: reqwest::Error) -> Error {
    Error::Transport {
        operation,
        source: error.without_url(),
    }
}

struct BodyStream<S> {
    operation: Operation,
    bytes: std::pin::Pin<Box<S>>,
}

impl<S: Stream<Item = reqwest::Result<Bytes>>> Stream for BodyStream<S> {
    type Item = Result<Bytes, Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let operation = self.operation;
        self.bytes
            .as_mut()
            .poll_next(context)
            .map(|next| next.map(|piece| piece.map_err(|error| transport(operation, error))))
    }
}
