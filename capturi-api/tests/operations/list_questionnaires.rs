//! `GET /integrations/questionnaires`

use super::{get_questionnaire::questionnaire, support::*};

/// A questionnaire as it is listed: without its sections.
fn answer() -> Value {
    let mut questionnaire = questionnaire();
    questionnaire.as_object_mut().unwrap().remove("sections");
    json!({ "questionnaires": [private(questionnaire)] })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_questionnaires()
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received("GET", "/integrations/questionnaires?api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListQuestionnaires::OPERATION, async |capturi| {
        capturi.list_questionnaires().send().await.map(drop)
    })
    .await;
}
