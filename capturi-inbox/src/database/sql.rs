//! SQL for both engines: written once, with words in braces for the few things that they say
//! differently.

use std::borrow::Cow;

use bytes::Bytes;
use uuid::Uuid;

/// A statement, with its values.
///
/// Its words are:
///
/// - `{now}`: milliseconds since 1970 by the database's clock,
/// - `{each}`: the table `item`, with a row for each element of the JSON array `$1`; what it has is
///   told by `item.value ->> 0` and so on,
/// - `{skip_locked}`: pass over rows of the table `e` that others are changing,
/// - `{share}`: let nobody change the rows that were found until this is over, and pass over those
///   that are being changed,
/// - `{lock}`: wait for who changes the rows that were found, and pass over those that then no longer
///   fit, or another's word would be undone,
/// - `{last_id}`: the id that the last event got which was inserted in this transaction,
/// - `{id}` and `{bytes}`: the types of an ascending key, and of bytes,
/// - `{as_they_are}`: bodies are stored without being compressed once more.
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
    /// A body is not copied before the driver does so.
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
    /// Its bytes, but for a number's.
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
            // Where one writes, all others wait.
            ("skip_locked" | "share" | "lock", Self::Sqlite) => "",
            ("id", Self::Sqlite) => "INTEGER PRIMARY KEY AUTOINCREMENT",
            ("id", Self::Postgres) => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            ("last_id", Self::Sqlite) => "last_insert_rowid()",
            ("last_id", Self::Postgres) => {
                "currval(pg_get_serial_sequence('capturi_events', 'id'))"
            }
            ("bytes", Self::Sqlite) => "BLOB",
            ("bytes", Self::Postgres) => "BYTEA",
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

/// An array, for `{each}`.
impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        Self::Text(Some(value.to_string()))
    }
}
