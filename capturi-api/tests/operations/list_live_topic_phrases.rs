//! `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}`

use super::support::*;

fn answer() -> Value {
    json!({ "phrases": [{ "name": "wrong amount", "hitrate": 0.02, "index": 1 }] })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_live_topic_phrases(UID, 3)
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListLiveTopicPhrases::OPERATION, async |capturi| {
        capturi
            .list_live_topic_phrases(UID, 3)
            .send()
            .await
            .map(drop)
    })
    .await;
}
