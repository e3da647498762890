//! The request that a command makes, built from its flags.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use capturi_api::{Body, Client, Method, RawRequest, with_segment};
use clap::ArgMatches;
use serde_json::{Map, Value, json};

use super::operation::{Operation, Place};
use crate::failure::{Failure, place_in_json};

/// A request that is ready to be sent.
pub(super) struct Request {
    operation: capturi_api::Operation,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

impl Request {
    pub(super) fn new(operation: &Operation, matches: &ArgMatches) -> Result<Self, Failure> {
        let mut request = Self {
            operation: operation.operation,
            method: method(operation.operation.method)?,
            path: operation.operation.path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
        };
        let mut members = Map::new();
        for parameter in operation.parameters {
            let Some(values) = matches.get_many::<Value>(parameter.flag) else {
                continue;
            };
            let values: Vec<&Value> = values.collect();
            let name = parameter.name.to_owned();
            let texts = values.iter().map(|value| text(value));
            match parameter.place {
                Place::Path => {
                    request.path = with_segment(&request.path, &name, &texts.collect::<String>());
                }
                Place::Query => request.query.extend(texts.map(|text| (name.clone(), text))),
                Place::Header => request
                    .headers
                    .extend(texts.map(|text| (name.clone(), text))),
                Place::Body => {
                    let value = match (parameter.is_list, values.as_slice()) {
                        (false, [value]) => (*value).clone(),
                        (_, values) => json!(values),
                    };
                    members.insert(name, value);
                }
            }
        }
        if operation.has_body {
            request.body = Some(body(matches, members)?);
        }
        Ok(request)
    }

    /// The request of a listing, in which only the page size is set, if there is a parameter for
    /// it.
    pub(super) fn of_rows(operation: &Operation, rows: u32) -> Self {
        let mut request = Self {
            operation: operation.operation,
            // The build step accepts only the HTTP methods that OpenAPI has, so parsing can't fail.
            method: operation.operation.method.parse().unwrap_or(Method::GET),
            path: operation.operation.path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: operation.has_body.then(|| json!({})),
        };
        let mut parameters = operation.parameters.iter();
        let size = parameters.find(|parameter| ["limit", "pageSize"].contains(&parameter.name));
        match (size, &mut request.body) {
            (Some(size), Some(body)) if size.place == Place::Body => body[size.name] = json!(rows),
            (Some(size), _) => request.query.push((size.name.to_owned(), rows.to_string())),
            (None, _) => {}
        }
        request
    }

    /// The request of `capturi api raw`: any path, with the query and the body that were given.
    pub(super) fn raw(matches: &ArgMatches) -> Result<Self, Failure> {
        let method = matches
            .get_one::<Method>("method")
            .cloned()
            .unwrap_or(Method::GET);
        let path = matches
            .get_one::<String>("path")
            .cloned()
            .unwrap_or_default();
        let query = matches.get_many::<(String, String)>("param");
        let operation = capturi_api::Operation::new("raw", "", "");
        Ok(Self {
            // Safe methods are retried, as in every other call.
            operation: match method.is_safe() {
                true => operation.safe(),
                false => operation,
            },
            method,
            path,
            query: query.into_iter().flatten().cloned().collect(),
            headers: Vec::new(),
            body: read_body(matches)?,
        })
    }

    /// The request as a call of this client.
    pub(super) fn on<'a>(&self, client: &'a Client) -> RawRequest<'a> {
        let mut call = client
            .raw(self.method.clone(), &self.path)
            .as_operation(self.operation);
        if !self.query.is_empty() {
            call = call.query(&self.query);
        }
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        if let Some(body) = &self.body {
            call = call.json(body);
        }
        call
    }

    /// Sends the request; returns `None` if the server answers 204.
    pub(super) async fn send(&self, client: &Client) -> Result<Option<Body>, Failure> {
        let response = self.on(client).send().await?;
        let is_empty = response.status() == capturi_api::StatusCode::NO_CONTENT;
        Ok((!is_empty).then(|| response.into_inner()))
    }
}

fn method(name: &str) -> Result<Method, Failure> {
    name.parse()
        .map_err(|_| Failure::usage(format!("{name} is no HTTP method")))
}

/// The JSON from `--body`; members that were given as flags override it.
fn body(matches: &ArgMatches, members: Map<String, Value>) -> Result<Value, Failure> {
    match read_body(matches)? {
        None => Ok(Value::Object(members)),
        Some(Value::Object(mut body)) => {
            body.extend(members);
            Ok(Value::Object(body))
        }
        Some(body) if members.is_empty() => Ok(body),
        Some(_) => Err(Failure::usage(
            "the body is no JSON object, so flags can't add to it",
        )),
    }
}

fn read_body(matches: &ArgMatches) -> Result<Option<Value>, Failure> {
    let Some(file) = matches.get_one::<String>("body") else {
        return Ok(None);
    };
    let text = match file.as_str() {
        "-" => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        }
        file => fs::read_to_string(Path::new(file)),
    };
    let text = text.map_err(|error| {
        Failure::usage(format!("can't read the body from {file}")).because(error)
    })?;
    let body = serde_json::from_str(&text).map_err(|error| {
        Failure::usage(format!(
            "the body in {file} is not JSON: {}",
            place_in_json(&error)
        ))
    })?;
    Ok(Some(body))
}

/// A value as text for a path, a query or a header.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
