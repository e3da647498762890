//! SQL for both engines: written once, with words for the two or three things they say differently.

use bytes::Bytes;
use uuid::Uuid;

/// A statement in both dialects.
#[derive(Clone, Copy)]
pub(crate) struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// A statement, with its values.
#[derive(Clone)]
pub(crate) struct Statement {
    pub(crate) sql: Sql,
    pub(crate) values: Vec<Value>,
}

#[derive(Clone)]
pub(crate) enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    /// A body is not copied before the driver does so.
    Bytes(Bytes),
}

/// A statement that inserts any number of rows, for SQLite alone.
pub(crate) struct BulkInsert {
    pub(crate) head: &'static str,
    /// The values of one row, in parentheses.
    pub(crate) row: &'static str,
    /// Returns the key of each row that was inserted.
    pub(crate) tail: &'static str,
    /// Which of a row's values is its key, a text.
    pub(crate) key: usize,
}

impl BulkInsert {
    pub(crate) fn of_rows(&self, rows: usize) -> String {
        let rows = vec![self.row; rows].join(", ");
        format!("{} {rows} {}", self.head, self.tail)
    }
}

impl Sql {
    pub(crate) fn with<const N: usize>(self, values: [Value; N]) -> Statement {
        Statement {
            sql: self,
            values: values.into(),
        }
    }

    pub(crate) fn with_all(self, values: Vec<Value>) -> Statement {
        Statement { sql: self, values }
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

/// Puts a statement together out of literals and of these words:
///
/// - `now`: milliseconds since 1970 by the database's clock,
/// - `skip_locked`: pass over rows of the table `e` that another worker is claiming,
/// - `lock`: wait for who changes the rows that were found, and pass over those that then no longer
///   fit, or another's word would be undone,
/// - `name!()`: a macro that stands for a literal.
macro_rules! sql {
    ($($part:tt)*) => {
        crate::database::Sql {
            sqlite: crate::database::dialect!(sqlite [] $($part)*),
            postgres: crate::database::dialect!(postgres [] $($part)*),
        }
    };
}

macro_rules! dialect {
    ($engine:ident [$($done:tt)*]) => { concat!($($done)*) };
    (sqlite [$($done:tt)*] now $($rest:tt)*) => {
        crate::database::dialect!(
            sqlite [$($done)* " CAST(unixepoch('subsec') * 1000 AS INTEGER) ",] $($rest)*
        )
    };
    (postgres [$($done:tt)*] now $($rest:tt)*) => {
        crate::database::dialect!(
            postgres
            [$($done)* " CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT) ",]
            $($rest)*
        )
    };
    (sqlite [$($done:tt)*] skip_locked $($rest:tt)*) => {
        crate::database::dialect!(sqlite [$($done)*] $($rest)*)
    };
    (postgres [$($done:tt)*] skip_locked $($rest:tt)*) => {
        crate::database::dialect!(
            postgres [$($done)* " FOR UPDATE OF e SKIP LOCKED ",] $($rest)*
        )
    };
    (sqlite [$($done:tt)*] lock $($rest:tt)*) => {
        crate::database::dialect!(sqlite [$($done)*] $($rest)*)
    };
    (postgres [$($done:tt)*] lock $($rest:tt)*) => {
        crate::database::dialect!(postgres [$($done)* " FOR UPDATE ",] $($rest)*)
    };
    ($engine:ident [$($done:tt)*] $word:ident ! () $($rest:tt)*) => {
        crate::database::dialect!($engine [$($done)* $word!(),] $($rest)*)
    };
    ($engine:ident [$($done:tt)*] $part:literal $($rest:tt)*) => {
        crate::database::dialect!($engine [$($done)* $part,] $($rest)*)
    };
}

pub(crate) use {dialect, sql};
