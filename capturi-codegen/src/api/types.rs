//! Types, and their names in Rust.

use std::fmt;

/// A type of a field, an argument or a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// An integer or a floating-point number, by its name in Rust.
    Number(&'static str),
    /// A UUID.
    Uuid,
    /// A moment, in UTC.
    DateTime,
    /// A day.
    Date,
    /// Any JSON.
    Json,
    /// Any JSON object.
    JsonObject,
    /// A file to be sent.
    Upload,
    /// The model of this name.
    Model(String),
    /// A list.
    List(Box<Type>),
    /// A map from texts.
    Map(Box<Type>),
    /// A value that may be missing or `null`.
    Optional(Box<Type>),
    /// A value in a box, as its type contains itself.
    Boxed(Box<Type>),
}

impl Type {
    pub(crate) fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    pub(crate) fn optional(self) -> Self {
        Self::Optional(Box::new(self))
    }

    /// The `T` of an `Option<T>`, or the type itself.
    pub(crate) fn present(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            other => other,
        }
    }

    /// The type without its `Option` and box.
    pub(crate) fn plain(&self) -> &Self {
        match self {
            Self::Optional(inner) | Self::Boxed(inner) => inner.plain(),
            other => other,
        }
    }

    pub(crate) fn is_optional(&self) -> bool {
        matches!(self, Self::Optional(_))
    }

    /// Whether the type has a value that stands for nothing: zero, an empty text, an empty list.
    pub(crate) fn has_empty_value(&self) -> bool {
        match self {
            Self::Text | Self::Boolean | Self::Number(_) | Self::JsonObject => true,
            Self::List(_) | Self::Map(_) => true,
            Self::Uuid | Self::DateTime | Self::Date | Self::Json | Self::Upload => false,
            Self::Model(_) | Self::Optional(_) | Self::Boxed(_) => false,
        }
    }

    /// Whether the type contains a date-time.
    pub(crate) fn has_time(&self) -> bool {
        match self {
            Self::DateTime => true,
            other => other.inner().is_some_and(Self::has_time),
        }
    }

    /// The model in the type, however it is wrapped.
    pub(crate) fn model_within(&self) -> Option<&str> {
        match self {
            Self::Model(name) => Some(name),
            other => other.inner()?.model_within(),
        }
    }

    fn inner(&self) -> Option<&Self> {
        match self {
            Self::List(inner) | Self::Map(inner) => Some(inner),
            Self::Optional(inner) | Self::Boxed(inner) => Some(inner),
            _ => None,
        }
    }

    /// The type as Rust source; `models` is the path before the names of models.
    pub(crate) fn written(&self, models: &str) -> String {
        let inner = |inner: &Self| inner.written(models);
        match self {
            Self::Text => "String".to_owned(),
            Self::Boolean => "bool".to_owned(),
            Self::Number(name) => (*name).to_owned(),
            Self::Uuid => "::uuid::Uuid".to_owned(),
            Self::DateTime => "::chrono::DateTime<::chrono::offset::Utc>".to_owned(),
            Self::Date => "::chrono::naive::NaiveDate".to_owned(),
            Self::Json => "::serde_json::Value".to_owned(),
            Self::JsonObject => "::serde_json::Map<String, ::serde_json::Value>".to_owned(),
            Self::Upload => "Upload".to_owned(),
            Self::Model(name) => format!("{models}{name}"),
            Self::List(item) => format!("Vec<{}>", inner(item)),
            Self::Map(value) => format!("::std::collections::BTreeMap<String, {}>", inner(value)),
            Self::Optional(ty) => format!("Option<{}>", inner(ty)),
            Self::Boxed(ty) => format!("Box<{}>", inner(ty)),
        }
    }
}

/// Writes the type as people write it, without paths.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("String"),
            Self::Boolean => f.write_str("bool"),
            Self::Number(name) => f.write_str(name),
            Self::Uuid => f.write_str("Uuid"),
            Self::DateTime => f.write_str("DateTime<Utc>"),
            Self::Date => f.write_str("NaiveDate"),
            Self::Json => f.write_str("Value"),
            Self::JsonObject => f.write_str("Map<String, Value>"),
            Self::Upload => f.write_str("Upload"),
            Self::Model(name) => f.write_str(name),
            Self::List(item) => write!(f, "Vec<{item}>"),
            Self::Map(value) => write!(f, "BTreeMap<String, {value}>"),
            Self::Optional(ty) => write!(f, "Option<{ty}>"),
            Self::Boxed(ty) => write!(f, "Box<{ty}>"),
        }
    }
}
