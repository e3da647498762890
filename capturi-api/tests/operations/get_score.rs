//! `GET /integrations/scores/{uid}`

use super::support::*;

/// A score without its permissions.
pub fn score() -> Value {
    json!({
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
    })
}

fn answer() -> Value {
    private(score())
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .get_score(UID)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received(
            "GET",
            "/integrations/scores/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0",
            None,
        )
        .await;
    nothing_is_lost(&answer(), &read);
    let first = &read.parameters.as_ref().unwrap()[0];
    assert!(matches!(first, ScoreParameterView::Tracker(tracker) if tracker.weight == 40));
}

#[tokio::test]
async fn a_204_is_none() {
    let capturi = Capturi::answering_nothing().await;
    let read = capturi
        .client()
        .get_score(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetScore::OPERATION, async |capturi| {
        capturi.get_score(UID).send().await.map(drop)
    })
    .await;
}
