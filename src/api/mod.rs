//! `capturi api`: a command for each operation, built from the document.

mod argument;
mod operation;
mod request;

use std::path::{Path, PathBuf};

use capturi_api::{Body, Client, Method, Paging, RawRequest};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use futures_util::TryStreamExt as _;
use serde_json::value::RawValue;

use crate::{
    failure::{Failure, Kind as FailureKind, quoted},
    lines::{say, waiting},
    output::{self, Listing as Printing, Options},
    settings::Settings,
    system::shutdown,
};
use operation::{Kind, OPERATIONS, Operation, Reply};
use request::Request;

/// A call of an operation, or of any path.
pub(crate) struct Call {
    /// `None` for a raw call.
    operation: Option<&'static Operation>,
    matches: ArgMatches,
    settings: Settings,
    output: Options,
}

/// A listing that can be called without any path parameter.
pub(crate) struct Listing {
    pub(crate) command: &'static str,
    pub(crate) operation: capturi_api::Operation,
    /// The member of the response that holds the rows.
    pub(crate) list: &'static str,
    pub(crate) paging: Option<Paging>,
    of: &'static Operation,
}

/// The read-only listings that need no path parameter.
pub(crate) fn listings() -> Vec<Listing> {
    let operations = OPERATIONS.iter().filter_map(|of| {
        let Reply::List { list, .. } = of.reply else {
            return None;
        };
        (of.operation.safe && of.path_flags().is_empty()).then_some(Listing {
            command: of.command,
            operation: of.operation,
            list,
            paging: of.paging,
            of,
        })
    });
    operations.collect()
}

/// The commands of the listings that need a uid.
pub(crate) fn listings_of_something() -> Vec<&'static str> {
    let listings = OPERATIONS.iter().filter(|of| {
        matches!(of.reply, Reply::List { .. }) && of.operation.safe && !of.path_flags().is_empty()
    });
    listings.map(|of| of.command).collect()
}

impl Listing {
    /// A request for at most `rows` rows, where the listing has a parameter for the page size.
    pub(crate) fn request<'a>(&self, client: &'a Client, rows: u32) -> RawRequest<'a> {
        Request::of_rows(self.of, rows).on(client)
    }
}

