//! The flags that say how long bodies and keys are kept.

use std::{fmt, time::Duration};

use capturi_inbox::Retention;
use clap::Args;

use crate::times::{Span, duration};

/// How long what is over is kept. `capturi inbox settings` sets it for all processes of an inbox.
#[derive(Args)]
pub(crate) struct Kept {
    /// How long the bodies of handled events are kept; 30d unless set.
    #[arg(long, value_name = "TIME", help_heading = "What is kept")]
    keep_done: Option<Span>,
    /// How long the bodies of dead and unreadable events are kept; 90d unless set.
    #[arg(long, value_name = "TIME", help_heading = "What is kept")]
    keep_dead: Option<Span>,
    /// How long a replay is recognized as a duplicate; 365d unless set.
    #[arg(long, value_name = "TIME", help_heading = "What is kept")]
    keep_keys: Option<Span>,
    /// The longest time for which any body is kept, counted from its arrival, or `never` for no limit
    /// (unless set). An event that has not been handled by then is dead, and can't be handled any more.
    #[arg(long, value_name = "TIME", value_parser = longest, help_heading = "What is kept")]
    keep_any: Option<Longest>,
}

/// The longest time for which something is kept, if there is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Longest(pub(crate) Option<Duration>);

fn longest(text: &str) -> Result<Longest, String> {
    match text {
        "never" => Ok(Longest(None)),
        text => duration(text)
            .map(|time| Longest(Some(time)))
            .map_err(|error| format!("{error}, or never")),
    }
}

/// What is said, as on the command line.
impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let any = self.keep_any.map(|any| any.to_string());
        let times = [
            ("done", self.keep_done.map(|time| time.to_string())),
            ("dead", self.keep_dead.map(|time| time.to_string())),
            ("keys", self.keep_keys.map(|time| time.to_string())),
            ("any", any),
        ];
        let said = times
            .iter()
            .filter_map(|(name, time)| Some(format!("--keep-{name} {}", time.as_deref()?)));
        f.write_str(&said.collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for Longest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(time) => Span(time).fmt(f),
            None => f.write_str("never"),
        }
    }
}

impl Kept {
    /// Whether anything is said.
    pub(crate) fn is_given(&self) -> bool {
        self.said().contains(&true)
    }

    /// Whether everything is said.
    pub(crate) fn is_complete(&self) -> bool {
        !self.said().contains(&false)
    }

    fn said(&self) -> [bool; 4] {
        let [done, dead, keys] =
            [self.keep_done, self.keep_dead, self.keep_keys].map(|time| time.is_some());
        [done, dead, keys, self.keep_any.is_some()]
    }

    /// The flags that say this.
    pub(crate) fn of(retention: &Retention) -> Self {
        Self {
            keep_done: Some(Span(retention.done)),
            keep_dead: Some(Span(retention.dead)),
            keep_keys: Some(Span(retention.keys)),
            keep_any: Some(Longest(retention.any)),
        }
    }

    /// This retention, changed by what is said.
    pub(crate) fn change(&self, mut retention: Retention) -> Retention {
        for (said, kept) in [
            (self.keep_done, &mut retention.done),
            (self.keep_dead, &mut retention.dead),
            (self.keep_keys, &mut retention.keys),
        ] {
            if let Some(Span(said)) = said {
                *kept = said;
            }
        }
        if let Some(Longest(any)) = self.keep_any {
            retention.any = any;
        }
        retention
    }
}
