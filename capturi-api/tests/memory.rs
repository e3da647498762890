//! A listing of any length needs the memory of its largest page.
#![cfg(all(feature = "client", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{fs, process::Stdio};

use serde_json::{Value, json};
use support::{Server, Step, TOKEN, example, ok};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

const PAGES: usize = 5;
const PAGE: usize = 40_000_000;

/// A page of about 40 MB of conversations with all that they can have.
fn page(number: usize) -> Vec<Step> {
    let payload = include_str!("../../capturi-webhooks/fixtures/conversation.json");
    let conversation = serde_json::from_str::<Value>(payload).unwrap()["entity"].to_string();
    let conversations = vec![conversation.as_str(); PAGE / conversation.len()];
    let token = (number + 1 < PAGES).then(|| format!("page-{}", number + 1));
    ok(&format!(
        r#"{{"conversations":[{}],"continuationToken":{}}}"#,
        conversations.join(","),
        json!(token)
    ))
}

/// The most memory that a process has had so far, in bytes.
fn peak(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[tokio::test]
async fn a_listing_of_200_mb_needs_less_than_three_times_a_page() {
    let server = Server::start((0..PAGES).map(page).collect()).await;
    let mut listing = Command::new(example("list_conversations"))
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", server.url())
        .env_remove("CAPTURI_API_VERSION")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let process = listing.id().unwrap();
    let mut output = BufReader::new(listing.stdout.take().unwrap());
    let (mut lines, mut bytes, mut most) = (0, 0, 0);
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line).await.unwrap() > 0 {
        lines += 1;
        bytes += line.len();
        line.clear();
        if lines % 100 == 0 {
            most = peak(process).unwrap_or(most);
        }
    }
    assert!(listing.wait().await.unwrap().success());
    assert_eq!(server.requests().len(), PAGES);
    println!("{lines} conversations, {bytes} bytes written, at most {most} bytes of memory");
    assert!(bytes > PAGES * PAGE / 2, "{bytes}");
    assert!(most > PAGE && most < 3 * PAGE, "{most}");
}
