//! The stored form of bodies. They are compressed where that makes them smaller, because SQLite
//! writes them twice, to the log and to the database, and keeps them for weeks. Most of a
//! conversation is the names of its fields.

use std::io::{Read as _, Write as _};

use bytes::Bytes;
use lz4_flex::frame::{BlockMode, BlockSize, FrameDecoder, FrameEncoder, FrameInfo};
use sqlx::FromRow;

use crate::{Error, Reason, database::Value};

/// The names of both encodings in the ledger.
const IDENTITY: &str = "identity";
const LZ4: &str = "lz4";

/// The bytes below which compressing a body gains little.
const WORTH_IT: usize = 1024;

/// A body as the ledger stores it.
#[derive(Clone, FromRow)]
pub(super) struct Stored {
    encoding: String,
    body: Vec<u8>,
}

/// The values of a body's columns `encoding` and `body`.
///
/// The same body gives the same values, by which a duplicate's body is compared with the last one.
/// The encoder of another release may give other values, and then the same body is stored once
/// more.
pub(super) fn stored(body: &Bytes) -> [Value; 2] {
    match compressed(body) {
        Some(compressed) => [LZ4.into(), Bytes::from(compressed).into()],
        None => [IDENTITY.into(), body.clone().into()],
    }
}

fn compressed(body: &Bytes) -> Option<Vec<u8>> {
    if body.len() < WORTH_IT {
        return None;
    }
    // The checksum reveals a body that the disk has damaged.
    let info = FrameInfo::new()
        .block_mode(BlockMode::Linked)
        .block_size(BlockSize::Max256KB)
        .content_checksum(true)
        .content_size(Some(body.len() as u64));
    let room = Vec::with_capacity(body.len() / 2);
    let mut encoder = FrameEncoder::with_frame_info(info, room);
    encoder.write_all(body).ok()?;
    let compressed = encoder.finish().ok()?;
    (compressed.len() < body.len()).then_some(compressed)
}

impl Stored {
    /// The body as it was received; an error if the disk has damaged it, or if another release has
    /// stored it in another encoding.
    pub(super) fn received(self) -> Result<Vec<u8>, Error> {
        let damaged = || Error::unavailable(Reason::Damaged);
        match self.encoding.as_str() {
            IDENTITY => Ok(self.body),
            LZ4 => {
                let bytes = content_size(&self.body).ok_or_else(damaged)?;
                let mut body = Vec::new();
                // The decoder does not notice a frame that was cut between two blocks.
                match FrameDecoder::new(&self.body[..]).read_to_end(&mut body) {
                    Ok(read) if read as u64 == bytes => Ok(body),
                    _ => Err(damaged()),
                }
            }
            _ => Err(damaged()),
        }
    }
}

/// The size of the content according to the head of the frame, after the magic number, the flags
/// and the size of blocks. None if the frame lacks its end: four zeros, and the checksum.
fn content_size(frame: &[u8]) -> Option<u64> {
    let end = frame.len().checked_sub(8)?;
    if frame.get(end..end + 4)? != [0; 4] {
        return None;
    }
    let size = frame.get(6..14)?;
    Some(u64::from_le_bytes(size.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    fn columns(body: &[u8]) -> Stored {
        match stored(&Bytes::copy_from_slice(body)) {
            [Value::Text(Some(encoding)), Value::Bytes(body)] => Stored {
                encoding,
                body: body.to_vec(),
            },
            _ => panic!("a text and bytes"),
        }
    }

    /// Bytes that can't be compressed.
    fn noise() -> Vec<u8> {
        let noise = std::iter::repeat_with(|| fastrand::u8(..));
        noise.take(100_000).collect()
    }

    #[test]
    fn what_is_stored_is_read_as_it_was_received() {
        let noise = noise();
        let text = "{\"speaker\":\"agent\"}".repeat(10_000);
        // This body is about as large as a body may be, with incompressible bytes in it.
        let large = [text.repeat(50).as_bytes(), &noise, text.as_bytes()].concat();
        for body in [&b""[..], b"{}", &noise, text.as_bytes(), &large] {
            assert_eq!(columns(body).received().unwrap(), body);
        }
    }

    #[test]
    fn only_what_gets_smaller_is_compressed() {
        let noise = noise();
        assert_eq!(columns(&noise).encoding, IDENTITY);
        let text = columns("{\"speaker\":\"agent\"}".repeat(10_000).as_bytes());
        assert_eq!(text.encoding, LZ4);
        assert!(text.body.len() < 10_000, "{}", text.body.len());
    }

    #[test]
    fn damage_is_an_error() {
        let text = columns("{\"speaker\":\"agent\"}".repeat(10_000).as_bytes());
        let length = text.body.len();
        for at in [0, 7, length / 2, length - 1] {
            let mut damaged = text.clone();
            damaged.body[at] ^= 1;
            assert!(damaged.received().is_err(), "at {at}");
        }
        for left in [0, 4, 15, length / 2, length - 8, length - 4] {
            let mut cut = text.clone();
            cut.body.truncate(left);
            assert!(cut.received().is_err(), "the first {left} bytes");
        }
    }
}
