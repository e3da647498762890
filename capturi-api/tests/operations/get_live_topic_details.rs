//! `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/details`

use super::support::*;

fn answer() -> Value {
    json!({
        "name": "invoice",
        "displayName": "Invoice",
        "hits": 84,
        "hitrate": 0.07,
        "trend": -0.25,
        "hitsPreviousPeriod": 112,
        "phrases": [{ "name": "wrong amount", "hitrate": 0.02, "index": 1 }],
    })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .get_live_topic_details(UID, 3)
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3/details?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetLiveTopicDetails::OPERATION, async |capturi| {
        capturi
            .get_live_topic_details(UID, 3)
            .send()
            .await
            .map(drop)
    })
    .await;
}
