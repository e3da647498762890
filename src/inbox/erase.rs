//! `capturi inbox erase`.

use std::collections::BTreeSet;

use capturi_inbox::{Filter, Inbox};
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

impl Erase {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let conversations: BTreeSet<Uuid> = self.conversation.iter().copied().collect();
        let without = self.without_conversation(inbox).await?;
        let (mut all, mut running) = (without.len(), 0);
        for uid in &conversations {
            let there = inbox.erasable(*uid).await?;
            all += usize::try_from(there.events).unwrap_or_default();
            running += there.running;
        }
        let what = match (conversations.len(), without.len()) {
            (0, _) => format!("{all} events"),
            (of, 0) => format!("{all} events of {of} conversations"),
            (of, without) => {
                format!("{all} events: those of {of} conversations, and {without} without one")
            }
        };
        if !self.yes {
            return Err(Failure::failed(format!("{what} would be erased")).help(
                "add --yes if that is meant: it can't be undone, and what Capturi sends about these \
                 conversations from now on is dropped",
            ));
        }
        audit::change(inbox, "erase", &what).await;
        let (mut erased, mut digests) = (0, Vec::new());
        // Each is recorded as soon as it is erased, whatever becomes of the next.
        for uid in &conversations {
            let events = waiting("what is erased", inbox.erase(&[*uid])).await;
            let events = events.map_err(unfinished)?;
            if events == 0 {
                say!(
                    "warning: the inbox had nothing of {uid}; what comes about it is dropped from now on."
                );
            }
            let tombstone = inbox.tombstone(*uid).await.ok().flatten();
            let digest = tombstone
                .map(|tombstone| tombstone.digest)
                .unwrap_or_default();
            audit::change(inbox, "erased", &format!("{events} events of {digest}")).await;
            digests.push(digest);
            erased += events;
        }
        for id in &without {
            let events = waiting("what is erased", inbox.erase_event(*id)).await;
            let events = events.map_err(unfinished)?;
            audit::change(inbox, "erased", &format!("{events} events: {id}")).await;
            erased += events;
        }
        let json = || json!({ "erased": erased, "digests": digests });
        format.tell(json, &format!("{erased} events erased"))?;
        if !conversations.is_empty() {
            say!(
                "Handlers get an event `ConversationErased` for each conversation: what they handed on is \
                 theirs to erase."
            );
        }
        if running > 0 {
            say!(
                "{running} of the events were being handled: their handlers are stopped within a lease."
            );
        }
        say_what_the_journal_does(inbox);
        self.overwrite(inbox).await
    }

    /// The ids of the events that are named. Naming an event that does not exist, or has a conversation,
    /// is an error.
    async fn without_conversation(&self, inbox: &Inbox) -> Result<BTreeSet<i64>, Failure> {
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
        }
        Ok(self.events.iter().copied().collect())
    }

    /// Removes the bytes of what was erased, and says where they are left.
    async fn overwrite(&self, inbox: &Inbox) -> Result<(), Failure> {
        let is_postgres = inbox.location().path().is_none();
        let overwriting = inbox.overwrite_deleted(self.rewrite);
        let is_overwritten = waiting("the bytes to be overwritten", overwriting)
            .await
            .map_err(|error| {
                Failure::from(error).help(match self.rewrite {
                    true => "the events are erased, but not rewritten: run it again with --rewrite",
                    false => {
                        "the events are erased; a receiver or a worker overwrites their bytes as soon as it \
                         can"
                    }
                })
            })?;
        match (is_postgres, is_overwritten) {
            (false, true) => {}
            (false, false) => say!(
                "Their bytes are still in the inbox's files, which a back-up or another program reads: a \
                 receiver or a worker overwrites them as soon as it can."
            ),
            (true, true) if self.rewrite => {
                say!("Their bytes are still in PostgreSQL's log, and the archive of that.");
            }
            (true, false) if !self.rewrite => say!(
                "PostgreSQL has not run VACUUM: this role does not own the tables, or another process vacuums \
                 them."
            ),
            (true, true) => say!(
                "PostgreSQL has run VACUUM. Their bytes stay in its files until others take their place, or \
                 until `--rewrite`; and in its log and the archive of that."
            ),
            (true, false) => {
                return Err(Failure::failed(
                    "the events are erased, and their bytes are still in PostgreSQL's files: this role does \
                     not own the tables, or another transaction, a standby or a replication slot may still \
                     see them",
                )
                .help("run it as the owner, or end those, and then again with --rewrite"));
            }
        }
        Ok(())
    }
}

fn unfinished(error: capturi_inbox::Error) -> Failure {
    Failure::from(error).help(
        "run it again; if the journal lists the erasure already, it is made when the inbox is opened next",
    )
}

fn say_what_the_journal_does(inbox: &Inbox) {
    match inbox.erasures() {
        Some(journal) => say!(
            "Back-ups and dumps still have it. {} lists the erasure: an inbox that is restored beside it \
             erases it again.",
            journal.display()
        ),
        None => say!(
            "Back-ups and dumps still have it, and no journal lists the erasure: name one with --erasures, \
             or erase it again after a back-up was restored."
        ),
    }
}
