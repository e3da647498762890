//! `GET /integrations/trackers/folders/{uid}`

use super::{get_filter_folder::folder, support::*};

/// A folder of trackers without its permissions.
pub fn tracker_folder() -> Value {
    let mut folder = folder();
    folder["masterSettings"] = json!({ "preset": "EveryoneCanSee" });
    folder
}

fn answer() -> Value {
    open_to_all(tracker_folder())
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .get_tracker_folder(UID)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received(
            "GET",
            "/integrations/trackers/folders/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0",
            None,
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn a_204_is_none() {
    let capturi = Capturi::answering_nothing().await;
    let read = capturi
        .client()
        .get_tracker_folder(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetTrackerFolder::OPERATION, async |capturi| {
        capturi.get_tracker_folder(UID).send().await.map(drop)
    })
    .await;
}
