//! `POST /integrations/audits`

use super::support::*;

fn answer() -> Value {
    json!({
        "audits": [{
            "logTime": "2026-11-02T13:08:00Z",
            "eventType": "ConversationHardDeleted",
            "eventTime": "2026-11-02T13:07:53Z",
            "userUid": USER,
            "isDeletedByPolicy": true,
            "organizationUid": ORGANIZATION,
            "conversationUid": UID,
            "conversationDateTime": "2025-11-02T09:14:07Z",
            "customerPhone": "+45 00 00 00 42",
        }],
    })
}

#[tokio::test]
async fn the_request_is_as_documented_and_all_of_the_response_is_read() {
    let capturi = Capturi::answering(answer()).await;
    let read = capturi
        .client()
        .list_audits()
        .body(IntegrationAuditListRequestModel {
            from_inclusive: Some(time("2026-11-01T00:00:00Z")),
            to_inclusive: Some(time("2026-11-08T00:00:00Z")),
            page_number: Some(2),
            page_size: Some(50),
            sort_direction: Some(SortDirection::Descending),
        })
        .send()
        .await
        .unwrap()
        .into_inner();
    capturi
        .received(
            "POST",
            "/integrations/audits?api-version=2.0",
            Some(json!({
                "fromInclusive": "2026-11-01T00:00:00Z",
                "toInclusive": "2026-11-08T00:00:00Z",
                "pageNumber": 2,
                "pageSize": 50,
                "sortDirection": "Descending",
            })),
        )
        .await;
    nothing_is_lost(&answer(), &read);
}

#[tokio::test]
async fn its_documented_errors_are_read() {
    errors_are_read(builder::ListAudits::OPERATION, async |capturi| {
        capturi.list_audits().send().await.map(drop)
    })
    .await;
}
