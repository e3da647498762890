//! Snapshots of help, tables and errors at 80 columns. `TRYCMD=overwrite cargo test` writes them
//! anew; read the difference before you commit it.
#![allow(clippy::unwrap_used)]

use capturi_api::{StatusCode, mock::MockCapturi};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_people_see() {
    let mock = MockCapturi::start().await;
    stub(&mock);
    let home = tempfile::tempdir().unwrap();
    let cases = trycmd::TestCases::new();
    cases
        .env("HOME", home.path().to_string_lossy())
        .env("COLUMNS", "80")
        .env("CAPTURI_TOKEN", "a-token-that-nobody-may-see")
        .env("CAPTURI_BASE_URL", mock.base_url())
        .insert_var("[URL]", mock.base_url())
        .unwrap()
        .insert_var("[HOME]", home.path().to_string_lossy().into_owned())
        .unwrap()
        .case("tests/cmd/*.trycmd");
    tokio::task::spawn_blocking(move || cases.run())
        .await
        .unwrap();
}

fn stub(mock: &MockCapturi) {
    let call = |subject: &str, customer: &str, duration: f64| {
        json!({
            "uid": "a101eb88-d8a8-4a34-ae01-192c11dd7c61",
            "state": "Success",
            "subject": subject,
            "customer": customer,
            "duration": duration,
            "dateTime": "2026-11-02T09:14:07Z",
            "labels": ["Support", "Internet"],
        })
    };
    mock.list_conversations().returns(json!({ "conversations": [
        call("Ustabil forbindelse", "+45 00 00 00 42", 274.6),
        call("Faktura \u{1b}[31mi november, som er blevet meget længere end den plejer at være", "", 63.0),
    ] }));
    mock.list_scores().returns(json!({ "scores": [
        { "name": "Greeting", "maxScore": 100 },
        { "name": "Closing", "maxScore": 60 },
    ] }));
    mock.list_filters()
        .returns(json!({ "savedFilterGroups": [] }));
    mock.get_score().returns(json!({
        "uid": "5b0c1f5e-8a3f-4d0c-9a53-0f7d2c1e6b11",
        "name": "Greeting",
        "description": "Says hello.",
        "goal": { "min": 60.0 },
    }));
    mock.list_trackers().fails(StatusCode::FORBIDDEN);
    mock.list_filter_folders().fails(StatusCode::UNAUTHORIZED);
    mock.list_tracker_folders()
        .header("Retry-After", "3600")
        .fails(StatusCode::TOO_MANY_REQUESTS);
}
