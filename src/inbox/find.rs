//! `capturi inbox find`, which tells what the inbox has of a person.

use std::collections::BTreeMap;

use capturi_inbox::{Entry, Filter, Inbox, Reason, Tombstone};
use capturi_webhooks::WebhookPayload;
use clap::{Args, builder::NonEmptyStringValueParser};
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
    /// Conversations whose customer has this text in any body that is kept, in whatever case. A number
    /// is found however it is spaced.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    customer: Option<String>,
    /// Conversations that have this text anywhere in a body that is kept.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    text: Option<String>,
}

/// The events that were found, by their conversation.
#[derive(Default)]
struct Found(BTreeMap<Option<Uuid>, Vec<Entry>>);

impl Find {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let tombstone = match self.conversation {
            Some(uid) => inbox.tombstone(uid).await?,
            None => None,
        };
        // A text is a person's name or number, and a record is never deleted. Nor is it to tell whose an
        // erasure was.
        let about = match (self.conversation, &tombstone, &self.customer) {
            (Some(_), Some(erased), _) => format!("--conversation {} (erased)", erased.digest),
            (Some(uid), None, _) => format!("--conversation {uid}"),
            (None, _, Some(_)) => "--customer".to_owned(),
            (None, _, None) => "--text".to_owned(),
        };
        audit::look(inbox, "find", &about).await?;
        let mut found = waiting("the bodies of the inbox", self.search(inbox)).await?;
        if tombstone.is_some() {
            found.0.entry(self.conversation).or_default();
        }
        found.show(tombstone.as_ref(), format)?;
        match tombstone {
            Some(erased) => {
                let at = erased.erased_at.format("%F %T UTC");
                say!(
                    "It was erased at {at}; its digest in the audit log is {}.",
                    erased.digest
                );
            }
            None if found.0.is_empty() => {}
            None => say!("`capturi inbox erase` erases them."),
        }
        Ok(())
    }

    async fn search(&self, inbox: &Inbox) -> Result<Found, Failure> {
        let mut found = Found::default();
        let mut damaged = Vec::new();
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
                            damaged.push(entry.id.to_string());
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
        if !damaged.is_empty() {
            let damaged = damaged.join(", ");
            say!("The bodies of these events are damaged, and could not be looked into: {damaged}");
        }
        Ok(found)
    }

    fn is_in(&self, body: &[u8]) -> bool {
        match (self.conversation, &self.customer, &self.text) {
            (Some(uid), _, _) => is_anywhere(body, &uid.to_string()),
            (_, Some(customer), _) => match WebhookPayload::from_slice(body) {
                Ok(WebhookPayload::Conversation(full)) => has(
                    full.entity.customer.as_deref().unwrap_or_default(),
                    customer,
                ),
                _ => is_anywhere(body, customer),
            },
            (_, _, Some(wanted)) => is_anywhere(body, wanted),
            (None, None, None) => false,
        }
    }
}

/// Whether a text has another one, in whatever case. Digits are compared without what separates them.
fn has(text: &str, wanted: &str) -> bool {
    let joined = |text: &str| text.replace(|letter: char| " -()./\u{a0}".contains(letter), "");
    let is_number = |text: &str| {
        text.chars()
            .all(|letter| letter.is_ascii_digit() || letter == '+')
    };
    let number = joined(wanted);
    match !number.is_empty() && is_number(&number) {
        true => joined(text).contains(&number),
        false => text.to_lowercase().contains(&wanted.to_lowercase()),
    }
}

/// Whether a text of a body is the wanted one; of a body that is not JSON, the whole.
fn is_anywhere(body: &[u8], wanted: &str) -> bool {
    fn is_within(value: &Value, wanted: &str) -> bool {
        match value {
            Value::String(text) => has(text, wanted),
            Value::Array(items) => items.iter().any(|item| is_within(item, wanted)),
            Value::Object(members) => members.values().any(|member| is_within(member, wanted)),
            Value::Number(number) => has(&number.to_string(), wanted),
            Value::Null | Value::Bool(_) => false,
        }
    }
    match serde_json::from_slice(body) {
        Ok(json) => is_within(&json, wanted),
        Err(_) => has(&unescaped(&String::from_utf8_lossy(body)), wanted),
    }
}

/// A part of a JSON document, with its letters as they are meant: `\u00f8` is ø.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut unescaped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part
            .get(..4)
            .and_then(|code| u32::from_str_radix(code, 16).ok());
        match code.and_then(char::from_u32) {
            Some(letter) => {
                unescaped.push(letter);
                unescaped.push_str(&part[4..]);
            }
            None => {
                unescaped.push_str("\\u");
                unescaped.push_str(part);
            }
        }
    }
    unescaped
}

impl Found {
    fn show(&self, tombstone: Option<&Tombstone>, format: Format) -> Result<(), Failure> {
        let mut listing = format.listing(&COLUMNS);
        for (conversation, entries) in &self.0 {
            let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
            let received = entries.iter().map(|entry| entry.received_at).max();
            let row = match format.is_json() {
                true => {
                    let erased = tombstone.filter(|_| conversation.is_some());
                    json!({
                        "conversationUid": conversation,
                        "ids": ids,
                        "received": received,
                        "erasedAt": erased.map(|erased| erased.erased_at),
                        "digest": erased.map(|erased| &erased.digest),
                    })
                }
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
