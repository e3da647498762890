//! `capturi inbox list`, `show` and `stats`, which only read.

use std::io::Write as _;

use capturi_inbox::{Attempt, Inbox, State};
use clap::Args;
use serde_json::json;

use super::{
    audit, entry,
    filter::{Name, Selection},
};
use crate::{
    failure::Failure,
    lines::say,
    output::{self, Format},
};

/// The number of events that are read at once.
const PAGE: u32 = 100;
/// The number of events in a table by default.
const TABLE: u32 = 50;

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    selection: Selection,
    /// List at most so many; 50 in a table, all as JSON unless given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

#[derive(Args)]
pub(super) struct Show {
    /// The event's id, or its event uid.
    #[arg(value_name = "EVENT")]
    name: Name,
    /// Print the body instead, as it was received: it holds personal data.
    #[arg(long)]
    body: bool,
    /// Print the bodies of all deliveries that differed, the first one first, a line each.
    #[arg(long, conflicts_with = "body")]
    bodies: bool,
}

impl List {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let filter = self.selection.filter();
        let mut left = self.limit.unwrap_or(match format.is_json() {
            true => u32::MAX,
            false => TABLE,
        });
        let mut before = None;
        let mut listing = format.listing(&entry::COLUMNS);
        while left > 0 {
            let page = inbox.newest(&filter, before, left.min(PAGE)).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            left = left.saturating_sub(u32::try_from(page.len()).unwrap_or(left));
            for entry in &page {
                let row = match format.is_json() {
                    true => json!(entry),
                    false => entry::row(entry),
                };
                listing.item(&row.to_string())?;
            }
        }
        listing.end()?;
        if left == 0 && !inbox.newest(&filter, before, 1).await?.is_empty() {
            say!("there are more: --limit N lists N of them");
        }
        Ok(())
    }
}

impl Show {
    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let entries = self.name.find(inbox).await?;
        let part = match (self.body, self.bodies) {
            (true, _) => " --body",
            (_, true) => " --bodies",
            _ => "",
        };
        for entry in &entries {
            let about = format!("{}{part}", audit::named(entry));
            audit::look(inbox, "show", &about).await?;
        }
        for entry in &entries {
            if self.bodies {
                for body in inbox.bodies(entry.id).await? {
                    output::copy(&body)?;
                    writeln!(anstream::stdout())?;
                }
                continue;
            }
            match (self.body, format.is_json()) {
                (true, _) => {
                    let body = inbox.body(entry.id).await?.ok_or_else(|| {
                        Failure::failed("its body was deleted: it was kept for long enough").help(
                            "replay the event from Capturi's webhook log, or use `inbox backfill`",
                        )
                    })?;
                    output::copy(&body)?;
                }
                (_, true) => {
                    let mut shown = json!(entry);
                    shown["failed_attempts"] = json!(inbox.attempts(entry.id).await?);
                    writeln!(anstream::stdout(), "{shown}")?;
                }
                (_, false) => {
                    output::object(&json!(entry))?;
                    attempts(&inbox.attempts(entry.id).await?)?;
                }
            }
        }
        Ok(())
    }
}

/// Prints a line for each attempt that did not succeed.
fn attempts(attempts: &[Attempt]) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    if !attempts.is_empty() {
        writeln!(out, "\nAttempts that did not succeed:")?;
    }
    for attempt in attempts {
        writeln!(
            out,
            "{}  {:.1} s  {:10}  {}  {}",
            attempt.began_at.format("%F %T UTC"),
            attempt.seconds,
            attempt.outcome,
            output::printable(attempt.worker.as_deref().unwrap_or("-")),
            output::printable(attempt.error.as_deref().unwrap_or_default()),
        )?;
    }
    Ok(())
}

pub(super) async fn stats(inbox: &Inbox, format: Format) -> Result<(), Failure> {
    let stats = inbox.stats().await?;
    let mut out = anstream::stdout().lock();
    if format.is_json() {
        return Ok(writeln!(out, "{}", json!(stats))?);
    }
    for state in State::ALL {
        let number = stats.events.get(&state).copied().unwrap_or_default();
        writeln!(out, "{state:12} {number}")?;
    }
    writeln!(out, "{:12} {}", "due now", stats.due)?;
    writeln!(out, "{:12} {}", "other bodies", stats.other_bodies)?;
    if let Some(oldest) = stats.oldest_open {
        let age = (chrono::Utc::now() - oldest).num_minutes();
        writeln!(out, "{:12} {oldest} ({age} minutes ago)", "oldest open")?;
    }
    for (listing, until) in &stats.read_until {
        let until = until.format("%F %T UTC");
        writeln!(out, "{listing:12} nothing of before {until} is missing")?;
    }
    if stats.paused {
        writeln!(
            out,
            "\nPaused by an operator: `capturi inbox resume` ends it."
        )?;
    }
    if let Some(breaker) = &stats.breaker {
        let reason = breaker.reason.as_deref();
        let reason = reason.unwrap_or("the reason was deleted with the body that it may quote");
        let next = match (stats.paused, breaker.next_try_seconds) {
            (true, _) => "none is tried while an operator pauses it".to_owned(),
            (_, seconds) if seconds > 0.0 => format!("one is tried in {seconds:.0} s"),
            _ => "one is tried as soon as a worker can".to_owned(),
        };
        writeln!(
            out,
            "\nThe circuit breaker is open since {}: what handlers need is away ({}). No events \
                 are handled; {next}.",
            breaker.since.format("%F %T UTC"),
            output::printable(reason),
        )?;
    }
    Ok(())
}
