//! `capturi inbox backfill` and `deletions`, which take from the API what no webhook told, and the
//! flags with which a running process does so by itself.

use std::{future::Future, time::Duration};

use capturi_api::Client;
use capturi_inbox::{BackfillPayload, Inbox, ReconcileError, Reconciled, Reconciler, Retention};
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use futures_util::future::{FutureExt as _, join_all};
use indicatif::ProgressBar;
use serde_json::json;

use crate::{
    failure::Failure,
    lines::{on_terminal, say},
    output::Format,
    settings::Settings,
    times::{Span, time},
};

/// The shortest interval between two passes.
const SHORTEST: Duration = Duration::from_secs(60);
/// The shortest time for which keys are kept: more than a pass looks back.
pub(super) const REMEMBERED: Duration = Duration::from_secs(8 * 24 * 60 * 60);

#[derive(Args)]
pub(super) struct Backfill {
    /// The payload of the events. Name the one that is configured for the webhook at Capturi: `full`
    /// stores what people said.
    #[arg(long, value_enum)]
    payload: Payload,
    #[command(flatten)]
    once: Once,
}

#[derive(Args)]
pub(super) struct Deletions {
    /// Erase the deleted conversations here, too.
    #[arg(long)]
    erase_deleted: bool,
    #[command(flatten)]
    once: Once,
}

#[derive(Args)]
struct Once {
    /// Read what happened since then: 2026-11-01, 2026-11-01T08:30:00Z or 7d (7 days ago). Unless
    /// given, go on where the last run ended; the first one looks back 7 days.
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<DateTime<Utc>>,
    #[command(flatten)]
    settings: Settings,
}

/// What a running process takes from the API by itself.
#[derive(Args)]
pub(super) struct Regular {
    /// Look this often for calls that Capturi has processed and whose webhooks did not arrive, and
    /// put their events into the inbox. Of several processes with the same inbox, one does so at a
    /// time. The first run looks back 7 days.
    #[arg(
        long,
        value_name = "TIME",
        value_parser = interval,
        help_heading = "Reconciliation"
    )]
    backfill_every: Option<Span>,
    /// The payload of these events; `uid` with --hydrate, otherwise `full`, unless given.
    #[arg(
        long,
        value_enum,
        value_name = "PAYLOAD",
        requires = "backfill_every",
        help_heading = "Reconciliation"
    )]
    backfill_payload: Option<Payload>,
    /// Read Capturi's audit log, every 15m unless given, and put an event `ConversationDeleted` into
    /// the inbox for each conversation that was deleted.
    #[arg(
        long,
        value_name = "EVERY",
        value_parser = interval,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "15m",
        help_heading = "Reconciliation"
    )]
    follow_deletions: Option<Span>,
    /// Erase here, too, what is deleted at Capturi: the conversations that --follow-deletions finds, as
    /// `capturi inbox erase` does; and the bodies of calls whose customer was cleared since.
    #[arg(long, requires = "follow_deletions", help_heading = "Reconciliation")]
    erase_deleted: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Payload {
    /// The whole conversation.
    Full,
    /// Its uid alone, for handlers with --hydrate: no content of a call is stored.
    Uid,
}

impl From<Payload> for BackfillPayload {
    fn from(payload: Payload) -> Self {
        match payload {
            Payload::Full => Self::Full,
            Payload::Uid => Self::Uid,
        }
    }
}

impl Backfill {
    /// What is said, for the audit log.
    pub(super) fn about(&self) -> String {
        let payload = match self.payload {
            Payload::Full => "full",
            Payload::Uid => "uid",
        };
        format!("--payload {payload}{}", self.once.about())
    }

    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let client = self.once.settings.patient_client()?;
        let done = self
            .once
            .run(inbox.backfill(client, self.payload.into()))
            .await?;
        report(&done, format, "missed events are in the inbox now")?;
        if done.added > 0 {
            say!(
                "Summaries that were updated, live summaries and calls that were deleted since can't \
                 be told from the API: replay them from Capturi's webhook log, which goes back 7 days."
            );
        }
        unless_unreadable(&done)
    }
}

impl Deletions {
    /// What is said, for the audit log.
    pub(super) fn about(&self) -> String {
        let erase = if self.erase_deleted {
            "--erase-deleted"
        } else {
            ""
        };
        format!("{erase}{}", self.once.about())
    }

    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let client = self.once.settings.patient_client()?;
        let done = self
            .once
            .run(inbox.deletions(client).erase(self.erase_deleted))
            .await?;
        report(&done, format, "deletions are in the inbox now")?;
        if done.erased > 0
            && let Err(error) = inbox.overwrite_deleted(false).await
        {
            // The erasure is made, and a receiver or a worker tries again.
            Failure::from(error).report();
        }
        unless_unreadable(&done)
    }
}

