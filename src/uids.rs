//! Uids as people type them.

use uuid::Uuid;

pub(crate) fn uid(text: &str) -> Result<Uuid, String> {
    text.parse()
        .map_err(|_| "not a UUID such as 0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11".to_owned())
}
