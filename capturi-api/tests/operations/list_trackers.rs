//! `GET /integrations/trackers`

use super::support::*;

fn answer() -> Value {
    json!({ "trackers": [{
        "uid": UID,
        "organizationUid": ORGANIZATION,
        "name": "Cancellation",
        "description": "The customer wants to leave.",
        "createdByUserUid": USER,
        "created": "2026-03-01T08:00:00Z",
        "updatedByUserUid": USER,
        "updated": "2026-10-31T23:59:59.250Z",
        "isProcessing": true,
        "processingProgress": "2026-11-01T00:00:00Z",
        "isTextProcessing": true,
        "textProcessingProgress": "2026-11-01T00:00:00Z",
        "tags": ["churn"],
        "speech": {
            "phrases": ["cancel my subscription", "opsige"],
            "speakerId": 2,
            "timeFilter": { "seconds": 0, "secondsEnd": 120, "kind": "RANGE" },
            "phrasesSettings": {
                "opsige": {
                    "near": { "phrases": ["abonnement"], "speakerId": 2, "secondsBefore": 5, "secondsAfter": 10 },
                    "notNear": { "phrases": ["ikke"], "speakerId": 2, "secondsBefore": 2, "secondsAfter": 0 },
                    "precision": "HigherAccuracy",
                },
            },
        },
        "text": {
            "phrases": ["unsubscribe"],
            "messageFilters": { "messageTypes": ["Inbound"], "messagePosition": "First", "messageFields": ["Subject", "Text"] },
            "phrasesSettings": { "unsubscribe": { "near": ["newsletter"], "notNear": [] } },
            "globalSettings": { "near": [], "notNear": ["thanks"] },
        },
        "masterSettings": {
            "preset": "AdminTeamLeads",
            "targets": { "sales": { "userUid": USER, "trackerUid": UID } },
        },
        "folderUid": OTHER,
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
