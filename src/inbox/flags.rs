//! The flags that say which inbox to use, and how to open it.

use std::path::PathBuf;

use capturi_inbox::{DuplicatePolicy, Inbox, InboxBuilder, Location};
use clap::{Args, ValueEnum, value_parser};

use crate::{failure::Failure, lines::waiting, settings::folder, sizes::bytes};

#[derive(Args, Clone)]
pub(crate) struct InboxFlags {
    /// The inbox: sqlite:PATH or postgres://USER@HOST/DATABASE; sqlite:inbox.db in the folder
    /// `capturi` of $XDG_STATE_HOME unless given.
    // The value is not shown in the help, as it may hold a password.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "CAPTURI_INBOX",
        hide_env_values = true,
        help_heading = "Inbox"
    )]
    inbox: Option<String>,
    /// Use a remote PostgreSQL although its TLS is not verified.
    #[arg(long, global = true, help_heading = "Inbox")]
    allow_unverified_tls: bool,
    /// Connections to PostgreSQL that this process may have.
    #[arg(
        long,
        global = true,
        value_name = "N",
        value_parser = value_parser!(u32).range(2..),
        default_value = "16",
        help_heading = "Inbox"
    )]
    db_connections: u32,
    /// Disk space that a SQLite inbox keeps free of deliveries, so that stored events can still
    /// be handled and deleted on a full disk. A twentieth of the disk at most.
    #[arg(
        long,
        global = true,
        value_name = "BYTES",
        value_parser = bytes,
        default_value = "64M",
        help_heading = "Inbox"
    )]
    reserve: usize,
    /// The journal of erasures, which are made again in a back-up that was restored. A SQLite inbox has
    /// it beside its file (inbox.db-erased) unless given, PostgreSQL none.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "CAPTURI_ERASURES",
        help_heading = "Inbox"
    )]
    erasures: Option<PathBuf>,
}

/// How an inbox that receives behaves.
#[derive(Args)]
pub(crate) struct Policy {
    /// The treatment of an event that is delivered again after it was handled; a dead one is
    /// always handled again.
    #[arg(long, value_enum, default_value_t = Duplicates::Ignore, help_heading = "Inbox")]
    duplicates: Duplicates,
}

#[derive(Clone, Copy, ValueEnum)]
enum Duplicates {
    /// It is counted.
    Ignore,
    /// It is handled again.
    Reprocess,
}

impl InboxFlags {
    pub(crate) fn builder(&self) -> InboxBuilder {
        let builder = Inbox::builder()
            .allow_unverified_tls(self.allow_unverified_tls)
            .connections(self.db_connections)
            .reserve(self.reserve as u64);
        match &self.erasures {
            Some(file) => builder.erasures(file),
            None => builder,
        }
    }

    /// Opens the inbox, and creates it if it does not exist.
    pub(crate) async fn open(&self, builder: InboxBuilder) -> Result<Inbox, Failure> {
        let opening = builder.open_at(self.location()?);
        Ok(waiting("the inbox's database", opening).await?)
    }

    /// Opens an inbox that must exist.
    pub(super) async fn open_existing(&self, builder: InboxBuilder) -> Result<Inbox, Failure> {
        self.open(builder.create_if_missing(false)).await
    }

    pub(super) fn location(&self) -> Result<Location, Failure> {
        if let Some(inbox) = self.inbox.as_ref().filter(|inbox| !inbox.is_empty()) {
            return Ok(inbox.parse()?);
        }
        let state = folder("XDG_STATE_HOME", ".local/state").ok_or_else(|| {
            Failure::configuration("there is no home folder")
                .help("name an inbox: --inbox sqlite:PATH")
        })?;
        Ok(Location::sqlite(state.join("capturi").join("inbox.db")))
    }
}

impl Policy {
    pub(crate) fn apply(&self, builder: InboxBuilder) -> InboxBuilder {
        builder.duplicates(match self.duplicates {
            Duplicates::Ignore => DuplicatePolicy::Ignore,
            Duplicates::Reprocess => DuplicatePolicy::Reprocess,
        })
    }
}
