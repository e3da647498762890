//! The ways in which a successful response is read. Generated operations name theirs as a type:
//! `client.call::<Optional<Json<T>>>(…)`.

use std::{future::Future, marker::PhantomData};

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::{Body, BodyError, Error, Operation};
use crate::{JsonError, json_from_slice};

pub(crate) trait Decode {
    type Output;

    /// The request's `Accept`.
    const ACCEPT: &'static str;

    /// Reads the body of a response with this status; returns the value and the JSON of it.
    fn decode(
        body: Body,
        status: StatusCode,
        operation: Operation,
    ) -> impl Future<Output = Result<(Self::Output, Bytes), Error>> + Send;
}

/// Receives a JSON body and reads it as a whole.
async fn whole<T>(
    body: Body,
    status: StatusCode,
    operation: Operation,
    read: impl FnOnce(&[u8]) -> Result<T, JsonError> + Send,
) -> Result<(T, Bytes), Error> {
    let body = body.bytes().await?;
    match read(&body) {
        Ok(value) => Ok((value, body)),
        Err(source) => Err(BodyError::new(operation, status, source, body).into()),
    }
}

/// A JSON body.
pub(crate) struct Json<T>(PhantomData<T>);

impl<T: DeserializeOwned + Send> Decode for Json<T> {
    type Output = T;
    const ACCEPT: &'static str = "application/json";

    async fn decode(
        body: Body,
        status: StatusCode,
        operation: Operation,
    ) -> Result<(T, Bytes), Error> {
        whole(body, status, operation, |json| json_from_slice(json)).await
    }
}

/// A JSON body whose type depends on the status.
#[allow(dead_code)] // Capturi has no such operation today; generated code may get one.
pub(crate) struct ByStatus<T>(PhantomData<T>);

/// The successes of an operation, a variant for each status.
#[allow(dead_code)] // as above
pub(crate) trait OfStatus: Sized + Send {
    /// Reads the body of a success with this status.
    fn read(status: u16, body: &[u8]) -> Result<Self, JsonError>;
}

impl<T: OfStatus> Decode for ByStatus<T> {
    type Output = T;
    const ACCEPT: &'static str = "application/json";

    async fn decode(
        body: Body,
        status: StatusCode,
        operation: Operation,
    ) -> Result<(T, Bytes), Error> {
        whole(body, status, operation, |json| {
            T::read(status.as_u16(), json)
        })
        .await
    }
}

/// Implements [`OfStatus`] for an enum that also has a variant `Other`; the first range that has the status
/// counts.
#[allow(unused_macros)] // as above
macro_rules! by_status {
    ($name:ident { $($low:literal..=$high:literal => $variant:ident($type:ty)),* $(,)? }) => {
        impl $crate::decode::OfStatus for $name {
            fn read(status: u16, body: &[u8]) -> Result<Self, $crate::JsonError> {
                Ok(match status {
                    $($low..=$high => Self::$variant($crate::json_from_slice::<$type>(body)?),)*
                    _ => Self::Other($crate::json_from_slice(body)?),
                })
            }
        }
    };
}
#[allow(unused_imports)] // as above
pub(crate) use by_status;

/// A JSON body that is parsed later.
pub(super) struct Whole;

impl Decode for Whole {
    type Output = ();
    const ACCEPT: &'static str = "application/json";

    async fn decode(body: Body, _: StatusCode, _: Operation) -> Result<((), Bytes), Error> {
        Ok(((), body.bytes().await?))
    }
}

/// The value that `D` reads, or `None` if the server answers 204, or with nothing.
pub(crate) struct Optional<D>(PhantomData<D>);

impl<D: Decode> Decode for Optional<D>
where
    D::Output: Send,
{
    type Output = Option<D::Output>;
    const ACCEPT: &'static str = D::ACCEPT;

    async fn decode(
        body: Body,
        status: StatusCode,
        operation: Operation,
    ) -> Result<(Self::Output, Bytes), Error> {
        if status == StatusCode::NO_CONTENT {
            return Ok((None, Bytes::new()));
        }
        match D::decode(body, status, operation).await {
            Ok((value, body)) => Ok((Some(value), body)),
            Err(Error::Body(error)) if error.body.is_empty() => Ok((None, Bytes::new())),
            Err(error) => Err(error),
        }
    }
}

/// A body that the caller reads.
pub(crate) struct Raw;

impl Decode for Raw {
    type Output = Body;
    const ACCEPT: &'static str = "*/*";

    async fn decode(body: Body, _: StatusCode, _: Operation) -> Result<(Body, Bytes), Error> {
        Ok((body, Bytes::new()))
    }
}

/// A JSON body that the caller reads.
pub(crate) struct RawJson;

impl Decode for RawJson {
    type Output = Body;
    const ACCEPT: &'static str = "application/json";

    async fn decode(body: Body, _: StatusCode, _: Operation) -> Result<(Body, Bytes), Error> {
        Ok((body, Bytes::new()))
    }
}

/// No body, or a body that is ignored.
#[allow(dead_code)] // Capturi has no such operation today; generated code may get one.
pub(crate) struct Nothing;

impl Decode for Nothing {
    type Output = ();
    const ACCEPT: &'static str = "application/json";

    async fn decode(_: Body, _: StatusCode, _: Operation) -> Result<((), Bytes), Error> {
        Ok(((), Bytes::new()))
    }
}
