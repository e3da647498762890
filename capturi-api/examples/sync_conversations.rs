//! Collects all conversations: each run adds those that changed since the run before. Run it with
//! `CAPTURI_TOKEN=… cargo run --example sync_conversations -- FOLDER`. Rows go to
//! `conversations.jsonl` as Capturi sent them, or to `rejected.jsonl` if they do not fit the model.
//! `place.json`, written after each page, tells the next run where to go on, whenever and however
//! this one ends. Without `place.json`, a run begins anew and empties both files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Seek as _, SeekFrom, Write as _},
};

use capturi_api::{Client, StatusCode, types::IntegrationConversationListDeltaRequestModel};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The overlap of listings: a change may be listed this much later than its time tells.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

#[derive(Default, Serialize, Deserialize)]
struct Checkpoint {
    /// The time from which on changes are listed.
    since: Option<DateTime<Utc>>,
    /// When the listing that goes on at `token` began, and the newest change in it so far.
    began: Option<DateTime<Utc>>,
    newest: Option<DateTime<Utc>>,
    token: Option<String>,
    /// Digests of rows in the overlap with the listing before, and with the next one.
    known: BTreeSet<Uuid>,
    recent: BTreeMap<Uuid, DateTime<Utc>>,
    rows_length: u64,
    rejected_length: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let capturi = Client::from_env()?;
    let folder = std::env::args().nth(1).ok_or("say into which folder")?;
    fs::create_dir_all(&folder)?;
    std::env::set_current_dir(folder)?;
    let lock = File::create("lock")?;
    lock.try_lock()?; // one run at a time
    let mut place = Checkpoint::read()?;
    let mut rows = open("conversations.jsonl", place.rows_length)?;
    let mut rejected = open("rejected.jsonl", place.rejected_length)?;
    let began = *place.began.get_or_insert_with(Utc::now);
    let filter = IntegrationConversationListDeltaRequestModel {
        last_changed: place.since,
        limit: Some(1000),
        continuation_token: place.token.clone(),
        ..Default::default()
    };
    let mut pages = capturi.list_conversation_changes().body(filter).pages();
    loop {
        let next = pages.try_next().await;
        if matches!(&next, Err(error) if error.status() == Some(StatusCode::BAD_REQUEST)) {
            place.token = None; // perhaps too old: the next run begins this listing again
            place.write()?;
        }
        let Some(page) = next? else { return Ok(()) };
        for item in page.items() {
            let (file, json, changed) = match item {
                Ok(row) => (&mut rows, row.json, Some(row.model.last_changed)),
                Err(error) => (&mut rejected, error.json, None),
            };
            let digest = Uuid::new_v5(&Uuid::NAMESPACE_OID, json.as_bytes());
            let seen = place.recent.insert(digest, changed.unwrap_or(began));
            if seen.is_none() && !place.known.contains(&digest) {
                writeln!(file, "{}", json.replace(['\r', '\n'], " "))?;
            }
            place.newest = place.newest.max(changed);
        }
        let next_since = place.newest.map(|newest| newest.min(began) - OVERLAP);
        place.recent.retain(|_, at| Some(*at) >= next_since);
        place.token = page.continuation_token().map(str::to_owned);
        if place.token.is_none() {
            (place.since, place.began) = (next_since, None);
            place.known = std::mem::take(&mut place.recent).into_keys().collect();
        }
        rows.sync_data()?;
        rejected.sync_data()?;
        place.rows_length = rows.stream_position()?;
        place.rejected_length = rejected.stream_position()?;
        place.write()?;
    }
}

impl Checkpoint {
    fn read() -> io::Result<Self> {
        if !fs::exists("place.json")? {
            Self::default().write()?;
        }
        Ok(serde_json::from_slice(&fs::read("place.json")?)?)
    }

    fn write(&self) -> io::Result<()> {
        let mut file = File::create("place.json.new")?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        fs::rename("place.json.new", "place.json")
    }
}

/// Opens a file for its owner alone, as it holds what people said, and cuts it to this length.
fn open(name: &str, length: u64) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(name)?;
    if file.metadata()?.len() < length {
        return Err(io::Error::other(format!("{name} lost its end")));
    }
    file.set_len(length)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}
