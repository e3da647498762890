//! Taking an event, whether it is new or came before.

use capturi_webhooks::{PayloadError, WebhookEvent, WebhookIdentity, receiver::Delivery};
use http::header;
use sqlx::FromRow;

use super::{Ledger, State, integer, keys::Keys, stored::stored};
use crate::{
    Error,
    database::{Insertion, NewEvent, Statement, Value},
};

/// A delivery on its way into the ledger.
pub(crate) struct Arrival {
    pub(crate) delivery: Delivery,
    pub(crate) source: String,
    /// An error if the body does not say what happened.
    pub(crate) identity: Result<WebhookIdentity, PayloadError>,
    /// Whether a duplicate of what is done is handled again.
    pub(crate) reprocess: bool,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) state: State,
    pub(crate) is_duplicate: bool,
    /// A duplicate whose body is another one than the last.
    pub(crate) has_other_body: bool,
}

/// What an arrival brings along; its values come in the same order.
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

/// What its body brings along.
const BODY_COLUMNS: [&str; 2] = ["encoding", "body"];

/// What a new event has beside: one body, and the time, four times.
const OTHER_VALUES: &str = "1, {now}, {now}, {now}, {now}";

/// New events are known by their request ids: of those that came before, nothing is returned.
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

/// Characters of an event's name that are stored.
const EVENT_NAME: usize = 200;

/// How often an event is inserted that is deleted each time before it is found to be a duplicate.
const TRIES: usize = 3;

/// `$1`, `$2`: the keys, here and below. It comes first, as from then on the event waits for us.
const COUNT_DUPLICATE: &str = "UPDATE capturi_events SET duplicates = duplicates + 1 \
    WHERE conversation_key = $1 AND event_key = $2 RETURNING state";

/// Keeps the body of a duplicate, unless it is that of the delivery before: the last one is handled.
/// What has no body any more gets one if it is to be handled again. `$3`: how the body is encoded,
/// `$4`: the body, `$5`: whether what is done is handled again.
const KEEP_BODY: &str = "INSERT INTO capturi_bodies (event_id, number, received_at, encoding, body) \
    SELECT e.id, COALESCE((SELECT max(last.number) + 1 FROM capturi_bodies last \
        WHERE last.event_id = e.id), 0), {now}, $3, $4 \
    FROM capturi_events e \
    WHERE e.conversation_key = $1 AND e.event_key = $2 \
        AND (e.bodies > 0 AND $4 <> (SELECT last.body FROM capturi_bodies last \
                WHERE last.event_id = e.id ORDER BY last.number DESC LIMIT 1) \
            OR e.bodies = 0 AND (e.state IN ('dead', 'unreadable') OR e.state = 'done' AND $5 = 1)) \
    RETURNING event_id";

/// `$3`: the bytes of the body.
const COUNT_BODY: &str = "UPDATE capturi_events SET body_bytes = $3, \
        bodies = (SELECT count(*) FROM capturi_bodies body WHERE body.event_id = capturi_events.id) \
    WHERE conversation_key = $1 AND event_key = $2 \
        AND bodies <> (SELECT count(*) FROM capturi_bodies body \
            WHERE body.event_id = capturi_events.id) \
    RETURNING id";

/// A duplicate of a running event can't be told from what its handler has before it: it changes
/// nothing but the count. `$3`: whether what is done is handled again.
const HANDLE_AGAIN: &str = "UPDATE capturi_events SET state = 'pending', attempts = 0, \
        queued_at = {now}, changed_at = {now}, due_at = {now} \
    WHERE conversation_key = $1 AND event_key = $2 \
        AND (state IN ('dead', 'unreadable') OR state = 'done' AND $3 = 1) \
    RETURNING id";

#[derive(FromRow)]
struct Found {
    state: String,
}

impl Ledger {
    /// Takes an event; durable when it returns.
    pub(crate) async fn accept(&self, arrival: &Arrival) -> Result<Accepted, Error> {
        let keys = arrival.keys();
        let body = stored(&arrival.delivery.body);
        for _ in 0..TRIES {
            let event = arrival.new_event(keys, body.clone());
            if self.database().insert(event).await? {
                return Ok(Accepted {
                    state: arrival.state(),
                    is_duplicate: false,
                    has_other_body: false,
                });
            }
            if let Some(accepted) = self.accept_duplicate(arrival, keys, body.clone()).await? {
                return Ok(accepted);
            }
        }
        Err(sqlx::Error::RowNotFound.into())
    }

    /// None if it is none any more: it was deleted meanwhile.
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
            statement(COUNT_DUPLICATE, vec![]),
            statement(KEEP_BODY, vec![encoding, stored, reprocess()]),
            statement(COUNT_BODY, vec![bytes()]),
            statement(HANDLE_AGAIN, vec![reprocess()]),
        ];
        let written = self.database().write_all(statements).await?;
        let [found, kept, _, again] = written.as_slice() else {
            return Ok(None);
        };
        let found: Vec<Found> = found.read()?;
        Ok(found.first().map(|found| Accepted {
            state: match again.len() {
                0 => found.state.parse().unwrap_or(State::Pending),
                _ => State::Pending,
            },
            is_duplicate: true,
            has_other_body: kept.len() > 0,
        }))
    }
}

impl Arrival {
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

    fn new_event(&self, keys: Keys, body: [Value; 2]) -> NewEvent {
        NewEvent {
            values: self.values(keys).into(),
            body,
            order: keys.conversation,
        }
    }

    /// In the order of [`COLUMNS`].
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

/// The name as both engines can store and index it; the body has it as it was sent.
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

fn insert_arrays() -> String {
    let columns = COLUMNS.join(", ");
    let arrays = COLUMNS.iter().chain(&BODY_COLUMNS).enumerate();
    let arrays = arrays.map(|(at, column)| format!("CAST(${} AS {}[])", at + 1, kind(column)));
    let arrays = arrays.collect::<Vec<_>>().join(", ");
    let body = BODY_COLUMNS.join(", ");
    let insert = insert(&format!("SELECT {columns}, {OTHER_VALUES} FROM arrived"));
    format!(
        "WITH arrived AS MATERIALIZED \
             (SELECT * FROM unnest({arrays}) AS arrived ({columns}, {body})), \
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
    let row = format!("({}, {OTHER_VALUES})", ["?"; COLUMNS.len()].join(", "));
    insert(&format!("VALUES {}", vec![row; events].join(", ")))
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
