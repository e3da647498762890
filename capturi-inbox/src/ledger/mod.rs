//! The ledger: what is known of each event, and the statements that change it.

mod accept;
mod keys;
mod operate;
mod work;

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use uuid::Uuid;

pub(crate) use accept::{Accepted, Arrival, BULK_INSERT};
pub use operate::{Filter, Retention, Stats};
pub(crate) use work::{Claim, LONGEST_LEASE, LONGEST_PAUSE, Verdict};

/// Events that one statement changes at most: nobody waits long for the lock.
const BATCH: i64 = 500;

/// Where an event is on its way; drawn on the crate's front page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum State {
    /// Waits to be handled, for the first time or again.
    Pending,
    /// Is being handled, as long as its lease runs.
    Running,
    /// Was handled.
    Done,
    /// Will not be handled, unless an operator or a replay requeues it.
    Dead,
    /// Can't be read by this release; a newer one tries again.
    Unreadable,
}

impl State {
    /// All of them, in the order of an event's way.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Running,
        Self::Done,
        Self::Dead,
        Self::Unreadable,
    ];

    /// The state's name in the ledger and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no state; there are pending, running, done, dead and unreadable")]
pub struct UnknownState;

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let mut states = Self::ALL.into_iter();
        states
            .find(|state| state.as_str() == text)
            .ok_or(UnknownState)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// An event as it stands in the ledger, without what it carries.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// Identifies the event in this inbox; in the order of arrival.
    pub id: i64,
    /// The endpoint that took it.
    pub source: String,
    /// Identifies the event at Capturi.
    pub event_uid: Option<Uuid>,
    /// What happened; empty if the body does not say it.
    pub event: String,
    /// The conversation that it happened to.
    pub conversation_uid: Option<Uuid>,
    /// Where the event is on its way.
    pub state: State,
    /// When it was taken, by the database's clock.
    pub received_at: DateTime<Utc>,
    /// When its state changed last, by the database's clock.
    pub changed_at: DateTime<Utc>,
    /// If pending, when it may be handled; if running, when its lease ends.
    pub due_at: DateTime<Utc>,
    /// How often its handling was begun.
    pub attempts: u32,
    /// How often it came again.
    pub duplicates: u32,
    /// How many of those deliveries had another body than the one before.
    pub other_bodies: u32,
    /// Why it was not handled the last time.
    pub last_error: Option<String>,
    /// The request id of its first delivery, as it stands in the receiver's log.
    pub request_id: String,
    /// How large the body is; none once its retention is over.
    pub body_bytes: Option<u64>,
}

/// The columns of an [`Entry`].
macro_rules! entry_columns {
    () => {
        "id, source, event_uid, event, entity_uid, state, received_at, changed_at, due_at, \
         attempts, duplicates, last_error, request_id, \
         (SELECT count(*) FROM capturi_other_bodies other \
             WHERE other.event_id = capturi_events.id) AS other_bodies, \
         CAST(length(body) AS BIGINT) AS body_bytes"
    };
}
use entry_columns;

impl<'r, R: Row> FromRow<'r, R> for Entry
where
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let uid = |column| {
            row.try_get::<Option<String>, _>(column)
                .map(|uid| uid.and_then(read_uid))
        };
        let time = |column| row.try_get::<i64, _>(column).map(time);
        let count = |column| row.try_get::<i64, _>(column).map(count);
        let state: String = row.try_get("state")?;
        Ok(Self {
            id: row.try_get("id")?,
            source: row.try_get("source")?,
            event_uid: uid("event_uid")?,
            event: row.try_get("event")?,
            conversation_uid: uid("entity_uid")?,
            state: state
                .parse()
                .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            received_at: time("received_at")?,
            changed_at: time("changed_at")?,
            due_at: time("due_at")?,
            attempts: count("attempts")?,
            duplicates: count("duplicates")?,
            last_error: row.try_get("last_error")?,
            request_id: row.try_get("request_id")?,
            other_bodies: count("other_bodies")?,
            body_bytes: row
                .try_get::<Option<i64>, _>("body_bytes")?
                .map(i64::cast_unsigned),
        })
    }
}

fn read_uid(text: String) -> Option<Uuid> {
    text.parse().ok()
}

pub(crate) fn time(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

pub(crate) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// A duration as the ledger counts it.
fn milliseconds(duration: std::time::Duration) -> i64 {
    // So that it can be added to a time.
    const LONGEST: i64 = i64::MAX / 4;
    i64::try_from(duration.as_millis()).map_or(LONGEST, |milliseconds| milliseconds.min(LONGEST))
}
