//! Accepting a delivery, whether its event is new or a duplicate.

use bytes::Bytes;
use capturi_webhooks::{PayloadError, WebhookEvent, WebhookIdentity, receiver::Delivery};
use http::header;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Ledger, State, integer,
    keys::{Keys, Subject},
    stored::stored,
};
use crate::{
    Error,
    database::{Insertion, NewEvent, Statement, Value},
};

/// A delivery on its way into the ledger.
pub(crate) struct Arrival {
    pub(crate) delivery: Delivery,
    pub(crate) source: String,
    /// The identity of the event, or an error if the body has none.
    pub(crate) identity: Result<WebhookIdentity, PayloadError>,
    /// Whether a duplicate of a done event is handled again.
    pub(crate) reprocess: bool,
}

/// The result of accepting a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// The event is new.
    New(State),
    /// The inbox has the event.
    Duplicate {
        state: State,
        /// Whether the body was stored: it differs from the last one, or the event had none.
        has_other_body: bool,
    },
    /// What the delivery is about was erased: nothing is stored.
    Erased,
}

/// The columns that an arrival has values for, in the order of `Arrival::values`.
const COLUMNS: [&str; 15] = [
    "source",
    "event_uid",
    "event",
    "entity_uid",
    "conversation_key",
    "event_key",
    "state",
    "unreadable_by",
    "last_error",
    REQUEST_ID,
    "method",
    "query",
    "content_type",
    "traceparent",
    "body_bytes",
];
const REQUEST_ID: &str = "request_id";

/// The columns that the body of an arrival has values for.
const BODY_COLUMNS: [&str; 2] = ["encoding", "body"];

/// The other values of a new event: one body, and the time for four columns.
const OTHER_VALUES: &str = "1, {now}, {now}, {now}, {now}";

/// The last value of an arrival, which is no column: the digest that its erasure would leave.
const DIGEST: &str = "digest";

/// The insertion of events. It returns the request ids of new events, and nothing for duplicates.
pub(super) const INSERTION: Insertion = Insertion {
    arrays: insert_arrays,
    events: insert_events,
    bodies: insert_bodies,
    key: {
        let mut at = 0;
        while !same(COLUMNS[at], REQUEST_ID) {
            at += 1;
        }
        at
    },
};

/// The longest event name that is stored, in characters.
const EVENT_NAME: usize = 200;

/// The number of attempts at a duplicate whose event is deleted each time before it can be counted.
const TRIES: usize = 3;

/// Finds the tombstone of an erasure. `$1`: its digest.
pub(super) const ERASED: &str = "SELECT erased_at AS number FROM capturi_erased WHERE digest = $1";

/// Counts a duplicate. This statement comes before the others, because it locks the event for the
/// transaction.
/// `$1`, `$2`: the keys, here and below.
const COUNT_DUPLICATE: &str = "UPDATE capturi_events SET duplicates = duplicates + 1 \
    WHERE conversation_key = $1 AND event_key = $2 RETURNING state";

/// Stores the body of a duplicate if it differs from the last body, because the last body is the
/// one that is handled. An event without a body gets it if the event is to be handled again. `$3`:
/// how the body is encoded, `$4`: the body, `$5`: whether a done event is handled again.
const KEEP_BODY: &str = "INSERT INTO capturi_bodies (event_id, number, received_at, encoding, body) \
    SELECT e.id, COALESCE((SELECT max(last.number) + 1 FROM capturi_bodies last \
        WHERE last.event_id = e.id), 0), {now}, $3, $4 \
    FROM capturi_events e \
    WHERE e.conversation_key = $1 AND e.event_key = $2 \
        AND (e.bodies > 0 AND $4 <> (SELECT last.body FROM capturi_bodies last \
                WHERE last.event_id = e.id ORDER BY last.number DESC LIMIT 1) \
            OR e.bodies = 0 AND (e.state IN ('dead', 'unreadable') OR e.state = 'done' AND $5 = 1)) \
    RETURNING event_id";

