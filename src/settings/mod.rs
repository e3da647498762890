//! Where the token and the other settings come from.
//!
//! For each, the first that is there counts: a flag, the profile that `--profile` names, the
//! environment, the default profile, the default.

mod file;
mod token;

use std::{env, io::Write as _, path::PathBuf};

use capturi_api::{Client, DEFAULT_API_VERSION, DEFAULT_BASE_URL};
use clap::{Args, Subcommand};
use secrecy::ExposeSecret as _;

use crate::failure::Failure;
pub(crate) use file::folder;
use file::{File, Profile};
use token::Token;
pub(crate) use token::{masked, read_file};

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
}

#[derive(Subcommand)]
pub(crate) enum Config {
    /// Show every setting and where it comes from; the token itself is never shown.
    Show(Settings),
    /// Print the path of the configuration file.
    Path,
    /// Create a configuration file with an example profile.
    Init,
}

/// A setting, and where it comes from.
struct Setting<T> {
    value: T,
    source: String,
}

/// All settings together.
struct Resolved {
    profile: Option<String>,
    token: Option<Setting<Token>>,
    base_url: Setting<String>,
    api_version: Setting<String>,
}

impl Settings {
    /// A client of the API.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let resolved = self.resolve()?;
        let token = resolved.token.ok_or_else(|| {
            Failure::configuration("no API token").help(
                "put it into CAPTURI_TOKEN or a file (--token-file), or into a profile: \
                 `capturi config init`",
            )
        })?;
        Client::builder()
            .token(token.value.read()?.expose_secret())
            .base_url(resolved.base_url.value)
            .api_version(resolved.api_version.value)
            .build()
            .map_err(|error| {
                Failure::configuration(error.to_string())
                    .because(error)
                    .help("`capturi config show` tells where each setting comes from")
            })
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
        // What a flag says about the profile comes before the environment.
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
        })
    }
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

pub(crate) fn run(config: &Config) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match config {
        Config::Show(settings) => {
            let resolved = settings.resolve()?;
            let none = || "none".to_owned();
            let token = match resolved.token {
                Some(token) => format!("set, not shown, from {}", token.source),
                None => none(),
            };
            let path = File::path()?;
            let exists = if path.exists() {
                ""
            } else {
                " (does not exist)"
            };
            writeln!(out, "file         {}{exists}", path.display())?;
            writeln!(
                out,
                "profile      {}",
                resolved.profile.unwrap_or_else(none)
            )?;
            writeln!(out, "token        {token}")?;
            for (name, setting) in [
                ("base URL", resolved.base_url),
                ("API version", resolved.api_version),
            ] {
                writeln!(out, "{name:12} {}, from {}", setting.value, setting.source)?;
            }
        }
        Config::Path => writeln!(out, "{}", File::path()?.display())?,
        Config::Init => {
            let path = File::create()?;
            writeln!(out, "Created {}: fill it in.", path.display())?;
        }
    }
    Ok(())
}
