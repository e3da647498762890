//! The ledger: the record of each event, and the statements that change it. `schema/README.md`
//! draws the states.

/// The sources and names of the events that tell handlers of an erasure or a deletion. They have no
/// content, and stay.
macro_rules! is_notice {
    () => {
        "(source = 'erasures' AND event = 'ConversationErased' \
          OR source = 'deletions' AND event = 'ConversationDeleted')"
    };
}

mod accept;
mod audit;
mod claim;
#[cfg(feature = "api")]
mod cursors;
mod customers;
mod entry;
mod erase;
mod erase_again;
mod expiry;
mod filter;
mod keys;
mod operate;
mod queue;
mod retention;
mod settings;
mod settle;
mod stored;
mod transfer;

use std::{
    fmt,
    path::Path,
    str::FromStr,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::json;
use sqlx::FromRow;
use tokio::sync::Notify;

pub(crate) use accept::{Accepted, Arrival};
pub use audit::AuditRecord;
pub(crate) use claim::{Claim, Claiming, LONGEST_LEASE};
#[cfg(feature = "api")]
pub(crate) use cursors::{Cursor, Held, Missing};
pub(crate) use customers::lacks_a_customer;
pub use entry::{Attempt, Entry};
#[cfg(feature = "api")]
pub(crate) use erase::Erased;
pub use erase::{Erasable, Tombstone};
pub use filter::Filter;
pub use operate::{Breaker, Stats};
pub(crate) use queue::{BREAKER_PAUSE_MAX, Queue};
pub use retention::{Pruned, Retention};
pub(crate) use settle::{Settlement, Verdict};
pub use transfer::{DumpedEvent, Loaded};

use crate::{
    Error, Location,
    database::{Database, Demands, Pending, Statement, Value},
    journal::Journal,
};

/// The most events that one statement changes, so that no other waits long for the lock.
const BATCH: usize = 500;

/// The state of an event. The crate's front page draws the transitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum State {
    /// The event waits to be handled, for the first time or again.
    Pending,
    /// A worker handles the event, as long as its lease runs.
    Running,
    /// A handler succeeded.
    Done,
    /// The event is not handled any more, unless an operator or a replay requeues it.
    Dead,
    /// This release can't read the event; a newer one tries again.
    Unreadable,
}

impl State {
    /// All states, in the order in which an event passes through them.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Running,
        Self::Done,
        Self::Dead,
        Self::Unreadable,
    ];

    /// The state's name in the ledger and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a text that names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no state; there are pending, running, done, dead and unreadable")]
pub struct UnknownState;

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let mut states = Self::ALL.into_iter();
        states
            .find(|state| state.as_str() == text)
            .ok_or(UnknownState)
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(de::Error::custom)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The ledger of an inbox; cheap to clone.
#[derive(Clone)]
pub(crate) struct Ledger(Arc<Shared>);

/// A ledger that may be dropped meanwhile.
pub(crate) struct Unowned(Weak<Shared>);

struct Shared {
    database: Database,
    /// Whether a task of this process sees to the upkeep.
    is_kept_up: AtomicBool,
    location: Location,
    arrived: Notify,
    /// The key of the digests that erasures leave.
    erasure_key: String,
    /// The erasures, outside of the database.
    journal: Option<Journal>,
}

#[derive(FromRow)]
struct Number {
    number: i64,
}

impl Ledger {
    pub(crate) async fn open(
        location: Location,
        demands: Demands,
        erasures: Option<&Path>,
    ) -> Result<Self, Error> {
        let database = Database::open(&location, demands, &accept::INSERTION).await?;
        let journal = match (erasures, location.path()) {
            (Some(file), _) => Some((file, Journal::at(file))),
            (None, Some(database)) => Some((database, Journal::beside(database))),
            (None, None) => None,
        };
        let journal = journal.map(|(path, journal)| {
            journal.map_err(|source| Error::File {
                path: path.to_owned(),
                source: source.into(),
            })
        });
        Ok(Self(Arc::new(Shared {
            erasure_key: Self::erasure_key(&database).await?,
            journal: journal.transpose()?,
            database,
            is_kept_up: AtomicBool::new(false),
            location,
            arrived: Notify::new(),
        })))
    }

