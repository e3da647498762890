//! `GET /integrations/questionnaires`

use super::support::*;

fn answer() -> Value {
    json!({ "questionnaires": [{
        "uid": UID,
        "organizationUid": ORGANIZATION,
        "title": "Onboarding call",
        "created": "2026-03-01T08:00:00Z",
        "createdByUserUid": USER,
        "updated": "2026-04-01T08:00:00Z",
        "updatedByUserUid": USER,
        "published": true,
        "publishedAt": "2026-04-02T08:00:00Z",
        "publishedByUserUid": USER,
        "deleted": true,
        "deletedByUserUid": USER,
        "deletedAt": "2026-05-02T08:00:00Z",
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
        .list_questionnaires()
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/questionnaires?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListQuestionnaires::OPERATION, async |capturi| {
        capturi.list_questionnaires().send().await.map(drop)
    })
    .await;
}
