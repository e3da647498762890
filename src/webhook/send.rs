//! `capturi webhook send`.

use std::{
    io::Write as _,
    path::PathBuf,
    time::{Duration, Instant},
};

use capturi_webhooks::{WebhookEvent, testing::SampleDelivery};
use clap::{Args, ValueEnum};
use futures_util::{StreamExt as _, stream};
use indicatif::ProgressBar;
use reqwest::{
    Client, Method, StatusCode, Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tokio::time::sleep_until;
use uuid::Uuid;

use super::{DEFAULT_URL, deliveries::Subject, secret::Secret};
use crate::{
    failure::{Failure, innermost},
    http::{ANSWER_TIMEOUT, client},
    lines::on_terminal,
    output::{Format, Output},
    settings::Settings,
    uids::uid,
};

/// The most deliveries that may be in flight at once.
const CONCURRENCY: usize = 16;
/// The number of deliveries from which on a terminal shows a progress bar.
const LONG_RUN: usize = 50;

#[derive(Args)]
pub(crate) struct Options {
    /// The name of the event.
    #[arg(
        long,
        value_name = "EVENT",
        default_value = "ConversationProcessed",
        value_parser = |name: &str| name.parse::<WebhookEvent>()
    )]
    event: WebhookEvent,
    /// Send the identity of this conversation; by default a new uid for each delivery.
    #[arg(long, value_name = "UUID", value_parser = uid, group = "subject")]
    uid: Option<Uuid>,
    /// Send a full conversation: the one in FILE (alone or in a payload), or a built-in one with
    /// a new uid.
    #[arg(long, value_name = "FILE", group = "subject", num_args = 0..=1)]
    full: Option<Option<PathBuf>>,
    /// Send the full conversation of this uid, fetched from the API.
    #[arg(long, value_name = "UUID", value_parser = uid, group = "subject")]
    from_api: Option<Uuid>,
    /// Where to send it.
    #[arg(long, value_name = "URL", default_value = DEFAULT_URL)]
    to: Url,
    /// The method, as configured in Capturi.
    #[arg(long, value_enum, default_value_t = Verb::Post, ignore_case = true)]
    method: Verb,
    /// A header to send (may be repeated); secrets go into --secret-header.
    #[arg(long, value_name = "NAME:VALUE", value_parser = header)]
    header: Vec<(HeaderName, HeaderValue)>,
    #[command(flatten)]
    secret: Secret,
    /// The case of the keys: the vendor's documentation has both.
    #[arg(long, value_enum, default_value_t = KeyCase::Camel)]
    key_case: KeyCase,
    /// How many deliveries to send, each an event of its own.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Deliveries per second; unlimited unless given.
    #[arg(long, value_name = "R", value_parser = rate)]
    rate: Option<f64>,
    /// Send all of them a second time, with the same event uids, as a replay in Capturi does.
    #[arg(long)]
    replay: bool,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    output: Output,
}

#[derive(Clone, Copy, ValueEnum)]
enum Verb {
    Post,
    Put,
    Patch,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeyCase {
    Camel,
    Pascal,
}

/// The result of a delivery.
struct Sent {
    event_uid: Uuid,
    latency: Duration,
    answer: Result<(StatusCode, Option<String>), reqwest::Error>,
}

pub(super) async fn run(options: &Options) -> Result<(), Failure> {
    let sender = options.sender()?;
    let subject = options.subject().await?;
    let deliveries = (0..options.count).map(|_| subject.delivery(&options.event));
    let mut deliveries = deliveries.collect::<Result<Vec<SampleDelivery>, Failure>>()?;
    if options.key_case == KeyCase::Pascal {
        deliveries = deliveries
            .into_iter()
            .map(SampleDelivery::pascal_case)
            .collect();
    }
    if options.replay {
        deliveries.extend_from_within(..);
    }

    let bar = progress(deliveries.len());
    let started = Instant::now();
    let pause = options.rate.map(|rate| Duration::from_secs_f64(1.0 / rate));
    let numbered = (0u32..).zip(&deliveries);
    let mut sending = stream::iter(numbered.map(|(number, delivery)| {
        let sender = &sender;
        async move {
            if let Some(pause) = pause {
                sleep_until((started + pause * number).into()).await;
            }
            sender.send(delivery).await
        }
    }))
    .buffered(CONCURRENCY);

    let mut sent = Vec::with_capacity(deliveries.len());
    let format = options.output.output;
    while let Some(one) = sending.next().await {
        bar.suspend(|| one.print(format))?;
        bar.inc(1);
        sent.push(one);
    }
    bar.finish_and_clear();
    summarize(&sent, started.elapsed(), format)
}

/// Sends deliveries to one URL.
struct Sender {
    http: Client,
    method: Method,
    url: Url,
    headers: HeaderMap,
}

impl Sender {
    async fn send(&self, delivery: &SampleDelivery) -> Sent {
        let started = Instant::now();
        let answer = self.answer(delivery).await;
        Sent {
            event_uid: delivery.event_uid(),
            latency: started.elapsed(),
            answer: answer.map_err(reqwest::Error::without_url),
        }
    }

