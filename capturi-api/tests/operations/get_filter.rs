//! `GET /integrations/filters/{uid}`

use super::support::*;

/// A saved filter without its permissions.
pub fn filter() -> Value {
    json!({
        "uid": UID,
        "organizationUid": ORGANIZATION,
        "createdByUserUid": USER,
        "createdOn": "2026-03-01T08:00:00Z",
        "updatedByUserUid": USER,
        "updatedOn": "2026-10-31T23:59:59Z",
        "name": "Billing, long calls",
        "values": {
            "subjects": ["Billing"],
            "customers": ["+45 00 00 00 42"],
            "duration": { "min": 30.0, "max": 600.5 },
            "labels": ["Support"],
            "keyTopics": ["invoice"],
            "teamUids": [TEAM],
            "status": "Resolved",
            "speakers": [1, 2],
            "userUids": [USER],
            "repeatCalls": [{ "type": "Repeat", "value": 7, "min": 2 }],
            "trackers": [{ "uids": [UID], "speakerId": 1, "word": "refund", "inverted": true }],
            "notTrackers": [{ "uids": [OTHER] }],
            "sentiment": { "score": "Low", "speaker": "Other" },
            "scores": [{ "uid": UID, "min": 10, "max": 90 }],
            "qaIsReviewed": true,
            "externalIdentity": "call-42",
            "customProp1": ["north"],
            "customNumberProp10": { "min": 0.5, "max": 1.5 },
        },
        "folderUid": OTHER,
    })
}

fn answer() -> Value {
    open_to_all(filter())
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .get_filter(UID)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received(
            "GET",
            "/integrations/filters/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0",
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
        .get_filter(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetFilter::OPERATION, async |capturi| {
        capturi.get_filter(UID).send().await.map(drop)
    })
    .await;
}
