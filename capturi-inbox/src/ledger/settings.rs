//! The settings that all processes of an inbox obey.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Ledger, Retention, milliseconds};
use crate::{
    Error,
    database::{Statement, Value},
};

/// `$1`: the name, `$2`: the value.
const SET: &str = "INSERT INTO capturi_settings (name, value) VALUES ($1, $2) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const GET: &str = "SELECT value FROM capturi_settings WHERE name = $1";

const RETENTION: &str = "retention";

/// Notes that something was deleted whose bytes are to be overwritten. The value is another one each
/// time. `$1`: it.
const NOTE_DELETED: &str = "INSERT INTO capturi_settings (name, value) VALUES ('deleted', $1) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING name";
/// Forgets the note if it is still `$1`.
const OVERWRITTEN: &str = "DELETE FROM capturi_settings WHERE name = 'deleted' AND value = $1";

/// A retention as it is stored, in milliseconds.
#[derive(Serialize, Deserialize)]
struct Stored {
    done: i64,
    dead: i64,
    keys: i64,
    any: Option<i64>,
}

#[derive(FromRow)]
struct Setting {
    value: String,
}

/// The statement that notes, in the transaction of a deletion, that bytes are to be overwritten.
pub(super) fn deleted_now() -> Statement {
    Statement::new(NOTE_DELETED, [Uuid::new_v4().to_string().into()])
}

impl Ledger {
    /// Overwrites what was deleted, if something was deleted since the last time, as far as the engine
    /// can; if `rewrites`, altogether, while others wait. Returns false if it is still in use.
    pub(crate) async fn overwrite_deleted(&self, rewrites: bool) -> Result<bool, Error> {
        let noted = Statement::new(GET, ["deleted".into()]);
        let noted: Vec<Setting> = self.database().read(noted).await?;
        if noted.is_empty() && !rewrites {
            return Ok(true);
        }
        let is_overwritten = self.database().vacuum(rewrites).await?;
        if is_overwritten && let Some(noted) = noted.into_iter().next() {
            let forget = Statement::new(OVERWRITTEN, [noted.value.into()]);
            self.database().write(forget).await?;
        }
        Ok(is_overwritten)
    }

    /// The retention of the inbox itself; none if it has not been set.
    pub(crate) async fn retention(&self) -> Result<Option<Retention>, Error> {
        let get = Statement::new(GET, [RETENTION.into()]);
        let rows: Vec<Setting> = self.database().read(get).await?;
        let Some(setting) = rows.first() else {
            return Ok(None);
        };
        // Without it, what must go might stay.
        let stored: Stored = serde_json::from_str(&setting.value)
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(Some(stored.into()))
    }

    pub(crate) async fn set_retention(&self, retention: &Retention) -> Result<(), Error> {
        // Four numbers have a JSON form.
        let value = serde_json::to_string(&Stored::from(retention)).unwrap_or_default();
        let values: [Value; 2] = [RETENTION.into(), value.into()];
        self.database().write(Statement::new(SET, values)).await?;
        Ok(())
    }
}

impl From<&Retention> for Stored {
    fn from(retention: &Retention) -> Self {
        Self {
            done: milliseconds(retention.done),
            dead: milliseconds(retention.dead),
            keys: milliseconds(retention.keys),
            any: retention.any.map(milliseconds),
        }
    }
}

impl From<Stored> for Retention {
    fn from(stored: Stored) -> Self {
        let duration =
            |milliseconds: i64| Duration::from_millis(milliseconds.max(0).cast_unsigned());
        Self {
            done: duration(stored.done),
            dead: duration(stored.dead),
            keys: duration(stored.keys),
            any: stored.any.map(duration),
        }
    }
}
