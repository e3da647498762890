//! The erasure of a conversation, and the tombstones that keep it from coming back: digests by a key of
//! this inbox.

use std::{collections::HashMap, path::Path, slice};

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Arrival, Ledger, Number,
    accept::ERASED,
    claim::unpark,
    integer,
    keys::{self, Subject},
    retention::{Sized, batches, delete_content},
    time,
};
use crate::{
    Error, Reason,
    database::{Database, Rows, Statement, Value},
    journal::Journal,
};

/// The sources and names of the events that tell handlers of an erasure or a deletion. They have no
/// content, and stay.
macro_rules! is_notice {
    () => {
        "(source = 'erasures' AND event = 'ConversationErased' \
          OR source = 'deletions' AND event = 'ConversationDeleted')"
    };
}

/// The events of the conversation with the digest `$1` and the uid `$2`.
macro_rules! of_conversation {
    () => {
        concat!(
            "conversation_key = $1 AND entity_uid = $2 AND NOT ",
            is_notice!()
        )
    };
}

/// The key of the digests. `$1`: a new one.
const MAKE_KEY: &str = "INSERT INTO capturi_settings (name, value) VALUES ('erasure_key', $1) \
    ON CONFLICT (name) DO NOTHING RETURNING name";
const KEY: &str = "SELECT value AS text FROM capturi_settings WHERE name = 'erasure_key'";

const ERASING: &str = "{erasing}";
/// `$1`: the digest, `$2`: when it was erased, or now.
const BURY: &str = "INSERT INTO capturi_erased (digest, erased_at) \
    VALUES ($1, COALESCE(CAST($2 AS BIGINT), {now})) ON CONFLICT (digest) DO NOTHING RETURNING digest";
const TOMBSTONES: &str = "SELECT digest AS text FROM capturi_erased";

/// The events of a conversation, all but the newest.
const OLDER: &str = concat!(
    "SELECT id, bodies * body_bytes AS bytes FROM capturi_events WHERE ",
    of_conversation!(),
    " AND state <> 'running' AND id < (SELECT max(id) FROM capturi_events WHERE ",
    of_conversation!(),
    ") ORDER BY id"
);
/// Waits for deliveries and verdicts about these events.
const LOCK: &str = concat!(
    "SELECT id FROM capturi_events WHERE ",
    of_conversation!(),
    " ORDER BY id {lock}"
);
const DELETE_BODIES: &str = concat!(
    "DELETE FROM capturi_bodies WHERE event_id IN (SELECT id FROM capturi_events WHERE ",
    of_conversation!(),
    ") RETURNING event_id"
);
const DELETE_ATTEMPTS: &str = concat!(
    "DELETE FROM capturi_attempts WHERE event_id IN (SELECT id FROM capturi_events WHERE ",
    of_conversation!(),
    ") RETURNING event_id"
);
/// Puts the event that tells of the erasure off until no worker can still handle an event of the
/// conversation. `$3`: its key.
const PUT_OFF: &str = "UPDATE capturi_events \
    SET due_at = COALESCE((SELECT max(other.due_at) FROM capturi_events other \
        WHERE other.conversation_key = $1 AND other.entity_uid = $2 AND other.state = 'running'), due_at) \
    WHERE conversation_key = $1 AND entity_uid = $2 AND event_key = $3 AND state = 'pending' \
    RETURNING id";
const DELETE: &str = concat!(
    "DELETE FROM capturi_events WHERE ",
    of_conversation!(),
    " RETURNING id"
);

/// Deletes an event that has no conversation. `$1`: its id.
const DELETE_ONE: &str =
    "DELETE FROM capturi_events WHERE id = $1 AND entity_uid IS NULL RETURNING id";
const DELETE_OLDER: &str = "DELETE FROM capturi_events WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {each}) \
     AND state <> 'running' RETURNING id";

/// The conversations of events after the conversation `$1`, and the events without one after the id
/// `$1`. `$2`: how many.
const CONVERSATIONS: &str = "SELECT DISTINCT entity_uid AS text FROM capturi_events \
    WHERE entity_uid > $1 ORDER BY entity_uid LIMIT $2";
const WITHOUT: &str = "SELECT id, bodies AS bytes FROM capturi_events \
    WHERE id > $1 AND entity_uid IS NULL AND bodies > 0 ORDER BY id LIMIT $2";

