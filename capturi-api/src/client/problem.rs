//! What a server says of an error, in the standard form.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::json_from_slice;

/// What is wrong, as RFC 9457 has it and .NET writes it.
///
/// `Debug` shows it; the `Display` of an [`Error`](crate::Error) shows title and detail.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ProblemDetails {
    /// A URL that identifies the kind of problem.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// The kind of problem, in words.
    pub title: Option<String>,
    /// The status of the response.
    pub status: Option<i32>,
    /// This problem, in words.
    pub detail: Option<String>,
    /// A URL that identifies this problem.
    pub instance: Option<String>,
    /// What else the server says, such as `traceId`, or `errors` by field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ProblemDetails {
    /// Problem details, if the body has any of their members: other JSON is none.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let problem: Self = json_from_slice(body).ok()?;
        let named = [
            &problem.type_,
            &problem.title,
            &problem.detail,
            &problem.instance,
        ];
        (named.iter().any(|member| member.is_some()) || problem.status.is_some()).then_some(problem)
    }
}
