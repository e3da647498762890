//! `capturi inbox requeue`, `discard`, `prune`, `pause` and `resume`.

use std::io::Write as _;

use capturi_inbox::{Filter, Inbox};
use clap::Args;

use super::filter::{Name, Selection};
use crate::{failure::Failure, handling::Kept};

/// Some events, by name or by what they have in common.
#[derive(Args)]
pub(super) struct Bulk {
    /// Events by id or event uid.
    #[arg(value_name = "EVENT")]
    names: Vec<Name>,
    #[command(flatten)]
    selection: Selection,
    /// All events.
    #[arg(long)]
    all: bool,
    /// Only count them.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
pub(super) struct Prune {
    #[command(flatten)]
    kept: Kept,
    /// Only count what would be deleted.
    #[arg(long)]
    dry_run: bool,
}

impl Bulk {
    pub(super) async fn requeue(&self, inbox: &Inbox) -> Result<(), Failure> {
        let mut number = 0;
        for filter in self.filters(inbox).await? {
            number += match self.dry_run {
                true => inbox.requeueable(&filter).await?,
                false => inbox.requeue(&filter).await?,
            };
        }
        self.say(number, "requeued")
    }

    pub(super) async fn discard(&self, inbox: &Inbox) -> Result<(), Failure> {
        let mut number = 0;
        for filter in self.filters(inbox).await? {
            number += match self.dry_run {
                true => inbox.discardable(&filter).await?,
                false => inbox.discard(&filter).await?,
            };
        }
        self.say(number, "discarded")
    }

    /// Nothing named is not everything, and whoever names an event wants it to be there.
    async fn filters(&self, inbox: &Inbox) -> Result<Vec<Filter>, Failure> {
        let named = !self.names.is_empty();
        let selected = !self.selection.is_everything();
        match (named, selected, self.all) {
            (true, false, false) => {
                for name in &self.names {
                    name.find(inbox).await?;
                }
                Ok(self.names.iter().map(|name| name.filter()).collect())
            }
            (false, true, false) => Ok(vec![self.selection.filter()]),
            (false, false, true) => Ok(vec![Filter::default()]),
            (false, false, false) => Err(Failure::usage("which events?")
                .help("name them, select them (--state dead), or say --all")),
            _ => Err(Failure::usage(
                "name events, select them, or say --all: one of the three",
            )),
        }
    }

    fn say(&self, number: u64, what: &str) -> Result<(), Failure> {
        let would = if self.dry_run { "would be " } else { "" };
        writeln!(anstream::stdout(), "{number} {would}{what}")?;
        Ok(())
    }
}

impl Prune {
    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        let retention = self.kept.retention();
        let (bodies, keys) = match self.dry_run {
            true => inbox.prunable(&retention).await?,
            false => inbox.prune(&retention).await?,
        };
        let would = if self.dry_run { "would be " } else { "" };
        writeln!(
            anstream::stdout(),
            "{bodies} bodies and {keys} keys {would}deleted"
        )?;
        Ok(())
    }
}

pub(super) async fn pause(inbox: &Inbox) -> Result<(), Failure> {
    inbox.pause().await?;
    writeln!(
        anstream::stdout(),
        "Paused. Events are still taken; `capturi inbox resume` lets them be handled."
    )?;
    Ok(())
}

pub(super) async fn resume(inbox: &Inbox) -> Result<(), Failure> {
    inbox.resume().await?;
    writeln!(anstream::stdout(), "Resumed.")?;
    Ok(())
}
