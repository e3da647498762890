//! The transfer of events from one inbox to another: to another engine, or back from a dump.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Filter, Ledger, State, count, integer, keys::Keys, stored::stored, time};
use crate::{
    Error,
    database::{Statement, Value},
};

/// An event in the form that [`Inbox::dump`](crate::Inbox::dump) returns and
/// [`Inbox::load`](crate::Inbox::load) takes: all its data but its bodies and the record of its
/// attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DumpedEvent {
    /// The id of the event in the inbox that it comes from.
    pub id: i64,
    /// The endpoint that received the event.
    pub source: String,
    /// The uid of the event at Capturi.
    pub event_uid: Option<Uuid>,
    /// The name of the event; empty if the body has none.
    pub event: String,
    /// The uid of the conversation that the event is about.
    pub conversation_uid: Option<Uuid>,
    /// The state of the event. A running event is loaded as pending.
    pub state: State,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When its state changed last, from which its retention is counted.
    pub changed_at: DateTime<Utc>,
    /// The number of attempts, without those that cost none.
    pub attempts: u32,
    /// The number of duplicates.
    pub duplicates: u32,
    /// The reason why it was not handled the last time.
    pub last_error: Option<String>,
    /// The release that could not read it.
    pub unreadable_by: Option<String>,
    /// The request id of its first delivery.
    pub request_id: String,
    /// The method of its first delivery.
    pub method: String,
    /// The query of its first delivery's URL.
    pub query: Option<String>,
    /// The `content-type` of its first delivery.
    pub content_type: Option<String>,
    /// The `traceparent` of its first delivery.
    pub traceparent: Option<String>,
}

const COLUMNS: &str = "id, source, event_uid, event, entity_uid, state, received_at, changed_at, \
    attempts, duplicates, last_error, unreadable_by, request_id, method, query, content_type, \
    traceparent";

/// A row of [`COLUMNS`].
#[derive(FromRow)]
struct Row {
    id: i64,
    source: String,
    event_uid: Option<String>,
    event: String,
    entity_uid: Option<String>,
    state: String,
    received_at: i64,
    changed_at: i64,
    attempts: i64,
    duplicates: i64,
    last_error: Option<String>,
    unreadable_by: Option<String>,
    request_id: String,
    method: String,
    query: Option<String>,
    content_type: Option<String>,
    traceparent: Option<String>,
}

/// Inserts an event, unless the inbox has it. `$1` to `$20`: the values of the columns, in their
/// order.
const LOAD: &str = "INSERT INTO capturi_events (source, event_uid, event, entity_uid, \
        conversation_key, event_key, state, received_at, queued_at, changed_at, due_at, attempts, \
        duplicates, bodies, body_bytes, last_error, unreadable_by, request_id, method, query, \
        content_type, traceparent) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, {now}, $9, {now}, $10, $11, $12, $13, $14, $15, $16, \
        $17, $18, $19, $20) \
    ON CONFLICT (conversation_key, event_key) DO NOTHING RETURNING id";

/// Inserts the body of the event that was loaded just now, if it was new. `$1`: its request id,
/// `$2`: when it was received, `$3`: how the body is encoded, `$4`: the body.
const LOAD_BODY: &str = "INSERT INTO capturi_bodies (event_id, number, received_at, encoding, body) \
    SELECT e.id, 0, $2, $3, $4 FROM capturi_events e \
    WHERE e.id = {last_id} AND e.request_id = $1 \
        AND NOT EXISTS (SELECT 1 FROM capturi_bodies body WHERE body.event_id = e.id) \
    RETURNING event_id";

impl Ledger {
    pub(crate) async fn dump(
        &self,
        filter: &Filter,
        after: i64,
        limit: i64,
    ) -> Result<Vec<DumpedEvent>, Error> {
        let select = format!("SELECT {COLUMNS} FROM capturi_events");
        let events = filter.of(&select).and("id >", after);
        let oldest = events.then(&format!(" ORDER BY id LIMIT {limit}"));
        let rows: Vec<Row> = self.database().read(oldest).await?;
        rows.into_iter().map(Row::dumped).collect()
    }

    /// Loads an event, and returns whether it was new.
    pub(crate) async fn load(
        &self,
        event: &DumpedEvent,
        body: Option<Vec<u8>>,
    ) -> Result<bool, Error> {
        let mut statements = vec![Statement::new(LOAD, event.values(body.as_deref()))];
        if let Some(body) = body {
            let [encoding, stored] = stored(&body.into());
            let received = event.received_at.timestamp_millis();
            let values = [
                event.request_id.as_str().into(),
                received.into(),
                encoding,
                stored,
            ];
            statements.push(Statement::new(LOAD_BODY, values));
        }
        let written = self.database().write_all(statements).await?;
        Ok(written.first().is_some_and(|loaded| loaded.len() > 0))
    }
}

impl Row {
    fn dumped(self) -> Result<DumpedEvent, Error> {
        let uid = |uid: Option<String>| uid.and_then(|uid| uid.parse().ok());
        Ok(DumpedEvent {
            id: self.id,
            source: self.source,
            event_uid: uid(self.event_uid),
            event: self.event,
            conversation_uid: uid(self.entity_uid),
            state: self
                .state
                .parse()
                .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            received_at: time(self.received_at),
            changed_at: time(self.changed_at),
            attempts: count(self.attempts),
            duplicates: count(self.duplicates),
            last_error: self.last_error,
            unreadable_by: self.unreadable_by,
            request_id: self.request_id,
            method: self.method,
            query: self.query,
            content_type: self.content_type,
            traceparent: self.traceparent,
        })
    }
}

impl DumpedEvent {
    /// The values for [`LOAD`], in its order.
    fn values(&self, body: Option<&[u8]>) -> [Value; 20] {
        let state = match (self.state, body) {
            // The worker that has claimed it works on the other inbox.
            (State::Running, Some(_)) => State::Pending,
            // Without a body, there is nothing to hand to a handler.
            (State::Running | State::Pending, None) => State::Dead,
            (state, _) => state,
        };
        let keys = match self.state {
            State::Unreadable => Keys::NONE,
            _ => Keys::of(
                &self.source,
                self.event_uid,
                &self.event,
                self.conversation_uid,
            ),
        };
        [
            self.source.as_str().into(),
            self.event_uid.into(),
            self.event.as_str().into(),
            self.conversation_uid.into(),
            keys.conversation.into(),
            keys.event.into(),
            state.as_str().into(),
            self.received_at.timestamp_millis().into(),
            self.changed_at.timestamp_millis().into(),
            i64::from(self.attempts).into(),
            i64::from(self.duplicates).into(),
            i64::from(body.is_some()).into(),
            integer(body.map_or(0, <[u8]>::len)).into(),
            self.last_error.clone().into(),
            self.unreadable_by.clone().into(),
            self.request_id.as_str().into(),
            self.method.as_str().into(),
            self.query.clone().into(),
            self.content_type.clone().into(),
            self.traceparent.clone().into(),
        ]
    }
}
