//! Events and attempts as an operator sees them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use uuid::Uuid;

use super::{State, count, time};

/// An event in the ledger, without its body.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// The id of the event in this inbox. Ids ascend in the order of arrival.
    pub id: i64,
    /// The endpoint that received the event.
    pub source: String,
    /// The uid of the event at Capturi.
    pub event_uid: Option<Uuid>,
    /// The name of the event; empty if the body has none.
    pub event: String,
    /// The uid of the conversation that the event is about.
    pub conversation_uid: Option<Uuid>,
    /// The state of the event.
    pub state: State,
    /// When it was received, by the database's clock.
    pub received_at: DateTime<Utc>,
    /// When its state changed last, by the database's clock.
    pub changed_at: DateTime<Utc>,
    /// If pending, when it may be handled; if running, when its lease ends.
    pub due_at: DateTime<Utc>,
    /// Whether it waits for another event of its conversation.
    pub parked: bool,
    /// The number of attempts, without those that cost none.
    pub attempts: u32,
    /// The worker that handles the event, or did so last.
    pub worker: Option<String>,
    /// The number of duplicates.
    pub duplicates: u32,
    /// The number of duplicates whose body differed from the body before.
    pub other_bodies: u32,
    /// The reason why it was not handled the last time.
    pub last_error: Option<String>,
    /// The request id of its first delivery, as it stands in the receiver's log.
    pub request_id: String,
    /// The size of the last body; none once its retention is over.
    pub body_bytes: Option<u64>,
}

/// The columns of an [`Entry`].
pub(super) const COLUMNS: &str = "id, source, event_uid, event, entity_uid, state, received_at, \
    changed_at, due_at, parked, attempts, worker, duplicates, bodies, body_bytes, last_error, \
    request_id";

/// An entry as it is read from either engine. The type keeps `FromRow` out of the public API.
pub(super) struct EntryRow(pub(super) Entry);

impl<'r, R: Row> FromRow<'r, R> for EntryRow
where
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let uid = |column| {
            row.try_get::<Option<String>, _>(column)
                .map(|uid| uid.and_then(|uid| uid.parse().ok()))
        };
        let number = |column| row.try_get::<i64, _>(column);
        let state: String = row.try_get("state")?;
        let bodies = number("bodies")?;
        Ok(Self(Entry {
            id: row.try_get("id")?,
            source: row.try_get("source")?,
            event_uid: uid("event_uid")?,
            event: row.try_get("event")?,
            conversation_uid: uid("entity_uid")?,
            state: state
                .parse()
                .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            received_at: number("received_at").map(time)?,
            changed_at: number("changed_at").map(time)?,
            due_at: number("due_at").map(time)?,
            parked: number("parked")? != 0,
            attempts: number("attempts").map(count)?,
            worker: row.try_get("worker")?,
            duplicates: number("duplicates").map(count)?,
            last_error: row.try_get("last_error")?,
            request_id: row.try_get("request_id")?,
            other_bodies: count(bodies - 1),
            body_bytes: (bodies > 0)
                .then_some(number("body_bytes")?)
                .map(i64::cast_unsigned),
        }))
    }
}

/// An attempt that did not succeed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The worker that made the attempt.
    pub worker: Option<String>,
    /// When it began, by the database's clock.
    pub began_at: DateTime<Utc>,
    /// The duration in seconds.
    pub seconds: f64,
    /// The outcome: retry, dead, unreadable, released (the attempt cost nothing), or lost (with its
    /// worker).
    pub outcome: String,
    /// The error.
    pub error: Option<String>,
}

/// An attempt as it is read from either engine.
pub(super) struct AttemptRow(pub(super) Attempt);

impl<'r, R: Row> FromRow<'r, R> for AttemptRow
where
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        Ok(Self(Attempt {
            worker: row.try_get("worker")?,
            began_at: row.try_get("began_at").map(time)?,
            seconds: row.try_get::<i64, _>("milliseconds")? as f64 / 1000.0,
            outcome: row.try_get("outcome")?,
            error: row.try_get("error")?,
        }))
    }
}
