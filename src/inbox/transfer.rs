//! `capturi inbox dump` and `load`, which copy events out of an inbox and into one.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use capturi_inbox::{DumpedEvent, Filter, Inbox, Reason};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{InboxFlags, filter::Selection};
use crate::{
    failure::{Failure, place_in_json},
    lines::say,
    output::Format,
    system,
};

/// The number of events that are read at once.
const PAGE: u32 = 100;

#[derive(Args)]
pub(super) struct Dump {
    #[command(flatten)]
    selection: Selection,
    /// Write to this file, readable for you alone, instead of standard output.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Load {
    /// What `dump` wrote; `-` is standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

/// A line of a dump: an event, and its body if it was kept.
#[derive(Deserialize)]
struct Line {
    #[serde(flatten)]
    event: DumpedEvent,
    #[serde(default)]
    body_base64: Option<String>,
}

/// The body of an event as the text of the line, unparsed.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
}

impl Dump {
    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        let filter = self.selection.filter();
        match &self.to {
            Some(path) => {
                let file = create(path).map_err(|error| {
                    Failure::failed(format!("can't create {}", path.display())).because(error)
                })?;
                dump(inbox, &filter, file).await
            }
            None => dump(inbox, &filter, anstream::stdout()).await,
        }
    }
}

async fn dump(inbox: &Inbox, filter: &Filter, out: impl Write) -> Result<(), Failure> {
    let mut out = BufWriter::new(out);
    let mut after = None;
    let (mut dumped, mut damaged) = (0, 0);
    loop {
        let page = inbox.dump(filter, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for event in &page {
            let body = match inbox.body(event.id).await {
                // A damaged body must not end the dump of the other events.
                Err(error) if error.reason() == Some(Reason::Damaged) => {
                    damaged += 1;
                    None
                }
                body => body?,
            };
            writeln!(out, "{}", with_body(event, body))?;
            dumped += 1;
        }
    }
    out.flush()?;
    say!("{dumped} dumped");
    match damaged {
        0 => Ok(()),
        _ => Err(Failure::failed(format!(
            "the bodies of {damaged} of them are damaged, and null in the dump"
        ))),
    }
}

/// A line of a dump. The body is written as JSON if it is valid JSON, otherwise as base64.
fn with_body(event: &DumpedEvent, body: Option<Vec<u8>>) -> String {
    let mut line = json!(event);
    let Some(body) = body else {
        line["body"] = Value::Null;
        return line.to_string();
    };
    if serde_json::from_slice::<&RawValue>(&body).is_err() {
        line["body_base64"] = json!(BASE64_STANDARD.encode(&body));
        return line.to_string();
    }
    // The body's own text keeps its numbers and the order of its keys.
    let body = String::from_utf8_lossy(&body).replace(['\n', '\r'], " ");
    let line = line.to_string();
    format!(
        "{},\"body\":{body}}}",
        line.strip_suffix('}').unwrap_or(&line)
    )
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    system::private_file(&mut options).open(path)
}

impl Load {
    pub(super) async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        let shown = self.file.display();
        let lines: Box<dyn BufRead> = match self.file.as_os_str() == "-" {
            true => Box::new(BufReader::new(io::stdin())),
            false => Box::new(BufReader::new(File::open(&self.file).map_err(|error| {
                Failure::usage(format!("can't read {shown}")).because(error)
            })?)),
        };
        let inbox = flags.open(flags.builder()).await?;
        let loaded = load(&inbox, lines, &shown.to_string()).await;
        inbox.close().await;
        let (new, there) = loaded?;
        let text = format!("{new} loaded; {there} were there");
        format.tell(|| json!({ "loaded": new, "there": there }), &text)
    }
}

/// Loads events; returns how many were new and how many were there already.
async fn load(
    inbox: &Inbox,
    lines: Box<dyn BufRead>,
    shown: &str,
) -> Result<(usize, usize), Failure> {
    let (mut new, mut there) = (0, 0);
    // One after the other, as their order decides the order in which a conversation's events are
    // handled.
    for (number, line) in (1..).zip(lines.lines()) {
        let line =
            line.map_err(|error| Failure::failed(format!("can't read {shown}")).because(error))?;
        let (event, body) = read(&line).map_err(|why| {
            Failure::usage(format!("line {number} of {shown} is no event of a dump"))
                .because(why)
                .help(format!("the {} events before it are loaded", new + there))
        })?;
        match inbox.load(&event, body).await? {
            true => new += 1,
            false => there += 1,
        }
    }
    Ok((new, there))
}

fn read(line: &str) -> Result<(DumpedEvent, Option<Vec<u8>>), String> {
    let place = |error: serde_json::Error| place_in_json(&error);
    let Line { event, body_base64 } = serde_json::from_str(line).map_err(place)?;
    let Body { body } = serde_json::from_str(line).map_err(place)?;
    let body = match (body, body_base64) {
        (Some(json), _) if json.get() != "null" => Some(json.get().as_bytes().to_vec()),
        (_, Some(base64)) => Some(
            BASE64_STANDARD
                .decode(base64)
                .map_err(|_| "`body_base64` is not base64".to_owned())?,
        ),
        _ => None,
    };
    Ok((event, body))
}
