//! The handling of events, and its flags in `capturi inbox serve` and `capturi inbox work`.

mod forward;
pub(crate) mod guard;
mod kept;
mod program;

use std::{fmt, future::Future, ops::RangeInclusive, path::PathBuf, time::Duration};

use capturi_api::Client;
use capturi_inbox::{
    Backoff, Event, Hydrate, Inbox, Outcome, RateLimit, Retention, WorkerDefaults,
};
use capturi_webhooks::WebhookPayload;
use clap::{Args, value_parser};
use reqwest::{Response, StatusCode, Url};
use serde_json::json;
use tokio::{sync::watch, task::spawn_blocking};

use crate::{
    failure::{Failure, innermost},
    http::warn_of_plain_http,
    lines::{Printer, say},
    output::Format,
    settings::Settings,
    times::Span,
};
pub(crate) use forward::Forwarder;
pub(crate) use kept::{Kept, Longest};
use program::Program;

/// The time that a worker waits beyond a target's time limit. The HTTP client gives up first, so
/// the worker need not stop the handling.
const MORE_THAN_TARGET: Duration = Duration::from_secs(10);

/// The longest `Retry-After` of a target that is heeded.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The lowest rate that is accepted, in calls per second: the events that a worker has wait for their
/// turn.
const SLOWEST_RATE: f64 = 0.1;

/// The leases that `--lease` accepts; a worker would shorten longer leases.
const LEASES: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(10 * 60);

#[derive(Args)]
pub(crate) struct Handling {
    /// Pass each event on to this URL: method, body, content type and trace, but no other header;
    /// the query, unless the URL has one. An answer of 2xx means done, any other is retried. A
    /// target that can't be reached costs no attempt.
    #[arg(long, value_name = "URL", group = "handler", help_heading = "Handling")]
    forward_to: Option<Url>,
    /// Run this program, without arguments, for each event, with the body on its standard input.
    /// Exit code 0 means done, 65 (EX_DATAERR) dead, 69 (EX_UNAVAILABLE) that a dependency is
    /// unavailable; any other code is retried. When its time is up it is killed, with all that it
    /// started; when `capturi` ends, it gets SIGTERM, and SIGKILL 2 s later. Its environment
    /// describes the event: CAPTURI_EVENT, CAPTURI_EVENT_UID, CAPTURI_CONVERSATION_UID,
    /// CAPTURI_SOURCE, CAPTURI_ATTEMPT, CAPTURI_RECEIVED_AT, and CAPTURI_ID, its id in the inbox.
    #[arg(
        long,
        value_name = "PROGRAM",
        group = "handler",
        help_heading = "Handling"
    )]
    exec: Option<PathBuf>,
    /// A variable of our environment that --exec's program gets, too (may be repeated). It gets PATH,
    /// HOME, the locale and the like, and no token or secret.
    #[arg(
        long,
        value_name = "NAME",
        requires = "exec",
        help_heading = "Handling"
    )]
    exec_env: Vec<String>,
    /// Print a line for each event (of JSON with `-o json`), and mark the event as done. `capturi
    /// inbox list` shows events without handling them.
    #[arg(long, group = "handler", help_heading = "Handling")]
    print: bool,
    /// Fetch the full conversation from the API for events that only identify it.
    #[arg(long, requires = "handler", help_heading = "Handling")]
    hydrate: bool,
    /// The most calls of the target per second: of --forward-to, or of --exec's program.
    #[arg(
        long,
        value_name = "R",
        value_parser = rate,
        requires = "handler",
        help_heading = "Handling"
    )]
    rate: Option<f64>,
    /// The most calls of the API per second for --hydrate.
    #[arg(
        long,
        value_name = "R",
        value_parser = rate,
        requires = "hydrate",
        help_heading = "Handling"
    )]
    hydrate_rate: Option<f64>,
    /// How many events are handled at once.
    #[arg(
        long,
        value_name = "N",
        value_parser = value_parser!(u16).range(1..),
        default_value_t = WorkerDefaults::default().concurrency,
        requires = "handler",
        help_heading = "Handling"
    )]
    concurrency: u16,
    /// How long the handling of an event may take before it is stopped and the event is retried.
    #[arg(
        long,
        value_name = "TIME",
        default_value_t = Span(WorkerDefaults::default().time_limit),
        requires = "handler",
        help_heading = "Handling"
    )]
    time_limit: Span,
    /// How long after a worker's last heartbeat another one may take its events; 1s to 10m.
    #[arg(
        long,
        value_name = "TIME",
        value_parser = lease,
        default_value_t = Span(WorkerDefaults::default().lease),
        requires = "handler",
        help_heading = "Handling"
    )]
    lease: Span,
    /// How long handlers may take to finish at shutdown; unfinished events are handled again.
    #[arg(
        long,
        value_name = "TIME",
        default_value_t = Span(WorkerDefaults::default().shutdown_timeout),
        requires = "handler",
        help_heading = "Handling"
    )]
    shutdown_timeout: Span,
    /// The number of failed attempts after which an event is dead; 42 take about 14 days.
    #[arg(
        long,
        value_name = "N",
        value_parser = value_parser!(u32).range(1..),
        default_value_t = Backoff::default().max_attempts,
        requires = "handler",
        help_heading = "Handling"
    )]
    max_attempts: u32,
    #[command(flatten)]
    kept: Kept,
    #[command(flatten)]
    settings: Settings,
}

