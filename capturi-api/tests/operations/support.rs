//! A server that gives one answer, and checks of the call and of the value that was read.

pub use capturi_api::{builder, types::*};
pub use serde_json::{Value, json};

use capturi_api::{Client, Error, Operation};
use chrono::{DateTime, Utc};
use serde::Serialize;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

pub const UID: &str = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";
pub const OTHER: &str = "5b0c1f5e-8a3f-4d0c-9a53-0f7d2c1e6b11";
pub const ORGANIZATION: &str = "74c0f638-051d-4ed7-80f8-db49fda5cb4f";
pub const TEAM: &str = "8b829198-9138-4195-af1d-85cd5bfdb197";
pub const USER: &str = "f7fd8b2d-fc26-45b7-90fb-8b8d91076163";
const TOKEN: &str = "a-token-that-nobody-may-see";

pub struct Capturi(MockServer);

impl Capturi {
    pub async fn answering(json: Value) -> Self {
        Self::answering_with(ResponseTemplate::new(200).set_body_json(json)).await
    }

    pub async fn answering_nothing() -> Self {
        Self::answering_with(ResponseTemplate::new(204)).await
    }

    pub async fn answering_with(answer: ResponseTemplate) -> Self {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self(server)
    }

    pub fn client(&self) -> Client {
        Client::builder()
            .token(TOKEN)
            .base_url(self.0.uri())
            .build()
            .unwrap()
    }

    /// Checks the one request that was sent.
    pub async fn received(&self, method: &str, path_and_query: &str, body: Option<Value>) {
        let requests = self.0.received_requests().await.unwrap();
        let [request] = requests.as_slice() else {
            panic!("{} requests", requests.len());
        };
        assert_eq!(request.method.as_str(), method);
        let sent = format!(
            "{}?{}",
            request.url.path(),
            request.url.query().unwrap_or_default()
        );
        assert_eq!(sent, path_and_query);
        assert_eq!(request.headers["authorization"], TOKEN);
        assert!(!request.headers.contains_key("api-version"));
        match body {
            Some(body) => {
                assert_eq!(request.headers["content-type"], "application/json");
                assert_eq!(
                    serde_json::from_slice::<Value>(&request.body).unwrap(),
                    body
                );
            }
            None => {
                assert!(!request.headers.contains_key("content-type"));
                assert!(request.body.is_empty());
            }
        }
    }
}

/// Checks that the value has everything that the answer has.
#[track_caller]
pub fn nothing_is_lost(answer: &Value, read: &impl Serialize) {
    let read = serde_json::to_value(read).unwrap();
    assert_eq!(as_written(read), as_written(answer.clone()));
}

/// The JSON without nulls, which models need not write, and with all times in one form.
fn as_written(json: Value) -> Value {
    match json {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, as_written(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(as_written).collect(),
        Value::String(text) => {
            let with_offset = format!("{}Z", text.trim_end_matches('Z'));
            match with_offset.parse::<DateTime<Utc>>() {
                Ok(time) => json!(time),
                Err(_) => json!(text),
            }
        }
        other => other,
    }
}

/// Answers with each error that the document names for the operation, as problem details and as a
/// page of a proxy.
pub async fn errors_are_read(
    operation: Operation,
    call: impl AsyncFn(Client) -> Result<(), Error>,
) {
    let statuses = documented_errors(operation);
    assert!(statuses.contains(&403), "{operation}: {statuses:?}");
    for status in statuses {
        let problem = json!({ "title": "No access", "detail": "Ask for it.", "status": status });
        let answer = ResponseTemplate::new(status).set_body_raw(
            problem.to_string(),
            "application/problem+json; charset=utf-8",
        );
        let capturi = Capturi::answering_with(answer).await;
        let error = call(capturi.client()).await.unwrap_err();
        assert_eq!(error.operation(), operation);
        assert_eq!(error.status().unwrap().as_u16(), status);
        let read = error.problem_details().unwrap();
        assert_eq!(read.detail.as_deref(), Some("Ask for it."));
        let reason = error.status().unwrap();
        assert_eq!(
            error.to_string(),
            format!("{operation}: {reason}: No access: Ask for it.")
        );

        let page = ResponseTemplate::new(status).set_body_raw("<html>Blocked</html>", "text/html");
        let capturi = Capturi::answering_with(page).await;
        let error = call(capturi.client()).await.unwrap_err();
        assert!(error.problem_details().is_none());
        assert_eq!(error.to_string(), format!("{operation}: {reason}"));
    }
}

fn documented_errors(operation: Operation) -> Vec<u16> {
    let document: Value =
        serde_json::from_str(include_str!("../../../spec/upstream.json")).unwrap();
    let responses =
        &document["paths"][operation.path][operation.method.to_lowercase()]["responses"];
    responses
        .as_object()
        .unwrap()
        .keys()
        .filter_map(|status| status.parse().ok())
        .filter(|status| *status >= 400)
        .collect()
}

/// A conversation with everything that it can have.
pub fn conversation() -> Value {
    let payload = include_str!("../../../capturi-webhooks/fixtures/conversation.json");
    serde_json::from_str::<Value>(payload).unwrap()["entity"].take()
}

/// The same thing, seen by one user and one team.
pub fn private(mut thing: Value) -> Value {
    thing["permissionPreset"] = json!("Private");
    thing["permissionPresetUserUid"] = json!(USER);
    thing["acl"] = json!([
        { "type": "user", "level": "Edit", "userUid": USER },
        { "type": "team", "level": "View", "teamUid": TEAM },
    ]);
    thing
}

/// The same thing, seen by everyone but team leads.
pub fn open_to_all(mut thing: Value) -> Value {
    thing["permissionPreset"] = json!("EveryoneCanView");
    thing["permissionPresetUserUid"] = json!(USER);
    thing["acl"] = json!([
        { "type": "everyone", "level": "View" },
        { "type": "role", "level": "Block", "role": "TeamLead" },
    ]);
    thing
}

pub fn time(time: &str) -> DateTime<Utc> {
    time.parse().unwrap()
}
