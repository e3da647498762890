//! Prints the conversations of the last days, a line of JSON for each.
//!
//! ```text
//! CAPTURI_TOKEN=… cargo run --example list_conversations -- 7
//! ```

use std::io::{self, Write as _};

use capturi_api::{Client, Error, types::CursorConversationFiltersRequestModel};
use chrono::{TimeDelta, Utc};
use futures_util::StreamExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let days: i64 = std::env::args().nth(1).as_deref().unwrap_or("1").parse()?;
    let since = Utc::now() - TimeDelta::try_days(days).ok_or("too many days")?;

    let capturi = Client::from_env()?;
    let filter = CursorConversationFiltersRequestModel {
        from_inclusive: Some(since),
        limit: Some(1000),
        ..Default::default()
    };
    let mut calls = capturi.list_conversations().body(filter).stream();
    let mut out = io::stdout().lock();
    while let Some(call) = calls.next().await {
        match call {
            Ok(call) => {
                serde_json::to_writer(&mut out, &call)?;
                writeln!(out)?;
            }
            // An item that does not fit its model costs no other item.
            Err(Error::Item(error)) => eprintln!("{error}"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
