//! Filters for events, as SQL with only the conditions that are set.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{State, keys};
use crate::database::{Statement, Value};

/// A filter for events. It selects all events unless a condition is set.
///
/// ```
/// use capturi_inbox::{Filter, State};
///
/// let lost = Filter::default().states([State::Dead, State::Unreadable]).event("ConversationProcessed");
/// # assert_eq!(lost.states.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct Filter {
    /// Selects events in one of these states; in any state if there is none.
    pub states: Vec<State>,
    /// Selects events with this name.
    pub event: Option<String>,
    /// Selects events of this conversation.
    pub conversation: Option<Uuid>,
    /// Selects events that were received at this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Selects events that were received before this time.
    pub until: Option<DateTime<Utc>>,
    /// Selects the event with this id in the ledger.
    pub id: Option<i64>,
    /// Selects events with this event uid.
    pub event_uid: Option<Uuid>,
}

impl Filter {
    /// Selects events in one of these states.
    pub fn states(mut self, states: impl IntoIterator<Item = State>) -> Self {
        self.states = states.into_iter().collect();
        self
    }

    /// Selects events with this name.
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Selects events of this conversation.
    pub fn conversation(mut self, uid: Uuid) -> Self {
        self.conversation = Some(uid);
        self
    }

    /// Selects events that were received at this time or later.
    pub fn since(mut self, time: DateTime<Utc>) -> Self {
        self.since = Some(time);
        self
    }

    /// Selects events that were received before this time.
    pub fn until(mut self, time: DateTime<Utc>) -> Self {
        self.until = Some(time);
        self
    }

    /// Selects the event with this id in the ledger.
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// Selects events with this event uid.
    pub fn event_uid(mut self, uid: Uuid) -> Self {
        self.event_uid = Some(uid);
        self
    }
}

/// A statement that is built from conditions, and the values of its placeholders.
pub(super) struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    /// Begins with a statement up to its `WHERE`.
    pub(super) fn new(select: &str) -> Self {
        Self {
            sql: format!("{select} WHERE 1 = 1"),
            values: Vec::new(),
        }
    }

    /// Adds a condition, which ends where its value follows.
    pub(super) fn and(mut self, condition: &str, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self.sql += &format!(" AND {condition} ${}", self.values.len());
        self
    }

    pub(super) fn and_always(mut self, condition: &str) -> Self {
        self.sql += &format!(" AND {condition}");
        self
    }

    fn and_if(self, condition: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.and(condition, value),
            None => self,
        }
    }

    /// The finished statement, with the text that follows its conditions.
    pub(super) fn then(mut self, rest: &str) -> Statement {
        self.sql.push_str(rest);
        Statement::new(self.sql, self.values)
    }
}

impl Filter {
    /// A statement about the events that the filter selects.
    pub(super) fn of(&self, select: &str) -> Conditions {
        let time = |time: Option<DateTime<Utc>>| time.map(|time| time.timestamp_millis());
        // The condition on the digest lets the database use its index.
        let key = self.conversation.map(keys::of_conversation);
        Conditions::new(select)
            .and_always(&self.in_states())
            .and_if("id =", self.id)
            .and_if("conversation_key =", key)
            .and_if("entity_uid =", self.conversation.map(|uid| uid.to_string()))
            .and_if("event_uid =", self.event_uid.map(|uid| uid.to_string()))
            .and_if("event =", self.event.clone())
            .and_if("received_at >=", time(self.since))
            .and_if("received_at <", time(self.until))
    }

    /// The condition on the states. It repeats the condition of a partial index on these states,
    /// without which the database would not use the index.
    pub(super) fn in_states(&self) -> String {
        const INDEXES: [&[State]; 2] = [
            &[State::Pending, State::Running],
            &[State::Dead, State::Unreadable],
        ];
        let list = |states: &[State]| {
            let names = states.iter().map(|state| format!("'{state}'"));
            names.collect::<Vec<_>>().join(", ")
        };
        if self.states.is_empty() {
            return "1 = 1".to_owned();
        }
        let meant = format!("state IN ({})", list(&self.states));
        let index = INDEXES
            .iter()
            .find(|index| self.states.iter().all(|state| index.contains(state)));
        match index {
            Some(index) => format!("{meant} AND state IN ({})", list(index)),
            None => meant,
        }
    }
}
