//! The erasure of a conversation, and the tombstones that keep it from coming back: digests by a key of
//! this inbox. Erasures of the journal that this database lacks are in `erase_again`.

use std::{fs::File, path::Path, slice};

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

use super::{
    Arrival, Ledger, Number,
    accept::ERASED,
    each,
    keys::{self, Subject, fingerprint},
    queue::FORGET_REASON,
    retention::{Sized, batches, delete_content},
    settings::deleted_now,
    stored::Stored,
    time,
};
use crate::{
    Error, Reason,
    database::{Database, Rows, Statement, Value},
    journal::Journal,
    retry::until_available,
};

/// The events of the conversation with the digest `$1` and the uid `$2`.
macro_rules! of_conversation {
    () => {
        concat!(
            "conversation_key = $1 AND entity_uid = $2 AND NOT ",
            is_notice!()
        )
    };
}

/// The key of the digests, which the schema has made.
const KEY: &str = "SELECT value AS text FROM capturi_settings WHERE name = 'erasure_key'";

/// Keeps the erasure from making deliveries wait for long, once no row is waited for.
const HASTILY: &str = "{hastily}";
const ERASING: &str = "{erasing}";
/// `$1`: digests, each with when it was erased, or null for now.
const BURY: &str = "INSERT INTO capturi_erased (digest, erased_at) \
    SELECT item.value ->> 0, COALESCE(CAST(item.value ->> 1 AS BIGINT), {now}) FROM {each} WHERE 1 = 1 \
    ON CONFLICT (digest) DO NOTHING RETURNING digest";

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
/// Puts the events that tell of the erasure off until no worker can still handle another event of the
/// conversation.
const PUT_OFF: &str = "UPDATE capturi_events SET parked = 0, \
        due_at = COALESCE((SELECT max(other.due_at) FROM capturi_events other \
            WHERE other.conversation_key = $1 AND other.entity_uid = $2 AND other.state = 'running'), \
        CASE WHEN parked = 1 THEN {now} ELSE due_at END) \
    WHERE conversation_key = $1 AND entity_uid = $2 AND state = 'pending' RETURNING id";
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

/// What there is to erase of a conversation.
const COUNT: &str = concat!(
    "SELECT count(*) AS events, COALESCE(sum(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0) \
         AS running FROM capturi_events WHERE ",
    of_conversation!()
);
const BODIES: &str =
    "SELECT encoding, body FROM capturi_bodies WHERE event_id = $1 ORDER BY number";

/// How long an erasure waits for a database that is away or locked.
const PATIENCE: Duration = Duration::from_secs(30);

/// What there is to erase of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
#[non_exhaustive]
pub struct Erasable {
    /// The number of events that would be deleted.
    pub events: i64,
    /// Those of them that a handler is at work on.
    pub running: i64,
}

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
#[cfg_attr(
    not(feature = "api"),
    expect(dead_code, reason = "reconciliation asks for all of it")
)]
#[derive(Clone, Debug, Default)]
pub(crate) struct Erased {
    pub(crate) digest: String,
    /// The number of events that were deleted.
    pub(crate) events: u64,
    /// Whether the event that tells of it is new.
    pub(crate) is_told: bool,
}

#[derive(FromRow)]
pub(super) struct Text {
    pub(super) text: String,
}