/// Notes that the last body has come again, a day or more later, and is to be handled: it is kept as if
/// it had come first now. `$3`: whether a done event is handled again.
const COME_AGAIN: &str = "UPDATE capturi_bodies SET received_at = {now} \
    WHERE received_at < {now} - 86400000 \
        AND event_id = (SELECT id FROM capturi_events e \
            WHERE e.conversation_key = $1 AND e.event_key = $2 \
                AND (e.state <> 'done' OR $3 = 1)) \
        AND number = (SELECT max(last.number) FROM capturi_bodies last \
            WHERE last.event_id = capturi_bodies.event_id) \
    RETURNING event_id";

/// Updates the number of an event's bodies if it has changed. `$3`: the bytes of the body.
const COUNT_BODY: &str = "UPDATE capturi_events SET body_bytes = $3, \
        bodies = (SELECT count(*) FROM capturi_bodies body WHERE body.event_id = capturi_events.id) \
    WHERE conversation_key = $1 AND event_key = $2 \
        AND bodies <> (SELECT count(*) FROM capturi_bodies body \
            WHERE body.event_id = capturi_events.id) \
    RETURNING id";

/// Makes a dead or unreadable event pending, or a done event that is to be handled again. A running
/// event stays as it is, because its handler is at work on the same event. `$3`: whether a done
/// event is handled again.
const HANDLE_AGAIN: &str = "UPDATE capturi_events SET state = 'pending', attempts = 0, \
        queued_at = {now}, changed_at = {now}, due_at = {now} \
    WHERE conversation_key = $1 AND event_key = $2 \
        AND (state IN ('dead', 'unreadable') OR state = 'done' AND $3 = 1) \
    RETURNING id";

/// Makes a dead event pending, even if it has lost its body.
const REVIVE: &str = "UPDATE capturi_events SET state = 'pending', attempts = 0, last_error = NULL, \
        bodies = CASE WHEN bodies = 0 THEN 1 ELSE bodies END, \
        queued_at = {now}, changed_at = {now}, due_at = {now} \
    WHERE conversation_key = $1 AND event_key = $2 AND state = 'dead' RETURNING id";

/// Inserts the body of an event that was inserted just now. `$3`, `$4`: how it is encoded, and the body.
const INSERT_BODY: &str = "INSERT INTO capturi_bodies (event_id, number, received_at, encoding, body) \
    SELECT e.id, 0, {now}, $3, $4 FROM capturi_events e \
    WHERE e.conversation_key = $1 AND e.event_key = $2 AND e.bodies = 1 \
        AND NOT EXISTS (SELECT 1 FROM capturi_bodies body WHERE body.event_id = e.id) \
    RETURNING event_id";

#[derive(FromRow)]
struct Found {
    state: String,
}

impl Ledger {
    /// Stores an event. It is durable when this returns.
    pub(crate) async fn accept(&self, arrival: &Arrival) -> Result<Accepted, Error> {
        let keys = arrival.keys();
        let body = stored(&arrival.delivery.body);
        for _ in 0..TRIES {
            let event = self.new_event(arrival, keys, body.clone());
            if self.database().insert(event).await? {
                return Ok(Accepted::New(arrival.state()));
            }
            if let Some(accepted) = self.accept_duplicate(arrival, keys, body.clone()).await? {
                return Ok(accepted);
            }
        }
        Err(sqlx::Error::RowNotFound.into())
    }

    /// Stores an event unless the inbox has it, or what it is about was erased, and returns whether it
    /// did. Unlike a delivery, this is no reason to count or handle it again.
    #[cfg(feature = "api")]
    pub(crate) async fn add(&self, arrival: &Arrival) -> Result<bool, Error> {
        let body = stored(&arrival.delivery.body);
        let event = self.new_event(arrival, arrival.keys(), body);
        self.database().insert(event).await
    }

    fn new_event(&self, arrival: &Arrival, keys: Keys, body: [Value; 2]) -> NewEvent {
        let digest = self.digest(arrival.subject()).into();
        let values = arrival.values(keys).into_iter().chain([digest]);
        NewEvent {
            values: values.collect(),
            body,
            order: keys.conversation,
        }
    }

