//! Taking an event, whether it is new or came before.

use capturi_webhooks::{PayloadError, WebhookEvent, WebhookIdentity, receiver::Delivery};
use http::header;
use sqlx::FromRow;

use super::{State, keys::Keys};
use crate::{
    Error,
    database::{BulkInsert, Database, Sql, Statement, Value, dialect, sql},
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
    /// A duplicate whose body is another one.
    pub(crate) has_other_body: bool,
}

#[derive(FromRow)]
struct Row {
    state: String,
    duplicates: i64,
}

/// Of an event that came again, whether it is to be handled (again); `$16` tells whether what is
/// done is.
macro_rules! requeued {
    () => {
        "(capturi_events.state IN ('dead', 'unreadable') \
            OR (capturi_events.state = 'done' AND $16 = 1))"
    };
}

/// What an arrival brings along, and then the time, three times.
macro_rules! columns {
    () => {
        "source, event_uid, event, entity_uid, conversation_key, event_key, state, \
         unreadable_by, last_error, request_id, method, query, content_type, traceparent, body, \
         received_at, changed_at, due_at"
    };
}

/// What tells that an event came before.
macro_rules! conflict {
    () => {
        " ON CONFLICT (conversation_key, event_key) "
    };
}

/// A new event. Of one that came before, nothing is returned.
const INSERT: Sql = sql!(
    "INSERT INTO capturi_events (" columns!() ") \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         " now "," now "," now ") \
     " conflict!() " DO NOTHING RETURNING request_id"
);

/// Many of them in one statement: what SQLite's writer does to those that wait together.
pub(crate) const BULK_INSERT: BulkInsert = BulkInsert {
    head: concat!("INSERT INTO capturi_events (", columns!(), ") VALUES "),
    row: concat!(
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ",
        dialect!(sqlite [] now "," now "," now),
        ")"
    ),
    tail: concat!(conflict!(), "DO NOTHING RETURNING request_id"),
    key: 9,
};

/// A duplicate of a running event can't be told from what its handler has before it: it changes
/// nothing but the count.
const ACCEPT: Sql = sql!(
    "INSERT INTO capturi_events (" columns!() ") \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         " now "," now "," now ") \
     " conflict!() " \
     DO UPDATE SET \
         duplicates = capturi_events.duplicates + 1, \
         state = CASE WHEN " requeued!() " THEN 'pending' ELSE capturi_events.state END, \
         attempts = CASE WHEN " requeued!() " THEN 0 ELSE capturi_events.attempts END, \
         body = CASE WHEN " requeued!() " THEN COALESCE(capturi_events.body, excluded.body) \
             ELSE capturi_events.body END, \
         changed_at = CASE WHEN " requeued!() " THEN " now " ELSE capturi_events.changed_at END, \
         due_at = CASE WHEN " requeued!() " THEN " now " ELSE capturi_events.due_at END \
     RETURNING state, duplicates"
);

/// Characters of an event's name that are stored.
const EVENT_NAME: usize = 200;

/// Keeps the body of a duplicate, unless it is that of the delivery before: the last one is handled.
/// `$1`, `$2`: the keys, `$3`: the body.
const KEEP_OTHER_BODY: Sql = sql!(
    "INSERT INTO capturi_other_bodies (event_id, received_at, body) \
     SELECT e.id, " now ", $3 FROM capturi_events e \
     WHERE e.conversation_key = $1 AND e.event_key = $2 AND e.body IS NOT NULL \
         AND $3 <> COALESCE((SELECT other.body FROM capturi_other_bodies other \
             WHERE other.event_id = e.id ORDER BY other.id DESC LIMIT 1), e.body) \
     RETURNING id"
);

impl Database {
    /// Takes an event; durable when it returns.
    pub(crate) async fn accept(&self, arrival: &Arrival) -> Result<Accepted, Error> {
        let keys = arrival.keys();
        if self.insert(INSERT, arrival.values(keys).into()).await? {
            return Ok(Accepted {
                state: arrival.state(),
                is_duplicate: false,
                has_other_body: false,
            });
        }
        // First its body: once it is to be handled again, a worker may have it at once.
        let body = arrival.delivery.body.clone();
        let values = [keys.conversation.into(), keys.event.into(), body.into()];
        let has_other_body = self.change(KEEP_OTHER_BODY.with(values)).await? > 0;
        let rows: Vec<Row> = self.write(arrival.statement(keys)).await?;
        let Some(row) = rows.first() else {
            return Err(sqlx::Error::RowNotFound.into());
        };
        Ok(Accepted {
            state: row.state.parse().unwrap_or(State::Pending),
            // Unless it was deleted meanwhile.
            is_duplicate: row.duplicates > 0,
            has_other_body,
        })
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

    fn statement(&self, keys: Keys) -> Statement {
        let mut values: Vec<Value> = self.values(keys).into();
        values.push(i64::from(self.reprocess).into());
        ACCEPT.with_all(values)
    }

    /// In the order of the columns, but for the times.
    fn values(&self, keys: Keys) -> [Value; 15] {
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
            delivery.body.clone().into(),
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
