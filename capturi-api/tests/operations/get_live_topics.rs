//! `GET /integrations/trends/live/{liveTopicsUid}`

use super::support::*;

pub fn answer() -> Value {
    json!({
        "liveTopicsUid": UID,
        "conversationsUsed": 1200,
        "processingStatus": "Successful",
        "role": "Customer",
        "topics": [{
            "name": "invoice",
            "displayName": "Invoice",
            "index": 3,
            "hits": 84,
            "hitrate": 0.07,
            "trend": -0.25,
        }],
    })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .get_live_topics(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received(
            "GET",
            "/integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0",
            None,
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetLiveTopics::OPERATION, async |capturi| {
        capturi.get_live_topics(UID).send().await.map(drop)
    })
    .await;
}
