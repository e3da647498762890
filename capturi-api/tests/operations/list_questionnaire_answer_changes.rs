//! `POST /integrations/questionnaires/answers/list-delta`

use super::support::*;

fn answer() -> Value {
    json!({
        "continuationToken": "bmV4dA==",
        "answers": [{
            "uid": UID,
            "organizationUid": ORGANIZATION,
            "questionnaireUid": OTHER,
            "conversationUid": OTHER,
            "userUid": USER,
            "created": "2026-11-02T09:14:07Z",
            "createdByUserUid": USER,
            "updated": "2026-11-02T10:14:07Z",
            "updatedByUserUid": USER,
            "lastChanged": "2026-11-02T10:14:07Z",
            "answers": {
                "0a0c4f6e-1a52-4b0e-9c3f-3f6c7d1a2b01": { "type": "freeText", "answer": "Very clear." },
                "0a0c4f6e-1a52-4b0e-9c3f-3f6c7d1a2b02": { "type": "range", "answer": 4 },
                "0a0c4f6e-1a52-4b0e-9c3f-3f6c7d1a2b03": { "type": "yesNo", "answer": "Yes" },
                "0a0c4f6e-1a52-4b0e-9c3f-3f6c7d1a2b04": { "type": "notRelevant" },
            },
        }],
    })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_questionnaire_answer_changes()
        .body(IntegrationQuestionnaireAnswerListDeltaRequestModel {
            last_changed: Some(time("2026-11-01T00:00:00Z")),
            limit: Some(100),
            ..Default::default()
        })
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received(
            "POST",
            "/integrations/questionnaires/answers/list-delta?api-version=2.0",
            Some(json!({ "lastChanged": "2026-11-01T00:00:00Z", "limit": 100 })),
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(
        builder::ListQuestionnaireAnswerChanges::OPERATION,
        async |capturi| {
            capturi
                .list_questionnaire_answer_changes()
                .send()
                .await
                .map(drop)
        },
    )
    .await;
}
