//! `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/phrases/{phraseIndex}/conversations`

use super::support::*;

fn answer() -> Value {
    json!({
        "conversations": [{
            "conversationUid": OTHER,
            "conversationCustomer": "+45 00 00 00 42",
            "conversationUserUid": USER,
            "conversationDateTime": "2026-11-02T09:14:07Z",
            "conversationDuration": 274.6,
            "offsets": [63, 121],
            "conversationHasAudio": true,
        }],
    })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_live_topic_phrase_conversations(UID, 3, 1)
        .page_number(1)
        .page_size(20)
        .sort_direction(SortDirection::Descending)
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3/phrases/1/conversations?pageNumber=1&pageSize=20&sortDirection=Descending&api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(
        builder::ListLiveTopicPhraseConversations::OPERATION,
        async |capturi| {
            capturi
                .list_live_topic_phrase_conversations(UID, 3, 1)
                .page_number(1)
                .page_size(20)
                .sort_direction(SortDirection::Descending)
                .send()
                .await
                .map(drop)
        },
    )
    .await;
}