/// What an inbox keeps of an erased conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tombstone {
    /// The digest of the conversation's uid by a key of the inbox. The audit log names it.
    pub digest: String,
    /// When the conversation was erased.
    pub erased_at: DateTime<Utc>,
}

/// What an erasure did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Erased {
    /// The number of events that were deleted.
    pub(crate) events: u64,
    /// Whether the event that tells of it is new.
    pub(crate) is_told: bool,
}

/// How many events or conversations are read at once.
const PAGE: usize = 1000;

#[derive(FromRow)]
struct Text {
    text: String,
}

impl Ledger {
    /// The key of this inbox's digests; it is made if there is none.
    pub(super) async fn erasure_key(database: &Database) -> Result<String, Error> {
        loop {
            let found: Vec<Text> = database.read(Statement::new(KEY, [])).await?;
            if let Some(key) = found.into_iter().next() {
                return Ok(key.text);
            }
            let key = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
            let make = Statement::new(MAKE_KEY, [key.into()]);
            database.write(make).await?;
        }
    }

    pub(super) fn digest(&self, subject: Subject<'_>) -> String {
        subject.digest(&self.0.erasure_key)
    }

    pub(crate) async fn tombstone(&self, uid: Uuid) -> Result<Option<Tombstone>, Error> {
        let digest = self.digest(Subject::Conversation(uid));
        let find = Statement::new(ERASED, [digest.as_str().into()]);
        let found: Vec<Number> = self.database().read(find).await?;
        Ok(found.first().map(|row| Tombstone {
            digest,
            erased_at: time(row.number),
        }))
    }

    pub(crate) fn journal(&self) -> Option<&Path> {
        self.0.journal.as_ref().map(Journal::path)
    }

    /// Erases the events of a conversation. `notice` tells handlers of it.
    pub(crate) async fn erase(&self, uid: Uuid, notice: &Arrival) -> Result<Erased, Error> {
        let digest = self.digest(Subject::Conversation(uid));
        self.note(slice::from_ref(&digest)).await?;
        self.erase_noted(uid, digest, notice).await
    }

    async fn erase_noted(
        &self,
        uid: Uuid,
        digest: String,
        notice: &Arrival,
    ) -> Result<Erased, Error> {
        let key = keys::of_conversation(uid);
        let of_conversation = || -> [Value; 2] { [key.into(), uid.to_string().into()] };
        let mut erased = Erased::default();
        // One event is left, by which an erasure that is interrupted here finds the conversation again.
        let older = Statement::new(OLDER, of_conversation());
        let older: Vec<Sized> = self.database().read(older).await?;
        for batch in batches(&older, self.database().deleted_at_once()) {
            let ids = batch.iter().copied();
            let delete = Statement::new(DELETE_OLDER, [super::each(ids)]);
            let content = delete_content(batch);
            let deleted = self.database().write_batch(delete, content).await?;
            erased.events += deleted.len() as u64;
        }
        let [tell, tell_body] = notice.insertion();
        let mut put_off: Vec<Value> = of_conversation().into();
        put_off.push(notice.event_key().into());
        let mut statements = vec![
            Statement::new(ERASING, []),
            Statement::new(BURY, [digest.into(), Value::Integer(None)]),
            Statement::new(LOCK, of_conversation()),
            Statement::new(DELETE_BODIES, of_conversation()),
            Statement::new(DELETE_ATTEMPTS, of_conversation()),
        ];
        let told = statements.len();
        statements.extend([tell, tell_body, Statement::new(PUT_OFF, put_off)]);
        let deleted = statements.len();
        statements.push(Statement::new(DELETE, of_conversation()));
        statements.extend(unpark([key]));
        let written = self.database().write_all(statements).await?;
        let rows = |at: usize| written.get(at).map_or(0, Rows::len);
        erased.events += rows(deleted) as u64;
        erased.is_told = rows(told) > 0;
        self.forget_reason().await?;
        Ok(erased)
    }

    /// Erases an event that has no conversation, and returns how many there were.
    pub(crate) async fn erase_event(&self, id: i64) -> Result<u64, Error> {
        let digests = self.digests_of(id).await?;
        self.note(&digests).await?;
        self.erase_event_noted(id, digests).await
    }

