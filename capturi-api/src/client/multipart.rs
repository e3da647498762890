//! Bodies of type `multipart/form-data` (RFC 7578).

use std::fmt;

use bytes::{BufMut as _, Bytes, BytesMut};
use serde::Serialize;
use serde_json::Value;

/// A file to be sent in a form.
#[derive(Clone)]
pub struct Upload {
    name: String,
    media_type: String,
    content: Bytes,
}

impl Upload {
    /// A file of this name, as `application/octet-stream`.
    pub fn new(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            media_type: "application/octet-stream".to_owned(),
            content: content.into(),
        }
    }

    /// Sets the media type, such as `audio/wav`.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("media_type", &self.media_type)
            .field("content", &format_args!("{} bytes", self.content.len()))
            .finish_non_exhaustive()
    }
}

/// The parts of a form, as they are added.
#[allow(dead_code)] // Capturi has no forms today; generated code may get one.
pub(crate) struct Multipart {
    boundary: String,
    body: BytesMut,
}

#[allow(dead_code)] // as above
impl Multipart {
    pub(crate) fn new() -> Self {
        Self {
            // Random enough that no content has the boundary in it.
            boundary: format!("capturi-{:032x}", fastrand::u128(..)),
            body: BytesMut::new(),
        }
    }

    /// Adds a value; a list as one part for each item, an object as JSON, nothing for `None`.
    pub(crate) fn add(&mut self, name: &str, value: &impl Serialize) {
        // A value that can't be written as JSON counts as not set: no part has such a type.
        self.add_json(name, serde_json::to_value(value).unwrap_or_default());
    }

    fn add_json(&mut self, name: &str, value: Value) {
        let disposition = [("name", name)];
        match value {
            Value::Null => {}
            Value::Array(items) => {
                for item in items {
                    self.add_json(name, item);
                }
            }
            Value::String(text) => self.part(&disposition, None, text.as_bytes()),
            object @ Value::Object(_) => {
                let json = object.to_string();
                self.part(&disposition, Some("application/json"), json.as_bytes());
            }
            simple => self.part(&disposition, None, simple.to_string().as_bytes()),
        }
    }

    pub(crate) fn add_files(&mut self, name: &str, files: impl IntoIterator<Item = Upload>) {
        for file in files {
            let disposition = [("name", name), ("filename", &file.name)];
            self.part(&disposition, Some(&file.media_type), &file.content);
        }
    }

    fn part(&mut self, disposition: &[(&str, &str)], media_type: Option<&str>, content: &[u8]) {
        let mut head = format!("--{}\r\ncontent-disposition: form-data", self.boundary);
        for (key, value) in disposition {
            head.push_str(&format!("; {key}=\"{}\"", quoted(value)));
        }
        if let Some(media_type) = media_type {
            head.push_str(&format!("\r\ncontent-type: {}", one_line(media_type)));
        }
        self.body.put_slice(head.as_bytes());
        self.body.put_slice(b"\r\n\r\n");
        self.body.put_slice(content);
        self.body.put_slice(b"\r\n");
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub(crate) fn into_body(mut self) -> Bytes {
        let end = format!("--{}--\r\n", self.boundary);
        self.body.put_slice(end.as_bytes());
        self.body.freeze()
    }
}

/// Escapes a quoted name as browsers do: characters that would end the name or its line.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_between_boundaries_and_can_not_end_their_head() {
        let mut form = Multipart::new();
        form.add("count", &Some(3));
        form.add("tags", &["a", "b"]);
        form.add("none", &None::<String>);
        form.add("position", &serde_json::json!({ "x": 1 }));
        let file = Upload::new("a\"\r\nx: y.wav", "RIFF").media_type("audio/wav\r\nx: y");
        form.add_files("file", [file]);
        let boundary = form.boundary.clone();
        assert_eq!(
            form.content_type(),
            format!("multipart/form-data; boundary={boundary}")
        );
        let expected = [
            "content-disposition: form-data; name=\"count\"\r\n\r\n3\r\n",
            "content-disposition: form-data; name=\"tags\"\r\n\r\na\r\n",
            "content-disposition: form-data; name=\"tags\"\r\n\r\nb\r\n",
            "content-disposition: form-data; name=\"position\"\r\n\
             content-type: application/json\r\n\r\n{\"x\":1}\r\n",
            "content-disposition: form-data; name=\"file\"; filename=\"a%22%0D%0Ax: y.wav\"\r\n\
             content-type: audio/wav  x: y\r\n\r\nRIFF\r\n",
        ];
        let parts: String = expected
            .iter()
            .map(|part| format!("--{boundary}\r\n{part}"))
            .collect();
        assert_eq!(form.into_body(), format!("{parts}--{boundary}--\r\n"));
    }
}
