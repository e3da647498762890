//! `capturi inbox db`: the database behind an inbox.

use std::{io::Write as _, path::PathBuf};

use capturi_inbox::Error;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{InboxFlags, audit};
use crate::{
    failure::Failure,
    lines::{say, waiting},
    output::Format,
};

#[derive(Args)]
pub(super) struct Db {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the schema up to this release's, or make the inbox if there is none. Receivers and
    /// workers of the previous release go on. Opening an inbox also migrates it.
    Migrate(Migrate),
    /// Copy a SQLite inbox into a new file, while it is used. Copying the file alone loses the
    /// newest events. (PostgreSQL: pg_dump, or pg_basebackup.)
    Backup(Backup),
    /// Read all of a SQLite inbox and look for damage; of either engine, look for contradictions.
    Check,
}

#[derive(Args)]
struct Migrate {
    /// Only print what would be run.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
struct Backup {
    /// The copy, readable for you alone: it holds personal data. It must not exist.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Db {
    pub(super) async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        match &self.command {
            Command::Migrate(migrate) => migrate.run(flags, format).await,
            Command::Backup(backup) => backup.run(flags, format).await,
            Command::Check => check(flags, format).await,
        }
    }
}

impl Migrate {
    async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        let pending = match flags.builder().pending(&flags.location()?).await {
            Err(Error::Missing { .. }) if !self.dry_run => return create(flags, format).await,
            pending => pending?,
        };
        if pending.found == 0 && !self.dry_run {
            return create(flags, format).await;
        }
        if !self.dry_run {
            let inbox = flags.open_existing(flags.builder()).await?;
            inbox.close().await;
        }
        let mut out = anstream::stdout();
        let (found, makes) = (pending.found, pending.makes);
        if format.is_json() {
            let json = json!({
                "found": found,
                "makes": makes,
                "statements": pending.statements,
                "dry_run": self.dry_run,
            });
            return Ok(writeln!(out, "{json}")?);
        }
        match (pending.statements.is_empty(), self.dry_run) {
            (true, _) => writeln!(out, "Schema {found}: nothing to do.")?,
            (false, true) => {
                for statement in &pending.statements {
                    writeln!(out, "{};", statement.trim().trim_end_matches(';'))?;
                }
                say!("This would make schema {makes} of schema {found}.");
            }
            (false, false) => writeln!(out, "Schema {found} is now schema {makes}.")?,
        }
        Ok(())
    }
}

impl Backup {
    async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        let inbox = flags.open_existing(flags.builder()).await?;
        let file = self.file.display().to_string();
        let recorded = audit::look(&inbox, "db backup", &file).await;
        if let Err(failure) = recorded {
            inbox.close().await;
            return Err(failure);
        }
        let copied = waiting("the copy", inbox.back_up(&self.file)).await;
        inbox.close().await;
        let bytes = copied.map_err(|error| {
            let file = self.file.display();
            Failure::failed(format!("the inbox can't be copied to {file}"))
                .because(error)
                .help("name a file that does not exist, on a disk with room for all of it")
        })?;
        let text = format!("{bytes} bytes in {}", self.file.display());
        format.tell(|| json!({ "file": self.file, "bytes": bytes }), &text)
    }
}

/// Makes an inbox, so that workers and commands find one before a receiver has run.
async fn create(flags: &InboxFlags, format: Format) -> Result<(), Failure> {
    flags.open(flags.builder()).await?.close().await;
    let schema = flags.builder().pending(&flags.location()?).await?.found;
    let json = || json!({ "found": 0, "makes": schema, "statements": [], "dry_run": false });
    format.tell(json, &format!("A new inbox of schema {schema}."))
}

async fn check(flags: &InboxFlags, format: Format) -> Result<(), Failure> {
    let inbox = flags.open_existing(flags.builder()).await?;
    let checked = waiting("all of the inbox to be read", inbox.check()).await;
    inbox.close().await;
    let found = checked?;
    let text = match found.is_empty() {
        true => "All is well.".to_owned(),
        false => found.join("\n"),
    };
    format.tell(|| json!({ "problems": found }), &text)?;
    match found.is_empty() {
        true => Ok(()),
        false => Err(Failure::failed("the inbox is damaged")
            .help("stop what uses it, and take the last back-up; keep the damaged file")),
    }
}
