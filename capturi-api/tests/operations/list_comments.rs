//! `GET /integrations/comments`

use super::{list_conversation_comments::answer, support::*};

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_comments()
        .from(time("2026-11-01T00:00:00Z"))
        .to(time("2026-11-08T00:00:00Z"))
        .send()
        .await
        .unwrap()
        .into_inner()
        .unwrap();
    capturi
        .received("GET", "/integrations/comments?from=2026-11-01T00%3A00%3A00Z&to=2026-11-08T00%3A00%3A00Z&api-version=2.0", None)
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn a_204_is_none() {
    let capturi = Capturi::answering_nothing().await;
    let read = capturi
        .client()
        .list_comments()
        .from(time("2026-11-01T00:00:00Z"))
        .to(time("2026-11-08T00:00:00Z"))
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(read.is_none());
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListComments::OPERATION, async |capturi| {
        capturi
            .list_comments()
            .from(time("2026-11-01T00:00:00Z"))
            .to(time("2026-11-08T00:00:00Z"))
            .send()
            .await
            .map(drop)
    })
    .await;
}
