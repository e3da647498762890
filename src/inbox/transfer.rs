//! `capturi inbox dump` and `load`, which copy events out of an inbox and into one.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use capturi_inbox::{DumpedEvent, Filter, Inbox, Loaded, Reason};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{InboxFlags, audit, filter::Selection};
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
    /// The dump; `-` is standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

/// The body in a line of a dump. Its text is not looked into: whatever the inbox has taken, it takes
/// again.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
    #[serde(default)]
    body_base64: Option<String>,
}

impl Dump {
    /// The events that are dumped, for the audit log.
    pub(super) fn about(&self) -> String {
        let to = self.to.as_ref();
        let to = to.map(|file| format!(" --to {}", file.display()));
        format!("{}{}", self.selection, to.unwrap_or_default())
    }

    pub(super) async fn run(&self, inbox: &Inbox) -> Result<(), Failure> {
        let filter = self.selection.filter();
        match &self.to {
            Some(path) => {
                let file = create(path).map_err(|error| {
                    Failure::failed(format!("can't create {}", path.display()))
                        .because(error)
                        .help("name a file that does not exist")
                })?;
                dump(inbox, &filter, file).await
            }
            None => dump(inbox, &filter, io::stdout()).await,
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
    match std::str::from_utf8(&body) {
        // Its own text: numbers and the order of keys stay as they were sent.
        Ok(text) if is_in_one_line(text) => {
            let line = line.to_string();
            let line = line.strip_suffix('}').unwrap_or(&line);
            format!("{line},\"body\":{text}}}")
        }
        _ => {
            line["body_base64"] = json!(BASE64_STANDARD.encode(&body));
            line.to_string()
        }
    }
}

/// Whether a body is JSON that a line of a dump can carry without changing a byte of it.
fn is_in_one_line(body: &str) -> bool {
    body.trim() == body
        && body != "null"
        && !body.contains(['\n', '\r'])
        && serde_json::from_str::<&RawValue>(body).is_ok()
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    system::private_file(&mut options).open(path)
}

/// The outcome of loading a dump.
#[derive(Default)]
struct Outcome {
    new: usize,
    there: usize,
    /// The events of conversations that were erased.
    erased: usize,
    /// The lines that are no events, by number, and why.
    refused: Vec<(usize, String)>,
}

impl Load {
    pub(super) async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        let shown = self.file.display().to_string();
        let lines: Box<dyn BufRead> = match self.file.as_os_str() == "-" {
            true => Box::new(BufReader::new(io::stdin())),
            false => Box::new(BufReader::new(File::open(&self.file).map_err(|error| {
                Failure::usage(format!("can't read {shown}")).because(error)
            })?)),
        };
        let inbox = flags.open(flags.builder()).await?;
        audit::change(&inbox, "load", &shown).await;
        let loaded = load(&inbox, lines, &shown).await;
        inbox.close().await;
        loaded?.report(&shown, format)
    }
}

impl Outcome {
    fn report(&self, shown: &str, format: Format) -> Result<(), Failure> {
        let Self {
            new,
            there,
            erased,
            refused,
        } = self;
        let json = || {
            json!({
                "loaded": new, "there": there, "erased": erased, "refused": refused.len(),
            })
        };
        format.tell(json, &format!("{new} loaded; {there} were there"))?;
        if *erased > 0 {
            say!("{erased} were left out: their conversations were erased.");
        }
        let Some((number, why)) = refused.first() else {
            return Ok(());
        };
        let failure = format!("{} lines of {shown} are no events of a dump", refused.len());
        Err(Failure::usage(failure).because(format!("line {number}: {why}")))
    }
}

/// Loads each line. A line that is no event costs no other.
async fn load(inbox: &Inbox, lines: Box<dyn BufRead>, shown: &str) -> Result<Outcome, Failure> {
    let mut loaded = Outcome::default();
    // One after the other: their order is that of a conversation's handling.
    for (number, line) in (1..).zip(lines.split(b'\n')) {
        let line =
            line.map_err(|error| Failure::failed(format!("can't read {shown}")).because(error))?;
        let line = line
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&line)
            .trim_ascii();
        if line.is_empty() {
            continue;
        }
        match read(line) {
            Ok((event, body)) => match inbox.load(&event, body).await? {
                Loaded::New => loaded.new += 1,
                Loaded::Erased => loaded.erased += 1,
                _ => loaded.there += 1,
            },
            Err(why) => loaded.refused.push((number, why)),
        }
    }
    Ok(loaded)
}

fn read(line: &[u8]) -> Result<(DumpedEvent, Option<Vec<u8>>), String> {
    let place = |error: serde_json::Error| format!("not an event, {}", place_in_json(&error));
    let event = serde_json::from_slice(line).map_err(place)?;
    let Body { body, body_base64 } = serde_json::from_slice(line).map_err(place)?;
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
