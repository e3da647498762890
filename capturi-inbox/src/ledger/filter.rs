//! Which events are meant, as SQL that has only the conditions that are set.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{State, keys};
use crate::database::{Statement, Value};

/// Which events are meant; all of them unless something is set.
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
    /// Those in one of these states; in any if there is none.
    pub states: Vec<State>,
    /// Those of this event.
    pub event: Option<String>,
    /// Those of this conversation.
    pub conversation: Option<Uuid>,
    /// Those that were received then or later.
    pub since: Option<DateTime<Utc>>,
    /// Those that were received before.
    pub until: Option<DateTime<Utc>>,
    /// The one with this id in the ledger.
    pub id: Option<i64>,
    /// Those with this event uid.
    pub event_uid: Option<Uuid>,
}

impl Filter {
    /// Those in one of these states.
    pub fn states(mut self, states: impl IntoIterator<Item = State>) -> Self {
        self.states = states.into_iter().collect();
        self
    }

    /// Those of this event.
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Those of this conversation.
    pub fn conversation(mut self, uid: Uuid) -> Self {
        self.conversation = Some(uid);
        self
    }

    /// Those that were received then or later.
    pub fn since(mut self, time: DateTime<Utc>) -> Self {
        self.since = Some(time);
        self
    }

    /// Those that were received before.
    pub fn until(mut self, time: DateTime<Utc>) -> Self {
        self.until = Some(time);
        self
    }

    /// The one with this id in the ledger.
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// Those with this event uid.
    pub fn event_uid(mut self, uid: Uuid) -> Self {
        self.event_uid = Some(uid);
        self
    }
}

/// A statement that is put together of conditions, and the values that they ask for.
pub(super) struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    /// A statement up to its `WHERE`.
    pub(super) fn new(select: &str) -> Self {
        Self {
            sql: format!("{select} WHERE 1 = 1"),
            values: Vec::new(),
        }
    }

    /// `condition` ends where its value does.
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

    /// The statement, with what comes after its conditions.
    pub(super) fn then(mut self, rest: &str) -> Statement {
        self.sql.push_str(rest);
        Statement::new(self.sql, self.values)
    }
}

impl Filter {
    /// A statement about the events that are meant.
    pub(super) fn of(&self, select: &str) -> Conditions {
        let time = |time: Option<DateTime<Utc>>| time.map(|time| time.timestamp_millis());
        // The digest is in an index.
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

    /// Whether an event is in one of the states that are meant. The words of an index that has no
    /// other states stand beside it, as it serves only for conditions that have them.
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
