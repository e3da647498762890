//! `GET /integrations/trackers/folders`

use super::{get_tracker_folder::tracker_folder, support::*};

fn answer() -> Value {
    json!({ "folders": [private(tracker_folder())] })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_tracker_folders()
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received(
            "GET",
            "/integrations/trackers/folders?api-version=2.0",
            None,
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListTrackerFolders::OPERATION, async |capturi| {
        capturi.list_tracker_folders().send().await.map(drop)
    })
    .await;
}
