//! The ways in which a successful response is read. Generated operations name theirs as a type:
//! `client.call::<Optional<Json<T>>>(…)`.

use std::{future::Future, marker::PhantomData};

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::{Body, Error, Operation};
use crate::json_from_slice;

pub(crate) trait Decode {
    type Output;

    /// The request's `Accept`.
    const ACCEPT: &'static str;

    /// Reads a body that comes with this status.
    fn decode(
        body: Body,
        status: StatusCode,
        operation: Operation,
    ) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

/// A JSON body.
pub(crate) struct Json<T>(PhantomData<T>);

impl<T: DeserializeOwned + Send> Decode for Json<T> {
    type Output = T;
    const ACCEPT: &'static str = "application/json";

    async fn decode(body: Body, status: StatusCode, operation: Operation) -> Result<T, Error> {
        json_from_slice(&body.bytes().await?).map_err(|source| Error::Body {
            operation,
            status,
            source,
        })
    }
}

/// What `D` reads, or nothing where the server answers 204.
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
    ) -> Result<Self::Output, Error> {
        if status == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        D::decode(body, status, operation).await.map(Some)
    }
}

/// The body as it comes.
pub(crate) struct Raw;

impl Decode for Raw {
    type Output = Body;
    const ACCEPT: &'static str = "*/*";

    async fn decode(body: Body, _: StatusCode, _: Operation) -> Result<Body, Error> {
        Ok(body)
    }
}

/// No body, or none that says anything.
#[allow(dead_code)] // Capturi has no such operation today; generated code may get one.
pub(crate) struct Nothing;

impl Decode for Nothing {
    type Output = ();
    const ACCEPT: &'static str = "application/json";

    async fn decode(_: Body, _: StatusCode, _: Operation) -> Result<(), Error> {
        Ok(())
    }
}
