//! `capturi inbox requeue`, `delete`, `prune`, `pause` and `resume`.

use capturi_inbox::{Filter, Inbox, Pruned, State};
use clap::Args;
use serde_json::json;

use super::{
    audit,
    filter::{Name, Selection},
};
use crate::{
    failure::Failure,
    handling::Kept,
    lines::{say, waiting},
    output::Format,
};

/// The states that are selected by default, so that no event is handled twice by mistake, and none
/// is deleted before it is handled.
const REQUEUED: [State; 3] = [State::Pending, State::Dead, State::Unreadable];
const DELETED: [State; 3] = [State::Done, State::Dead, State::Unreadable];

/// Some events, by name or by what they have in common.
#[derive(Args)]
pub(super) struct Bulk {
    /// Events by id or event uid.
    #[arg(value_name = "EVENT")]
    names: Vec<Name>,
    #[command(flatten)]
    selection: Selection,
    /// All events, except done ones for `requeue` and pending ones for `delete`.
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
    pub(super) async fn requeue(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let mut number = 0;
        let (filters, about) = self.filters(inbox, &REQUEUED).await?;
        self.record(inbox, "requeue", &about).await;
        for filter in filters {
            number += match self.dry_run {
                true => inbox.requeueable(&filter).await?,
                false => inbox.requeue(&filter).await?,
            };
        }
        let outcome = format!("{number} of {about}");
        self.record(inbox, "requeued", &outcome).await;
        self.say(
            format,
            number,
            "requeued",
            "what is running, or has lost its body, can't be",
        )
    }

    pub(super) async fn delete(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let mut number = 0;
        let (filters, about) = self.filters(inbox, &DELETED).await?;
        self.record(inbox, "delete", &about).await;
        for filter in filters {
            number += match self.dry_run {
                true => inbox.discardable(&filter).await?,
                false => inbox.discard(&filter).await?,
            };
        }
        let outcome = format!("{number} of {about}");
        self.record(inbox, "deleted", &outcome).await;
        self.say(format, number, "deleted", "what is running can't be")?;
        self.say_what_is_left(inbox).await
    }

    /// Records what is about to be changed, and how many events were.
    async fn record(&self, inbox: &Inbox, action: &str, about: &str) {
        if !self.dry_run {
            audit::change(inbox, action, about).await;
        }
    }

    /// Says how many pending events were left alone, as they were not meant by name or state.
    async fn say_what_is_left(&self, inbox: &Inbox) -> Result<(), Failure> {
        let selected = self.selection.filter();
        if self.names.is_empty() && selected.states.is_empty() {
            let pending = inbox
                .discardable(&selected.states([State::Pending]))
                .await?;
            if pending > 0 {
                say!("{pending} pending events are left alone: --state pending selects them");
            }
        }
        Ok(())
    }

    /// The filters of the selected events, and the selection in words, for the audit log. Selecting
    /// nothing, or naming an event that does not exist, is an error.
    async fn filters(
        &self,
        inbox: &Inbox,
        unless_said: &[State],
    ) -> Result<(Vec<Filter>, String), Failure> {
        let is_named = !self.names.is_empty();
        let is_selected = !self.selection.is_everything();
        match (is_named, is_selected, self.all) {
            (true, false, false) => {
                let mut about = Vec::new();
                for name in &self.names {
                    about.extend(name.find(inbox).await?.iter().map(audit::named));
                }
                let filters = self.names.iter().map(|name| name.filter());
                Ok((filters.collect(), about.join(", ")))
            }
            (false, true, false) | (false, false, true) => {
                let filter = self.selection.filter_or(unless_said);
                Ok((vec![filter], self.selection.to_string()))
            }
            (false, false, false) => Err(Failure::usage("which events?")
                .help("name them, select them (--state dead), or say --all")),
            _ => Err(Failure::usage(
                "name events, select them, or say --all: one of the three",
            )),
        }
    }

    fn say(&self, format: Format, number: u64, what: &str, why_not: &str) -> Result<(), Failure> {
        if number == 0 && !self.names.is_empty() {
            say!("{why_not}: `capturi inbox show` tells");
        }
        let text = format!("{number} {}{what}", would_be(self.dry_run));
        format.tell(|| json!({ what: number, "dry_run": self.dry_run }), &text)
    }
}

impl Prune {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let own = inbox.retention().await?.unwrap_or_default();
        let retention = self.kept.change(own);
        if !self.dry_run {
            audit::change(inbox, "prune", &Kept::of(&retention).to_string()).await;
        }
        let Pruned {
            bodies,
            keys,
            unhandled,
            older,
            ..
        } = match self.dry_run {
            true => inbox.prunable(&retention).await?,
            false => waiting("what is deleted", inbox.prune(&retention)).await?,
        };
        let bodies = bodies + older;
        let text = format!(
            "{bodies} bodies and {keys} keys {}deleted",
            would_be(self.dry_run)
        );
        if !self.dry_run {
            let outcome = format!("{bodies} bodies and {keys} keys");
            audit::change(inbox, "pruned", &outcome).await;
        }
        if unhandled > 0 {
            say!("{unhandled} of these events had not been handled.");
        }
        let json = || {
            json!({
                "bodies": bodies,
                "keys": keys,
                "unhandled": unhandled,
                "dry_run": self.dry_run,
            })
        };
        format.tell(json, &text)
    }
}

pub(super) async fn pause(inbox: &Inbox, format: Format) -> Result<(), Failure> {
    inbox.pause().await?;
    format.tell(
        || json!({ "paused": true }),
        "Paused. Events are still taken; `capturi inbox resume` lets them be handled.",
    )
}

pub(super) async fn resume(inbox: &Inbox, format: Format) -> Result<(), Failure> {
    inbox.resume().await?;
    format.tell(|| json!({ "paused": false }), "Resumed.")
}

fn would_be(dry_run: bool) -> &'static str {
    if dry_run { "would be " } else { "" }
}