    /// Sends the delivery; returns the status, and a short note if the receiver's body has one.
    async fn answer(
        &self,
        delivery: &SampleDelivery,
    ) -> Result<(StatusCode, Option<String>), reqwest::Error> {
        let response = self
            .http
            .request(self.method.clone(), self.url.clone())
            .timeout(ANSWER_TIMEOUT)
            .headers(self.headers.clone())
            .body(delivery.body())
            .send()
            .await?;
        let status = response.status();
        let problem: Option<Value> = serde_json::from_slice(&response.bytes().await?).ok();
        let title = match &problem {
            Some(answer) if answer["duplicate"] == true => Some("came before"),
            Some(problem) => problem["title"].as_str(),
            None => None,
        };
        Ok((status, title.map(|title| title.escape_debug().to_string())))
    }
}

impl Options {
    fn sender(&self) -> Result<Sender, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(self.header.iter().cloned());
        if let Some((name, secret)) = self.secret.read()?.into_iter().next() {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Failure::usage(format!("{name:?} is no name of a header")))?;
            let mut value = HeaderValue::from_str(secret.expose_secret())
                .map_err(|_| Failure::configuration("the secret can't be sent in a header"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(Sender {
            http: client(&self.to)?,
            method: match self.method {
                Verb::Post => Method::POST,
                Verb::Put => Method::PUT,
                Verb::Patch => Method::PATCH,
            },
            url: self.to.clone(),
            headers,
        })
    }

    async fn subject(&self) -> Result<Subject, Failure> {
        match (&self.full, self.from_api) {
            (Some(Some(file)), _) => Subject::read(file),
            (Some(None), _) => Ok(Subject::BuiltIn),
            (None, Some(uid)) => Subject::fetch(&self.settings.patient_client()?, uid).await,
            (None, None) => Ok(Subject::Uid(self.uid)),
        }
    }
}

impl Sent {
    fn is_accepted(&self) -> bool {
        matches!(self.answer, Ok((StatusCode::OK, _)))
    }

    fn print(&self, format: Format) -> Result<(), Failure> {
        let latency = milliseconds(self.latency);
        let (event_uid, (status, said)) = (self.event_uid, self.told());
        let json = || {
            json!({
                "event_uid": event_uid,
                "status": self.answer.as_ref().ok().map(|(status, _)| status.as_u16()),
                "milliseconds": self.latency.as_secs_f64() * 1000.0,
                "said": said,
            })
        };
        let text = match &said {
            Some(said) => format!("{status}  {latency}  event={event_uid}  {said}"),
            None => format!("{status}  {latency}  event={event_uid}"),
        };
        format.tell(json, &text)
    }

    /// The status, and what the receiver, or the network, says of the delivery.
    fn told(&self) -> (String, Option<String>) {
        match &self.answer {
            Ok((status, title)) => (status.to_string(), title.clone()),
            Err(error) => ("no answer".to_owned(), Some(innermost(error))),
        }
    }
}

/// Prints a summary of several deliveries; fails unless every delivery was accepted.
fn summarize(sent: &[Sent], elapsed: Duration, format: Format) -> Result<(), Failure> {
    let accepted = sent.iter().filter(|one| one.is_accepted()).count();
    let unanswered = sent.iter().filter(|one| one.answer.is_err()).count();
    let refused = sent.len() - accepted - unanswered;
    let mut latencies: Vec<Duration> = sent.iter().map(|one| one.latency).collect();
    latencies.sort_unstable();
    let percentile = |percent: usize| {
        let rank = (latencies.len() * percent).div_ceil(100).max(1);
        milliseconds(latencies.get(rank - 1).copied().unwrap_or_default())
    };
    if sent.len() > 1 && !format.is_json() {
        let rate = sent.len() as f64 / elapsed.as_secs_f64();
        let mut out = anstream::stdout().lock();
        writeln!(
            out,
            "\n{accepted} accepted, {refused} refused, {unanswered} unanswered in {:.1} s \
             ({rate:.0} per second)\nlatency: p50 {}, p90 {}, p99 {}, max {}",
            elapsed.as_secs_f64(),
            percentile(50),
            percentile(90),
            percentile(99),
            percentile(100),
        )?;
    }
    if accepted == sent.len() {
        return Ok(());
    }
    let failed = sent.len() - accepted;
    let failure = Failure::failed(format!("{failed} of {} were not accepted", sent.len()));
    Err(match (unanswered, refused) {
        (1.., 0) => failure.help("is a receiver running there? `capturi webhook listen` is one"),
        _ => failure.help("only 200 means accepted; the receiver's log tells why it refused"),
    })
}

fn progress(deliveries: usize) -> ProgressBar {
    match deliveries < LONG_RUN {
        true => ProgressBar::hidden(),
        false => on_terminal(
            ProgressBar::new(deliveries as u64),
            "{bar:40} {pos}/{len} {per_sec} {eta}",
        ),
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = text.split_once(':').ok_or("not NAME:VALUE")?;
    let name = name
        .trim()
        .parse()
        .map_err(|_| "not the name of a header")?;
    let value = value
        .trim()
        .parse()
        .map_err(|_| "not the value of a header")?;
    Ok((name, value))
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("not a number above 0".to_owned()),
    }
}
