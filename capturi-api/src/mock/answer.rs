//! The choice of the stub that answers a call.

use std::sync::{Arc, Mutex};

use http::{Method, header::AUTHORIZATION};
use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

use super::{Call, TOKEN, lock};
use crate::Operation;

/// The stubs and the calls of a server.
#[derive(Clone, Default)]
pub(super) struct Answers {
    rules: Arc<Mutex<Vec<Rule>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

/// A finished stub.
pub(super) struct Rule {
    pub(super) target: Target,
    pub(super) conditions: Vec<Condition>,
    pub(super) answer: ResponseTemplate,
    /// The number of calls that the stub still answers; `None` for any number.
    pub(super) left: Option<u32>,
}

/// The calls that a stub is for.
#[derive(Clone)]
pub(super) enum Target {
    Operation(Operation),
    Path(Method, String),
}

/// A condition that a call has to meet for a stub to answer it.
#[derive(Clone)]
pub(super) enum Condition {
    Path {
        name: &'static str,
        value: String,
    },
    Query {
        name: &'static str,
        values: Vec<String>,
    },
    /// The body has at least these members.
    Body(Value),
}

impl Answers {
    pub(super) fn add(&self, rule: Rule) {
        lock(&self.rules).push(rule);
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        lock(&self.calls).clone()
    }

    fn answer(&self, call: &Call) -> ResponseTemplate {
        let token = call.headers.get(AUTHORIZATION);
        let is_there = token.is_some_and(|token| !token.as_bytes().trim_ascii().is_empty());
        // A client may have been told to send it in another header.
        if !is_there && !call.headers.values().any(|value| value == TOKEN) {
            return problem(401, "there is no token in Authorization");
        }
        let mut rules = lock(&self.rules);
        let mut of_target = 0;
        for rule in rules.iter_mut().filter(|rule| rule.target.is(call)) {
            of_target += 1;
            if rule.left != Some(0) && rule.conditions.iter().all(|wanted| wanted.fits(call)) {
                rule.left = rule.left.map(|left| left - 1);
                return rule.answer.clone();
            }
        }
        let wanted = match call.operation {
            Some(operation) => operation.name.to_owned(),
            None => format!("raw({}, {:?})", call.method, call.path),
        };
        match of_target {
            0 => problem(501, &format!("the mock has no stub for {wanted}")),
            _ => problem(
                501,
                &format!("no stub for {wanted} fits this call, or all that do are used up"),
            ),
        }
    }
}

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let call = Call::of(request);
        let answer = self.answer(&call);
        lock(&self.calls).push(call);
        answer
    }
}

impl Target {
    fn is(&self, call: &Call) -> bool {
        match self {
            Self::Operation(operation) => call.operation == Some(*operation),
            Self::Path(method, path) => call.method == *method && call.path == *path,
        }
    }
}

impl Condition {
    fn fits(&self, call: &Call) -> bool {
        match self {
            Self::Path { name, value } => call.path_parameters.get(*name) == Some(value),
            Self::Query { name, values } => call.query_values(name) == *values,
            Self::Body(wanted) => contains(&call.json(), wanted),
        }
    }
}

/// Whether all members of `wanted` are in `json`; values other than objects have to be equal.
fn contains(json: &Value, wanted: &Value) -> bool {
    match (json, wanted) {
        (Value::Object(json), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| json.get(name).is_some_and(|value| contains(value, wanted))),
        _ => json == wanted,
    }
}

/// Problem details, as Capturi sends them.
pub(super) fn problem(status: u16, title: &str) -> ResponseTemplate {
    let problem = json!({ "title": title, "status": status });
    ResponseTemplate::new(status).set_body_raw(problem.to_string(), "application/problem+json")
}
