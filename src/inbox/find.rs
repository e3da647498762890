//! `capturi inbox find`, which tells what the inbox has of a person.

use std::collections::BTreeMap;

use capturi_inbox::{Entry, Filter, Inbox, Reason};
use capturi_webhooks::WebhookPayload;
use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use super::audit;
use crate::{
    failure::Failure,
    lines::{say, waiting},
    output::Format,
    uids::uid,
};

const COLUMNS: [&str; 4] = ["conversationUid", "events", "ids", "received"];

/// The number of events that are read at once.
const PAGE: u32 = 500;

/// What is looked for. What does not say to which conversation it belongs, because it can't be read, is
/// found by the text that it has.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct Find {
    /// This conversation, also in bodies that can't be read.
    #[arg(long, value_name = "UUID", value_parser = uid)]
    conversation: Option<Uuid>,
    /// Conversations whose customer has this text in any body that is kept, in whatever case.
    #[arg(long, value_name = "TEXT")]
    customer: Option<String>,
    /// Conversations that have this text anywhere in a body that is kept, in whatever case.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

/// The events that were found, by their conversation.
#[derive(Default)]
struct Found(BTreeMap<Option<Uuid>, Vec<Entry>>);

impl Find {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        // A text is a person's name or number, and a record is never deleted.
        let about = match (self.conversation, &self.customer) {
            (Some(uid), _) => format!("--conversation {uid}"),
            (None, Some(_)) => "--customer".to_owned(),
            (None, None) => "--text".to_owned(),
        };
        audit::look(inbox, "find", &about).await?;
        let found = waiting("the bodies of the inbox", self.search(inbox)).await?;
        found.show(format)?;
        if let Some(uid) = self.conversation
            && let Some(erased) = inbox.tombstone(uid).await?
        {
            let at = erased.erased_at.format("%F %T UTC");
            say!(
                "It was erased at {at}; the audit log names it {}.",
                erased.digest
            );
        } else if !found.0.is_empty() {
            say!("`capturi inbox erase` erases them.");
        }
        Ok(())
    }

    async fn search(&self, inbox: &Inbox) -> Result<Found, Failure> {
        let mut found = Found::default();
        let mut damaged = 0;
        let mut after = None;
        loop {
            let page = inbox.oldest(&Filter::default(), after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for entry in page {
                let is_found = match (self.conversation, entry.conversation_uid) {
                    (Some(wanted), Some(uid)) => wanted == uid,
                    _ => match inbox.bodies(entry.id).await {
                        Ok(bodies) => bodies.iter().any(|body| self.is_in(body)),
                        Err(error) if error.reason() == Some(Reason::Damaged) => {
                            damaged += 1;
                            false
                        }
                        Err(error) => return Err(error.into()),
                    },
                };
                if is_found {
                    let of_it = found.0.entry(entry.conversation_uid).or_default();
                    of_it.push(entry);
                }
            }
        }
        if damaged > 0 {
            say!("{damaged} bodies are damaged, and could not be looked into.");
        }
        Ok(found)
    }

    fn is_in(&self, body: &[u8]) -> bool {
        let has = |text: &str, wanted: &str| text.to_lowercase().contains(&wanted.to_lowercase());
        let raw = String::from_utf8_lossy(body);
        match (self.conversation, &self.customer, &self.text) {
            (Some(uid), _, _) => has(&raw, &uid.to_string()),
            (_, Some(customer), _) => match WebhookPayload::from_slice(body) {
                Ok(WebhookPayload::Conversation(full)) => has(
                    full.entity.customer.as_deref().unwrap_or_default(),
                    customer,
                ),
                _ => is_anywhere(body, &|text| has(text, customer)),
            },
            (_, _, Some(wanted)) => is_anywhere(body, &|text| has(text, wanted)),
            (None, None, None) => false,
        }
    }
}

/// Whether a text of a body is one of those; of a body that is not JSON, the whole.
fn is_anywhere(body: &[u8], is_wanted: &impl Fn(&str) -> bool) -> bool {
    fn is_within(value: &Value, is_wanted: &impl Fn(&str) -> bool) -> bool {
        match value {
            Value::String(text) => is_wanted(text),
            Value::Array(items) => items.iter().any(|item| is_within(item, is_wanted)),
            Value::Object(members) => members.values().any(|member| is_within(member, is_wanted)),
            Value::Number(number) => is_wanted(&number.to_string()),
            Value::Null | Value::Bool(_) => false,
        }
    }
    match serde_json::from_slice(body) {
        Ok(json) => is_within(&json, is_wanted),
        Err(_) => is_wanted(&String::from_utf8_lossy(body)),
    }
}

impl Found {
    fn show(&self, format: Format) -> Result<(), Failure> {
        let mut listing = format.listing(&COLUMNS);
        for (conversation, entries) in &self.0 {
            let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
            let received = entries.iter().map(|entry| entry.received_at).max();
            let row = match format.is_json() {
                true => json!({
                    "conversationUid": conversation,
                    "ids": ids,
                    "received": received,
                }),
                false => {
                    let ids: Vec<_> = ids.iter().map(i64::to_string).collect();
                    json!({
                        "conversationUid": conversation,
                        "events": entries.len(),
                        "ids": ids.join(" "),
                        "received": received.map(|at| at.format("%FT%TZ").to_string()),
                    })
                }
            };
            listing.item(&row.to_string())?;
        }
        listing.end()
    }
}
