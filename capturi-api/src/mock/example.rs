//! Models from the few members that a test is about.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{JsonError, json::missing_member, json_from_slice};

/// A model with these members. Required members that are missing get placeholders, such as the
/// all-zero uid, the beginning of 2026 or the enum value `Placeholder`.
///
/// For tests of your own code: response models are `#[non_exhaustive]`, so they can't be written
/// as struct literals.
///
/// ```
/// use capturi_api::{mock::example, types::IntegrationConversationView};
/// use serde_json::json;
///
/// let call: IntegrationConversationView = example(json!({ "subject": "Invoice", "duration": 63.5 }));
/// assert_eq!(call.subject.as_deref(), Some("Invoice"));
/// assert!(call.uid.is_nil());
/// ```
///
/// # Panics
///
/// If a member does not fit the model, or the model has no such member: a test with a misspelt name
/// would test nothing. (Members of a union's variants are not checked.)
#[track_caller]
pub fn example<T: DeserializeOwned>(members: impl Serialize) -> T {
    let json = completed::<T>(super::to_json(members));
    let mut unknown = Vec::new();
    match serde_ignored::deserialize(json, |path| unknown.push(path.to_string())) {
        Ok(_) if !unknown.is_empty() => panic!(
            "{} has no `{}`",
            std::any::type_name::<T>(),
            unknown.join("`, `")
        ),
        Ok(model) => model,
        Err(error) => panic!("{error}"), // `completed` has just read it
    }
}

/// The JSON, with a placeholder for each member that `T` requires and the JSON lacks.
#[track_caller]
pub(super) fn completed<T: DeserializeOwned>(json: Value) -> Value {
    match complete::<T>(json) {
        Ok(json) => json,
        Err(error) => panic!("this is no {}: {error}", std::any::type_name::<T>()),
    }
}

fn complete<T: DeserializeOwned>(mut json: Value) -> Result<Value, JsonError> {
    // The place of the last placeholder, and the placeholders not tried there yet.
    let mut last = (String::new(), Vec::new());
    loop {
        let text = json.to_string();
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut deserializer) else {
            return Ok(json);
        };
        let place = pointer(error.path());
        let message = error.inner().to_string();
        let placed = match missing_member(&message) {
            Some(member) => {
                let object = json.pointer_mut(&place).and_then(Value::as_object_mut);
                // A union hides the place of a missing member, so the same member is missing again.
                let object = object.filter(|object| !object.contains_key(member));
                object.map(|object| {
                    let mut untried = placeholders();
                    object.insert(member.to_owned(), untried.remove(0));
                    last = (format!("{place}/{member}"), untried);
                })
            }
            None if place == last.0 && !last.1.is_empty() => json
                .pointer_mut(&place)
                .map(|value| *value = last.1.remove(0)),
            None => None,
        };
        if placed.is_none() {
            json_from_slice::<T>(text.as_bytes())?;
            return Ok(json);
        }
    }
}

/// The placeholders that are tried for a member, in this order.
fn placeholders() -> Vec<Value> {
    vec![
        json!({}),
        json!([]),
        json!(0),
        json!(false),
        // Enums take any text; times and uids take only their own format.
        json!("Placeholder"),
        json!("2026-01-01T00:00:00Z"),
        json!("00000000-0000-0000-0000-000000000000"),
    ]
}

/// The place of an error as a JSON pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                format!("/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Segment::Unknown => String::new(),
        })
        .collect()
}