impl Args for Call {
    fn augment_args(command: Command) -> Command {
        let command = Options::augment_args(Settings::augment_args(command));
        command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand_value_name("OPERATION")
            .subcommand_help_heading("Operations")
            .subcommands(OPERATIONS.iter().map(Operation::command))
            .subcommand(raw())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Call {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (name, matches) = matches
            .subcommand()
            .ok_or_else(|| clap::Error::new(clap::error::ErrorKind::MissingSubcommand))?;
        Ok(Self {
            operation: OPERATIONS
                .iter()
                .find(|operation| operation.command == name),
            settings: Settings::from_arg_matches(matches)?,
            output: Options::from_arg_matches(matches)?,
            matches: matches.clone(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Operation {
    /// The flags of the path parameters.
    fn path_flags(&self) -> Vec<&'static str> {
        let parameters = self.parameters.iter();
        parameters
            .filter(|parameter| parameter.place == operation::Place::Path)
            .map(|parameter| parameter.flag)
            .collect()
    }

    fn command(&self) -> Command {
        let mut about = self.summary.trim_end_matches('.').to_owned();
        if about.is_empty() {
            about = format!("{} {}", self.operation.method, self.operation.path);
        }
        let mut details = format!("{about}.\n\n");
        if !self.description.is_empty() && self.description != self.summary {
            details.push_str(&format!("{}\n\n", self.description));
        }
        details.push_str(&format!(
            "{} {}",
            self.operation.method, self.operation.path
        ));
        let mut command = Command::new(self.command)
            .about(about)
            .long_about(details)
            .args(self.parameters.iter().map(operation::Parameter::argument));
        let has_times = self
            .parameters
            .iter()
            .any(|parameter| parameter.kind == Kind::DateTime);
        if has_times {
            command = command.after_help(
                "TIME is a date (2026-11-01, its midnight in UTC), a moment (2026-11-01T08:30:00Z) or \
                 an age\n(90m, 36h, 7d, 2w ago).",
            );
        }
        if self.has_body {
            command = command.arg(body_argument());
        }
        if self.paging.is_some() {
            command = command.arg(
                Arg::new("all-pages")
                    .long("all-pages")
                    .action(ArgAction::SetTrue)
                    .help("Follow the pages to the end")
                    .help_heading("Output"),
            );
        }
        if let Reply::Bytes = self.reply {
            command = command.arg(
                Arg::new("save-to")
                    .long("save-to")
                    .value_name("FILE")
                    .value_parser(clap::value_parser!(PathBuf))
                    .help("Save to this file, readable for you alone, when it has come whole")
                    .help_heading("Output"),
            );
        }
        command
    }
}

fn body_argument() -> Arg {
    Arg::new("body")
        .long("body")
        .value_name("FILE")
        .help("The body of the request as JSON, from a file or from standard input (-)")
        .help_heading("Parameters")
}

fn raw() -> Command {
    Command::new("raw")
        .about("Any path of the API, with your token")
        .arg(
            Arg::new("method")
                .required(true)
                .value_name("METHOD")
                .value_parser(|text: &str| match text.to_uppercase().as_str() {
                    known @ ("GET" | "POST" | "PUT" | "PATCH" | "DELETE") => {
                        known.parse::<Method>().map_err(|error| error.to_string())
                    }
                    _ => Err("not GET, POST, PUT, PATCH or DELETE".to_owned()),
                })
                .help("GET, POST, PUT, PATCH or DELETE"),
        )
        .arg(
            Arg::new("path")
                .required(true)
                .value_name("PATH")
                .help("The path below the base URL, such as /integrations/scores"),
        )
        .arg(
            Arg::new("param")
                .long("param")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .value_parser(|text: &str| match text.split_once('=') {
                    Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
                    None => Err("not NAME=VALUE"),
                })
                .help("A parameter of the query (may be repeated)")
                .help_heading("Parameters"),
        )
        .arg(body_argument())
}

pub(crate) async fn run(call: &Call) -> Result<(), Failure> {
    let client = call.settings.patient_client()?;
    match call.operation {
        Some(operation) => call_operation(call, operation, &client)
            .await
            .map_err(|failure| failure.named_by(operation.path_flags())),
        None => call_raw(call, &client).await,
    }
}

async fn call_operation(
    call: &Call,
    operation: &Operation,
    client: &Client,
) -> Result<(), Failure> {
    let request = Request::new(operation, &call.matches)?;
    if let (Some(paging), Reply::List { columns, .. }) = (operation.paging, operation.reply)
        && call.matches.get_flag("all-pages")
    {
        let mut output = call.output.listing(columns);
        follow(&request, paging, client, &mut output).await?;
        return output.end();
    }
    let Some(body) = waiting(operation.command, request.send(client)).await? else {
        let nothing = format!("{}: nothing there (204 No Content)", operation.command);
        // For a listing, 204 means that it is empty.
        return match operation.reply {
            Reply::List { .. } => {
                say!("{nothing}");
                Ok(())
            }
            Reply::Object | Reply::Bytes => Err(Failure::new(FailureKind::NotFound, nothing)),
        };
    };
    match operation.reply {
        Reply::Bytes => match call.matches.get_one::<PathBuf>("save-to") {
            Some(path) => save(body, path).await,
            None => copy(body).await,
        },
        Reply::Object => call.output.document(&text(body).await?),
        Reply::List { list, columns } => {
            let text = text(body).await?;
            let is_one_of_several = operation.paging.is_some();
            call.output.page(&text, list, columns, is_one_of_several)
        }
    }
}

/// Prints all pages of a listing, one in memory at a time.
async fn follow(
    request: &Request,
    paging: Paging,
    client: &Client,
    output: &mut Printing<'_>,
) -> Result<(), Failure> {
    let mut pages = request.on(client).pages::<Box<RawValue>>(paging);
    let is_numbered = pages.next_page_number().is_some();
    let mut has_begun = false;
    loop {
        match waiting("the next page", pages.try_next()).await {
            // An empty page only marks the end of a numbered listing.
            Ok(Some(page)) if is_numbered && page.is_empty() => {}
            Ok(Some(page)) => {
                output.rows(page.json_items())?;
            }
            Ok(None) => return Ok(()),
            Err(error) => {
                let failure = Failure::from(error);
                let flag = match (pages.continuation_token(), pages.next_page_number()) {
                    (Some(token), _) => format!("--continuation-token {}", quoted(token)),
                    (None, Some(number)) if has_begun => format!("--page-number {number}"),
                    _ => return Err(failure),
                };
                return Err(failure.help(format!("to go on from here: {flag}")));
            }
        }
        has_begun = true;
    }
}

async fn call_raw(call: &Call, client: &Client) -> Result<(), Failure> {
    let request = Request::raw(&call.matches)?;
    let Some(body) = waiting("the answer", request.send(client)).await? else {
        let nothing = "raw: nothing there (204 No Content)";
        return Err(Failure::new(FailureKind::NotFound, nothing));
    };
    let is_json = body
        .content_type()
        .is_some_and(|media_type| media_type.contains("json"));
    if is_json {
        call.output.document(&text(body).await?)
    } else {
        copy(body).await
    }
}

/// Reads the whole body as text.
async fn text(body: Body) -> Result<String, Failure> {
    String::from_utf8(body.bytes().await?.into())
        .map_err(|_| Failure::failed("the response is not UTF-8"))
}

async fn save(body: Body, path: &Path) -> Result<(), Failure> {
    // `save_to` removes its partial file when it is dropped.
    let size = tokio::select! {
        saved = body.save_to(path) => saved?,
        () = shutdown()? => return Err(Failure::new(FailureKind::Interrupted, "interrupted")),
    };
    say!("{}: {size} bytes", path.display());
    Ok(())
}

/// Writes the body to standard output as it arrives.
async fn copy(body: Body) -> Result<(), Failure> {
    let mut pieces = body.into_stream();
    while let Some(piece) = pieces.try_next().await? {
        output::copy(&piece)?;
    }
    Ok(())
}
