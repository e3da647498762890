//! The header with the secret, which proves to a receiver that Capturi sent the delivery.

use std::{env, io, path::PathBuf};

use capturi_webhooks::receiver::Secrets;
use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{failure::Failure, lines::say, reload, settings::read_file};

const VARIABLE: &str = "CAPTURI_WEBHOOK_SECRET";

#[derive(Args, Clone)]
pub(super) struct Secret {
    /// Header that carries the secret, as configured in Capturi; the secret itself is read from
    /// CAPTURI_WEBHOOK_SECRET or --secret-file. A receiver accepts several secrets, one per line,
    /// so that a secret can be replaced; `send` sends the first.
    #[arg(long, value_name = "NAME")]
    secret_header: Option<String>,
    /// File with the secret, instead of CAPTURI_WEBHOOK_SECRET.
    #[arg(long, value_name = "FILE", requires = "secret_header")]
    secret_file: Option<PathBuf>,
}

impl Secret {
    /// The name of the header, if one was given.
    pub(super) fn header(&self) -> Option<&str> {
        self.secret_header.as_deref()
    }

    /// The secrets, each with its header; empty if no header is named.
    pub(super) fn read(&self) -> Result<Vec<(&str, SecretString)>, Failure> {
        let Some(header) = self.header() else {
            return Ok(Vec::new());
        };
        let secrets = match &self.secret_file {
            Some(file) => read_file(file)?,
            None => env::var(VARIABLE).map(SecretString::from).map_err(|_| {
                Failure::configuration(format!("--secret-header {header} has no secret")).help(
                    format!("put it into {VARIABLE}, or into a file: --secret-file"),
                )
            })?,
        };
        let lines = secrets.expose_secret().lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        let secrets: Vec<_> = lines.map(|line| (header, line.into())).collect();
        match secrets.is_empty() {
            true => Err(Failure::configuration(format!("{VARIABLE} is empty"))),
            false => Ok(secrets),
        }
    }

    /// Like [`read`](Self::read), but a secret without a header is an error: a receiver that
    /// ignored it would accept requests without the secret.
    fn read_all(&self) -> Result<Vec<(&str, SecretString)>, Failure> {
        if self.header().is_none() && env::var_os(VARIABLE).is_some() {
            return Err(Failure::configuration(format!(
                "{VARIABLE} is set: name its header with --secret-header"
            )));
        }
        self.read()
    }

    /// The secrets that a receiver lets in.
    pub(super) fn secrets(&self) -> Result<Secrets, Failure> {
        let secrets = self.read_all()?;
        let secrets = secrets.iter();
        let pairs = secrets.map(|(header, secret)| (*header, secret.expose_secret()));
        Secrets::new(pairs).map_err(|error| Failure::configuration(error.to_string()))
    }

    /// Replaces these secrets on SIGHUP, and when the file has changed. What can't be read leaves the
    /// secrets as they are: a right delivery must not be refused for it.
    pub(super) fn keep_up_to_date(self, secrets: Secrets) -> io::Result<()> {
        if self.secret_header.is_none() {
            return Ok(());
        }
        reload::on_change(self.secret_file.clone(), move || match self.secrets() {
            _ if self.secret_file.is_none() => say!(
                "The secrets come from {VARIABLE}, which does not change while a process runs: restart \
                 it, or name a file with --secret-file."
            ),
            Ok(new) => {
                secrets.replace(&new);
                say!("Secrets were read again: {}.", new.uses().len());
            }
            Err(failure) => {
                failure.report();
                say!("The secrets that were read before stay in use.");
            }
        })
    }

    /// The flags that make `capturi webhook send` send the same secret.
    pub(super) fn as_flags(&self) -> String {
        let header = self
            .header()
            .map(|header| format!(" --secret-header {header}"));
        let file = self.secret_file.as_ref();
        let file = file.map(|file| format!(" --secret-file '{}'", file.display()));
        header.unwrap_or_default() + &file.unwrap_or_default()
    }
}
