//! The one error of every call.

use std::{fmt, path::PathBuf, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{
    ItemError, Operation, ProblemDetails,
    response::request_id,
    retry::{TEMPORARY, retry_after},
};
use crate::JsonError;

/// The error of a call.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # use capturi_api::StatusCode;
/// # let mock = capturi_api::mock::MockCapturi::start().await;
/// # mock.list_trackers().fails(StatusCode::FORBIDDEN);
/// # let capturi = mock.client();
/// match capturi.list_trackers().send().await {
///     Ok(trackers) => println!("{} trackers", trackers.trackers.as_ref().map_or(0, Vec::len)),
///     Err(error) if error.is_retryable() => println!("later, perhaps: {error}"),
///     // list_trackers: 403 Forbidden: …
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
///
/// Neither `Display` nor `Debug` shows the token or a body; of problem details, `Display` shows
/// title and detail.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A required parameter was not set. Nothing was sent.
    #[error("{operation}: `{parameter}` was not set")]
    MissingParameter {
        /// The operation that was called.
        operation: Operation,
        /// The parameter's name in the builder.
        parameter: &'static str,
    },
    /// A parameter could not be converted to its type. Nothing was sent.
    #[error("{operation}: `{parameter}` is not a valid {expected}: {reason}")]
    InvalidParameter {
        /// The operation that was called.
        operation: Operation,
        /// The parameter's name in the builder.
        parameter: &'static str,
        /// The parameter's type.
        expected: &'static str,
        /// The reason, in the words of the conversion.
        reason: String,
    },
    /// The path would leave the API's own address, or a value in it is empty, `.` or `..`, with which
    /// another operation would be reached. Nothing was sent.
    #[error(
        "{operation}: the path must start with `/` and stay below the base URL, and no value in it may be \
         empty, `.` or `..`"
    )]
    InvalidPath {
        /// The operation that was called.
        operation: Operation,
    },
    /// The request could not be built. Nothing was sent.
    #[error("{operation}: the request could not be built")]
    Request {
        /// The operation that was called.
        operation: Operation,
        /// The cause.
        source: HttpError,
    },
    /// No response arrived, or the response broke off: connection, TLS, time-out.
    #[error("{operation}: no complete response")]
    Transport {
        /// The operation that was called.
        operation: Operation,
        /// The cause.
        source: HttpError,
    },
    /// Nothing came in time: no response within the limit of an attempt or by the call's deadline,
    /// or no more of the response's body within the idle limit.
    #[error("{operation}: nothing came within {limit:?}")]
    Timeout {
        /// The operation that was called.
        operation: Operation,
        /// The time limit that was reached.
        limit: Duration,
    },
    /// The server answered with a status that is not a success.
    #[error(transparent)]
    Response(Box<ErrorResponse>),
    /// The server answered with success, but its body does not fit the model.
    #[error(transparent)]
    Body(Box<BodyError>),
    /// An item of a listing does not fit its model. The listing goes on after it.
    #[error(transparent)]
    Item(Box<ItemError>),
    /// The server answered with success, but with more than may be read into memory; see
    /// [`ClientBuilder::response_limit`](crate::ClientBuilder::response_limit).
    #[error("{operation}: the response has more than {limit} bytes")]
    TooLarge {
        /// The operation that was called.
        operation: Operation,
        /// The most bytes that may be read.
        limit: usize,
    },
    /// The response could not be saved to a file.
    #[error("{operation}: {} could not be written", path.display())]
    File {
        /// The operation that was called.
        operation: Operation,
        /// The file that was to be written.
        path: PathBuf,
        /// The error of the file system.
        source: std::io::Error,
    },
    /// The pages of a listing do not follow each other as they should.
    #[error("{operation}: {reason}")]
    Pages {
        /// The operation that was called.
        operation: Operation,
        /// The reason why they do not.
        reason: PagesError,
    },
}

/// An error of the HTTP client, without the URL.
///
/// Its [`source`](std::error::Error::source) has the cause, such as a name that was not found or a
/// certificate that is not trusted.
#[derive(Debug)]
pub struct HttpError(pub(super) reqwest::Error);

