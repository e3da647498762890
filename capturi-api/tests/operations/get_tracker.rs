//! `GET /integrations/trackers/{uid}`

use super::support::*;

/// A tracker without its permissions.
pub fn tracker() -> Value {
    json!({
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
    })
}

fn answer() -> Value {
    open_to_all(tracker())
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .get_tracker(UID)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received(
            "GET",
            "/integrations/trackers/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0",
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
        .get_tracker(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetTracker::OPERATION, async |capturi| {
        capturi.get_tracker(UID).send().await.map(drop)
    })
    .await;
}
