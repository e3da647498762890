//! `GET /integrations/questionnaires/{uid}`

use super::support::*;

/// A questionnaire without its permissions.
pub fn questionnaire() -> Value {
    json!({
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
        "sections": [{
            "uid": OTHER,
            "title": "Greeting",
            "questions": [
                { "type": "freeText", "uid": UID, "title": "What went well?", "description": "In a sentence." },
                {
                    "type": "range",
                    "uid": UID,
                    "title": "How friendly was it?",
                    "description": "From 1 to 5.",
                    "notRelevantOption": true,
                    "subQuestions": [{
                        "condition": { "type": "rangeAnswer", "answer": { "min": 1, "max": 2 } },
                        "question": { "type": "freeText", "uid": OTHER, "title": "Why?", "description": "" },
                    }],
                    "scale": { "min": 1, "max": 5 },
                    "labels": { "min": "cold", "max": "warm" },
                },
                {
                    "type": "yesNo",
                    "uid": UID,
                    "title": "Was the name mentioned?",
                    "description": "",
                    "notRelevantOption": false,
                    "subQuestions": [{
                        "condition": { "type": "yesNoAnswer", "answer": "No" },
                        "question": { "type": "freeText", "uid": OTHER, "title": "Why not?", "description": "" },
                    }],
                },
            ],
        }],
    })
}

fn answer() -> Value {
    private(questionnaire())
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .get_questionnaire(UID)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received(
            "GET",
            "/integrations/questionnaires/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0",
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
        .get_questionnaire(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetQuestionnaire::OPERATION, async |capturi| {
        capturi.get_questionnaire(UID).send().await.map(drop)
    })
    .await;
}
