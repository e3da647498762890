//! Prints results: tables for people, JSON for programs.

mod json_text;
mod table;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, BufWriter, IsTerminal as _, Write as _},
    str::FromStr,
};

use clap::{Args, ValueEnum};
use jsonpath_rust::{
    parser::{model::JpQuery, parse_json_path},
    query::js_path_process,
};
use serde_json::{Value, value::RawValue};

use crate::{
    failure::{Failure, place_in_json},
    lines::say,
    settings::masked,
};

/// The flags about the output of calls.
#[derive(Args, Clone)]
pub(crate) struct Options {
    /// How the result is printed: `table` on a terminal and `json` elsewhere unless given.
    #[arg(
        long,
        short,
        global = true,
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    output: Option<Format>,
    /// A JSONPath.
    #[arg(
        long,
        global = true,
        value_name = "JSONPATH",
        help_heading = "Output",
        help = "Print only what this JSONPath (RFC 9535) selects, a line for each: of the rows of a \
                listing, such as '$[*].name', or of another answer, such as '$.name'"
    )]
    query: Option<Selection>,
    /// Print selected texts without quotes.
    // clap looks for a required flag at the same level only, and both may stand at either.
    #[arg(long, global = true, help_heading = "Output")]
    raw: bool,
}

/// The flag about the output of all other commands.
#[derive(Args, Clone)]
pub(crate) struct Output {
    /// How the result is printed.
    #[arg(
        long,
        short,
        global = true,
        value_name = "FORMAT",
        default_value = "table",
        help_heading = "Output"
    )]
    pub(crate) output: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns, as many as fit; or words.
    Table,
    /// JSON; what a server sent stays as it was sent.
    Json,
    /// A line of JSON for each item.
    Jsonl,
}

impl Format {
    pub(crate) fn is_json(self) -> bool {
        self != Self::Table
    }

    /// Prints the JSON if the format is a form of JSON, otherwise the text.
    pub(crate) fn tell(self, json: impl FnOnce() -> Value, text: &str) -> Result<(), Failure> {
        let mut out = anstream::stdout();
        match self.is_json() {
            true => writeln!(out, "{}", json())?,
            false => writeln!(out, "{text}")?,
        }
        Ok(())
    }

    /// A listing with these columns, to be printed row by row.
    pub(crate) fn listing<'a>(self, columns: &'a [&'a str]) -> Listing<'a> {
        Listing {
            query: None,
            is_raw: false,
            format: self,
            columns,
            rows: Vec::new(),
            printed: 0,
            out: out(),
        }
    }
}

/// A parsed JSONPath.
#[derive(Clone)]
struct Selection {
    path: JpQuery,
    /// Whether it selects of each row by itself, so that pages can be printed as they come.
    is_of_each_row: bool,
}

/// A listing that is printed page by page.
pub(crate) struct Listing<'a> {
    query: Option<&'a Selection>,
    /// Whether selected texts are printed without quotes.
    is_raw: bool,
    format: Format,
    columns: &'a [&'a str],
    /// The rows of a table, which is printed at the end: its widths depend on all rows.
    rows: Vec<Value>,
    printed: usize,
    out: Out,
}

type Out = BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>;

fn out() -> Out {
    BufWriter::new(anstream::stdout().lock())
}

impl Options {
    fn format(&self) -> Format {
        let is_terminal = io::stdout().is_terminal();
        self.output.unwrap_or(match is_terminal {
            true => Format::Table,
            false => Format::Json,
        })
    }

    /// A listing with these columns, to be printed page by page.
    pub(crate) fn listing<'a>(&'a self, columns: &'a [&'a str]) -> Listing<'a> {
        Listing {
            query: self.query.as_ref(),
            is_raw: self.raw,
            ..self.format().listing(columns)
        }
    }

    /// Prints one page of a listing. `is_one_of_several` says whether more may follow.
    pub(crate) fn page(
        &self,
        json: &str,
        list: &str,
        columns: &[&str],
        is_one_of_several: bool,
    ) -> Result<(), Failure> {
        // As JSON, the page is printed whole, with the members beside the list.
        if self.query.is_none() && self.format() == Format::Json {
            return self.document(json);
        }
        let mut listing = self.listing(columns);
        let members: BTreeMap<String, &RawValue> =
            serde_json::from_str(json).map_err(|error| not_json(&error))?;
        let items = members.get(list).map_or("null", |items| items.get());
        let items: Option<Vec<&RawValue>> =
            serde_json::from_str(items).map_err(|error| not_json(&error))?;
        let items = items.unwrap_or_default();
        listing.rows(items.iter().map(|item| item.get()))?;
        let is_table = listing.format == Format::Table;
        listing.end()?;
        // `continuationToken: null` marks the last page; numbered pages have no such mark.
        let is_last = members
            .get("continuationToken")
            .is_some_and(|token| token.get() == "null");
        if is_table && is_one_of_several && !is_last && !items.is_empty() {
            say!("first page, more with --all-pages");
        }
        Ok(())
    }

    /// Prints a piece of JSON.
    pub(crate) fn document(&self, json: &str) -> Result<(), Failure> {
        let json = &*masked(json);
        let value: Value = serde_json::from_str(json).map_err(|error| not_json(&error))?;
        if self.query.is_some() {
            let mut listing = self.listing(&[]);
            listing.selected(&value)?;
            return listing.end();
        }
        let mut out = out();
        match (self.format(), &value) {
            (Format::Table, Value::Object(object)) => table::object(object, &mut out)?,
            (Format::Jsonl, _) => writeln!(out, "{}", json_text::compact(json))?,
            (Format::Json, _) if !io::stdout().is_terminal() => {
                writeln!(out, "{}", json.trim_end())?;
            }
            _ => writeln!(out, "{}", printable(&json_text::pretty(json)))?,
        }
        Ok(out.flush()?)
    }
}

