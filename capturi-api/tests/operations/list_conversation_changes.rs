//! `POST /integrations/conversations/list-delta`

use super::support::*;

fn answer() -> Value {
    json!({ "conversations": [conversation()], "continuationToken": "bmV4dA==" })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_conversation_changes()
        .body(IntegrationConversationListDeltaRequestModel {
            last_changed: Some(time("2026-11-01T00:00:00Z")),
            limit: Some(500),
            ..Default::default()
        })
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received(
            "POST",
            "/integrations/conversations/list-delta?api-version=2.0",
            Some(json!({ "lastChanged": "2026-11-01T00:00:00Z", "limit": 500 })),
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(
        builder::ListConversationChanges::OPERATION,
        async |capturi| capturi.list_conversation_changes().send().await.map(drop),
    )
    .await;
}