/// The handling of events that the flags ask for.
pub(crate) struct Work {
    handler: Hydrated,
    shown: String,
    recorded: String,
    /// Set to the reason once events can't be printed any more.
    broken: watch::Receiver<Option<String>>,
    concurrency: u16,
    time_limit: Duration,
    /// Time added to `time_limit`.
    more_time: Duration,
    lease: Duration,
    shutdown_timeout: Duration,
    backoff: Backoff,
    forgets_customers: bool,
}

/// The reason why the handling ended before the shutdown.
pub(crate) enum Ended {
    /// The printed events can't be written: nobody reads them.
    Unread(String),
    /// The inbox can't be used any more.
    Inbox(capturi_inbox::Error),
}

/// A handler, with or without fetching the full conversation first.
enum Hydrated {
    Full(Box<Hydrate<Paced>>),
    AsTheyAre(Paced),
}

/// A handler that is called at most so often.
struct Paced {
    handler: Handler,
    limit: Option<RateLimit>,
}

/// The handler of an event.
enum Handler {
    Forward(Forwarder),
    Run(Program),
    Print(Printing),
}

/// Prints events until nobody reads them.
struct Printing {
    printer: Printer,
    format: Format,
    /// Set to the reason when printing fails, which ends the worker.
    broken: watch::Sender<Option<String>>,
}

impl Printing {
    /// If printing fails, neither the event nor other workers are at fault: this worker ends, and
    /// gives its events back.
    async fn print(&self, payload: &WebhookPayload) -> Outcome {
        match self.printer.print(summary(payload, self.format)).await {
            Ok(()) => Outcome::Done,
            Err(error) => {
                self.broken.send_replace(Some(error.to_string()));
                std::future::pending().await
            }
        }
    }
}

impl Handling {
    /// The retention as long as the inbox has none.
    pub(crate) fn retention(&self) -> Retention {
        self.kept.change(Retention::default())
    }

    /// The retention that counts for this inbox. Says so if that is not what the flags say.
    pub(crate) async fn retention_in(&self, inbox: &Inbox) -> Result<Retention, Failure> {
        let Some(own) = inbox.retention().await? else {
            return Ok(self.retention());
        };
        if self.kept.change(own) != own {
            say!(
                "warning: --keep-done, --keep-dead, --keep-keys and --keep-any are ignored: this inbox has \
                 settings of its own, which `capturi inbox settings` shows and changes."
            );
        }
        Ok(own)
    }

