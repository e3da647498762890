//! Sizes as people type them.

/// Parses a number of bytes: `4096`, `64K`, `10M` or `1G`.
pub(crate) fn bytes(text: &str) -> Result<usize, String> {
    let expected = || "write 4096, 64K, 10M or 1G".to_owned();
    let (number, unit) = match text.char_indices().next_back() {
        Some((end, 'K')) => (&text[..end], 1 << 10),
        Some((end, 'M')) => (&text[..end], 1 << 20),
        Some((end, 'G')) => (&text[..end], 1 << 30),
        _ => (text, 1),
    };
    let number: usize = number.parse().map_err(|_| expected())?;
    number.checked_mul(unit).ok_or_else(expected)
}
