//! Saves the transcripts of the conversations that changed in the last days to a folder.
//!
//! ```text
//! CAPTURI_TOKEN=… cargo run --example export_transcripts -- transcripts 7
//! ```
//!
//! The files hold what people said on the phone: only their owner may read them.

use std::path::PathBuf;

use capturi_api::{Client, types::IntegrationConversationListDeltaRequestModel};
use chrono::{TimeDelta, Utc};
use futures_util::TryStreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("say into which folder")?);
    let days: i64 = arguments.next().as_deref().unwrap_or("1").parse()?;
    let since = Utc::now() - TimeDelta::try_days(days).ok_or("too many days")?;
    std::fs::create_dir_all(&folder)?;

    let capturi = Client::from_env()?;
    let progress = ProgressBar::no_length().with_style(ProgressStyle::with_template(
        "{spinner} {pos} transcripts, {elapsed} {wide_msg}",
    )?);
    let filter = IntegrationConversationListDeltaRequestModel {
        last_changed: Some(since),
        limit: Some(1000),
        ..Default::default()
    };
    let mut calls = capturi.list_conversation_changes().body(filter).stream();
    while let Some(call) = calls.try_next().await? {
        progress.set_message(call.uid.to_string());
        let transcript = capturi.get_transcript(call.uid).send().await?;
        // `None` if the conversation has no transcript.
        if let Some(transcript) = transcript.into_inner() {
            transcript
                .save_to(folder.join(format!("{}.txt", call.uid)))
                .await?;
            progress.inc(1);
        }
    }
    progress.finish_with_message("done");
    Ok(())
}
