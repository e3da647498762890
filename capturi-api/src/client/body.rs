//! A response body that is not JSON, or that the caller wants as it comes.

use std::{
    future::Future,
    path::Path,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use tokio::{io::AsyncWriteExt as _, time::timeout};

use super::{Error, HttpError, Limits, Operation};

/// The most bytes that are reserved for a body because the server declares its length.
const LARGEST_RESERVE: u64 = 1024 * 1024;

/// A body that has not been read yet: a transcript, or the response to a raw call.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let mock = capturi_api::mock::MockCapturi::start().await;
/// # mock.get_transcript().returns_bytes("text/plain", "A: Hello");
/// # let capturi = mock.client();
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("call.txt");
/// # let uid = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";
/// let response = capturi.get_transcript(uid).format("Text").send().await?;
/// if let Some(transcript) = response.into_inner() {
///     let size = transcript.save_to(&path).await?;
///     println!("{}: {size} bytes", path.display());
/// }
/// # assert_eq!(std::fs::read_to_string(path)?, "A: Hello");
/// # Ok(()) }
/// ```
pub struct Body {
    operation: Operation,
    response: reqwest::Response,
    /// The longest pause between two pieces.
    idle: Duration,
    /// The most bytes of the body in memory.
    limit: usize,
}

impl Body {
    pub(super) fn new(operation: Operation, response: reqwest::Response, limits: Limits) -> Self {
        Self {
            operation,
            response,
            idle: limits.idle_timeout,
            limit: limits.response,
        }
    }

    /// The next piece of the body; `None` at its end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        let operation = self.operation;
        match timeout(self.idle, self.response.chunk()).await {
            Ok(piece) => piece.map_err(|error| transport(operation, error)),
            Err(_) => Err(Error::Timeout {
                operation,
                limit: self.idle,
            }),
        }
    }

    /// The media type that the server sent, such as `text/plain; charset=utf-8`.
    pub fn content_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The file name that the server suggests (`Content-Disposition`), without any folder.
    pub fn file_name(&self) -> Option<String> {
        let disposition = self.response.headers().get(CONTENT_DISPOSITION)?;
        file_name(disposition.to_str().ok()?)
    }

    /// Reads the whole body.
    ///
    /// # Errors
    ///
    /// If the connection breaks off or stalls, or the body is larger than
    /// [`ClientBuilder::response_limit`](crate::ClientBuilder::response_limit).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let expected = self.response.content_length().unwrap_or(0);
        let expected = usize::try_from(expected.min(LARGEST_RESERVE)).unwrap_or(0);
        let mut body = BytesMut::with_capacity(expected);
        while let Some(piece) = self.piece().await? {
            if piece.len() > self.limit - body.len() {
                return Err(Error::TooLarge {
                    operation: self.operation,
                    limit: self.limit,
                });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }

    /// Saves the body to a file, without ever having it in memory as a whole, and returns its size
    /// in bytes.
    ///
    /// The body is written to a temporary file beside `path`, which replaces `path` when it is
    /// complete: there is never half a file of that name. Where the platform has file modes, only
    /// the owner may read the file, as transcripts hold people's words.
    ///
    /// # Errors
    ///
    /// If the connection breaks off or stalls, or the file can't be written; the temporary file is
    /// removed then.
    pub async fn save_to(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let operation = self.operation;
        let path = path.as_ref();
        let failed = |source| Error::File {
            operation,
            path: path.to_owned(),
            source,
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // `tempfile` makes the file readable for its owner alone, and removes it unless it is
        // persisted.
        std::fs::metadata(folder).map_err(failed)?;
        // tempfile names its temporary file in an error, which means nothing to the caller.
        let temporary = tempfile::NamedTempFile::new_in(folder);
        let temporary = temporary.map_err(|error| failed(error.kind().into()))?;
        let copy = temporary.as_file().try_clone().map_err(failed)?;
        let mut file = tokio::fs::File::from_std(copy);
        let mut size = 0;
        while let Some(piece) = self.piece().await? {
            file.write_all(&piece).await.map_err(failed)?;
            size += piece.len() as u64;
        }
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        temporary
            .persist(path)
            .map_err(|error| failed(error.error))?;
        Ok(size)
    }

    /// Reads the body piece by piece, so that it never is in memory as a whole.
    ///
    /// The stream ends with an error if the connection breaks off or stalls.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send + Unpin {
        BodyStream(Some(Box::pin(next_piece(self))))
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
        source: HttpError::new(error),
    }
}

/// The file name in a `Content-Disposition` (RFC 6266); of a path its last part.
fn file_name(disposition: &str) -> Option<String> {
    let parameters = parameters(disposition);
    let parameter = |name: &str| {
        let mut named = parameters
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.clone())
    };
    let extended = parameter("filename*").and_then(|value| {
        let (_, encoded) = value.split_once("''")?;
        let decoded = percent_encoding::percent_decode_str(encoded);
        Some(decoded.decode_utf8().ok()?.into_owned())
    });
    let name = extended.or_else(|| parameter("filename"))?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let unusable = last.trim_start_matches('.').is_empty() || last.contains(char::is_control);
    (!unusable).then(|| last.to_owned())
}

/// The parameters of a header: `key=value` or `key="value"`, each after a semicolon.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in header.chars() {
        match character {
            '"' => quoted = !quoted,
            ';' if !quoted => parts.push(String::new()),
            other => {
                if let Some(part) = parts.last_mut() {
                    part.push(other);
                }
            }
        }
    }
    parts
        .iter()
        .skip(1)
        .filter_map(|part| part.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

type NextPiece = Pin<Box<dyn Future<Output = (Body, Result<Option<Bytes>, Error>)> + Send>>;

async fn next_piece(mut body: Body) -> (Body, Result<Option<Bytes>, Error>) {
    let piece = body.piece().await;
    (body, piece)
}

/// The piece that is being read; `None` after the last.
struct BodyStream(Option<NextPiece>);

impl Stream for BodyStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(reading) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let (body, piece) = ready!(reading.as_mut().poll(context));
        let piece = piece.transpose();
        self.0 = match &piece {
            Some(Ok(_)) => Some(Box::pin(next_piece(body))),
            Some(Err(_)) | None => None,
        };
        Poll::Ready(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_name_is_read_in_either_form_and_never_leads_elsewhere() {
        for (disposition, expected) in [
            ("attachment; filename=call.txt", Some("call.txt")),
            ("attachment; filename=\"my call.txt\"", Some("my call.txt")),
            (
                "attachment; filename=a; filename*=UTF-8''k%C3%B8b.txt",
                Some("k\u{f8}b.txt"),
            ),
            ("attachment; FileName=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\x\\call.txt\"", Some("call.txt")),
            ("attachment; filename=\"a;b.txt\"", Some("a;b.txt")),
            ("attachment; filename*=UTF-8''a%00b", None),
            ("attachment; filename=..", None),
            ("attachment; filename=/", None),
            ("inline", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), expected, "{disposition}");
        }
    }
}
