//! A call that the mock server received.

use std::{collections::BTreeMap, fmt};

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{OPERATIONS, Operation};

/// A call that a [`MockCapturi`](super::MockCapturi) received.
#[derive(Clone)]
#[non_exhaustive]
pub struct Call {
    /// The operation that was called, if the document has it.
    pub operation: Option<Operation>,
    /// The method.
    pub method: Method,
    /// The path, as it was sent.
    pub path: String,
    /// The path's parameters, by their names in the document, decoded.
    pub path_parameters: BTreeMap<String, String>,
    /// The query's parameters, in their order, decoded; `api-version` among them.
    pub query: Vec<(String, String)>,
    /// The headers, the token among them.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Call {
    pub(super) fn of(request: &wiremock::Request) -> Self {
        let path = request.url.path();
        let operation = operation(&request.method, path);
        Self {
            operation,
            method: request.method.clone(),
            path: path.to_owned(),
            path_parameters: operation
                .and_then(|operation| parameters(operation.path, path))
                .unwrap_or_default(),
            query: request.url.query_pairs().into_owned().collect(),
            headers: request.headers.clone(),
            body: Bytes::copy_from_slice(&request.body),
        }
    }

    /// The body as JSON; `null` if the body is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The values of a query parameter; empty if the parameter was not sent.
    pub fn query_values(&self, name: &str) -> Vec<&str> {
        let named = self.query.iter().filter(|(key, _)| key == name);
        named.map(|(_, value)| value.as_str()).collect()
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.map(|operation| operation.name))
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// The operation that a request calls. `/filters/folders` fits `/filters/{uid}` too, so the path
/// with the fewest parameters wins.
fn operation(method: &Method, path: &str) -> Option<Operation> {
    OPERATIONS
        .iter()
        .filter(|operation| operation.method == method.as_str())
        .filter_map(|operation| Some((parameters(operation.path, path)?.len(), operation)))
        .min_by_key(|(parameters, _)| *parameters)
        .map(|(_, operation)| *operation)
}

/// The values of a template's parameters in a path; `None` if the path does not fit the template.
fn parameters(template: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let (wanted, sent) = (template.split('/'), path.split('/'));
    if wanted.clone().count() != sent.clone().count() {
        return None;
    }
    let mut parameters = BTreeMap::new();
    for (wanted, sent) in wanted.zip(sent) {
        let name = wanted
            .strip_prefix('{')
            .and_then(|wanted| wanted.strip_suffix('}'));
        match name {
            Some(name) => {
                let value = percent_decode_str(sent).decode_utf8_lossy().into_owned();
                parameters.insert(name.to_owned(), value);
            }
            None if wanted == sent => {}
            None => return None,
        }
    }
    Some(parameters)
}
