//! The settings (the token, the base URL and others) and their sources.
//!
//! The first source that has a value counts: the flag, the profile that `--profile` or
//! `CAPTURI_PROFILE` names, the environment, the default profile, the default.

mod check;
mod file;
mod token;

use std::{env, io::Write as _, path::PathBuf, time::Duration};

use capturi_api::{
    Attempt, BuildError, Client, DEFAULT_API_VERSION, DEFAULT_BASE_URL, RetryPolicy,
};
use clap::{Args, Subcommand};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::{
    failure::{Failure, harmless},
    lines::say,
    output::Output,
    reload,
};
pub(crate) use file::folder;
use file::{File, Profile};
use token::Token;
pub(crate) use token::{masked, read_file};

const DEFAULT_AUTH_SCHEME: &str = "plain";

/// The shortest pause before a retry that is announced to the user.
const TOLD_PAUSE: Duration = Duration::from_secs(1);

/// The flags about settings, the same for every command that calls the API.
#[derive(Args, Clone, Debug)]
pub(crate) struct Settings {
    /// The profile of the configuration file to use.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Settings")]
    profile: Option<String>,
    /// A file that holds the API token.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Settings")]
    token_file: Option<PathBuf>,
    /// Where the API is served.
    #[arg(long, global = true, value_name = "URL", help_heading = "Settings")]
    base_url: Option<String>,
    /// The version of the API to ask for.
    #[arg(long, global = true, value_name = "VERSION", help_heading = "Settings")]
    api_version: Option<String>,
    /// How the token is sent: `plain` (as the whole of Authorization), `bearer` or `header:NAME`.
    #[arg(long, global = true, value_name = "SCHEME", help_heading = "Settings")]
    auth_scheme: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Config {
    /// Show every setting, where it comes from, and whether it can be used; the token itself is never
    /// shown.
    Show(Shown),
    /// Check the settings; with --live, hold what the API answers against the document.
    Check(check::Options),
    /// Print the path of the configuration file.
    Path,
    /// Create a configuration file with an example profile.
    Init,
}

#[derive(Args)]
pub(crate) struct Shown {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    output: Output,
}

/// A setting and its source.
struct Setting<T> {
    value: T,
    source: String,
}

/// All settings, each with its source.
struct Resolved {
    profile: Option<String>,
    token: Option<Setting<Token>>,
    base_url: Setting<String>,
    api_version: Setting<String>,
    auth_scheme: Setting<String>,
}

impl Settings {
    /// A client for a service: its token is read again on SIGHUP, and when its file has changed.
    pub(crate) fn lasting_client(&self) -> Result<Client, Failure> {
        let resolved = self.resolve()?;
        let client = resolved.client(RetryPolicy::default())?;
        let Some(Setting { value: token, .. }) = resolved.token else {
            return Ok(client);
        };
        let (file, kept) = (token.file(), client.clone());
        reload::on_change(file, move || {
            if token.is_fixed() {
                say!(
                    "The API token does not change while a process runs: restart it, or let the token \
                     stand in a file (--token-file)."
                );
                return;
            }
            let replaced = token.read().and_then(|new| {
                let replaced = kept.replace_token(new.expose_secret());
                replaced.map_err(|error| Failure::configuration(error.to_string()))
            });
            match replaced {
                Ok(()) => say!("The API token was read again."),
                Err(failure) => {
                    failure.report();
                    say!("The API token that was read before stays in use.");
                }
            }
        })?;
        Ok(client)
    }

    /// A client for commands whose user waits for the answer: long pauses before a retry are
    /// announced.
    pub(crate) fn patient_client(&self) -> Result<Client, Failure> {
        let retry = RetryPolicy::default().before_retry(|retry| {
            if retry.pause >= TOLD_PAUSE {
                let seconds = retry.pause.as_secs_f64();
                let error = harmless(&retry.error.to_string());
                let (name, shown) = (retry.error.operation().name, error);
                let shown = shown.replacen(name, &name.replace('_', "-"), 1);
                say!("{shown}; trying again in {seconds:.0} s");
            }
            true
        });
        self.resolve()?.client(retry)
    }

