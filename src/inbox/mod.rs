//! `capturi inbox`: what came in, what became of it, and what to do about it.

mod change;
mod db;
mod entry;
mod filter;
mod list;
mod place;
mod work;

use clap::{Args, Subcommand};

pub(crate) use place::{Place, Policy};

use crate::failure::{Failure, Kind};

#[derive(Args)]
pub(crate) struct Inbox {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List events, newest first, without what they carry.
    List(list::List),
    /// Show one event, or print its body.
    Show(list::Show),
    /// Let events be handled (again), at once: all but those that are done, unless they are named,
    /// or selected by --state.
    Requeue(change::Bulk),
    /// Delete events and what they carry: what is done, dead or unreadable, and what is pending if
    /// it is named, or selected by --state. One that comes again afterwards is new.
    Discard(change::Bulk),
    /// Let no worker begin another event; events are still taken.
    Pause(change::Switch),
    /// End a pause, and close the breaker: what handlers need is back.
    Resume(change::Switch),
    /// Delete what was kept for long enough: bodies, and later what is known of their events.
    /// Workers do so by themselves: name the same times as for them.
    Prune(change::Prune),
    /// Write events and their bodies, a line of JSON for each.
    Export(list::Export),
    /// Count the events in each state.
    Stats(list::Stats),
    /// Look after the database: migrate, back up, check.
    Db(db::Db),
    /// Handle events without receiving any: next to receivers that share the inbox.
    Work(work::Work),
}

pub(crate) async fn run(options: &Inbox) -> Result<(), Failure> {
    let Inbox { place, command } = options;
    match command {
        Command::Work(work) => return work.run(place).await,
        Command::Db(db) => return db.run(place).await,
        _ => {}
    }
    let inbox = place.open_existing(place.builder()).await?;
    let done = match command {
        Command::List(list) => list.run(&inbox).await,
        Command::Show(show) => show.run(&inbox).await,
        Command::Requeue(bulk) => bulk.requeue(&inbox).await,
        Command::Discard(bulk) => bulk.discard(&inbox).await,
        Command::Pause(switch) => switch.pause(&inbox).await,
        Command::Resume(switch) => switch.resume(&inbox).await,
        Command::Prune(prune) => prune.run(&inbox).await,
        Command::Export(export) => export.run(&inbox).await,
        Command::Stats(stats) => stats.run(&inbox).await,
        Command::Work(_) | Command::Db(_) => Ok(()),
    };
    inbox.close().await;
    done
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
                "`capturi webhook serve` makes one; name another with --inbox or CAPTURI_INBOX",
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
