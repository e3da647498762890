//! The one function through which every request goes.

use std::time::{Duration, Instant};

use bytes::BytesMut;
use http::header::ACCEPT;
use reqwest::{Request, RequestBuilder};
use tokio::time::{sleep, timeout};
use tracing::Instrument as _;

use super::{
    Attempt, Body, Client, Error, ErrorResponse, HttpError, Operation, ProblemDetails, Response,
    body::transport, decode::Decode,
};

/// The most bytes of an error's body that are kept.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

/// The longest deadline: a longer one could overflow the clock.
const LONGEST_DEADLINE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl Client {
    /// Adds the token, `api-version` and `Accept` to a request, sends it, retries it if it is
    /// read-only, and reads the response as `D` or as an error.
    pub(crate) async fn call<D: Decode>(
        &self,
        request: RequestBuilder,
        operation: &Operation,
    ) -> Result<Response<D::Output>, Error> {
        let span = tracing::debug_span!("capturi", operation = operation.name);
        self.attempt_until_done::<D>(request, *operation)
            .instrument(span)
            .await
    }

    async fn attempt_until_done<D: Decode>(
        &self,
        request: RequestBuilder,
        operation: Operation,
    ) -> Result<Response<D::Output>, Error> {
        let (name, token) = self.authentication();
        let version = [("api-version", &self.api_version)];
        let version = &version[..usize::from(operation.versioned)];
        let mut request = request
            .header(name, token)
            .header(ACCEPT, D::ACCEPT)
            .query(version)
            .build()
            .map_err(|error| Error::Request {
                operation,
                source: HttpError::new(error),
            })?;
        let path = self.below_base_url(request.url());
        if !path.is_some_and(|path| operation.is_at(path)) {
            return Err(Error::InvalidPath { operation });
        }
        let deadline = Instant::now() + self.limits.deadline.min(LONGEST_DEADLINE);
        let mut attempt = 1;
        loop {
            // A body that can't be cloned is sent once.
            let again = operation.safe.then(|| request.try_clone()).flatten();
            let error = match self
                .attempt::<D>(request, operation, attempt, deadline)
                .await
            {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let Some(next) = again else {
                return Err(error);
            };
            let Some(pause) = self.retry.pause(attempt, &error, deadline) else {
                return Err(error);
            };
            tracing::debug!(?pause, "trying again");
            sleep(pause).await;
            request = next;
            attempt += 1;
        }
    }

    async fn attempt<D: Decode>(
        &self,
        request: Request,
        operation: Operation,
        attempt: u32,
        deadline: Instant,
    ) -> Result<Response<D::Output>, Error> {
        let started = Instant::now();
        let left = deadline.saturating_duration_since(started);
        let limit = self.limits.attempt_timeout.min(left);
        let outcome = match timeout(limit, self.http.execute(request)).await {
            Ok(outcome) => outcome.map_err(|error| transport(operation, error)),
            Err(_) => Err(Error::Timeout { operation, limit }),
        };
        let elapsed = started.elapsed();
        log(attempt, elapsed, &outcome);
        self.observer.tell(Attempt {
            operation,
            attempt,
            status: outcome.as_ref().ok().map(reqwest::Response::status),
            elapsed,
        });
        let response = outcome?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = Body::new(operation, response, self.limits);
        if status.is_success() {
            let (value, body) = D::decode(body, status, operation).await?;
            return Ok(Response::new(value, status, headers, body));
        }
        // The status matters most, so a slow body is kept as far as it came in time.
        let mut beginning = BytesMut::new();
        let left = deadline.saturating_duration_since(Instant::now());
        let _ = timeout(limit.min(left), read_beginning(body, &mut beginning)).await;
        Err(Error::Response(Box::new(ErrorResponse {
            operation,
            status,
            headers,
            problem: ProblemDetails::read(&beginning),
            body: beginning.freeze(),
        })))
    }
}

fn log(attempt: u32, elapsed: Duration, outcome: &Result<reqwest::Response, Error>) {
    match outcome {
        Ok(response) => {
            let status = response.status().as_u16();
            tracing::debug!(attempt, status, ?elapsed, "response");
        }
        Err(_) => tracing::debug!(attempt, ?elapsed, "no response"),
    }
}

/// Reads the first 64 KiB of a body.
async fn read_beginning(mut body: Body, beginning: &mut BytesMut) {
    while let Ok(Some(piece)) = body.piece().await {
        let room = ERROR_BODY_LIMIT - beginning.len();
        beginning.extend_from_slice(&piece[..piece.len().min(room)]);
        if beginning.len() == ERROR_BODY_LIMIT {
            break;
        }
    }
}