impl Once {
    fn about(&self) -> String {
        let since = self
            .since
            .map(|since| format!(" --since {}", since.format("%FT%TZ")));
        since.unwrap_or_default()
    }

    async fn run(&self, reconciler: Reconciler) -> Result<Reconciled, Failure> {
        let bar = on_terminal(ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}");
        let told = bar.clone();
        let reconciler = reconciler.on_page(move |done| {
            let listed = format!("{} listed, {} added", done.listed, done.added);
            told.set_message(listed);
            told.tick();
        });
        let done = match self.since {
            Some(since) => reconciler.since(since).run().await,
            None => reconciler.run().await,
        };
        bar.finish_and_clear();
        Ok(done?)
    }
}

impl Regular {
    /// Whether workers delete bodies with a customer who was cleared at Capturi.
    pub(super) fn forgets_customers(&self) -> bool {
        self.erase_deleted
    }

    pub(super) fn is_on(&self) -> bool {
        self.backfill_every.is_some() || self.follow_deletions.is_some()
    }

    /// Refuses to forget events that the first run, which looks back 7 days, would find again.
    pub(super) fn check(&self, retention: &Retention) -> Result<(), Failure> {
        let keep_keys = Span(retention.keys);
        match self.is_on() && keep_keys.0 < REMEMBERED {
            true => Err(Failure::usage(format!(
                "--keep-keys {keep_keys} is too short for --backfill-every and --follow-deletions"
            ))
            .help(format!(
                "{} at least: what was forgotten would be found and handled again; `capturi inbox settings` \
                 shows and changes what counts for the inbox",
                Span(REMEMBERED)
            ))),
            false => Ok(()),
        }
    }

    /// Reads the API regularly until `shutdown` completes. `hydrates`: whether handlers fetch
    /// conversations.
    pub(super) async fn run(
        &self,
        inbox: &Inbox,
        client: Option<&Client>,
        hydrates: bool,
        shutdown: impl Future<Output = ()>,
    ) {
        let Some(client) = client else {
            return shutdown.await;
        };
        let payload = match (self.backfill_payload, hydrates) {
            (Some(payload), _) => payload,
            (None, true) => Payload::Uid,
            (None, false) => Payload::Full,
        };
        let backfill = self.backfill_every.map(|every| {
            let backfill = inbox.backfill(client.clone(), payload.into());
            (backfill, every.0)
        });
        let deletions = self.follow_deletions.map(|every| {
            let deletions = inbox.deletions(client.clone());
            (deletions.erase(self.erase_deleted), every.0)
        });
        let shutdown = shutdown.shared();
        let running = backfill.into_iter().chain(deletions);
        join_all(running.map(|(reconciler, every)| {
            let shutdown = shutdown.clone();
            async move { reconciler.run_every(every, shutdown).await }
        }))
        .await;
    }
}

fn report(done: &Reconciled, format: Format, what: &str) -> Result<(), Failure> {
    let Reconciled {
        since,
        until,
        listed,
        added,
        undated,
        ..
    } = done;
    if done.erased > 0 {
        say!(
            "{} events of conversations that were deleted at Capturi were erased.",
            done.erased
        );
    }
    if *undated > 0 {
        say!("Capturi does not say when {undated} calls were processed; they were left out.");
    }
    let (since, until) = (since.format("%F %T UTC"), until.format("%F %T UTC"));
    let text = format!("{added} {what} (of {listed} rows, from {since} to {until})");
    format.tell(|| json!(done), &text)
}

/// A failure if rows could not be read, because their events may be missing.
fn unless_unreadable(done: &Reconciled) -> Result<(), Failure> {
    match done.unreadable {
        0 => Ok(()),
        rows => Err(
            Failure::failed(format!("{rows} rows of the API can't be read")).help(format!(
                "the lines above tell which; a newer release may read them: run it again then, with \
                 --since {}",
                done.since.format("%FT%TZ")
            )),
        ),
    }
}

/// Parses the interval between two passes.
fn interval(text: &str) -> Result<Span, String> {
    let interval: Span = text.parse()?;
    match interval.0 >= SHORTEST {
        true => Ok(interval),
        false => Err(format!("{} at least", Span(SHORTEST))),
    }
}

impl From<ReconcileError> for Failure {
    fn from(error: ReconcileError) -> Self {
        match error {
            ReconcileError::Api(error) => {
                Self::from(error).help("what was found is stored: run it again to go on from there")
            }
            ReconcileError::Inbox(error) => error.into(),
            error => Self::failed(error.to_string())
                .help("wait for it, or stop it: `capturi inbox serve --backfill-every` is one"),
        }
    }
}
