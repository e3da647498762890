//! The transfer of events from one inbox to another: to another engine, or back from a dump.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Filter, Ledger, State,
    accept::{ERASED, not_erased},
    count, integer,
    keys::Subject,
    stored::stored,
    time,
};
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
    /// The digest of its conversation, by which the ledger keeps the order of events.
    pub conversation_key: Option<i64>,
    /// The digest by which the ledger recognizes its duplicates.
    pub event_key: Option<i64>,
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

/// The result of [`Inbox::load`](crate::Inbox::load).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loaded {
    /// The event was new, and is in the inbox now.
    New,
    /// The inbox has the event. It stays as it is.
    There,
    /// What the event is about [was erased](crate::Inbox::erase): it is not loaded.
    Erased,
}

const COLUMNS: &str = "id, source, event_uid, event, entity_uid, conversation_key, event_key, state, received_at, changed_at, \
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
    conversation_key: Option<i64>,
    event_key: Option<i64>,
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
    SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), \
        CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS TEXT), CAST($8 AS BIGINT), {now}, \
        CAST($9 AS BIGINT), {now}, CAST($10 AS BIGINT), CAST($11 AS BIGINT), CAST($12 AS BIGINT), \
        CAST($13 AS BIGINT), CAST($14 AS TEXT), CAST($15 AS TEXT), CAST($16 AS TEXT), \
        CAST($17 AS TEXT), CAST($18 AS TEXT), CAST($19 AS TEXT), CAST($20 AS TEXT) \
    WHERE NOT EXISTS (SELECT 1 FROM capturi_events e WHERE ";
const LOAD_END: &str = " ON CONFLICT (conversation_key, event_key) DO NOTHING RETURNING id";

/// Inserts the body of an event that was loaded just now: of one that was there, `bodies` tells that
/// its body is there, too, or that its retention is over. `$1`, `$2`: the keys, `$3`: the request
/// id, `$4`: when it was received, `$5`: how the body is encoded, `$6`: the body.
const LOAD_BODY: &str = "INSERT INTO capturi_bodies (event_id, number, received_at, encoding, body) \
    SELECT e.id, 0, $4, $5, $6 FROM capturi_events e WHERE e.bodies = 1 \
        AND NOT EXISTS (SELECT 1 FROM capturi_bodies body WHERE body.event_id = e.id) AND ";
const LOAD_BODY_END: &str = " RETURNING event_id";

/// What a pending event without a body dies of.
const NO_BODY: &str = "its body was not in the dump";

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
    ) -> Result<Loaded, Error> {
        let subject = match (event.conversation_uid, &body) {
            (Some(uid), _) => Some(Subject::Conversation(uid)),
            (None, Some(body)) => Some(Subject::Body(body)),
            (None, None) => None,
        };
        let digest = subject.map(|subject| self.digest(subject));
        let same = event.same(["$5", "$6", "$16", "$8"]);
        let load = format!("{LOAD}{same}) AND {}{LOAD_END}", not_erased("$21"));
        let values = event.values(body.as_deref()).into_iter();
        let values: Vec<_> = values.chain([digest.clone().into()]).collect();
        let mut statements = vec![
            Statement::new(load, values),
            Statement::new(ERASED, [digest.into()]),
        ];
        if let Some(body) = body {
            let [encoding, stored] = stored(&body.into());
            let same = event.same(["$1", "$2", "$3", "$4"]);
            let values = [
                event.conversation_key.into(),
                event.event_key.into(),
                event.request_id.as_str().into(),
                event.received_at.timestamp_millis().into(),
                encoding,
                stored,
            ];
            let load_body = format!("{LOAD_BODY}{same}{LOAD_BODY_END}");
            statements.push(Statement::new(load_body, values));
        }
        let written = self.database().write_all(statements).await?;
        let has_rows = |at: usize| written.get(at).is_some_and(|rows| rows.len() > 0);
        Ok(match (has_rows(0), has_rows(1)) {
            (true, _) => Loaded::New,
            (false, true) => Loaded::Erased,
            (false, false) => Loaded::There,
        })
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
            conversation_key: self.conversation_key,
            event_key: self.event_key,
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
    /// The condition that the row `e` is this event. The keys tell it; an event without an
    /// `event_key` is told by its delivery, among those of its conversation, of which there is an
    /// index. The names of the values: both keys, the request id, when it was received.
    fn same(&self, [conversation, event, request_id, received_at]: [&str; 4]) -> String {
        let of_conversation = match self.conversation_key {
            Some(_) => format!("e.conversation_key = {conversation}"),
            None => {
                format!("e.conversation_key IS NULL AND CAST({conversation} AS BIGINT) IS NULL")
            }
        };
        format!(
            "{of_conversation} AND (e.event_key = {event} \
                 OR e.event_key IS NULL AND CAST({event} AS BIGINT) IS NULL \
                     AND e.request_id = {request_id} AND e.received_at = {received_at})"
        )
    }

    /// The values for [`LOAD`], in its order.
    fn values(&self, body: Option<&[u8]>) -> [Value; 20] {
        let (state, error) = match (self.state, body) {
            // The worker that has claimed it works on the other inbox.
            (State::Running, Some(_)) => (State::Pending, self.last_error.clone()),
            // Without a body, there is nothing to hand to a handler.
            (State::Running | State::Pending, None) => (State::Dead, Some(NO_BODY.to_owned())),
            (state, _) => (state, self.last_error.clone()),
        };
        [
            self.source.as_str().into(),
            self.event_uid.into(),
            self.event.as_str().into(),
            self.conversation_uid.into(),
            self.conversation_key.into(),
            self.event_key.into(),
            state.as_str().into(),
            self.received_at.timestamp_millis().into(),
            self.changed_at.timestamp_millis().into(),
            i64::from(self.attempts).into(),
            i64::from(self.duplicates).into(),
            i64::from(body.is_some()).into(),
            integer(body.map_or(0, <[u8]>::len)).into(),
            error.into(),
            self.unreadable_by.clone().into(),
            self.request_id.as_str().into(),
            self.method.as_str().into(),
            self.query.clone().into(),
            self.content_type.clone().into(),
            self.traceparent.clone().into(),
        ]
    }
}
