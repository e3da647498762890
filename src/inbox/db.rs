//! `capturi inbox db`: the database behind an inbox.

use std::{io::Write as _, path::PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::Place;
use crate::{failure::Failure, lines::say};

#[derive(Args)]
pub(super) struct Db {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the schema up to this release's, beside receivers and workers of the release before,
    /// which go on. Whatever opens an inbox does so, too.
    Migrate(Migrate),
    /// Copy a SQLite inbox into a new file, while it is used. Copying the file alone loses what was
    /// taken last. (PostgreSQL: pg_dump, or pg_basebackup.)
    Backup(Backup),
    /// Read all of a SQLite inbox and look for damage; of either engine, look for contradictions.
    Check(Check),
}

#[derive(Args)]
struct Migrate {
    /// Only print what would be run.
    #[arg(long)]
    dry_run: bool,
    /// Print a line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Backup {
    /// The copy, readable for you alone: it holds what people said. It must not exist.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print a line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Check {
    /// Print a line of JSON.
    #[arg(long)]
    json: bool,
}

impl Db {
    pub(super) async fn run(&self, place: &Place) -> Result<(), Failure> {
        match &self.command {
            Command::Migrate(migrate) => migrate.run(place).await,
            Command::Backup(backup) => backup.run(place).await,
            Command::Check(check) => check.run(place).await,
        }
    }
}

impl Migrate {
    async fn run(&self, place: &Place) -> Result<(), Failure> {
        let pending = place.builder().pending(&place.location()?).await?;
        if !self.dry_run {
            let inbox = place.open_existing(place.builder()).await?;
            inbox.close().await;
        }
        let mut out = anstream::stdout();
        let (found, makes) = (pending.found, pending.makes);
        if self.json {
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
    async fn run(&self, place: &Place) -> Result<(), Failure> {
        let inbox = place.open_existing(place.builder()).await?;
        let copied = inbox.back_up(&self.file).await;
        inbox.close().await;
        let bytes = copied.map_err(|error| {
            let file = self.file.display();
            Failure::failed(format!("the inbox can't be copied to {file}"))
                .because(error)
                .help("name a file that does not exist, on a disk with room for all of it")
        })?;
        let mut out = anstream::stdout();
        match self.json {
            true => writeln!(out, "{}", json!({ "file": self.file, "bytes": bytes }))?,
            false => writeln!(out, "{bytes} bytes in {}", self.file.display())?,
        }
        Ok(())
    }
}

impl Check {
    async fn run(&self, place: &Place) -> Result<(), Failure> {
        let inbox = place.open_existing(place.builder()).await?;
        let checked = inbox.check().await;
        inbox.close().await;
        let found = checked?;
        let mut out = anstream::stdout();
        match self.json {
            true => writeln!(out, "{}", json!({ "problems": found }))?,
            false => {
                for problem in &found {
                    writeln!(out, "{problem}")?;
                }
            }
        }
        match found.is_empty() {
            false => Err(Failure::failed("the inbox is damaged")
                .help("stop what uses it, and take the last back-up; keep the damaged file")),
            true if self.json => Ok(()),
            true => Ok(writeln!(out, "All is well.")?),
        }
    }
}
