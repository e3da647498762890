//! `PATCH /integrations/conversations/{uid}/metadata`

use super::support::*;

/// A conversation as this operation returns it: without `sentimentRaw`.
fn answer() -> Value {
    let mut conversation = conversation();
    conversation.as_object_mut().unwrap().remove("sentimentRaw");
    conversation
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .update_conversation_metadata(UID)
        .body(ConversationMetadataRequestModel {
            custom_prop1: Some("north".to_owned()),
            custom_number_prop3: Some(Some(4.5)),
            custom_number_prop4: Some(None),
            ..Default::default()
        })
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("PATCH", "/integrations/conversations/0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11/metadata?api-version=2.0", Some(json!({ "customProp1": "north", "customNumberProp3": 4.5, "customNumberProp4": null })))
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(
        builder::UpdateConversationMetadata::OPERATION,
        async |capturi| {
            capturi
                .update_conversation_metadata(UID)
                .send()
                .await
                .map(drop)
        },
    )
    .await;
}