    /// Whether handlers fetch conversations.
    pub(crate) fn hydrates(&self) -> bool {
        self.hydrate
    }

    /// A client for the API, if handlers or others need one.
    pub(crate) async fn client(&self, others: bool) -> Result<Option<Client>, Failure> {
        if !self.hydrate && !others {
            return Ok(None);
        }
        // The token may come from a slow program.
        let settings = self.settings.clone();
        let client = spawn_blocking(move || settings.lasting_client()).await;
        // An error means that it panicked.
        let client = client.map_err(|error| Failure::failed(error.to_string()))?;
        client.map(Some)
    }

    /// Fails if the flags can't be right, whatever else is there or not.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.forward_to.as_ref().map_or(Ok(()), Forwarder::check)
    }

    /// The handling that the flags ask for, if any. `--print` writes events in this format.
    pub(crate) fn work(
        &self,
        format: Format,
        client: Option<&Client>,
    ) -> Result<Option<Work>, Failure> {
        let broken = watch::Sender::default();
        let handler = match (&self.forward_to, &self.exec, self.print) {
            (Some(url), _, _) => {
                warn_of_plain_http(url);
                Handler::Forward(Forwarder::new(url.clone(), self.time_limit.0)?)
            }
            (_, Some(program), _) => Handler::Run(Program::new(program, &self.exec_env)?),
            (_, _, true) => Handler::Print(Printing {
                printer: Printer::start()?,
                format,
                broken: broken.clone(),
            }),
            _ => return Ok(None),
        };
        let shown = handler.to_string();
        let recorded = match &handler {
            // The path may hold a secret, and a record is never deleted.
            Handler::Forward(forwarder) => format!("--forward-to {}", forwarder.origin()),
            Handler::Run(program) => format!("--exec {program}"),
            Handler::Print(_) => "--print".to_owned(),
        };
        let mut backoff = Backoff::default();
        backoff.max_attempts = self.max_attempts;
        let handler = Paced {
            handler,
            limit: self.rate.map(RateLimit::per_second),
        };
        Ok(Some(Work {
            handler: match client.filter(|_| self.hydrate) {
                Some(client) => {
                    let hydrate = Hydrate::new(client.clone(), handler);
                    let limit = self.hydrate_rate.map(RateLimit::per_second);
                    Hydrated::Full(Box::new(match limit {
                        Some(limit) => hydrate.rate(limit),
                        None => hydrate,
                    }))
                }
                None => Hydrated::AsTheyAre(handler),
            },
            shown,
            recorded,
            broken: broken.subscribe(),
            concurrency: self.concurrency,
            time_limit: self.time_limit.0,
            more_time: self.more_time(),
            lease: self.lease.0,
            shutdown_timeout: self.shutdown_timeout.0,
            backoff,
            forgets_customers: false,
        }))
    }
}

impl Handling {
    /// Time that is added to the time limit: for a target that keeps to the limit by itself, and for
    /// the turn of the last of all events that are handled at once.
    fn more_time(&self) -> Duration {
        let turns = |rate: f64| Duration::from_secs_f64(f64::from(self.concurrency) / rate);
        let rates = [self.rate, self.hydrate_rate];
        let turns: Duration = rates.into_iter().flatten().map(turns).sum();
        match self.forward_to {
            Some(_) => MORE_THAN_TARGET + turns,
            None => turns,
        }
    }
}

impl Work {
    /// A short description of the handling, such as "printed".
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The handling as it stands in the audit log.
    pub(crate) fn recorded(&self) -> &str {
        &self.recorded
    }

    /// Sets whether bodies with a customer who was cleared at Capturi are deleted.
    pub(crate) fn forgetting_customers(mut self, forget: bool) -> Self {
        self.forgets_customers = forget;
        self
    }

