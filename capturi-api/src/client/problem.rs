//! A server's explanation of an error, in the standard form.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::json_from_slice;

/// The problem details of an error (RFC 9457), as .NET writes them.
///
/// `Debug` shows all members; the `Display` of an [`Error`](crate::Error) shows title and detail.
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
    /// All other members, such as `traceId`, or `errors` by field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ProblemDetails {
    /// Reads problem details; `None` if the body has none of their members.
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