    async fn erase_event_noted(&self, id: i64, digests: Vec<String>) -> Result<u64, Error> {
        let bury = |digest: String| Statement::new(BURY, [digest.into(), Value::Integer(None)]);
        let mut statements = vec![Statement::new(ERASING, [])];
        statements.extend(digests.into_iter().map(bury));
        let delete = statements.len();
        statements.push(Statement::new(DELETE_ONE, [id.into()]));
        statements.extend(delete_content(vec![id]));
        let written = self.database().write_all(statements).await?;
        self.forget_reason().await?;
        Ok(written.get(delete).map_or(0, |rows| rows.len() as u64))
    }

    /// The digests of an event's bodies.
    async fn digests_of(&self, id: i64) -> Result<Vec<String>, Error> {
        match self.bodies(id).await {
            Ok(bodies) => Ok(bodies
                .iter()
                .map(|body| self.digest(Subject::Body(body)))
                .collect()),
            // A body that the disk has damaged can be deleted, and would not be recognised.
            Err(error) if error.reason() == Some(Reason::Damaged) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Adds erasures to the journal, before they are made.
    async fn note(&self, digests: &[String]) -> Result<(), Error> {
        match &self.0.journal {
            Some(journal) => journal.add(digests, time(self.now().await?)),
            None => Ok(()),
        }
    }

    /// Makes the erasures of the journal that this database lacks, because it was restored from a
    /// back-up, and returns the number of events that were erased; none if it lacks none.
    pub(crate) async fn erase_again(
        &self,
        notice: impl Fn(Uuid) -> Arrival,
    ) -> Result<Option<u64>, Error> {
        let Some(journal) = &self.0.journal else {
            return Ok(None);
        };
        let mut missing = match journal.read() {
            Ok(erasures) => erasures,
            Err(error) => {
                // A receiver that does not start loses events.
                tracing::error!(
                    error = error.with_causes(),
                    "the journal of erasures can't be read: if this inbox was restored from a back-up, \
                     it has what was erased since"
                );
                return Ok(None);
            }
        };
        if missing.is_empty() {
            return Ok(None);
        }
        let made: Vec<Text> = self.database().read(Statement::new(TOMBSTONES, [])).await?;
        for Text { text } in made {
            missing.remove(&text);
        }
        if missing.is_empty() {
            return Ok(None);
        }
        let erased = self.find_and_erase(&mut missing, notice).await?;
        if missing.is_empty() {
            return Ok(Some(erased));
        }
        // Of what is left, the back-up has nothing.
        let mut statements = vec![Statement::new(ERASING, [])];
        for (digest, at) in missing {
            let values: [Value; 2] = [digest.into(), at.timestamp_millis().into()];
            statements.push(Statement::new(BURY, values));
        }
        self.database().write_all(statements).await?;
        Ok(Some(erased))
    }

    /// Erases the events whose digests are `missing`, and removes their digests from it.
    async fn find_and_erase(
        &self,
        missing: &mut HashMap<String, DateTime<Utc>>,
        notice: impl Fn(Uuid) -> Arrival,
    ) -> Result<u64, Error> {
        let mut erased = 0;
        let mut after = String::new();
        loop {
            let values: [Value; 2] = [after.as_str().into(), integer(PAGE).into()];
            let page: Vec<Text> = self
                .database()
                .read(Statement::new(CONVERSATIONS, values))
                .await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.text);
            for uid in page.iter().filter_map(|row| row.text.parse().ok()) {
                let digest = self.digest(Subject::Conversation(uid));
                if missing.remove(&digest).is_some() {
                    erased += self.erase_noted(uid, digest, &notice(uid)).await?.events;
                }
            }
        }
        let mut after = 0;
        loop {
            let values: [Value; 2] = [after.into(), integer(PAGE).into()];
            let page: Vec<Sized> = self
                .database()
                .read(Statement::new(WITHOUT, values))
                .await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for event in &page {
                let digests = self.digests_of(event.id).await?;
                if digests.iter().any(|digest| missing.contains_key(digest)) {
                    erased += self.erase_event_noted(event.id, digests).await?;
                }
            }
        }
        Ok(erased)
    }
}