    fn resolve(&self) -> Result<Resolved, Failure> {
        let file = File::read()?;
        let named = self.profile.clone().map(|name| (name, "--profile"));
        let in_environment = variable("CAPTURI_PROFILE").map(|name| (name, "CAPTURI_PROFILE"));
        let chosen = named.or(in_environment);
        let (profile, explicit) = match chosen {
            Some((name, by)) => (Some(file.profile(&name, by)?), true),
            None => (file.default_profile()?, false),
        };
        // A profile that was chosen explicitly counts before the environment, the default one after
        // it.
        let in_order = |environment, profile| match explicit {
            true => [profile, environment],
            false => [environment, profile],
        };
        let pick =
            |flag: (&str, &Option<String>), name: &str, of: fn(&Profile) -> Option<String>| {
                let environment = Setting::new(variable(name), name);
                let of_profile = profile.as_ref().and_then(|(name, profile)| {
                    Setting::new(of(profile), &format!("profile `{name}`"))
                });
                Setting::new(flag.1.clone(), flag.0)
                    .into_iter()
                    .chain(in_order(environment, of_profile).into_iter().flatten())
                    .next()
            };
        let or_default = |setting: Option<_>, default: &str| {
            setting.unwrap_or_else(|| Setting {
                value: default.to_owned(),
                source: "default".to_owned(),
            })
        };
        let base_url = pick(
            ("--base-url", &self.base_url),
            "CAPTURI_BASE_URL",
            |profile| profile.base_url.clone(),
        );
        let api_version = pick(
            ("--api-version", &self.api_version),
            "CAPTURI_API_VERSION",
            |profile| profile.api_version.clone(),
        );
        let auth_scheme = pick(
            ("--auth-scheme", &self.auth_scheme),
            "CAPTURI_AUTH_SCHEME",
            |profile| profile.auth_scheme.clone(),
        );
        let by_flag = self.token_file.clone().map(|path| Setting {
            source: format!("--token-file {}", path.display()),
            value: Token::File(path),
        });
        let by_variable = variable("CAPTURI_TOKEN").map(|token| Setting {
            value: Token::Value(token.into()),
            source: "CAPTURI_TOKEN".to_owned(),
        });
        let by_profile = match &profile {
            Some((name, profile)) => profile.token(name)?,
            None => None,
        };
        let (first, second) = match explicit {
            true => (by_profile, by_variable),
            false => (by_variable, by_profile),
        };
        Ok(Resolved {
            profile: profile.map(|(name, _)| name),
            token: by_flag.or(first).or(second),
            base_url: or_default(base_url, DEFAULT_BASE_URL),
            api_version: or_default(api_version, DEFAULT_API_VERSION),
            auth_scheme: or_default(auth_scheme, DEFAULT_AUTH_SCHEME),
        })
    }
}

impl Resolved {
    fn client(&self, retry: RetryPolicy) -> Result<Client, Failure> {
        let token = self.token.as_ref().ok_or_else(|| {
            Failure::configuration("no API token").help(
                "put it into CAPTURI_TOKEN or a file (--token-file), or into a profile: \
                 `capturi config init`",
            )
        })?;
        self.client_with(&token.value.read()?, retry)
    }

    fn client_with(&self, token: &SecretString, retry: RetryPolicy) -> Result<Client, Failure> {
        let scheme = self.auth_scheme.value.parse();
        let built = scheme.and_then(|scheme| {
            Client::builder()
                .token(token.expose_secret())
                .base_url(&self.base_url.value)
                .api_version(&self.api_version.value)
                .auth_scheme(scheme)
                .retry(retry)
                .observe(count)
                .build()
        });
        built.map_err(|error| {
            let source = match &error {
                BuildError::BaseUrl { .. } => Some(&self.base_url.source),
                BuildError::AuthScheme => Some(&self.auth_scheme.source),
                BuildError::NoToken | BuildError::InvalidToken => {
                    self.token.as_ref().map(|token| &token.source)
                }
                _ => None,
            };
            let failure = Failure::configuration(error.to_string()).because(error);
            match source {
                Some(source) => failure.help(format!("it comes from {source}")),
                None => failure.help("`capturi config show` tells where each setting comes from"),
            }
        })
    }
}

/// Counts an attempt of a call, for `--status-listen`.
fn count(attempt: &Attempt) {
    let status = attempt
        .status
        .map_or("none".to_owned(), |status| status.as_str().to_owned());
    let labels = [
        ("operation", attempt.operation.name.to_owned()),
        ("status", status),
    ];
    metrics::counter!("capturi_api_calls_total", &labels).increment(1);
}

impl<T> Setting<T> {
    fn new(value: Option<T>, source: &str) -> Option<Self> {
        Some(Self {
            value: value?,
            source: source.to_owned(),
        })
    }
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

pub(crate) async fn run(config: &Config) -> Result<(), Failure> {
    match config {
        Config::Show(settings) => show(settings),
        Config::Check(check) => check.run().await,
        Config::Path => Ok(writeln!(anstream::stdout(), "{}", File::path()?.display())?),
        Config::Init => {
            let path = File::create()?;
            let path = path.display();
            Ok(writeln!(anstream::stdout(), "Created {path}: fill it in.")?)
        }
    }
}

/// Prints the settings; a setting that can't be used is an error, and its value is not shown: it may be
/// a token in the wrong place.
fn show(options: &Shown) -> Result<(), Failure> {
    let resolved = options.settings.resolve()?;
    let token = resolved.token.as_ref().map(|token| token.value.read());
    let some_token = SecretString::from("any");
    let built = match &token {
        Some(Ok(token)) => resolved.client_with(token, RetryPolicy::never()),
        _ => resolved.client_with(&some_token, RetryPolicy::never()),
    };
    let is_usable = built.is_ok();
    let shown = |setting: &Setting<String>, is_usable: bool| match is_usable {
        true => format!("{}, from {}", setting.value, setting.source),
        false => format!("not shown, from {}", setting.source),
    };
    let token_shown = match (&resolved.token, &token) {
        (Some(setting), Some(Ok(_))) => format!("set, not shown, from {}", setting.source),
        (Some(setting), _) => format!("can't be read, from {}", setting.source),
        (None, _) => "none".to_owned(),
    };
    let path = File::path()?;
    let exists = match path.exists() {
        true => "",
        false => " (does not exist)",
    };
    let profile = resolved
        .profile
        .clone()
        .unwrap_or_else(|| "none".to_owned());
    let lines = [
        ("file", format!("{}{exists}", path.display())),
        ("profile", profile),
        ("token", token_shown),
        ("auth scheme", shown(&resolved.auth_scheme, is_usable)),
        ("base URL", shown(&resolved.base_url, is_usable)),
        ("API version", shown(&resolved.api_version, true)),
    ];
    let json = || {
        let members = lines.iter();
        let members = members.map(|(name, value)| (name.replace(' ', "_"), json!(value)));
        Value::Object(members.collect())
    };
    let text = lines
        .iter()
        .map(|(name, value)| format!("{name:12} {value}"));
    let text: Vec<String> = text.collect();
    options.output.output.tell(json, &text.join("\n"))?;
    token.transpose()?;
    built.map(drop)
}
