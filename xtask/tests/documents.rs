//! The commands about documents, run as maintainers run them.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
};

use serde_json::{Value, json};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn upstream() -> String {
    fs::read_to_string(workspace().join("spec/upstream.json")).unwrap()
}

/// A program that uses the present client.
const CALLER: &str = r#"
use tried_out::{Client, types::{ConversationStateView, CursorConversationFiltersRequestModel}};

async fn run(capturi: Client) -> Result<(), tried_out::Error> {
    let filter = CursorConversationFiltersRequestModel { limit: Some(7), ..Default::default() };
    capturi.list_conversations().body(filter).send().await?;
    let score = capturi.get_score(uuid::Uuid::nil()).send().await?.into_inner();
    let goal: Option<i32> = score.as_ref().map(|score| score.max_score);
    println!("{goal:?} {}", capturi.list_scores().send().await?.status());
    let call = capturi.get_conversation(uuid::Uuid::nil()).send().await?.into_inner();
    match call.map(|call| call.state) {
        Some(ConversationStateView::Success) => println!("done"),
        Some(other) => println!("{other}"),
        None => {}
    }
    Ok(())
}

fn main() {
    drop(run);
}
"#;

/// Applies a change to the document; checks that its verdict says whether the caller still
/// compiles.
fn holds_true(name: &str, verdict: &str, edit: impl FnOnce(&mut Value)) {
    let mut document: Value = serde_json::from_str(&upstream()).unwrap();
    edit(&mut document);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (changed, caller) = (path(&format!("verdict-{name}.json")), path("caller.rs"));
    fs::write(&changed, document.to_string()).unwrap();
    fs::write(&caller, CALLER).unwrap();

    let old = workspace().join("spec/upstream.json");
    let diff = xtask(&[
        "diff",
        old.to_str().unwrap(),
        &changed,
        "--fail-on",
        "breaking",
    ]);
    let told = stdout(&diff);
    assert!(
        told.contains(&format!("upgrading  {verdict}\n")),
        "{name}: {told}"
    );
    assert_eq!(diff.status.success(), verdict != "major", "{name}: {told}");

    let overlay = workspace().join("spec/overlay.json");
    let overlay = overlay.to_str().unwrap();
    let tried = xtask(&[
        "try",
        &changed,
        "--overlay",
        overlay,
        "--keep-going",
        "--check",
        "--caller",
        &caller,
    ]);
    let compiles = tried.status.success();
    assert_eq!(
        compiles,
        verdict != "major",
        "{name}: {told}\n{}",
        stdout(&tried)
    );
}

#[test]
fn a_diff_fails_on_what_breaks_deployed_clients_if_it_is_asked_to() {
    let mut document: Value = serde_json::from_str(&upstream()).unwrap();
    let paths = document["paths"].as_object_mut().unwrap();
    paths.shift_remove("/integrations/scores");
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("changed.json");
    fs::write(&changed, document.to_string()).unwrap();
    let old = workspace().join("spec/upstream.json");
    let (old, changed) = (old.to_str().unwrap(), changed.to_str().unwrap());
    let diff = |from: &str, to: &str| xtask(&["diff", from, to, "--fail-on", "deployed"]);
    let removed = diff(old, changed);
    assert!(stdout(&removed).ends_with("deployed   breaking\n"));
    assert!(!removed.status.success());
    let added = diff(changed, old);
    assert!(stdout(&added).ends_with("deployed   compatible\n"));
    assert!(added.status.success());
}

#[test]
fn whether_old_callers_compile_is_what_the_verdict_says() {
    holds_true("same", "none", |_| {});
    holds_true("grown", "minor", |document| {
        let schemas = &mut document["components"]["schemas"];
        schemas["ConversationStateView"]["enum"]
            .as_array_mut()
            .unwrap()
            .push(json!("Archived"));
        schemas["IntegrationScoreView"]["properties"]["color"] = json!({ "type": "string" });
        let filter = &mut schemas["CursorConversationFiltersRequestModel"]["properties"];
        filter["color"] = json!({ "type": "string", "nullable": true });
        let paths = &mut document["paths"];
        paths["/integrations/colors"] = paths["/integrations/scores"].clone();
    });
    holds_true("nullable", "major", |document| {
        let properties =
            &mut document["components"]["schemas"]["IntegrationScoreView"]["properties"];
        properties["maxScore"]["nullable"] = json!(true);
    });
    holds_true("removed", "major", |document| {
        document["paths"]
            .as_object_mut()
            .unwrap()
            .shift_remove("/integrations/scores");
    });
}

/// Answers one request with this body.
fn serve(status: &str, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/swagger.json", listener.local_addr().unwrap());
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
    });
    url
}

#[test]
fn a_document_is_fetched_written_in_one_form_and_what_it_changes_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("upstream.json");
    fs::write(&file, upstream()).unwrap();
    let mut document: Value = serde_json::from_str(&upstream()).unwrap();
    document["components"]["schemas"]["ConversationStateView"]["enum"]
        .as_array_mut()
        .unwrap()
        .push(json!("Archived"));
    let url = serve("200 OK", format!("\u{feff}{document}"));
    let output = xtask(&["fetch", "--url", &url, "--into", file.to_str().unwrap()]);
    let told = stdout(&output);
    assert!(output.status.success(), "{told}");
    assert!(
        told.contains("value `Archived` added") && told.contains("What now"),
        "{told}"
    );
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(
        written,
        format!("{}\n", serde_json::to_string_pretty(&document).unwrap())
    );

    let url = serve("200 OK", document.to_string());
    let output = xtask(&["fetch", "--url", &url, "--into", file.to_str().unwrap()]);
    assert!(
        stdout(&output).contains("is what the server has"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn what_can_not_be_used_leaves_the_old_document_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("upstream.json");
    for (status, body) in [
        ("404 Not Found", upstream()),
        ("200 OK", "<html>Sign in</html>".to_owned()),
        ("200 OK", "{\"swagger\": \"2.0\"}".to_owned()),
        ("200 OK", upstream()[..1000].to_owned()),
        (
            "200 OK",
            json!({ "openapi": "4.0", "paths": {} }).to_string(),
        ),
    ] {
        fs::write(&file, upstream()).unwrap();
        let url = serve(status, body);
        let output = xtask(&["fetch", "--url", &url, "--into", file.to_str().unwrap()]);
        assert!(!output.status.success(), "{}", stdout(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), upstream());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn what_is_neither_a_file_nor_a_revision_is_told() {
    let output = xtask(&["diff", "nonsense", "nonsense"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && error.contains("neither a file nor a git revision"),
        "{error}"
    );
}
