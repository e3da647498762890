//! The selection of the events that a command is about.

use capturi_inbox::{Entry, Filter, Inbox, State};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use uuid::Uuid;

use crate::{
    failure::{Failure, Kind},
    times::time,
    uids::uid,
};

#[derive(Args, Clone)]
pub(super) struct Selection {
    /// Events in this state: pending, running, done, dead or unreadable (may be repeated).
    #[arg(long, value_name = "STATE", help_heading = "Which events")]
    state: Vec<State>,
    /// Events of this name, such as ConversationProcessed.
    #[arg(long, value_name = "EVENT", help_heading = "Which events")]
    event: Option<String>,
    /// Events of this conversation.
    #[arg(long, value_name = "UUID", value_parser = uid, help_heading = "Which events")]
    conversation: Option<Uuid>,
    /// Events received at this time or later: 2026-11-01T08:30:00Z, 2026-11-01, or how long ago (12h, 7d).
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Which events")]
    since: Option<DateTime<Utc>>,
    /// Events received before this time, such as 2026-11-02 or 1h.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Which events")]
    until: Option<DateTime<Utc>>,
}

/// An event by its id in the inbox, or by its event uid.
#[derive(Clone, Copy)]
pub(super) enum Name {
    Id(i64),
    Uid(Uuid),
}

impl Selection {
    pub(super) fn filter(&self) -> Filter {
        let mut filter = Filter::default().states(self.state.clone());
        filter.event = self.event.as_deref().map(canonical);
        filter.conversation = self.conversation;
        filter.since = self.since;
        filter.until = self.until;
        filter
    }

    /// The filter; if no states are selected, it selects these.
    pub(super) fn filter_or(&self, states: &[State]) -> Filter {
        let mut filter = self.filter();
        if filter.states.is_empty() {
            filter.states = states.to_vec();
        }
        filter
    }

    pub(super) fn is_everything(&self) -> bool {
        self.filter() == Filter::default()
    }
}

/// The selection as it is said on the command line; `--all` if nothing is said.
impl std::fmt::Display for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
        let said = self.state.iter().map(|state| format!("--state {state}"));
        let said = said
            .chain(self.event.iter().map(|event| format!("--event {event}")))
            .chain(self.conversation.map(|uid| format!("--conversation {uid}")))
            .chain(self.since.map(|since| format!("--since {}", time(since))))
            .chain(self.until.map(|until| format!("--until {}", time(until))));
        let said: Vec<_> = said.collect();
        match said.is_empty() {
            true => f.write_str("--all"),
            false => f.write_str(&said.join(" ")),
        }
    }
}

/// The name as the inbox spells it, from any case or any of an event's names.
fn canonical(event: &str) -> String {
    capturi_webhooks::WebhookEvent::from(event)
        .as_str()
        .to_owned()
}

impl Name {
    /// The events of this name. A uid may have several events; finding none is an error.
    pub(super) async fn find(self, inbox: &Inbox) -> Result<Vec<Entry>, Failure> {
        let found = inbox.newest(&self.filter(), None, 100).await?;
        if found.is_empty() {
            return Err(
                Failure::new(Kind::NotFound, format!("there is no event {self}"))
                    .help("`capturi inbox list` tells the ids and event uids"),
            );
        }
        Ok(found)
    }

    pub(super) fn filter(self) -> Filter {
        match self {
            Self::Id(id) => Filter::default().id(id),
            Self::Uid(uid) => Filter::default().event_uid(uid),
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{id}"),
            Self::Uid(uid) => write!(f, "{uid}"),
        }
    }
}

impl std::str::FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let id = text.parse().map(Self::Id).ok();
        id.or_else(|| text.parse().map(Self::Uid).ok())
            .ok_or_else(|| "neither an id of `capturi inbox list` nor an event uid".to_owned())
    }
}