    /// Handles events until `shutdown` completes or printing fails.
    pub(crate) async fn run(
        self,
        inbox: &Inbox,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), Ended> {
        let mut broken = self.broken;
        let worker = inbox
            .worker(self.handler)
            .concurrency(self.concurrency.into())
            .time_limit(self.time_limit + self.more_time)
            .lease(self.lease)
            .shutdown_timeout(self.shutdown_timeout)
            .backoff(self.backoff)
            .forget_customers(self.forgets_customers);
        let mut until = broken.clone();
        let ended = async {
            tokio::select! {
                () = shutdown => {}
                // An error means that the handler was dropped, and no reason can come any more.
                Ok(_) = until.wait_for(Option::is_some) => {}
            }
        };
        let worked = worker.run(ended).await;
        worked.map_err(Ended::Inbox)?;
        match broken.borrow_and_update().as_deref() {
            None => Ok(()),
            Some(why) => Err(Ended::Unread(why.to_owned())),
        }
    }
}

impl From<Ended> for Failure {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Unread(why) => Self::failed("events can't be printed").because(why),
            Ended::Inbox(error) => error.into(),
        }
    }
}

impl capturi_inbox::EventHandler for Hydrated {
    async fn handle(&self, event: Event) -> Outcome {
        let (id, attempt) = (event.id, event.attempt);
        let outcome = match self {
            Self::Full(hydrate) => hydrate.handle(event).await,
            Self::AsTheyAre(handler) => handler.handle(event).await,
        };
        // The errors of these handlers never quote the event.
        if let Some(error) = outcome.error() {
            tracing::warn!(id, attempt, error, "an event was not handled");
        }
        outcome
    }
}

impl capturi_inbox::EventHandler for Paced {
    async fn handle(&self, event: Event) -> Outcome {
        if let Some(limit) = &self.limit {
            limit.wait().await;
        }
        self.handler.handle(event).await
    }
}

impl capturi_inbox::EventHandler for Handler {
    async fn handle(&self, event: Event) -> Outcome {
        match self {
            Self::Forward(forwarder) => match forwarder.pass_on(&event.delivery).await {
                Ok(response) => answered(&response),
                Err(error) => Outcome::unreachable(format!("no answer: {}", innermost(&error))),
            },
            Self::Run(program) => program.run(&event).await,
            Self::Print(printing) => printing.print(&event.payload).await,
        }
    }
}

impl fmt::Display for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forward(forwarder) => write!(f, "passed on to {}", forwarder.shown()),
            Self::Run(program) => write!(f, "given to {program}"),
            Self::Print(_) => f.write_str("printed"),
        }
    }
}

fn answered(response: &Response) -> Outcome {
    let status = response.status();
    let error = format!("answered {status}");
    let after = capturi_api::retry_after(response.headers());
    let after = after.map(|after| after.min(LONGEST_WAIT));
    let is_unavailable = status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
        );
    match (status.is_success(), is_unavailable, after) {
        (true, _, _) => Outcome::Done,
        (false, true, after) => Outcome::Unavailable { after, error },
        (false, false, Some(after)) => Outcome::RetryAfter { after, error },
        (false, false, None) => Outcome::retry(error),
    }
}

/// Parses a number of calls per second.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= SLOWEST_RATE => Ok(rate),
        _ => Err(format!("not a number of {SLOWEST_RATE} or more")),
    }
}

/// Parses a lease, such as `30s` or `10m`.
fn lease(text: &str) -> Result<Span, String> {
    let lease: Span = text.parse()?;
    match LEASES.contains(&lease.0) {
        true => Ok(lease),
        false => Err("a lease is 1s at least and 10m at most".to_owned()),
    }
}

/// A summary of an event in one line.
pub(crate) fn summary(payload: &WebhookPayload, format: Format) -> String {
    let summary = payload.summary();
    match format.is_json() {
        true => json!(summary).to_string(),
        false => summary.to_string(),
    }
}
