//! How far the inbox has read the listings of Capturi's API, and what it lacks of them. A process
//! reads a listing while it holds the lease of the listing's cursor.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Ledger, keys, milliseconds, time};
use crate::{
    Error,
    database::{Statement, Value},
};

/// Begins or renews a lease, unless another process has one, or the last complete pass began later
/// than `$4` milliseconds ago. A time that the clock can't have given is that of a clock which was
/// set back. `$1`: the listing, `$2`: the holder, `$3`: the lease.
const HOLD: &str = "INSERT INTO capturi_cursors (listing, holder, held_until) \
    VALUES ($1, $2, {now} + $3) \
    ON CONFLICT (listing) DO UPDATE \
        SET holder = excluded.holder, held_until = excluded.held_until \
        WHERE (capturi_cursors.held_until <= {now} \
                OR capturi_cursors.held_until > excluded.held_until) \
            AND (capturi_cursors.read_at + $4 <= {now} OR capturi_cursors.read_at > {now}) \
    RETURNING {now} AS now, read_until, pass";

/// The conversations of which no `ConversationProcessed` was received since they were processed, nor
/// a deletion. An event that was backfilled for an earlier processing proves nothing, as it may have
/// been stored later. `$1`: for each its uid, the digest of its uid, the time, and the uid of the
/// event that it would get.
const NOT_RECEIVED: &str = "SELECT item.value ->> 0 AS uid FROM {each} WHERE NOT EXISTS \
    (SELECT 1 FROM capturi_events e \
        WHERE e.conversation_key = CAST(item.value ->> 1 AS BIGINT) \
            AND e.entity_uid = item.value ->> 0 \
            AND e.received_at >= CAST(item.value ->> 2 AS BIGINT) \
            AND (e.event = 'ConversationDeleted' OR e.event = 'ConversationProcessed' \
                AND (e.source <> 'backfill' OR e.event_uid = item.value ->> 3)))";

/// The cursor of a listing, for one process.
pub(crate) struct Cursor {
    ledger: Ledger,
    listing: &'static str,
    holder: String,
    lease: Duration,
}

/// A cursor whose lease was begun.
#[derive(Debug)]
pub(crate) struct Held {
    /// The time of the database's clock.
    pub(crate) now: DateTime<Utc>,
    /// The time before which nothing is missing, if there was a complete pass.
    pub(crate) read_until: Option<DateTime<Utc>>,
    /// The pass that is not complete.
    pub(crate) pass: Option<String>,
}

/// A processed call whose event may be missing.
pub(crate) struct Missing {
    pub(crate) conversation_uid: Uuid,
    /// The uid of the event that it would get.
    pub(crate) event_uid: Uuid,
    /// The time since which its event must have been received.
    pub(crate) since: DateTime<Utc>,
}

#[derive(FromRow)]
struct HeldRow {
    now: i64,
    read_until: i64,
    pass: Option<String>,
}

#[derive(FromRow)]
struct NotReceived {
    uid: String,
}

impl Ledger {
    /// The cursor of a listing. Its holder is another one each time.
    pub(crate) fn cursor(&self, listing: &'static str, holder: &str, lease: Duration) -> Cursor {
        Cursor {
            ledger: self.clone(),
            listing,
            holder: format!("{holder} {}", Uuid::new_v4()),
            lease,
        }
    }

    /// Those of these conversations whose events are missing.
    pub(crate) async fn not_received(
        &self,
        processed: impl IntoIterator<Item = Missing>,
    ) -> Result<Vec<Uuid>, Error> {
        let processed = processed.into_iter().map(|call| {
            let (uid, since) = (call.conversation_uid, call.since.timestamp_millis());
            json!([uid, keys::of_conversation(uid), since, call.event_uid])
        });
        let processed = json!(processed.collect::<Vec<_>>());
        let statement = Statement::new(NOT_RECEIVED, [processed.into()]);
        let rows: Vec<NotReceived> = self.database().read(statement).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| row.uid.parse().ok())
            .collect())
    }
}

impl Cursor {
    /// Begins the lease; none if another process has it, or if the last complete pass began less than
    /// `every` ago.
    pub(crate) async fn hold(&self, every: Duration) -> Result<Option<Held>, Error> {
        let values: [Value; 4] = [
            self.listing.into(),
            self.holder.as_str().into(),
            milliseconds(self.lease).into(),
            milliseconds(every).into(),
        ];
        let rows = self.ledger.database();
        let rows = rows.write(Statement::new(HOLD, values)).await?;
        let rows: Vec<HeldRow> = rows.read()?;
        Ok(rows.into_iter().next().map(|row| Held {
            now: time(row.now),
            read_until: (row.read_until > 0).then(|| time(row.read_until)),
            pass: row.pass,
        }))
    }

    /// Renews the lease. Returns false if another process has it.
    pub(crate) async fn renew(&self) -> Result<bool, Error> {
        let lease = milliseconds(self.lease);
        self.set("held_until = {now} + $3", [lease.into()]).await
    }

    /// Stores how far the pass has come. Returns false if another process has the lease.
    pub(crate) async fn advance(&self, pass: String) -> Result<bool, Error> {
        self.set("pass = $3", [pass.into()]).await
    }

    /// Ends the pass, which began at this time, and the lease. If nothing is missing before
    /// `read_until`, the next pass is due later. Returns false if another process has the lease.
    pub(crate) async fn complete(
        &self,
        began: DateTime<Utc>,
        read_until: Option<DateTime<Utc>>,
    ) -> Result<bool, Error> {
        let Some(until) = read_until else {
            return self.set("pass = NULL, held_until = 0", []).await;
        };
        let values = [began, until].map(|time| time.timestamp_millis().into());
        let set = "pass = NULL, held_until = 0, read_at = $3, read_until = $4";
        self.set(set, values).await
    }

    /// Ends the lease of a pass that is not complete.
    pub(crate) async fn release(&self) -> Result<(), Error> {
        self.set("held_until = 0", []).await.map(drop)
    }

    /// Changes the cursor, unless another process has the lease. `$1`, `$2`: the listing and the
    /// holder; `values` follow.
    async fn set<const N: usize>(&self, set: &str, values: [Value; N]) -> Result<bool, Error> {
        let held = [self.listing.into(), self.holder.as_str().into()];
        let values: Vec<Value> = held.into_iter().chain(values).collect();
        let update = format!(
            "UPDATE capturi_cursors SET {set} WHERE listing = $1 AND holder = $2 RETURNING listing"
        );
        let changed = self
            .ledger
            .database()
            .change(Statement::new(update, values));
        Ok(changed.await? > 0)
    }
}