impl Listing<'_> {
    /// Prints the rows of a page, or the parts of them that `--query` selects.
    pub(crate) fn rows<'r>(&mut self, rows: impl Iterator<Item = &'r str>) -> Result<(), Failure> {
        if self.query.is_none() {
            return rows.into_iter().try_for_each(|row| self.item(row));
        }
        let rows: Vec<Value> = rows
            .map(|row| serde_json::from_str(&masked(row)))
            .collect::<Result<_, _>>()
            .map_err(|error| not_json(&error))?;
        match self.query.is_none_or(|query| query.is_of_each_row) {
            true => self.selected(&Value::Array(rows)),
            // A row may be selected by its number among all.
            false => {
                self.rows.extend(rows);
                Ok(())
            }
        }
    }

    /// Prints the parts of a value that `--query` selects, each on a line.
    fn selected(&mut self, value: &Value) -> Result<(), Failure> {
        let nodes = match self.query {
            Some(selection) => selection.of(value)?,
            None => vec![value],
        };
        for node in nodes {
            match node.as_str() {
                Some(text) if self.is_raw => writeln!(self.out, "{}", shown(text))?,
                _ => writeln!(self.out, "{}", shown(&node.to_string()))?,
            }
            self.printed += 1;
        }
        Ok(())
    }

    /// Prints a row; a table keeps it until the end.
    pub(crate) fn item(&mut self, json: &str) -> Result<(), Failure> {
        let json = &masked(json);
        match self.format {
            Format::Table => {
                let value = serde_json::from_str(json).map_err(|error| not_json(&error))?;
                self.rows.push(value);
            }
            Format::Jsonl => writeln!(self.out, "{}", json_text::compact(json))?,
            Format::Json => {
                let before = if self.printed == 0 { "[\n" } else { ",\n" };
                write!(self.out, "{before}{}", json_text::compact(json))?;
            }
        }
        self.printed += 1;
        Ok(())
    }

    /// Ends the listing: prints the table, or closes the JSON array.
    pub(crate) fn end(mut self) -> Result<(), Failure> {
        match self.format {
            _ if self.query.is_some() => {
                if !self.rows.is_empty() {
                    let rows = std::mem::take(&mut self.rows);
                    self.selected(&Value::Array(rows))?;
                }
                if self.printed == 0 {
                    say!("nothing was selected; the rows of a listing are $[*]");
                }
            }
            Format::Table => self.table()?,
            Format::Json if self.printed == 0 => writeln!(self.out, "[]")?,
            Format::Json => writeln!(self.out, "\n]")?,
            Format::Jsonl => {}
        }
        Ok(self.out.flush()?)
    }

    fn table(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            say!("nothing to list");
            return Ok(());
        }
        let is_object = self.rows.first().is_none_or(Value::is_object);
        if !is_object {
            for value in &self.rows {
                writeln!(self.out, "{}", table::cell(value))?;
            }
            return Ok(());
        }
        let of_first: Vec<&str> = match self.rows.first() {
            // A listing without known columns has those of its first row.
            Some(Value::Object(first)) if self.columns.is_empty() => {
                first.keys().map(String::as_str).collect()
            }
            _ => self.columns.to_vec(),
        };
        let rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| {
                of_first
                    .iter()
                    .map(|name| table::cell(&row[*name]))
                    .collect()
            })
            .collect();
        table::rows(&of_first, &rows, &mut self.out)
    }
}

impl Selection {
    fn of<'a>(&self, value: &'a Value) -> Result<Vec<&'a Value>, Failure> {
        let found = js_path_process(&self.path, value).map_err(|error| {
            Failure::usage("--query can't be applied").because(error.to_string())
        })?;
        Ok(found
            .into_iter()
            .map(jsonpath_rust::query::QueryRef::val)
            .collect())
    }
}

impl FromStr for Selection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path =
            parse_json_path(text).map_err(|_| "not a JSONPath such as $[*].name".to_owned())?;
        let of_each_row = ["$[*]", "$.*", "$[?"];
        Ok(Self {
            path,
            is_of_each_row: of_each_row
                .iter()
                .any(|start| text.trim().starts_with(start)),
        })
    }
}

/// Prints an object, a line for each member.
pub(crate) fn object(value: &Value) -> Result<(), Failure> {
    let mut out = out();
    if let Value::Object(members) = value {
        table::object(members, &mut out)?;
    }
    Ok(out.flush()?)
}

/// Writes bytes unchanged; to a terminal, without control characters.
pub(crate) fn copy(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        out.write_all(printable(&String::from_utf8_lossy(bytes)).as_bytes())?;
    } else {
        out.write_all(bytes)?;
    }
    Ok(out.flush()?)
}

/// The text as it is printed: on a terminal, without control characters.
fn shown(text: &str) -> Cow<'_, str> {
    match io::stdout().is_terminal() {
        true => printable(text).into(),
        false => text.into(),
    }
}

pub(crate) fn printable(text: &str) -> String {
    let obeyed = |one: char| one.is_control() && one != '\n' && one != '\t';
    text.chars().filter(|one| !obeyed(*one)).collect()
}

fn not_json(error: &serde_json::Error) -> Failure {
    let place = place_in_json(error);
    Failure::failed(format!(
        "the response is not the JSON that was expected ({place})"
    ))
}
