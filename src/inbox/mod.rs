//! `capturi inbox`: receiving and handling events in production, and looking after them.

mod audit;
mod change;
mod db;
mod entry;
mod erase;
mod filter;
mod find;
mod flags;
mod list;
mod reconcile;
mod serve;
mod settings;
mod transfer;
mod work;

use clap::{Args, Subcommand};

use flags::InboxFlags;
pub(crate) use serve::Options as Serve;

use crate::{
    failure::{Failure, Kind},
    output::{Format, Output},
};

#[derive(Args)]
pub(crate) struct Inbox {
    #[command(flatten)]
    flags: InboxFlags,
    #[command(flatten)]
    output: Output,
    #[command(subcommand)]
    command: Command,
}

/// `capturi inbox serve` under its old name.
#[derive(Args)]
pub(crate) struct OldServe {
    #[command(flatten)]
    flags: InboxFlags,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    serve: Box<Serve>,
}

#[derive(Subcommand)]
enum Command {
    /// Receive deliveries: store each before it is acknowledged, and handle it from there until it is
    /// done.
    Serve(Box<Serve>),
    /// Handle events without receiving any: next to receivers that share the inbox.
    Work(work::Work),
    /// List events, newest first, without their bodies.
    List(list::List),
    /// Show one event, or print its body.
    Show(list::Show),
    /// Count the events in each state.
    Stats,
    /// Make events due now; done events only if they are named, or selected by --state.
    #[command(visible_alias = "retry")]
    Requeue(change::Bulk),
    /// Delete events and their bodies; pending ones only if they are named, or selected by
    /// --state. A later delivery of a deleted event counts as new.
    #[command(alias = "discard")]
    Delete(change::Bulk),
    /// Find what the inbox has of a conversation or a customer, for those who ask for it.
    Find(find::Find),
    /// Erase conversations: their events in every state, and whatever comes about them from now on.
    /// Handlers get an event `ConversationErased`.
    Erase(erase::Erase),
    /// Let no worker begin another event; events are still taken.
    Pause,
    /// End a pause, and close the circuit breaker.
    Resume,
    /// Show or set how long bodies and keys are kept. All processes of the inbox obey it.
    Settings(settings::InboxSettings),
    /// Delete bodies, and later keys, past their retention time. Receivers and workers do so by
    /// themselves, every hour. Other times than the inbox's settings count for this once.
    Prune(change::Prune),
    /// Write events and their bodies, a line of JSON for each; `load` reads them.
    #[command(alias = "export")]
    Dump(transfer::Dump),
    /// Load a dump into this inbox; events that it has stay unchanged.
    Load(transfer::Load),
    /// Put events into the inbox for calls that Capturi has processed and whose webhooks did not
    /// arrive. Run it again if it was interrupted: it goes on, and adds nothing twice.
    Backfill(reconcile::Backfill),
    /// Put an event `ConversationDeleted` into the inbox for each conversation that was deleted at
    /// Capturi, from its audit log.
    Deletions(reconcile::Deletions),
    /// List who looked at what is kept, or changed it, newest first. `list` and `stats`, which show no
    /// bodies, leave no record.
    Audit(audit::Audit),
    /// Look after the database: migrate, back up, check.
    Db(db::Db),
}

pub(crate) async fn run(options: &Inbox) -> Result<(), Failure> {
    let Inbox {
        flags,
        output,
        command,
    } = options;
    let format = output.output;
    match command {
        Command::Serve(serve) => return serve.run(flags, format).await,
        Command::Work(work) => return work.run(flags, format).await,
        Command::Db(db) => return db.run(flags, format).await,
        Command::Load(load) => return load.run(flags, format).await,
        _ => {}
    }
    let inbox = flags.open_existing(flags.builder()).await?;
    let done = async {
        command.record(&inbox).await?;
        command.run(&inbox, format).await
    };
    let done = done.await;
    inbox.close().await;
    done
}

impl Command {
    /// Leaves a record of what is shown or changed in the audit log.
    async fn record(&self, inbox: &capturi_inbox::Inbox) -> Result<(), Failure> {
        let (action, about) = match self {
            Self::Dump(dump) => return audit::look(inbox, "dump", &dump.about()).await,
            Self::Pause => ("pause", String::new()),
            Self::Resume => ("resume", String::new()),
            Self::Backfill(backfill) => ("backfill", backfill.about()),
            Self::Deletions(deletions) => ("deletions", deletions.about()),
            // They show nothing of what is kept.
            Self::List(_) | Self::Stats | Self::Audit(_) => return Ok(()),
            // They know best themselves what they show or change.
            Self::Serve(_)
            | Self::Work(_)
            | Self::Show(_)
            | Self::Requeue(_)
            | Self::Delete(_)
            | Self::Find(_)
            | Self::Erase(_)
            | Self::Prune(_)
            | Self::Settings(_)
            | Self::Load(_)
            | Self::Db(_) => return Ok(()),
        };
        audit::change(inbox, action, about.trim()).await;
        Ok(())
    }

    async fn run(&self, inbox: &capturi_inbox::Inbox, format: Format) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(inbox, format).await,
            Self::Show(show) => show.run(inbox, format).await,
            Self::Stats => list::stats(inbox, format).await,
            Self::Requeue(bulk) => bulk.requeue(inbox, format).await,
            Self::Delete(bulk) => bulk.delete(inbox, format).await,
            Self::Find(find) => find.run(inbox, format).await,
            Self::Erase(erase) => erase.run(inbox, format).await,
            Self::Pause => change::pause(inbox, format).await,
            Self::Resume => change::resume(inbox, format).await,
            Self::Settings(settings) => settings.run(inbox, format).await,
            Self::Audit(audit) => audit.run(inbox, format).await,
            Self::Prune(prune) => prune.run(inbox, format).await,
            Self::Dump(dump) => dump.run(inbox).await,
            Self::Backfill(backfill) => backfill.run(inbox, format).await,
            Self::Deletions(deletions) => deletions.run(inbox, format).await,
            // They open the inbox in ways of their own.
            Self::Serve(_) | Self::Work(_) | Self::Db(_) | Self::Load(_) => Ok(()),
        }
    }
}

impl OldServe {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        self.serve.run(&self.flags, self.output.output).await
    }
}

impl From<capturi_inbox::Error> for Failure {
    fn from(error: capturi_inbox::Error) -> Self {
        use capturi_inbox::{Error as E, Reason};

        let failure = match &error {
            E::Location { .. } => Self::usage(error.to_string()),
            E::Unavailable { .. } | E::NotSupported { .. } => Self::failed(error.to_string()),
            E::Open { .. } if error.reason() == Some(Reason::Connection) => {
                Self::new(Kind::Network, error.to_string())
            }
            _ => Self::configuration(error.to_string()),
        };
        let failure = match &error {
            E::UnverifiedTls { .. } => failure.help(
                "add ?sslmode=verify-full to the URL; --allow-unverified-tls lets others between \
                 read people's calls",
            ),
            E::Missing { .. } => failure.help(
                "`capturi inbox serve` and `capturi inbox db migrate` make one; name another with --inbox \
                 or CAPTURI_INBOX",
            ),
            _ if error.reason() == Some(Reason::FileGone) => failure.help(
                "its files were deleted or replaced while it was open; start again, and replay what is \
                 missing from Capturi's webhook log",
            ),
            E::Open { .. } if error.reason() == Some(Reason::Connection) => {
                failure.help("check that the server runs, and its name and port in the URL")
            }
            _ => failure,
        };
        failure.because(error)
    }
}