impl Ledger {
    /// The key of this inbox's digests.
    pub(super) async fn erasure_key(database: &Database) -> Result<String, Error> {
        let found: Vec<Text> = database.read(Statement::new(KEY, [])).await?;
        let key = found.into_iter().next().ok_or(sqlx::Error::RowNotFound)?;
        Ok(key.text)
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

    pub(crate) async fn erasable(&self, uid: Uuid) -> Result<Erasable, Error> {
        let count = Statement::new(COUNT, of_conversation(uid));
        let counted: Vec<Erasable> = self.database().read(count).await?;
        Ok(counted.first().copied().unwrap_or_default())
    }

    /// Erases the events of a conversation. `notice` tells handlers of it.
    pub(crate) async fn erase(&self, uid: Uuid, notice: &Arrival) -> Result<Erased, Error> {
        let digest = self.digest(Subject::Conversation(uid));
        let _being_made = self.note(slice::from_ref(&digest)).await?;
        self.erase_noted(uid, &digest, notice).await
    }

    pub(super) async fn erase_noted(
        &self,
        uid: Uuid,
        digest: &str,
        notice: &Arrival,
    ) -> Result<Erased, Error> {
        let give_up = Instant::now() + PATIENCE;
        // One event is left, by which an erasure that is interrupted here finds the conversation again.
        let older = Statement::new(OLDER, of_conversation(uid));
        let older: Vec<Sized> = self.database().read(older).await?;
        let mut erased = 0;
        for batch in batches(&older, self.database().deleted_at_once()) {
            let delete = Statement::new(DELETE_OLDER, [each(batch.iter().copied())]);
            let mut statements = vec![delete];
            statements.extend(delete_content(batch));
            statements.push(deleted_now());
            let deleted = until_available(give_up, || {
                self.database().write_batch_all(statements.clone())
            });
            erased += deleted.await?.first().map_or(0, Rows::len) as u64;
        }
        let last = until_available(give_up, || self.erase_last(uid, digest, notice));
        let (events, is_told) = last.await?;
        Ok(Erased {
            digest: digest.to_owned(),
            events: erased + events,
            is_told,
        })
    }

    /// Leaves the tombstone, deletes what is left of the conversation, and tells of it. Returns the number
    /// of events that were deleted, and whether the event that tells of it is new.
    async fn erase_last(
        &self,
        uid: Uuid,
        digest: &str,
        notice: &Arrival,
    ) -> Result<(u64, bool), Error> {
        let of_it = |sql| Statement::new(sql, of_conversation(uid));
        // Deliveries and verdicts that are under way are waited for while others go on.
        let mut statements = vec![of_it(LOCK)];
        statements.extend(bury([(digest, None)]));
        statements.extend([LOCK, DELETE_BODIES, DELETE_ATTEMPTS].map(of_it));
        let told = statements.len();
        statements.extend(notice.insertion_again());
        statements.push(of_it(PUT_OFF));
        let deleted = statements.len();
        statements.extend([
            of_it(DELETE),
            Statement::new(FORGET_REASON, []),
            deleted_now(),
        ]);
        let written = self.database().write_all(statements).await?;
        let rows = |at: usize| written.get(at).map_or(0, Rows::len);
        Ok((rows(deleted) as u64, rows(told) > 0))
    }

    /// Erases an event that has no conversation, and returns how many there were.
    pub(crate) async fn erase_event(&self, id: i64) -> Result<u64, Error> {
        let digests = self.digests_of(id).await?;
        let _being_made = self.note(&digests).await?;
        self.erase_event_noted(id, &digests).await
    }

    /// Like [`erase_event`](Self::erase_event), for an event whose conversation is in the journal.
    pub(crate) async fn erase_unread(&self, id: i64) -> Result<u64, Error> {
        let digests = self.digests_of(id).await?;
        self.erase_event_noted(id, &digests).await
    }

    pub(super) async fn erase_event_noted(
        &self,
        id: i64,
        digests: &[String],
    ) -> Result<u64, Error> {
        let erasing = async || {
            let digests = digests.iter().map(|digest| (&**digest, None));
            let mut statements = Vec::from(bury(digests));
            let deleted = statements.len();
            statements.push(Statement::new(DELETE_ONE, [id.into()]));
            statements.extend(delete_content(vec![id]));
            statements.extend([Statement::new(FORGET_REASON, []), deleted_now()]);
            let written = self.database().write_all(statements).await?;
            Ok(written.get(deleted).map_or(0, |rows| rows.len() as u64))
        };
        until_available(Instant::now() + PATIENCE, erasing).await
    }

    /// The digests of an event's bodies. A body that the disk has damaged can be deleted, and would not be
    /// recognised.
    pub(super) async fn digests_of(&self, id: i64) -> Result<Vec<String>, Error> {
        let bodies = Statement::new(BODIES, [id.into()]);
        let bodies: Vec<Stored> = self.database().read(bodies).await?;
        let mut digests = Vec::new();
        for body in bodies {
            match body.received() {
                Ok(body) => digests.push(self.digest(Subject::Body(&body))),
                Err(error) if error.reason() == Some(Reason::Damaged) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(digests)
    }

    /// Adds erasures to the journal, before they are made. While the file is kept, no process that opens
    /// the inbox takes them for those that a back-up lacks.
    async fn note(&self, digests: &[String]) -> Result<Option<File>, Error> {
        match &self.0.journal {
            Some(journal) => {
                let key = fingerprint(&self.0.erasure_key);
                let now = time(self.now().await?);
                let erasures = digests.iter().map(|digest| (digest.clone(), now));
                journal.add(erasures.collect(), key).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// Leaves tombstones with these digests and times.
    pub(super) async fn bury_all(&self, digests: &[(String, i64)]) -> Result<(), Error> {
        let digests = digests.iter().map(|(digest, at)| (&**digest, Some(*at)));
        let statements = Vec::from(bury(digests));
        let burying = || self.database().write_batch_all(statements.clone());
        until_available(Instant::now() + PATIENCE, burying)
            .await
            .map(drop)
    }

    /// Records and logs an erasure that no operator asked for.
    pub(crate) async fn record_erasure(&self, events: u64, digest: &str, why: &str) {
        tracing::info!(target: "capturi_inbox::audit", events, digest, "an erasure was made: {why}");
        let about = format!("{events} events of {digest}, {why}");
        if let Err(error) = self.record("capturi", "erased", &about).await {
            // It is made, and the line above tells so.
            tracing::warn!(
                error = error.with_causes(),
                "an erasure could not be recorded"
            );
        }
    }
}

/// The values of a statement about a conversation.
fn of_conversation(uid: Uuid) -> Vec<Value> {
    vec![keys::of_conversation(uid).into(), uid.to_string().into()]
}

/// The statements that leave tombstones, each with the time of its erasure or now. From then on, nothing
/// about them is stored.
fn bury<'d>(digests: impl IntoIterator<Item = (&'d str, Option<i64>)>) -> [Statement; 3] {
    let digests = digests.into_iter().map(|(digest, at)| json!([digest, at]));
    let digests = json!(digests.collect::<Vec<_>>());
    [
        Statement::new(HASTILY, []),
        Statement::new(ERASING, []),
        Statement::new(BURY, [digests.into()]),
    ]
}
