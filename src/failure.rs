//! The failure of a command: what failed, why, and what to try.

use std::{error::Error, io, process::ExitCode};

use anstyle::AnsiColor;
use capturi_api::StatusCode;

use crate::{
    lines::{say, say_line},
    settings::masked,
};

type Cause = Box<dyn Error + Send + Sync>;

/// Help for a call that the API answers with 401.
pub(crate) const REFUSED: &str = "the token is missing, wrong or expired, or has to be sent in another way: \
    `capturi config show` tells where it comes from, and --auth-scheme how it is sent";

/// The failure of a command, as it is reported to the user.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    what: String,
    /// The messages of the causes, from the nearest to the farthest.
    why: Vec<String>,
    help: Option<String>,
}

/// The kind of a failure. Its value is the exit code, which `capturi --help` explains.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The reader of our output has gone.
    Quiet = 0,
    Failed = 1,
    Usage = 2,
    Refused = 3,
    Network = 4,
    Configuration = 5,
    NotFound = 6,
    /// A signal ended the command; 130 is the code that shells use for SIGINT.
    Interrupted = 130,
}

impl Failure {
    pub(crate) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            why: Vec::new(),
            help: None,
        }
    }

    pub(crate) fn because(mut self, why: impl Into<Cause>) -> Self {
        let why = why.into();
        self.why = causes(Some(&*why));
        self
    }

    /// Adds a hint, after the hints that were given before.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.help = Some(match self.help {
            Some(before) => format!("{before}; {help}"),
            None => help,
        });
        self
    }

    /// For a resource that was not found, adds a hint to check the flags that name it.
    pub(crate) fn named_by(self, flags: Vec<&str>) -> Self {
        if flags.is_empty() || !matches!(self.kind, Kind::NotFound) {
            return self;
        }
        self.help(format!("check --{}", flags.join(" and --")))
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// What failed.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::new(Kind::Usage, what)
    }

    pub(crate) fn configuration(what: impl Into<String>) -> Self {
        Self::new(Kind::Configuration, what)
    }

    pub(crate) fn failed(what: impl Into<String>) -> Self {
        Self::new(Kind::Failed, what)
    }

    /// Says on standard error what failed, why and what to try.
    pub(crate) fn report(&self) -> ExitCode {
        if !matches!(self.kind, Kind::Quiet) {
            let error = AnsiColor::Red.on_default().bold();
            let help = AnsiColor::Cyan.on_default();
            let what = &harmless(&self.what);
            say_line("ERROR", &format!("{error}error:{error:#} {what}"));
            let mut said = what;
            for why in &self.why {
                // Some errors repeat their source.
                if !said.contains(why.as_str()) {
                    say!("  because: {}", harmless(why));
                    said = why;
                }
            }
            if let Some(text) = &self.help {
                say!("{help}help:{help:#} {}", harmless(text));
            }
        }
        ExitCode::from(self.kind as u8)
    }
}

impl From<capturi_api::Error> for Failure {
    fn from(error: capturi_api::Error) -> Self {
        use capturi_api::Error as E;

        let kind = match &error {
            E::Response(response) if response.status == StatusCode::NOT_FOUND => Kind::NotFound,
            E::Response(_) => Kind::Refused,
            E::Transport { .. } | E::Timeout { .. } => Kind::Network,
            E::MissingParameter { .. } | E::InvalidParameter { .. } | E::InvalidPath { .. } => {
                Kind::Usage
            }
            _ => Kind::Failed,
        };
        let operation = error.operation().name;
        let what = error.to_string();
        // Users type operations with dashes.
        let mut failure = Self::new(
            kind,
            what.replacen(operation, &operation.replace('_', "-"), 1),
        );
        failure.why = causes(error.source());
        let help = match (error.status(), kind) {
            (Some(StatusCode::UNAUTHORIZED), _) => Some(REFUSED.to_owned()),
            (Some(StatusCode::FORBIDDEN), _) => Some(
                "the token may not do this; ask an administrator of your Capturi organization"
                    .to_owned(),
            ),
            (Some(StatusCode::NOT_FOUND), _) => {
                Some("check the base URL in `capturi config show`".to_owned())
            }
            (Some(StatusCode::TOO_MANY_REQUESTS), _) => {
                let pause = error.retry_after().map_or(60, |pause| pause.as_secs());
                Some(format!("too many calls; wait {pause} s and try again"))
            }
            (_, Kind::Network) => {
                Some("check the network, and the base URL in `capturi config show`".to_owned())
            }
            _ => None,
        };
        match help {
            Some(help) => failure.help(help),
            None => failure,
        }
    }
}

/// The text with the token masked and control characters escaped: a server may have written a part
/// of it.
pub(crate) fn harmless(text: &str) -> String {
    let shown = |one: char| match one.is_control() {
        true => one.escape_default().to_string(),
        false => one.to_string(),
    };
    masked(text).chars().map(shown).collect()
}

/// The text in quotes for a shell, control characters included.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains(char::is_control) {
        // bash, zsh and ksh read these escapes.
        let escaped = text.chars().map(|one| match one {
            '\'' | '\\' => format!("\\{one}"),
            one if one.is_control() => format!("\\u{:04x}", u32::from(one)),
            one => one.to_string(),
        });
        return format!("$'{}'", escaped.collect::<String>());
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The messages of an error and of its sources.
fn causes(mut error: Option<&(dyn Error + 'static)>) -> Vec<String> {
    let mut causes = Vec::new();
    while let Some(cause) = error {
        causes.push(cause.to_string());
        error = cause.source();
    }
    causes
}

/// The message of the innermost cause, which tells most: "connection refused", not "error sending
/// request".
pub(crate) fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(Some(error)).pop().unwrap_or_default()
}

/// The position of a JSON error, never the text there, which may be a name or a phone number.
pub(crate) fn place_in_json(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// I/O errors that carry no context come from writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::Quiet, "nobody reads the output"),
            _ => Self::failed("can't write the output").because(error),
        }
    }
}
