//! `capturi inbox erase`.

use capturi_inbox::{Filter, Inbox, State};
use clap::Args;
use serde_json::json;
use uuid::Uuid;

use super::audit;
use crate::{
    failure::{Failure, Kind},
    lines::{say, waiting},
    output::Format,
    uids::uid,
};

/// The number of events that are counted at once.
const PAGE: u32 = 500;

#[derive(Args)]
pub(super) struct Erase {
    /// Events without a conversation, by their ids, such as those that can't be read.
    #[arg(value_name = "EVENT", required_unless_present = "conversation")]
    events: Vec<i64>,
    /// This conversation, with all its events (may be repeated).
    #[arg(long, value_name = "UUID", value_parser = uid)]
    conversation: Vec<Uuid>,
    /// Erase them: it can't be undone, and nothing about these conversations is stored any more.
    #[arg(long)]
    yes: bool,
    /// With PostgreSQL, also remove the bytes from its files (VACUUM FULL). Deliveries and workers wait
    /// meanwhile, so that large tables need a quiet time.
    #[arg(long)]
    rewrite: bool,
}

/// What there is to erase.
#[derive(Default)]
struct Events {
    all: usize,
    running: usize,
}

impl Erase {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let Events { all, running } = self.events(inbox).await?;
        let conversations = self.conversation.len();
        let what = match (conversations, self.events.len()) {
            (0, _) => format!("{all} events"),
            (_, 0) => format!("{all} events of {conversations} conversations"),
            (_, events) => format!(
                "{all} events: those of {conversations} conversations, and {events} without one"
            ),
        };
        if !self.yes {
            return Err(Failure::failed(format!("{what} would be erased")).help(
                "add --yes if that is meant: it can't be undone, and what Capturi sends about these \
                 conversations from now on is dropped",
            ));
        }
        audit::change(inbox, "erase", &what).await;
        let erasing = async {
            let mut erased = inbox.erase(&self.conversation).await?;
            for event in &self.events {
                erased += inbox.erase_event(*event).await?;
            }
            Ok::<_, Failure>(erased)
        };
        let erased = waiting("what is erased", erasing).await?;
        let mut digests = Vec::new();
        for uid in &self.conversation {
            let tombstone = inbox.tombstone(*uid).await?;
            digests.extend(tombstone.map(|tombstone| tombstone.digest));
        }
        let outcome = format!("{erased} events; {}", digests.join(", "));
        audit::change(inbox, "erased", outcome.trim_end_matches("; ")).await;
        if self.rewrite {
            waiting("the rewritten tables", inbox.rewrite()).await?;
        }
        let json = || json!({ "erased": erased, "conversations": conversations });
        format.tell(json, &format!("{erased} events erased"))?;
        self.say_what_is_left(inbox, running);
        Ok(())
    }

    /// Counts what there is to erase. Naming an event that does not exist, or has a conversation, is an
    /// error.
    async fn events(&self, inbox: &Inbox) -> Result<Events, Failure> {
        let mut found = Events::default();
        for id in &self.events {
            let entries = inbox.newest(&Filter::default().id(*id), None, 1).await?;
            let entry = entries.first().ok_or_else(|| {
                Failure::new(Kind::NotFound, format!("there is no event {id}"))
                    .help("`capturi inbox find` tells what the inbox has")
            })?;
            if let Some(uid) = entry.conversation_uid {
                return Err(
                    Failure::usage(format!("event {id} is about the conversation {uid}"))
                        .help(format!("erase that: --conversation {uid}")),
                );
            }
            found.all += 1;
        }
        for uid in &self.conversation {
            let filter = Filter::default().conversation(*uid);
            let mut after = None;
            loop {
                let page = inbox.oldest(&filter, after, PAGE).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.id);
                found.all += page.len();
                found.running += page
                    .iter()
                    .filter(|entry| entry.state == State::Running)
                    .count();
            }
        }
        Ok(found)
    }

    fn say_what_is_left(&self, inbox: &Inbox, running: usize) {
        let is_postgres = inbox.location().path().is_none();
        if !self.conversation.is_empty() {
            say!(
                "Handlers get an event `ConversationErased` for each conversation: what they handed on is theirs to erase."
            );
        }
        if running > 0 {
            say!(
                "{running} of the events were being handled: their handlers are stopped within a lease."
            );
        }
        if is_postgres && !self.rewrite {
            say!(
                "PostgreSQL has run VACUUM. The bytes stay in its files until others take their place, or \
                 until `--rewrite`; and in its log and the archive of that."
            );
        } else if is_postgres {
            say!("The bytes are still in PostgreSQL's log, and the archive of that.");
        }
        match inbox.erasures() {
            Some(journal) => say!(
                "Back-ups and dumps still have it. {} lists the erasure: an inbox that is restored beside \
                 it erases it again.",
                journal.display()
            ),
            None => say!(
                "Back-ups and dumps still have it, and no journal lists the erasure: name one with \
                 --erasures, or erase it again after a back-up was restored."
            ),
        }
    }
}
