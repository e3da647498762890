//! What an operator sees of an event.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use uuid::Uuid;

use super::{State, count, time};

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
    /// Whether it waits for an earlier event of its conversation.
    pub parked: bool,
    /// How often its handling was begun, but for attempts that cost none.
    pub attempts: u32,
    /// Who handles it, or did so last.
    pub worker: Option<String>,
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
pub(super) const COLUMNS: &str = "id, source, event_uid, event, entity_uid, state, received_at, \
    changed_at, due_at, parked, attempts, worker, duplicates, bodies, body_bytes, last_error, \
    request_id";

/// An entry as it is read; users of the crate need not know of it.
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
    /// Who made it.
    pub worker: Option<String>,
    /// When it began, by the database's clock.
    pub began_at: DateTime<Utc>,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What became of the event: retry, dead, unreadable, released (at no cost), or lost (with its
    /// worker).
    pub outcome: String,
    /// Why.
    pub error: Option<String>,
}

/// An attempt as it is read.
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
