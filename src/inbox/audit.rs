//! `capturi inbox audit`, and the records that other commands leave in it.

use std::env;

use capturi_inbox::{AuditRecord, Entry, Inbox};
use clap::Args;
use serde_json::json;

use crate::{failure::Failure, lines::say, output::Format, system};

const COLUMNS: [&str; 4] = ["at", "action", "about", "who"];

/// The number of records that are read at once, and that a table has by default.
const PAGE: u32 = 50;

#[derive(Args)]
pub(super) struct Audit {
    /// List at most so many; 50 in a table, all as JSON unless given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl Audit {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let all = if format.is_json() { u32::MAX } else { PAGE };
        let mut left = self.limit.unwrap_or(all);
        let mut before = None;
        let mut listing = format.listing(&COLUMNS);
        while left > 0 {
            let page = inbox.audit(before, left.min(PAGE)).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            left = left.saturating_sub(u32::try_from(page.len()).unwrap_or(left));
            for record in &page {
                listing.item(&row(record, format).to_string())?;
            }
        }
        listing.end()?;
        if left == 0 && !inbox.audit(before, 1).await?.is_empty() {
            say!("there are more: --limit N lists N of them");
        }
        Ok(())
    }
}

fn row(record: &AuditRecord, format: Format) -> serde_json::Value {
    match format.is_json() {
        true => json!(record),
        false => json!({
            "at": record.at.format("%FT%TZ").to_string(),
            "who": record.who,
            "action": record.action,
            "about": record.about,
        }),
    }
}

/// Records that content is about to be shown. Fails if it can't be recorded: then nothing is shown.
pub(super) async fn look(inbox: &Inbox, action: &str, about: &str) -> Result<(), Failure> {
    inbox.record(&who(), action, about).await.map_err(|error| {
        Failure::from(error).help("what is shown is recorded first, and that is not possible now")
    })
}

/// Records a change. One that can't be recorded is made all the same: it may be what a full disk needs.
pub(super) async fn change(inbox: &Inbox, action: &str, about: &str) {
    if let Err(error) = inbox.record(&who(), action, about).await {
        Failure::from(error).report();
        say!("This {action} by {} could not be recorded.", who());
    }
}

/// An event that was named, for a record that outlives it.
pub(super) fn named(entry: &Entry) -> String {
    match entry.conversation_uid {
        Some(uid) => format!("{} (conversation {uid})", entry.id),
        None => entry.id.to_string(),
    }
}

/// The user of the operating system and the machine, and the user that changed to it with sudo.
fn who() -> String {
    let mut who = system::user();
    if let Some(host) = system::host() {
        who = format!("{who}@{host}");
    }
    match env::var("SUDO_USER") {
        Ok(user) if !user.is_empty() => format!("{who} (sudo by {user})"),
        _ => who,
    }
}
