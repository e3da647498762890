//! Keeps a copy of all conversations: each run adds what changed since the run before.
//!
//! Run it with `CAPTURI_TOKEN=… cargo run --example sync_conversations -- FOLDER`.
//!
//! `conversations.jsonl` gets the JSON of each conversation as Capturi sent it, a line for each time
//! that it has changed; `rejected.jsonl` gets what does not fit the model. `place.json`, written
//! after each page, tells the next run where to go on, whenever and however this one ends.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Seek as _, SeekFrom, Write as _},
};

use capturi_api::{Client, Item, ItemError, types::IntegrationConversationListDeltaRequestModel};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A listing goes back this far before the one before it began: by as much may clocks differ.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// Where the copy stands.
#[derive(Default, Serialize, Deserialize)]
struct Place {
    /// What changed since then is listed; everything if there is no such time.
    since: Option<DateTime<Utc>>,
    /// When the listing began that goes on at `token`.
    began: Option<DateTime<Utc>>,
    token: Option<String>,
    /// The changes that the next listing repeats, by conversation.
    latest: BTreeMap<Uuid, DateTime<Utc>>,
    rows_length: u64,
    rejected_length: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("say into which folder")?;
    fs::create_dir_all(&folder)?;
    std::env::set_current_dir(folder)?;
    let lock = File::create("lock")?;
    lock.try_lock()?; // one run at a time
    let mut place = Place::read()?;
    let mut rows = open("conversations.jsonl", place.rows_length)?;
    let mut rejected = open("rejected.jsonl", place.rejected_length)?;
    let next_since = *place.began.get_or_insert_with(Utc::now) - OVERLAP;
    let filter = IntegrationConversationListDeltaRequestModel {
        last_changed: place.since,
        limit: Some(1000),
        continuation_token: place.token.clone(),
        ..Default::default()
    };
    let capturi = Client::from_env()?;
    let mut pages = capturi.list_conversation_changes().body(filter).pages();
    while let Some(page) = pages.try_next().await? {
        for item in page.items() {
            let (file, json, state) = match &item {
                Ok(Item { model, json, .. }) => {
                    (&mut rows, json, Some((model.uid, model.last_changed)))
                }
                Err(error) => (&mut rejected, &error.json, state(error)),
            };
            if state.is_none_or(|(uid, changed)| place.latest.get(&uid) != Some(&changed)) {
                writeln!(file, "{}", json.replace(['\r', '\n'], " "))?;
            }
            let repeated = state.filter(|(_, changed)| *changed >= next_since);
            place.latest.extend(repeated);
        }
        place.token = page.continuation_token().map(str::to_owned);
        if place.token.is_none() {
            (place.since, place.began) = (Some(next_since), None);
            place.latest.retain(|_, changed| *changed >= next_since);
        }
        place.rows_length = length_on_disk(&rows)?;
        place.rejected_length = length_on_disk(&rejected)?;
        place.write()?;
    }
    Ok(())
}

impl Place {
    fn read() -> io::Result<Self> {
        Ok(match fs::exists("place.json")? {
            true => serde_json::from_slice(&fs::read("place.json")?)?,
            false => Self::default(),
        })
    }

    fn write(&self) -> io::Result<()> {
        fs::write("place.json.new", serde_json::to_vec(self)?)?;
        File::open("place.json.new")?.sync_all()?;
        fs::rename("place.json.new", "place.json")
    }
}

/// Which state of which conversation a row is that does not fit.
fn state(error: &ItemError) -> Option<(Uuid, DateTime<Utc>)> {
    let row: serde_json::Value = serde_json::from_str(&error.json).ok()?;
    Some((error.uid?, row["lastChanged"].as_str()?.parse().ok()?))
}

/// Opens a file for its owner alone, as it holds what people said, and cuts it to this length.
fn open(name: &str, length: u64) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(name)?;
    file.set_len(length)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}

fn length_on_disk(file: &File) -> io::Result<u64> {
    file.sync_data()?;
    Ok(file.metadata()?.len())
}
