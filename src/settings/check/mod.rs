//! `capturi config check`: whether the settings can be used and, with `--live`, whether the API's
//! answers fit the document. It only reads, and never prints content.

mod document;

use std::{collections::BTreeMap, path::PathBuf};

use capturi_api::{Client, Error};
use clap::Args;
use futures_util::TryStreamExt as _;
use serde_json::{Value, json, value::RawValue};

use super::{Settings, masked};
use crate::{
    api::{self, Listing},
    failure::{Failure, Kind, REFUSED, innermost},
    lines::{say, waiting},
    output::{Format, Output},
};
use document::{Document, Finding};

/// The page size to ask for, where a listing has a parameter for it.
const ROWS: u32 = 20;

#[derive(Args)]
pub(crate) struct Options {
    /// Call every listing of the API that needs no uid with a small page, and report how its rows
    /// differ from the document: JSON paths and counts, never content.
    #[arg(long)]
    live: bool,
    /// Compare the answers with this OpenAPI document (JSON) instead of the built-in one.
    #[arg(long, value_name = "FILE", requires = "live")]
    against: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    output: Output,
}

/// The result of checking one listing.
struct Checked {
    listing: Listing,
    rows: usize,
    /// The number of rows that have any difference.
    differing: usize,
    /// Each difference, and how often it was found.
    findings: BTreeMap<Finding, usize>,
    error: Option<(Kind, String)>,
}

impl Options {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let client = self.settings.patient_client()?;
        let format = self.output.output;
        if !self.live {
            let text = "The settings can be used. `capturi config check --live` tries them.";
            return format.tell(|| json!({ "settings": "usable" }), text);
        }
        let document = match &self.against {
            Some(file) => Document::read(file)?,
            None => Document::built_in()?,
        };
        let mut all_checked = Vec::new();
        for listing in api::listings() {
            let checked = Checked::of(listing, &client, &document).await;
            if format != Format::Json {
                checked.print(format)?;
            }
            all_checked.push(checked);
        }
        if format == Format::Json {
            let reports: Vec<Value> = all_checked.iter().map(Checked::json).collect();
            format.tell(|| json!(reports), "")?;
        }
        let left_out = api::listings_of_something();
        say!("not called, as they need a uid: {}", left_out.join(", "));
        verdict(&all_checked)
    }
}

impl Checked {
    async fn of(listing: Listing, client: &Client, document: &Document) -> Self {
        let mut checked = Self {
            listing,
            rows: 0,
            differing: 0,
            findings: BTreeMap::new(),
            error: None,
        };
        let listing = &checked.listing;
        match waiting(listing.command, page(listing, client)).await {
            Ok(None) => {}
            Ok(Some(page)) => checked.compare(&page, document),
            Err(failure) => checked.error = Some(failure),
        }
        checked
    }

    /// Compares an answer with the document, row by row.
    fn compare(&mut self, answer: &str, document: &Document) {
        let Ok(answer) = serde_json::from_str::<Value>(answer) else {
            self.error = Some((Kind::Failed, "the answer is not JSON".to_owned()));
            return;
        };
        let operation = self.listing.operation;
        let Some(schema) = document.success(operation.method, operation.path) else {
            let missing = "the document does not have this operation".to_owned();
            self.error = Some((Kind::Failed, missing));
            return;
        };
        for (row, findings) in document.rows(schema, &answer, self.listing.list) {
            self.rows += usize::from(row);
            self.differing += usize::from(row && !findings.is_empty());
            for finding in findings {
                *self.findings.entry(finding).or_default() += 1;
            }
        }
    }

    fn fits(&self) -> bool {
        self.findings.is_empty() && self.error.is_none()
    }

    fn print(&self, format: Format) -> Result<(), Failure> {
        let mut text = format!("{:36}", self.listing.command);
        match (&self.error, self.rows, self.differing) {
            (Some((_, error)), ..) => text += error,
            (None, 0, _) if self.findings.is_empty() => text += "no rows, so nothing is known",
            (None, 1, 0) if self.findings.is_empty() => text += "1 row fits",
            (None, rows, 0) if self.findings.is_empty() => text += &format!("{rows} rows fit"),
            (None, _, 0) => text += "the answer differs around its rows",
            (None, rows, differing) => text += &format!("{differing} of {rows} rows differ"),
        }
        for (finding, count) in &self.findings {
            text += &format!("\n  {finding} ({count})");
        }
        format.tell(|| self.json(), &text)
    }

    fn json(&self) -> Value {
        let findings = self.findings.iter();
        let findings = findings.map(|(finding, rows)| {
            json!({ "path": finding.path, "finding": finding.what.to_string(), "rows": rows })
        });
        json!({
            "operation": self.listing.operation.name,
            "rows": self.rows,
            "differing": self.differing,
            "findings": findings.collect::<Vec<_>>(),
            "error": self.error.as_ref().map(|(_, error)| error),
        })
    }
}

/// The first page of a listing; `None` if the API answers 204.
async fn page(listing: &Listing, client: &Client) -> Result<Option<String>, (Kind, String)> {
    let request = listing.request(client, ROWS);
    let told = |error: Error| {
        // The details of a problem are the server's words, which may name people, or the token.
        let told = match &error {
            Error::Response(response) => response.status.to_string(),
            Error::Body(body) => format!("the answer does not fit: {}", body.misfit),
            other => match std::error::Error::source(other) {
                Some(source) => format!("no answer: {}", innermost(source)),
                None => "no answer".to_owned(),
            },
        };
        (Failure::from(error).kind(), masked(&told).into_owned())
    };
    match listing.paging {
        Some(paging) => first_page(request.pages(paging)).await.map_err(told),
        None => {
            let response = request.send().await.map_err(told)?;
            if response.status() == capturi_api::StatusCode::NO_CONTENT {
                return Ok(None);
            }
            let body = response.into_inner().bytes().await.map_err(told)?;
            Ok(Some(String::from_utf8_lossy(&body).into_owned()))
        }
    }
}

async fn first_page(mut pages: capturi_api::Pages<Box<RawValue>>) -> Result<Option<String>, Error> {
    let page = pages.try_next().await?;
    Ok(page.map(|page| page.json().to_owned()))
}

/// The result of the whole check. A failed call decides its kind; differences are printed already.
fn verdict(all_checked: &[Checked]) -> Result<(), Failure> {
    let failed = all_checked
        .iter()
        .filter_map(|checked| checked.error.as_ref());
    let differing = all_checked.iter().filter(|checked| !checked.fits()).count();
    let all = all_checked.len();
    match (failed.map(|(kind, _)| *kind).next(), differing) {
        (Some(kind), _) => {
            let failure = Failure::new(
                kind,
                format!(
                    "{differing} of {all} listings could not be called, or differ from the document"
                ),
            );
            Err(match kind {
                Kind::Refused => failure.help(REFUSED),
                _ => failure,
            })
        }
        (None, 0) => Ok(()),
        (None, _) => Err(Failure::failed(format!(
            "{differing} of {all} listings differ from the document"
        ))
        .help("the report has no content: send it to the maintainers of `capturi`")),
    }
}
