//! The parameters of an operation, as its builder collects them and as they are sent.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use super::{Error, Operation};

#[derive(Clone, Debug, Default)]
pub(crate) enum Parameter<T> {
    #[default]
    Unset,
    Set(T),
    /// The reason why the given value could not be converted.
    Invalid(String),
}

/// A value for an optional parameter of type `T`: a value that converts into a `T`, or an `Option`
/// of such a value, whose `None` leaves the parameter out.
///
/// `Given` tells the compiler which of the two was given; it is always inferred.
pub trait IntoOptional<T, Given> {
    /// The parameter's value.
    ///
    /// # Errors
    ///
    /// If the value can't be converted; the error tells why.
    fn into_optional(self) -> Result<Option<T>, impl Display>;
}

/// The marker of a value that is given as it is, in [`IntoOptional`].
#[derive(Debug)]
pub enum Plain {}

/// The marker of a value that is given in an `Option`, in [`IntoOptional`].
#[derive(Debug)]
pub enum Optional {}

impl<T, V: TryInto<T, Error: Display>> IntoOptional<T, Plain> for V {
    fn into_optional(self) -> Result<Option<T>, impl Display> {
        self.try_into().map(Some)
    }
}

impl<T, V: TryInto<T, Error: Display>> IntoOptional<T, Optional> for Option<V> {
    fn into_optional(self) -> Result<Option<T>, impl Display> {
        self.map(V::try_into).transpose()
    }
}

impl<T> Parameter<T> {
    pub(crate) fn of(value: impl TryInto<T, Error: Display>) -> Self {
        match value.try_into() {
            Ok(value) => Self::Set(value),
            Err(error) => Self::Invalid(error.to_string()),
        }
    }

    pub(crate) fn set(&mut self, value: impl TryInto<T, Error: Display>) {
        *self = Self::of(value);
    }

    #[allow(dead_code)] // generated code without an optional parameter does not use it
    pub(crate) fn set_optional<Given>(&mut self, value: impl IntoOptional<T, Given>) {
        *self = match value.into_optional() {
            Ok(Some(value)) => Self::Set(value),
            Ok(None) => Self::Unset,
            Err(error) => Self::Invalid(error.to_string()),
        };
    }

    pub(crate) fn required(
        self,
        operation: &Operation,
        parameter: &'static str,
    ) -> Result<T, Error> {
        self.optional(operation, parameter)?
            .ok_or(Error::MissingParameter {
                operation: *operation,
                parameter,
            })
    }

    pub(crate) fn optional(
        self,
        operation: &Operation,
        parameter: &'static str,
    ) -> Result<Option<T>, Error> {
        match self {
            Self::Unset => Ok(None),
            Self::Set(value) => Ok(Some(value)),
            Self::Invalid(reason) => Err(Error::InvalidParameter {
                operation: *operation,
                parameter,
                expected: std::any::type_name::<T>(),
                reason,
            }),
        }
    }
}

impl<T: Default> Parameter<T> {
    pub(crate) fn or_default(
        self,
        operation: &Operation,
        parameter: &'static str,
    ) -> Result<T, Error> {
        Ok(self.optional(operation, parameter)?.unwrap_or_default())
    }
}

/// The characters to percent-encode: all except those that RFC 3986 calls unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path of the document with this value in place of the parameter `name`, percent-encoded (RFC
/// 3986); for [`Client::raw`](crate::Client::raw).
///
/// ```
/// let path = capturi_api::with_segment("/integrations/scores/{uid}", "uid", "a/b");
/// assert_eq!(path, "/integrations/scores/a%2Fb");
/// ```
pub fn with_segment(path: &str, name: &str, value: &str) -> String {
    let value = utf8_percent_encode(value, SEGMENT).to_string();
    path.replace(&format!("{{{name}}}"), &value)
}

/// A value as (a part of) one segment of a path; the items of a list, or the names and values of an
/// object's members, with commas between them.
pub(crate) fn segment(value: &impl Serialize) -> String {
    let texts: Vec<String> = texts(value)
        .into_iter()
        .map(|text| utf8_percent_encode(&text, SEGMENT).to_string())
        .collect();
    texts.join(",")
}

/// A value as parameters of a query: none for `None`, one for each item of a list, and one for each
/// member of an object, under the member's name.
pub(crate) fn pairs(name: &str, value: &impl Serialize) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    match json(value) {
        Value::Object(members) => {
            for (member, value) in members {
                spread(&member, value, &mut pairs);
            }
        }
        value => spread(name, value, &mut pairs),
    }
    pairs
}