impl HttpError {
    pub(super) fn new(error: reqwest::Error) -> Self {
        Self(error.without_url())
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for HttpError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// The error of a listing whose pages do not follow each other as they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PagesError {
    /// The server sent a continuation token that it had sent before: the listing would go round in
    /// circles.
    #[error("the server sent a continuation token a second time")]
    RepeatedToken,
    /// The server sent the same numbered page twice.
    #[error("the server sent the same page twice")]
    RepeatedPage,
    /// The listing has not ended within this many pages; see
    /// [`Pages::page_limit`](crate::Pages::page_limit).
    #[error("the listing has not ended within {0} pages")]
    Limit(u32),
    /// The request has no place for a continuation token or a page number.
    #[error("the request can't ask for another page")]
    Request,
}

impl Error {
    /// The operation that was called.
    pub fn operation(&self) -> Operation {
        match self {
            Self::MissingParameter { operation, .. }
            | Self::InvalidParameter { operation, .. }
            | Self::InvalidPath { operation }
            | Self::Request { operation, .. }
            | Self::Transport { operation, .. }
            | Self::Timeout { operation, .. }
            | Self::TooLarge { operation, .. }
            | Self::File { operation, .. }
            | Self::Pages { operation, .. } => *operation,
            Self::Response(response) => response.operation,
            Self::Body(error) => error.operation,
            Self::Item(error) => error.operation,
        }
    }

    /// The status of the response, if one arrived.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Response(response) => Some(response.status),
            Self::Body(error) => Some(error.status),
            _ => None,
        }
    }

    /// Whether the same call may succeed later: no connection, no complete response in time, or a
    /// status that says so (408, 429, 502, 503, 504).
    ///
    /// [`Operation::safe`](field@Operation::safe) tells whether it is *safe* to send the call
    /// again; the client itself retries such calls only.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport { source, .. } => !source.0.is_builder() && !source.0.is_redirect(),
            Self::Timeout { .. } => true,
            Self::Response(response) => TEMPORARY.contains(&response.status),
            _ => false,
        }
    }

    /// The time that the server asks to wait (`Retry-After`, in seconds or as a date).
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Response(response) => retry_after(&response.headers),
            _ => None,
        }
    }

    /// The server's name for the request, to quote to its support; see
    /// [`Response::request_id`](crate::Response::request_id).
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Response(response) => request_id(&response.headers),
            _ => None,
        }
    }

    /// The server's explanation of the error, if it has the standard form (RFC 9457).
    pub fn problem_details(&self) -> Option<&ProblemDetails> {
        match self {
            Self::Response(response) => response.problem.as_ref(),
            _ => None,
        }
    }
}

impl From<BodyError> for Error {
    fn from(error: BodyError) -> Self {
        Self::Body(Box::new(error))
    }
}

impl From<Box<ItemError>> for Error {
    fn from(error: Box<ItemError>) -> Self {
        Self::Item(error)
    }
}

/// The error of a successful response whose body does not fit the model.
#[derive(thiserror::Error)]
#[error("{operation}: {status}, but the body does not fit: {misfit}")]
#[non_exhaustive]
pub struct BodyError {
    /// The operation that was called.
    pub operation: Operation,
    /// The status.
    pub status: StatusCode,
    /// The JSON path that does not fit, and why.
    pub misfit: JsonError,
    /// The body as it came.
    pub body: Bytes,
}

impl BodyError {
    pub(super) fn new(
        operation: Operation,
        status: StatusCode,
        misfit: JsonError,
        body: Bytes,
    ) -> Self {
        Self {
            operation,
            status,
            misfit,
            body,
        }
    }
}

impl fmt::Debug for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyError")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("misfit", &self.misfit)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The error of a response whose status is not a success.
#[non_exhaustive]
pub struct ErrorResponse {
    /// The operation that was called.
    pub operation: Operation,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The server's explanation of the error, if it has the standard form (RFC 9457).
    pub problem: Option<ProblemDetails>,
    /// The body as it came, at most its first 64 KiB: the page of a proxy, for example.
    pub body: Bytes,
}

/// The most characters of a title or a detail that are shown.
const LONGEST_TEXT: usize = 300;

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.status)?;
        let problem = self.problem.as_ref();
        let title = problem.and_then(|problem| problem.title.as_deref());
        let detail = problem.and_then(|problem| problem.detail.as_deref());
        // .NET's title of a problem is the status in words, which is already written.
        let title = title.filter(|title| Some(*title) != self.status.canonical_reason());
        for text in [title, detail].into_iter().flatten() {
            let text = text
                .chars()
                .map(|one| if one.is_control() { ' ' } else { one });
            write!(f, ": {}", text.take(LONGEST_TEXT).collect::<String>())?;
        }
        Ok(())
    }
}

impl fmt::Debug for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorResponse")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("problem", &format_args!("{}", self.problem.is_some()))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ErrorResponse {}
