//! `POST /integrations/trends/live`

use super::{get_live_topics::answer, support::*};

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .create_live_topics()
        .role(RoleView::Customer)
        .body(ConversationFiltersRequestModel {
            from_inclusive: Some(time("2026-11-01T00:00:00Z")),
            sentiment: Some(SentimentFilterRequestModel {
                score: Some(SentimentScoreView::Low),
                speaker: Some(SentimentSpeakerView::Other),
            }),
            ..Default::default()
        })
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received(
            "POST",
            "/integrations/trends/live?role=Customer&api-version=2.0",
            Some(json!({
                "fromInclusive": "2026-11-01T00:00:00Z",
                "sentiment": { "score": "Low", "speaker": "Other" },
            })),
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::CreateLiveTopics::OPERATION, async |capturi| {
        capturi
            .create_live_topics()
            .role(RoleView::Customer)
            .send()
            .await
            .map(drop)
    })
    .await;
}