    pub(crate) async fn pending(location: &Location, demands: Demands) -> Result<Pending, Error> {
        Database::pending(location, demands).await
    }

    pub(crate) fn location(&self) -> &Location {
        &self.0.location
    }

    /// Wakes a worker of this process, because there may be something to do.
    pub(crate) fn wake(&self) {
        self.0.arrived.notify_one();
    }

    /// Completes when there may be something to do.
    pub(crate) async fn woken(&self) {
        self.0.arrived.notified().await;
    }

    /// Whether no task of this process sees to the upkeep yet. The caller starts it then.
    pub(crate) fn begin_upkeep(&self) -> bool {
        !self.0.is_kept_up.swap(true, Ordering::Relaxed)
    }

    /// The ledger for a task that does not keep it open.
    pub(crate) fn unowned(&self) -> Unowned {
        Unowned(Arc::downgrade(&self.0))
    }

    /// Returns an error if this process can't use the inbox any more.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        self.database().check(self.location()).await
    }

    pub(crate) async fn keep_reserve(&self) {
        self.database().keep_reserve().await;
    }

    /// Returns the room of deleted data to the disk. If it is in use, the upkeep tries again.
    pub(crate) async fn forget(&self) -> Result<(), Error> {
        match self.database().forget().await? {
            true => Ok(()),
            false => self
                .database()
                .write(settings::deleted_now())
                .await
                .map(drop),
        }
    }

    pub(crate) async fn back_up(&self, file: &Path) -> Result<u64, Error> {
        self.database().back_up(self.location(), file).await
    }

    pub(crate) async fn close(&self) {
        self.database().close().await;
    }

    /// Milliseconds since 1970, by the database's clock.
    pub(crate) async fn now(&self) -> Result<i64, Error> {
        let now = Statement::new("SELECT {now} AS number", []);
        Ok(self.number(now).await?.cast_signed())
    }

    fn database(&self) -> &Database {
        &self.0.database
    }

    async fn number(&self, statement: Statement) -> Result<u64, Error> {
        let rows: Vec<Number> = self.database().read(statement).await?;
        Ok(rows.first().map_or(0, |row| row.number.cast_unsigned()))
    }

    /// Repeats a statement until it finds no more rows. Its last value is the most rows that it
    /// changes at once.
    async fn repeat<const N: usize>(
        &self,
        sql: &'static str,
        values: [Value; N],
    ) -> Result<usize, Error> {
        let mut changed = 0;
        loop {
            let mut values = values.to_vec();
            values.push(integer(BATCH).into());
            let batch = self.database().change(Statement::new(sql, values)).await?;
            changed += batch;
            if batch < BATCH {
                return Ok(changed);
            }
        }
    }
}

impl Unowned {
    pub(crate) fn upgrade(&self) -> Option<Ledger> {
        self.0.upgrade().map(Ledger)
    }
}

/// These ids or keys as the array that `{each}` iterates over.
fn each(numbers: impl IntoIterator<Item = i64>) -> Value {
    let numbers = numbers.into_iter().map(|number| json!([number]));
    json!(numbers.collect::<Vec<_>>()).into()
}

pub(crate) fn time(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

pub(crate) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

fn integer(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The milliseconds of a duration, as the ledger stores it.
pub(crate) fn milliseconds(duration: Duration) -> i64 {
    // A longer duration could overflow when it is added to a time.
    const LONGEST: i64 = i64::MAX / 4;
    i64::try_from(duration.as_millis()).map_or(LONGEST, |milliseconds| milliseconds.min(LONGEST))
}
