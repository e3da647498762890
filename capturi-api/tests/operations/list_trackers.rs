//! `GET /integrations/trackers`

use super::{get_tracker::tracker, support::*};

fn answer() -> Value {
    json!({ "trackers": [private(tracker())] })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_trackers()
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/trackers?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListTrackers::OPERATION, async |capturi| {
        capturi.list_trackers().send().await.map(drop)
    })
    .await;
}
