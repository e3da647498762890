//! `GET /integrations/scores`

use super::support::*;

fn answer() -> Value {
    json!({ "scores": [{
        "uid": UID,
        "organizationUid": ORGANIZATION,
        "created": "2026-03-01T08:00:00Z",
        "createdByUserUid": USER,
        "updated": "2026-10-31T23:59:59Z",
        "updatedByUserUid": USER,
        "name": "Greeting",
        "description": "Says hello and asks for the name.",
        "filters": {
            "subjects": ["Billing"],
            "duration": { "min": 30.0, "max": 600.5 },
            "trackers": [{ "uids": [UID], "speakerId": 1, "word": "refund", "inverted": false }],
            "notTrackers": [{ "uids": [OTHER] }],
            "sentiment": { "score": "High", "speaker": "Combined" },
        },
        "savedFilterGroupUid": OTHER,
        "goal": { "min": 60.0, "max": 100.0 },
        "limit": 100,
        "parameters": [
            { "type": "tracker", "uid": UID, "weight": 40, "trackerUids": [OTHER] },
            { "type": "custom-prop-1", "uid": UID, "weight": 20, "value": "north" },
            { "type": "custom-number-prop-10", "uid": UID, "weight": 20, "min": 0.5, "max": 1.5 },
            { "type": "sentiment", "uid": UID, "weight": 20, "score": "Medium", "speaker": "User" },
        ],
        "isProcessing": true,
        "processingProgress": "2026-11-01T00:00:00Z",
        "maxScore": 100,
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
        .list_scores()
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/scores?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListScores::OPERATION, async |capturi| {
        capturi.list_scores().send().await.map(drop)
    })
    .await;
}
