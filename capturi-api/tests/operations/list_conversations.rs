//! `POST /integrations/conversations/list-full`

use super::support::*;

fn answer() -> Value {
    json!({ "conversations": [conversation()], "continuationToken": "bmV4dA==" })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_conversations()
        .body(CursorConversationFiltersRequestModel {
            from_inclusive: Some(time("2026-11-01T00:00:00Z")),
            labels: Some(vec!["Support".to_owned()]),
            duration: Some(ConversationFiltersDurationRequestModel {
                min: Some(30.0),
                max: None,
            }),
            sort_direction: Some(SortDirection::Ascending),
            limit: Some(1000),
            continuation_token: Some("dG9rZW4=".to_owned()),
            ..Default::default()
        })
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received(
            "POST",
            "/integrations/conversations/list-full?api-version=2.0",
            Some(json!({
                "fromInclusive": "2026-11-01T00:00:00Z",
                "labels": ["Support"],
                "duration": { "min": 30.0 },
                "sortDirection": "Ascending",
                "limit": 1000,
                "continuationToken": "dG9rZW4=",
            })),
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListConversations::OPERATION, async |capturi| {
        capturi.list_conversations().send().await.map(drop)
    })
    .await;
}
