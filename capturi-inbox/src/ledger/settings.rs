//! The settings that all processes of an inbox obey.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

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

impl Ledger {
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
