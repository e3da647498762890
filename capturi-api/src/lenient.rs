//! Functions for `#[serde(deserialize_with)]`, which read the values that Capturi's server really
//! sends.
//!
//! The payloads of webhooks in `capturi-webhooks` use these functions, and the generated models
//! read their fields in the same way. Use the functions for models of your own, for endpoints that
//! the document does not know yet.
//!
//! ```
//! use chrono::{DateTime, Utc};
//!
//! #[derive(serde::Deserialize)]
//! struct Thing {
//!     #[serde(default, deserialize_with = "capturi_api::lenient::or_default")]
//!     name: String,
//!     #[serde(deserialize_with = "capturi_api::lenient::utc")]
//!     created: DateTime<Utc>,
//! }
//!
//! let thing: Thing = serde_json::from_str(r#"{ "name": null, "created": "2026-11-02T09:14:07" }"#)?;
//! assert_eq!(thing.name, "");
//! assert_eq!(thing.created.to_rfc3339(), "2026-11-02T09:14:07+00:00");
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Deserializer, de};

/// Reads `null` as the type's empty value.
pub fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a value that is present, `null` included. `#[serde(default)]` reads a missing one.
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads date-times; those without an offset are in UTC.
pub fn utc<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: WithTimes,
    D: Deserializer<'de>,
{
    T::Wire::deserialize(deserializer).map(T::from_wire)
}

/// Reads date-times like [`utc`], and `null` as the type's empty value.
pub fn utc_or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + WithTimes,
    D: Deserializer<'de>,
{
    let wire = Option::<T::Wire>::deserialize(deserializer)?;
    Ok(wire.map(T::from_wire).unwrap_or_default())
}

/// A type with date-times in it, and the type that reads them.
pub trait WithTimes {
    /// The same shape with [`WireTime`] for each date-time.
    type Wire: for<'de> Deserialize<'de>;
    /// Makes the type out of the value that was read.
    fn from_wire(wire: Self::Wire) -> Self;
}

impl WithTimes for DateTime<Utc> {
    type Wire = WireTime;
    fn from_wire(wire: WireTime) -> Self {
        wire.0
    }
}

impl<T: WithTimes> WithTimes for Option<T> {
    type Wire = Option<T::Wire>;
    fn from_wire(wire: Self::Wire) -> Self {
        wire.map(T::from_wire)
    }
}

impl<T: WithTimes> WithTimes for Vec<T> {
    type Wire = Vec<T::Wire>;
    fn from_wire(wire: Self::Wire) -> Self {
        wire.into_iter().map(T::from_wire).collect()
    }
}

impl<T: WithTimes> WithTimes for BTreeMap<String, T> {
    type Wire = BTreeMap<String, T::Wire>;
    fn from_wire(wire: Self::Wire) -> Self {
        wire.into_iter()
            .map(|(key, value)| (key, T::from_wire(value)))
            .collect()
    }
}

/// A date-time as .NET writes it, with or without an offset.
pub struct WireTime(DateTime<Utc>);

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = WireTime;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an RFC 3339 date-time, its offset optional")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<WireTime, E> {
                // The value itself stays out of the error, as it may be personal data.
                parse(text).map(WireTime).ok_or_else(|| {
                    E::custom("not an RFC 3339 date-time, with or without an offset")
                })
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

fn parse(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .map(|time| time.and_utc())
}
