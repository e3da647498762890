//! `GET /integrations/comments/for-conversation/{conversationUid}`

use super::support::*;

pub fn answer() -> Value {
    json!({
        "comments": [{
            "uid": UID,
            "conversationUid": OTHER,
            "createdByUserUid": USER,
            "recipientUserUids": [USER],
            "when": 27.15,
            "text": "Well explained.",
            "created": "2026-11-02T13:05:31Z",
        }],
    })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_conversation_comments(UID)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received("GET", "/integrations/comments/for-conversation/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn a_204_is_none() {
    let capturi = Capturi::answering_nothing().await;
    let read = capturi
        .client()
        .list_conversation_comments(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(
        builder::ListConversationComments::OPERATION,
        async |capturi| {
            capturi
                .list_conversation_comments(UID)
                .send()
                .await
                .map(drop)
        },
    )
    .await;
}