    /// Records a duplicate, or that it was erased; none if its event was deleted meanwhile.
    async fn accept_duplicate(
        &self,
        arrival: &Arrival,
        keys: Keys,
        [encoding, stored]: [Value; 2],
    ) -> Result<Option<Accepted>, Error> {
        let body = &arrival.delivery.body;
        let reprocess = || Value::from(i64::from(arrival.reprocess));
        let bytes = || Value::from(integer(body.len()));
        let statement = |sql, more: Vec<Value>| {
            let keys = [keys.conversation.into(), keys.event.into()];
            Statement::new(sql, keys.into_iter().chain(more).collect::<Vec<_>>())
        };
        let statements = vec![
            Statement::new(ERASED, [self.digest(arrival.subject()).into()]),
            statement(COUNT_DUPLICATE, vec![]),
            statement(KEEP_BODY, vec![encoding, stored, reprocess()]),
            statement(COME_AGAIN, vec![reprocess()]),
            statement(COUNT_BODY, vec![bytes()]),
            statement(HANDLE_AGAIN, vec![reprocess()]),
        ];
        let written = self.database().write_all(statements).await?;
        let [erased, found, kept, _, _, again] = written.as_slice() else {
            return Ok(None);
        };
        let found: Vec<Found> = found.read()?;
        let duplicate = found.first().map(|found| Accepted::Duplicate {
            state: match again.len() {
                0 => found.state.parse().unwrap_or(State::Pending),
                _ => State::Pending,
            },
            has_other_body: kept.len() > 0,
        });
        Ok(duplicate.or((erased.len() > 0).then_some(Accepted::Erased)))
    }
}

impl Arrival {
    /// An event of ours, with this body, from this source.
    pub(crate) fn of(source: &'static str, body: &impl Serialize) -> Self {
        // Our bodies have no map and no type that could fail.
        let body = Bytes::from(serde_json::to_vec(body).unwrap_or_default());
        let delivery = Delivery::new(Uuid::new_v4(), body);
        Self::new(delivery, source.to_owned(), false)
    }

    pub(crate) fn new(delivery: Delivery, source: String, reprocess: bool) -> Self {
        Self {
            // A body that is not JSON, or that names no event, is stored all the same.
            identity: WebhookIdentity::from_slice(&delivery.body),
            delivery,
            source,
            reprocess,
        }
    }

    fn state(&self) -> State {
        match self.identity {
            Ok(_) => State::Pending,
            Err(_) => State::Unreadable,
        }
    }

    fn keys(&self) -> Keys {
        match &self.identity {
            Ok(identity) => Keys::new(&self.source, identity),
            Err(_) => Keys::NONE,
        }
    }

