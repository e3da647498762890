//! The reading of JSON, with errors that tell the place and never the value: the value may be a
//! person's phone call.

use serde::Deserialize;
use serde_json::error::Category;

/// Reads `json` into `T`.
///
/// A second parse finds the place of a mistake, so that the first one, which nearly always
/// succeeds, is as fast as `serde_json` alone.
///
/// # Errors
///
/// [`JsonError`], if `json` is no JSON or doesn't fit `T`.
///
/// ```
/// use capturi_api::types::IntegrationConversationView;
///
/// let json = br#"{ "uid": "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11", "dateTime": 7 }"#;
/// let error = capturi_api::json_from_slice::<IntegrationConversationView>(json).unwrap_err();
/// assert_eq!(error.path(), "dateTime");
/// ```
pub fn json_from_slice<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Result<T, JsonError> {
    serde_json::from_slice(json).map_err(|error| located::<T>(&error, json))
}

/// Reads `json` like [`json_from_slice`], without looking for bytes that are not UTF-8.
#[cfg(feature = "client")]
pub(crate) fn json_from_str<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, JsonError> {
    serde_json::from_str(json).map_err(|error| located::<T>(&error, json.as_bytes()))
}

fn located<'de, T: Deserialize<'de>>(error: &serde_json::Error, json: &'de [u8]) -> JsonError {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let path = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(located) => path_of(located.path()),
        // The value can be read, so the mistake comes after it.
        Ok(_) => JsonError::ROOT.to_owned(),
    };
    JsonError::new(error, path)
}

/// The error of bytes that are not JSON of the expected shape. It tells the place and the
/// expectation, not the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}`: {reason}")]
pub struct JsonError {
    path: String,
    reason: String,
    syntax: bool,
}

impl JsonError {
    /// The path of the whole JSON.
    pub const ROOT: &'static str = "$";

    /// The error of a required member that is missing.
    pub fn missing(member: &str) -> Self {
        Self {
            path: member.to_owned(),
            reason: "is missing".to_owned(),
            syntax: false,
        }
    }

    /// The error of bytes that are not UTF-8.
    #[cfg(feature = "client")]
    pub(crate) fn not_utf8() -> Self {
        Self {
            path: Self::ROOT.to_owned(),
            reason: "not valid UTF-8".to_owned(),
            syntax: true,
        }
    }

    /// The same error, in larger JSON that has this JSON at `parent`.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.path = match self.path.as_str() {
            Self::ROOT => parent.to_owned(),
            path => format!("{parent}.{path}"),
        };
        self
    }

    fn new(error: &serde_json::Error, path: String) -> Self {
        let reason = match error.classify() {
            Category::Eof if error.line() <= 1 && error.column() == 0 => {
                "the body is empty".to_owned()
            }
            Category::Eof => "the JSON ends too early".to_owned(),
            Category::Syntax | Category::Io => {
                format!(
                    "not valid JSON (line {}, column {})",
                    error.line(),
                    error.column()
                )
            }
            Category::Data => {
                let message = error.to_string();
                if let Some(member) = missing_member(&message) {
                    let missing = Self::missing(member);
                    return if path == "." {
                        missing
                    } else {
                        missing.within(&path)
                    };
                }
                expectation(&message)
            }
        };
        Self {
            path: if path == "." {
                Self::ROOT.to_owned()
            } else {
                path
            },
            reason,
            syntax: !error.is_data(),
        }
    }

    /// The place in the JSON that does not fit, such as `entity.statistics.speakers[1].name`;
    /// [`JsonError::ROOT`] stands for the whole JSON.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The reason why the JSON does not fit there, without the value.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Whether the bytes are not JSON at all, rather than JSON of another shape.
    pub fn is_syntax(&self) -> bool {
        self.syntax
    }
}

/// The path, without the keys of maps that are data rather than names.
fn path_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(if is_name(key) { key } else { "*" });
            }
            Segment::Unknown => text.push_str(".?"),
        }
    }
    if text.is_empty() {
        ".".to_owned()
    } else {
        text
    }
}

fn is_name(key: &str) -> bool {
    let letters = |character: char| character.is_ascii_alphanumeric() || character == '_';
    key.len() <= 64
        && key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.chars().all(letters)
}

/// The member that serde's message names: `uid` in "missing field `uid` at line 1 column 2".
pub(crate) fn missing_member(message: &str) -> Option<&str> {
    let (member, _) = message.strip_prefix("missing field `")?.split_once('`')?;
    Some(member)
}

/// The expectation in serde's message, without the value that the message quotes.
fn expectation(message: &str) -> String {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(text, _)| text);
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => "an unexpected value".to_owned(),
    }
}
