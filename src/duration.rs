//! Durations and times as people type them.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// `90s`, `5m`, `12h`, `30d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "write 90s, 5m, 12h or 30d".to_owned();
    let unit = text.chars().next_back().ok_or_else(expected)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(expected()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| expected())?;
    let seconds = number.checked_mul(seconds).ok_or("too long")?;
    Ok(Duration::from_secs(seconds))
}

/// A date and time after RFC 3339, or how long ago it was.
pub(crate) fn time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let ago = duration(text)
        .map_err(|_| "write a time such as 2026-11-23T09:00:00Z, or how long ago: 12h, 7d")?;
    Utc::now()
        .checked_sub_signed(chrono::Duration::from_std(ago).map_err(|_| "too long ago")?)
        .ok_or_else(|| "too long ago".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("30d"), Ok(Duration::from_secs(30 * 86400)));
        for wrong in ["", "5", "m", "-5m", "5 m", "5µ", "99999999999999999999d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_read() {
        let noon = time("2026-11-02T12:00:00+01:00").map(|time| time.to_rfc3339());
        assert_eq!(noon.as_deref(), Ok("2026-11-02T11:00:00+00:00"));
        let ago = time("2h").map(|time| (Utc::now() - time).num_minutes());
        assert_eq!(ago, Ok(120));
        assert!(time("yesterday").is_err());
    }
}
