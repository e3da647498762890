//! `GET /integrations/conversations/{conversationUid}/transcript`

use wiremock::ResponseTemplate;

use super::support::*;

const TRANSCRIPT: &str = "A: What can I do for you?\nB: Det er forbindelsen.\n";

#[tokio::test]
async fn the_request_is_as_documented_and_the_body_comes_as_it_is() {
    let answer = ResponseTemplate::new(200)
        .set_body_raw(TRANSCRIPT, "text/plain; charset=utf-8")
        .append_header("content-disposition", "attachment; filename=call.txt");
    let capturi = Capturi::answering_with(answer).await;
    let transcript = capturi
        .client()
        .get_transcript(UID)
        .anonymize(true)
        .format(ConversationTranscriptTypeRequestModel::Text)
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    let path = format!("/integrations/conversations/{UID}/transcript");
    let query = "anonymize=true&format=Text&api-version=2.0";
    capturi
        .received("GET", &format!("{path}?{query}"), None)
        .await;
    assert_eq!(transcript.content_type(), Some("text/plain; charset=utf-8"));
    assert_eq!(transcript.file_name().as_deref(), Some("call.txt"));
    assert_eq!(transcript.bytes().await.unwrap(), TRANSCRIPT);
}

#[tokio::test]
async fn a_204_is_none() {
    let capturi = Capturi::answering_nothing().await;
    let client = capturi.client();
    let call = client.get_transcript(UID);
    assert!(call.send().await.unwrap().into_inner().is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::GetTranscript::OPERATION, async |capturi| {
        let call = capturi.get_transcript(UID);
        call.send().await.map(drop)
    })
    .await;
}
