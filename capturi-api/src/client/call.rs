//! The one function through which every request goes.

use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION};
use reqwest::{RequestBuilder, Response};

use super::{
    Client, Error, ErrorResponse, Operation, ResponseValue, body::transport, decode::Decode,
};
use crate::json_from_slice;

/// How much of an error's body is kept.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

impl Client {
    /// Adds what every request has (token, `api-version`, `Accept`), sends it, and reads the
    /// response as `D` or as an error.
    pub(crate) async fn call<D: Decode>(
        &self,
        request: RequestBuilder,
        operation: &Operation,
    ) -> Result<ResponseValue<D::Output>, Error> {
        let operation = *operation;
        let request = request
            .header(AUTHORIZATION, self.token.clone())
            .header(ACCEPT, D::ACCEPT)
            .query(&[("api-version", &self.api_version)])
            .build()
            .map_err(|error| Error::Request {
                operation,
                source: error.without_url(),
            })?;
        let started = Instant::now();
        let response = self.http.execute(request).await.map_err(|error| {
            tracing::debug!(operation = operation.name, elapsed = ?started.elapsed(), "no response");
            transport(operation, error)
        })?;
        let status = response.status();
        tracing::debug!(
            operation = operation.name,
            status = status.as_u16(),
            elapsed = ?started.elapsed(),
            "response"
        );
        if !status.is_success() {
            return Err(read_error(response, operation).await);
        }
        let headers = response.headers().clone();
        let value = D::decode(response, operation).await?;
        Ok(ResponseValue::new(value, status, headers))
    }
}

async fn read_error(mut response: Response, operation: Operation) -> Error {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let body = beginning(response).await;
    Error::Response(Box::new(ErrorResponse {
        operation,
        status,
        headers,
        problem: json_from_slice(&body).ok(),
        body,
    }))
}

/// The first 64 KiB of a body. One that breaks off is kept as far as it came: the status is what
/// matters.
async fn beginning(mut response: Response) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Some(piece)) = response.chunk().await {
        let room = ERROR_BODY_LIMIT - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() == ERROR_BODY_LIMIT {
            break;
        }
    }
    body.freeze()
}
