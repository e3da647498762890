//! The audit log: who looked at what is kept, or changed it. Nothing changes or deletes its records.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use super::{Ledger, time};
use crate::{
    Error,
    database::{Statement, Value},
};

/// `$1`: who, `$2`: the action, `$3`: what it is about.
const RECORD: &str =
    "INSERT INTO capturi_audit (at, who, action, about) VALUES ({now}, $1, $2, $3)";

/// The records before or after the id `$1`. `$2`: how many.
const NEWEST: &str = "SELECT id, at, who, action, about FROM capturi_audit WHERE id < $1 \
    ORDER BY id DESC LIMIT $2";
const OLDEST: &str = "SELECT id, at, who, action, about FROM capturi_audit WHERE id > $1 \
    ORDER BY id LIMIT $2";

/// The id of the last record that a process has logged.
const LOGGED: &str = "SELECT CAST(value AS BIGINT) AS number FROM capturi_settings \
    WHERE name = 'audit_logged'";
/// Notes that records were logged up to the id `$1`, unless another process did since it was `$2`.
const NOTE_LOGGED: &str = "INSERT INTO capturi_settings (name, value) VALUES ('audit_logged', $1) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE capturi_settings.value = $2";

/// The most records that are read at once.
const PAGE: i64 = 100;

/// A record of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditRecord {
    /// The id of the record. Ids ascend.
    pub id: i64,
    /// When it was recorded, by the database's clock.
    pub at: DateTime<Utc>,
    /// Who acted.
    pub who: String,
    /// The action, such as `show` or `delete`.
    pub action: String,
    /// The events or the setting that the action is about; never what an event carries.
    pub about: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    at: i64,
    who: String,
    action: String,
    about: Option<String>,
}

impl Ledger {
    pub(crate) async fn record(&self, who: &str, action: &str, about: &str) -> Result<(), Error> {
        let about = (!about.is_empty()).then(|| about.to_owned());
        let values: [Value; 3] = [who.into(), action.into(), about.into()];
        // One at a time, so that a record that is committed later has a larger id.
        self.database()
            .write_in_turn(Statement::new(RECORD, values))
            .await?;
        Ok(())
    }

    pub(crate) async fn audit(&self, before: i64, limit: i64) -> Result<Vec<AuditRecord>, Error> {
        self.records(NEWEST, before, limit).await
    }

    /// Logs the records that no process has logged yet.
    pub(crate) async fn log_audit(&self) -> Result<(), Error> {
        loop {
            let logged = self.number(Statement::new(LOGGED, [])).await?.cast_signed();
            let records = self.records(OLDEST, logged, PAGE).await?;
            let Some(last) = records.last() else {
                return Ok(());
            };
            for record in &records {
                let AuditRecord {
                    at,
                    who,
                    action,
                    about,
                    ..
                } = record;
                let about = about.as_deref().unwrap_or_default();
                tracing::info!(
                    target: "capturi_inbox::audit",
                    who,
                    action,
                    about,
                    %at,
                    "an operator acted on the inbox"
                );
            }
            // A record that is logged twice does no harm, and one that is not might.
            let values: [Value; 2] = [last.id.to_string().into(), logged.to_string().into()];
            let note = Statement::new(NOTE_LOGGED, values);
            self.database().write(note).await?;
        }
    }

    async fn records(
        &self,
        sql: &'static str,
        id: i64,
        limit: i64,
    ) -> Result<Vec<AuditRecord>, Error> {
        let values: [Value; 2] = [id.into(), limit.into()];
        let rows: Vec<Row> = self.database().read(Statement::new(sql, values)).await?;
        let records = rows.into_iter().map(|row| AuditRecord {
            id: row.id,
            at: time(row.at),
            who: row.who,
            action: row.action,
            about: row.about,
        });
        Ok(records.collect())
    }
}
