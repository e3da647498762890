//! `GET /integrations/filters`

use super::support::*;

fn answer() -> Value {
    json!({ "savedFilterGroups": [{
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
        .list_filters()
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/filters?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListFilters::OPERATION, async |capturi| {
        capturi.list_filters().send().await.map(drop)
    })
    .await;
}
