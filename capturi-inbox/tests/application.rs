//! The tests of the example `application`, as its user would write them: with a mock of Capturi's
//! API, and deliveries as Capturi makes them.
#![allow(clippy::unwrap_used)]

#[path = "../examples/application.rs"]
mod application;

use application::{Calls, app, handler};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response},
};
use capturi_api::mock::MockCapturi;
use capturi_inbox::Inbox;
use capturi_webhooks::testing::SampleDelivery;
use serde_json::json;
use tower::ServiceExt as _;
use uuid::Uuid;

const HEADER: &str = "X-Capturi-Secret";
const SECRET: &str = "a-secret-of-32-bytes-for-testing";
const PATH: &str = "/webhooks/capturi";

async fn ask(app: &Router, request: Request<Body>) -> (u16, String) {
    let answer: Response<Body> = app.clone().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
    (status, String::from_utf8(body.into()).unwrap())
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn an_identity_that_is_delivered_becomes_a_call_of_the_application() {
    let capturi = MockCapturi::start().await;
    let uid = Uuid::new_v4();
    let call = json!({ "uid": uid, "subject": "Invoice of November" });
    capturi.get_conversation().uid(uid).returns(call);
    let (inbox, calls) = (Inbox::in_memory().await.unwrap(), Calls::default());
    let app = app(&inbox, SECRET, calls.clone()).unwrap();
    let page = format!("/calls/{uid}");

    let delivery = SampleDelivery::identity(uid);
    let (status, _) = ask(&app, delivery.request(PATH, HEADER, SECRET)).await;
    assert_eq!(status, 200);
    assert_eq!(
        ask(&app, get(&page)).await.0,
        404,
        "it is stored, not handled yet"
    );
    let drained = inbox.drain(handler(capturi.client(), calls)).await.unwrap();
    assert_eq!(drained.done, 1);
    assert_eq!(
        ask(&app, get(&page)).await,
        (200, "Invoice of November".to_owned())
    );

    // A replay is a duplicate, at the old path as well.
    let (_, answer) = ask(&app, delivery.request("/hooks/old", HEADER, SECRET)).await;
    assert_eq!(answer, r#"{"duplicate":true}"#);
}

#[tokio::test]
async fn requests_without_the_secret_are_rejected_and_other_pages_are_the_applications() {
    let inbox = Inbox::in_memory().await.unwrap();
    let app = app(&inbox, SECRET, Calls::default()).unwrap();
    let forged = SampleDelivery::full().request(PATH, HEADER, "another-secret-of-some-length");
    assert_eq!(ask(&app, forged).await.0, 401);
    let (status, page) = ask(&app, get("/nowhere")).await;
    assert_eq!((status, page.as_str()), (404, "there is no such page"));
}
