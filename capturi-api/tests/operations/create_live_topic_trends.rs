//! `POST /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/trends`

use super::{get_live_topics::answer, support::*};

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .create_live_topic_trends(UID, 3)
        .target_role("Agent")
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("POST", "/integrations/trends/live/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/topics/3/trends?targetRole=Agent&api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::CreateLiveTopicTrends::OPERATION, async |capturi| {
        capturi
            .create_live_topic_trends(UID, 3)
            .target_role("Agent")
            .send()
            .await
            .map(drop)
    })
    .await;
}
