//! `capturi inbox requeue`, `discard`, `prune`, `pause` and `resume`.

use std::io::Write as _;

use capturi_inbox::{Filter, Inbox, Pruned, State};
use clap::Args;
use serde_json::{Value, json};

use super::filter::{Name, Selection};
use crate::{failure::Failure, handling::Kept, lines::say};

/// Which states are meant where none is said: what is done is not done twice, and what waits to be
/// handled is not deleted, by mistake.
const REQUEUED: [State; 3] = [State::Pending, State::Dead, State::Unreadable];
const DISCARDED: [State; 3] = [State::Done, State::Dead, State::Unreadable];

/// Some events, by name or by what they have in common.
#[derive(Args)]
pub(super) struct Bulk {
    /// Events by id or event uid.
    #[arg(value_name = "EVENT")]
    names: Vec<Name>,
    #[command(flatten)]
    selection: Selection,
    /// All events; `requeue` leaves alone what is done, `discard` what is pending.
    #[arg(long)]
    all: bool,
    /// Only count them.
    #[arg(long)]
    dry_run: bool,
    /// Print the number as a line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Prune {
    #[command(flatten)]
    kept: Kept,
    /// Only count what would be deleted.
    #[arg(long)]
    dry_run: bool,
    /// Print the numbers as a line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Switch {
    /// Print a line of JSON.
    #[arg(long)]
    json: bool,
}

impl Bulk {
    pub(super) async fn requeue(&self, inbox: &Inbox) -> Result<(), Failure> {
        let mut number = 0;
        for filter in self.filters(inbox, &REQUEUED).await? {
            number += match self.dry_run {
                true => inbox.requeueable(&filter).await?,
                false => inbox.requeue(&filter).await?,
            };
        }
        self.say(
            number,
            "requeued",
            "what is running, or has lost its body, can't be",
        )
    }

    pub(super) async fn discard(&self, inbox: &Inbox) -> Result<(), Failure> {
        let mut number = 0;
        for filter in self.filters(inbox, &DISCARDED).await? {
            number += match self.dry_run {
                true => inbox.discardable(&filter).await?,
                false => inbox.discard(&filter).await?,
            };
        }
        self.say(number, "discarded", "what is running can't be")
    }

    /// Nothing named is not everything, and whoever names an event wants it to be there.
    async fn filters(&self, inbox: &Inbox, unless_said: &[State]) -> Result<Vec<Filter>, Failure> {
        let is_named = !self.names.is_empty();
        let is_selected = !self.selection.is_everything();
        match (is_named, is_selected, self.all) {
            (true, false, false) => {
                for name in &self.names {
                    name.find(inbox).await?;
                }
                Ok(self.names.iter().map(|name| name.filter()).collect())
            }
            (false, true, false) | (false, false, true) => {
                Ok(vec![self.selection.filter_or(unless_said)])
            }
            (false, false, false) => Err(Failure::usage("which events?")
                .help("name them, select them (--state dead), or say --all")),
            _ => Err(Failure::usage(
                "name events, select them, or say --all: one of the three",
            )),
        }
    }

    fn say(&self, number: u64, what: &str, why_not: &str) -> Result<(), Failure> {
        if number == 0 && !self.names.is_empty() {
            say!("{why_not}: `capturi inbox show` tells");
        }
        let text = format!("{number} {}{what}", would_be(self.dry_run));
        tell(
            self.json
                .then(|| json!({ what: number, "dry_run": self.dry_run })),
            &text,
        )
    }
}

impl Prune {
    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        let retention = self.kept.retention();
        let Pruned { bodies, keys, .. } = match self.dry_run {
            true => inbox.prunable(&retention).await?,
            false => inbox.prune(&retention).await?,
        };
        let text = format!(
            "{bodies} bodies and {keys} keys {}deleted",
            would_be(self.dry_run)
        );
        let json = json!({ "bodies": bodies, "keys": keys, "dry_run": self.dry_run });
        tell(self.json.then_some(json), &text)
    }
}

impl Switch {
    pub(super) async fn pause(&self, inbox: &Inbox) -> Result<(), Failure> {
        inbox.pause().await?;
        self.say(
            true,
            "Paused. Events are still taken; `capturi inbox resume` lets them be handled.",
        )
    }

    pub(super) async fn resume(&self, inbox: &Inbox) -> Result<(), Failure> {
        inbox.resume().await?;
        self.say(false, "Resumed.")
    }

    fn say(&self, paused: bool, text: &str) -> Result<(), Failure> {
        tell(self.json.then(|| json!({ "paused": paused })), text)
    }
}

fn would_be(dry_run: bool) -> &'static str {
    if dry_run { "would be " } else { "" }
}

/// The JSON if that is wanted, else the text.
fn tell(json: Option<Value>, text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    match json {
        Some(json) => writeln!(out, "{json}")?,
        None => writeln!(out, "{text}")?,
    }
    Ok(())
}
