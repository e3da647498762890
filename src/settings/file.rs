//! The configuration file: its profiles, which say where the token is, but never hold it.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{Setting, Token, token::warn_if_others_may_read};
use crate::{failure::Failure, system};

const TEMPLATE: &str = r#"# Settings of the command line `capturi`; see `capturi config show`.

# The profile that is used unless --profile or CAPTURI_PROFILE names another.
default = "production"

[profiles.production]
# The API token stands in a file, or is what a command writes; never here.
# token-file = "/run/secrets/capturi-token"
# token-command = ["pass", "show", "capturi/token"]
# base-url = "https://api.capturi.ai/audio"
# api-version = "2.0"
# auth-scheme = "plain"
"#;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    default: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Profile {
    pub(super) base_url: Option<String>,
    pub(super) api_version: Option<String>,
    pub(super) auth_scheme: Option<String>,
    token_file: Option<PathBuf>,
    token_command: Option<Vec<String>>,
}

impl File {
    /// The file `capturi/config.toml` in `$XDG_CONFIG_HOME`, `~/.config` or, on Windows,
    /// `%APPDATA%`.
    pub(super) fn path() -> Result<PathBuf, Failure> {
        match folder("XDG_CONFIG_HOME", ".config") {
            Some(config) => Ok(config.join("capturi").join("config.toml")),
            None => Err(Failure::configuration("there is no home folder")
                .help("set XDG_CONFIG_HOME to the folder of configuration files")),
        }
    }

    /// Reads the file; if it does not exist, there are no profiles.
    pub(super) fn read() -> Result<Self, Failure> {
        let Ok(path) = Self::path() else {
            return Ok(Self::default());
        };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(
                    Failure::configuration(format!("can't read {}", path.display())).because(error),
                );
            }
        };
        warn_if_others_may_read(&path);
        toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            Failure::configuration(format!("can't use {}, line {line}", path.display()))
                .because(without_value(error.message()).to_owned())
                .help("a profile has base-url, api-version, auth-scheme, and token-file or token-command")
        })
    }

    /// Creates the file, readable for its owner alone.
    pub(super) fn create() -> Result<PathBuf, Failure> {
        let path = Self::path()?;
        write_new(&path).map_err(|error| {
            let is_there = error.kind() == io::ErrorKind::AlreadyExists;
            let failure =
                Failure::failed(format!("can't create {}", path.display())).because(error);
            match is_there {
                true => {
                    failure.help("it is there: edit it; `capturi config show` tells what it sets")
                }
                false => failure,
            }
        })?;
        Ok(path)
    }

    /// The profile of this name; if it is missing, the error says that `by` names it.
    pub(super) fn profile(&self, name: &str, by: &str) -> Result<(String, Profile), Failure> {
        match self.profiles.get(name) {
            Some(profile) => Ok((name.to_owned(), profile.clone())),
            None => {
                let names: Vec<_> = self.profiles.keys().map(String::as_str).collect();
                let known = match names.as_slice() {
                    [] => "there are no profiles yet: `capturi config init`".to_owned(),
                    names => format!("the profiles are: {}", names.join(", ")),
                };
                let what = format!("there is no profile `{name}`, which {by} names");
                Err(Failure::configuration(what).help(known))
            }
        }
    }

    pub(super) fn default_profile(&self) -> Result<Option<(String, Profile)>, Failure> {
        let name = self.default.as_deref();
        name.map(|name| self.profile(name, "`default` in the configuration file"))
            .transpose()
    }
}

impl Profile {
    pub(super) fn token(&self, name: &str) -> Result<Option<Setting<Token>>, Failure> {
        let source = |member| format!("`{member}` of profile `{name}`");
        match (&self.token_file, &self.token_command) {
            (Some(_), Some(_)) => Err(Failure::configuration(format!(
                "profile `{name}` has both token-file and token-command"
            ))),
            (Some(path), None) => Ok(Some(Setting {
                value: Token::File(path.clone()),
                source: source("token-file"),
            })),
            (None, Some(words)) => Ok(Some(Setting {
                value: Token::Command(words.clone()),
                source: source("token-command"),
            })),
            (None, None) => Ok(None),
        }
    }
}

/// The parser's message without the value that it quotes, which may be a token.
fn without_value(message: &str) -> &str {
    match message.rsplit_once(", ") {
        Some((problem, expected)) if problem.starts_with("invalid") => expected,
        _ => message,
    }
}

fn write_new(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    system::private_file(&mut options)
        .open(path)?
        .write_all(TEMPLATE.as_bytes())
}

/// The folder that a variable names, or else this folder below the home folder, or `%APPDATA%`.
pub(crate) fn folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    let named = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    named(variable)
        .or_else(|| Some(named("HOME")?.join(below_home)))
        .or_else(|| named("APPDATA"))
}