    fn subject(&self) -> Subject<'_> {
        let identity = self.identity.as_ref().ok();
        match identity.and_then(|identity| identity.entity_uid) {
            Some(uid) => Subject::Conversation(uid),
            None => Subject::Body(&self.delivery.body),
        }
    }

    /// The statements that insert this event in a transaction, whatever was erased. If it is there and
    /// dead, it is handled again.
    pub(super) fn insertion_again(&self) -> [Statement; 3] {
        let keys = self.keys();
        let [encoding, body] = stored(&self.delivery.body);
        let values = COLUMNS.iter().enumerate();
        let values = values.map(|(at, column)| format!("CAST(${} AS {})", at + 1, kind(column)));
        let values = values.collect::<Vec<_>>().join(", ");
        let event = insert(&format!("SELECT {values}, {OTHER_VALUES} WHERE 1 = 1"));
        let keys_and_body = [keys.conversation.into(), keys.event.into(), encoding, body];
        [
            Statement::new(event, self.values(keys)),
            Statement::new(REVIVE, [keys.conversation.into(), keys.event.into()]),
            Statement::new(INSERT_BODY, keys_and_body),
        ]
    }

    /// The values of [`COLUMNS`], in their order.
    fn values(&self, keys: Keys) -> [Value; COLUMNS.len()] {
        let delivery = &self.delivery;
        let (identity, error) = match &self.identity {
            Ok(identity) => (Some(identity), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let header = |name: &str| {
            let value = delivery.headers.get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let unreadable_by = error.as_ref().map(|_| crate::RELEASE.to_owned());
        [
            self.source.as_str().into(),
            identity.and_then(|identity| identity.event_uid).into(),
            identity
                .map_or_else(String::new, |identity| event_name(&identity.event))
                .into(),
            identity.and_then(|identity| identity.entity_uid).into(),
            keys.conversation.into(),
            keys.event.into(),
            self.state().as_str().into(),
            unreadable_by.into(),
            error.into(),
            delivery.request_id.to_string().into(),
            delivery.method.as_str().into(),
            delivery.query.clone().into(),
            header(header::CONTENT_TYPE.as_str()).into(),
            header("traceparent").into(),
            integer(delivery.body.len()).into(),
        ]
    }
}

/// The name in a form that both engines can store and index. The body has the name as it was sent.
fn event_name(event: &WebhookEvent) -> String {
    let storable = event
        .as_str()
        .chars()
        .take(EVENT_NAME)
        .map(|character| match character {
            '\0' => char::REPLACEMENT_CHARACTER,
            character => character,
        });
    storable.collect()
}

/// An insertion of these rows, each with the values of [`COLUMNS`] and [`OTHER_VALUES`].
fn insert(rows: &str) -> String {
    let columns = COLUMNS.join(", ");
    format!(
        "INSERT INTO capturi_events \
         ({columns}, bodies, received_at, queued_at, changed_at, due_at) {rows} \
         ON CONFLICT (conversation_key, event_key) DO NOTHING RETURNING id, {REQUEST_ID}"
    )
}

/// An insertion of the rows of `arrived` whose subject was not erased.
fn insert_arrived() -> String {
    let columns = COLUMNS.join(", ");
    insert(&format!(
        "SELECT {columns}, {OTHER_VALUES} FROM arrived WHERE {}",
        not_erased("arrived.digest")
    ))
}

/// The condition that there is no tombstone with this digest. An erasure waits for the transaction in
/// which it was examined.
pub(super) fn not_erased(digest: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM capturi_erased erased WHERE erased.digest = {digest} {{key_share}})"
    )
}

fn insert_arrays() -> String {
    let columns = COLUMNS.join(", ");
    let arrays = COLUMNS.iter().chain([&DIGEST]).chain(&BODY_COLUMNS);
    let arrays = arrays.enumerate();
    let arrays = arrays.map(|(at, column)| format!("CAST(${} AS {}[])", at + 1, kind(column)));
    let arrays = arrays.collect::<Vec<_>>().join(", ");
    let body = BODY_COLUMNS.join(", ");
    let insert = insert_arrived();
    format!(
        "WITH arrived AS MATERIALIZED \
             (SELECT * FROM unnest({arrays}) AS arrived ({columns}, {DIGEST}, {body})), \
         event AS ({insert}), \
         body AS (INSERT INTO capturi_bodies (event_id, number, received_at, {body}) \
             SELECT event.id, 0, {{now}}, {body} FROM event JOIN arrived USING ({REQUEST_ID})) \
         SELECT {REQUEST_ID} FROM event"
    )
}

/// The type of a column of an event or of its body.
fn kind(column: &str) -> &'static str {
    match column {
        "conversation_key" | "event_key" | "body_bytes" => "BIGINT",
        "body" => "{bytes}",
        _ => "TEXT",
    }
}

fn insert_events(events: usize) -> String {
    let columns = COLUMNS.join(", ");
    let row = format!("({})", ["?"; COLUMNS.len() + 1].join(", "));
    let rows = vec![row; events].join(", ");
    let insert = insert_arrived();
    format!("WITH arrived ({columns}, {DIGEST}) AS (VALUES {rows}) {insert}")
}

fn insert_bodies(bodies: usize) -> String {
    let rows = vec!["(?, 0, {now}, ?, ?)"; bodies].join(", ");
    let body = BODY_COLUMNS.join(", ");
    format!("INSERT INTO capturi_bodies (event_id, number, received_at, {body}) VALUES {rows}")
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
