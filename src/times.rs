//! Durations and moments as people type them.

use std::{fmt, str::FromStr, time::Duration};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// A duration as it is written in a flag, such as `90s` or `30d`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span(pub(crate) Duration);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        duration(text).map(Self)
    }
}

/// Writes the duration in the largest unit that divides it evenly.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let units = [(24 * 60 * 60, 'd'), (60 * 60, 'h'), (60, 'm')];
        let whole = units
            .into_iter()
            .find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
        let (unit, letter) = whole.unwrap_or((1, 's'));
        write!(f, "{}{letter}", seconds / unit)
    }
}

/// Parses a duration: `90s`, `5m`, `12h` or `30d`.
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

/// Parses a moment: `2026-11-01T08:30:00Z`, `2026-11-01` (midnight UTC), or an age such as `7d`.
pub(crate) fn time(text: &str) -> Result<DateTime<Utc>, String> {
    time_at(text, Utc::now())
}

fn time_at(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    if let Ok(time) = text.parse::<DateTime<Utc>>() {
        return Ok(time);
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(date.and_time(chrono::NaiveTime::MIN).and_utc());
    }
    let past = text.char_indices().last().and_then(|(end, unit)| {
        let count: u32 = text[..end].parse().ok()?;
        match unit {
            's' => now.checked_sub_signed(TimeDelta::seconds(count.into())),
            'm' => now.checked_sub_signed(TimeDelta::minutes(count.into())),
            'h' => now.checked_sub_signed(TimeDelta::hours(count.into())),
            'd' => now.checked_sub_days(Days::new(count.into())),
            'w' => now.checked_sub_days(Days::new(u64::from(count) * 7)),
            _ => None,
        }
    });
    past.ok_or_else(|| {
        "not a time such as 2026-11-01, 2026-11-01T08:30:00Z or 7d (7 days ago; also s, m, h, w)"
            .to_owned()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("30d"), Ok(Duration::from_secs(30 * 86400)));
        for text in ["90s", "5m", "12h", "30d", "0s"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        for wrong in ["", "5", "m", "-5m", "5 m", "5µ", "99999999999999999999d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_written_in_several_ways() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("2026-11-01", "2026-11-01T00:00:00Z"),
            ("2026-11-01T08:30:00Z", "2026-11-01T08:30:00Z"),
            ("2026-11-01T08:30:00+02:00", "2026-11-01T06:30:00Z"),
            ("90m", "2026-11-23T10:30:00Z"),
            ("36h", "2026-11-22T00:00:00Z"),
            ("7d", "2026-11-16T12:00:00Z"),
            ("2w", "2026-11-09T12:00:00Z"),
        ] {
            assert_eq!(time_at(text, now), Ok(expected.parse().unwrap()), "{text}");
        }
        for text in [
            "",
            "d",
            "-1d",
            "7",
            "7y",
            "yesterday",
            "7é",
            "99999999999d",
            "4294967295w",
        ] {
            assert!(time_at(text, now).is_err(), "{text}");
        }
    }
}
