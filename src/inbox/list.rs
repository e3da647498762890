//! `capturi inbox list`, `show`, `export` and `stats`: they only look.

use std::{
    fs::OpenOptions,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use capturi_inbox::{Attempt, Entry, Filter, Inbox, Reason, State};
use clap::Args;
use serde_json::{Value, json, value::RawValue};

use super::{
    entry,
    filter::{Name, Selection},
};
use crate::{failure::Failure, lines::say, output, system};

/// Events that are read at once.
const PAGE: u32 = 100;
/// Events that a table has unless it is told otherwise.
const TABLE: u32 = 50;

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    selection: Selection,
    /// List at most so many; 50 in a table, all as JSON unless given.
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Print a line of JSON for each event.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Show {
    /// The event's id, or its event uid.
    #[arg(value_name = "EVENT")]
    name: Name,
    /// Print the body instead, as it was received: it holds what people said.
    #[arg(long, conflicts_with = "json")]
    body: bool,
    /// Print the bodies of all deliveries that differed, the first one first, a line each.
    #[arg(long, conflicts_with_all = ["json", "body"])]
    bodies: bool,
    /// Print a line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    selection: Selection,
    /// Write to this file, readable for you alone, instead of standard output.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Write JSON, which it does in any case.
    #[arg(long, hide = true)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Stats {
    /// Print a line of JSON.
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        let filter = self.selection.filter();
        let mut left = self.limit.unwrap_or(match self.json {
            true => u32::MAX,
            false => TABLE,
        });
        let mut before = None;
        let mut rows = Vec::new();
        let mut out = BufWriter::new(anstream::stdout().lock());
        while left > 0 {
            let page = inbox.newest(&filter, before, left.min(PAGE)).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            left = left.saturating_sub(u32::try_from(page.len()).unwrap_or(left));
            for entry in &page {
                match self.json {
                    true => writeln!(out, "{}", json!(entry))?,
                    false => rows.push(entry::row(entry)),
                }
            }
        }
        if !self.json {
            output::rows(&entry::COLUMNS, &rows, &mut out)?;
        }
        out.flush()?;
        if left == 0 && !inbox.newest(&filter, before, 1).await?.is_empty() {
            say!("there are more: --limit N lists N of them");
        }
        Ok(())
    }
}

impl Show {
    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        for entry in &self.name.find(inbox).await? {
            if self.bodies {
                for body in inbox.bodies(entry.id).await? {
                    output::copy(&body)?;
                    writeln!(anstream::stdout())?;
                }
                continue;
            }
            match (self.body, self.json) {
                (true, _) => {
                    let body = inbox.body(entry.id).await?.ok_or_else(|| {
                        Failure::failed("its body was deleted: it was kept for long enough")
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

/// A line for each attempt that did not succeed.
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

impl Export {
    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        let filter = self.selection.filter();
        match &self.to {
            Some(path) => {
                let file = create(path).map_err(|error| {
                    Failure::failed(format!("can't create {}", path.display())).because(error)
                })?;
                export(inbox, &filter, file).await
            }
            None => export(inbox, &filter, anstream::stdout()).await,
        }
    }
}

async fn export(inbox: &Inbox, filter: &Filter, out: impl Write) -> Result<(), Failure> {
    let mut out = BufWriter::new(out);
    let mut after = None;
    let (mut exported, mut damaged) = (0, 0);
    loop {
        let page = inbox.oldest(filter, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for entry in &page {
            let body = match inbox.body(entry.id).await {
                // What is damaged keeps nobody from the rest.
                Err(error) if error.reason() == Some(Reason::Damaged) => {
                    damaged += 1;
                    None
                }
                body => body?,
            };
            writeln!(out, "{}", with_body(entry, body))?;
            exported += 1;
        }
    }
    out.flush()?;
    say!("{exported} exported");
    match damaged {
        0 => Ok(()),
        _ => Err(Failure::failed(format!(
            "the bodies of {damaged} of them are damaged, and null in the export"
        ))),
    }
}

/// The event with its body: as JSON where it is some, else in base64.
fn with_body(entry: &Entry, body: Option<Vec<u8>>) -> String {
    let mut line = json!(entry);
    let Some(body) = body else {
        line["body"] = Value::Null;
        return line.to_string();
    };
    if serde_json::from_slice::<&RawValue>(&body).is_err() {
        line["body_base64"] = json!(BASE64_STANDARD.encode(&body));
        return line.to_string();
    }
    // Its own text: numbers and the order of keys stay as they were sent.
    let body = String::from_utf8_lossy(&body).replace(['\n', '\r'], " ");
    let line = line.to_string();
    format!(
        "{},\"body\":{body}}}",
        line.strip_suffix('}').unwrap_or(&line)
    )
}

fn create(path: &Path) -> io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    system::private_file(&mut options).open(path)
}

impl Stats {
    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        let stats = inbox.stats().await?;
        let mut out = anstream::stdout().lock();
        if self.json {
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
        if stats.paused {
            writeln!(
                out,
                "\nPaused by an operator: `capturi inbox resume` ends it."
            )?;
        }
        if let Some(breaker) = &stats.breaker {
            let reason = breaker.reason.as_deref().unwrap_or_default();
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
}
