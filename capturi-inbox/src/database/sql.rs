//! SQL for both engines: a statement is written once, with words in braces where the engines
//! differ.

use std::borrow::Cow;

use bytes::Bytes;
use uuid::Uuid;

/// A statement, with its values.
///
/// The words in braces are:
///
/// - `{now}`: milliseconds since 1970 by the database's clock,
/// - `{each}`: the table `item`, with a row for each element of the JSON array `$1`;
///   `item.value ->> 0` is the first member of an element, and so on,
/// - `{skip_locked}`: skip rows of the table `e` that others are changing,
/// - `{share}`: lock the rows that were found against changes until the transaction ends, and skip
///   rows that others are changing,
/// - `{key_share}`: keep [`{erasing}`] waiting until the transaction ends, even if no row was found,
/// - `{hastily}`: a statement that keeps the rest of the transaction from making deliveries wait,
/// - `{erasing}`: a statement that waits for the transactions with `{key_share}` on `capturi_erased`,
///   and keeps others from beginning,
/// - `{lock}`: wait for others that change the rows that were found, and skip rows that then no
///   longer match, because the change would otherwise be undone,
/// - `{id}` and `{bytes}`: the types of an ascending key, and of bytes,
/// - `{random}`: a text that none can guess,
/// - `{as_they_are}`: keeps PostgreSQL from compressing bodies once more.
#[derive(Clone)]
pub(crate) struct Statement {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) values: Vec<Value>,
}

#[derive(Clone, Copy)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

#[derive(Clone)]
pub(crate) enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    /// A body, which is not copied before the driver does so.
    Bytes(Bytes),
}

impl Statement {
    pub(crate) fn new(sql: impl Into<Cow<'static, str>>, values: impl Into<Vec<Value>>) -> Self {
        Self {
            sql: sql.into(),
            values: values.into(),
        }
    }

    pub(super) fn text(&self, dialect: Dialect) -> String {
        dialect.expand(&self.sql)
    }
}

impl Value {
    /// The bytes of a text or a body; none for a number.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Text(Some(text)) => text.len(),
            Self::Integer(_) | Self::Text(None) => 0,
        }
    }
}

impl Dialect {
    /// The text in this dialect.
    pub(super) fn expand(self, text: &str) -> String {
        let mut expanded = String::with_capacity(text.len() + 256);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            expanded.push_str(before);
            expanded.push_str(self.word(word));
            rest = after;
        }
        expanded.push_str(rest);
        expanded
    }

    fn word(self, word: &str) -> &'static str {
        match (word, self) {
            ("now", Self::Sqlite) => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            ("now", Self::Postgres) => {
                "CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT)"
            }
            ("each", Self::Sqlite) => "json_each($1) AS item",
            ("each", Self::Postgres) => "jsonb_array_elements(CAST($1 AS JSONB)) AS item(value)",
            ("skip_locked", Self::Postgres) => "FOR UPDATE OF e SKIP LOCKED",
            ("share", Self::Postgres) => "FOR SHARE SKIP LOCKED",
            ("lock", Self::Postgres) => "FOR UPDATE",
            ("key_share", Self::Postgres) => "FOR KEY SHARE",
            // Dumps, which only read, go on.
            ("erasing", Self::Postgres) => "LOCK TABLE capturi_erased IN EXCLUSIVE MODE",
            // SQLite has one writer at a time, so that neither rows nor tables need locks.
            ("skip_locked" | "share" | "key_share" | "lock", Self::Sqlite) => "",
            ("hastily", Self::Postgres) => {
                "SELECT set_config('lock_timeout', '1s', true), \
                    set_config('idle_in_transaction_session_timeout', '2s', true)"
            }
            ("hastily" | "erasing", Self::Sqlite) => "SELECT 1",
            ("id", Self::Sqlite) => "INTEGER PRIMARY KEY AUTOINCREMENT",
            ("id", Self::Postgres) => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            ("bytes", Self::Sqlite) => "BLOB",
            ("bytes", Self::Postgres) => "BYTEA",
            ("random", Self::Sqlite) => "lower(hex(randomblob(32)))",
            ("random", Self::Postgres) => {
                "CAST(gen_random_uuid() AS TEXT) || CAST(gen_random_uuid() AS TEXT)"
            }
            ("as_they_are", Self::Sqlite) => "",
            ("as_they_are", Self::Postgres) => {
                "ALTER TABLE capturi_bodies ALTER COLUMN body SET STORAGE EXTERNAL;"
            }
            _ => "(no such word)",
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<Option<Uuid>> for Value {
    fn from(value: Option<Uuid>) -> Self {
        Self::Text(value.map(|uid| uid.to_string()))
    }
}

impl From<Bytes> for Value {
    fn from(value: Bytes) -> Self {
        Self::Bytes(value)
    }
}

/// The array for `{each}`.
impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        Self::Text(Some(value.to_string()))
    }
}
