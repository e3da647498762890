//! `GET /integrations/filters/folders`

use super::support::*;

fn answer() -> Value {
    json!({ "folders": [{
        "uid": UID,
        "organizationUid": ORGANIZATION,
        "title": "Sales",
        "description": "What the sales teams look for.",
        "permissionPreset": "Private",
        "permissionPresetUserUid": USER,
        "acl": [
            { "type": "user", "level": "Edit", "userUid": USER },
            { "type": "team", "level": "View", "teamUid": TEAM },
        ],
    }] })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_filter_folders()
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/filters/folders?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListFilterFolders::OPERATION, async |capturi| {
        capturi.list_filter_folders().send().await.map(drop)
    })
    .await;
}