/// A list as one parameter, with `separator` between its items; of an object, between its members' names and
/// values.
#[allow(dead_code)] // no parameter of Capturi's is written so; generated code may get one
pub(crate) fn joined(name: &str, separator: &str, value: &impl Serialize) -> Vec<(String, String)> {
    let texts = texts(value);
    if texts.is_empty() {
        return Vec::new();
    }
    vec![(name.to_owned(), texts.join(separator))]
}

/// A value as one parameter that is JSON.
#[allow(dead_code)] // as above
pub(crate) fn as_json(name: &str, value: &impl Serialize) -> Vec<(String, String)> {
    match json(value) {
        Value::Null => Vec::new(),
        value => vec![(name.to_owned(), value.to_string())],
    }
}

/// All cookies as the value of one header; none if there is none.
#[allow(dead_code)] // as above
pub(crate) fn cookies(pairs: Vec<(String, String)>) -> Option<String> {
    let cookies = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"));
    let cookies: Vec<String> = cookies.collect();
    (!cookies.is_empty()).then(|| cookies.join("; "))
}

/// The texts of a value: of each item of a list, and of the name and the value of each member of an
/// object.
fn texts(value: &impl Serialize) -> Vec<String> {
    let mut found = Vec::new();
    match json(value) {
        Value::Object(members) => {
            for (member, value) in members {
                let mut of_member = Vec::new();
                spread("", value, &mut of_member);
                for (_, text) in of_member {
                    found.extend([member.clone(), text]);
                }
            }
        }
        value => {
            let mut items = Vec::new();
            spread("", value, &mut items);
            found.extend(items.into_iter().map(|(_, text)| text));
        }
    }
    found
}

/// An object as `name[member]=value`.
#[allow(dead_code)] // as above
pub(crate) fn deep(name: &str, value: &impl Serialize) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    match json(value) {
        Value::Object(members) => {
            for (member, value) in members {
                spread(&format!("{name}[{member}]"), value, &mut pairs);
            }
        }
        value => spread(name, value, &mut pairs),
    }
    pairs
}

fn spread(name: &str, value: Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => pairs.push((name.to_owned(), text)),
        Value::Array(items) => {
            for item in items {
                spread(name, item, pairs);
            }
        }
        other => pairs.push((name.to_owned(), other.to_string())),
    }
}

/// A value as JSON. A value that can't be written as JSON counts as not set: no parameter has such
/// a type.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sent(pairs: Vec<(String, String)>) -> Vec<String> {
        let text = |(name, value)| format!("{name}={value}");
        pairs.into_iter().map(text).collect()
    }

    #[test]
    fn a_segment_is_one_whatever_is_in_it() {
        assert_eq!(segment(&"a/b c?d=\u{e9}"), "a%2Fb%20c%3Fd%3D%C3%A9");
        assert_eq!(segment(&[1, 2]), "1,2");
        assert_eq!(segment(&true), "true");
    }

    #[test]
    fn a_value_becomes_as_many_parameters_as_it_has_parts() {
        assert_eq!(sent(pairs("n", &Some(1.5))), ["n=1.5"]);
        assert!(pairs("n", &None::<i32>).is_empty());
        assert_eq!(sent(pairs("n", &["a", "b"])), ["n=a", "n=b"]);
        let object = json!({ "x": 1, "y": ["a", "b"], "z": null });
        assert_eq!(sent(pairs("n", &object)), ["x=1", "y=a", "y=b"]);
        assert_eq!(sent(deep("n", &object)), ["n[x]=1", "n[y]=a", "n[y]=b"]);
        assert_eq!(sent(deep("n", &7)), ["n=7"]);
    }

    #[test]
    fn a_list_can_be_one_parameter() {
        assert_eq!(sent(joined("n", "|", &["a", "b"])), ["n=a|b"]);
        assert!(joined("n", ",", &Vec::<String>::new()).is_empty());
        let object = json!({ "x": 1, "y": ["a", "b"], "z": null });
        assert_eq!(sent(joined("n", ",", &object)), ["n=x,1,y,a,y,b"]);
        assert_eq!(segment(&json!({ "x": 1, "y": "/" })), "x,1,y,%2F");
    }
}
