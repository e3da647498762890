//! `GET /integrations/conversations/{uid}`

use super::support::*;

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(conversation()).await;
    let read = capturi
        .client()
        .get_conversation(UID)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received(
            "GET",
            "/integrations/conversations/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11?api-version=2.0",
            None,
        )
        .await;
    nothing_is_lost(&conversation(), &read);
    assert_eq!(read.state, ConversationStateView::Success);
    let speech = read.statistics.unwrap().sales_person.unwrap();
    assert_eq!(speech.when.unwrap().len(), 7);
}

#[tokio::test]
async fn a_204_is_none() {
    let capturi = Capturi::answering_nothing().await;
    let read = capturi
        .client()
        .get_conversation(UID)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetConversation::OPERATION, async |capturi| {
        capturi.get_conversation(UID).send().await.map(drop)
    })
    .await;
}
